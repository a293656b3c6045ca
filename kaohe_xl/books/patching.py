"""A Patch applied to a workbook's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from kaohe_xl.books import calculation, refusals
from kaohe_xl.books.cellxml import Cached, Content, Kept, Writer
from kaohe_xl.books.conditional import colour_splices, text_colours
from kaohe_xl.books.equality import is_there
from kaohe_xl.books.exceltables import ExcelTable, adjust, excel_tables, rows_to_look_at
from kaohe_xl.books.excerpts import Excerpt, excerpt, places_only
from kaohe_xl.books.formulas.outcome import recalculated
from kaohe_xl.books.formulas.storing import dropping_notes, with_results, without_results
from kaohe_xl.books.grid import Block, Change, Formula, Patch, SheetPatch, Value
from kaohe_xl.books.leavingcolumns import leaving, take_columns_out
from kaohe_xl.books.markup import Markup, Splice, attributes
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.new_sheets import add_sheets
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.removed_sheets import remove_sheets
from kaohe_xl.books.scan import merged_areas
from kaohe_xl.books.shared_formulas import promoted
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.sheetxml import Edit, Place, splice_cells
from kaohe_xl.books.style_trimming import trim_styles
from kaohe_xl.books.styles import Styles
from kaohe_xl.books.stylespart import put_styles
from kaohe_xl.books.taking_out import take_out
from kaohe_xl.books.widths import width_splices
from kaohe_xl.messages import sentence

DATE, DATE_AND_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def apply(package: Package, patch: Patch) -> tuple[str, ...]:
    """Put what of the patch isn't there yet into the package's parts; nothing where that is nothing.

    Formulas that read what changes get the results that they then have, or lose those that they had.
    Returns what the office should know of it. Raises InputError for an unknown sheet, BookError for
    what can't be written.
    """
    colours = _given_colours(package, patch)
    remove_sheets(package, patch.removed)
    add_sheets(package, patch.added)
    studies = {name: _studied(package, package.sheet(name), part) for name, part in patch.sheets.items()}
    outcome = recalculated(package, {name: study.values for name, study in studies.items()})
    notes: list[str] = []
    has_new_values = False
    for name in dict.fromkeys([*studies, *outcome.results, *outcome.whole]):
        study = studies.get(name) or _studied(package, package.sheet(name), SheetPatch())
        is_free = package.archive.mark(study.sheet.part) in package.formula_free
        shown, splices, has_new = _patched(package, study, outcome.results.get(name, {}))
        has_new_values |= has_new
        if splices and name in studies:
            notes += _notes(name, shown.markup)
        if name in outcome.whole:
            shown.put(shown.markup.spliced(splices), without_results)
        elif splices:
            shown.put(shown.markup.spliced(splices))
        if is_free and not any(isinstance(content, Formula) for content in study.contents.values()):
            package.formula_free.add(package.archive.mark(study.sheet.part))
    for name, part in patch.sheets.items():
        take_out(package, package.sheet(name), part.undone)
    put_styles(package)
    if patch.removed or any(not part.undone.is_empty for part in patch.sheets.values()):
        trim_styles(package, colours)
    if has_new_values and outcome.has_formulas:
        calculation.recalculate_at_opening(package)
    return (*notes, *dropping_notes(outcome))


def _given_colours(package: Package, patch: Patch) -> set[tuple[str, str]]:
    """Fill and font of the text colours that the patch takes out, those of sheets that go among them."""
    gone = [package.markup(package.sheet(name).part) for name in patch.removed]
    ours = {(c.fill, c.font) for sheet in gone for c in text_colours(sheet, package.styles)}
    return ours | {(c.fill, c.font) for part in patch.sheets.values() for c in part.undone.colours}


@dataclass(frozen=True, slots=True)
class _Study:
    """A sheet that a patch touches: the rows that this takes, and what of the patch isn't there yet."""

    sheet: Sheet
    part: SheetPatch
    rows: Set[int]
    shown: Excerpt
    tables: tuple[ExcelTable, ...] = ()
    block: Block = Block(())
    contents: Mapping[Place, Content] = field(default_factory=dict)

    @property
    def values(self) -> dict[Place, Value]:
        """The cells whose value changes."""
        return {p: c for p, c in self.contents.items() if not isinstance(c, Kept | Cached)}


