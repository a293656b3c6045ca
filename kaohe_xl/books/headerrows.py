"""How many rows a header has: group words above the row of the keys, further words below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kaohe_xl.books.grid import Value
from kaohe_xl.books.headercells import (
    figures_below,
    header_word,
    is_figure,
    is_group,
    is_key,
    is_number,
    is_year,
)
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.vocabulary import FIGURES, RESULTS
from kaohe_xl.books.words import tidy

_METADATA = re.compile(
    r"(计量)?单位:.*|.*(填报|制表|制作|编制|报送|统计|审核|上报)(单位|部门|人|时间|日期).*|.*(日期|时间|截[至止].*):?.*\d.*|.*:.*"
)
_FIGURES = FIGURES | RESULTS
_SUMS = ("合计", "总计", "小计", "平均", "其中")
_HIGHEST = 4


def bottom_of(sheet: Sheet, row: int, left: int, right: int, keys: list[int]) -> int:
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
    if not cells or any(is_number(value) for value in cells.values()):
        return False
    owned = {c: v for c, v in cells.items() if sheet.area(row, c).bottom < next_row}
    if any(c in owned and not _is_sub_key(owned[c]) for c in keys):
        return False
    if any(c in keys and c not in owned for one in owned for c in sheet.span(next_row, one)):
        return False  # a heading merged over the whole table
    if not owned or any(not isinstance(v, str) and not is_year(v) for v in owned.values()):
        return False
    first = min(owned)
    if tidy(str(owned[first])).rstrip(":") in _SUMS and not is_group(sheet, row, first):
        return False  # the sums come first
    known = [
        c
        for c, v in owned.items()
        if header_word(v).role or header_word(v).month or (header_word(v).measure and not header_word(v).text)
    ]
    grouped = [c for c in owned if _is_under_group(sheet, row, next_row, c)]
    if (bool(known) and len(known) * 2 >= len(owned)) or len(grouped) == len(owned):
        return True
    return _is_under_words(sheet, next_row, owned) and _leads_to_figures(
        sheet, row, next_row, left, right, keys
    )


def _is_under_words(sheet: Sheet, row: int, owned: Mapping[int, Value]) -> bool:
    """Whether the row's words stand under words of the row above that reach over blank cells."""
    runs = _runs_of(owned)
    starts = all(sheet.text(row - 1, run[0]) or len(run) == 1 for run in runs)
    spilling = any(not sheet.text(row - 1, c) for c in owned)
    return (
        starts
        and spilling
        and sheet.text(row - 1, min(owned)) != ""
        and not any(map(is_figure, owned.values()))
    )


def _runs_of(columns: Iterable[int]) -> list[list[int]]:
    """Neighbouring columns together."""
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _leads_to_figures(sheet: Sheet, row: int, next_row: int, left: int, right: int, keys: list[int]) -> bool:
    """Whether figures stand right below the row, or another header row does."""
    columns = {c for c in range(left, right + 2) if c not in keys}
    if next_row < min(row + _HIGHEST - 1, sheet.height) and _continues(
        sheet, row, next_row + 1, left, right, keys
    ):
        return True
    return len(columns) > 1 and figures_below(sheet, next_row, columns) > 1


def _is_sub_key(value: Value) -> bool:
    return is_key(value) or header_word(value).role in ("category", "number")


def _is_under_group(sheet: Sheet, row: int, next_row: int, column: int) -> bool:
    """Whether a cell merged over several columns stands above."""
    for r in range(next_row - 1, row - 1, -1):
        area = sheet.area(r, column)
        if area.right > area.left and sheet.block.at(area.top, area.left) is not None:
            return True
    return False


def top_of(sheet: Sheet, row: int, left: int, right: int, above: int) -> int:
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
    if any(_is_remark(str(v)) or is_figure(v) for v in cells.values()):
        return False
    spans = {c: sheet.area(row, c) for c in cells}
    if any(area.left <= left and area.right >= right for area in spans.values()):
        return False
    merged = [c for c, area in spans.items() if area.right > area.left and area.left > left]
    said = {c: one for c, v in cells.items() if (one := header_word(v)).text or one.month}
    known = [c for c, one in said.items() if one.role or one.month or one.is_generic]
    return (
        bool(merged)
        or (len(cells) >= 2 and len(known) * 2 >= len(cells))
        or (len(known) == len(cells) and min(cells) > left)
    )


def _is_remark(text: str) -> bool:
    """Whether a text is a title, a unit row or who filled the sheet in, rather than a word over columns."""
    bare = re.sub(r"\(.*?\)", "", tidy(text))
    return len(tidy(text)) > 20 or (
        _METADATA.fullmatch(bare) is not None and header_word(text).role not in _FIGURES
    )
