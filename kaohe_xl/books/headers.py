"""Finding header rows in a sheet, however they are merged, and the path of words above each column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kaohe_xl.books.grid import Area, Block, Value
from kaohe_xl.books.vocabulary import KEYS
from kaohe_xl.books.words import Word, role_of, tidy, word

_KEY_LOOK = re.compile(
    r"完\s*成|目\s*标|指\s*标|单\s*位|部\s*门|街|镇|乡|区|县|地\s*区|城\s*市|对\s*象|项\s*目|任\s*务|考\s*核|名\s*称"
)
_METADATA = re.compile(
    r"(计量)?单位:.*|.*(填报|制表|制作|编制|报送|统计|审核|上报)(单位|部门|人|时间|日期).*|.*(日期|时间|截[至止].*):?.*\d.*|.*:.*"
)
DISTRICT = re.compile(r"\s*[^\W\d]{1,6}(?:区|县|镇|街道|街办|乡)\s*")
_HIGHEST = 4
_MERGED_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """The header of one table, 1-based; `keys`: columns whose word names indicators or units."""

    top: int
    bottom: int
    left: int
    right: int
    row: int


class Sheet:
    """A sheet's block with its merged areas at hand."""

    def __init__(self, name: str, block: Block) -> None:
        self.name = name
        self.block = block
        self.height = len(block.values)
        self._areas: dict[tuple[int, int], Area] = {}
        for area in block.merged:
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= _MERGED_CELLS:
                for row in range(area.top, min(area.bottom, self.height) + 1):
                    for column in range(area.left, area.right + 1):
                        self._areas[row, column] = area

    def area(self, row: int, column: int) -> Area:
        """The merged area of the cell, or the cell itself."""
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell is part of a merged area."""
        return (row, column) in self._areas

    def value(self, row: int, column: int) -> Value:
        """The cell's value, a merged area speaking for all its cells."""
        area = self._areas.get((row, column))
        return self.block.at(area.top, area.left) if area else self.block.at(row, column)

    def text(self, row: int, column: int) -> str:
        """The cell's own text without spaces; "" for what isn't text."""
        value = self.block.at(row, column)
        return tidy(value) if isinstance(value, str) else ""

    def filled(self, row: int) -> Iterator[tuple[int, Value]]:
        """Column and value of the row's cells that hold something."""
        for column, value in enumerate(self.block.values[row - 1], 1):
            if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
                yield column, value


def boxes(sheet: Sheet) -> Iterator[Box]:
    """The headers of the sheet's tables from the top down, side by side ones from the left."""
    bottom = 0
    for row in range(1, sheet.height + 1):
        if row <= bottom or not _may_be_header(sheet.block.values[row - 1]):
            continue
        cells = dict(sheet.filled(row))
        if not _is_header(sheet, row, cells):
            continue
        found = list(_boxes_at(sheet, row, cells, bottom))
        yield from found
        bottom = max((box.bottom for box in found), default=bottom)


