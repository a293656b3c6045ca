"""Comments (批注) that the program puts on cells; those of the office stay as they are.

Ours are known by their author: the next time all of them are replaced.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from kaohe_xl.books.excerpts import excerpt
from kaohe_xl.books.markup import Markup, Splice, attributes, escape, quoted, text_of
from kaohe_xl.books.note_shapes import EMPTY, free_block, is_bare, with_shapes, without_shapes
from kaohe_xl.books.package import CONTENT_TYPES, Package, Sheet, relationships_part
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.sharedstrings import escaped
from kaohe_xl.books.sheet_entries import is_strict
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

Place = tuple[int, int]

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINKS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = b"application/vnd.openxmlformats-officedocument.vmlDrawing"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_AFTER = {b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems"}
_AFTER |= {b"tableParts", b"extLst"}
_DECLARED = re.compile(rb"""\sxmlns:([^\s=]+)\s*=\s*["']([^"']*)["']""")
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment in its part: where it stands there, its cell, whether it is ours, its text."""

    start: int
    end: int
    place: Place
    is_ours: bool
    text: str


def author() -> str:
    """By what name our comments are signed."""
    return sentence("COMMENT_AUTHOR")[0]


def put_comments(package: Package, wanted: Mapping[str, Mapping[Place, str]]) -> tuple[str, ...]:
    """Make these the program's comments of the whole workbook: sheet -> cell -> text.

    A cell on which the office has a comment of its own gets none: that is said in what is returned.
    Raises InputError for an unknown sheet, BookError for a damaged part.
    """
    for name in wanted:
        package.sheet(name)
    left = 0
    for name, sheet in package.sheets.items():
        left += _put(package, sheet, wanted.get(name, {}))
    return ("".join(sentence("COMMENTS_LEFT", count=left)),) if left else ()


def comments_of(package: Package, name: str) -> dict[Place, str]:
    """The program's comments on a sheet."""
    part = _related(package, package.sheet(name), "comments")
    return {c.place: c.text for c in _comments(package.markup(part)) if c.is_ours} if part else {}


def _put(package: Package, sheet: Sheet, wanted: Mapping[Place, str]) -> int:
    """One sheet's comments; how many cells have one of the office's already."""
    part = _related(package, sheet, "comments")
    known = list(_comments(package.markup(part))) if part else []
    theirs = {one.place for one in known if not one.is_ours}
    new = {place: escaped(text[:_LONGEST]) for place, text in wanted.items() if place not in theirs}
    old = {one.place: one.text for one in known if one.is_ours}
    if new != old:
        if part is None:
            part = _new_part(package, sheet, "comments", _empty(package), _COMMENTS_TYPE)
        _write(package, part, new)
        _draw(package, sheet, frozenset(old), new)
        if not new and not theirs:
            _drop(package, sheet, part)
    return len(wanted.keys() & theirs)


def _comments(markup: Markup) -> Iterator[_Comment]:
    """All comments of a part. Raises BookError where one has no cell."""
    own = author()
    authors = [text_of(_inside(markup, tag, b"author")) for tag in markup.tags(b"author")]
    for tag in markup.tags(b"comment"):
        of = attributes(tag[0])
        end = markup.ends(tag, b"comment")[1]
        try:
            area = area_of(of.get("ref", ""))
        except InputError as error:
            raise markup.damaged() from error
        number = of.get("authorId", "")
        is_ours = number.isdecimal() and int(number) < len(authors) and authors[int(number)] == own
        texts = (_inside(markup, t, b"t") for t in markup.tags(b"t", tag.end(), end))
        yield _Comment(tag.start(), end, (area.top, area.left), is_ours, "".join(map(text_of, texts)))


def _inside(markup: Markup, tag: re.Match[bytes], name: bytes) -> bytes:
    return markup.data[tag.end() : markup.ends(tag, name)[0]]


