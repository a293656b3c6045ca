"""The tables of figures in a workbook: their columns, and which of their rows are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Known, Layout, Shape, attribute_role, layout
from kaohe_xl.books.grid import Area, Grid, Value
from kaohe_xl.books.headers import Box, Sheet, boxes
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.words import FIGURES, MEASURE, role_of, tidy
from kaohe_xl.domain.findings import Cell

_SUM = re.compile(
    r"(?:合计|小计|总计|总分|平均|平均分|平均值|均值|全市|全区|全县|全市平均|全区平均|全省|全国|总得分|得分合计|累计|汇总|合计得分|总和|全市合计|"
    r"加权平均|中位数|最高|最低|最高值|最低值)(?:\(.*\))?:?|(?:合计|小计|总计)[:(].*|.+(?:小计|合计|总计)(?:\(.*\))?|共计.*|其中:?"
)
_NOTE = re.compile(r"(?:附?注|备注|说明|填表说明|数据来源|备注说明|特别说明|注释)\d*[:.、].*|\*+.*[。;].*|[①-⑩].*[。;:].*")
_SIGNATURE = re.compile(
    r".*(?:制表人?|填表人?|填报人|审核人?|复核人?|单位负责人|分管领导|主要领导|签字|盖章|填报日期|制表日期|填报时间|联系人|联系电话|负责人)[:(].*"
    r"|(?:制表人?|填表人?|审核人?|复核人?|盖章)"
)
_FILLER = re.compile(r"[.…。·*\-—―─~/\\_=]+|以下空白|略|\(?空\)?|以下无正文|\(?本页无正文\)?")
_NUMBERING = re.compile(
    r"^(?:[★☆▲△●○◆*#]+|其中[:：、]|(?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})[、.．](?![\d])|"
    r"[(（](?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])\s*"
)
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛壬癸A-Z]|栏次|\(?\d{1,2}\)?(?:=.*)?")
_SECTION = re.compile(r"(?:第?[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]+(?:部分|类)).*")
_UNIT_ROW = re.compile(r".*?(?:计量)?单位:(.+)")
_BRACKETED = re.compile(r"\(([^()]*)\)$")
_POINTS = re.compile(r"\((?:满分|分值)?:?\d+(?:\.\d+)?分\)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: the names that it stands under, as they are shown; "" for what the table lacks."""

    number: int
    indicator: str = ""
    unit: str = ""
    category: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures. `attributes`: what rows under the header state of the indicators across.

    `title` is the sheet's name and what stands above; `measure` the only unit of the unit row.
    """

    sheet: Sheet
    box: Box
    layout: Layout
    rows: tuple[Row, ...]
    last: int
    title: tuple[str, ...]
    measure: str
    attributes: Mapping[str, int]
    by_role: Mapping[str, Column]

    @property
    def shape(self) -> Shape:
        """Whether rows are indicators, units, or one unit on one indicator each."""
        return self.layout.shape

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns from the left."""
        return self.layout.columns

    def column(self, role: str) -> Column | None:
        """The first column of that role that is nobody's in particular."""
        return self.by_role.get(role)

    def all(self, *roles: str) -> list[Column]:
        """The columns of these roles that are nobody's in particular."""
        return [c for c in self.columns if c.role in roles and not c.name]

    def names(self) -> tuple[str, ...]:
        """Units (or indicators) that stand across, from the left."""
        return tuple(dict.fromkeys(c.name for c in self.columns if c.name))

    def text(self, row: int, role: str) -> str:
        """What the row's cell of that role says, merged cells speaking for all their rows."""
        column = self.column(role)
        return "" if column is None else shown(self.sheet.value(row, column.index))

    def cell(self, row: int, column: int) -> Cell:
        """The cell, of a merged area its first."""
        area = self.sheet.area(row, column)
        return Cell(self.sheet.name, cell_name(area.top, area.left))


@lru_cache(maxsize=16384)
def display(name: str) -> str:
    """A name as it is shown: without numbering, line breaks and spaces inside Chinese words."""
    text = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", name.strip())
    text = re.sub(r"\s+", " ", text)
    return _NUMBERING.sub("", text) or text


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """By what a name is known across tables: tidy, without numbering."""
    text = tidy(name)
    return (_NUMBERING.sub("", text) or text).lower()


@lru_cache(maxsize=16384)
def stripped(name: str) -> tuple[str, str]:
    """A name without the measure (and full points) in its last bracket, and that measure."""
    text = tidy(name)
    measure = ""
    if found := _POINTS.search(text):
        text = text[: found.start()]
    if (found := _BRACKETED.search(text)) and MEASURE.fullmatch(found[1].removeprefix("单位:")):
        measure = found[1].removeprefix("单位:")
        text = text[: found.start()]
    if text == tidy(name) or not text:
        return name, measure
    keep = len(text)
    for position, letter in enumerate(name):
        if letter.isspace():
            continue
        if keep == 0:
            return name[:position].strip(), measure
        keep -= len(tidy(letter)) or 1
    return name, measure


