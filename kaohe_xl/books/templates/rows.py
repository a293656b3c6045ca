"""A template sheet's rows, cut once into what stays and what is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Markup, attributes, text_of
from kaohe_xl.books.references import column_name, column_number
from kaohe_xl.books.sharedstrings import unescaped
from kaohe_xl.books.templates.cells import ROW, Slot
from kaohe_xl.books.templates.grammar import Condition, End, Foot, Keep, Name, Token, tokens
from kaohe_xl.books.templates.looks import Look

_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_INLINE = re.compile(rb"<is\b[^>]*>(.*?)</is>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_RUN = re.compile(rb"<r>(.*?)</r>|<r\s[^>]*>(.*?)</r>", re.DOTALL)
_LOOK = re.compile(rb"<rPr\b.*?</rPr>|<rPr\s*/>", re.DOTALL)
_TEXT = re.compile(rb"<t(?=[\s>])[^>]*>(.*?)</t>", re.DOTALL)
_GUIDE = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_DROPPED = re.compile(r'\s(?:r|ht|spans|customHeight|x14ac:dyDescent)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Row:
    """A row: texts and slots in turn, the row's attributes but for number and height.

    `when`: it appears only where all of these hold. `keep`: no page break below it. `foot`: it takes what
    is left of the page.
    """

    number: int
    attributes: str
    height: float
    is_set: bool
    parts: tuple[str | Slot, ...]
    when: tuple[Condition, ...] = ()
    keep: bool = False
    foot: bool = False
    formulas: bool = False

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its cells with placeholders."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose items it shows."""
        names = (name for slot in self.slots for name in names_of(slot.pieces))
        return tuple(dict.fromkeys(name.of for name in names if name.of))


@dataclass(frozen=True, slots=True)
class Around:
    """What a row's cells are read with: strings, looks, widths of columns, merges by their first cell."""

    strings: Sequence[bytes]
    looks: Sequence[Look]
    widths: Mapping[int, float]
    merges: Mapping[tuple[int, int], Area]
    default_height: float


def names_of(pieces: Sequence[tuple[str, Token]]) -> list[Name]:
    """The fields that a cell's tokens ask for."""
    asked = (token.name if isinstance(token, Condition) else token for _, token in pieces)
    return [token for token in asked if isinstance(token, Name)]


def rows_of(sheet: Markup, around: Around) -> list[Row]:
    """The rows of the sheet, in order."""
    data = sheet.first(b"sheetData")
    if data is None:
        raise sheet.damaged()
    body = sheet.data[data.end() : sheet.ends(data, b"sheetData")[0]]
    found, number = [], 0
    for match in _ROW.finditer(body):
        of = attributes(b"<row" + match[1] + b">")
        number = int(of.get("r") or number + 1)
        found.append(_row(number, (match[1].decode(), of), match[2] or b"", around))
    return found


def _row(number: int, start: tuple[str, Mapping[str, str]], body: bytes, around: Around) -> Row:
    parts: list[str | Slot] = []
    when: list[Condition] = []
    keep, foot, column = False, False, 0
    for match in _CELL.finditer(body):
        of = attributes(b"<c" + match[1] + b">")
        letters = re.sub(r"\d", "", of["r"]) if of.get("r") else column_name(column + 1)
        column = column_number(letters)
        place, style = (number, column), int(of.get("s") or 0)
        pieces = _pieces(of.get("t", ""), match[2] or b"", around.strings)
        if pieces is None:
            parts.append(_fixed(match[0].decode(), letters))
            continue
        rich = any(look for look, _ in pieces)
        keep = keep or any(isinstance(token, Keep) for _, token in pieces)
        foot = foot or any(isinstance(token, Foot) for _, token in pieces)
        kept, rows_only = _without_row_conditions(pieces)
        when += rows_only
        look = around.looks[style] if style < len(around.looks) else Look()
        room, below = _room(place, around)
        parts.append(Slot(letters, style, look, kept, rich, room, below))
    tag, given = start
    tall, is_set = float(given.get("ht") or around.default_height), "ht" in given
    rest = _DROPPED.sub("", tag)
    has_formulas = any(isinstance(part, str) and "<f" in part for part in parts)
    return Row(number, rest, tall, is_set, _joined(parts), tuple(when), keep, foot, has_formulas)