def _write(package: Package, part: str, new: Mapping[Place, str]) -> None:
    """The comments' part with these of ours, and no others of ours."""
    markup = package.markup(part)
    splices: list[Splice] = [(c.start, c.end, b"") for c in _comments(markup) if c.is_ours]
    authors = [text_of(_inside(markup, tag, b"author")) for tag in markup.tags(b"author")]
    own = author()
    number = authors.index(own) if own in authors else len(authors)
    tags = list(markup.tags(b"author"))
    if new and own not in authors:
        splices.append(_appended(markup, b"authors", b"<%sauthor>%s</%sauthor>" % _named(markup, own)))
    elif not new and own in authors and number == len(authors) - 1:
        last = tags[number]
        splices.append((last.start(), markup.ends(last, b"author")[1], b""))
    if new:
        body = b"".join(_element(markup.prefix, place, text, number) for place, text in sorted(new.items()))
        splices.append(_appended(markup, b"commentList", body))
    package.put(part, markup.spliced(splices))


def _named(markup: Markup, text: str) -> tuple[bytes, bytes, bytes]:
    return markup.prefix, escape(text), markup.prefix


def _element(prefix: bytes, place: Place, text: str, number: int) -> bytes:
    words = cell_name(*place).encode(), number, escape(text)
    body = b'<comment ref="%s" authorId="%d"><text><r><t xml:space="preserve">%s</t></r></text></comment>'
    return re.sub(rb"(</?)(comment|text|r|t)(?=[\s>])", rb"\1" + prefix + rb"\2", body) % words


def _appended(markup: Markup, name: bytes, new: bytes) -> Splice:
    """The splice that puts something at the end of an element. Raises BookError where there is none."""
    tag = markup.first(name)
    if tag is None:
        raise markup.damaged()
    if tag[0].endswith(b"/>"):
        opened = tag[0][:-2].rstrip() + b">"
        return tag.start(), tag.end(), opened + new + b"</%s%s>" % (markup.prefix, name)
    end = markup.ends(tag, name)[0]
    return end, end, new


def _draw(package: Package, sheet: Sheet, old: frozenset[Place], new: Mapping[Place, str]) -> None:
    """The boxes of the comments; a sheet without a drawing of that kind gets one."""
    part = _related(package, sheet, "vmlDrawing")
    if part is None:
        drawings = (package.archive.read(p) for p in _drawings(package))
        part = _new_part(package, sheet, "vmlDrawing", EMPTY % free_block(drawings), _DRAWING_TYPE)
        link = next(r.id for r in package.relationships(sheet.part) if r.target == part)
        _show(package, sheet, link)
    data = without_shapes(package.archive.read(part), old)
    package.put(part, with_shapes(data, new))


def _drawings(package: Package) -> Iterator[str]:
    """All legacy drawings of the workbook."""
    for sheet in package.sheets.values():
        for related in package.relationships(sheet.part):
            if related.kind == "vmlDrawing" and package.archive.has(related.target):
                yield related.target


def _show(package: Package, sheet: Sheet, link: str) -> None:
    """Name the drawing in the sheet, where the order of elements wants it."""
    shown = excerpt(package, sheet.part, frozenset())
    markup = shown.markup
    at = markup.ends(markup.root, b"worksheet")[0]
    for name, start, _ in markup.children(markup.root.end(), at):
        if name in _AFTER:
            at = start
            break
    namespace = _STRICT_LINKS if is_strict(package) else _LINKS
    prefix = next((p for p, uri in _DECLARED.findall(markup.root[0]) if uri == namespace), b"")
    declared = b"" if prefix else b' xmlns:r="%s"' % namespace
    words = markup.prefix, declared, prefix or b"r", link.encode()
    shown.put(markup.spliced([(at, at, b'<%slegacyDrawing%s %s:id="%s"/>' % words)]))


def _drop(package: Package, sheet: Sheet, part: str) -> None:
    """Leave out a comments' part without comments, and a drawing in which nothing is left."""
    gone = {part}
    drawing = _related(package, sheet, "vmlDrawing")
    if drawing is not None and is_bare(package.archive.read(drawing)):
        gone.add(drawing)
        shown = excerpt(package, sheet.part, frozenset())
        tag = shown.markup.first(b"legacyDrawing")
        if tag is not None:
            end = shown.markup.ends(tag, b"legacyDrawing")[1]
            shown.put(shown.markup.spliced([(tag.start(), end, b"")]))
    links = package.markup(relationships_part(sheet.part))
    ids = {r.id for r in package.relationships(sheet.part) if r.target in gone}
    kept = [tag for tag in links.tags(b"Relationship") if attributes(tag[0]).get("Id") not in ids]
    cut: list[Splice] = [
        (tag.start(), links.ends(tag, b"Relationship")[1], b"")
        for tag in links.tags(b"Relationship")
        if attributes(tag[0]).get("Id") in ids
    ]
    if kept:
        package.put(links.part, links.spliced(cut))
    else:
        package.archive.drop(links.part)
    for name in gone:
        package.archive.drop(name)
    _untype(package, {name.lower() for name in gone})