@dataclass(frozen=True, slots=True)
class Frame:
    """A header found, the rows under it, and what stands above it; `taken`: a list of another kind has it."""

    sheet: Sheet
    box: Box
    numbers: tuple[int, ...]
    title: tuple[str, ...]
    taken: bool = False


def frames(grid: Grid, taken: Sequence[tuple[str, Area]] = ()) -> Iterator[Frame]:
    """All headers of the workbook that may belong to tables of figures, sheet by sheet."""
    for name in grid.sheets:
        sheet = Sheet(name, grid.block(name))
        yield from _in_sheet(sheet, [area for other, area in taken if other == name])


def table(frame: Frame, known: Known) -> Table | None:
    """The table of figures under the header, given the names known so far; None where it is something else."""
    last = frame.numbers[-1] if frame.numbers else frame.box.bottom
    title = " ".join((frame.sheet.name, *frame.title))
    one = layout(frame.sheet, frame.box, last, title, known)
    if one is None or (frame.taken and not (one.shape is Shape.INDICATORS and _has_peers(one))):
        return None
    return _table(frame.sheet, frame.box, one, list(frame.numbers), frame.title)


def _has_peers(one: Layout) -> bool:
    return any(column.name for column in one.columns)


def _in_sheet(sheet: Sheet, taken: Sequence[Area]) -> Iterator[Frame]:
    found, repeats = _without_repeats(sheet, list(boxes(sheet)))
    for number, box in enumerate(found):
        is_taken = any(a.top == box.row and a.left <= box.right and box.left <= a.right for a in taken)
        below = [b.top for b in found[number + 1 :] if b.top > box.bottom and _meet(b, box)]
        last = _trimmed(sheet, box, min(below) - 1) if below else sheet.height
        above = max((b.bottom for b in found[:number] if b.bottom < box.top), default=0)
        title = tuple(_title(sheet, box, above))
        numbers = tuple(row for row in range(box.bottom + 1, last + 1) if row not in repeats)
        yield Frame(sheet, box, numbers, title, is_taken)


def _without_repeats(sheet: Sheet, found: Sequence[Box]) -> tuple[list[Box], frozenset[int]]:
    """The headers without those printed again further down the same table, and the rows of these."""
    kept: list[Box] = []
    rows: set[int] = set()
    for box in found:
        before = next((b for b in reversed(kept) if _meet(b, box)), None)
        if before is None or not _repeats(sheet, before, box):
            kept.append(box)
            continue
        start = box.top
        while start - 1 > before.bottom and sum(1 for _ in sheet.filled(start - 1)) <= 1:
            start -= 1
        rows.update(range(start, box.bottom + 1))
    return kept, frozenset(rows)


def _repeats(sheet: Sheet, before: Box, box: Box) -> bool:
    """Whether the header says the same as the one before, under no title or under the same one."""
    if [_texts(sheet, r, box) for r in range(box.top, box.bottom + 1)] != [
        _texts(sheet, r, before) for r in range(before.top, before.bottom + 1)
    ]:
        return False
    title = next((t for _, t in _lone_texts(sheet, box.top - 1, before.bottom)), "")
    return not title or "续" in title or any(title == t for _, t in _lone_texts(sheet, before.top - 1, 0))


def _texts(sheet: Sheet, row: int, box: Box) -> list[str]:
    return [sheet.text(row, column) for column in range(box.left, box.right + 1)]


def _lone_texts(sheet: Sheet, row: int, above: int) -> Iterator[tuple[int, str]]:
    """The rows above that hold one text only, upwards."""
    while row > above:
        cells = [v for _, v in sheet.filled(row)]
        if len(cells) > 1 or (cells and not isinstance(cells[0], str)):
            return
        if cells and isinstance(cells[0], str):
            yield row, tidy(cells[0])
        row -= 1


def _meet(one: Box, other: Box) -> bool:
    return one.left <= other.right and other.left <= one.right


def _trimmed(sheet: Sheet, box: Box, last: int) -> int:
    """The last row above another table's header, its title rows left out."""
    while last > box.bottom:
        cells = [v for c, v in sheet.filled(last) if box.left <= c <= box.right]
        if len(cells) > 1 or (cells and not isinstance(cells[0], str)):
            break
        last -= 1
    return last


def _title(sheet: Sheet, box: Box, above: int) -> Iterator[str]:
    """The texts above the header, from the top down, at most eight rows of them."""
    for row in range(max(above + 1, box.top - 8), box.top):
        cells = [v for _, v in sheet.filled(row)]
        if above and len(cells) > 3:
            continue
        yield from (tidy(v) for v in cells if isinstance(v, str))


