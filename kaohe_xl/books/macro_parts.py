"""A VBA project and a ribbon in a workbook's package; everything else stays as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kaohe_xl.books.markup import attributes, quoted, with_attribute
from kaohe_xl.books.package import CONTENT_TYPES, Package, Relationship
from kaohe_xl.books.sheet_entries import is_strict, linked
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

WORKBOOK_NAME = "ThisWorkbook"
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADD_IN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_PROJECT = "application/vnd.ms-office.vbaProject"
_TO_PROJECT = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_TO_RIBBON = b"http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
_RIBBON = "customUI/customUI.xml"
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_BEFORE_PROPERTIES = (b"fileVersion", b"fileSharing")


@dataclass(frozen=True, slots=True)
class CodeNames:
    """By which names VBA knows the workbook, its worksheets and its chart sheets; each has a module."""

    workbook: str
    worksheets: tuple[str, ...]
    charts: tuple[str, ...]


def refuse_macros(package: Package) -> None:
    """Raises BookError where a VBA project or a ribbon is there already, or can't be."""
    kinds = {r.kind for part in ("", package.workbook) for r in package.relationships(part)}
    if "vbaProject" in kinds or "xlMacrosheet" in kinds:
        raise BookError(*sentence("HAS_VBA", book=package.book))
    if "extensibility" in kinds:
        raise BookError(*sentence("HAS_RIBBON", book=package.book))
    if package.is_signed:
        raise BookError(*sentence("SIGNED_NO_MACROS", book=package.book))
    if is_strict(package):
        raise BookError(*sentence("STRICT_NO_MACROS", book=package.book))


def put_macros(
    package: Package, kind: str, ribbon: bytes, project: Callable[[CodeNames], bytes], taken: Sequence[str]
) -> None:
    """Make it a workbook of that kind, with the project and the ribbon.

    `taken` are the names of modules that no sheet may have. Raises BookError as `refuse_macros` does, and
    for a damaged part.
    """
    refuse_macros(package)
    names = _named(package, {name.casefold() for name in taken})
    folder = posixpath.dirname(package.workbook)
    place = package.archive.free_name(posixpath.join(folder, "vbaProject.bin"))
    for part, data in ((place, project(names)), (_RIBBON, ribbon)):
        package.archive.add(part, data)
    _declare(package, {package.workbook: kind, place: _PROJECT, _RIBBON: "application/xml"})
    linked(package, package.workbook, _TO_PROJECT, posixpath.basename(place))
    linked(package, "", _TO_RIBBON, _RIBBON)


def _named(package: Package, taken: set[str]) -> CodeNames:
    """Give the workbook and every sheet a code name that VBA can have; a good one stays."""
    taken = taken | {WORKBOOK_NAME.casefold()}
    _name_workbook(package)
    names: dict[str, list[str]] = {"worksheet": [], "chartsheet": []}
    for relationship in _sheets_in_order(package):
        if relationship.kind in names:
            stem = "Sheet" if relationship.kind == "worksheet" else "Chart"
            names[relationship.kind].append(_name_sheet(package, relationship.target, stem, taken))
    return CodeNames(WORKBOOK_NAME, tuple(names["worksheet"]), tuple(names["chartsheet"]))


def _sheets_in_order(package: Package) -> Iterator[Relationship]:
    """The workbook's relationships to its sheets of every kind, in tab order."""
    targets = {r.id: r for r in package.relationships(package.workbook)}
    for tag in package.markup(package.workbook).tags(b"sheet"):
        link = next((v for k, v in attributes(tag[0]).items() if k.endswith(":id")), "")
        if link in targets and package.archive.has(targets[link].target):
            yield targets[link]


def _name_workbook(package: Package) -> None:
    workbook = package.markup(package.workbook)
    tag = workbook.first(b"workbookPr")
    if tag is not None:
        splice = (tag.start(), tag.end(), with_attribute(tag[0], "codeName", WORKBOOK_NAME))
    else:
        at = workbook.root.end()
        for name, _, end in workbook.children(at, len(workbook.mask)):
            if name in _BEFORE_PROPERTIES:
                at = end
        splice = (at, at, b'<%sworkbookPr codeName="%s"/>' % (workbook.prefix, WORKBOOK_NAME.encode()))
    package.put(package.workbook, workbook.spliced([splice]))


def _name_sheet(package: Package, part: str, stem: str, taken: set[str]) -> str:
    sheet = package.markup(part)
    tag = sheet.first(b"sheetPr")
    name = attributes(tag[0]).get("codeName", "") if tag else ""
    if not _PLAIN_NAME.fullmatch(name) or name.casefold() in taken:
        number = 1
        while f"{stem}{number}".casefold() in taken:
            number += 1
        name = f"{stem}{number}"
        if tag is not None:
            splice = (tag.start(), tag.end(), with_attribute(tag[0], "codeName", name))
        else:
            at = sheet.root.end()
            splice = (at, at, b'<%ssheetPr codeName="%s"/>' % (sheet.prefix, name.encode()))
        package.put(part, sheet.spliced([splice]))
    taken.add(name.casefold())
    return name


def _declare(package: Package, kinds: dict[str, str]) -> None:
    """Say in the content types what these parts are."""
    types = package.markup(CONTENT_TYPES)
    splices = []
    for tag in types.tags(b"Override"):
        part = attributes(tag[0]).get("PartName", "").lstrip("/").lower()
        kind = next((kinds.pop(name) for name in list(kinds) if name.lower() == part), None)
        if kind is not None:
            splices.append((tag.start(), tag.end(), with_attribute(tag[0], "ContentType", kind)))
    end = types.mask.rindex(b"</")
    for part, kind in kinds.items():
        words = types.prefix, quoted(part), kind.encode()
        splices.append((end, end, b'<%sOverride PartName="/%s" ContentType="%s"/>' % words))
    package.put(CONTENT_TYPES, types.spliced(splices))