def _untype(package: Package, gone: set[str]) -> None:
    """The content types without those of these parts."""
    types = package.markup(CONTENT_TYPES)
    cut: list[Splice] = [
        (tag.start(), types.ends(tag, b"Override")[1], b"")
        for tag in types.tags(b"Override")
        if attributes(tag[0]).get("PartName", "").lstrip("/").lower() in gone
    ]
    if any(name.endswith(".vml") for name in gone) and not any(_drawings(package)):
        cut += [
            (tag.start(), types.ends(tag, b"Default")[1], b"")
            for tag in types.tags(b"Default")
            if attributes(tag[0]).get("Extension", "").lower() == "vml"
        ]
    package.put(CONTENT_TYPES, types.spliced(cut))


def _related(package: Package, sheet: Sheet, kind: str) -> str | None:
    """The sheet's part of that kind; of drawings that of the cells, not that of headers and footers."""
    found = {r.id: r.target for r in package.relationships(sheet.part) if r.kind == kind}
    found = {link: part for link, part in found.items() if package.archive.has(part)}
    if kind != "vmlDrawing" or not found:
        return next(iter(found.values()), None)
    tag = excerpt(package, sheet.part, frozenset()).markup.first(b"legacyDrawing")
    of = attributes(tag[0]) if tag is not None else {}
    return next((found[value] for key, value in of.items() if key.endswith(":id") and value in found), None)


def _empty(package: Package) -> bytes:
    namespace = _STRICT_MAIN if is_strict(package) else _MAIN
    return _HEAD + b'<comments xmlns="%s"><authors/><commentList/></comments>' % namespace


def _new_part(package: Package, sheet: Sheet, kind: str, data: bytes, content_type: bytes) -> str:
    """A new part that the sheet is related to, with its content type; its name."""
    folder = posixpath.dirname(package.workbook)
    name = "comments%d.xml" if kind == "comments" else "drawings/vmlDrawing%d.vml"
    names = (posixpath.join(folder, name % number) for number in count(1))
    part = next(one for one in names if one == package.archive.free_name(one))
    package.archive.add(part, data)
    links = (_STRICT_LINKS if is_strict(package) else _LINKS) + b"/" + kind.encode()
    target = quoted(posixpath.relpath("/" + part, "/" + posixpath.dirname(sheet.part)))
    name = relationships_part(sheet.part)
    if package.archive.has(name):
        markup = package.markup(name)
        known = {attributes(tag[0]).get("Id", "") for tag in markup.tags(b"Relationship")}
        number = next(n for n in range(1, len(known) + 2) if f"rId{n}" not in known)
        new = b'<%sRelationship Id="rId%d" Type="%s" Target="%s"/>' % (markup.prefix, number, links, target)
        package.put(name, markup.spliced([_appended(markup, b"Relationships", new)]))
    else:
        new = b'<Relationship Id="rId1" Type="%s" Target="%s"/>' % (links, target)
        package.archive.add(name, _HEAD + b'<Relationships xmlns="%s">%s</Relationships>' % (_PACKAGE, new))
    _type(package, part, content_type)
    return part


def _type(package: Package, part: str, content_type: bytes) -> None:
    """The content types with that of a new part."""
    types = package.markup(CONTENT_TYPES)
    new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (types.prefix, part.encode(), content_type)
    at = types.mask.rindex(b"</")
    if part.endswith(".vml"):
        defaults = [attributes(tag[0]).get("Extension", "").lower() for tag in types.tags(b"Default")]
        if "vml" in defaults:
            new = b""
        else:
            new = b'<%sDefault Extension="vml" ContentType="%s"/>' % (types.prefix, content_type)
            at = types.root.end()
    package.put(CONTENT_TYPES, types.spliced([(at, at, new)]))