def _fixed(xml: str, letters: str) -> str:
    if 'r="' in xml:
        return re.sub(r'\br="[A-Z]+\d+"', f'r="{letters}{ROW}"', xml, count=1)
    return xml.replace("<c", f'<c r="{letters}{ROW}"', 1)


def _joined(parts: Sequence[str | Slot]) -> tuple[str | Slot, ...]:
    """Neighbouring texts made one."""
    out: list[str | Slot] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return tuple(out)


def _pieces(kind: str, body: bytes, strings: Sequence[bytes]) -> tuple[tuple[str, Token], ...] | None:
    """The tokens of a cell's text with their runs' looks; None for a cell without placeholders."""
    if kind == "s":
        found = _VALUE.search(body)
        place = int(found[1]) if found and found[1].strip().isdigit() else -1
        item = strings[place] if 0 <= place < len(strings) else b""
    elif kind == "inlineStr":
        inline = _INLINE.search(body)
        item = inline[1] if inline else b""
    else:
        return None
    if b"{{" not in item and not (b"{" in item and b"<r" in item):
        return None
    runs = _runs(item)
    text = "".join(text for _, text in runs)
    if "{{" not in text:
        return None
    starts, at = [], 0
    for look, part in runs:
        starts.append((at, look))
        at += len(part)
    return tuple(
        (look, token) for begin, token in tokens(text) for look, token in _split(begin, token, starts)
    )


def _split(begin: int, token: Token, starts: Sequence[tuple[int, str]]) -> list[tuple[str, Token]]:
    """A token with the look of the run that it begins in; a text that runs through several, cut."""
    if not isinstance(token, str):
        return [([look for at, look in starts if at <= begin][-1], token)]
    out: list[tuple[str, Token]] = []
    for place, (at, look) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else begin + len(token)
        part = token[max(at - begin, 0) : max(end - begin, 0)]
        if part:
            out.append((look, part))
    return out


def _runs(item: bytes) -> list[tuple[str, str]]:
    if b"<rPh" in item:
        item = _GUIDE.sub(b"", item)
    if b"<r>" not in item and b"<r " not in item:
        return [("", unescaped(text_of(b"".join(_TEXT.findall(item)))))]
    runs = []
    for match in _RUN.finditer(item):
        inside = match[1] or match[2] or b""
        look = _LOOK.search(inside)
        text = unescaped(text_of(b"".join(_TEXT.findall(inside))))
        runs.append((look[0].decode() if look else "<rPr/>", text))
    return runs


def _without_row_conditions(
    pieces: Sequence[tuple[str, Token]],
) -> tuple[tuple[tuple[str, Token], ...], list[Condition]]:
    """The tokens without those of the row: `{{同页}}`, `{{页底}}`, conditions that no `{{/}}` ends."""
    still = [place for place, (_, token) in enumerate(pieces) if isinstance(token, Condition)]
    for place, (_, token) in enumerate(pieces):
        if isinstance(token, End):
            before = [one for one in still if one < place]
            if before:
                still.remove(before[-1])
    conditions = [token for place in still if isinstance(token := pieces[place][1], Condition)]
    kept = (one for place, one in enumerate(pieces) if place not in still)
    return tuple(one for one in kept if not isinstance(one[1], Keep | Foot)), conditions


def _room(place: tuple[int, int], around: Around) -> tuple[float, int]:
    merged = around.merges.get(place)
    last = merged.right if merged else place[1]
    room = sum(around.widths.get(column, around.widths[0]) for column in range(place[1], last + 1))
    return room, (merged.bottom - merged.top if merged else 0)
