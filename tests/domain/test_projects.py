"""Projects by state: counts, and money against the annual task."""

from __future__ import annotations

from decimal import Decimal as D

from kaohe_xl.domain.projects import Project, Projects, by_state, summed


def test_sums_go_by_state_and_leave_out_what_is_not_there() -> None:
    found = (
        Project("甲", "在建", plan=D(10), done=D(5)),
        Project("乙", "在建", plan=D(10)),
        Project("丙", "竣工"),
    )
    one, other = by_state(found)
    assert (one.name, one.count, one.plan, one.done, one.share) == ("在建", 2, D(20), D(5), D("0.25"))
    assert (other.name, other.count, other.share) == ("竣工", 1, None)
    assert summed("合计", found).count == 3


def test_projects_not_begun_are_told_by_their_state() -> None:
    found = Projects((Project("甲", "未开工"), Project("乙", "在建")))
    assert [one.name for one in found.idle] == ["甲"]