def _may_be_header(values: tuple[Value, ...]) -> bool:
    return (
        any(
            type(value) is str
            and len(value) <= 30
            and _KEY_LOOK.search(value)
            and (is_key(value) or _is_figure_word(value))
            for value in values
        )
        or sum(1 for value in values if type(value) is str and len(value) <= 12 and DISTRICT.fullmatch(value))
        >= 3
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not _is_year(value)


def _is_year(value: Value) -> bool:
    return isinstance(value, (int, float)) and 1990 <= value <= 2100 and value == int(value)


def _word(value: Value) -> Word:
    if isinstance(value, str):
        return word(value) if len(value) <= 60 else Word(value)
    return word(str(int(value))) if isinstance(value, (int, float)) and _is_year(value) else Word("")


def is_key(value: Value) -> bool:
    """Whether the cell's word names the rows of a table: 指标, 单位, 区县, ..."""
    return isinstance(value, str) and len(value) <= 60 and _is_key_word(value)


@lru_cache(maxsize=65536)
def _is_figure_word(text: str) -> bool:
    short = tidy(text)
    return len(short) <= 12 and word(text).role in ("target", "actual")


@lru_cache(maxsize=65536)
def _is_key_word(text: str) -> bool:
    short = tidy(text)
    if len(short) > 16 or (
        len(short) > 8 and not re.search("指标|单位|部门|对象|项目|任务|事项|内容", short)
    ):
        return False
    return role_of(short) in KEYS or role_of(re.sub(r"\(.*\)", "", short)) in KEYS


def _is_header(sheet: Sheet, row: int, cells: Mapping[int, Value]) -> bool:
    """A key word and another header word (or unknown ones over figures), or a target beside an actual."""
    if len(cells) < 2 or any(_is_number(value) for value in cells.values()):
        return False
    if any(isinstance(value, str) and len(tidy(value)) > 40 for value in cells.values()):
        return False
    keys = [column for column, value in cells.items() if is_key(value)]
    if not keys:
        peers = {c for c, v in cells.items() if isinstance(v, str) and DISTRICT.fullmatch(v)}
        both = {"target", "actual"} <= {_word(value).role for value in cells.values()}
        return both or (len(peers) >= 3 and _figures_below(sheet, row, peers) > len(peers))
    others = [_word(value) for column, value in cells.items() if column != keys[0]]
    if any(one.role or one.month or one.is_generic for one in others):
        return True
    below = [_word(v).role for c, v in sheet.filled(row + 1) if c not in keys] if row < sheet.height else []
    known_below = sum(1 for role in below if role)
    return known_below >= 2 or (len(others) >= 2 and _figures_below(sheet, row, set(cells) - set(keys)) > 0)


def _figures_below(sheet: Sheet, row: int, columns: set[int]) -> int:
    """How many figures stand in these columns within the next few rows."""
    rows = range(row + 1, min(row + 6, sheet.height) + 1)
    return sum(
        1 for r in rows for c in columns if _is_number(v := sheet.block.at(r, c)) or _is_number_text(v)
    )


def _is_number_text(value: Value) -> bool:
    return isinstance(value, str) and re.match(r"\s*-?\d[\d,.]*\s*\D{0,4}$", value) is not None


def _boxes_at(sheet: Sheet, row: int, cells: Mapping[int, Value], above: int) -> Iterator[Box]:
    for left, right in _stretches(sheet, row, cells):
        keys = [c for c in range(left, right + 1) if is_key(cells.get(c)) and len(_span(sheet, row, c)) == 1]
        bottom = _bottom(sheet, row, left, right, keys)
        right = _reach(sheet, row, bottom, right)
        top = _top(sheet, row, left, right, above)
        left -= _has_nameless_column(sheet, bottom, left)
        last = max(
            (
                sheet.area(r, c).right
                for r in range(row, bottom + 1)
                for c in range(left, right + 1)
                if sheet.block.at(r, c) is not None
            ),
            default=right,
        )
        yield Box(top, bottom, left, max(right, last), row)


def _has_nameless_column(sheet: Sheet, bottom: int, left: int) -> bool:
    """Whether names stand below on the left of the first header word: their header cell was left blank."""
    rows = range(bottom + 1, min(bottom + 4, sheet.height) + 1)
    return left > 1 and any(rows) and all(sheet.text(row, left - 1) for row in rows[:2])


def _stretches(sheet: Sheet, row: int, cells: Mapping[int, Value]) -> Iterator[tuple[int, int]]:
    """Left and right ends of the tables side by side: split at an empty column where another key begins."""
    columns = sorted({c for column in cells for c in _span(sheet, row, column)})
    start = previous = columns[0]
    groups = []
    for column in columns[1:]:
        if column > previous + 1 and not _has_text_below(sheet, row, previous + 1, column):
            groups.append((start, previous))
            start = column
        previous = column
    groups.append((start, previous))
    joined: list[tuple[int, int]] = []
    for left, right in groups:
        keyed = any(is_key(cells.get(column)) for column in range(left, right + 1))
        if joined and not (
            keyed and any(is_key(cells.get(c)) for c in range(joined[-1][0], joined[-1][1] + 1))
        ):
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    for number, (left, right) in enumerate(joined):
        end = joined[number + 1][0] - 2 if number + 1 < len(joined) else _row_end(sheet, row, right)
        yield left, max(right, end) if number + 1 == len(joined) else right


def _span(sheet: Sheet, row: int, column: int) -> range:
    area = sheet.area(row, column)
    return range(area.left, area.right + 1)


def _has_text_below(sheet: Sheet, row: int, first: int, end: int) -> bool:
    """Whether the next header row fills the gap: a group word not merged over its columns."""
    return row < sheet.height and all(sheet.text(row + 1, column) for column in range(first, end))


def _row_end(sheet: Sheet, row: int, right: int) -> int:
    """The right end, a second header row reaching further than the first one included."""
    end = right
    while row < sheet.height and sheet.text(row + 1, end + 1) and not sheet.text(row, end + 1):
        if _is_number(sheet.block.at(row + 2, end + 1)) or _word(sheet.block.at(row + 1, end + 1)).role:
            end += 1
        else:
            break
    return end


def _reach(sheet: Sheet, row: int, bottom: int, right: int) -> int:
    """The right end of all header rows: words under a group that isn't merged over them belong to it."""
    while not sheet.text(row, right + 1) and any(sheet.text(r, right + 1) for r in range(row + 1, bottom + 1)):
        right += 1
    return right


def _bottom(sheet: Sheet, row: int, left: int, right: int, keys: list[int]) -> int:
    """The last header row: as far as merged keys reach, and as long as rows look like headers."""
    bottom = max((sheet.area(row, c).bottom for c in keys), default=row)
    bottom = min(bottom, row + _HIGHEST - 1)
    while bottom < min(row + _HIGHEST - 1, sheet.height) and _continues(
        sheet, row, bottom + 1, left, right, keys
    ):
        bottom += 1
    return bottom


def _continues(sheet: Sheet, row: int, next_row: int, left: int, right: int, keys: list[int]) -> bool:
    """Whether `next_row` is a header row too: nothing under the keys, no figures, words under groups."""
    cells = {c: v for c, v in sheet.filled(next_row) if left <= c <= right + 1}
    if not cells or any(_is_number(value) for value in cells.values()):
        return False
    owned = {c: v for c, v in cells.items() if sheet.area(row, c).bottom < next_row}
    if any(c in owned and not _is_sub_key(owned[c]) for c in keys):
        return False
    if not owned or any(not isinstance(v, str) and not _is_year(v) for v in owned.values()):
        return False
    known = [
        c
        for c, v in owned.items()
        if _word(v).role or _word(v).month or (_word(v).measure and not _word(v).text)
    ]
    grouped = [c for c in owned if _is_under_group(sheet, row, next_row, c)]
    return (bool(known) and len(known) * 2 >= len(owned)) or len(grouped) == len(owned)


def _is_sub_key(value: Value) -> bool:
    return is_key(value) or _word(value).role in ("category", "number")


def _is_under_group(sheet: Sheet, row: int, next_row: int, column: int) -> bool:
    """Whether a cell merged over several columns stands above."""
    for r in range(next_row - 1, row - 1, -1):
        area = sheet.area(r, column)
        if area.right > area.left and sheet.block.at(area.top, area.left) is not None:
            return True
    return False


def _top(sheet: Sheet, row: int, left: int, right: int, above: int) -> int:
    """The first header row: group words may stand above the row of the keys."""
    top = min([sheet.area(row, c).top for c in range(left, right + 1) if sheet.is_merged(row, c)] + [row])
    while top - 1 > above and row - top < _HIGHEST - 1 and _groups_columns(sheet, top - 1, left, right):
        top -= 1
    return top


def _groups_columns(sheet: Sheet, row: int, left: int, right: int) -> bool:
    """Whether the row gathers some of the columns under words, and is neither title nor unit row."""
    cells = {c: v for c, v in sheet.filled(row) if left <= c <= right}
    if not cells or any(not isinstance(v, str) for v in cells.values()):
        return False
    texts = [tidy(str(v)) for v in cells.values()]
    if any(_METADATA.fullmatch(text) or len(text) > 20 for text in texts):
        return False
    spans = {c: sheet.area(row, c) for c in cells}
    if any(area.left <= left and area.right >= right for area in spans.values()):
        return False
    merged = [c for c, area in spans.items() if area.right > area.left and area.left > left]
    known = [c for c, v in cells.items() if _word(v).role or _word(v).month or _word(v).is_generic]
    return (
        bool(merged) or (len(cells) >= 2 and bool(known)) or (len(known) == len(cells) and min(cells) > left)
    )


def paths(sheet: Sheet, box: Box) -> dict[int, tuple[Word, ...]]:
    """The words above each column, from the top down; a merged or spilling word is above all its columns."""
    rows = [_spread(sheet, box, row) for row in range(box.top, box.bottom + 1)]
    found: dict[int, tuple[Word, ...]] = {}
    for column in range(box.left, box.right + 1):
        path: list[tuple[tuple[int, int], Value]] = []
        for line in rows:
            if column in line and line[column] not in path:
                path.append(line[column])
        found[column] = tuple(_word(value) for _, value in path)
    return found


def _spread(sheet: Sheet, box: Box, row: int) -> dict[int, tuple[tuple[int, int], Value]]:
    """Column -> (place, value) of one header row."""
    line: dict[int, tuple[tuple[int, int], Value]] = {}
    for column in range(box.left, box.right + 1):
        area = sheet.area(row, column)
        value = sheet.block.at(area.top, area.left)
        if value is not None and value != "":
            line[column] = ((area.top, area.left), value)
        elif row < box.bottom and column - 1 in line and _spills(sheet, box, row, column):
            line[column] = line[column - 1]
    return line


def _spills(sheet: Sheet, box: Box, row: int, column: int) -> bool:
    """Whether a group word that isn't merged also stands for the blank cell on its right."""
    if sheet.is_merged(row, column) or sheet.is_merged(row, column - 1):
        return False
    below = [sheet.text(r, column) for r in range(row + 1, box.bottom + 1)]
    beside = [sheet.text(r, column - 1) for r in range(row + 1, box.bottom + 1)]
    return any(below) and any(beside)
