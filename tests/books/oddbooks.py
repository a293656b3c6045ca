"""Random small workbooks, written as the standard allows and few programs do, and random patches for them.

Everything comes from one `random.Random`, so a seed makes a workbook again.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kaohe_xl.books.grid import Area, Change, ErrorValue, Formula, Style, Value
from kaohe_xl.books.references import cell_name
from tests.books import foreign

Place = tuple[int, int]
ROWS, COLUMNS = 10, 6
SHARED_COLUMN, SHARED_ROWS = 7, (1, 5)
MERGED = (Area(12, 1, 13, 3), Area(12, 5, 12, 6))
ARRAY, DATA_TABLE = Area(15, 1, 16, 2), Area(15, 4, 16, 5)
TABLE = Area(1, 9, 4, 10)
HEADERS = ("名称", "数值")
PLACES = [(r, c) for r in range(1, 18) for c in range(1, 13)]
TEXTS = (
    "红",
    "黄",
    "合计",
    "第一行\n第二行",
    " 空格 ",
    "=1+1",
    "<&>\"'",
    "]]>",
    "_x0041_",
    "a" * 40,
    "𠮷",
    "1",
    "列3",
)
NAMES = string.ascii_letters
_STRINGS = ("生产总值", "信访量", "A & B")


@dataclass
class OddBook:
    """A workbook and what stands in it; `formulas` as they are to be read at each place."""

    sheet: bytes
    parts: dict[str, str | bytes]
    values: dict[Place, Value] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    has_table: bool = False
    is_strict: bool = False
    has_cdata: bool = False

    def write(self, path: Path) -> Path:
        """The workbook as a file."""
        return foreign.write(path, self.sheet, self.parts)


class _Dialect:
    """How a sheet is written: prefixes, quotes, what stands between elements."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.kind = random.choice(["plain", "plain", "prefixed", "mixed"])
        self.quote = random.choice('""\'')
        self.is_loose = random.random() < 0.4
        self.has_cdata = random.random() < 0.2
        self.prefixes: dict[str, str] = {}

    def name(self, element: str) -> str:
        """The element's name with its prefix, the same each time."""
        if element not in self.prefixes:
            mixed = self.random.choice(["", "x:"]) if self.kind == "mixed" else ""
            self.prefixes[element] = "x:" if self.kind == "prefixed" else mixed
        return self.prefixes[element] + element

    def declared(self, namespace: str) -> str:
        """The namespace declarations of the root element."""
        default, other = f' xmlns="{namespace}"', f' xmlns:x="{namespace}"'
        return {"plain": default, "prefixed": other}.get(self.kind, default + other)

    def tag(self, element: str, inside: str | None = None, **attributes: object) -> str:
        """An element; attributes that are None are left out."""
        q, name = self.quote, self.name(element)
        written = "".join(f" {k}={q}{v}{q}" for k, v in attributes.items() if v is not None)
        if inside is None:
            return f"<{name}{written}/>"
        return f"<{name}{written}>{inside}</{name}>"

    def text(self, text: str) -> str:
        """Character data, sometimes as CDATA."""
        if self.has_cdata and "]]>" not in text and self.random.random() < 0.5:
            return f"<![CDATA[{text}]]>"
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def gap(self) -> str:
        """What may stand between two elements."""
        if not self.is_loose:
            return ""
        return self.random.choice(["", "\n  ", "\t", "<!-- <row r='1'/> -->", '<?office <c r="A1">?>'])


