"""What xlwings hands out as `api`: objects that answer as Excel's COM objects do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kaohe_xl.books.references import cell_name

if TYPE_CHECKING:
    from tests.engine.engine import App, Book, Sheet
    from tests.engine.ranges import Range

VALUE, PROPERTY_GET, AS_XML = 6, 2, 11
IS_PERCENT, IS_TEXT = 128, 256
CELL_VALUE, EQUAL, NO_LINE = 1, 3, -4142
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


class AppObject:
    """Excel's Application."""

    def __init__(self, app: App) -> None:
        self.ProtectedViewWindows = type("Windows", (), {"Count": 0})()
        self.Ready = True


class BookObject:
    """A Workbook."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def ReadOnly(self) -> bool:
        return bool(self._book.doc.isReadonly())

    @property
    def Saved(self) -> bool:
        return not self._book.doc.isModified()

    @property
    def Path(self) -> str:
        return self._book.fullname.rpartition("/")[0]


class SheetObject:
    """A Worksheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def ProtectContents(self) -> bool:
        self._sheet.count()
        return bool(self._sheet.uno_sheet.isProtected())

    @property
    def Cells(self) -> Any:
        return type("Cells", (), {"FormatConditions": FormatConditions(self._sheet, None)})()


class RangeObject:
    """A Range."""

    def __init__(self, cells: Range) -> None:
        self._range = cells
        self._oleobj_ = self

    def Invoke(self, member: int, language: int, kind: int, wants_result: bool, *arguments: Any) -> Any:
        """What a call of COM comes to; here only `Value(xlRangeValueXMLSpreadsheet)`."""
        self._range.sheet_.count()
        assert (member, kind, arguments) == (VALUE, PROPERTY_GET, (AS_XML,))
        return xml_spreadsheet(self._range)

    @property
    def Locked(self) -> bool | None:
        self._range.sheet_.count()
        protection = self._range.cells.CellProtection
        return None if protection is None else bool(protection.IsLocked)

    @property
    def FormatConditions(self) -> FormatConditions:
        return FormatConditions(self._range.sheet_, self._range)

    @property
    def Borders(self) -> Any:
        self._range.sheet_.count()
        lines = self._range.cells.TableBorder
        sides = [lines.TopLine, lines.BottomLine, lines.LeftLine, lines.RightLine]
        inner = [lines.HorizontalLine, lines.VerticalLine]
        has_any = any(line.OuterLineWidth for line in [*sides, *inner])
        return type("Borders", (), {"LineStyle": 1 if has_any else NO_LINE})()


class FormatConditions:
    """The conditional formats of a range, or of a whole sheet."""

    def __init__(self, sheet: Sheet, cells: Range | None) -> None:
        self._sheet, self._range = sheet, cells
        self._formats = sheet.uno_sheet.ConditionalFormats

    def _found(self) -> list[FormatCondition]:
        return [
            FormatCondition(self._sheet, one, k)
            for one in self._formats.getConditionalFormats()
            for k in range(one.getCount())
        ]

    @property
    def Count(self) -> int:
        """How many; on a range those that touch it."""
        self._sheet.count()
        return sum(self._touches(one) for one in self._found())

    def _touches(self, one: FormatCondition) -> bool:
        if self._range is None:
            return True
        at = self._range.cells.RangeAddress
        return any(
            a.StartColumn <= at.EndColumn
            and a.EndColumn >= at.StartColumn
            and a.StartRow <= at.EndRow
            and a.EndRow >= at.StartRow
            for a in one.areas()
        )

    def Item(self, number: int) -> FormatCondition:
        """One of them, counted from 1."""
        self._sheet.count()
        return self._found()[number - 1]

    __call__ = Item

    def Add(self, Type: int, Operator: int, Formula1: str) -> FormatCondition:
        """A new one."""
        self._sheet.count()
        assert (Type, Operator) == (CELL_VALUE, EQUAL) and self._range is not None
        ranges = self._sheet.book_.doc.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in (self._range, *self._range.more):
            ranges.addRangeAddress(area.cells.RangeAddress, False)
        number = self._formats.createByRange(ranges)
        made = next(one for one in self._formats.getConditionalFormats() if number == one.ID)
        made.createEntry(0, 0)
        entry = made.getByIndex(0)
        entry.Operator, entry.Formula1 = 0, Formula1.removeprefix("=")
        return FormatCondition(self._sheet, made, 0)

    def Delete(self) -> None:
        """Those that stand on this range only go."""
        self._sheet.count()
        assert self._range is not None
        at = self._range.cells.RangeAddress
        for one in list(self._formats.getConditionalFormats()):
            areas = one.Range.RangeAddresses
            inside = [a for a in areas if a.StartColumn >= at.StartColumn and a.EndColumn <= at.EndColumn]
            if len(inside) == len(areas):
                self._formats.removeByID(one.ID)


