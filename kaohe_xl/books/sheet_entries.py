"""Where a workbook lists its sheets: the workbook part, relationships, content types, document properties."""

from __future__ import annotations

import posixpath
import re

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import (
    Markup,
    Splice,
    attributes,
    escape,
    opened,
    quoted,
    text_of,
    with_attribute,
)
from kaohe_xl.books.package import CONTENT_TYPES, Package, Sheet, relationships_part
from kaohe_xl.books.references import cell_name
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LONGEST_NAME = 31
_PRINT_AREA = b"_xlnm.Print_Area"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINKS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_DECLARED = re.compile(rb"""\sxmlns:([^\s=]+)\s*=\s*["']([^"']*)["']""")
_PAIR = re.compile(rb"<(?:[^\s:<>/]+:)?i4>\s*(\d{1,9})\s*</(?:[^\s:<>/]+:)?i4>")
_TITLE = re.compile(rb"<((?:[^\s:<>/]+:)?)lpstr(?:\s*/>|>([^<]*)</(?:[^\s:<>/]+:)?lpstr>)")


def is_strict(package: Package) -> bool:
    """Whether the workbook is of the strict kind, with namespaces of its own."""
    return _STRICT_MAIN in package.markup(package.workbook).root[0]


def put_entry(package: Package, name: str, worksheet: bytes) -> None:
    """A new part in the workbook, listed behind all other sheets.

    Raises BookError for a name that no sheet can have or one has already, and where the workbook's
    structure is protected.
    """
    _refuse_name(package, name)
    refuse_protected(package)
    folder = posixpath.dirname(next(iter(package.sheets.values())).part)
    part = package.archive.free_name(f"{folder}/sheet{len(_sheets(package)) + 1}.xml")
    package.archive.add(part, worksheet)
    types = package.markup(CONTENT_TYPES)
    new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (types.prefix, part.encode(), _TYPE)
    package.put(CONTENT_TYPES, _appended(types, new))
    link = _linked(package, part)
    number = _put_in_list(package, name, link)
    package.sheets[name] = Sheet(name, part, str(number), hidden=False)
    titled = _titles(package)
    if titled is not None:
        app, count, titles = titled
        last = titles[count - 1]
        title = b"<%slpstr>%s</%slpstr>" % (last[1], escape(name), last[1])
        splices = [(last.end(), last.end(), title), *_counted(app, count + 1, len(titles) + 1)]
        package.put(app.part, app.spliced(splices))


def put_print_area(package: Package, name: str, area: Area) -> None:
    """Let only this area of the sheet be printed."""
    workbook = package.markup(package.workbook)
    p = workbook.prefix
    first, last = ("$" + re.sub(r"(?=\d)", "$", ref, count=1) for ref in _corners(area))
    text = escape("'{}'!{}:{}".format(name.replace("'", "''"), first, last))
    words = p, _PRINT_AREA, place_of(package, name), text, p
    new = b'<%sdefinedName name="%s" localSheetId="%d">%s</%sdefinedName>' % words
    names = workbook.first(b"definedNames")
    if names is None:
        new, at = b"<%sdefinedNames>%s</%sdefinedNames>" % (p, new, p), _behind_sheets(workbook)
    elif names[0].endswith(b"/>"):
        start = workbook.data[names.start() : names.end()]
        new = opened(start) + new + b"</%sdefinedNames>" % p
        package.put(package.workbook, workbook.spliced([(names.start(), names.end(), new)]))
        return
    else:
        at = workbook.ends(names, b"definedNames")[0]
    package.put(package.workbook, workbook.spliced([(at, at, new)]))


def _corners(area: Area) -> tuple[str, str]:
    return cell_name(area.top, area.left), cell_name(area.bottom, area.right)


def _behind_sheets(workbook: Markup) -> int:
    """Where the list of names belongs in a workbook that has none."""
    at = 0
    for name, _, end in workbook.children(workbook.root.end(), len(workbook.data)):
        if name in (b"sheets", b"functionGroups", b"externalReferences"):
            at = end
    return at


