"""What is done to an open sheet, step by step; each knows what was there before and can put it back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaohe_xl.books import excel_com
from kaohe_xl.books.equality import same_value
from kaohe_xl.books.excel_calls import Calls
from kaohe_xl.books.grid import Area, ErrorValue, Formula, TextColour, Value
from kaohe_xl.books.live_reading import formulas_of, values_of
from kaohe_xl.books.references import cell_name

Rows = tuple[tuple[Value, ...], ...]

LONGEST_ADDRESS = 250


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open sheet, and how to call Excel."""

    name: str
    sheet: Any
    app: Any
    calls: Calls

    def cells(self, area: Area) -> Any:
        """A range of it."""
        return self.several([area])

    def several(self, areas: Sequence[Area]) -> Any:
        """A range of several areas. Excel takes no longer address than `LONGEST_ADDRESS`."""
        return self.calls(lambda: self.sheet.range(_address(areas)))


@dataclass(frozen=True, slots=True)
class Looks:
    """Cells without looks of their own get those of others; each of several columns those of the one."""

    area: Area
    like: Area
    is_merged: bool = False

    def do(self, at: Sheet) -> None:
        """Copy the looks; not the conditional formats, nor merged areas."""
        source, target = at.cells(self.like), at.cells(self.area)
        at.calls(lambda: source.copy())
        at.calls(lambda: target.paste(paste="formats"))
        with contextlib.suppress(AttributeError):
            at.calls(lambda: excel_com.drop_conditions(target))
        if self.is_merged:
            at.calls(lambda: target.unmerge())
        at.calls(lambda: setattr(at.app, "cut_copy_mode", False))

    def undo(self, at: Sheet) -> None:
        """Without looks again."""
        target = at.cells(self.area)
        at.calls(lambda: target.clear_formats())


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format; without `after` Excel is left to choose one, and only `before` comes back."""

    area: Area
    before: str
    after: str | None = None

    def do(self, at: Sheet) -> None:
        """Set it."""
        if self.after is not None:
            self._put(at, self.after)

    def undo(self, at: Sheet) -> None:
        """The one that was there."""
        self._put(at, self.before)

    def _put(self, at: Sheet, code: str) -> None:
        cells = at.cells(self.area)
        at.calls(lambda: setattr(cells, "number_format", code))


@dataclass(frozen=True, slots=True)
class Width:
    """The width of a column, or of several ones side by side."""

    column: int
    before: float
    after: float
    columns: int = 1

    def cells(self, at: Sheet) -> Any:
        """A cell of each."""
        return at.cells(Area(1, self.column, 1, self.column + self.columns - 1))

    def do(self, at: Sheet) -> None:
        """Set it."""
        self._put(at, self.after)

    def undo(self, at: Sheet) -> None:
        """The one that was there."""
        self._put(at, self.before)

    def _put(self, at: Sheet, width: float) -> None:
        cells = self.cells(at)
        at.calls(lambda: setattr(cells, "column_width", width))


@dataclass(frozen=True, slots=True)
class Cells:
    """Contents of a block of cells, written in one call."""

    area: Area
    before: Rows
    after: Rows

    def do(self, at: Sheet) -> None:
        """Write what comes."""
        self._put(at, self.after)

    def undo(self, at: Sheet) -> None:
        """Write what was there."""
        self._put(at, self.before)

    def _put(self, at: Sheet, rows: Rows) -> None:
        put(at, self.area, rows)


@dataclass(frozen=True, slots=True)
class Colour:
    """A conditional format that comes: one text and look, on one or several areas."""

    colours: tuple[TextColour, ...]

    def do(self, at: Sheet) -> None:
        """Install it."""
        for some in _pieces(self.colours):
            cells = at.several([one.area for one in some])
            at.calls(lambda: excel_com.add_colour(cells, some[0]))  # noqa: B023  # called at once

    def undo(self, at: Sheet) -> None:
        """Take it out."""
        for some in _pieces(self.colours):
            areas = [one.area for one in some]
            at.calls(lambda: excel_com.drop_colour(at.sheet, some[0].text, areas))  # noqa: B023


def _pieces(colours: Sequence[TextColour]) -> Iterator[list[TextColour]]:
    """As many at once as an address may be long."""
    piece: list[TextColour] = []
    for one in colours:
        if len(_address([c.area for c in [*piece, one]])) > LONGEST_ADDRESS:
            yield piece
            piece = []
        piece.append(one)
    yield piece


def _address(areas: Sequence[Area]) -> str:
    return ",".join(f"{cell_name(a.top, a.left)}:{cell_name(a.bottom, a.right)}" for a in areas)


Step = Looks | NumberFormat | Width | Cells | Colour


def differing(at: Sheet, blocks: Sequence[tuple[Area, Rows]]) -> Iterator[tuple[int, int]]:
    """The cells that don't hold what stands in the rows; one call reads what lies around all blocks."""
    if not blocks:
        return
    areas = [area for area, _ in blocks]
    around = Area(
        min(area.top for area in areas),
        min(area.left for area in areas),
        max(area.bottom for area in areas),
        max(area.right for area in areas),
    )
    cells = at.cells(around)
    values = values_of(cells, around, at.calls)
    has_formulas = any(isinstance(value, Formula) for _, rows in blocks for row in rows for value in row)
    formulas = formulas_of(cells, around, at.calls) if has_formulas else ()
    for area, rows in blocks:
        for row, line in enumerate(rows, area.top):
            for column, wanted in enumerate(line, area.left):
                r, c = row - around.top, column - around.left
                if isinstance(wanted, Formula):
                    is_held = formulas[r][c].startswith("=")
                else:
                    is_held = same_value(values[r][c], wanted)
                if not is_held:
                    yield row, column


