"""What the supervision ladder and 督办台账 have to say."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    # Why a document is called for; the signs in them are looked for in the ledger's column 督办原因.
    "LADDER_AMBER": ("黄灯：{why}", ""),
    "LADDER_RED": ("红灯：{why}", ""),
    "LADDER_LAST": ("位次靠后：{why}", ""),
    "LADDER_LAST_SIGN": ("位次靠后", ""),
    "LADDER_CITY": ("市级预警：{why}", ""),
    "LADDER_OF": ("{matter}：{reasons}", ""),
    "LADDER_LAST_AGAIN": ("连续 {times} 期位次靠后", ""),
    "LADDER_REPEATED": ("连续 {times} 期被预警，上次是{level}{number}", ""),
    "LADDER_OVERDUE": ("{number} 到 {due} 期满未回复", ""),
    "LADDER_UNSETTLED": ("{number} 到 {due} 期满未办结", ""),
    # Why one isn't issued.
    "LADDER_TWICE": ("本期已就这件事发过{level}（{number}）", ""),
    "LADDER_LOWER": ("这件事的{higher}（{number}）还没有办结或销号，不再降级发{level}", ""),
    "LADDER_NO_NUMBER": ("无文号", ""),
    "DOCUMENT_COUNTED_ONCE": (
        "{document}扣{unit} {points} 分，“加减分”里（{other}）已经扣过，只算一次。",
        "请核对；两处说的是一件事就不必改，否则请在“加减分”的事项里写明是哪件事。",
    ),
    # The settings, explained in 考核设置.
    "ABOUT_HOLIDAYS": ("放假的日子，办理期限不算；如 2011-10-01至10-07；2011-01-01", ""),
    "ABOUT_SHIFTED_DAYS": ("周末照常上班的日子，如 2011-10-08；2011-10-09", ""),
    "ABOUT_DUE_SOON": ("剩下几个工作日算临期；默认 3", ""),
    "ABOUT_LADDER": (
        "什么情形发什么文书；默认 黄灯=提醒函；红灯=督办；位次靠后=提醒函；市级预警=督办；连续预警=2（再升一级）；"
        "连续靠后=2；连续靠后级别=挂牌；逾期=升级。不要哪一条就写 不发",
        "",
    ),
    "ABOUT_TEMPLATES": ("各级文书用哪个模板，如 督办=督办单.xlsx；约谈=约谈通知.xlsx；默认用自带的", ""),
    "ABOUT_LEVEL_POINTS": ("发一件文书扣责任单位几分，如 约谈0.5；挂牌0.2；默认不扣", ""),
    "ABOUT_LEDGER_BOOK": (
        "督办台账另存一个工作簿的，写它的文件名，如 督办台账.xlsx；默认就在本工作簿里",
        "",
    ),
    # 督办台账 in a workbook of its own.
    "LEDGER_BOOK_KIND": ("台账工作簿“{book}”不是能写入的格式。", "请另存为 .xlsx，再改“考核设置”里的“台账工作簿”。"),
    "LEDGER_BOOK_FOLDER": ("台账工作簿“{book}”要放的文件夹“{folder}”不存在。", "请核对“考核设置”里的“台账工作簿”，或先建好文件夹。"),
    "LEDGER_BOOK_UNREADABLE": (
        "“台账工作簿”读不了：{why} 文书扣分没有计入。",
        "请核对“考核设置”里的“台账工作簿”，文件放在本工作簿旁边。",
    ),
    "LEDGER_BOOK_APPEARED": ("台账工作簿“{book}”刚刚由别人建好，这次没有写入。", "请再运行一次。"),
    "LEDGER_IN_TWO_BOOKS": (
        "本工作簿里也有督办台账；“考核设置”指定用“{book}”，这里的没有计入。",
        "请把这里的各行移到“{book}”，或删去“考核设置”里的“台账工作簿”。",
    ),
    # 督办台账, as it is read.
    "LEDGER_BAD_DATE": ("“{column}”写的“{text}”读不成日期，这一项按没有填处理。", "请填日期，如 2011-11-15。"),
    "LEDGER_UNKNOWN_LEVEL": (
        "看不出这一行是哪一级文书（“{text}”），没有计入。",
        "请填提醒函、警示督办单、挂牌督办通知或约谈通知。",
    ),
    "LEDGER_WITHOUT_UNIT": ("这一行没有写责任单位，没有计入。", "请补上责任单位。"),
    "LEDGER_BAD_POINTS": ("扣分“{text}”读不成数字，没有扣。", "请只填一个数，如 0.5。"),
    "LEDGER_NUMBER_TWICE": ("文号 {number} 在 {other} 已经用过。", "请核对，把其中一个改正。"),
    "LEDGER_DATES_CROSSED": ("“{column}”（{day}）早于发文日期（{issued}）。", "请核对这两个日期。"),
    "LEDGER_SETTLED_WITHOUT_DATE": (
        "办结情况写了“{text}”，但没有办结日期，仍按未办结处理。",
        "请补上办结日期。",
    ),
    # Writing it.
    "LEDGER_TITLE": ("督办台账（可以直接填写；不要的列可以隐藏，表头文字请不要改）", ""),
    "LEDGER_NO_ROOM": ("“{sheet}”的台账下面没有空行，写不进新的一行。", "请在台账下面留出空行后再运行。"),
    "LEDGER_NO_COLUMN": ("“{sheet}”的台账没有“{column}”一列，没有地方写。", "请在台账右边加上这一列后再运行。"),
    "LEDGER_NO_CASE": ("台账里没有文号“{number}”。", "现有文号：{known}"),
    "LEDGER_SEVERAL_CASES": ("“{number}”在台账里对应不止一行：{known}。", "请写完整的文号。"),
    "LEDGER_LAST_NUMBERS": ("…、{known}（共 {count} 件）", ""),
    "LEDGER_EXTENSION_LATE": (
        "{number} 到 {due} 已经期满，期满后不能再延期。",
        "确实同意延期，请加 --force 再运行。",
    ),
    "LEDGER_EXTENSION_EARLIER": ("延期至 {day}，不晚于现在的期限 {due}。", "请写晚于它的日期。"),
    "LEDGER_NO_EVIDENCE": ("销号没有写依据。", "请用 --evidence 写明销号依据。"),
    "LEDGER_IN_TIME": ("按时", ""),
    "LEDGER_LATE": ("超时", ""),
    "LEDGER_NO_WARNING": ("各项指标无新增预警", ""),
    "LEDGER_NOTHING_DUE": ("无新增预警，不需办结", ""),
    "LEDGER_NOT_ENTERED": (
        "{level}已经生成在“{folder}”，但没有记入督办台账：{why}",
        "请解决后再运行一次，文号不变。",
    ),
    "MATTER_LEFT_OUT": ("“{matter}”没有发{level}：{why}。", "请看台账里这件事的那一行。"),
    "ALL_LEFT_OUT": ("红灯、黄灯的指标这次都不发{level}，如：{why}", "请看督办台账。"),
    "PROPOSALS_NOT_MARKED": ("文书已经发出并记入台账，但“督办建议”没有标上“已发”：{why}", "请自己把这几行的 √ 去掉。"),
    # The sheet 督办建议, and issuing what is ticked.
    "PROPOSALS_TITLE": ("督办建议：{period}，共 {count} 条。在“发文”一列打 √，再运行 letters --level 级别", ""),
    "PROPOSAL_NO_LONGER": ("现在的数据已不再建议", ""),
    "PROPOSAL_UNKNOWN_LEVEL": ("打了 √ 的这一行级别“{text}”认不出来，没有发文。", "请填四级文书之一。"),
    "PROPOSAL_WITHOUT_UNIT": ("打了 √ 的这一行没有责任单位，没有发文。", "请补上责任单位。"),
    "PROPOSAL_REFUSED": ("没有发文：{why}。", "请去掉 √，或先把原来的文书办结、销号。"),
    "PROPOSAL_DAY_OFF": ("办理期限 {day} 不是工作日，改为 {moved}。", "请核对“节假日”和“调休上班”。"),
    "NOTHING_TICKED": (
        "“督办建议”里没有打 √ 的{level}。",
        "请先运行 kaohe ledger propose，在“发文”一列打 √，保存后再运行。",
    ),
    "TICK_DROPPED": (
        "“{matter}”打过 √ 的是{level}，现在建议的级别不同，√ 没有保留。",
        "请重新看一眼，要发就再打 √。",
    ),
    "ISSUED_MARK": ("已发 {number}", ""),
    # What the commands say.
    "LEDGER_NONE": ("“{book}”里还没有督办台账。", ""),
    "LEDGER_COUNTS": ("台账共 {count} 件：逾期 {overdue}，临期 {soon}，办理中 {open}，已办结或销号 {done}。", ""),
    "LEDGER_LINE": ("{state}  {number}  {level}  {units}  {matter}  期限 {due}", ""),
    "LEDGER_WRITTEN": ("已写入“{book}”（备份：{backup}）。", ""),
    "LEDGER_UNCHANGED": ("没有要写入的内容。", ""),
    "LEDGER_PREVIEWED": ("只显示，没有写入；将改动 {cells} 个单元格。", ""),
    "PROPOSED": ("建议 {count} 件（免督办 {exempt} 件），写在“督办建议”表。", ""),
    "PROPOSED_LINE": ("{level}  {units}  {matter}  {reasons}", ""),
}
