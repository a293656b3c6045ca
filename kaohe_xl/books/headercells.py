"""What tells a header row: key words, header words, no figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kaohe_xl.books.figures import parse
from kaohe_xl.books.grid import Value
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.vocabulary import KEYS
from kaohe_xl.books.words import Word, role_of, tidy, word

_KEY_LOOK = re.compile(
    r"完\s*成|目\s*标|指\s*标|单\s*位|部\s*门|街|镇|乡|区|县|地\s*区|城\s*市|对\s*象|项\s*目|任\s*务|考\s*核|名\s*称"
)
DISTRICT = re.compile(r"\s*[^\W\d]{1,6}(?:区|县|镇|街道|街办|乡)\s*")

_HEADER, _PEER = 2, 1


def may_be_header(values: tuple[Value, ...]) -> bool:
    """Whether a row may be a header, by its texts alone."""
    districts = 0
    for value in values:
        if type(value) is str and len(value) <= 30:
            said = _says(value)
            if said == _HEADER:
                return True
            districts += said == _PEER
    return districts >= 3


@lru_cache(maxsize=65536)
def _says(text: str) -> int:
    """Whether a text may stand in a header, as a header word or as a peer's name."""
    if _KEY_LOOK.search(text) and (is_key(text) or _is_figure_word(text)):
        return _HEADER
    return _PEER if len(text) <= 12 and DISTRICT.fullmatch(text) else 0


def is_number(value: Value) -> bool:
    """Whether the cell is a number, and no year."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not is_year(value)


def is_year(value: Value) -> bool:
    """Whether the cell is the number of a year."""
    return isinstance(value, (int, float)) and 1990 <= value <= 2100 and value == int(value)


def header_word(value: Value) -> Word:
    """The header cell taken apart; a year as a number is a word too."""
    if isinstance(value, str):
        return word(value) if len(value) <= 60 else Word(value)
    return word(str(int(value))) if isinstance(value, (int, float)) and is_year(value) else Word("")


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


def is_header(sheet: Sheet, row: int, cells: Mapping[int, Value]) -> bool:
    """A key word and another header word (or unknown ones over figures), or a target beside an actual."""
    if len(cells) < 2 or any(is_number(value) for value in cells.values()):
        return False
    if any(isinstance(value, str) and len(tidy(value)) > 40 for value in cells.values()):
        return False
    keys = [column for column, value in cells.items() if is_key(value)]
    figures = sum(map(is_figure, cells.values()))
    if not keys or figures > 1:
        return not figures and _is_keyless_header(sheet, row, cells)
    others = [header_word(value) for column, value in cells.items() if column != keys[0]]
    if any(one.role or one.month or one.is_generic for one in others):
        return True
    below = (
        [header_word(v).role for c, v in sheet.filled(row + 1) if c not in keys] if row < sheet.height else []
    )
    known_below = sum(1 for role in below if role)
    return known_below >= 2 or (len(others) >= 2 and figures_below(sheet, row, set(cells) - set(keys)) > 0)


def _is_keyless_header(sheet: Sheet, row: int, cells: Mapping[int, Value]) -> bool:
    """Whether a target stands beside an actual, or peers over figures, with no keys in the row below."""
    over = {c for column in cells for c in sheet.span(row, column)}
    for below in sheet.parts(row + 1) if row < sheet.height else ():
        keyed = any(map(is_key, below.values()))
        if keyed and not over.isdisjoint(below) and is_header(sheet, row + 1, below):
            return False
    peers = {c for c, v in cells.items() if isinstance(v, str) and DISTRICT.fullmatch(v)}
    both = {"target", "actual"} <= {header_word(value).role for value in cells.values()}
    return both or (len(peers) >= 3 and figures_below(sheet, row, peers) > len(peers))


def figures_below(sheet: Sheet, row: int, columns: set[int]) -> int:
    """How many figures stand in these columns within the next few rows."""
    rows = range(row + 1, min(row + 6, sheet.height) + 1)
    return sum(1 for r in rows for c in columns if is_number(v := sheet.block.at(r, c)) or _is_number_text(v))


def _is_number_text(value: Value) -> bool:
    return isinstance(value, str) and re.match(r"\s*-?\d[\d,.]*\s*\D{0,4}$", value) is not None


def is_figure(value: Value) -> bool:
    """Whether a cell holds a figure, as a number or as text, and no month or year."""
    if not isinstance(value, str):
        return is_number(value)
    one = header_word(value)
    return parse(tidy(value)) is not None and not (one.month or one.year or one.role)


def is_header_text(value: Value) -> bool:
    """Whether the cell holds a text that is no figure."""
    return isinstance(value, str) and bool(value.strip()) and not is_figure(value)


def is_group(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a word stands over several columns, merged over them or reaching over a blank cell."""
    if len(sheet.span(row, column)) > 1:
        return True
    below = (sheet.text(r, column + 1) for r in (row + 1, row + 2) if r <= sheet.height)
    beside = sheet.block.at(row, column + 1)
    return beside in (None, "") and not sheet.is_merged(row, column) and any(map(_is_header_word, below))


def _is_header_word(text: str) -> bool:
    one = word(text) if text else Word("")
    return bool(one.role or one.month or one.measure) and not _is_number_text(text)
