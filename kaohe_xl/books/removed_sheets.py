"""Worksheets that the program put into a workbook, taken out again with all that hangs on them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kaohe_xl.books import calculation
from kaohe_xl.books.markup import Splice, attributes, escape
from kaohe_xl.books.package import CONTENT_TYPES, Package, relationships_part
from kaohe_xl.books.sheet_entries import drop_entry, place_of
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_HYPERLINK = re.compile(rb"<(?:[^\s:<>/!?]+:)?hyperlink\s[^>]*>")
_FORMULA = re.compile(rb"<(?:[^\s:<>/!?]+:)?f[\s/>]")


def remove_sheets(package: Package, names: Iterable[str]) -> None:
    """Take these sheets out. Parts that only they had go with them.

    Raises InputError for an unknown sheet, and BookError where something else in the workbook refers to
    one of them, where nothing to be seen would be left, or where the workbook's structure is protected.
    """
    gone = [name for name in names if package.sheet(name)]
    if not gone:
        return
    left = [sheet for sheet in package.sheets.values() if sheet.name not in gone]
    if not any(not sheet.hidden for sheet in left):
        raise BookError(*sentence("LAST_SHEET", book=package.book))
    parts = set(_reachable(package))
    for name in gone:
        _refuse_referred(package, name, parts - {package.sheet(other).part for other in gone})
    for name in gone:
        sheet = package.sheet(name)
        if _FORMULA.search(package.archive.read(sheet.part)):
            formulas = package.block(name).formulas
            calculation.forget(package, sheet.id, set(formulas))
        drop_entry(package, name)
    drop_parts(package, parts - set(_reachable(package)))


def _reachable(package: Package) -> Iterator[str]:
    """All parts that relationships lead to, each once."""
    seen = {""}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        for related in package.relationships(part):
            if related.target not in seen and package.archive.has(related.target):
                seen.add(related.target)
                waiting.append(related.target)
                yield related.target


def _refuse_referred(package: Package, name: str, parts: Iterable[str]) -> None:
    """Raises BookError where formulas, names, charts or pivot tables speak of the sheet; links may."""
    word = re.escape(escape(name.replace("'", "''")))
    before = rb"(?:[>=(,;:+\-*/&^<\s!]|&[gl]t;)"
    spoken = re.compile(before + word + b"!|'" + word + b"'!|sheet=\"" + word + b'"')
    place = place_of(package, name)
    for part in sorted(parts):
        if not part.lower().endswith((".xml", ".vml")):
            continue
        data = package.archive.read(part)
        if part == package.workbook:
            data = _without_own_names(package, place)
        if spoken.search(_HYPERLINK.sub(b"", data)):
            known = {sheet.part: sheet.name for sheet in package.sheets.values()}
            words = {"book": package.book, "sheet": name, "where": known.get(part, part)}
            raise BookError(*sentence("SHEET_REFERRED_TO", **words))


def _without_own_names(package: Package, place: int) -> bytes:
    """The workbook part without the names that belong to one of its sheets: they go with it."""
    workbook = package.markup(package.workbook)
    cut: list[Splice] = [
        (tag.start(), workbook.ends(tag, b"definedName")[1], b"")
        for tag in workbook.tags(b"definedName")
        if attributes(tag[0]).get("localSheetId") == str(place)
    ]
    return workbook.spliced(cut)


def drop_parts(package: Package, parts: Iterable[str]) -> None:
    """Leave parts out, with their relationships and content types."""
    names = {part.lower() for part in parts}
    for part in parts:
        package.archive.drop(part)
        if package.archive.has(relationships_part(part)):
            package.archive.drop(relationships_part(part))
    types = package.markup(CONTENT_TYPES)
    cut: list[Splice] = [
        (tag.start(), types.ends(tag, b"Override")[1], b"")
        for tag in types.tags(b"Override")
        if attributes(tag[0]).get("PartName", "").lstrip("/").lower() in names
    ]
    if cut:
        package.put(CONTENT_TYPES, types.spliced(cut))
