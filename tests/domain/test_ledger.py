"""States of cases, and the points that documents cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kaohe_xl.domain.ledger import State, deductions, is_late, state_of
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Settings
from kaohe_xl.domain.supervision import Case, Level

TODAY = date(2011, 11, 10)


def case(**words: Any) -> Case:
    return Case("长考办函〔2011〕3号", Level.INTERVIEW, ("甲镇", "乙镇"), ("固投",), **words)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ({}, State.OPEN),
        ({"replied": TODAY}, State.REPLIED),
        ({"deadline": date(2011, 11, 9)}, State.OVERDUE),
        ({"deadline": date(2011, 11, 9), "extended": date(2011, 12, 9)}, State.OPEN),
        ({"deadline": TODAY}, State.DUE_SOON),
        ({"deadline": date(2011, 11, 15)}, State.DUE_SOON),
        ({"deadline": date(2011, 11, 16)}, State.OPEN),
        ({"deadline": date(2011, 11, 9), "settled": TODAY}, State.SETTLED),
        ({"settled": TODAY, "written_off": TODAY}, State.WRITTEN_OFF),
        ({"exempt": "区划调整"}, State.EXEMPT),
    ],
)
def test_the_state_of_a_case(words: dict[str, Any], state: State) -> None:
    assert state_of(case(**words), TODAY, Settings()) is state


def test_late_is_after_the_deadline_that_holds() -> None:
    assert is_late(case(deadline=date(2011, 11, 9)), TODAY)
    assert not is_late(case(deadline=date(2011, 11, 9), extended=TODAY), TODAY)
    assert not is_late(case(), TODAY)


def deduction(unit: str, item: str, points: str = "0.5", kind: Any = AdjustmentKind.DEDUCTION) -> Adjustment:
    return Adjustment(unit, item, kind, Decimal(points))


def test_a_document_costs_each_of_its_units_its_points_once() -> None:
    found, notes = deductions([case(points=Decimal("0.5"))], ())
    assert [(one.unit, one.points, one.kind) for one in found] == [
        ("甲镇", Decimal("0.5"), AdjustmentKind.DEDUCTION),
        ("乙镇", Decimal("0.5"), AdjustmentKind.DEDUCTION),
    ]
    assert "长考办函〔2011〕3号" in found[0].item
    assert notes == ()


@pytest.mark.parametrize("item", ["长考办函〔2011〕3号约谈", "被约谈"])
def test_what_the_office_typed_as_well_counts_once_and_is_told(item: str) -> None:
    found, notes = deductions([case(points=Decimal("0.5"))], [deduction("甲镇", item)])
    assert [one.unit for one in found] == ["乙镇"]
    assert [note.code for note in notes] == ["DOCUMENT_COUNTED_ONCE"]


@pytest.mark.parametrize(
    "typed",
    [
        deduction("甲镇", "被约谈", "1"),
        deduction("丙镇", "被约谈"),
        deduction("甲镇", "迟报材料"),
        deduction("甲镇", "约谈后整改好", kind=AdjustmentKind.BONUS),
    ],
)
def test_another_deduction_is_no_double(typed: Adjustment) -> None:
    assert len(deductions([case(points=Decimal("0.5"))], [typed])[0]) == 2


def test_one_typed_row_covers_one_document_only() -> None:
    cases = [case(points=Decimal("0.5")), case(points=Decimal("0.5"))]
    assert [one.unit for one in deductions(cases, [deduction("甲镇", "被约谈")])[0]] == ["乙镇", "甲镇", "乙镇"]


def test_a_case_without_points_or_exempt_costs_nothing() -> None:
    assert deductions([case(), case(points=Decimal(1), exempt="区划调整")], ()) == ((), ())
