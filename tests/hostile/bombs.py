"""Makers of hostile workbooks: each writes one file, and says what must come of it.

The kinds are made when they are tried; nothing of them is kept in the repository.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from tests.books import foreign

Content = str | bytes | Iterable[bytes]
Make = Callable[[Path], object]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
BOOK_LINKS, SHEET_LINKS = "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"
READ = "read"
PLAIN = foreign.rows(
    '<row r="1"><c r="A1" t="inlineStr"><is><t>指标</t></is></c><c r="B1" t="inlineStr"><is><t>目标</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>生产总值</t></is></c><c r="B2"><v>310</v></c></row>'
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of hostile file. `verdicts`: what each step must say, by step; `otherwise` for all others.

    `changes`: how many cells are written to, from D10 down; 0 for two. `is_long`: tried with `--long` only.
    """

    make: Make
    otherwise: str
    verdicts: Mapping[str, str]
    changes: int = 0
    is_long: bool = False


KINDS: dict[str, Kind] = {}


def kind(
    otherwise: str = READ, changes: int = 0, is_long: bool = False, **verdicts: str
) -> Callable[[Make], Make]:
    """Register a maker with what must come of its file."""

    def registered(make: Make) -> Make:
        """The maker itself."""
        KINDS[make.__name__] = Kind(make, otherwise, verdicts, changes, is_long)
        return make

    return registered


def book(path: Path, sheet: Content = PLAIN, parts: Mapping[str, Content] | None = None) -> Path:
    """A workbook with these parts; those that come in pieces are packed as they come."""
    known = dict(parts or {})
    whole = {name: content for name, content in known.items() if isinstance(content, str | bytes)}
    pieces = {name: content for name, content in known.items() if not isinstance(content, str | bytes)}
    if not isinstance(sheet, str | bytes):
        pieces[SHEET] = sheet
    foreign.write(path, sheet if isinstance(sheet, str | bytes) else "", whole)
    if pieces:
        _replace(path, pieces)
    return path


def _replace(path: Path, pieces: Mapping[str, Iterable[bytes]]) -> None:
    """The workbook at `path` with these members, whatever stood there."""
    kept = {name: data for name, data in foreign.parts(path).items() if name not in pieces}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
        for name, chunks in pieces.items():
            with archive.open(name, "w") as member:
                for chunk in chunks:
                    member.write(chunk)


def around(inside: Iterable[bytes], before: str = "", after: str = "") -> Iterator[bytes]:
    """A sheet around rows that come in pieces."""
    start, end = foreign.worksheet(f"{before}<sheetData>|</sheetData>{after}").split("|")
    yield start.encode()
    yield from inside
    yield end.encode()


def times(count: int, text: Callable[[int], str], start: int = 1) -> Iterator[bytes]:
    """Numbered pieces, a thousand in one."""
    for first in range(start, count + start, 1000):
        yield "".join(map(text, range(first, min(first + 1000, count + start)))).encode()


def megabytes(count: int, of: bytes = b" ") -> Iterator[bytes]:
    """So many megabytes of the same."""
    return repeat(of * ((1 << 20) // len(of)), count)


def joined(*contents: Content) -> Iterator[bytes]:
    """Contents one behind the other."""
    for content in contents:
        if isinstance(content, str):
            yield content.encode()
        elif isinstance(content, bytes):
            yield content
        else:
            yield from content


def main_part(inside: str = "", links: str = "") -> dict[str, Content]:
    """The workbook part with more in it, behind its sheets."""
    text = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>'
        f'<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets>{inside}</workbook>'
    )
    return {BOOK: text} | ({BOOK_LINKS: links} if links else {})
