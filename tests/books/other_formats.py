"""Workbooks in other formats, written by hand: what tests of their readers open.

`samples/旧表.xls` and `samples/加密.xls` (password 考核2011, RC4) were saved by LibreOffice from one workbook.
"""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from kaohe_xl.books.grid import ErrorValue, Formula, Value

SAMPLES = Path(__file__).parent / "samples"
PASSWORD = "考核2011"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_LIBRE = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_STYLES = (
    '<number:percentage-style style:name="N1"/>'
    '<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="below" style:family="table-cell" style:parent-style-name="percent"/>'
    '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def ods(path: Path, tables: str, parts: Mapping[str, str] | None = None) -> Path:
    """An .ods around `<table:table>`s; `parts` replace or add to what it is made of."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} {_LIBRE}>'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"mimetype": _ODS, "content.xml": content, **(parts or {})}.items():
            archive.writestr(name, text)
    return path


def table(name: str, inside: str, style: str = "shown") -> str:
    """A table of an .ods around its rows."""
    return f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{inside}</table:table>'


def ods_cell(value: Value, *, percent: bool = False, attributes: str = "") -> str:
    """A cell of an .ods."""
    kind, text = "string", "" if value is None else str(value)
    if isinstance(value, Formula):
        inside = f"table:formula={quoteattr('of:' + value.replace('B3', '[.B3]'))}"
    elif isinstance(value, bool):
        inside = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, dt.datetime):
        inside = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = "percentage" if percent else "float"
        inside = f'office:value-type="{kind}" office:value="{value}"'
    else:
        error = ' calcext:value-type="error"' if isinstance(value, ErrorValue) else ""
        inside = f'office:value-type="string"{error}' if value is not None else ""
        return f"<table:table-cell {inside} {attributes}><text:p>{escape(text)}</text:p></table:table-cell>"
    return f"<table:table-cell {inside} {attributes}/>"


def xlsb(path: Path, name: str, rows: Iterable[Sequence[str | float]]) -> Path:
    """A binary workbook of one sheet, as small as LibreOffice opens one."""
    cells = b"".join(_binary_row(number, row) for number, row in enumerate(rows))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)

    def links(kind: str, target: str) -> str:
        one = f'<Relationship Id="rId1" Type="{relations}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{one}</Relationships>'

    types = "".join(
        f'<Override PartName="/xl/{part}.bin" ContentType="application/vnd.ms-excel.{kind}"/>'
        for part, kind in (("workbook", "sheet.binary.macroEnabled.main"), ("worksheets/sheet1", "worksheet"))
    )
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{package}/content-types">{rels}{types}</Types>'
        )
        archive.writestr("_rels/.rels", links("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", links("worksheet", "worksheets/sheet1.bin"))
        archive.writestr(
            "xl/workbook.bin", b"".join(map(_record, (131, 143))) + _record(156, sheet) + _record(144)
        )
        archive.writestr(
            "xl/worksheets/sheet1.bin", _record(129) + _record(145) + cells + _record(146) + _record(130)
        )
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size = len(body)
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_row(number: int, row: Sequence[str | float]) -> bytes:
    out = _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
    for column, value in enumerate(row):
        if isinstance(value, str):
            out += _record(6, struct.pack("<II", column, 0) + _wide(value))
        else:
            out += _record(5, struct.pack("<IId", column, 0, value))
    return out
