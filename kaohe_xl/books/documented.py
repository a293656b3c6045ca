"""The points that the documents of 督办台账 cost, among the adjustments of the scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.books.naming import Names
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.ledger import deductions
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.domain.supervision import Case


def with_documents(scheme: Scheme, cases: Sequence[Case], names: Names) -> tuple[Scheme, tuple[Finding, ...]]:
    """The scheme with them, each once, and what the office typed as well."""
    costly = [
        replace(case, units=tuple(names.unit(unit, case.place) for unit in case.units))
        for case in cases
        if case.points
    ]
    found, notes = deductions(costly, scheme.adjustments)
    return (replace(scheme, adjustments=(*scheme.adjustments, *found)) if found else scheme), notes
