"""表格对应: which workbook, sheet, header and column holds what, as the office states it row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kaohe_xl.books.cells import shown
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.plain import compact
from kaohe_xl.books.references import LAST_COLUMN, column_number
from kaohe_xl.books.words import role_of, tidy
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.messages import sentence

# role -> the word by which the program names it in 表格对应; each is a header word too.
ROLE_WORDS: Mapping[str, str] = {
    "number": "序号", "category": "类别", "group": "分组", "level": "上级分类", "parent": "上级指标",
    "indicator": "指标", "unit": "单位", "measure": "计量单位", "points": "分值", "direction": "方向",
    "target": "年度目标", "plan": "累计计划", "actual": "完成", "current": "当月", "assessor": "评议得分",
    "method": "方法", "parameters": "参数", "clause": "条款", "month": "月份", "effective": "生效日期",
    "patron": "包抓领导", "lead": "牵头单位", "owner": "责任单位", "partner": "配合单位",
    "source": "数据来源单位", "warned": "市级预警", "qualitative": "定性", "nature": "指标性质",
    "binding": "约束性", "start": "开始日期", "end": "结束日期", "assessed": "是否考核",
    "completion": "完成率", "progress": "序时进度", "ahead": "超欠序时", "rank": "位次",
    "third_value": "第三名值", "gap_to_third": "与第三名差距", "score": "得分", "bonus": "加分",
    "light": "预警", "base": "基础得分", "deduction": "扣分", "total": "总分", "grade": "等次",
    "remark": "备注", "reference": "参考",
}  # fmt: skip
_OWN_WORDS = {"上级分类": "level", "参考": "reference"}
IGNORED = "不读"
_NOT_READ = frozenset((IGNORED, "不用", "忽略", "不读取", "不考虑"))
_COLUMNS = re.compile(r"([A-Za-z]{1,3})列?(?:(?:[:\-~至到]|\.\.+|…+)([A-Za-z]{1,3})列?)?")
_ROWS = re.compile(r"第?(\d{1,7})(?:[-~至到](\d{1,7}))?行?")
_SPAN = re.compile(r"(.+?)(?:…+|\.{3,})(.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of 表格对应. Blank fields are "" or None; `columns`: first and last one.

    `role` is "" for a column (or, without header and column, a sheet) that is not to be read. A line
    without sheet and columns says of a header word, wherever it stands, what it means.
    """

    role: str
    word: str
    sheet: str = ""
    header: str = ""
    columns: tuple[int, int] | None = None
    owner: str = ""
    measure: str = ""
    book: str = ""
    row: int | None = None
    place: Cell | None = None

    @property
    def is_alias(self) -> bool:
        """Whether it only says what a header word means."""
        return bool(self.header) and not (self.sheet or self.book or self.columns)

    @property
    def leaves_sheet(self) -> bool:
        """Whether it says that a whole sheet is not to be read."""
        return not self.role and not (self.header or self.columns or self.row)

    @property
    def ends(self) -> tuple[str, str]:
        """The headers of the first and the last column, as they are compared."""
        span = _SPAN.fullmatch(self.header) if self.columns and self.columns[0] < self.columns[1] else None
        return (tidy(span[1]), tidy(span[2])) if span else (tidy(self.header), tidy(self.header))


def lines_of(listings: Iterable[Listing]) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The rows of 表格对应, and what is wrong with those that say nothing to follow."""
    findings: list[Finding] = []
    lines = []
    for listing in listings:
        if listing.kind is Kind.MAPPING:
            lines += [line for row in listing.rows for line in _line(listing, row, findings)]
    return tuple(lines), tuple(findings)


def is_our_line(note: str) -> bool:
    """Whether the program wrote a row of 表格对应, by its remark."""
    marks = (sentence("BIND_SEEN", confidence="")[0].rstrip("）"), sentence("BIND_NEW_COLUMN")[0])
    return any(compact(mark) in compact(note) for mark in marks)


def line_at(listing: Listing, row: int) -> Line | None:
    """The line of a row of 表格对应; None where it says nothing to follow."""
    return next(_line(listing, row, []), None)


def _line(listing: Listing, row: int, findings: list[Finding]) -> Iterator[Line]:
    """The row's line; a finding where it can't be followed."""
    texts = {name: shown(listing.value(row, name)).strip() for name in listing.columns}
    use, place = texts.get("use", ""), listing.place(row, "use")
    role = role_named(use)
    if role is None:
        findings.append(finding("MAPPING_ROLE_UNKNOWN", Severity.WARNING, place, text=use))
        return
    columns, rows = texts.get("column", ""), texts.get("row", "")
    span, header_row = _columns(columns), _ROWS.fullmatch(compact(rows))
    if columns and span is None:
        where = listing.place(row, "column")
        findings.append(finding("MAPPING_COLUMN_MALFORMED", Severity.WARNING, where, text=columns))
        return
    if rows and header_row is None:
        where = listing.place(row, "row")
        findings.append(finding("MAPPING_ROW_MALFORMED", Severity.WARNING, where, text=rows))
        return
    line = Line(
        role,
        ROLE_WORDS.get(role, IGNORED) if role else IGNORED,
        texts.get("sheet", ""),
        texts.get("header", ""),
        span,
        texts.get("owner", ""),
        texts.get("measure", ""),
        texts.get("book", ""),
        int(header_row[2] or header_row[1]) if header_row else None,
        place,
    )
    if not (line.header or (line.columns and line.row) or (line.leaves_sheet and line.sheet)):
        findings.append(finding("MAPPING_INCOMPLETE", Severity.WARNING, place, text=use))
        return
    yield line


def role_named(text: str) -> str | None:
    """The role that a word of 表格对应 means: "" for what isn't to be read, None for an unknown word."""
    word = tidy(text)
    if word in _NOT_READ:
        return ""
    return _OWN_WORDS.get(word) or role_of(word) or None


def _columns(text: str) -> tuple[int, int] | None:
    """First and last column of `H`, `H列`, `E:Q`."""
    found = _COLUMNS.fullmatch(compact(text))
    if found is None:
        return None
    first = column_number(found[1])
    last = column_number(found[2]) if found[2] else first
    return (min(first, last), max(first, last)) if max(first, last) <= LAST_COLUMN else None
