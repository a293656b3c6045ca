"""Which rows under a header are data: no sums, notes, signatures, fillers, headings, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Layout, Shape
from kaohe_xl.books.grid import Value
from kaohe_xl.books.headers import Box
from kaohe_xl.books.labels import display
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.vocabulary import FIGURES
from kaohe_xl.books.words import role_of, tidy

_SUM = re.compile(
    r"(?:合计|小计|总计|总分|平均|平均分|平均值|均值|全市|全区|全县|全市平均|全区平均|全省|全国|总得分|得分合计|累计|汇总|合计得分|总和|全市合计|"
    r"加权平均|中位数|最高|最低|最高值|最低值)(?:\(.*\))?:?|(?:合计|小计|总计)[:(].*|.+(?:小计|合计|总计)(?:\(.*\))?|共计.*|其中:?"
)
_NOTE = re.compile(
    r"(?:附?注|备注|说明|填表说明|数据来源|备注说明|特别说明|注释)\d*[:.、].*|\*+.*[。;].*|[①-⑩].*[。;:].*"
)
_SIGNATURE = re.compile(
    r".*(?:制表|审核|复核|单位负责人|分管领导|主要领导|签字|盖章|联系人|联系电话|负责人|"
    r"(?:填报|制表|填表|编制|报送|上报|汇总|审核|复核|打印)(?:单位|部门|人|员|日期|时间))[:(].*"
    r"|制表|审核|复核|盖章|(?:填报|制表|填表|编制|报送|上报|汇总|审核|复核|打印)(?:单位|部门|人|员|日期|时间)"
    r"|(?:填报|制表|填表)(?:单位|部门|人|日期|时间)(?!.*[率数量])[^:(]{1,20}"
)
_FILLER = re.compile(r"[.…。·*\-—―─~/\\_=]+|以下空白|略|\(?空\)?|以下无正文|\(?本页无正文\)?")
_ITSELF = re.compile("总量|绝对[值量额]")
_ASPECT = re.compile(
    rf"(?:同比)?(?:增速|增长|增幅|增长率|增长速度)(?:\((?:%|百分比)\))?|占比|比重|人均|{_ITSELF.pattern}"
)
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛壬癸A-Z]|栏次|\(?\d{1,2}\)?(?:=.*)?")
_NUMERAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]+(?:部分|类)).*"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: the names that it stands under, as they are shown; "" for what the table lacks."""

    number: int
    indicator: str = ""
    unit: str = ""
    category: str = ""
    group: str = ""


def data_rows(sheet: Sheet, box: Box, one: Layout, numbers: Sequence[int]) -> Iterator[Row]:
    """The data rows; names written once for several rows are carried down.

    A row that has figures and stands under no name comes without any.
    """
    keys = [c.index for c in one.columns if c.role == ("unit" if one.shape is Shape.UNITS else "indicator")]
    levels = [c.index for c in one.columns if c.role == "level"]
    category = next((c.index for c in one.columns if c.role == "category"), None)
    grouping = next((c.index for c in one.columns if c.role == "group"), None)
    unit = next((c.index for c in one.columns if c.role == "unit"), None)
    figures = [c.index for c in one.columns if c.role in FIGURES or c.name]
    aspects = _Aspects.of(sheet, box, one, numbers, keys[0])
    carried = _Carried()
    start = 0 if _are_letters(sheet, numbers, keys[0]) else box.bottom + 1
    for number, cells in _filled(sheet, box, numbers):
        if _is_skipped(sheet, start, number, cells, keys[0], category):
            carried.indicator = carried.unit = ""
            continue
        if _is_section(sheet, one, number, cells, keys[0]):
            carried = _Carried(display(max((str(v) for v in cells.values()), key=len)))
            continue
        group = shown(sheet.value(number, category)) if category else ""
        if not group and levels:
            group = shown(sheet.value(number, levels[0]))
        carried.category = display(group) or carried.category
        if grouping:
            carried.group = shown(sheet.value(number, grouping)) or carried.group
        name = _name(sheet, number, [keys[0], *reversed(levels)])
        if one.shape is Shape.LONG and unit is not None:
            carried.indicator = name or carried.indicator
            carried.unit = shown(sheet.value(number, unit)) or carried.unit
            who = display(carried.unit)
            if who and carried.indicator and not _is_sum(tidy(who)):
                yield Row(number, carried.indicator, who, carried.category, carried.group)
        elif name and one.shape is Shape.UNITS:
            yield Row(number, "", display(name), carried.category, carried.group or carried.category)
        elif one.shape is Shape.INDICATORS and (name := aspects.name(number, name, display(group))):
            yield Row(number, name, "", carried.category)
        elif any(_is_number(cells.get(column)) for column in figures):
            yield Row(number)


def _filled(sheet: Sheet, box: Box, numbers: Sequence[int]) -> Iterator[tuple[int, dict[int, Value]]]:
    """The rows that hold something, without the sentences that go on below 注."""
    is_noted = False
    for number in numbers:
        cells = {c: v for c, v in sheet.filled(number) if box.left <= c <= box.right}
        if not cells:
            continue
        text = next(iter(cells.values())) if len(cells) == 1 else None
        if isinstance(text, str) and (is_noted or text.rstrip().endswith("。")):
            continue
        is_noted = any(isinstance(v, str) and _NOTE.fullmatch(tidy(v)) for v in cells.values())
        yield number, cells


@dataclass(slots=True)
class _Carried:
    """What rows further up said for those below."""

    category: str = ""
    indicator: str = ""
    unit: str = ""
    group: str = ""


