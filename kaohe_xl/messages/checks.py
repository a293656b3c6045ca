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
    # Out of range.
    "SHARE_OUT_OF_RANGE": (
        "{whose}{figure}是 {value}%，这样的比率应在 0 到 100% 之间。",
        "请核对数字；不是这样的比率的，请改正计量单位。",
    ),
    "COUNT_NEGATIVE": ("{whose}{figure}是 {value}，以“{measure}”计的数不会是负数。", "请核对。"),
    "DAYS_OUT_OF_RANGE": ("{whose}完成值是 {value} 天，截至 {as_of} 一共才 {days} 天。", "请核对。"),
    "FAR_ABOVE_TARGET": (
        "{whose}完成值 {actual} 是目标 {target} 的 {times} 倍，可能是计量单位弄错了（如把万元当成亿元）。",
        "请核对完成值、目标和计量单位。",
    ),
    "FAR_BELOW_TARGET": (
        "{whose}完成值 {actual} 只有目标 {target} 的 {times} 分之一，可能是计量单位弄错了（如把亿元当成万元）。",
        "请核对完成值、目标和计量单位。",
    ),
    "EVENT_OF_OTHER_YEAR": (
        "“{unit}”的“{item}”发生在 {day}，不在考核年度 {year} 年之内，仍然计入。",
        "如不应计入，请删去这一行；日期填错的，请改正。",
    ),
    "PART_TARGET": ("目标", ""),
    "PART_ACTUAL": ("完成值", ""),
    # Results typed by hand.
    "RANK_DISAGREES": (
        "{whose}的位次填的是 {shown}，按各单位的完成值算，是第 {computed} 名（共 {of} 个单位）。",
        "请核对；运行 kaohe score 会改成算得的位次。",
    ),
    "COMPLETION_DISAGREES": (
        "{whose}的完成率填的是 {shown}，按 {actual}÷{target} 算，是 {computed}%。",
        "请核对；运行 kaohe score 会改成算得的完成率。",
    ),
    "COMPLETION_OF_LOWER": (
        "{whose}是逆向指标，完成率填的是完成值÷目标（{shown}），程序按 2－完成值÷目标 算，是 {computed}%。",
        "如按贵办的办法应是完成值÷目标，请把这一列改名，程序就不改它。",
    ),
    "RESULTS_OUTDATED": (
        "“{title}”这一列有 {count} 处与按现有数据算出的不同（如 {example}），多半是上一期留下的。",
        "请运行 kaohe score 重算；确是手工填的，请核对。",
    ),
    # Who answers for it, by which rule.
    "INDICATOR_WITHOUT_UNIT": ("“{indicator}”没有写牵头单位或责任单位。", "请补上，提醒函要按它发。"),
    "INDICATOR_WITHOUT_LEADER": ("“{indicator}”没有写包抓领导。", "请补上。"),
    "COLUMN_ALL_BLANK": (
        "“{title}”这一列整列是空的（{count} 项指标）。",
        "请补上；用不着这一列的，可以不管。",
    ),
    "INDICATOR_WITHOUT_RULE": (
        "“计分规则”里没有“{indicator}”，按“{method}”计分（{units}）。",
        "请在“计分规则”里加一行，写明方法和条款。",
    ),
    # Provisional figures.
    "PROVISIONAL_FIGURE": ("{whose}的数“{text}”还不是最后核定的。", "请在数字核定后改填，并删去说明。"),
    "PROVISIONAL_ROW": (
        "“{indicator}”的备注写着“{text}”，这一行的数还不是最后核定的。",
        "请在数字核定后改填，并删去备注。",
    ),
    "PROVISIONAL_COLUMN": (
        "表头“{text}”说明这一列的数还不是最后核定的。",
        "请在数字核定后改填，并改正表头。",
    ),
    "PROVISIONAL_TABLE": ("“{text}”说明这张表的数还不是最后核定的。", "请在数字核定后改填，并改正标题或注。"),
    # Names.
    "NEAR_NAME": ("是不是“{near}”？", ""),
    "UNIT_NAME_NEAR": (
        "“{name}”不在责任单位表里，表里有“{near}”，没有当作同一个单位。",
        "是同一个单位的，请改成表里的名称，或把它登记为别名；不是的，请登记这个单位。",
    ),
    "UNIT_NOT_REGISTERED": ("“{name}”不在责任单位表里。", "请登记这个单位；是别的名称的，请登记为别名。"),
    "UNIT_NAMES_NEAR": (
        "“{name}”与“{near}”（{other}）名称相近，没有当作同一个单位。",
        "是同一个单位的，请改成一样的名称。",
    ),
    "INDICATOR_NAMES_NEAR": (
        "“{name}”与“{near}”（{other}）名称相近，没有当作同一项指标。",
        "是同一项指标的，请改成一样的名称。",
    ),
    # The findings in the workbook itself.
    "COMMENT_AUTHOR": ("考核程序", ""),
    "COMMENTS_LEFT": ("有 {count} 个单元格已有贵办的批注，", "没有再加，问题见检查结果。"),
    "CHECK_SHEET_TITLE": (
        "检查结果：共 {count} 条，错误 {errors}，提醒 {warnings}，说明 {notes}。点“单元格”一列跳到原处；每次检查重写此表，请勿在表里填写。",
        "",
    ),
    "CHECK_WRITTEN": ("工作簿里的检查结果已更新。原件备份：{backup}", ""),
    "CHECK_WRITTEN_BESIDE": ("检查结果已写入新文件：{path}", ""),
    "CHECK_THERE_ALREADY": ("工作簿里的检查结果已是最新，没有改动。", ""),
    # Two assessments side by side.
    "INPUT_CLAUSE": ("条款", ""),
    "COMPARE_AS_IT_IS": ("现在的规则", ""),
    "COMPARE_YEAR": ("{year}年的规则", ""),
    "COMPARE_DAY": ("{day} 的规则", ""),
    "COMPARE_BOOK": ("“{book}”的规则", ""),
    "COMPARE_HEAD": ("{one}  →  {other}", ""),
    "COMPARE_SIDE": ("{book}（截至 {period}，{rules}）", ""),
    "COMPARE_NO_PERIOD": ("日期不明", ""),
    "COMPARE_TOTALS": ("总分：", ""),
    "COMPARE_TOTAL": ("{unit}  {one} → {other}（{difference}）  位次 {one_rank} → {other_rank}  {one_grade} → {other_grade}", ""),
    "COMPARE_ENTRIES": ("得分不同的 {count} 项：", ""),
    "COMPARE_ENTRY": ("{unit}  {indicator}  {one} → {other}（{difference}）  {why}", ""),
    "COMPARE_CHANGE": ("{name} {before} → {after}{places}", ""),
    "COMPARE_PLACES": ("（{places}）", ""),
    "COMPARE_OTHERS": ("本项规则和数据相同，同组其他单位的数据或得分不同", ""),
    "COMPARE_ONE_SIDE": ("只有一边有这一项", ""),
    "COMPARE_NOTHING": ("无", ""),
    "COMPARE_SAME": ("两边的得分、总分、位次和等次都相同。", ""),
    "COMPARE_MORE": ("……另有 {count} 项，请用 --unit 只看一个单位，或用 --json 看全部", ""),
    "COMPARE_WITH_NOTHING": ("没有说与什么相比。", "请再写一个工作簿，或用 --rules-of 写明哪年的规则（写一次与现在的规则比，写两次互相比）。"),
    "COMPARE_TOO_MANY": ("只能比较两套规则，这里写了 {count} 套。", "--rules-of 最多写两次。"),
    "BAD_RULES_OF": ("“{text}”既不是年份、日期，也不是工作簿。", "请写成 2010、2010-06、2010-06-30，或写明工作簿的文件名。"),
}
