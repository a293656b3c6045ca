"""What Excel is told about recalculating: the chain, and a full pass at opening."""

from __future__ import annotations

import re
from collections.abc import Collection

from kaohe_xl.books.markup import Markup, Splice, attributes, with_attribute
from kaohe_xl.books.package import CONTENT_TYPES, Package, relationships_part
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.sheetxml import Place

# An entry as Excel writes it: the cell, the sheet where it isn't the former one's, marks of no account here.
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"(?: i="(\d+)")?(?: [lsta]="1")*/>')
_BEFORE = (b"sheets", b"functionGroups", b"externalReferences", b"definedNames")


def forget(package: Package, sheet_id: str, dropped: Collection[Place]) -> None:
    """Take cells without a formula any more out of the calculation chain; an empty chain goes."""
    part = package.related("calcChain")
    if part is None or not dropped:
        return
    chain = package.markup(part)
    splices: list[Splice] = []
    current, left, has_lost_id = "", 0, False
    names = {cell_name(*place).encode() for place in dropped}
    for tag in chain.tags(b"c"):
        plain = _PLAIN.match(tag[0])
        if plain is not None and not has_lost_id and plain[1] not in names:
            left += 1
            current = plain[2].decode() if plain[2] else current
            continue
        of = attributes(tag[0])
        current = of.get("i", current)
        area = area_of(of.get("r", ""))
        if current == sheet_id and (area.top, area.left) in dropped:
            splices.append((tag.start(), chain.ends(tag, b"c")[1], b""))
            has_lost_id = has_lost_id or "i" in of
            continue
        left += 1
        if has_lost_id and "i" not in of:
            splices.append((tag.start(), tag.end(), with_attribute(tag[0], "i", current)))
        has_lost_id = False
    if left:
        package.put(part, chain.spliced(splices))
    else:
        _drop_chain(package, part)


def recalculate_at_opening(package: Package) -> None:
    """Have Excel recalculate everything when it opens the workbook."""
    workbook = package.markup(package.workbook)
    if splices := at_opening(workbook):
        package.put(package.workbook, workbook.spliced(splices))


def at_opening(workbook: Markup) -> list[Splice]:
    """What has to change in the workbook's part for it; nothing where it says so already."""
    tag = workbook.first(b"calcPr")
    if tag is not None:
        if attributes(tag[0]).get("fullCalcOnLoad") in ("1", "true"):
            return []
        return [(tag.start(), tag.end(), with_attribute(tag[0], "fullCalcOnLoad", "1"))]
    place = workbook.root.end()
    for name, _, end in workbook.children(place, len(workbook.data)):
        if name in _BEFORE:
            place = end
    return [(place, place, b'<%scalcPr fullCalcOnLoad="1"/>' % workbook.prefix)]


def _drop_chain(package: Package, part: str) -> None:
    """Leave the chain's part out, with its relationship and its content type."""
    links = relationships_part(package.workbook)
    markup = package.markup(links)
    cut = [
        (tag.start(), markup.ends(tag, b"Relationship")[1], b"")
        for tag in markup.tags(b"Relationship")
        if attributes(tag[0]).get("Type", "").endswith("/calcChain")
    ]
    package.put(links, markup.spliced(cut))
    types = package.markup(CONTENT_TYPES)
    cut = [
        (tag.start(), types.ends(tag, b"Override")[1], b"")
        for tag in types.tags(b"Override")
        if attributes(tag[0]).get("PartName", "").lstrip("/").lower() == part.lower()
    ]
    package.put(CONTENT_TYPES, types.spliced(cut))
    package.archive.drop(part)