@dataclass(slots=True)
class _Aspects:
    """Names of rows some of which say only what of the indicator above is meant: 增速 under 生产总值.

    `beside`: a column of such words right of the names, under no header of its own. Where only one row
    says such a word, it is taken for a name.
    """

    sheet: Sheet
    beside: int | None
    is_usual: bool
    subject: str = ""

    @classmethod
    def of(cls, sheet: Sheet, box: Box, one: Layout, numbers: Sequence[int], key: int) -> _Aspects:
        """Those of a table whose names stand in column `key`."""
        is_free = key < box.right and not any(c.index == key + 1 and (c.role or c.name) for c in one.columns)
        beside = key + 1 if is_free else None
        said = [text for row in numbers for c in (key, beside) if c and (text := sheet.text(row, c))]
        return cls(sheet, beside, sum(1 for text in said if _ASPECT.fullmatch(text)) > 1)

    def name(self, row: int, name: str, group: str) -> str:
        """The full name of a row whose own is `name`; `group` is what stands in the column before."""
        aside = self.sheet.text(row, self.beside) if self.beside else ""
        aspect = next((text for text in (tidy(name), aside) if _ASPECT.fullmatch(text)), "")
        if not aspect or not self.is_usual:
            self.subject = name or aside
            return self.subject
        self.subject = (name if tidy(name) != aspect else group) or self.subject
        return self.subject if _ITSELF.fullmatch(aspect) else f"{self.subject}{aspect}"


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _name(sheet: Sheet, row: int, columns: Sequence[int]) -> str:
    """The row's name: in the last key column, else in the one before."""
    for column in columns:
        value = sheet.value(row, column)
        fresh = column == columns[0] or sheet.area(row, column).top == row
        if isinstance(value, str) and value.strip() and fresh:
            return value.strip()
    return ""


def _is_skipped(
    sheet: Sheet, start: int, row: int, cells: Mapping[int, Value], key: int, category: int | None
) -> bool:
    """Whether the row is a sum, a note, a signature, a filler, a repeated header or the columns' numbers."""
    first = next((tidy(v) for v in cells.values() if isinstance(v, str)), "")
    named = sheet.text(row, key)
    grouped = sheet.text(row, category) if category else ""
    if _is_sum(first) or _is_sum(named) or _is_sum(grouped) or is_remark(first) or is_remark(named):
        return True
    if all(isinstance(v, str) and _FILLER.fullmatch(tidy(v)) for v in cells.values()) or _FILLER.fullmatch(
        named
    ):
        return True
    if named and role_of(named) in ("indicator", "unit", "diagonal") and _repeats_header(cells):
        return True
    return _numbers_columns(cells, named, row == start)


@lru_cache(maxsize=16384)
def _is_sum(text: str) -> bool:
    return _SUM.fullmatch(text) is not None


@lru_cache(maxsize=16384)
def is_remark(text: str) -> bool:
    """Whether a tidy text is a note under a table or who signed it."""
    return _NOTE.fullmatch(text) is not None or _SIGNATURE.fullmatch(text) is not None


def _repeats_header(cells: Mapping[int, Value]) -> bool:
    known = sum(1 for v in cells.values() if isinstance(v, str) and role_of(tidy(v)))
    return known >= 2 and not any(isinstance(v, (int, float)) for v in cells.values())


def _are_letters(sheet: Sheet, numbers: Sequence[int], key: int) -> bool:
    """Whether the names are single letters, so that a first one numbers no columns: A, B, or 甲 alone."""
    names = [name for number in numbers if (name := sheet.text(number, key).rstrip(".、"))]
    return names != ["甲"] and all(len(name) == 1 for name in names)


def _numbers_columns(cells: Mapping[int, Value], named: str, is_first: bool) -> bool:
    """The row 甲 乙 1 2 3 that numbers the columns, right under the header."""
    numbers = [v for v in cells.values() if isinstance(v, (int, float)) and not isinstance(v, bool)]
    texts = [tidy(v) for v in cells.values() if isinstance(v, str)]
    counts = numbers == list(range(1, len(numbers) + 1))
    if (
        is_first
        and len(cells) > 2
        and texts
        and counts
        and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
    ):
        return True
    return (named == "栏次" or not named) and len(numbers) >= 3 and counts


def _is_section(sheet: Sheet, one: Layout, row: int, cells: Mapping[int, Value], key: int) -> bool:
    """Whether the row is a heading inside the table: one text, merged across, numbered or off the key."""
    texts = [c for c, v in cells.items()]
    is_words = all(isinstance(v, str) for v in cells.values())
    if is_words and (_spans_figures(sheet, one, row, key) or _NUMERAL.fullmatch(sheet.text(row, key))):
        return True
    if len(texts) != 1 or not isinstance(next(iter(cells.values())), str):
        return False
    column = texts[0]
    area = sheet.area(row, column)
    if area.right > area.left and area.bottom == area.top:
        return True
    if column != key:
        return one.shape is not Shape.LONG
    return _SECTION.fullmatch(sheet.text(row, column)) is not None


def _spans_figures(sheet: Sheet, one: Layout, row: int, key: int) -> bool:
    """Whether a text is merged over the key column and a column of figures."""
    area = sheet.area(row, key)
    figures = FIGURES | {"points", "score", "measure"}
    return area.right > area.left and any(
        c.index in range(area.left, area.right + 1) for c in one.columns if c.role in figures or c.name
    )
