"""Words of the letters."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    "NO_RESPONSIBLE_UNIT": (
        "指标“{indicator}”没有牵头单位和责任单位，不在任何一份{level}里。",
        "请在指标表的“牵头单位”或“责任单位”列填写单位名称。",
    ),
    "NO_LETTER_UNITS": (
        "没有可发{level}的单位。",
        "请在指标表中填写责任单位，或检查表头是否被识别（kaohe check）。",
    ),
    "NO_ISSUER_CODE": ("考核设置里没有“发文代字”，文号只有年份和序号。", "请在考核设置表填写发文代字，如“长考办函”。"),
    "NO_ISSUER": ("考核设置里没有“发文机关”，也没有“落款”，{level}没有署名。", "请在考核设置表填写发文机关。"),
    "NO_CONTACT": ("考核设置里没有“联系人”和“联系电话”，{level}里留了空。", "请在考核设置表填写联系人和联系电话。"),
    "LETTER_NUMBER_TWICE": ("文号 {number} 号给了不止一个单位：{units}。", "请检查发文登记，一个文号只能用一次。"),
    "LETTER_FILE_BUSY": (
        "不能写入文件“{file}”：它可能正在 Excel 或 WPS 中打开，或是只读文件，或没有写入权限。",
        "请关闭该文件，或换一个保存位置，然后重试。原有文件没有改动。",
    ),
    "LETTER_FOLDER_BAD": (
        "不能在文件夹“{folder}”里保存文件（{reason}）。",
        "请确认文件夹存在、可以写入、磁盘有空间，然后重试。",
    ),
}

# What the letters themselves say; words in braces are filled in by `phrase`.
_PHRASES: dict[str, str] = {
    "level": "提醒函",
    "kind.own": "市考指标",
    "kind": "考核指标",
    "peers.own": "全市",
    "peers": "同类单位",
    "rank.peers.own": "全市",
    "rank.peers": "同类",
    "title": "关于{period}{kind}\n完成情况的{level}",
    "title.undated": "关于{kind}\n完成情况的{level}",
    "number": "{code}〔{year}〕{number}号",
    "as_of": "截至{date}，",
    "counts": "你单位承担的{kind}共{count}项",
    "counts.lit": "，其中{lights}",
    "counts.red": "红灯{count}项",
    "counts.amber": "黄灯{count}项",
    "counts.green": "绿灯{count}项",
    "counts.not_reported": "未报数据{count}项",
    "counts.unlit": "定性等不亮灯{count}项",
    "counts.city": "；列入市级预警{count}项",
    "counts.after": "；排在{peers}第{rank}名之后{count}项",
    "counts.last": "（其中后{last}名{count}项）",
    "end": "。",
    "days_left": "距{ends}年度考核结束仅剩{days}天。",
    "days_left.undated": "距年度考核结束仅剩{days}天。",
    "gap": "{indicator}（差{gap}）",
    "gaps.more": "{gaps}等",
    "blank": "＿＿＿＿＿＿",
    "blank.short": "＿＿＿",
    "separator": "、",
    "none": "—",
    "qualitative": "定性",
    "yes": "是",
    "no": "否",
    "point": "个百分点",
    "reason": "预警原因：{text}",
    "basis": "亮灯依据：{text}",
    "unlit": "情况说明：{text}",
    "ask": "努力方向：{text}",
    "axis.progress": "【序时·{light}】{reason}",
    "axis.rank": "【位次·{light}】{reason}",
    "axis.city": "【市级·{light}】{reason}",
    "why.not_reported": "截至目前没有上报数据",
    "why.not_assessed": "本年度不考核该项",
    "why.not_computable": "数据或规则有疑问，暂不能计算得分",
    "why.qualitative": "定性指标，由考核单位按评分细则评定",
    "why.none": "没有可以亮灯的依据",
    "todo.report": "请立即核实并上报数据",
    "todo.check": "请与考核办核对数据",
    "todo.qualitative": "对照评分细则逐条落实，主动与主管部门沟通衔接",
    "todo.no": "尚未完成，请抓紧办结",
    "todo.target": "距年度目标还差{gap}",
    "todo.daily": "，今后每天需完成约{daily}",
    "todo.met": "已完成年度目标",
    "todo.over": "已超出控制目标{gap}，须坚决压降",
    "todo.under": "控制在目标以内，余量{gap}",
    "todo.third": "距{peers}第{front}名（{third}）还差{gap}",
    "todo.third.lower": "比{peers}第{front}名（{third}）高{gap}",
    "todo.front": "位居{peers}前{front}名，继续保持",
    "todo.cases": "严防再发生扣分事项",
    "and": "；",
    "tied": "并列",
    "index.sheet": "目录",
    "index.back": "返回目录",
    "file": "{unit}{level}",
    "file.all": "{kind}{level}（{period}）",
    "file.all.undated": "{kind}{level}",
    "trouble.denied": "没有写入权限",
    "trouble.full": "磁盘空间不足",
    "trouble.no_folder": "路径中有一段不是文件夹",
    "trouble.long": "路径太长",
    "trouble.other": "系统提示：{text}",
    "date": "{year}年{month}月{day}日",
    "month_day": "{month}月{day}日",
    "period.first": "{year}年1月",
    "period.months": "{year}年1—{month}月",
}

_NUMERALS = "〇一二三四五六七八九十"


def phrase(code: str, /, **words: object) -> str:
    """What a letter says under `code`, with `words` filled in. Raises KeyError for an unknown code."""
    return _PHRASES[code].format(**words)


def numeral(number: int) -> str:
    """A small count in Chinese (`三` for 3); digits beyond ten."""
    return _NUMERALS[number] if 0 < number <= 10 else str(number)
