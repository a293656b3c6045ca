"""What all drawn documents share: paper, fonts, formats made once, a pen that writes text as text.

A cell's font has one name only, so what a PC lacks Excel replaces: the character set GB2312 is declared,
which makes it Song and not a Latin font. The title is set in 方正小标宋简体, as GB/T 9704 wants it, the body
in 仿宋 (on every Windows since 7; 仿宋_GB2312 is on XP only), the table in 宋体 with 黑体 headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaohe_xl.domain.assessment import Light
from kaohe_xl.outputs.sheet_names import clean

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Columns are measured in digits of this font: 7 pixels each in Excel. Where a PC has no Verdana, DejaVu
# Sans stands in for it, whose digits are as wide; what stands in for Song there has digits wider by a
# quarter, and to keep to the page's width all would be printed smaller by as much.
DEFAULTS = {
    "default_format_properties": {"font_name": "Verdana", "font_size": 8},
    "default_column_width": 64,
    "default_row_height": 14,
}
A4 = 9
GB2312 = 134
RED_OF_HEAD = "#E60012"
FILLS = {
    Light.RED: ("#FFC7CE", "#9C0006"),
    Light.AMBER: ("#FFEB9C", "#7F4F00"),
    Light.GREEN: ("#C6EFCE", "#006100"),
}
LONGEST_TEXT = 32767


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names of fonts; what a PC lacks is replaced by its Song."""

    title: str = "方正小标宋简体"
    body: str = "仿宋"
    table: str = "宋体"
    header: str = "黑体"


class Formats:
    """A workbook's formats, each made once."""

    def __init__(self, workbook: Any, fonts: Fonts) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self.fonts = fonts

    def __call__(self, font: str, size: float, **looks: object) -> Any:
        """The format with this font and these properties; wrapped and centred vertically by default."""
        properties: dict[str, object] = {
            "font_name": font,
            "font_size": size,
            "font_charset": GB2312,
            "text_wrap": True,
            "valign": "vcenter",
        } | looks
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes on one sheet. Text is always text, whatever it begins with."""

    sheet: Any
    formats: Formats

    def text(self, row: int, column: int, text: str, looks: Any) -> None:
        """One cell of text."""
        if text:
            self.sheet.write_string(row, column, clean(text)[:LONGEST_TEXT], looks)
        else:
            self.sheet.write_blank(row, column, None, looks)

    def across(self, row: int, columns: tuple[int, int], text: str, looks: Any) -> None:
        """Text in the cells of `row` from the first to the last of `columns`, merged."""
        self.block((row, row), columns, text, looks)

    def block(self, rows: tuple[int, int], columns: tuple[int, int], text: str, looks: Any) -> None:
        """Text in a merged block of cells."""
        self.sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", looks)
        self.text(rows[0], columns[0], text, looks)


def sheet_link(name: str) -> str:
    """XlsxWriter's way to name a place in the same workbook."""
    return "internal:'{}'!A1".format(name.replace("'", "''"))