class FormatCondition:
    """One conditional format."""

    def __init__(self, sheet: Sheet, found: Any, number: int) -> None:
        self._sheet, self._format, self._entry = sheet, found, found.getByIndex(number)

    Type = CELL_VALUE

    @property
    def Operator(self) -> int:
        self._sheet.count()
        return EQUAL if self._entry.getType() == 0 and self._entry.Operator == 0 else 0

    @property
    def Formula1(self) -> str:
        self._sheet.count()
        return f"={self._entry.Formula1}"

    def areas(self) -> tuple[Any, ...]:
        """The addresses that it lies on."""
        return tuple(self._format.Range.RangeAddresses)

    @property
    def AppliesTo(self) -> Any:
        self._sheet.count()
        areas = ",".join(map(a1, self._format.Range.RangeAddresses))
        return type("Applies", (), {"Address": areas})()

    @property
    def Interior(self) -> Painted:
        return Painted(self, "CellBackColor")

    @property
    def Font(self) -> Painted:
        return Painted(self, "CharColor")

    def style(self) -> Any:
        """The cell style that it gives, made where it has none of its own."""
        styles = self._sheet.book_.doc.StyleFamilies.getByName("CellStyles")
        name = self._entry.StyleName
        if not name.startswith("light"):
            name = f"light{styles.Count}"
            styles.insertByName(name, self._sheet.book_.doc.createInstance("com.sun.star.style.CellStyle"))
            self._entry.StyleName = name
        return styles.getByName(name)

    def looks(self) -> Any:
        """The cell style as it is."""
        styles = self._sheet.book_.doc.StyleFamilies.getByName("CellStyles")
        return styles.getByName(self._entry.StyleName)

    def Delete(self) -> None:
        """It goes."""
        self._sheet.count()
        self._sheet.uno_sheet.ConditionalFormats.removeByID(self._format.ID)


class Painted:
    """The fill or the font of a conditional format; `Color` has blue first, as Excel's."""

    def __init__(self, condition: FormatCondition, name: str) -> None:
        object.__setattr__(self, "_of", (condition, name))

    @property
    def Color(self) -> int:
        condition, name = self._of
        return swapped(int(condition.looks().getPropertyValue(name)))

    def __setattr__(self, name: str, value: int) -> None:
        condition, of = self._of
        condition._sheet.count()
        condition.style().setPropertyValue(of, swapped(value))


def swapped(colour: int) -> int:
    """Red first for blue first, and the other way round."""
    return (colour & 255) << 16 | colour & 0xFF00 | colour >> 16 & 255


def a1(at: Any) -> str:
    """An address of UNO's as Excel says it."""
    return f"{_absolute(at.StartRow, at.StartColumn)}:{_absolute(at.EndRow, at.EndColumn)}"


def _absolute(row: int, column: int) -> str:
    letters = cell_name(1, column + 1)[:-1]
    return f"${letters}${row + 1}"


def xml_spreadsheet(cells: Range) -> str:
    """What Excel's `Value(xlRangeValueXMLSpreadsheet)` says of number formats, merged areas and colours."""
    merged = {(m.StartRow, m.StartColumn): m for m in cells.merged()}
    styles: dict[tuple[int, int], str] = {}
    for kind, at in cells.formatted():
        if not kind & (IS_PERCENT | IS_TEXT):
            continue
        for row in range(at.StartRow, at.EndRow + 1):
            for column in range(at.StartColumn, at.EndColumn + 1):
                styles[row, column] = "s16" if kind & IS_PERCENT else "s17"
    rows = ""
    for row in range(cells.rows_):
        line = ""
        for column in range(cells.columns_):
            place = row + cells.row_ - 1, column + cells.column_ - 1
            area = merged.get(place)
            if place not in styles and area is None:
                continue
            span = "" if area is None else _span(area)
            style = f' ss:StyleID="{styles[place]}"' if place in styles else ""
            line += f'<Cell ss:Index="{column + 1}"{style}{span}/>'
        rows += f'<Row ss:Index="{row + 1}">{line}</Row>' if line else ""
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{_SPREADSHEET}" xmlns:ss="{_SPREADSHEET}"><Styles>'
        '<Style ss:ID="Default" ss:Name="Normal"/>'
        '<Style ss:ID="s16"><NumberFormat ss:Format="0.0%"/></Style>'
        '<Style ss:ID="s17"><NumberFormat ss:Format="@"/></Style></Styles>'
        f"<Worksheet ss:Name={quoteattr(cells.sheet_.name)}><Table>{rows}</Table>{_conditions(cells)}"
        "</Worksheet></Workbook>"
    )


def _span(area: Any) -> str:
    down, right = area.EndRow - area.StartRow, area.EndColumn - area.StartColumn
    return f' ss:MergeDown="{down}"' * bool(down) + f' ss:MergeAcross="{right}"' * bool(right)


def _conditions(cells: Range) -> str:
    said = ""
    for one in FormatConditions(cells.sheet_, None)._found():
        entry = one._entry
        if entry.getType() != 0 or entry.Operator != 0:
            continue
        areas = ",".join(
            f"R{a.StartRow + 1}C{a.StartColumn + 1}:R{a.EndRow + 1}C{a.EndColumn + 1}"
            for a in one._format.Range.RangeAddresses
        )
        fill, font = (one.looks().getPropertyValue(n) for n in ("CellBackColor", "CharColor"))
        style = f"color:#{font & 0xFFFFFF:06X};background:#{fill & 0xFFFFFF:06X}"
        said += (
            '<ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel">'
            f"<Range>{areas}</Range><Condition><Qualifier>Equal</Qualifier>"
            f"<Value1>{escape(entry.Formula1)}</Value1><Format Style='{style}'/></Condition>"
            "</ConditionalFormatting>"
        )
    return said

