"""Pages of a document as plain data: tables and the charts that show their figures. How they are drawn is
told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.domain.assessment import Light
from kaohe_xl.domain.numbers import half_up, significant

Shown = str | int | Decimal | Light | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its share of the page's width, and how numbers in it show."""

    header: str
    width: int
    number_format: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over the table's rows `first` to `last` (from 0).

    `categories` is a column; `series` are columns; `marked` rows are drawn in black where there is one
    series. `lowest`: where the axis of figures below 0 begins, so that labels have room.
    """

    title: str
    kind: str
    categories: int
    series: tuple[int, ...]
    first: int
    last: int
    marked: frozenset[int] = frozenset()
    stacked: bool = False
    number_format: str = "General"
    lowest: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption ("" for none); `strong` rows stand out.

    `least` is a row's least height in points (room to write by hand); `links` are cells (row, column) that
    lead to another sheet of the workbook.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    caption: str = ""
    strong: frozenset[int] = frozenset()
    charts: tuple[Chart, ...] = ()
    least: float = 0
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of tables one below the other, all of the same columns' widths; `is_across`: on A4 laid across.

    `signatures` stand side by side below the tables, to be filled in by hand.
    """

    name: str
    title: str
    note: str
    tables: tuple[Table, ...]
    is_across: bool = False
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The sheet with the text: each paragraph with its kind (title, number, head, body, signature)."""

    name: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole workbook: its text first (None: it has none), then the pages. `properties` go into the file."""

    text: Text | None
    pages: tuple[Page, ...]
    properties: Mapping[str, object] = field(default_factory=dict)


def plain_format(value: Decimal) -> str:
    """The Excel format that shows a number with up to two decimals, and no needless ones."""
    exponent = significant(half_up(value, 2)).normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")