def _studied(package: Package, sheet: Sheet, part: SheetPatch) -> _Study:
    """What a patch does to a sheet. Raises BookError for what can't be written."""
    refusals.refuse_off_sheet(package, sheet, {(c.row, c.column) for c in part.changes})
    tables = excel_tables(package, sheet)
    also = rows_to_look_at(tables, ((c.row, c.column) for c in part.changes))
    shown, part, wanted = _shown(package, sheet, part, also)
    rows = SheetRows(shown.markup, sheet.name)
    places = [(change.row, change.column) for change in part.changes]
    block = package.block(sheet.name, places_only(rows, places, also))
    contents = _contents(part.changes, block)
    if contents:
        new = {place: content for place, content in contents.items() if content is not Kept.KEPT}
        refusals.refuse_pivots(sheet, tuple(refusals.pivot_areas(package, sheet)), new)
        refusals.refuse_headers(sheet, {t: leaving(t, contents, _holds(block)) for t in tables}, new)
        refusals.refuse_arrays(sheet, rows, new, {(c.row, c.column) for c in part.changes})
    return _Study(sheet, part, wanted, shown, tables, block, contents)


def _patched(
    package: Package, study: _Study, results: Mapping[Place, Cached]
) -> tuple[Excerpt, list[Splice], bool]:
    """The sheet, what the patch and the results of formulas splice into it, and whether a value changes."""
    sheet, part, contents = study.sheet, study.part, study.contents
    further = {row for row, _ in results} - study.rows
    shown = excerpt(package, sheet.part, study.rows | further) if further else study.shown
    markup = shown.markup
    splices = [*width_splices(markup, part.widths), *colour_splices(markup, package.styles, part.colours)]
    if not contents and not results:
        return shown, splices, False
    rows = SheetRows(markup, sheet.name)
    if study.tables and contents:
        occupied = (*refusals.pivot_areas(package, sheet), *merged_areas(markup))
        holds = _holds(study.block)
        adjust(package, sheet, study.tables, contents, occupied, holds, part.continued)
        for table in study.tables:
            if (gone := leaving(table, contents, holds)) is not None:
                take_columns_out(package, sheet, table, gone)
    edits = with_results(_edits(rows, package.styles, part.changes, contents), results)
    spliced = splice_cells(rows, edits, Writer(sheet.name, markup.prefix, package.is_1904, part.heights))
    splices += [*spliced.splices, *promoted(rows, spliced.masters, spliced.dropped)]
    calculation.forget(package, sheet.id, spliced.dropped)
    return shown, splices, spliced.has_new_values


def _shown(
    package: Package, sheet: Sheet, part: SheetPatch, also: Set[int]
) -> tuple[Excerpt, SheetPatch, Set[int]]:
    """The sheet with the rows that the patch needs, the patch with merged areas' first cells, the rows."""
    likes = {change.style.like[0] for change in part.changes if change.style is not None}
    rows = {change.row for change in part.changes} | likes | also
    shown = excerpt(package, sheet.part, rows)
    changes = to_first_cells(sheet.name, part.changes, merged_areas(shown.markup))
    moved = {change.row for change in changes} - rows
    if moved:
        shown = excerpt(package, sheet.part, rows | moved)
    return shown, replace(part, changes=changes), rows | moved


def _notes(sheet: str, markup: Markup) -> list[str]:
    """What is to be said of a sheet that is written to: that it is protected."""
    tag = markup.first(b"sheetProtection")
    is_protected = tag is not None and attributes(tag[0]).get("sheet") in ("1", "true")
    return ["".join(sentence("SHEET_PROTECTED", sheet=sheet))] if is_protected else []


def _holds(block: Block) -> Callable[[Place], bool]:
    """Whether a cell holds something."""
    return lambda place: block.at(*place) not in (None, "") or place in block.formulas


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
