"""The workbook's styles part written, and made where there is none."""

from __future__ import annotations

from kaohe_xl.books.markup import Markup
from kaohe_xl.books.package import CONTENT_TYPES, Package, relationships_part

_PART = "xl/styles.xml"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_LINKS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


OWN_LINK = "rIdKaoheStyles"


def put_styles(package: Package) -> None:
    """Write the styles part where formats were added; make it where the workbook has none."""
    if not package.styles.has_grown:
        return
    part = package.related("styles")
    if part is not None:
        package.put(part, package.styles.render())
        return
    is_strict = _STRICT_MAIN in package.markup(package.workbook).root[0]
    name = package.archive.free_name(_PART)
    styles = package.styles.render()
    package.archive.add(name, styles.replace(_MAIN, _STRICT_MAIN) if is_strict else styles)
    types = package.markup(CONTENT_TYPES)
    new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (types.prefix, name.encode(), _TYPE)
    package.put(CONTENT_TYPES, _appended(types, new))
    links = package.markup(relationships_part(package.workbook))
    kind = (_STRICT_LINKS if is_strict else _LINKS) + b"/styles"
    words = (links.prefix, OWN_LINK.encode(), kind, name.encode())
    new = b'<%sRelationship Id="%s" Type="%s" Target="/%s"/>' % words
    package.put(links.part, _appended(links, new))


def _appended(markup: Markup, element: bytes) -> bytes:
    """A part with one more element at the end of its root."""
    end = markup.mask.rindex(b"</")
    return markup.spliced([(end, end, element)])