def odd_book(random: Random) -> OddBook:
    """A workbook of one sheet in a random dialect, with some of all that can stand in a sheet."""
    dialect = _Dialect(random)
    book = OddBook(b"", {}, is_strict=random.random() < 0.15, has_cdata=dialect.has_cdata)
    cells: dict[Place, str] = {}
    for place in PLACES:
        if place[0] <= ROWS and place[1] <= COLUMNS and random.random() < 0.4:
            cells[place] = _cell(dialect, book, place)
    _add_shared(dialect, book, cells)
    _add_arrays(dialect, book, cells)
    _add_merged(dialect, book, cells)
    _add_table(dialect, book, cells)
    data = dialect.tag("sheetData", "".join(_rows(dialect, cells)) or None)
    merged = "".join(dialect.tag("mergeCell", ref=_reference(area)) for area in book.merged)
    inside = [
        dialect.tag("dimension", ref=random.choice(["A1", "A1:L17", "B2:C3"]))
        if random.random() < 0.5
        else "",
        dialect.tag("cols", dialect.tag("col", min=3, max=5, width=9, style=3))
        if random.random() < 0.3
        else "",
        data,
        dialect.tag("mergeCells", merged, count=len(book.merged)) if merged else "",
        _around(dialect),
    ]
    root, namespace = dialect.name("worksheet"), foreign.STRICT if book.is_strict else foreign.MAIN
    links = "http://purl.oclc.org/ooxml/officeDocument/relationships" if book.is_strict else foreign.LINKS
    whole = (
        f"{foreign.HEAD}<{root}{dialect.declared(namespace)} xmlns:r='{links}'>"
        f"{dialect.gap().join(inside)}</{root}>"
    )
    encoding = random.choice(["UTF-8", "UTF-8", "UTF-8", "utf-8-sig", "UTF-16", "GB18030"])
    book.sheet = whole.replace("UTF-8", encoding.replace("-sig", ""), 1).encode(encoding)
    strings = "".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in _STRINGS)
    book.parts |= {"xl/sharedStrings.xml": foreign.strings(strings)}
    if book.is_strict:
        parts = foreign.defaults() | book.parts
        book.parts = {name: _strict(part) for name, part in parts.items() if "sheets/sheet1.xml" not in name}
    return book


def odd_changes(random: Random, book: OddBook) -> tuple[Change, ...]:
    """Some changes anywhere on the sheet, whole arrays and columns beside the table among them."""
    places = [random.choice(PLACES) for _ in range(random.randrange(1, 9))]
    if random.random() < 0.2:
        places += places_of(random.choice([ARRAY, DATA_TABLE, *MERGED]))
    if random.random() < 0.3:
        places += [(row, 11) for row in range(1, 5)] + [(row, 12) for row in range(1, 5)] * random.randrange(
            2
        )
    models = [place for place in PLACES if place not in places]
    changes = [_change(random, book, place, random.choice(models)) for place in places]
    if random.random() < 0.4:
        changes = [c for c in changes if (c.row, c.column) not in set(places_of(*book.arrays))]
    return tuple(changes)


def _change(random: Random, book: OddBook, place: Place, like: Place) -> Change:
    value = random.choice([None, "", True, 0, -1, 7, 0.1 + 0.2, 1e15, dt.datetime(2011, 10, 31), "same"])
    if random.random() < 0.4:
        value = random.choice(TEXTS)
    if value == "same":
        value = book.values.get(place)
    if random.random() < 0.1:
        value = Formula(random.choice(["=A1+1", '=IF(A1<1,"是","否")']))
    style = None
    if random.random() < 0.2:
        style = Style(like, random.choice([None, "0.00", "0.0%", "#,##0"]))
    return Change(*place, value, style=style)


def places_of(*areas: Area) -> list[Place]:
    """Every cell of the areas."""
    return [(r, c) for a in areas for r in range(a.top, a.bottom + 1) for c in range(a.left, a.right + 1)]


def _reference(area: Area) -> str:
    return f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"


def _cell(dialect: _Dialect, book: OddBook, place: Place) -> str:
    """A cell of any kind; `@` stands for its reference."""
    random, tag = dialect.random, dialect.tag
    kind = random.choice(
        ["number", "number", "shared", "inline", "rich", "bool", "error", "date", "blank", "formula", "str"]
    )
    text = random.choice(TEXTS)
    if kind == "blank":
        return tag("c", r="@", s=random.choice([1, 3, 4]))
    if kind == "formula":
        book.formulas[place] = "=2+3"
        book.values[place] = 5
        formula = tag("f", dialect.text("2+3"), ca=random.choice([None, 1]))
        return tag("c", dialect.gap() + formula + dialect.gap() + tag("v", "5"), r="@")
    if kind == "str":
        book.formulas[place] = '="x"'
        book.values[place] = text
        return tag("c", tag("f", '"x"') + tag("v", dialect.text(_escaped(text))), r="@", t="str")
    if kind == "shared":
        index = random.randrange(len(_STRINGS))
        book.values[place] = _STRINGS[index]
        return tag("c", tag("v", str(index)), r="@", t="s", ph=random.choice([None, 1]))
    if kind in ("inline", "rich"):
        book.values[place] = text
        return tag("c", tag("is", _runs(dialect, text, kind == "rich")), r="@", t="inlineStr")
    if kind == "bool":
        book.values[place] = random.random() < 0.5
        return tag("c", tag("v", str(int(bool(book.values[place])))), t="b", r="@")
    if kind == "error":
        book.values[place] = ErrorValue("#N/A")
        return tag("c", tag("v", "#N/A"), t="e", r="@", vm=random.choice([None, 1]))
    if kind == "date":
        book.values[place] = dt.datetime(2011, 10, 31)
        return tag("c", tag("v", "40847"), r="@", s=foreign.DATE)
    number = random.choice([0, 1, -2.5, 310, 1e-7, 123456789012345])
    book.values[place] = number
    return tag(
        "c", dialect.gap() + tag("v", repr(number)) + dialect.gap(), r="@", t=random.choice([None, "n"])
    )


