"""What the arithmetic has to say."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # Words of the scoring: names of inputs, methods without a rule, settings.
    "METHOD_DEFAULT": ("完成率", ""),
    "METHOD_QUALITATIVE": ("评议", ""),
    "INPUT_ACTUAL": ("完成值", ""),
    "INPUT_TARGET": ("年度目标", ""),
    "INPUT_PLAN": ("累计计划", ""),
    "INPUT_FULL_POINTS": ("分值", ""),
    "INPUT_METHOD": ("方法", ""),
    "INPUT_PARAMETERS": ("参数", ""),
    "INPUT_DIRECTION": ("方向", ""),
    "INPUT_AS_OF": ("截至日期", ""),
    "INPUT_RANK": ("位次", ""),
    "SETTING_AS_OF": ("截至日期", ""),
    "INPUT_BASIS": ("序时口径", ""),
    "SETTING_BASIS": ("序时口径", ""),
    "SETTING_MONTH": ("截至月份", ""),
    "SETTING_OWN": ("本单位", ""),
    "SETTING_GRADES": ("等次", ""),
    "SETTING_QUOTA": ("优秀名额", ""),
    "ASSUMED": ("（未注明，按此计算）", ""),
    "NAMES": ("、", ""),
    "AND_OTHERS": ("{named}等 {count} 个单位", ""),
    "OF_GROUP": ("“{group}”的", ""),
    "OF_UNIT": ("{unit}的“{indicator}”：", ""),
    # Why there are no points.
    "STEP_NOT_REPORTED": ("未报：完成值是空的，不计得分", ""),
    "STEP_NOT_ASSESSED": ("不考核：不计得分，分值也不计入满分", ""),
    "STEP_NOT_COMPUTABLE": ("无法计算：原因见检查结果", ""),
    # Reasons of the lights.
    "LIGHT_PROGRESS_GREEN": (
        "完成率 {completion} % 为序时进度 {progress} % 的 {ratio} %，达到绿灯下限 {bound} %",
        "",
    ),
    "LIGHT_PROGRESS_AMBER": (
        "完成率 {completion} % 为序时进度 {progress} % 的 {ratio} %，低于绿灯下限 {bound} %",
        "",
    ),
    "LIGHT_PROGRESS_RED": (
        "完成率 {completion} % 为序时进度 {progress} % 的 {ratio} %，低于黄灯下限 {bound} %",
        "",
    ),
    "LIGHT_NOTHING_DUE_GREEN": ("序时进度为 {progress} %，完成率 {completion} %，目前没有欠账", ""),
    "LIGHT_NOTHING_DUE_RED": ("序时进度为 {progress} %，完成率 {completion} %，低于序时进度", ""),
    "LIGHT_OVER_CEILING": ("完成值 {actual} 已超过全年控制目标 {target}，不亮绿灯", ""),
    "LIGHT_RANK_RED": ("位次第 {rank} 名，共 {of} 个单位，在后 {last} 名之内", ""),
    "LIGHT_RANK_AMBER": ("位次第 {rank} 名，共 {of} 个单位，在第 {warn} 名之后", ""),
    "LIGHT_RANK_GREEN": ("位次第 {rank} 名，共 {of} 个单位，没有落到第 {warn} 名之后", ""),
    "LIGHT_RANK_TIED": ("（按排在前面的单位数算；表中因并列记为第 {rank} 名）", ""),
    "LIGHT_CITY": ("列入市级预警：{word}", ""),
    # Totals and grades.
    "TOTAL_SUM": ("基础得分 {base} + 加分 {bonus} - 扣分 {deduction} = {total}", ""),
    "TOTAL_ADJUSTED": ("{kind} {points}：{item}", ""),
    "TOTAL_CAPPED": ("总分 {total} 超过封顶 {cap}，按 {cap} 计", ""),
    "GRADE_BY_TOTAL": ("按总分 {total} 定为“{grade}”", ""),
    "GRADE_BY_VETO": ("一票否决“{why}”，等次改为“{grade}”", ""),
    "GRADE_BY_BINDING": ("约束性指标“{why}”没有完成，等次改为“{grade}”", ""),
    "GRADE_BEYOND_QUOTA": ("本类“{best}”名额 {allowed} 个已满，等次改为“{grade}”", ""),
    # By what the share of the year is told.
    "BASIS_DATA_PLAN": ("计划数", ""),
    "BASIS_DATA_SPAN": ("起止日期", ""),
    "BASIS_MONTHS_INSTEAD": ("月份（没有{data}，按月份计算）", ""),
    # Settings, rules and registers that don't fit together.
    "NO_AS_OF": ("没有写明截至日期，序时进度和剩余天数算不出来。", "请在“考核设置”里填写“截至日期”。"),
    "YEARS_DIFFER": (
        "考核年度是 {year} 年，截至日期却是 {as_of}。",
        "请核对“考核设置”里的“考核年度”和“截至日期”。",
    ),
    "ENDED_BEFORE": ("考核结束日期 {ends} 早于截至日期 {as_of}，剩余天数按 0 计。", "请核对这两个日期。"),
    "OWN_UNIT_UNKNOWN": ("“本单位”写的是“{unit}”，各表里没有这个单位。", "请改成与表里一致的名称。"),
    "RULE_INDICATOR_UNKNOWN": (
        "“计分规则”里的指标“{indicator}”在各表里找不到，这条规则没有用上。",
        "请改成与指标表一致的名称。",
    ),
    "RULE_UNIT_UNKNOWN": (
        "指标“{indicator}”有一条规则只对“{unit}”有效，各表里没有这个单位，这条规则没有用上。",
        "请改成与表里一致的名称；对所有单位都有效的，请把“单位”留空。",
    ),
    "RULE_TWICE": (
        "指标“{indicator}”有两条生效日期相同的规则，这一条没有用上。",
        "请删去一条，或写明不同的生效日期。",
    ),
    "RULE_NOT_YET_VALID": (
        "指标“{indicator}”的规则从 {effective} 起才生效，这一期没有用上它。",
        "请核对生效日期。",
    ),
    "DIRECTIONS_DIFFER": (
        "指标“{indicator}”的方向，“计分规则”{here}写的是{rule}，指标表{there}写的是{table}，按{rule}计算。",
        "请核对，两处改成一致。",
    ),
    "POINTS_DIFFER": (
        "指标“{indicator}”的分值，“计分规则”{here}写的是 {rule}，指标表{there}写的是 {table}，按 {rule} 计算。",
        "请核对；不是有意的，请改成一致。",
    ),
    "UNIT_NOT_SCORED": (
        "“{item}”记在“{unit}”名下，但这个单位没有被考核的指标，这一行没有用上。",
        "请核对单位名称。",
    ),
    "VETO_GRADE_UNKNOWN": (
        "“{unit}”的“{item}”写明等次为“{grade}”，“等次”里没有这一档，暂按不得评为最高等次处理。",
        "请改成“考核设置”里有的等次，或写“不得评优”“未完成等级”。",
    ),
    "RECORD_OUTSIDE": ("“{unit}”的“{indicator}”不在指标表或单位名单里，没有计算。", "请核对名称。"),
    "RECORD_TWICE": (
        "“{unit}”的“{indicator}”在表里出现了两次，只用了前面一处，这一处没有用上。",
        "请删去一处，或改正名称。",
    ),
    "GRADES_ASSUMED": (
        "没有写明等次的分数线，按满分 100 的常用分数线划分；“{unit}”的满分是 {full}，等次可能不对。",
        "请在“考核设置”里填写“等次”，例如：优秀≥90；良好≥80；合格≥60；不合格。",
    ),
    "QUOTA_TIED": (
        "{whose}“{grade}”名额是 {allowed} 个，因总分并列有 {kept} 个单位入围，都保留了。",
        "请按规定确定由谁保留。",
    ),
    "ADJUSTMENT_LATER": (
        "“{unit}”的{kind}“{item}”发生在 {day}，晚于截至日期 {as_of}，这一期没有计入。",
        "如应计入，请改截至日期。",
    ),
    "ADJUSTMENT_TWICE": (
        "“{unit}”的{kind}“{item}”不止一行，同一事项只计级别最高的一次（{kept} 分），这一行 {points} 分没有计入。",
        "如果是两件事，请把事项写得不同。",
    ),
    "DEDUCTION_DOUBLE": (
        "“{unit}”的{kind}“{item}”有两行完全相同（{points} 分），两行都计入了。",
        "请核对是否重复登记；重复的请删去一行。",
    ),
    "VETO_LATER": (
        "“{unit}”的一票否决“{item}”发生在 {day}，晚于截至日期 {as_of}，已经按它确定等次。",
        "如不应计入这一期，请把这一行删去或移出。",
    ),
    # Single scores.
    "NOT_REPORTED": ("“{unit}”的“{indicator}”没有填完成值，按未报处理，不计得分。", "请补填，然后重算。"),
    "NO_TARGETS": (
        "指标“{indicator}”一个单位也没有目标，“{method}”无从计算（{units}），按不考核处理。",
        "请填写年度目标；只看排名的，请在“计分规则”里改用“名次”一类的方法。",
    ),
    "UNITS_WITHOUT_TARGET": (
        "{units}在指标“{indicator}”上没有目标，按不考核处理，分值不计入满分。",
        "应考核的，请填写年度目标。",
    ),
    "BASIS_WITHOUT_DATA": (
        "“序时口径”写的是“{basis}”，各项指标都没有{data}，序时进度按月份计算。",
        "请补上{data}，或把“序时口径”改为“月份”。",
    ),
    "BASIS_FALLBACK": (
        "指标“{indicator}”没有{data}（{units}），序时进度按月份计算。",
        "请补上{data}；本来按月份计算的，不必改。",
    ),
    "DIRECTION_ASSUMED": (
        "指标“{indicator}”没有写明方向，按{direction}（数值大的好）计算。",
        "请在“方向”一列填写“正向”或“逆向”。",
    ),
    "PARENT_AND_CHILDREN": (
        "指标“{indicator}”与它下面的分项都填了分值和完成值，两处都计了分。",
        "如果只按分项计分，请把这一行的完成值或分值清空。",
    ),
    "NO_POINTS_AT_ALL": (
        "各项指标都没有写明分值，算不出得分；完成率、位次和预警照常计算。",
        "请在指标表加“分值”一列，或在“计分规则”里填写分值。",
    ),
    "NO_POINTS": ("指标“{indicator}”没有写明分值，算不出得分。", "请在指标表或“计分规则”里填写分值。"),
    # Explanation of a score.
    "EXPLAIN_HEAD": ("{unit}　{indicator}", ""),
    "EXPLAIN_POINTS": ("得分：{points}（分值 {full}，失分 {lost}）", ""),
    "EXPLAIN_POINTS_BARE": ("得分：{points}", ""),
    "EXPLAIN_BONUS": ("加分：{bonus}", ""),
    "EXPLAIN_MISSING": ("得分：{missing}", ""),
    "EXPLAIN_RULE": ("方法：{method}{parameters}{place}", ""),
    "EXPLAIN_PARAMETERS": ("（{parameters}）", ""),
    "EXPLAIN_CLAUSE": ("条款：{clause}", ""),
    "EXPLAIN_INPUT": ("依据：{name} {value}{place}", ""),
    "EXPLAIN_PLACE": ("（{place}）", ""),
    "EXPLAIN_BLANK": ("（空）", ""),
    "EXPLAIN_STEP": ("计算：{step}", ""),
    "EXPLAIN_CAPPED": ("封顶：完成率 {completion} %，超过 100 % 的部分没有另外得分", ""),
    "EXPLAIN_COURSE": ("进度：完成率 {completion} %，序时进度 {progress} %，{side} {ahead} 个百分点", ""),
    "EXPLAIN_AHEAD": ("超序时", ""),
    "EXPLAIN_BEHIND": ("欠序时", ""),
    "EXPLAIN_RANK": ("位次：第 {rank} 名，共 {of} 个单位{tied}", ""),
    "EXPLAIN_TIED": ("（并列）", ""),
    "EXPLAIN_THIRD": ("第三名值 {third}，差距 {gap}", ""),
    "EXPLAIN_LIGHT": ("预警（{axis}）：{light}，{reason}", ""),
    "AXIS_PROGRESS": ("进度", ""),
    "AXIS_RANK": ("位次", ""),
    "AXIS_CITY": ("市级", ""),
}

# 计量单位 whose figures are percentages; a difference of two is in percentage points.
PERCENT_MEASURES = frozenset(("%", "％", "﹪", "百分点", "个百分点", "百分比"))

# The rules: what is wrong with their text, and what their figures don't allow.
RULES: dict[str, tuple[str, str]] = {
    "NUMBER_IMPOSSIBLE": ("“{text}”不是可以计算的数字。", "请填普通数字。"),
    "RULE_UNKNOWN_METHOD": ("没有名为“{name}”的计分方法。", "{guess}可用的方法：{known}。"),
    "RULE_METHOD_TWICE": ("计分方法“{method}”写了不止一次。", "同一方法只写一次，用“+”连接不同的方法。"),
    "RULE_ADDS_NOTHING": (
        "“+”后面的方法只加分、不扣分，“{method}”这样写加不了分。",
        "请删去它，或另立一个指标；完成率要写大于 1 的封顶，逐点不写每点扣，功效系数写 截断=否，名次用表。",
    ),
    "RULE_BONUS_ONLY": ("单独用“超额加分”，不超额就没有分。", "如果目标内也计分，请写成“完成率+超额加分”。"),
    "RULE_UNKNOWN_PARAMETER": ("计分方法“{method}”没有名为“{name}”的参数。", "{guess}{known}"),
    "RULE_PARAMETER_UNCLEAR": ("参数“{text}”看不明白。", "参数写成“名=值”，几个参数用“；”分开，例如 起分=0.6；封顶=1。"),
    "RULE_PARAMETER_TWICE": ("参数“{name}”写了不止一次。", "请只留一处。"),
    "RULE_PARAMETER_AMBIGUOUS": (
        "参数“{name}”是{methods}都有的，不知道给谁。",
        "请写明方法，例如 {method}.{name}=…。",
    ),
    "RULE_PARAMETER_MISSING": ("计分方法“{method}”缺少参数“{name}”。", "请在“参数”列补上“{name}=…”。"),
    "RULE_PARAMETERS_CLASH": (
        "计分方法“{method}”的参数“{name}”和“{other}”不能同时用。",
        "请只留一个。",
    ),
    "RULE_BAD_VALUE": ("计分方法“{method}”的参数“{name}”不能写成“{value}”。", "{expected}"),
    "RULE_TABLE_ODD": (
        "计分方法“{method}”的参数“{name}”里，差的反而比好的得分高。",
        "请核对；如果规则就是这样，可以不改。",
    ),
    "RULE_WITHOUT_EFFECT": (
        "计分方法“{method}”没有写{names}，完成多少都得满分。",
        "请在“参数”列补上，例如 每点加=0.1；每点扣=0.2。",
    ),
    "POINTS_MISSING": ("没有写明分值，算不出得分。", "请在指标表或“计分规则”里填写分值。"),
    "POINTS_NEGATIVE": ("分值 {points} 是负数。", "请填写不小于 0 的分值；扣分请用“扣分”方法或加减分表。"),
    "ACTUAL_MISSING": ("没有完成值，算不出得分。", "请填写完成值。"),
    "TARGET_MISSING": ("没有目标值，算不出完成率。", "请填写年度目标，或换用不需要目标的计分方法。"),
    "PLAN_MISSING": ("没有计划数，不能与计划相比。", "请填写累计计划，或把参数“基准”改为目标。"),
    "RANK_MISSING": ("没有位次：同组有数的不足两个单位。", "请补上其他单位的数据，或换用不需要排名的计分方法。"),
    "PEERS_MISSING": ("同组有数的不足两个单位，无从比较。", "请补上其他单位的数据，或换用不需要比较的计分方法。"),
    "TARGET_NOT_POSITIVE": (
        "目标值 {target} 不大于 0，完成率没有意义。",
        "请核对目标；目标确实如此时，请改用“达标”“逐点”“功效系数”等方法。",
    ),
    "BEST_NOT_POSITIVE": ("第一的值 {best} 不能作分母，不能按相对第一计分。", "请换用其他计分方法，例如 名次。"),
    "AVERAGE_NOT_POSITIVE": ("平均值 {average} 不大于 0，不能与平均相比。", "请换用其他计分方法，例如 名次。"),
    "SPAN_EMPTY": ("满意值与不允许值相同（{value}），功效系数没有意义。", "请在“参数”列写明不同的满意值和不允许值。"),
    "SPAN_AGAINST_DIRECTION": (
        "满意值 {satisfactory}、不允许值 {unacceptable} 与指标的方向（{direction}）相反。",
        "请核对方向，以及满意值和不允许值。",
    ),
    "RANK_BEYOND_TABLE": (
        "第 {rank} 名不在名次表里（表只到第 {last} 名），也没有写“其后”得几分。",
        "请在“参数”列补上“其后=…”，例如 其后=0。",
    ),
    "CASES_NEGATIVE": ("例数 {cases} 是负数。", "请填写不小于 0 的例数。"),
    "OPINION_OUTSIDE": ("评议得分 {actual} 不在 0 到 {full} 之间，按 {value} 计。", "请核对评议得分和分值。"),
    "YES_NO_OTHER": ("“是否”类指标填的是 {value}，按否计。", "请填 是 或 否（1 或 0）。"),
}
SENTENCES |= RULES
