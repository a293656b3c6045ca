"""Words of the weekly record (周督查)."""

from __future__ import annotations

# code: (message, remedy); words in braces are filled in by `sentence`.
SENTENCES: dict[str, tuple[str, str]] = {
    "WEEKLY_FILE": ("{book} {date} 周督查", ""),
    "WEEKLY_WRITTEN": ("周督查记录已生成：{file}", ""),
    "WEEKLY_THERE": ("内容没有变化，周督查记录仍是：{file}", ""),
    "WEEKLY_BESIDE": (
        "原来的周督查记录没有改动（其中可能有填写的内容），新的一份另存为：{file}",
        "",
    ),
    "WEEKLY_PREVIEW": ("将生成周督查记录：{file}（未写入）", ""),
    "WEEKLY_HELD_BACK": ("有错误，周督查记录没有生成。请先更正上面的错误，或加 --force 按能算出的结果生成。", ""),
    "WEEKLY_UNITS": ("要核查的单位{count}个：{units}", ""),
    "WEEKLY_NOBODY": ("没有亮红灯、黄灯的指标，也没有未办结的督办文书，只有目录。", ""),
}

# What the record itself says; words in braces are filled in by `words`.
_WORDS: dict[str, str] = {
    "index": "目录",
    "index.title": "周督查记录目录",
    "index.note": "督查日期：{date}{as_of}。没有红灯、黄灯和未办结文书的单位只列名，不另附页。",
    "as_of": "，{kind}数据截至{date}",
    "title": "{unit}督查核查记录",
    "note": "督查日期：{date}{as_of}。红灯{red}项，黄灯{amber}项，{cases}。",
    "note.cases": "未办结督办文书{open}件",
    "note.late": "未办结督办文书{open}件，其中逾期{late}件",
    "note.no_cases": "没有未办结的督办文书",
    "lit": "{place}、亮红灯、黄灯的指标",
    "open": "{place}、未办结的督办文书",
    "none": "—",
    "done": "已",
    "waiting": "未",
    "late": "逾期{days}天",
    "due": "剩{days}天",
    "today": "今天到期",
    "day": "{month}月{day}日",
    "separator": "、",
    "sheet.serial": "序号",
    "sheet.indicator": "指标",
    "sheet.target": "目标值",
    "sheet.actual": "完成值",
    "sheet.completion": "完成率",
    "sheet.ahead": "超欠序时",
    "sheet.rank": "位次",
    "sheet.light": "亮灯",
    "sheet.why": "原因和差距",
    "sheet.found": "核查情况",
    "sheet.trouble": "存在问题",
    "sheet.demand": "整改要求",
    "sheet.by": "完成时限",
    "case.number": "发文字号",
    "case.level": "文书",
    "case.issued": "印发",
    "case.due": "时限",
    "case.late": "逾期或剩余",
    "case.acknowledged": "签收",
    "case.replied": "回复",
    "case.about": "督办事项",
    "index.serial": "序号",
    "index.unit": "单位",
    "index.red": "红灯",
    "index.amber": "黄灯",
    "index.open": "未办结文书",
    "index.late": "其中逾期",
    "index.page": "核查",
    "index.yes": "见附页",
    "sign.checker": "检查人（签字）：",
    "sign.unit": "被检查单位（签字）：",
    "sign.date": "日期：　　　　年　　月　　日",
}


def words(code: str, /, **given: object) -> str:
    """A text of the record. Raises KeyError for an unknown code or a missing word."""
    return _WORDS[code].format(**given)
