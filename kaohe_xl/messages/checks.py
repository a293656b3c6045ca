"""What the checks have to say."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # 口径一致: the same thing said in two places.
    "FIGURE_TARGET": ("年度目标", ""),
    "FIGURE_ACTUAL": ("1-{month}月完成", ""),
    "FIGURE_PLAN": ("1-{month}月计划", ""),
    "WHOSE": ("“{unit}”的“{indicator}”", ""),
    "WHOSE_INDICATOR": ("“{indicator}”", ""),
    "FIGURES_DIFFER": (
        "{whose}的{figure}口径不一致：这里是 {one}，{other} 是 {two}。",
        "请核对哪一个对，把两处改成一致。",
    ),
    "TARGET_CHANGED": (
        "{whose}的年度目标这里是 {one}，{other} 是 {two}，没有看到调整目标的批准依据。",
        "请核对；目标确已调整的，请在这一行的备注里写明批准文号。",
    ),
    "MEASURES_DIFFER": (
        "“{indicator}”的计量单位不一致：这里是“{one}”，{other} 是“{two}”。",
        "请改成同一个计量单位；不是同一项指标的，请改成不同的名称。",
    ),
    "FIGURE_FELL": (
        "{whose}的{figure} {value}，比{former}（{other}）的 {before} 还少，累计数不会减少。",
        "请核对；数据确有核减的，请在这一行的备注里写明。",
    ),
    "MONTHS_LOOK_SINGLE": (
        "按月份列出的数有 {count} 处比前一个月少（如 {example}），像是当月数，却是当作从年初累计的数读取的。",
        "如是当月数，请加一列累计完成，表头写“1-10月完成”这样的名称。",
    ),
    # Sums.
    "SUM_DISAGREES": (
        "“{label}”这一行的{title}是 {stated}，各行相加是 {computed}，相差 {difference}。",
        "请核对是漏了行、重复计了行，还是数字填错。",
    ),
    "SUM_ACROSS_DISAGREES": (
        "“{indicator}”的{title}是 {stated}，各单位相加是 {computed}，相差 {difference}。",
        "请核对是漏了单位，还是数字填错。",
    ),
    "POINTS_TOTAL_DISAGREES": (
        "这里写明{stated_text}，各项分值相加是 {computed} 分，相差 {difference} 分。",
        "请核对各项分值，或改正这里写的总分。",
    ),
    "POINTS_OF_CATEGORY_DISAGREE": (
        "“{category}”写明 {stated} 分，所属各项分值相加是 {computed} 分，相差 {difference} 分。",
        "请核对各项分值，或改正类别里写的分数。",
    ),
    "POINTS_OF_PARENT_DISAGREE": (
        "“{indicator}”的分值是 {stated}，它的分项分值相加是 {computed}，相差 {difference}。",
        "请核对各分项的分值。",
    ),
}
