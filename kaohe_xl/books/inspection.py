"""All that can be checked in a workbook besides what reading and scoring it brings up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe_xl.books import statements as told
from kaohe_xl.books.approvals import Approvals
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.name_checks import near_names
from kaohe_xl.books.naming import Names
from kaohe_xl.books.provisional import provisional
from kaohe_xl.books.reading import Study
from kaohe_xl.books.responsibility import without_anybody, without_rule
from kaohe_xl.books.sums import sums
from kaohe_xl.books.typed_results import typed_results
from kaohe_xl.domain.assessment import Assessment
from kaohe_xl.domain.consistency import contradictions, falls, measures_differ
from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.ranges import out_of_range
from kaohe_xl.domain.sums import check_parents


def inspect(
    grid: Grid, read: Study, assessment: Assessment, others: Iterable[tuple[str, Study]] = ()
) -> tuple[Finding, ...]:
    """The findings of all checks, to be joined with those of reading and scoring.

    `others` are further workbooks, by name, that ought to say the same (口径一致).
    """
    names, others = read.names or Names(()), tuple(others)
    found = [*out_of_range(read.scheme, read.records), *typed_results(grid, read, assessment)]
    found += [*sums(read.tables), *check_parents(read.scheme)]
    found += [*without_anybody(read, names), *without_rule(read, assessment)]
    found += [*provisional(read.tables, names), *near_names(read, names, others)]
    found += _on_consistency(grid, read, names, others)
    return tuple(found)


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those that say less of a cell than another one does."""
    listed = list(findings)
    provisional_at = {found.place for found in listed if found.code == "PROVISIONAL_FIGURE"}
    return [f for f in listed if f.code != "REMARK_IN_FIGURE" or f.place not in provisional_at]


def _on_consistency(
    grid: Grid, read: Study, names: Names, others: Iterable[tuple[str, Study]]
) -> Iterator[Finding]:
    scheme, others = read.scheme, tuple(others)
    stated = told.doubtful_statements(read, names, scheme, others)
    approved = Approvals(grid, read)
    said = frozenset(f.place for f in read.findings if f.code == "MISMATCH" and f.place)
    yield from contradictions(stated, _used(read), approved, said)
    yield from measures_differ(told.measured(read, names, others), told.are_alike)
    yield from falls(stated, lambda one: told.accumulates(scheme, one), approved)


def _used(read: Study) -> frozenset[Cell]:
    """The cells that the assessment takes its figures from."""
    readings = (reading for record in read.records for reading in (record.actual, record.target, record.plan))
    return frozenset(reading.place for reading in readings if reading is not None and reading.place)