def _runs(dialect: _Dialect, text: str, is_rich: bool) -> str:
    words = {"xml:space": "preserve"}
    written = _escaped(text)
    if not is_rich or "_x" in written:
        return dialect.tag("t", dialect.text(written), **words)
    half = len(text) // 2
    runs = "".join(
        dialect.tag("r", dialect.tag("rPr", dialect.tag("b")) + dialect.tag("t", dialect.text(part), **words))
        for part in (text[:half], text[half:])
        if part
    )
    return runs + dialect.tag("rPh", dialect.tag("t", "x"), sb=0, eb=1)


def _escaped(text: str) -> str:
    return text.replace("_x0041_", "_x005F_x0041_")


def _add_shared(dialect: _Dialect, book: OddBook, cells: dict[Place, str]) -> None:
    """A shared formula down a column."""
    if dialect.random.random() < 0.5:
        return
    first, last = SHARED_ROWS
    whole = _reference(Area(first, SHARED_COLUMN, last, SHARED_COLUMN))
    for row in range(first, last + 1):
        place = row, SHARED_COLUMN
        is_master = row == first
        formula = dialect.tag(
            "f",
            dialect.text("$A$1&A1") if is_master else None,
            t="shared",
            ref=whole if is_master else None,
            si=0,
        )
        book.formulas[place] = f"=$A$1&A{row}"
        book.values[place] = "y"
        cells[place] = dialect.tag("c", formula + dialect.tag("v", "y"), r="@", t="str")


def _add_arrays(dialect: _Dialect, book: OddBook, cells: dict[Place, str]) -> None:
    """An array formula of several cells, a data table."""
    for area, kind in ((ARRAY, "array"), (DATA_TABLE, "dataTable")):
        if dialect.random.random() < 0.5:
            continue
        book.arrays.append(area)
        for number, place in enumerate(places_of(area)):
            book.values[place] = number
            formula = ""
            if number == 0:
                text = "A1:B2" if kind == "array" else None
                formula = dialect.tag("f", text, t=kind, ref=_reference(area))
                book.formulas[place] = ""  # readers tell it each in their own way
            cells[place] = dialect.tag("c", formula + dialect.tag("v", str(number)), r="@")


def _add_merged(dialect: _Dialect, book: OddBook, cells: dict[Place, str]) -> None:
    for area in MERGED:
        if dialect.random.random() < 0.6:
            book.merged.append(area)
            book.values[area.top, area.left] = 3
            cells[area.top, area.left] = dialect.tag("c", dialect.tag("v", "3"), r="@")
            cells[area.bottom, area.right] = dialect.tag("c", r="@", s=3)


