"""A Patch applied to a workbook's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from kaohe_xl.books import calculation
from kaohe_xl.books.cellxml import Content, Kept, Writer
from kaohe_xl.books.conditional import colour_splices
from kaohe_xl.books.excerpts import excerpt, rows_only
from kaohe_xl.books.grid import Block, Change, ErrorValue, Formula, Patch, SheetPatch, Value
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.package import CONTENT_TYPES, Package, relationships_part
from kaohe_xl.books.refusals import refuse
from kaohe_xl.books.shared_formulas import promoted
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.sheetxml import Edit, Place, splice_cells
from kaohe_xl.books.styles import Styles
from kaohe_xl.books.widths import width_splices

DATE, DATE_AND_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_STYLES = "xl/styles.xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def apply(package: Package, patch: Patch) -> None:
    """Put what of the patch isn't there yet into the package's parts; nothing where that is nothing.

    Raises InputError for an unknown sheet, BookError for what can't be written.
    """
    has_new_values = False
    for name, part in patch.sheets.items():
        has_new_values |= _apply_to_sheet(package, name, part)
    _put_styles(package)
    if has_new_values:
        calculation.recalculate_at_opening(package)


def is_there(change: Change, block: Block) -> bool:
    """Whether the cell holds the value already; numbers at the 15 digits that Excel shows."""
    place = (change.row, change.column)
    if isinstance(change.after, Formula):
        return block.formulas.get(place) == change.after
    if place in block.formulas:
        return False
    return same_value(block.at(*place), change.after)


def same_value(old: Value, new: Value) -> bool:
    """Whether a cell would show and compute the same with either value."""
    if old in (None, "") or new in (None, ""):
        return old in (None, "") and new in (None, "")
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return f"{old:.14e}" == f"{new:.14e}"
    if isinstance(old, datetime) and isinstance(new, datetime):
        return abs((old - new.replace(tzinfo=None)).total_seconds()) < 0.001
    return isinstance(old, ErrorValue) == isinstance(new, ErrorValue) and old == new


def _apply_to_sheet(package: Package, name: str, part: SheetPatch) -> bool:
    """Patch one sheet; whether a value changed."""
    sheet = package.sheet(name)
    touched = {change.row for change in part.changes}
    likes = {change.style.like[0] for change in part.changes if change.style is not None}
    shown = excerpt(package, sheet.part, touched | likes)
    markup = shown.markup
    splices = [*width_splices(markup, part.widths), *colour_splices(markup, package.styles, part.colours)]
    has_new_values = False
    rows = SheetRows(markup, name)
    contents = _contents(part.changes, package.block(name, rows_only(rows, touched)))
    if contents:
        refuse(package, sheet, rows, contents)
        edits = _edits(rows, package.styles, part.changes, contents)
        result = splice_cells(rows, edits, Writer(name, markup.prefix, package.is_1904))
        splices += [*result.splices, *promoted(rows, result.masters, result.dropped)]
        calculation.forget(package, sheet.id, result.dropped)
        has_new_values = result.has_new_values
    if splices:
        shown.put(markup.spliced(splices))
    return has_new_values


def _contents(changes: Iterable[Change], block: Block) -> Mapping[Place, Content]:
    """What to write where; the last change of a cell counts. A cell that has its value is only restyled."""
    wanted: dict[Place, Content] = {}
    for change in changes:
        place = (change.row, change.column)
        wanted.pop(place, None)
        if not is_there(change, block):
            wanted[place] = change.after
        elif change.style is not None:
            wanted[place] = Kept.KEPT
    return wanted


def _edits(
    rows: SheetRows, styles: Styles, changes: Iterable[Change], contents: Mapping[Place, Content]
) -> dict[Place, Edit]:
    """Each content with the rule for its looks."""
    named = {(change.row, change.column): change for change in changes}
    likes = rows.styles_at({s.like for place in contents if (s := named[place].style) is not None})

    def looks(place: Place) -> Callable[[int], int]:
        """The rule for the looks of one cell."""
        style, value = named[place].style, named[place].after

        def found(inherited: int) -> int:
            """The format index for one that stands there, or would be inherited."""
            index = inherited if style is None else likes[style.like]
            if style is not None and style.number_format is not None:
                return styles.with_number_format(index, style.number_format)
            if isinstance(value, datetime) and not styles.is_date(index):
                has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
                return styles.with_number_format(index, DATE_AND_TIME if has_time else DATE)
            return index

        return found

    return {place: Edit(value, looks(place)) for place, value in contents.items()}


def _put_styles(package: Package) -> None:
    """Write the styles part where formats were added; make it where the workbook has none."""
    if not package.styles.has_grown:
        return
    part = package.related("styles")
    if part is not None:
        package.put(part, package.styles.render())
        return
    name = package.archive.free_name(_STYLES)
    package.archive.add(name, package.styles.render())
    types = package.markup(CONTENT_TYPES)
    new = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (
        *(types.prefix, name.encode()),
        _STYLES_TYPE.encode(),
    )
    package.put(CONTENT_TYPES, _appended(types, new))
    links = package.markup(relationships_part(package.workbook))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    new = b'<%sRelationship Id="rIdKaoheStyles" Type="%s" Target="/%s"/>' % (
        *(links.prefix, kind.encode()),
        name.encode(),
    )
    package.put(links.part, _appended(links, new))


def _appended(markup: Markup, element: bytes) -> bytes:
    """A part with one more element at the end of its root."""
    end = markup.mask.rindex(b"</")
    return markup.spliced([(end, end, element)])