def drop_entry(package: Package, name: str) -> None:
    """Take a sheet out of all lists; its part is left. What stood there before it was listed is there again.

    Raises InputError for an unknown sheet, BookError where the workbook's structure is protected.
    """
    sheet = package.sheet(name)
    refuse_protected(package)
    types = package.markup(CONTENT_TYPES)
    splices: list[Splice] = [
        (tag.start(), types.ends(tag, b"Override")[1], b"")
        for tag in types.tags(b"Override")
        if attributes(tag[0]).get("PartName", "").lstrip("/").lower() == sheet.part.lower()
    ]
    package.put(CONTENT_TYPES, types.spliced(splices))
    ids = {r.id for r in package.relationships(package.workbook) if r.target == sheet.part}
    links = package.markup(relationships_part(package.workbook))
    splices = [
        (tag.start(), links.ends(tag, b"Relationship")[1], b"")
        for tag in links.tags(b"Relationship")
        if attributes(tag[0]).get("Id") in ids
    ]
    package.put(links.part, links.spliced(splices))
    titled = _titles(package)
    if titled is not None:
        app, count, titles = titled
        own = [t for t in titles[:count] if text_of(t[2] or b"") == name]
        if own:
            cut = (own[-1].start(), own[-1].end(), b"")
            package.put(app.part, app.spliced([cut, *_counted(app, count - 1, len(titles) - 1)]))
    _drop_from_list(package, name)
    del package.sheets[name]


def place_of(package: Package, name: str) -> int:
    """Where a sheet stands among all of the workbook, counted from 0: local names count so."""
    return [of.get("name", "") for of in _sheets(package)].index(name)


def refuse_protected(package: Package) -> None:
    """Raises BookError where no sheet may be added or removed."""
    tag = package.markup(package.workbook).first(b"workbookProtection")
    if tag is not None and attributes(tag[0]).get("lockStructure") in ("1", "true"):
        raise BookError(*sentence("STRUCTURE_PROTECTED", book=package.book))


def _refuse_name(package: Package, name: str) -> None:
    if not name or len(name.encode("utf-16-le")) // 2 > LONGEST_NAME or _FORBIDDEN.search(name):
        raise BookError(*sentence("BAD_SHEET_NAME", sheet=name))
    known = {of.get("name", "").casefold() for of in _sheets(package)}
    if name.casefold() in known:
        raise BookError(*sentence("SHEET_EXISTS", book=package.book, sheet=name))


def _sheets(package: Package) -> list[dict[str, str]]:
    """The attributes of all sheets, those with charts only among them."""
    workbook = package.markup(package.workbook)
    sheets = workbook.first(b"sheets")
    if sheets is None:
        raise workbook.damaged()
    end = workbook.ends(sheets, b"sheets")[0]
    return [attributes(tag[0]) for tag in workbook.tags(b"sheet", sheets.end(), end)]


def _linked(package: Package, part: str) -> str:
    """The id of a new relationship of the workbook to a worksheet."""
    kind = (_STRICT_LINKS if is_strict(package) else _LINKS) + b"/worksheet"
    target = posixpath.relpath("/" + part, "/" + posixpath.dirname(package.workbook))
    return linked(package, package.workbook, kind, target)


def linked(package: Package, part: str, kind: bytes, target: str) -> str:
    """The id of a new relationship of a part, or of the package for ""; the target as seen from there."""
    links = package.markup(relationships_part(part))
    known = {attributes(tag[0]).get("Id", "") for tag in links.tags(b"Relationship")}
    number = len(known) + 1
    while f"rId{number}" in known:
        number += 1
    words = links.prefix, number, kind, quoted(target)
    new = b'<%sRelationship Id="rId%d" Type="%s" Target="%s"/>' % words
    package.put(links.part, _appended(links, new))
    return f"rId{number}"


def _put_in_list(package: Package, name: str, link: str) -> int:
    """The sheet at the end of the workbook's list; the number that it has there."""
    workbook = package.markup(package.workbook)
    sheets = workbook.first(b"sheets")
    assert sheets is not None  # a package has sheets
    end = workbook.ends(sheets, b"sheets")[0]
    numbers = [int(n) for of in _sheets(package) if (n := of.get("sheetId", "")).isdecimal()]
    number = max(numbers, default=0) + 1
    links = _STRICT_LINKS if is_strict(package) else _LINKS
    known = _DECLARED.findall(workbook.root[0])
    prefix = next((p for p, uri in known if uri == links), b"")
    declared = b"" if prefix else b' xmlns:r="%s"' % links
    words = workbook.prefix, declared, quoted(name), number, prefix or b"r", link.encode()
    new = b'<%ssheet%s name="%s" sheetId="%d" %s:id="%s"/>' % words
    package.put(package.workbook, workbook.spliced([(end, end, new)]))
    return number


