"""An Excel in memory that can be busy, drop calls and refuse them: what no real one does on demand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaohe_xl.books.grid import Area
from kaohe_xl.books.references import area_of, cell_name

IS_EDITED, WAS_REJECTED, RETRY_LATER, REFUSED = -2146777998, -2147418111, -2147417846, -2146827284
ENDED = -2147023174


class com_error(Exception):
    """pywin32's: number, words, details."""

    def __init__(self, hresult: int, words: str = "", details: Any = None) -> None:
        super().__init__(hresult, words, details, None)
        self.hresult = hresult


@dataclass
class Cell:
    """What a cell holds, and how it looks."""

    value: Any = None
    formula: str = ""
    number_format: str = "General"
    color: Any = None


@dataclass
class Excel:
    """The application; `fault` is asked at each call, by the call's name and number, and may raise.

    It gives True for a call that is to come to nothing: a reading call then returns None.
    """

    screen: Any = True
    events: Any = True
    mode: Any = "automatic"
    status_bar: Any = False
    cut_copy_mode: Any = None
    selection: Any = None
    fault: Callable[[str, int], bool] = lambda name, number: False
    calls: list[str] = field(default_factory=list)

    def call(self, name: str) -> bool:
        """Count a call; whether it comes to nothing."""
        self.calls.append(name)
        return self.fault(name, len(self.calls))

    @property
    def engine(self) -> Any:
        prepare = staticmethod(lambda value, options: "" if value is None else value)
        return type("E", (), {"impl": type("I", (), {"prepare_xl_data_element": prepare})})

    def _set(self, name: str, value: Any) -> None:
        if not self.call(f"set {name}"):
            setattr(self, name, value)

    def _get(self, name: str) -> Any:
        return None if self.call(f"get {name}") else getattr(self, name)

    screen_updating = property(lambda s: s._get("screen"), lambda s, v: s._set("screen", v))
    enable_events = property(lambda s: s._get("events"), lambda s, v: s._set("events", v))
    calculation = property(lambda s: s._get("mode"), lambda s, v: s._set("mode", v))

    @property
    def settings(self) -> tuple[Any, ...]:
        """What is to be as it was after each call."""
        return self.screen, self.events, self.mode


class Book:
    """A workbook; `name` without a folder was never saved."""

    def __init__(self, excel: Excel, sheets: dict[str, list[list[Any]]], path: str = "/共享/市考指标.xlsx") -> None:
        self.app, self.names = excel, []
        self.name = Path(path).name
        self.impl = type("Impl", (), {"fullname": path})()
        self.api = type("Api", (), {"ReadOnly": False, "Saved": True})()
        self.sheets = [Sheet(self, name, rows) for name, rows in sheets.items()]


class Sheet:
    """A sheet of cells."""

    visible = -1
    tables: tuple[Any, ...] = ()

    def __init__(self, book: Book, name: str, rows: list[list[Any]]) -> None:
        self.book, self.name = book, name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Area] = []
        self.conditions: list[dict[str, Any]] = []
        self.widths: dict[int, float] = {}
        self.api = Protection(self)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    self.at(r, c).value = value

    def at(self, row: int, column: int) -> Cell:
        return self.cells.setdefault((row, column), Cell())

    @property
    def used_range(self) -> Range:
        held = [place for place, cell in self.cells.items() if cell != Cell()] or [(1, 1)]
        return Range(self, Area(1, 1, max(r for r, _ in held), max(c for _, c in held)))

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            return Range(self, area_of(first))
        return Range(self, Area(*first, *(last or first)))

    @property
    def state(self) -> Any:
        """All there is in it, to be compared."""
        held = {place: cell for place, cell in self.cells.items() if cell != Cell()}
        told = {p: (c.value, c.formula, c.number_format, c.color) for p, c in held.items()}
        return told, [dict(one) for one in self.conditions], {c: w for c, w in self.widths.items() if w != 8.0}


