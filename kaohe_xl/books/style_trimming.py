"""Cell formats that the program added and that no cell has any more, taken out of the styles part again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from kaohe_xl.books.looks import CODES, border_of, fills_of, fonts_of, is_look
from kaohe_xl.books.markup import Markup, Splice, attributes, with_attribute
from kaohe_xl.books.package import Package, relationships_part
from kaohe_xl.books.removed_sheets import drop_parts
from kaohe_xl.books.result_columns import FORMATS
from kaohe_xl.books.styles import OWN_LIST, Styles, text_colour
from kaohe_xl.books.stylespart import OWN_LINK

_STYLE = re.compile(rb"""\ss(?:tyle)?\s*=\s*["'](\d{1,9})["']""")
_DIFFERENTIAL = re.compile(rb"""[dD]xfId\s*=\s*["'](\d{1,9})["']""")
_NUMBER_FORMAT = re.compile(rb'\snumFmtId="(\d{1,9})"')


def trim_styles(package: Package, colours: Collection[tuple[str, str]]) -> None:
    """Take out what stands last in the styles' lists, was written by us, and is used by nothing.

    `colours` are fills and fonts of text colours that were taken out. Indexes of what is left stay the
    same. Nothing is done where formats were added at the same time.
    """
    codes = {*FORMATS.values(), *CODES}
    part = package.related("styles")
    if part is None or package.styles.has_grown:
        return
    used = _Used(package)
    styles = package.styles
    trimmed = _trimmed(package.markup(part), b"cellXfs", b"xf", _is_ours(styles, codes), used.formats)
    markup = Markup(trimmed, package.book, part)
    for parent, name, ours in (
        (b"fonts", b"font", fonts_of(styles)),
        (b"fills", b"fill", fills_of(styles.prefix)),
        (b"borders", b"border", (border_of(styles.prefix),)),
    ):
        markup = Markup(
            _trimmed(markup, parent, name, ours.__contains__, _referred(markup, name)), package.book, part
        )
    lights = {text_colour(styles.prefix, *pair) for pair in colours}
    elsewhere = markup.data.replace(b"".join(markup.elements(b"dxfs", b"dxf")), b"")
    differential = used.differential | {int(number) for number in _DIFFERENTIAL.findall(elsewhere)}
    markup = Markup(_trimmed(markup, b"dxfs", b"dxf", lights.__contains__, differential), package.book, part)
    package.put(part, _without_codes(markup, codes))
    if used.formats <= {0} and not used.differential:
        _drop_own(package, part)


def _drop_own(package: Package, part: str) -> None:
    """Take the styles out that we made for a workbook without any, once nothing is in them."""
    links = package.markup(relationships_part(package.workbook))
    own = [tag for tag in links.tags(b"Relationship") if attributes(tag[0]).get("Id") == OWN_LINK]
    if not own or len(package.markup(part).elements(b"cellXfs", b"xf")) > 1:
        return
    cut: list[Splice] = [(tag.start(), links.ends(tag, b"Relationship")[1], b"") for tag in own]
    package.put(links.part, links.spliced(cut))
    drop_parts(package, [part])


class _Used:
    """Which cell formats and differential formats the workbook's parts use."""

    def __init__(self, package: Package) -> None:
        self.formats: set[int] = set()
        self.differential: set[int] = set()
        for sheet in package.sheets.values():
            data = package.archive.read(sheet.part)
            self.formats.update(int(number) for number in set(_STYLE.findall(data)))
            self.differential.update(int(number) for number in set(_DIFFERENTIAL.findall(data)))
            for related in package.relationships(sheet.part):
                if package.archive.has(related.target) and related.target.lower().endswith(".xml"):
                    found = _DIFFERENTIAL.findall(package.archive.read(related.target))
                    self.differential.update(int(number) for number in found)


def _is_ours(styles: Styles, codes: Collection[str]) -> Callable[[bytes], bool]:
    """Whether a cell format is one of our looks, or another one with one of our number formats."""
    formats = styles.elements(b"cellXfs", b"xf")
    numbers = {styles.known_number(code) for code in codes} - {None}
    bare = [_NUMBER_FORMAT.sub(b"", f.replace(b' applyNumberFormat="1"', b"")) for f in formats]

    def ours(element: bytes) -> bool:
        """Whether we wrote it."""
        if is_look(element):
            return True
        of = attributes(element[: element.index(b">") + 1])
        number = of.get("numFmtId", "")
        is_applied = of.get("applyNumberFormat") == "1"
        like = _NUMBER_FORMAT.sub(b"", element.replace(b' applyNumberFormat="1"', b""))
        return is_applied and number.isdecimal() and int(number) in numbers and bare.count(like) > 1

    return ours


def _referred(markup: Markup, name: bytes) -> set[int]:
    """The fonts, fills or borders that cell formats refer to."""
    found = re.findall(rb"""\s%sId\s*=\s*["'](\d{1,9})["']""" % name, markup.data)
    return {int(number) for number in found}


def _trimmed(
    markup: Markup, parent: bytes, name: bytes, ours: Callable[[bytes], bool], used: Collection[int]
) -> bytes:
    """The part without the last elements of a list that are ours and unused."""
    outer = markup.first(parent)
    if outer is None or outer[0].endswith(b"/>"):
        return markup.data
    end = markup.ends(outer, parent)[0]
    spans = [(tag.start(), markup.ends(tag, name)[1]) for tag in markup.tags(name, outer.end(), end)]
    kept = len(spans)
    while kept and kept - 1 not in used and ours(markup.data[slice(*spans[kept - 1])]):
        kept -= 1
    if kept == len(spans):
        return markup.data
    tag = with_attribute(outer[0], "count", str(kept))
    whole = markup.ends(outer, parent)[1]
    if not kept:
        return markup.spliced([(outer.start(), whole, _emptied(tag))])
    return markup.spliced([(outer.start(), outer.end(), tag), (spans[kept][0], spans[-1][1], b"")])


def _emptied(tag: bytes) -> bytes:
    """A list with nothing in it, from its start tag; one that we made goes."""
    return b"" if tag.endswith(OWN_LIST) else tag[:-1] + b"/>"


def _without_codes(markup: Markup, codes: Collection[str]) -> bytes:
    """The part without the last number formats that are ours and unused."""
    outer = markup.first(b"numFmts")
    if outer is None or outer[0].endswith(b"/>"):
        return markup.data
    inner, whole = markup.ends(outer, b"numFmts")
    tags = list(markup.tags(b"numFmt", outer.end(), inner))
    rest: Sequence[bytes] = _NUMBER_FORMAT.findall(markup.data, whole)
    used = {int(number) for number in rest}
    kept = len(tags)
    while kept:
        of = attributes(tags[kept - 1][0])
        if int(of.get("numFmtId", "0")) in used or of.get("formatCode", "") not in codes:
            break
        kept -= 1
    if kept == len(tags):
        return markup.data
    if not kept:
        return markup.spliced([(outer.start(), whole, _emptied(with_attribute(outer[0], "count", "0")))])
    count: Splice = (outer.start(), outer.end(), with_attribute(outer[0], "count", str(kept)))
    return markup.spliced([count, (tags[kept].start(), markup.ends(tags[-1], b"numFmt")[1], b"")])