def _table(sheet: Sheet, box: Box, one: Layout, numbers: list[int], title: tuple[str, ...]) -> Table:
    attributes: dict[str, int] = {}
    if one.shape is Shape.UNITS:
        while numbers and (role := _attribute(sheet, box, numbers[0])):
            attributes.setdefault(role, numbers.pop(0))
    rows = tuple(_rows(sheet, box, one, numbers))
    last = rows[-1].number if rows else max(attributes.values(), default=box.bottom)
    by_role = {column.role: column for column in reversed(one.columns) if not column.name}
    return Table(sheet, box, one, rows, last, title, _unit_row(title), attributes, by_role)


def _attribute(sheet: Sheet, box: Box, row: int) -> str:
    texts = [tidy(v) for c, v in sheet.filled(row) if isinstance(v, str) and box.left <= c <= box.right][:1]
    return attribute_role(texts)


def _unit_row(title: Sequence[str]) -> str:
    """The measure of 单位：亿元 above the table; "" where several are named."""
    for text in reversed(title):
        if found := _UNIT_ROW.fullmatch(text):
            measure = found[1].split(")")[0]
            if MEASURE.fullmatch(measure) and not re.search("[、,/]", measure):
                return measure
    return ""


def _rows(sheet: Sheet, box: Box, one: Layout, numbers: Sequence[int]) -> Iterator[Row]:
    """The data rows; names written once for several rows are carried down."""
    keys = [c.index for c in one.columns if c.role == ("unit" if one.shape is Shape.UNITS else "indicator")]
    levels = [c.index for c in one.columns if c.role == "level"]
    category = next((c.index for c in one.columns if c.role == "category"), None)
    grouping = next((c.index for c in one.columns if c.role == "group"), None)
    unit = next((c.index for c in one.columns if c.role == "unit"), None)
    carried = _Carried()
    for number in numbers:
        cells = {c: v for c, v in sheet.filled(number) if box.left <= c <= box.right}
        if not cells:
            continue
        if _is_skipped(sheet, box.bottom + 1, number, cells, keys[0], category):
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
        elif name:
            yield Row(number, name, "", carried.category)


@dataclass(slots=True)
class _Carried:
    """What rows further up said for those below."""

    category: str = ""
    indicator: str = ""
    unit: str = ""
    group: str = ""


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
    if _is_sum(first) or _is_sum(named) or _is_sum(grouped) or _is_remark(first) or _is_remark(named):
        return True
    if all(isinstance(v, str) and _FILLER.fullmatch(tidy(v)) for v in cells.values()) or _FILLER.fullmatch(named):
        return True
    if named and role_of(named) in ("indicator", "unit", "diagonal") and _repeats_header(cells):
        return True
    return _numbers_columns(cells, named, row == start)


@lru_cache(maxsize=16384)
def _is_sum(text: str) -> bool:
    return _SUM.fullmatch(text) is not None


@lru_cache(maxsize=16384)
def _is_remark(text: str) -> bool:
    return _NOTE.fullmatch(text) is not None or _SIGNATURE.fullmatch(text) is not None


def _repeats_header(cells: Mapping[int, Value]) -> bool:
    known = sum(1 for v in cells.values() if isinstance(v, str) and role_of(tidy(v)))
    return known >= 2 and not any(isinstance(v, (int, float)) for v in cells.values())


def _numbers_columns(cells: Mapping[int, Value], named: str, is_first: bool) -> bool:
    """The row 甲 乙 1 2 3 that numbers the columns, right under the header."""
    numbers = [v for v in cells.values() if isinstance(v, (int, float)) and not isinstance(v, bool)]
    texts = [tidy(v) for v in cells.values() if isinstance(v, str)]
    counts = numbers == list(range(1, len(numbers) + 1))
    if is_first and len(cells) > 2 and texts and counts and all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return True
    return (named == "栏次" or not named) and len(numbers) >= 3 and counts


def _is_section(sheet: Sheet, one: Layout, row: int, cells: Mapping[int, Value], key: int) -> bool:
    """Whether the row is a heading inside the table: one text, merged across, numbered 一、 or off the key."""
    texts = [c for c, v in cells.items()]
    if all(isinstance(v, str) for v in cells.values()) and _spans_figures(sheet, one, row, key):
        return True
    if len(texts) != 1 or not isinstance(next(iter(cells.values())), str):
        return False
    column = texts[0]
    area = sheet.area(row, column)
    if area.right > area.left and area.bottom == area.top:
        return True
    if column != key:
        return not (one.shape is Shape.LONG)
    return _SECTION.fullmatch(sheet.text(row, column)) is not None


def _spans_figures(sheet: Sheet, one: Layout, row: int, key: int) -> bool:
    """Whether a text is merged over the key column and a column of figures."""
    area = sheet.area(row, key)
    figures = FIGURES | {"points", "score", "measure"}
    return area.right > area.left and any(
        c.index in range(area.left, area.right + 1) for c in one.columns if c.role in figures or c.name
    )
