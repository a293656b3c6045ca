"""The paper of official documents, after GB/T 9704-2012: margins, type area, page numbers."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

INCH = 25.4
MARGINS = {"left": 28 / INCH, "right": 26 / INCH, "top": 37 / INCH, "bottom": 35 / INCH}
# The number's dashes stand 7 mm below the type area; half its line is below them.
FOOT = (35 - 7 - 3) / INCH
_NUMBER = '&"宋体,Regular"&14— &P —'
_ODD, _EVEN = f"&R{_NUMBER}　", f"&L　{_NUMBER}"


class OfficialSheet(Worksheet):
    """A sheet whose page numbers stand outside: to the right on odd pages, to the left on even ones."""

    def _write_header_footer(self) -> None:
        self._xml_start_tag("headerFooter", [("differentOddEven", 1), ("scaleWithDoc", 0)])
        self._xml_data_element("oddFooter", _ODD)
        self._xml_data_element("evenFooter", _EVEN)
        self._xml_end_tag("headerFooter")


def set_page(sheet: Any) -> None:
    """A4, upright, the type area 156 by 225 mm."""
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(**MARGINS)
    sheet.set_footer(_ODD, {"margin": FOOT})
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_start_page(1)
