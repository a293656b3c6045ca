"""A workbook open in Excel, as a Grid: a sheet is read in a few calls, columns are written as blocks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe_xl.books import excel_com
from kaohe_xl.books.excel_calls import Calls, LiveBusy, is_told, quiet
from kaohe_xl.books.grid import Area, Block, Patch, Saved, SheetPatch, TextColour
from kaohe_xl.books.live_looks import colours_of
from kaohe_xl.books.live_planning import places, steps_of
from kaohe_xl.books.live_reading import Reading, formulas_of, named_areas, read_sheet
from kaohe_xl.books.live_steps import Cells, Sheet, Step, differing, put
from kaohe_xl.books.live_undo import Snapshots
from kaohe_xl.books.references import cell_name
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

Steps = Mapping[str, Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken back: how many cells."""

    cells: int


class LiveGrid:
    """The Grid over an xlwings Book. What is saved goes into Excel; the file is the office's to save.

    Each sheet is read once. Sheets are neither added nor removed here, nor comments written: the workbook
    is closed for that. Raises BookError where Excel is busy for long, or refuses; nothing is then changed.
    """

    def __init__(self, book: Any, calls: Calls | None = None) -> None:
        self.book = book
        self._name: str = book.name
        self.calls = calls or Calls(self._name)
        self._path = _path_of(self.calls(lambda: book.impl.fullname, is_told))
        self._app = book.app
        self._readings: dict[str, Reading] = {}
        self._names: Mapping[str, Mapping[str, Area]] | None = None
        self._sheets = {one.name: one for one in self.calls(lambda: list(book.sheets))}

    @property
    def name(self) -> str:
        """The name that Excel shows."""
        return self._name

    @property
    def path(self) -> Path | None:
        """Where it lies on disk; None for a workbook never saved, or one in the cloud."""
        return self._path

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order, hidden ones included."""
        return tuple(self._sheets)

    def block(self, sheet: str) -> Block:
        """The sheet, read once and kept. Raises InputError for an unknown one, BookError."""
        return self._reading(sheet).block

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats that the sheet has. Raises as `block` does."""
        known = self._reading(sheet).looks.colours
        return known if known is not None else colours_of(self._sheets[sheet], self.calls)

    def save(self, patch: Patch) -> Saved:
        """Write into Excel what of the patch isn't there yet, all of it or nothing.

        Raises InputError for an unknown sheet; BookError where Excel is busy or refuses, where cells are
        locked, where the sheet was changed since it was read. Afterwards sheets are read anew.
        """
        if patch.is_empty:
            return Saved(None, None)
        for name in patch.sheets:
            self._known(name)
        self._refuse_what_needs_the_file(patch)
        with quiet(self._app, self.calls):
            planned = {name: self._planned(name, part) for name, part in patch.sheets.items()}
            plan = {name: steps for name, steps in planned.items() if steps}
            if not plan:
                return Saved(None, None)
            kept = Snapshots(self._name, self._path)
            kept.keep(plan)
            self._do(plan, kept)
        self._readings.clear()
        notes: tuple[str, ...] = ()
        if self.calls(lambda: excel_com.is_read_only(self.book)):
            notes = ("".join(sentence("LIVE_READ_ONLY", book=self._name)),)
        return Saved(self._path or Path(self._name), kept.path, notes)

    def status(self, text: str) -> None:
        """Put a text into the status bar; "" gives the bar back to Excel. A busy Excel is left alone."""
        once = Calls(self._name, ())
        with contextlib.suppress(Exception):  # a courtesy, whatever Excel says to it
            once(lambda: setattr(self._app, "status_bar", text or False))

    def selected(self) -> tuple[str, ...]:
        """What the selected cell may name, the cell itself first, then the texts left of it, nearest first.

        Nothing where no cell of this workbook is selected.
        """
        at = self.calls(lambda: self._app.selection)
        if at is None or at.sheet.book.name != self._name:
            return ()
        sheet, row, column = at.sheet.name, int(at.row), int(at.column)
        block = self.block(sheet)
        texts = [block.at(row, c) for c in range(column, 0, -1)]
        return f"{sheet}!{cell_name(row, column)}", *(text for text in texts if isinstance(text, str))

    def chosen_file(self, title: str) -> Path | None:
        """The workbook that somebody chooses in Excel's own dialog; None where nobody does.

        Raises InputError where this program has no such dialog.
        """
        try:
            chosen = self.calls(lambda: excel_com.chosen_file(self._app, title), is_told)
        except AttributeError:
            raise InputError(*sentence("LIVE_NO_DIALOG")) from None
        return Path(chosen) if isinstance(chosen, str) else None

    def undo(self) -> Taken:
        """Take the last write back: contents, formulas, number formats, colours.

        Raises BookError where there is none, and where a cell was changed since; nothing is then changed.
        """
        kept = Snapshots(self._name, self._path)
        while (newest := kept.newest()) is not None:
            if all(name in self._sheets for name in newest.steps):
                changed = None if newest.is_half else self._changed_since(newest.steps)
                if changed is None:
                    with quiet(self._app, self.calls):
                        self._take_back(newest.steps)
                    kept.drop()
                    self._readings.clear()
                    return Taken(sum(_cells(steps) for steps in newest.steps.values()))
                if not self._is_back(newest.steps):
                    raise BookError(*changed)
            kept.drop()  # the workbook was closed without saving: it is as it was before already
        raise BookError(*sentence("LIVE_NOTHING_TO_UNDO", book=self._name))

    def _known(self, name: str) -> Any:
        if name not in self._sheets:
            known = "、".join(self._sheets)
            raise InputError(*sentence("NO_SUCH_SHEET", sheet=name, sheets=known))
        return self._sheets[name]

    def _reading(self, name: str) -> Reading:
        sheet = self._known(name)
        if name not in self._readings:
            if self._names is None:
                self._names = named_areas(self.book, self.calls)
            self._readings[name] = read_sheet(sheet, name, self.calls, self._names.get(name, {}))
        return self._readings[name]

    def _refuse_what_needs_the_file(self, patch: Patch) -> None:
        is_undone = any(not part.undone.is_empty for part in patch.sheets.values())
        if patch.added or patch.removed or patch.comments is not None or is_undone:
            raise BookError(*sentence("LIVE_NEEDS_FILE", book=self._name))

    def _at(self, name: str, calls: Calls | None = None) -> Sheet:
        return Sheet(name, self._sheets[name], self._app, calls or self.calls)

    def _planned(self, name: str, part: SheetPatch) -> list[Step]:
        """The steps for one sheet; what can't be done is said before anything is."""
        reading, at = self._reading(name), self._at(name)
        colours = self.colours(name) if part.colours else ()
        steps = steps_of(at, part, reading, colours)
        if steps:
            self._refuse_changed(name, reading)
        return steps

    def _refuse_changed(self, name: str, reading: Reading) -> None:
        """Raises BookError where what was read doesn't stand there any more."""
        formulas = reading.formulas
        area = Area(1, 1, len(formulas), len(formulas[0]))
        if formulas_of(self._at(name).cells(area), area, self.calls) != formulas:
            self._readings.clear()
            raise BookError(*sentence("LIVE_CHANGED", book=self._name, sheet=name))

    def _refuse_locked(self, names: Iterable[str]) -> None:
        """Raises BookError naming the protected sheet, where one of them is."""
        for name in names:
            if self.calls(lambda: excel_com.is_protected(self._sheets[name])):  # noqa: B023  # called at once
                raise BookError(*sentence("LIVE_LOCKED_CELLS", sheet=name))

    def _do(self, plan: Steps, kept: Snapshots) -> None:
        """All steps; where one fails, those done are undone, and nothing is kept."""
        done: list[tuple[str, Step]] = []
        try:
            for name, steps in plan.items():
                for step in steps:
                    done.append((name, step))
                    step.do(self._at(name))
            for name, steps in plan.items():
                self._settle(self._at(name), steps)
        except BaseException as error:
            self._readings.clear()
            self._undone(reversed(done), kept)
            kept.drop()
            if isinstance(error, BookError) and not isinstance(error, LiveBusy):
                self._refuse_locked(plan)
            raise

    def _undone(self, done: Iterable[tuple[str, Step]], kept: Snapshots) -> None:
        """Put back what was done, with more patience than is usual.

        Raises BookError where not all of it could be put back; the snapshot stays then.
        """
        patient = self.calls.patient()
        failed: Exception | None = None
        for number, (name, step) in enumerate(done):
            try:
                step.undo(self._at(name, patient))
            except LiveBusy as error:
                failed = error
                break
            except Exception as error:
                # What Excel refused to do it refuses to undo, too: there is nothing to be undone then.
                if number or not self._holds_before(name, [step]):
                    failed = error
        if failed is not None:
            kept.mark_half()
            raise BookError(*sentence("LIVE_HALF", book=self._name)) from failed

    def _settle(self, at: Sheet, steps: Sequence[Step]) -> None:
        """See that Excel holds what was written: a filter may have got in the way of a whole block."""
        blocks = [(step.area, step.after) for step in steps if isinstance(step, Cells)]
        left = set(differing(at, blocks))
        for area, rows in blocks if left else ():
            for place in left.intersection(places(area)):
                value = rows[place[0] - area.top][place[1] - area.left]
                put(at, Area(*place, *place), ((value,),))
        for place in differing(at, blocks) if left else ():
            words = {"sheet": at.name, "cell": cell_name(*place), "book": self._name}
            raise BookError(*sentence("LIVE_NOT_TAKEN", **words))

    def _changed_since(self, plan: Steps) -> tuple[str, str] | None:
        """What to say where a cell doesn't hold any more what was written."""
        for name, steps in plan.items():
            blocks = [(step.area, step.after) for step in steps if isinstance(step, Cells)]
            for place in differing(self._at(name), blocks):
                return sentence("LIVE_UNDO_CHANGED", sheet=name, cell=cell_name(*place))
        return None

    def _is_back(self, plan: Steps) -> bool:
        """Whether all cells hold what stood there before."""
        return all(self._holds_before(name, steps) for name, steps in plan.items())

    def _holds_before(self, name: str, steps: Sequence[Step]) -> bool:
        blocks = [(step.area, step.before) for step in steps if isinstance(step, Cells)]
        return not list(differing(self._at(name), blocks))

    def _take_back(self, plan: Steps) -> None:
        done: list[tuple[str, Step]] = []
        try:
            for name, steps in plan.items():
                for step in reversed(steps):
                    done.append((name, step))
                    step.undo(self._at(name))
        except BaseException:
            self._readings.clear()
            for name, step in reversed(done):
                step.do(self._at(name))
            raise


def _cells(steps: Sequence[Step]) -> int:
    return sum(len(row) for step in steps if isinstance(step, Cells) for row in step.after)


def _path_of(fullname: str) -> Path | None:
    """The path of a workbook's full name; None where it was never saved, or lies in the cloud."""
    path = Path(fullname)
    return path if path.is_absolute() and "://" not in fullname else None