def put(at: Sheet, area: Area, rows: Rows) -> None:
    """Write a block of contents in one call."""
    cells = at.cells(area)
    engine = at.app.engine.impl
    told = [[_told(value, engine) for value in row] for row in rows]
    is_one = (area.top, area.left) == (area.bottom, area.right)
    at.calls(lambda: setattr(cells, "raw_value", told[0][0] if is_one else told))


def _told(value: Value, engine: Any) -> Any:
    """A value as Excel takes it: texts that it would read as something else get its mark for texts."""
    if isinstance(value, Formula | ErrorValue):
        return str(value)
    if isinstance(value, str):
        return f"'{value}" if value and not _is_plain(value) else value
    return engine.prepare_xl_data_element(value, {})


def _is_plain(text: str) -> bool:
    """Whether Excel can't take a text for a number, a day, a formula or a truth value."""
    return "\u4e00" <= text[0] <= "\u9fff" and not any(letter.isdigit() for letter in text)


def step_json(step: Step) -> dict[str, Any]:
    """A step as it is kept."""
    told: dict[str, Any] = {"kind": type(step).__name__}
    for name in step.__dataclass_fields__:
        value = getattr(step, name)
        if isinstance(value, Area):
            told[name] = _area_json(value)
        elif isinstance(step, Colour):
            told[name] = [[_area_json(c.area), c.text, c.fill, c.font] for c in step.colours]
        elif isinstance(value, tuple):
            told[name] = [[_value_json(one) for one in row] for row in value]
        else:
            told[name] = value
    return told


def step_of(told: dict[str, Any]) -> Step:
    """A step that was kept. Raises KeyError, TypeError, ValueError for what is none."""
    words = dict(told)
    kind = {one.__name__: one for one in (Looks, NumberFormat, Width, Cells, Colour)}[words.pop("kind")]
    for name in ("area", "like"):
        if name in words:
            words[name] = Area(*words[name])
    if kind is Colour:
        words["colours"] = tuple(TextColour(Area(*area), *looks) for area, *looks in words["colours"])
    if kind is Cells:
        words |= {name: _rows_of(words[name]) for name in ("before", "after")}
    made: Step = kind(**words)
    return made


def _rows_of(rows: Iterable[Sequence[Any]]) -> Rows:
    return tuple(tuple(_value_of(one) for one in row) for row in rows)


def _area_json(area: Area) -> list[int]:
    return [area.top, area.left, area.bottom, area.right]


def _value_json(value: Value) -> Any:
    if isinstance(value, datetime):
        return {"day": value.isoformat()}
    if isinstance(value, Formula):
        return {"formula": str(value)}
    return {"error": str(value)} if isinstance(value, ErrorValue) else value


def _value_of(told: Any) -> Value:
    if not isinstance(told, dict):
        value: Value = told
        return value
    if "day" in told:
        return datetime.fromisoformat(told["day"])
    return Formula(told["formula"]) if "formula" in told else ErrorValue(told["error"])
