"""`bind`: what was recognised in a workbook, what is installed in it or taken out; its report and JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kaohe_xl.books.binding import binding_plan
from kaohe_xl.books.grid import Grid, Patch, Saved
from kaohe_xl.books.reading import study
from kaohe_xl.books.recognised import Recognised, SeenColumn, SeenList, SeenTable, recognised
from kaohe_xl.books.unbinding import removal_plan
from kaohe_xl.domain.findings import Finding
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.reports import finding_json

Json = dict[str, Any]
_NAMED = 8


@dataclass(frozen=True, slots=True)
class BindReport:
    """What was recognised, what is to be done, and whether that was written.

    `changed`: what of the office's goes with our sheets (only with `removes`). `asked`: the office has
    seen all this and agreed.
    """

    book: str
    seen: Recognised
    patch: Patch
    steps: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    changed: tuple[str, ...] = ()
    removes: bool = False
    preview: bool = False
    asked: bool = False
    saved: Saved = Saved(None, None)

    @property
    def written(self) -> bool:
        """Whether anything was written."""
        return self.saved.path is not None

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "tables": [_table(one) for one in self.seen.tables],
            "lists": [_list(one) for one in self.seen.lists],
            "skipped": [
                {"sheet": one.place.sheet, "cell": one.place.ref, "reason": one.reason}
                for one in self.seen.skipped
            ],
            "steps": list(self.steps),
            "changed": list(self.changed),
            "findings": [finding_json(found) for found in self.findings],
            "patch": {
                "cells": self.patch.cells,
                "sheets": list(self.patch.sheets),
                "added": list(self.patch.added),
                "removed": list(self.patch.removed),
            },
            "written": self.written,
            "path": str(self.saved.path) if self.saved.path else None,
            "backup": str(self.saved.backup) if self.saved.backup else None,
            "notes": list(self.saved.notes),
        }


def binding(grid: Grid) -> BindReport:
    """What was recognised in the workbook, and what would bind it; nothing is written."""
    read = study(grid)
    plan = binding_plan(grid, read)
    findings = tuple(dict.fromkeys([*read.findings, *plan.findings]))
    return BindReport(grid.name, plan.seen, plan.patch, plan.steps, findings)


def unbinding(grid: Grid) -> BindReport:
    """What would take out again what binding put into the workbook, and what of the office's goes with it."""
    read = study(grid)
    plan = removal_plan(grid, read)
    seen = recognised(grid, read)
    return BindReport(grid.name, seen, plan.patch, plan.steps, changed=plan.changed, removes=True)


def bound(grid: Grid, report: BindReport) -> BindReport:
    """What `binding` or `unbinding` proposed, written at once. Raises BookError; nothing is then changed."""
    return replace(report, saved=grid.save(report.patch))


def bind(grid: Grid, *, preview: bool = False, remove: bool = False, force: bool = False) -> BindReport:
    """Install what binds the workbook, or with `remove` take it out; with `preview` only say what would come.

    Raises InputError where the office's own changes would be removed, unless `force`, and BookError where
    the file can't be written; it is then what it was.
    """
    report = unbinding(grid) if remove else binding(grid)
    if preview or report.patch.is_empty:
        return replace(report, preview=preview)
    if report.changed and not force:
        raise held_back(report)
    return bound(grid, report)


def held_back(report: BindReport) -> InputError:
    """The error that names what the office has put into our sheets."""
    changed = "；".join(report.changed[:_NAMED]) + "……" * (len(report.changed) > _NAMED)
    words = {"book": report.book, "count": len(report.changed), "changed": changed}
    return InputError(*sentence("UNBIND_HELD_BACK", **words))


def _table(one: SeenTable) -> Json:
    return {
        "sheet": one.sheet,
        "area": one.area,
        "header_row": one.header_row,
        "shape": one.shape.value,
        "rows": one.rows,
        "columns": [_column(column) for column in one.columns],
    }


def _column(one: SeenColumn) -> Json:
    return {
        "role": one.role,
        "word": one.word,
        "header": one.header,
        "columns": one.letters,
        "owner": one.owner or None,
        "measure": one.measure or None,
        "examples": list(one.examples),
        "confidence": one.confidence.value,
        "why": one.why,
    }


def _list(one: SeenList) -> Json:
    return {
        "kind": one.kind.value,
        "sheet": one.sheet,
        "rows": one.rows,
        "columns": [{"header": header, "column": letter} for header, letter in one.columns],
    }
