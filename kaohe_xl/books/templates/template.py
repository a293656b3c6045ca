"""A template workbook, read and checked once; documents are joined from its pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Markup, escape
from kaohe_xl.books.references import cell_name, column_number
from kaohe_xl.books.scan import merged_areas
from kaohe_xl.books.styles import EMPTY, Styles
from kaohe_xl.books.templates.bands import mixed
from kaohe_xl.books.templates.elsewhere import Renamed, part_names_sheet
from kaohe_xl.books.templates.grammar import HEADER, Fields, Name
from kaohe_xl.books.templates.looks import column_points, digit_pixels, looks_of
from kaohe_xl.books.templates.members import Member, joined
from kaohe_xl.books.templates.names import Names, Tab
from kaohe_xl.books.templates.package import (
    INDEX,
    TYPES,
    WORKBOOK,
    Package,
    SheetPart,
    numbered,
    relations_of,
    with_overrides,
)
from kaohe_xl.books.templates.rows import Around, names_of, rows_of
from kaohe_xl.books.templates.sheet import Filled, Printed, TemplateSheet
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_ITEM = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_ANCHOR_ROW = re.compile(rb"(<(?:xdr:)?row>)(\d+)(</(?:xdr:)?row>)")
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_TITLE = re.compile(rb"<dc:title>[^<]*</dc:title>|<dc:title/>")
_TITLES = re.compile(rb"<(HeadingPairs|TitlesOfParts)>.*?</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """One document to be filled in: its fields, its sheet's name."""

    fields: Fields
    sheet: str


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook's properties say."""

    title: str
    issued: date


