"""Hostile XML in the parts of a workbook."""

from __future__ import annotations

import random
from pathlib import Path

from tests.books import foreign
from tests.hostile.bombs import (
    BOOK,
    BOOK_LINKS,
    PLAIN,
    READ,
    SHEET,
    STRINGS,
    STYLES,
    Content,
    Make,
    around,
    book,
    joined,
    kind,
    times,
)

_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
_BOMB = f"<!DOCTYPE x [{_ENTITIES}]>"
_OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
_SECRET = '<!DOCTYPE x [<!ENTITY e0 SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'
_WORD = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


def _parts_with(text: str) -> dict[str, Content]:
    """Each part of a plain workbook with `text` behind its XML declaration."""
    found: dict[str, Content] = {}
    for name, content in ((SHEET, PLAIN), (STRINGS, foreign.strings("")), (STYLES, foreign.STYLES)):
        found[name] = content.replace(foreign.HEAD, foreign.HEAD + text)
    return found


def _in(part: str, text: str) -> Make:
    def make(path: Path) -> None:
        """A workbook with `text` in front of the root of one part."""
        book(path)
        content = foreign.part(path, part)
        if "e0" in text:
            content = content.replace("市考指标", "&e0;", 1)
        content = content.replace(foreign.HEAD, foreign.HEAD + text)
        book(path, content if part == SHEET else PLAIN, {} if part == SHEET else {part: content})

    make.__name__ = f"{part}: {text[:40]}"
    return make


for _text in (_BOMB, _OUTSIDE, _SECRET, _PARAMETER):
    for _part in (BOOK, BOOK_LINKS, "_rels/.rels"):
        kind("PART_DAMAGED")(_in(_part, _text))
    for _part in (SHEET, STYLES):
        kind("PART_DAMAGED", open=READ)(_in(_part, _text))


@kind("PART_DAMAGED", open=READ, colours=READ, save=READ)
def shared_strings_of_entities(path: Path) -> None:
    strings = foreign.strings("<si><t>&e9;</t></si>").replace(foreign.HEAD, foreign.HEAD + _BOMB)
    cells = foreign.rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    book(path, cells, {STRINGS: strings})


@kind("PART_DAMAGED", open=READ)
def a_sheet_nested_half_a_million_deep(path: Path) -> None:
    book(path, foreign.rows("<row>" * 500_000 + "</row>" * 500_000))


@kind("PART_DAMAGED", open=READ)
def a_large_sheet_nested_five_million_deep(path: Path) -> None:
    book(path, around(times(5_000_000, lambda n: "<c>")))


@kind("PART_DAMAGED", open=READ)
def nesting_hidden_behind_brackets(path: Path) -> None:
    book(path, around(times(3_000_000, lambda n: "<c>/>")))


@kind("PART_DAMAGED")
def a_workbook_nested_deep(path: Path) -> None:
    text = f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}">' + "<a>" * 3_000_000
    book(path, PLAIN, {BOOK: text})


@kind("PART_DAMAGED", open=READ)
def a_million_attributes(path: Path) -> None:
    many = times(1_000_000, lambda n: f' a{n}="{n}"')
    book(path, joined(foreign.worksheet("<sheetData><row").removesuffix("</worksheet>"), many, "/></sheetData></worksheet>"))


@kind("PART_DAMAGED", open=READ, is_long=True)
def a_million_attributes_in_a_cell(path: Path) -> None:
    many = times(1_000_000, lambda n: f' a{n}="{n}"')
    book(path, around(joined('<row r="1"><c r="A1"', many, "/></row>")))


@kind("PART_DAMAGED", open=READ)
def five_million_names(path: Path) -> None:
    book(path, around(times(5_000_000, lambda n: f"<x{n}/>")))


@kind("PART_DAMAGED")
def a_workbook_of_a_million_names(path: Path) -> None:
    text = f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}">'
    book(path, PLAIN, {BOOK: joined(text, times(3_000_000, lambda n: f"<x{n}/>"), "</workbook>")})


@kind("PART_DAMAGED", open=READ, is_long=True)
def a_comment_of_thirty_megabytes(path: Path) -> None:
    noise = (random.Random(3).randbytes(1 << 16).hex().encode() for _ in range(240))
    book(path, around(joined("<!--", noise, "-->")))


@kind()
def a_hundred_thousand_comments(path: Path) -> None:
    book(path, around(times(100_000, lambda n: f'<row r="{n}"><!--</row>--><c r="A{n}"><v>{n}</v></c></row>')))


@kind("PART_DAMAGED", open=READ, is_long=True)
def a_tag_that_never_ends(path: Path) -> None:
    book(path, around(joined('<row r="1"><c r="', (random.Random(4).randbytes(1 << 16).hex().encode() for _ in range(160)))))


def _broken(name: str, verdicts: dict[str, str], sheet: str | bytes) -> None:
    def make(path: Path) -> None:
        """A workbook with this sheet."""
        book(path, sheet)

    make.__name__ = name
    kind("PART_DAMAGED", **verdicts)(make)


for _name, _sheet in {
    "a tag left open": PLAIN.replace("</sheetData>", ""),
    "tags crossed": PLAIN.replace("</c></row>", "</row></c>"),
    "an attribute twice": PLAIN.replace('<row r="1">', '<row r="1" r="1">'),
    "an ampersand alone": PLAIN.replace("指标", "A&B"),
    "an unknown entity": PLAIN.replace("指标", "&nbsp;"),
    "a character that XML forbids": PLAIN.replace("指标", "&#0;"),
    "a surrogate": PLAIN.replace("指标", "&#xD800;"),
    "a character beyond Unicode": PLAIN.replace("指标", "&#x110000;"),
    "a NUL": PLAIN.replace("指标", "\0"),
    "bytes that are no UTF-8": PLAIN.encode().replace("指标".encode(), b"\xff\xfe\xfd"),
    "a surrogate in UTF-8": PLAIN.encode().replace("指标".encode(), b"\xed\xa0\x80"),
    "an overlong NUL": PLAIN.encode().replace("指标".encode(), b"\xc0\x80"),
    "an encoding that nobody knows": PLAIN.replace("UTF-8", "klingon"),
    "an encoding that takes a minute": PLAIN.replace("UTF-8", "punycode").replace("指标", "x" * 1_000_000),
    "half a character in UTF-16": PLAIN.replace("UTF-8", "UTF-16").encode("utf-16")[:-1],
    "nothing at all": b"",
    "blanks only": b"   ",
    "two roots": PLAIN + "<x/>",
    "text behind the end": PLAIN + "x",
}.items():
    _broken(f"a sheet with {_name}", {"open": READ}, _sheet)


@kind("PART_DAMAGED", open=READ, is_long=True)
def a_large_sheet_with_bytes_that_are_no_utf_8(path: Path) -> None:
    good = times(200_000, lambda n: _WORD.replace('"1"', f'"{n}"').replace("A1", f"A{n}").format("甲"))
    book(path, around(joined(good, _WORD.replace("{}", "").encode().replace(b"<t>", b"<t>\xff"))))


@kind("PART_DAMAGED", open=READ)
def a_large_sheet_that_breaks_off(path: Path) -> None:
    book(path, joined(foreign.rows("").split("</sheetData>")[0], times(300_000, lambda n: f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>')))
