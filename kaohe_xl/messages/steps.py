"""How points came about: the sentences of the arithmetic, and what a parameter should look like."""

from __future__ import annotations

# Words in braces are filled in by `step`.
_STEPS: dict[str, str] = {
    "completion": "完成率 {actual}÷{target} = {percent} %",
    "completion.lower": "完成率 2−{actual}÷{target} = {percent} %（逆向指标）",
    "negative": "完成率为负，不得分",
    "floor": "低于起分 {floor} %，不得分",
    "cap": "按封顶 {cap} % 计",
    "product": "得分 {full}×{share} = {value}",
    "below_zero": "不足 0 分，按 0 分计",
    "beyond": "超出分值 {full} 的 {bonus} 记为加分",
    "met": "完成 {actual}，目标 {target}，达标，得 {full}",
    "missed": "完成 {actual}，目标 {target}，未达标，得 0",
    "yes": "是，得 {full}",
    "no": "否，得 0",
    "opinion": "评议得分 {actual}",
    "opinion.clipped": "超出 0 至 {full} 的范围，按 {value} 计",
    "over": "超额 {over} %，每超 {each} % 加 {gain}，加分 {bonus}",
    "over.none": "没有超额，不加分",
    "bonus.capped": "加分 {bonus}，最多加 {most}",
    "off.target": "与目标 {base} 相差 {off} 个百分点",
    "off.plan": "与计划 {base} 相差 {off} 个百分点",
    "off.average": "与平均 {base} 相差 {off} 个百分点",
    "off.up": "每点加 {each}，加分 {gain}",
    "off.down": "每点扣 {each}，扣分 {gain}",
    "deduction.capped": "扣分 {gain}，最多扣 {most}",
    "band": "完成率 {percent} % 落在 {low} % 及以上一档，得 {value}",
    "band.below": "完成率 {percent} % 低于最低档 {low} %，得 0",
    "band.between": "完成率 {percent} % 在 {low} % 与 {high} % 之间，插值得 {value}",
    "rank": "第 {rank} 名（共 {of} 名），得 {value}",
    "rank.beyond": "第 {rank} 名在表外，按“其后”得 {value}",
    "rank.less": "第 {rank} 名（共 {of} 名），每后一名少得分值的 {less} %：得分 {value}",
    "rank.linear": "第 {rank} 名（共 {of} 名），得分 {full}×{place}÷{of} = {value}",
    "threshold.below": "完成率低于门槛 {threshold} %，得 0",
    "threshold.passed": "达到门槛 {threshold} %，得基础分 {base}，在达到门槛的 {of} 个中排第 {rank}",
    "best": "第一的值是 {best}",
    "best.higher": "得分 {full}×{actual}÷{best} = {value}",
    "best.lower": "得分 {full}×{best}÷{actual} = {value}（逆向指标）",
    "best.self": "与第一相同，得 {full}",
    "efficacy": (
        "功效系数 （{actual}−{unacceptable}）÷（{satisfactory}−{unacceptable}）×{spread}+{base} = {percent}"
    ),
    "efficacy.clipped": "截断为 {percent}",
    "efficacy.points": "得分 {full}×{percent} % = {value}",
    "average.completion": "平均完成率 {average} %，相差 {off} 个百分点",
    "average.actual": "平均值 {average}，相差 {off} 个百分点",
    "decreasing.up": "分段累计 {parts}，加 {gain}",
    "decreasing.down": "分段累计 {parts}，减 {gain}",
    "decreasing.part": "{width}÷{denominator}",
    "cases": "{cases} 例，每例扣 {each}，得分 {value}",
    "cases.floor": "保底 {floor}",
    "adds.nothing": "没有超出，不加分",
    "joined": "+{method}：",
    # What is known, in the remedy of an unknown word.
    "guess": "是不是想写“{name}”？",
    "known": "可用的参数：{names}。",
    "known.none": "这个方法没有参数，请删去。",
    # What is expected of a parameter.
    "expect.number": "请填一个数字，例如 0.1 或 10%。",
    "expect.least": "请填不小于 {low} 的数字。",
    "expect.positive": "请填大于 0 的数字。",
    "expect.within": "请填 {low} 到 {high} 之间的数字（比例写成 0.6 或 60%）。",
    "expect.within.open": "请填大于 {low}、不超过 {high} 的数字（比例写成 0.6 或 60%）。",
    "expect.base": "请填 0 到 100 之间的数字，按百分制写：分值的六成写 60 或 60%，不写 0.6。",
    "expect.choice": "请填：{choices}。",
    "expect.list": "请填用逗号分开、大于 0 的数字，例如 20，40，60。",
    "expect.table.completion": "请写成“完成率:得分”，用逗号分开，例如 100%:40，90%:36；完成率写成 0.9 或 90%。",
    "expect.table.rank": "请写成“名次:得分”，用逗号分开，例如 1:60，2:57，3:54。",
    "expect.table.twice": "“{key}”写了不止一次，请只留一处。",
    "expect.table.hole": "名次应从 1 起连续，缺第 {rank} 名。",
}


def step(code: str, **words: object) -> str:
    """The sentence of `code` with `words` filled in. Raises KeyError for an unknown code."""
    return _STEPS[code].format(**words)
