"""How cells of a page look that is made to be read from a distance: sizes, fills, colours of letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_RED, _AMBER, _GREEN, _DARK, _GREY = "9C0006", "7F4F00", "006100", "1F3864", "595959"
_ON_RED, _ON_AMBER, _ON_GREEN, _ON_BLUE, _ON_GREY = "FFC7CE", "FFEB9C", "C6EFCE", "DDEBF7", "EDEDED"


@dataclass(frozen=True, slots=True)
class Finish:
    """Fill and colour of letters as RRGGBB, "" for none; `size` in points, 0 for the workbook's own.

    `across` is the alignment: left, center or right.
    """

    size: float = 0
    fill: str = ""
    colour: str = ""
    across: str = "center"
    is_bold: bool = False
    is_bordered: bool = False
    wraps: bool = False


class Face(Enum):
    """What a cell of such a page is: its headline, a tile's number, a section's heading, a cell of a list."""

    HEADLINE = Finish(22, colour=_DARK, is_bold=True)
    PERIOD = Finish(12, colour=_GREY, across="left")
    COUNTDOWN = Finish(14, colour=_RED, across="right", is_bold=True)
    RED_NUMBER = Finish(26, _ON_RED, _RED, is_bold=True)
    RED_LABEL = Finish(11, _ON_RED, _RED)
    AMBER_NUMBER = Finish(26, _ON_AMBER, _AMBER, is_bold=True)
    AMBER_LABEL = Finish(11, _ON_AMBER, _AMBER)
    GREEN_NUMBER = Finish(26, _ON_GREEN, _GREEN, is_bold=True)
    GREEN_LABEL = Finish(11, _ON_GREEN, _GREEN)
    NUMBER = Finish(26, _ON_BLUE, _DARK, is_bold=True)
    LABEL = Finish(11, _ON_BLUE, _DARK)
    GREY_NUMBER = Finish(26, _ON_GREY, _DARK, is_bold=True)
    GREY_LABEL = Finish(11, _ON_GREY, _DARK)
    SECTION = Finish(13, colour=_DARK, across="left", is_bold=True)
    HEAD = Finish(10, _ON_BLUE, _DARK, is_bold=True, is_bordered=True)
    NAME = Finish(10, across="left", is_bordered=True)
    FIGURE = Finish(10, is_bordered=True)
    STRONG = Finish(11, across="left", is_bold=True, is_bordered=True, wraps=True)
    TEXT = Finish(10, across="left", is_bordered=True, wraps=True)
    POINTS = Finish(12, colour=_RED, is_bold=True, is_bordered=True)
    NOTE = Finish(9, colour=_GREY, across="left")