class Template:
    """The first sheet is the document; a further one named 目录 is the index of many.

    Raises BookError for a file that can't be read or has no place for a document.
    """

    def __init__(self, path: Path) -> None:
        self._package = package = Package(path)
        self.name = path.name
        styles = package.part_of_kind("styles")
        self._styles_part = styles
        self._look_part = Markup(package.parts[styles] if styles else EMPTY, self.name, styles or "styles")
        strings = package.part_of_kind("sharedStrings")
        self._strings = [m[1] or b"" for m in _ITEM.finditer(package.parts[strings])] if strings else []
        self._names = Names(package)
        self.letter = package.sheets[0]
        self.index = next((sheet for sheet in package.sheets[1:] if sheet.name == INDEX), None)
        self._looks = looks_of(self._look_part)
        self._linked = {
            path
            for path, data in package.parts.items()
            if path.endswith(".xml") and path != WORKBOOK and part_names_sheet(data, self.letter.name)
        }
        self._sheets = {
            sheet.name: self._sheet(sheet) for sheet in (self.letter, self.index) if sheet is not None
        }

    def _sheet(self, sheet: SheetPart) -> TemplateSheet:
        part = self._package.markup(sheet.path)
        merges = merged_areas(part)
        widths = column_points(part, digit_pixels(self._look_part))
        form = part.first(b"sheetFormatPr")
        default = re.search(rb'defaultRowHeight="([\d.]+)"', form[0]) if form else None
        by_first: Mapping[tuple[int, int], Area] = {(area.top, area.left): area for area in merges}
        around = Around(self._strings, self._looks, widths, by_first, float(default[1]) if default else 15.0)
        if b"<tablePart " in part.mask:
            raise BookError(*sentence("TEMPLATE_HAS_TABLE", template=self.name, sheet=sheet.name))
        area = self._names.area(sheet, "_xlnm.Print_Area")
        titles = self._names.area(sheet, "_xlnm.Print_Titles")
        printed = Printed(area.bottom if area else 0, (titles.top, titles.bottom) if titles else (0, 0))
        made = TemplateSheet(part, rows_of(part, around), merges, printed)
        if clash := mixed(made.blocks):
            row, one, other = clash
            words = {"template": self.name, "sheet": sheet.name, "row": row, "one": one, "other": other}
            raise BookError(*sentence("TEMPLATE_LISTS_MIXED", **words))
        last = area.right if area else max(widths)
        first = area.left if area else 1
        made.is_counted = made.is_counted or bool(self._linked)
        made.set_page(sum(widths.get(column, widths[0]) for column in range(first, last + 1)))
        return made

    @property
    def naming_sheets(self) -> tuple[str, ...]:
        """The further sheets that name the letter's: in a book of several they mean the first."""
        others = (sheet for sheet in self._package.sheets if sheet not in (self.letter, self.index))
        return tuple(sheet.name for sheet in others if sheet.path in self._linked)

    def asked(self) -> list[tuple[str, str, Name]]:
        """Sheet, cell (HEADER for headers and footers) and name of every placeholder."""
        found = []
        for name, sheet in self._sheets.items():
            for row in sheet.rows:
                for slot in row.slots:
                    cell = cell_name(row.number, column_number(slot.column))
                    found += [(name, cell, one) for one in names_of(slot.pieces)]
                found += [(name, cell_name(row.number, 1), one.name) for one in row.when]
            found += [(name, HEADER, one) for one in names_of(sheet.tail.pieces)]
        return found

    def files(self, documents: Sequence[Document], about: About) -> list[bytes]:
        """A workbook for each document, without an index."""
        styles = Styles(self._look_part)
        filled = [self._fill(self.letter, one.fields, styles) for one in documents]
        gone = {*self._gone(), *([self.index.path] if self.index else []), self.letter.path, WORKBOOK}
        if self.index:
            gone |= {relations_of(self.index.path), *self._package.own_parts(self.index.path)}
        drawings = self._drawings(self.letter.path)
        named = sorted(self._linked - gone - set(drawings))
        linked = {path: self._package.parts[path] for path in named}
        fixed = self._common(about, styles, gone, {*linked, *drawings})
        tabs = [Tab(sheet, sheet.name) for sheet in self._package.sheets if sheet != self.index]
        out = []
        for one, sheet in zip(documents, filled, strict=True):
            new = Renamed(self.letter.name, one.sheet, sheet.moves)
            members = [*fixed, Member(self.letter.path, self._led(self.letter.path, sheet.xml, new))]
            members += [Member(path, new.part(data)) for path, data in linked.items()]
            tabs[0] = Tab(self.letter, one.sheet, sheet.moves, sheet.repeats, self.letter.path)
            members.append(Member(WORKBOOK, self._names.workbook(tabs)))
            for path, data in drawings.items():
                members.append(Member(path, _anchored(self._led(path, data, new), sheet)))
            out.append(joined(members))
        return out

    def book(self, documents: Sequence[Document], index: Fields, about: About) -> bytes:
        """One workbook of all documents, with the index in front where the template has one."""
        package, styles = self._package, Styles(self._look_part)
        tabs, members = [], []
        copies: list[tuple[str, str]] = []
        listed = self._fill(self.index, index, styles) if self.index else None
        if self.index and listed:
            tabs.append(Tab(self.index, self.index.name, listed.moves, listed.repeats, self.index.path))
        own = package.own_parts(self.letter.path)
        drawings = set(self._drawings(self.letter.path))
        for number, one in enumerate(documents, 1):
            sheet = self._fill(self.letter, one.fields, styles, is_first=not tabs)
            path = self.letter.path if number == 1 else numbered(self.letter.path, number)
            tabs.append(Tab(self.letter, one.sheet, sheet.moves, sheet.repeats, path))
            new = Renamed(self.letter.name, one.sheet, sheet.moves)
            members.append(Member(path, self._led(self.letter.path, sheet.xml, new)))
            if number == 1:
                members += self._first(new, sheet, listed)
                continue
            copies += [(old, numbered(old, number)) for old in own]
            copies.append((self.letter.path, path))
            old_names = {numbered(old, number): old for old in own}
            for name, data in package.copied(self.letter.path, number).items():
                old = old_names.get(name, "")
                data = self._led(old, data, new)
                members.append(Member(name, _anchored(data, sheet) if old in drawings else data))
        tabs += [Tab(sheet, sheet.name) for sheet in package.sheets if sheet not in (self.letter, self.index)]
        written = {tab.path for tab in tabs if tab.path}
        gone = {*self._gone(), *written, WORKBOOK, TYPES, relations_of(WORKBOOK)}
        types = with_overrides(package.parts[TYPES], copies, self._gone())
        fixed = self._common(about, styles, gone, {*drawings, *self._linked})
        head = [Member(TYPES, types), Member(relations_of(WORKBOOK), self._names.relations(tabs))]
        return joined([*head, *fixed, Member(WORKBOOK, self._names.workbook(tabs, is_many=True)), *members])

    def _fill(self, sheet: SheetPart, fields: Fields, styles: Styles, *, is_first: bool = True) -> Filled:
        return self._sheets[sheet.name].fill(fields, styles.with_number_format, is_first=is_first)

    def _led(self, path: str, data: bytes, new: Renamed) -> bytes:
        """The part, with the letter's sheet under its new name where it names it."""
        return new.part(data) if path in self._linked else data

    def _gone(self) -> list[str]:
        """Parts that hold for the template alone: the order in which its formulas were calculated."""
        chain = self._package.part_of_kind("calcChain")
        return [chain] if chain else []

    def _drawings(self, sheet: str) -> dict[str, bytes]:
        """The drawings on a sheet: their anchors move along with its rows."""
        kinds = self._package.relations(sheet)
        return {
            one.target: self._package.parts[one.target]
            for one in kinds
            if one.kind == "drawing" and one.target in self._package.parts
        }

    def _first(self, new: Renamed, sheet: Filled, listed: Filled | None) -> list[Member]:
        """What goes with the first document: its drawings, the index, and what names the letter's sheet."""
        parts = {path: self._package.parts[path] for path in sorted(self._linked - {self.letter.path})}
        if self.index and listed:
            parts[self.index.path] = listed.xml
        drawings = self._drawings(self.letter.path)
        made = {path: self._led(path, data, new) for path, data in (drawings | parts).items()}
        return [
            Member(path, _anchored(data, sheet) if path in drawings else data) for path, data in made.items()
        ]

    def _common(self, about: About, styles: Styles, gone: set[str], others: set[str]) -> list[Member]:
        """The parts that all documents share, packed once; `others` are packed elsewhere."""
        members = []
        for name, data in self._package.parts.items():
            if name in gone or name in others:
                continue
            if name == self._styles_part:
                data = styles.render()
            elif name == "docProps/core.xml":
                data = _core(data, about)
            elif name == "docProps/app.xml":
                data = _TITLES.sub(b"", data)
            elif name == TYPES:
                data = with_overrides(data, (), [*gone - {self.letter.path, WORKBOOK}])
            elif name == relations_of(WORKBOOK):
                data = self._names.without(data, gone - {self.letter.path})
            members.append(Member(name, data))
        return members


def _core(data: bytes, about: About) -> bytes:
    data = _CREATED.sub(lambda m: m[1] + f"{about.issued.isoformat()}T00:00:00Z".encode(), data)
    return _TITLE.sub(lambda m: b"<dc:title>" + escape(about.title) + b"</dc:title>", data)


def _anchored(data: bytes, sheet: Filled) -> bytes:
    """A drawing whose pictures went along with their rows; they count rows from 0."""
    return _ANCHOR_ROW.sub(lambda m: b"%s%d%s" % (m[1], sheet.moves.first(int(m[2]) + 1) - 1, m[3]), data)
