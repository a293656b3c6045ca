"""Finding header rows in a sheet, however they are merged, and the path of words above each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaohe_xl.books.grid import Area, Value
from kaohe_xl.books.headercells import (
    header_word,
    is_group,
    is_header,
    is_header_text,
    is_key,
    is_number,
    may_be_header,
)
from kaohe_xl.books.headerrows import bottom_of, top_of
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.words import Word


@dataclass(frozen=True, slots=True)
class Box:
    """The header of one table, 1-based; `keys`: columns whose word names indicators or units."""

    top: int
    bottom: int
    left: int
    right: int
    row: int


def boxes(sheet: Sheet) -> Iterator[Box]:
    """The headers of the sheet's tables from the top down, side by side ones from the left."""
    found: list[Box] = []
    tables = {area.top: area for area in sheet.block.tables}
    for row in range(1, sheet.height + 1):
        if row in tables and (box := _of_excel(sheet, tables[row], found)):
            found.append(box)
            yield box
            continue
        if not may_be_header(sheet.block.values[row - 1]):
            continue
        bottom = max((box.bottom for box in found), default=0)
        for cells in _apart(sheet, row, found):
            new = []
            if row > bottom and is_header(sheet, row, cells):
                new = list(_boxes_at(sheet, row, cells, bottom))
            elif found:
                new = list(_beside(sheet, row, cells, found))
            found += new
            yield from new


def _of_excel(sheet: Sheet, area: Area, found: list[Box]) -> Box | None:
    """The header of an Excel table, group words above it included; None where it stands in another header."""
    cells = {c: v for c, v in sheet.filled(area.top) if area.left <= c <= area.right}
    above = max((box.bottom for box in found if _over(cells, [box])), default=0)
    if len(cells) < 2 or above >= area.top:
        return None
    top = top_of(sheet, area.top, area.left, area.right, above)
    return Box(top, area.top, area.left, area.right, area.top)


def _beside(sheet: Sheet, row: int, cells: Mapping[int, Value], found: list[Box]) -> Iterator[Box]:
    """Headers among the row's cells that begin beside those found, whatever stands under these."""
    for part in sheet.parts(row):
        if len(part) > 2 and min(part) in cells and not _over(part, found) and is_header(sheet, row, part):
            yield from _boxes_at(sheet, row, part, 0)


def _apart(sheet: Sheet, row: int, found: list[Box]) -> list[dict[int, Value]]:
    """The row's cells; the data of tables side by side apart from a header that stands beside it."""
    cells = dict(sheet.filled(row))
    groups: list[tuple[int, dict[int, Value]]] = []
    for part in sheet.parts(row) if found else ():
        lane = next((box.left for box in found if _over(part, [box])), 0)
        joins = groups and (groups[-1][0] == lane or (not lane and not is_header(sheet, row, part)))
        if joins:
            groups[-1][1].update(part)
        else:
            groups.append((lane, part))
    if all(is_header(sheet, row, group) for _, group in groups):
        return [cells]
    return [group for _, group in groups]


def _over(cells: Mapping[int, Value], found: list[Box]) -> bool:
    """Whether some of the cells stand in columns of a header found."""
    return any(box.left <= column <= box.right for box in found for column in cells)


def _boxes_at(sheet: Sheet, row: int, cells: Mapping[int, Value], above: int) -> Iterator[Box]:
    for left, right in _stretches(sheet, row, cells):
        keys = [c for c in range(left, right + 1) if is_key(cells.get(c)) and not is_group(sheet, row, c)]
        furthest = _reach(sheet, row, min(row + 3, sheet.height), right)
        bottom = bottom_of(sheet, row, left, furthest, keys)
        right = _reach(sheet, row, bottom, right)
        top = top_of(sheet, row, left, right, above)
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
    columns = sorted({c for column in cells for c in sheet.span(row, column)})
    if _is_title(sheet, row, cells):
        columns = [c for c in columns if c not in sheet.span(row, min(cells))]
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


def _is_title(sheet: Sheet, row: int, cells: Mapping[int, Value]) -> bool:
    """Whether the row's first cell is a title that stands apart, beside another table's header."""
    first = min(cells)
    end = max(sheet.span(row, first))
    alone = end + 1 not in cells and end < max(cells)
    return alone and not header_word(cells[first]).role and not is_key(cells[first])


def _has_text_below(sheet: Sheet, row: int, first: int, end: int) -> bool:
    """Whether the next header rows fill the gap: a group word not merged over its columns."""
    rows = range(row + 1, min(row + 3, sheet.height) + 1)
    return all(any(is_header_text(sheet.block.at(r, column)) for r in rows) for column in range(first, end))


def _row_end(sheet: Sheet, row: int, right: int) -> int:
    """The right end, a second header row reaching further than the first one included."""
    end = right
    while row < sheet.height and sheet.text(row + 1, end + 1) and not sheet.text(row, end + 1):
        if is_number(sheet.block.at(row + 2, end + 1)) or header_word(sheet.block.at(row + 1, end + 1)).role:
            end += 1
        else:
            break
    return end


def _reach(sheet: Sheet, row: int, bottom: int, right: int) -> int:
    """The right end of all header rows: words under a group that isn't merged over them belong to it."""
    rows = range(row + 1, bottom + 1)
    while not sheet.text(row, right + 1) and any(is_header_text(sheet.block.at(r, right + 1)) for r in rows):
        right += 1
    return right


def paths(sheet: Sheet, box: Box) -> dict[int, tuple[Word, ...]]:
    """The words above each column, from the top down; a merged or spilling word is above all its columns."""
    rows = [_with_months(_spread(sheet, box, row)) for row in range(box.top, box.bottom + 1)]
    found: dict[int, tuple[Word, ...]] = {}
    for column in range(box.left, box.right + 1):
        path: list[tuple[tuple[int, int], Value]] = []
        for line in rows:
            if column in line and line[column] not in path:
                path.append(line[column])
        found[column] = tuple(header_word(value) for _, value in path)
    return found


def _with_months(
    line: dict[int, tuple[tuple[int, int], Value]],
) -> dict[int, tuple[tuple[int, int], Value]]:
    """The header row with 8, 9, 10 as months, where they follow one another."""
    numbers = {c: int(v) for c, (_, v) in line.items() if isinstance(v, int | float) and v in range(1, 13)}
    said = list(numbers.values())
    if len(said) < 3 or said != list(range(said[0], said[0] + len(said))):
        return line
    return line | {c: (line[c][0], f"{month}月") for c, month in numbers.items()}


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