class Protection:
    """What Excel's own sheet object says; `Cells` is itself."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.ProtectContents = False

    @property
    def Cells(self) -> Any:
        return type("Cells", (), {"FormatConditions": Conditions(self._sheet, None)})()


class Range:
    """A rectangle of cells; every member is one call."""

    def __init__(self, sheet: Sheet, area: Area) -> None:
        self.sheet, self.area = sheet, area
        self.row, self.column = area.top, area.left
        self.shape = area.bottom - area.top + 1, area.right - area.left + 1

    def _call(self, name: str) -> bool:
        return self.sheet.book.app.call(f"{name} {self.sheet.name}")

    def _rows(self) -> list[list[Cell]]:
        a = self.area
        return [[self.sheet.at(r, c) for c in range(a.left, a.right + 1)] for r in range(a.top, a.bottom + 1)]

    def _read(self, name: str, of: Callable[[Cell], Any]) -> Any:
        if self._call(name):
            return None
        rows = tuple(tuple(of(cell) for cell in row) for row in self._rows())
        return rows[0][0] if self.shape == (1, 1) else rows

    @property
    def address(self) -> str | None:
        first, last = (self.area.top, self.area.left), (self.area.bottom, self.area.right)
        return None if self._call("address") else f"${cell_name(*first)}:{cell_name(*last)}".replace("$", "")

    @property
    def raw_value(self) -> Any:
        return self._read("read values", lambda cell: cell.value)

    @raw_value.setter
    def raw_value(self, told: Any) -> None:
        if self._call("write"):
            return
        if self.sheet.api.ProtectContents:
            raise com_error(REFUSED)
        rows = told if isinstance(told, list) else [[told]]
        for cells, row in zip(self._rows(), rows, strict=True):
            for cell, value in zip(cells, row, strict=True):
                cell.formula, cell.value = typed(value)
                if cell.number_format == "@" and isinstance(cell.value, float | int):
                    cell.value = str(cell.value)

    @property
    def formula(self) -> Any:
        return self._read("read formulas", lambda cell: cell.formula or _shown(cell.value))

    def _alike(self, name: str, of: Callable[[Cell], Any]) -> Any:
        if self._call(name):
            return None
        found = {of(cell) for row in self._rows() for cell in row}
        return found.pop() if len(found) == 1 else None

    def _put(self, name: str, value: Any) -> None:
        if not self._call(f"set {name}"):
            for row in self._rows():
                for cell in row:
                    setattr(cell, name, value)

    number_format = property(
        lambda s: s._alike("number format", lambda c: c.number_format), lambda s, v: s._put("number_format", v)
    )
    color = property(lambda s: s._alike("color", lambda c: c.color), lambda s, v: s._put("color", v))

    @property
    def column_width(self) -> Any:
        return None if self._call("width") else self.sheet.widths.get(self.area.left, 8.0)

    @column_width.setter
    def column_width(self, value: float) -> None:
        if not self._call("set width"):
            self.sheet.widths[self.area.left] = value

    @property
    def merge_cells(self) -> Any:
        a = self.area
        self._call("merge cells")
        held = [m for m in self.sheet.merged if m.top <= a.bottom and m.bottom >= a.top and m.left <= a.right and m.right >= a.left]
        if not held:
            return False
        m = held[0]
        return True if m.top <= a.top and m.bottom >= a.bottom and m.left <= a.left and m.right >= a.right else None

    @property
    def merge_area(self) -> Range:
        a = self.area
        return Range(self.sheet, next(m for m in self.sheet.merged if m.top <= a.top <= m.bottom and m.left <= a.left <= m.right))

    def copy(self) -> None:
        self._call("copy")
        self.sheet.book.app.clip = self  # type: ignore[attr-defined]

    def paste(self, paste: str) -> None:
        if self._call("paste"):
            return
        for cells, row in zip(self._rows(), self.sheet.book.app.clip._rows(), strict=True):  # type: ignore[attr-defined]
            for cell, source in zip(cells, row, strict=True):
                cell.number_format, cell.color = source.number_format, source.color

    def unmerge(self) -> None:
        self._call("unmerge")

    def clear_formats(self) -> None:
        self._call("clear formats")
        for row in self._rows():
            for cell in row:
                cell.number_format, cell.color = "General", None

    @property
    def api(self) -> Any:
        conditions = Conditions(self.sheet, self.area)
        return type("Api", (), {"FormatConditions": conditions, "Locked": True})()


class Conditions:
    """Conditional formats of a range, or of a sheet."""

    def __init__(self, sheet: Sheet, area: Area | None) -> None:
        self._sheet, self._area = sheet, area

    @property
    def Count(self) -> int:
        self._sheet.book.app.call("count conditions")
        return len(self._sheet.conditions)

    def Item(self, number: int) -> Condition:
        return Condition(self._sheet, self._sheet.conditions[number - 1])

    def Add(self, Type: int, Operator: int, Formula1: str) -> Condition:
        self._sheet.book.app.call("add condition")
        a = self._area
        assert a is not None
        reference = f"{cell_name(a.top, a.left)}:{cell_name(a.bottom, a.right)}"
        self._sheet.conditions.append({"formula": Formula1, "area": reference, "fill": 0, "font": 0})
        return Condition(self._sheet, self._sheet.conditions[-1])

    def Delete(self) -> None:
        self._sheet.book.app.call("drop conditions")


class Condition:
    """One of them."""

    Type, Operator = 1, 3

    def __init__(self, sheet: Sheet, told: dict[str, Any]) -> None:
        self._sheet, self._told = sheet, told
        self.Formula1 = told["formula"]
        self.AppliesTo = type("Applies", (), {"Address": told["area"]})()
        self.Interior, self.Font = Paint(self, "fill"), Paint(self, "font")

    def Delete(self) -> None:
        self._sheet.book.app.call("drop condition")
        self._sheet.conditions.remove(self._told)


class Paint:
    """Its fill, or its font."""

    def __init__(self, condition: Condition, name: str) -> None:
        self.__dict__["_of"] = condition, name

    @property
    def Color(self) -> int:
        condition, name = self._of
        return int(condition._told[name])

    def __setattr__(self, name: str, value: int) -> None:
        condition, of = self._of
        condition._sheet.book.app.call(f"paint {of}")
        condition._told[of] = value


def typed(told: Any) -> tuple[str, Any]:
    """Formula and value of a cell once somebody has typed this into it."""
    if not isinstance(told, str):
        return "", told
    if told.startswith("'"):
        return "", told[1:]
    if told.startswith("=") and len(told) > 1:
        return told, 1.0
    if re.fullmatch(r"-?\d+(\.\d+)?", told):
        return "", float(told)
    return ("", {"TRUE": True, "FALSE": False}.get(told, told)) if told else ("", None)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