def _add_table(dialect: _Dialect, book: OddBook, cells: dict[Place, str]) -> None:
    """An Excel table with a header row."""
    if dialect.random.random() < 0.5:
        return
    book.has_table = True
    for place in places_of(TABLE):
        header = HEADERS[place[1] - TABLE.left] if place[0] == TABLE.top else None
        book.values[place] = header or place[0]
        inside = dialect.tag("is", dialect.tag("t", header)) if header else dialect.tag("v", str(place[0]))
        cells[place] = dialect.tag("c", inside, r="@", t="inlineStr" if header else None)
    columns = "".join(f'<tableColumn id="{k}" name="{name}"/>' for k, name in enumerate(HEADERS, 1))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    types = str(foreign.defaults()["[Content_Types].xml"])
    book.parts |= {
        "xl/worksheets/_rels/sheet1.xml.rels": foreign.links("table ../tables/table1.xml"),
        "[Content_Types].xml": types.replace(
            "</Types>", f'<Override PartName="/xl/tables/table1.xml" ContentType="{kind}"/></Types>'
        ),
        "xl/tables/table1.xml": (
            f'{foreign.HEAD}<table xmlns="{foreign.MAIN}" id="1" name="T" displayName="T" ref="{_reference(TABLE)}" '
            f'totalsRowShown="0"><autoFilter ref="{_reference(TABLE)}"/><tableColumns count="2">{columns}</tableColumns></table>'
        ),
    }


def _rows(dialect: _Dialect, cells: Mapping[Place, str]) -> Iterator[str]:
    """The rows of the sheet; references are left out where they say nothing new."""
    random, last_row = dialect.random, 0
    leaves_out = random.random() < 0.3
    for number in range(1, 18):
        columns = sorted(c for r, c in cells if r == number)
        if not columns and random.random() < 0.7:
            continue
        out, last = [dialect.gap()], 0
        for column in columns:
            text, reference = cells[number, column], cell_name(number, column)
            is_shared = column == SHARED_COLUMN  # openpyxl wants to know where a shared formula stands
            if leaves_out and not is_shared and column == last + 1 and random.random() < 0.5:
                out.append(text.replace(f" r={dialect.quote}@{dialect.quote}", "", 1))
            else:
                out.append(text.replace("@", reference, 1))
            out.append(dialect.gap())
            last = column
        yield dialect.tag(
            "row",
            "".join(out) if columns or random.random() < 0.5 else None,
            r=None if leaves_out and number == last_row + 1 and random.random() < 0.5 else number,
            spans="1:6" if random.random() < 0.3 else None,
            ht=random.choice([None, 30]),
            customHeight=random.choice([None, 1]),
            collapsed=random.choice([None, 1]),
        )
        last_row = number


def _around(dialect: _Dialect) -> str:
    """What stands behind the cells and has nothing to do with a patch."""
    rule = dialect.tag("cfRule", dialect.tag("formula", "1"), type="cellIs", priority=4, operator="equal")
    return "".join(
        element
        for element in (
            dialect.tag("conditionalFormatting", rule, sqref="A1:A9"),
            dialect.tag(
                "dataValidations", dialect.tag("dataValidation", sqref="B1:B9", allowBlank=1), count=1
            ),
            dialect.tag("hyperlinks", dialect.tag("hyperlink", ref="Z30", location="B1")),
            dialect.tag("pageMargins", left=1, right=1, top=1, bottom=1, header=0, footer=0),
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice Requires='mc'>{dialect.tag('controls', dialect.tag('row', r=1))}</mc:Choice></mc:AlternateContent>",
        )
        if dialect.random.random() < 0.4
    )


def _strict(part: str | bytes) -> str | bytes:
    if isinstance(part, bytes):
        return part
    return part.replace(foreign.MAIN, foreign.STRICT).replace(
        foreign.LINKS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    )


def first_cell(book: OddBook, place: Place) -> Place:
    """The cell that a place stands for: the first one of its merged area."""
    for area in book.merged:
        if place in places_of(area):
            return area.top, area.left
    return place


def may_refuse(book: OddBook, changes: Sequence[Change], there: set[Place]) -> bool:
    """Whether a part of what is asked can't be written; `there`: places that have their value already."""
    last = {(c.row, c.column): c for c in changes}
    written = {place for place in last if place not in there}
    for area in book.merged:
        values = [last[p].after for p in places_of(area) if p in last and last[p].after not in (None, "")]
        if any(type(v) is not type(values[0]) or v != values[0] for v in values):
            return True
    for area in book.arrays:
        places = places_of(area)
        if written & set(places) and not ((area.top, area.left) in written and set(places) <= set(last)):
            return True
    if not book.has_table:
        return False
    titles = [last[TABLE.top, c].after for c in (11, 12) if (TABLE.top, c) in last]
    twice = len(titles) == 2 and isinstance(titles[0], str) and titles[0] == titles[1] != ""
    return twice or any((TABLE.top, column) in written for column in range(TABLE.left, TABLE.right + 1))
