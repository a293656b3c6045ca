"""The file format: a workbook's parts, read when asked for; what isn't changed is copied as it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.grid import Block
from kaohe_xl.books.markup import Markup, attributes
from kaohe_xl.books.scan import (
    LARGEST_SHEET,
    LARGEST_UNSTREAMED,
    STREAMED,
    Surroundings,
    block_of,
    block_of_chunks,
)
from kaohe_xl.books.sharedstrings import LARGEST_STRINGS, SharedStrings, too_large
from kaohe_xl.books.streaming import NotStreamable
from kaohe_xl.books.styles import EMPTY, LARGEST_STYLES, Styles
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

CONTENT_TYPES = "[Content_Types].xml"
KEPT_PARSED = 16 << 20


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part; `kind` is the last word of its type, so strict files read alike."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its part, its id in the calculation chain, whether it is hidden."""

    name: str
    part: str
    id: str
    hidden: bool


class Package:
    """A workbook's zip as parts. Raises BookError where it is no workbook, or has no sheets.

    `formula_free` collects the marks (see `Archive.mark`) of sheets that were found without formulas.
    """

    def __init__(self, archive: Archive, known: Mapping[str, Markup] | None = None) -> None:
        self.book, self.archive = archive.book, archive
        self.formula_free: set[str] = set()
        self._markup = dict(known or {})
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        main = [r for r in self.relationships("") if r.kind == "officeDocument"]
        if not main or not self.archive.has(main[0].target):
            raise BookError(*sentence("NOT_A_WORKBOOK", book=self.book))
        self.workbook = main[0].target
        if self.workbook.lower().endswith(".bin"):
            raise BookError(*sentence("BINARY_WORKBOOK", book=self.book))
        if self.markup(self.workbook).root[2] != b"workbook":
            raise BookError(*sentence("NOT_A_WORKBOOK", book=self.book))
        self.sheets = {sheet.name: sheet for sheet in self._sheets()}
        if not self.sheets:
            raise BookError(*sentence("NO_SHEETS", book=self.book))

    def copy(self) -> Package:
        """The workbook as it was read, to be changed; what was parsed is not parsed again."""
        new = Package(self.archive.copy(), self._markup)
        new.formula_free = self.formula_free
        return new

    def markup(self, part: str) -> Markup:
        """A part's XML as it is now, checked to be well-formed. Raises BookError."""
        known = self._markup.get(part)
        if known is None:
            known = Markup(self.archive.read(part), self.book, part)
            if len(known.data) <= KEPT_PARSED:
                self._markup[part] = known
        return known

    def put(self, part: str, data: bytes) -> None:
        """A part's new bytes."""
        self._markup.pop(part, None)
        self._relationships.clear()
        self.archive.put(part, data)

    def put_chunks(self, part: str, chunks: Iterable[bytes]) -> None:
        """A part's new bytes as they come."""
        self._markup.pop(part, None)
        self.archive.put_chunks(part, chunks)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The relationships of a part to other parts; those of the package for ""."""
        if part not in self._relationships:
            self._relationships[part] = tuple(self._read_relationships(part))
        return self._relationships[part]

    def _read_relationships(self, part: str) -> Iterator[Relationship]:
        name = relationships_part(part)
        if not self.archive.has(name):
            return
        for tag in self.markup(name).tags(b"Relationship"):
            of = attributes(tag[0])
            if of.get("TargetMode") == "External":
                continue
            target = of.get("Target", "").replace("\\", "/")
            target = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")
            if not self.archive.has(target):
                target = unquoted(target)
            yield Relationship(of.get("Id", ""), of.get("Type", "").rsplit("/", 1)[-1], target)

    def sheet(self, name: str) -> Sheet:
        """The worksheet of that name. Raises InputError for an unknown one."""
        if name not in self.sheets:
            raise InputError(*sentence("NO_SUCH_SHEET", sheet=name, sheets="、".join(self.sheets)))
        return self.sheets[name]

    def block(self, name: str, markup: Markup | None = None) -> Block:
        """A sheet as a block, or what of it stands in `markup`.

        Raises InputError for an unknown sheet, BookError for a damaged one.
        """
        sheet = self.sheet(name)
        around = Surroundings(
            self.book, name, lambda: self.strings, self.styles.shown, self.is_1904, sheet.hidden
        )
        if markup is None and (size := self.archive.size(sheet.part)) > STREAMED:
            try:
                return self._streamed(sheet, around, size)
            except NotStreamable:
                if size > LARGEST_UNSTREAMED:
                    raise around.too_large(size) from None
        return block_of(markup or self.markup(sheet.part), around)

    def _streamed(self, sheet: Sheet, around: Surroundings, size: int) -> Block:
        """A large sheet as a block, without holding its XML. Raises SheetTooLarge, NotStreamable."""
        if size > LARGEST_SHEET:
            raise around.too_large(size)
        return block_of_chunks(self.archive.chunks(sheet.part), around, sheet.part)

    def related(self, kind: str) -> str | None:
        """The workbook's part of that kind, where there is one."""
        parts = (r.target for r in self.relationships(self.workbook) if r.kind == kind)
        return next((part for part in parts if self.archive.has(part)), None)

    @cached_property
    def strings(self) -> SharedStrings:
        """The workbook's shared strings."""
        part = self.related("sharedStrings")
        if part is None or (size := self.archive.size(part)) <= STREAMED:
            return SharedStrings(self.markup(part) if part else None)
        if size > LARGEST_STRINGS:
            raise too_large(self.book, part, size)
        try:
            return SharedStrings.of_chunks(self.archive.chunks(part), self.book, part)
        except NotStreamable:
            return SharedStrings(self.markup(part))

    @cached_property
    def styles(self) -> Styles:
        """The workbook's styles; those of an empty workbook where it has none."""
        part = self.related("styles")
        if part is not None and (size := self.archive.size(part)) > LARGEST_STYLES:
            raise too_large(self.book, part, size)
        return Styles(self.markup(part) if part else Markup(EMPTY, self.book, "xl/styles.xml"))

    @cached_property
    def is_1904(self) -> bool:
        """Whether dates count from 1904."""
        tag = self.markup(self.workbook).first(b"workbookPr")
        return tag is not None and attributes(tag[0]).get("date1904") in ("1", "true")

    @property
    def is_signed(self) -> bool:
        """Whether a digital signature covers the workbook."""
        return any(r.kind == "origin" for r in self.relationships(""))

    def _sheets(self) -> list[Sheet]:
        targets = {r.id: r for r in self.relationships(self.workbook) if r.kind == "worksheet"}
        found = []
        for tag in self.markup(self.workbook).tags(b"sheet"):
            of = attributes(tag[0])
            link = next((v for k, v in of.items() if k.endswith(":id")), "")
            if link in targets and self.archive.has(targets[link].target):
                hidden = of.get("state", "visible") != "visible"
                found.append(Sheet(of.get("name", ""), targets[link].target, of.get("sheetId", ""), hidden))
        if len({sheet.part.lower() for sheet in found}) < len(found):
            raise self.markup(self.workbook).damaged()
        return found


def unquoted(target: str) -> str:
    """A target with its percent escapes resolved, as a few programs write them."""
    from urllib.parse import unquote

    return unquote(target)


def relationships_part(part: str) -> str:
    """Where the relationships of a part stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")