def _drop_from_list(package: Package, name: str) -> None:
    """The workbook's list without the sheet; what counts sheets by their place counts on."""
    workbook = package.markup(package.workbook)
    place = place_of(package, name)
    splices: list[Splice] = [
        (tag.start(), workbook.ends(tag, b"sheet")[1], b"")
        for tag in workbook.tags(b"sheet")
        if attributes(tag[0]).get("name") == name
    ]
    splices += _without_local_names(workbook, place)
    seen = [i for i, of in enumerate(_sheets(package)) if of.get("state", "visible") == "visible"]
    for tag in workbook.tags(b"workbookView"):
        new = tag[0]
        for key in ("activeTab", "firstSheet"):
            value = attributes(new).get(key, "")
            if value.isdecimal() and int(value) >= place:
                new = with_attribute(new, key, str(_place_after(int(value), place, seen)))
        if new != tag[0]:
            splices.append((tag.start(), tag.end(), new))
    package.put(package.workbook, workbook.spliced(splices))


def _without_local_names(workbook: Markup, place: int) -> list[Splice]:
    """The splices that take a sheet's own names out, and their list where it has no others."""
    names, gone, others = list(workbook.tags(b"definedName")), list[Splice](), list[Splice]()
    for tag in names:
        local = attributes(tag[0]).get("localSheetId", "")
        if local.isdecimal() and int(local) == place:
            gone.append((tag.start(), workbook.ends(tag, b"definedName")[1], b""))
        elif local.isdecimal() and int(local) > place:
            new = with_attribute(tag[0], "localSheetId", str(int(local) - 1))
            others.append((tag.start(), tag.end(), new))
    listed = workbook.first(b"definedNames")
    if gone and len(gone) == len(names) and listed is not None:
        return [(listed.start(), workbook.ends(listed, b"definedNames")[1], b"")]
    return gone + others


def _place_after(place: int, gone: int, seen: list[int]) -> int:
    """Where the sheet at `place` stands once that at `gone` is away; for that one a neighbour in sight."""
    if place == gone:
        others = [i for i in seen if i != gone]
        place = next((i for i in reversed(others) if i < gone), next(iter(others), 0))
    return place - 1 if place > gone else place


def _titles(package: Package) -> tuple[Markup, int, list[re.Match[bytes]]] | None:
    """The document properties, how many worksheets they count, and all titles that they list.

    None where they have no such list, or one that doesn't agree with the workbook.
    """
    part = next((r.target for r in package.relationships("") if r.kind == "extended-properties"), None)
    if part is None or not package.archive.has(part):
        return None
    app = package.markup(part)
    pairs, titles = app.first(b"HeadingPairs"), app.first(b"TitlesOfParts")
    if pairs is None or titles is None:
        return None
    counts = _PAIR.findall(app.data, pairs.end(), app.ends(pairs, b"HeadingPairs")[0])
    found = list(_TITLE.finditer(app.data, titles.end(), app.ends(titles, b"TitlesOfParts")[0]))
    count = int(counts[0]) if counts else 0
    names = [text_of(title[2] or b"") for title in found[:count]]
    others = set(names) - {sheet.get("name", "") for sheet in _sheets(package)}
    return None if not names or len(names) < count or others else (app, count, found)


def _counted(app: Markup, sheets: int, titles: int) -> list[Splice]:
    """The splices that make the document properties count anew."""
    pairs, listed = app.first(b"HeadingPairs"), app.first(b"TitlesOfParts")
    assert pairs is not None and listed is not None  # seen by who calls
    number = _PAIR.search(app.data, pairs.end())
    vector = re.compile(rb"<(?:[^\s:<>/]+:)?vector\s[^>]*>").search(app.data, listed.end())
    if number is None or vector is None:
        raise app.damaged()
    size = with_attribute(vector[0], "size", str(titles))
    return [(*number.span(1), str(sheets).encode()), (vector.start(), vector.end(), size)]


def _appended(markup: Markup, element: bytes) -> bytes:
    """A part with one more element at the end of its root."""
    end = markup.mask.rindex(b"</")
    return markup.spliced([(end, end, element)])
