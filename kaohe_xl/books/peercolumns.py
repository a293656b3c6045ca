"""The columns of the units that stand across a table, picked once for all its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.books.columns import Column
from kaohe_xl.books.naming import Names
from kaohe_xl.books.picking import Picker
from kaohe_xl.books.tables import Table


@dataclass(frozen=True, slots=True)
class PeerColumns:
    """A unit across and the columns of its figures; `form`: the target's column, its own or everybody's."""

    unit: str
    actual: Column | None
    target: Column | None
    plan: Column | None
    points: Column | None
    warned: Column | None
    form: Column | None


def actual_column(picker: Picker, table: Table, name: str = "") -> Column | None:
    """The column of what was reached, or of the assessors' points where there is none."""
    return picker.column(table, "actual", name) or picker.column(table, "assessor", name)


def peer_columns(table: Table, picker: Picker, names: Names) -> Iterator[PeerColumns]:
    """The units across that have a column of figures."""
    shared = picker.column(table, "target")
    for name in table.names():
        actual = actual_column(picker, table, name)
        target = picker.column(table, "target", name)
        plan = picker.column(table, "plan", name)
        if actual is None and target is None and plan is None:
            continue
        yield PeerColumns(
            names.unit(name),
            actual,
            target,
            plan,
            picker.column(table, "points", name),
            picker.column(table, "warned", name),
            target if target is not None or actual is None else shared,
        )
