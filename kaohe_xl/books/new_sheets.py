"""Worksheets added to a workbook: a part with values and simple looks; nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kaohe_xl.books.cellxml import Writer
from kaohe_xl.books.conditional import colour_splices
from kaohe_xl.books.grid import Area, Choices, NewSheet, OnePage, Value
from kaohe_xl.books.looks import DATE, GENERAL, Look, face_format, format_of
from kaohe_xl.books.markup import Markup, escape, quoted
from kaohe_xl.books.package import Package
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sheet_entries import is_strict, put_entry, put_print_area
from kaohe_xl.books.styles import Styles

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MARGINS = (
    b'<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
)
_PAGE_MARGINS = (
    b'<printOptions horizontalCentered="1"/>'
    b'<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.4" header="0.2" footer="0.2"/>'
    b'<pageSetup paperSize="9" orientation="landscape"/>'
)
_LONGEST_LIST = 255
LINE, MOST_LINES = 15, 27
_Place = tuple[int, int]


def add_sheets(package: Package, added: Mapping[str, NewSheet]) -> None:
    """Put the sheets behind all others, in their order.

    Raises BookError for a name that no sheet can have or one has already, where the workbook's structure
    is protected, and for a value that no cell can hold.
    """
    for name, sheet in added.items():
        put_entry(package, name, _worksheet(package, name, sheet))
        if sheet.page is not None:
            put_print_area(package, name, _extent(sheet))


def _worksheet(package: Package, name: str, sheet: NewSheet) -> bytes:
    """The part's XML."""
    writer = Writer(name, b"", package.is_1904)
    extent = _extent(sheet)
    end = cell_name(extent.bottom, extent.right)
    inside = [
        b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:%s"/>' % end.encode(),
        _views(package, sheet),
        b'<sheetFormatPr defaultRowHeight="15"/>',
        _columns(sheet),
        b"<sheetData>%s</sheetData>" % b"".join(_rows(sheet, package.styles, writer)),
        _merges(sheet.page),
        _validations(sheet),
        _links(sheet),
        _MARGINS if sheet.page is None else _PAGE_MARGINS,
    ]
    namespace = _STRICT_MAIN if is_strict(package) else _MAIN
    made = _HEAD + b'<worksheet xmlns="%s">%s</worksheet>' % (namespace, b"".join(inside))
    if sheet.page is None:
        return made
    part = Markup(made, package.book, name)
    return part.spliced(colour_splices(part, package.styles, sheet.page.colours))


def _extent(sheet: NewSheet) -> Area:
    """All that the sheet says, from A1."""
    width = max((len(row) for row in sheet.rows), default=0)
    return Area(1, 1, max(len(sheet.rows), 1), max(width, 1))


def _merges(page: OnePage | None) -> bytes:
    if page is None or not page.merged:
        return b""
    cells = b"".join(b'<mergeCell ref="%s"/>' % _reference(area).encode() for area in page.merged)
    return b'<mergeCells count="%d">%s</mergeCells>' % (len(page.merged), cells)


def _views(package: Package, sheet: NewSheet) -> bytes:
    """The header frozen, where the workbook has a view at all that this one could belong to."""
    has_view = package.markup(package.workbook).first(b"workbookView") is not None
    if has_view and sheet.page is not None:
        return b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
    if not sheet.header or not has_view:
        return b""
    return (
        b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" '
        b'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        % (sheet.header, sheet.header + 1)
    )


def _columns(sheet: NewSheet) -> bytes:
    columns = b"".join(
        b'<col min="%d" max="%d" width="%s" customWidth="1"/>' % (c, c, f"{width:g}".encode())
        for c, width in enumerate(sheet.widths, 1)
    )
    return b"<cols>%s</cols>" % columns if columns else b""


def _rows(sheet: NewSheet, styles: Styles, writer: Writer) -> Iterator[bytes]:
    """The rows; each is filled up to the header's width, so that borders are whole."""
    across = len(sheet.rows[sheet.header - 1]) if sheet.header else 0
    for number, values in enumerate(sheet.rows, 1):
        is_above = number < sheet.header
        filled = values if is_above else (*values, *[None] * (across - len(values)))
        cells = b"".join(
            writer.new((number, c), value, _style(sheet, styles, (number, c), value))
            for c, value in enumerate(filled, 1)
            if not (value is None and (is_above or _is_bare(sheet, (number, c))))
        )
        lines = 1 if is_above else _lines(sheet, values)
        height = b' ht="%d"' % (lines * LINE) if lines > 1 else b""
        if sheet.page is not None and number in sheet.page.heights:
            height = b' ht="%s" customHeight="1"' % f"{sheet.page.heights[number]:g}".encode()
        yield b'<row r="%d"%s>%s</row>' % (number, height, cells)


def _is_bare(sheet: NewSheet, place: _Place) -> bool:
    return sheet.page is not None and place not in sheet.page.faces


def _lines(sheet: NewSheet, values: tuple[Value, ...]) -> int:
    """How many lines the row's wrapped texts need; a Chinese letter is as wide as two others."""
    needed = [1]
    for column, value in enumerate(values, 1):
        if column in sheet.wrapped and isinstance(value, str) and column <= len(sheet.widths):
            needed.append(lines_of(value, sheet.widths[column - 1]))
    return min(max(needed), MOST_LINES)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width."""
    room = max(width - 1, 2)
    wide = (sum(1 if letter < "\u2000" else 2 for letter in line) for line in text.split("\n"))
    return sum(max(1, -(-needed // int(room))) for needed in wide)


def _style(sheet: NewSheet, styles: Styles, place: _Place, value: Value) -> int:
    row, column = place
    if sheet.page is not None and place in sheet.page.faces:
        return face_format(styles, sheet.page.faces[place], sheet.formats.get(place, GENERAL))
    code = sheet.formats.get(place, DATE if isinstance(value, datetime) else GENERAL)
    if sheet.header and row <= sheet.header:
        return format_of(styles, Look.HEADER if row == sheet.header else Look.TITLE)
    look = Look.INPUT if column in sheet.filled else Look.BODY
    look = Look.LINK if place in sheet.links else look
    return format_of(styles, look, code, wraps=column in sheet.wrapped)


def _validations(sheet: NewSheet) -> bytes:
    """The drop-down lists that Excel can hold; they only offer, what is typed is checked by the program."""
    found = [
        b'<dataValidation type="list" allowBlank="1" sqref="%s"><formula1>"%s"</formula1></dataValidation>'
        % (_reference(one.area).encode(), escape(text.replace('"', '""')))
        for one in sheet.choices
        if len(text := ",".join(one.texts)) <= _LONGEST_LIST and _is_plain(one)
    ]
    body = b"".join(found)
    return b'<dataValidations count="%d">%s</dataValidations>' % (len(found), body) if found else b""


def _is_plain(one: Choices) -> bool:
    return bool(one.texts) and not any("," in text for text in one.texts)


def _links(sheet: NewSheet) -> bytes:
    found = []
    for place, target in sheet.links.items():
        name, _, cell = target.rpartition("!")
        location = "'{}'!{}".format(name.replace("'", "''"), cell)
        words = cell_name(*place).encode(), quoted(location)
        found.append(b'<hyperlink ref="%s" location="%s"/>' % words)
    return b"<hyperlinks>%s</hyperlinks>" % b"".join(found) if found else b""


def _reference(area: Area) -> str:
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
