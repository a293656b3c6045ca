"""kaohe.xlam, and macro-enabled copies of workbooks, from the text in macros/."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from kaohe_xl.addin.configuration import SHEET, Machine, rows
from kaohe_xl.addin.vba import Kind, Module, read_module, vba_project
from kaohe_xl.books.archive import Archive
from kaohe_xl.books.macro_copy import MACRO_SUFFIX, copy_with, new_file
from kaohe_xl.books.macro_parts import ADD_IN, MACRO_BOOK, CodeNames, put_macros, refuse_macros
from kaohe_xl.books.markup import attributes, escape, with_attribute
from kaohe_xl.books.package import Package
from kaohe_xl.books.plain_zip import parts_of, plain_zip
from kaohe_xl.books.sheet_entries import put_entry
from kaohe_xl.books.sources import MemorySource
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence
from kaohe_xl.resources import macros

FILE = "kaohe.xlam"
RIBBON = "customUI.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-"
# The least that is a workbook: one sheet, which Excel never shows of an add-in.
_BLANK = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    f'ContentType="{_TYPES}package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    f'ContentType="{_TYPES}officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{_TYPES}officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr/><sheets>'
    f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


@dataclass(frozen=True, slots=True)
class Macros:
    """The text that goes into Excel: VBA modules and the ribbon."""

    modules: tuple[Module, ...]
    ribbon: bytes

    def project(self, names: CodeNames) -> bytes:
        """vbaProject.bin for a workbook whose parts have these names."""
        sheets = (Module(name, Kind.WORKSHEET) for name in names.worksheets)
        charts = (Module(name, Kind.CHART) for name in names.charts)
        return vba_project([Module(names.workbook, Kind.WORKBOOK), *sheets, *charts, *self.modules])

    def put(self, package: Package, kind: str) -> None:
        """Put the macros into a workbook. Raises BookError where they can't be."""
        put_macros(package, kind, self.ribbon, self.project, [module.name for module in self.modules])


def read_macros(folder: Path | None = None) -> Macros:
    """What stands in macros/, or in `folder`. Raises BookError where it isn't there."""
    folder = folder or macros()
    try:
        modules = tuple(read_module(path) for path in sorted(folder.glob("*.bas")))
        ribbon = (folder / RIBBON).read_bytes()
    except (OSError, ValueError) as error:
        raise BookError(*sentence("MACROS_MISSING", folder=folder)) from error
    if not modules:
        raise BookError(*sentence("MACROS_MISSING", folder=folder))
    return Macros(modules, ribbon.replace(b"\r\n", b"\n"))


def add_in(machine: Machine, sources: Macros | None = None) -> bytes:
    """kaohe.xlam for a machine; the same for the same texts and machine. Raises BookError."""
    parts = {name: (_HEAD + text).encode() for name, text in _BLANK.items()}
    parts["xl/worksheets/sheet1.xml"] = _sheet(machine)
    package = Package(Archive(MemorySource(plain_zip(parts)), FILE))
    (sources or read_macros()).put(package, ADD_IN)
    whole = BytesIO()
    package.archive.write(None, whole)
    return plain_zip(parts_of(whole.getvalue()))


def build(out: Path | None = None, machine: Machine | None = None) -> Path:
    """Make the add-in at `out`, a file or a folder (the current one), by default without an interpreter.

    Returns where it is. Raises BookError where it can't be written.
    """
    target = Path(FILE) if out is None else out / FILE if out.is_dir() else out
    if target.suffix.lower() != ".xlam":
        raise BookError(*sentence("NOT_XLAM", target=target))
    data = add_in(machine or Machine())
    new_file(target, lambda file: file.write(data))
    return target


def inject(book: Path, out: Path | None, machine: Machine) -> Path:
    """Make a copy of the workbook with macros and ribbon: `out`, by default beside it as .xlsm.

    Returns where it is. Raises BookError: nothing is overwritten, and the workbook itself stays untouched.
    """
    sources = read_macros()

    def change(package: Package) -> None:
        refuse_macros(package)
        put_entry(package, SHEET, _sheet(machine))
        _hide(package)
        sources.put(package, MACRO_BOOK)

    target = out or book.with_suffix(MACRO_SUFFIX)
    copy_with(book, target, change)
    return target


def _sheet(machine: Machine) -> bytes:
    """The worksheet that the macros read, names in the first column, values in the second."""
    lines = []
    for number, row in enumerate(rows(machine), 1):
        cells = (
            f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">'.encode()
            + escape(text)
            + b"</t></is></c>"
            for column, text in zip("AB", row, strict=True)
        )
        lines.append(b'<row r="%d">%s</row>' % (number, b"".join(cells)))
    head = _HEAD.encode() + f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
    return head + b"".join(lines) + b"</sheetData></worksheet>"


def _hide(package: Package) -> None:
    """Nobody's tabs show the macros' own sheet."""
    workbook = package.markup(package.workbook)
    splices = [
        (tag.start(), tag.end(), with_attribute(tag[0], "state", "veryHidden"))
        for tag in workbook.tags(b"sheet")
        if attributes(tag[0]).get("name") == SHEET
    ]
    package.put(package.workbook, workbook.spliced(splices))
