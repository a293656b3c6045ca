"""Columns that leave an Excel table: a patch that clears its last ones, headers and all, takes them out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kaohe_xl.books.cellxml import Content, Kept
from kaohe_xl.books.exceltables import ExcelTable, Holds, Place, columns_of, widened
from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Markup, Splice, attributes, escape, whole, with_attribute
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sharedstrings import unescaped
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence


def leaving(table: ExcelTable, contents: Mapping[Place, Content], holds: Holds) -> Area | None:
    """The last columns of a table that are cleared as a whole, headers too; never all of them."""
    top, bottom, right = table.area.top, table.area.bottom, table.area.right
    left = right + 1
    while table.has_header and table.can_grow and left > table.area.left + 1:
        if contents.get((top, left - 1), Kept.KEPT) not in (None, ""):
            break
        below = ((row, left - 1) for row in range(top + 1, bottom + 1))
        if any(_stays(place, contents, holds) for place in below):
            break
        left -= 1
    return Area(top, left, bottom, right) if left <= right else None


def _stays(place: Place, contents: Mapping[Place, Content], holds: Holds) -> bool:
    """Whether a cell holds something after the patch."""
    value = contents.get(place, Kept.KEPT)
    return holds(place) if value is Kept.KEPT else value not in (None, "")


def take_columns_out(package: Package, sheet: Sheet, table: ExcelTable, gone: Area) -> None:
    """Make the table end in front of its last columns. Raises BookError where something needs one of them."""
    markup = package.markup(table.part)
    tags = columns_of(markup)
    left = len(tags) - (gone.right - gone.left + 1)
    columns = markup.first(b"tableColumns")
    if columns is None or left < 1:
        raise markup.damaged()
    filters = (attributes(tag[0]) for tag in markup.tags(b"filterColumn", markup.root.end()))
    is_filtered = any(whole(of.get("colId", "")) >= left for of in filters)
    for tag, column in zip(tags[left:], range(gone.left, gone.right + 1), strict=True):
        name = unescaped(attributes(tag[0]).get("name", ""))
        if is_filtered or not tag[0].endswith(b"/>") or _is_named(package, name):
            words = {"sheet": sheet.name, "cell": cell_name(gone.top, column), "table": table.name}
            raise BookError(*sentence("TABLE_COLUMN_NEEDED", **words))
    package.put(table.part, markup.spliced(_splices(markup, columns, tags, left, gone)))


def _splices(
    markup: Markup, columns: re.Match[bytes], tags: list[re.Match[bytes]], left: int, gone: Area
) -> list[Splice]:
    """What makes the table end with its first `left` columns."""
    count = with_attribute(columns[0], "count", str(left))
    start, end = markup.ends(tags[left - 1], b"tableColumn")[1], markup.ends(columns, b"tableColumns")[0]
    splices = [
        widened(markup.root, gone.left - 1),
        (columns.start(), columns.end(), count),
        (start, end, b""),
    ]
    filtered = markup.first(b"autoFilter", markup.root.end(), columns.start())
    return splices if filtered is None else [*splices, widened(filtered, gone.left - 1)]


def _is_named(package: Package, column: str) -> bool:
    """Whether a formula or a name anywhere in the workbook may name a column of that title."""
    title = re.sub(r"(['\[\]#@])", r"'\1", column)
    words = [b"[" + sign + escape(title) + b"]" for sign in (b"", b"@")]
    longest = max(map(len, words))
    for part in (package.workbook, *(sheet.part for sheet in package.sheets.values())):
        rest = b""
        for chunk in package.archive.chunks(part):
            rest = rest[-longest:] + chunk
            if any(word in rest for word in words):
                return True
    return False
