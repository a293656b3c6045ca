"""Key projects (重点项目): what a ledger says of each, and the sums by state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.findings import Cell


@dataclass(frozen=True, slots=True)
class Project:
    """One project. `plan` is the annual task, `done` what was invested to date; None: no figure there.

    `reason` says why it hasn't begun (未开工原因).
    """

    name: str
    state: str
    unit: str = ""
    plan: Decimal | None = None
    done: Decimal | None = None
    reason: str = ""
    place: Cell | None = None


@dataclass(frozen=True, slots=True)
class Projects:
    """All projects of a ledger, in its order; `measure` is that of the money (万元), "" where not said."""

    found: tuple[Project, ...]
    measure: str = ""

    @property
    def idle(self) -> tuple[Project, ...]:
        """Those that haven't begun (未开工)."""
        return tuple(one for one in self.found if one.state.startswith("未开工"))


@dataclass(frozen=True, slots=True)
class Sum:
    """How many projects, and their money."""

    name: str
    count: int
    plan: Decimal
    done: Decimal

    @property
    def share(self) -> Decimal | None:
        """What part of the annual task is done; None where there is no task."""
        return self.done / self.plan if self.plan else None


def summed(name: str, projects: Sequence[Project]) -> Sum:
    """The sum of these projects; figures that aren't there don't count."""
    plans = (one.plan for one in projects if one.plan is not None)
    done = (one.done for one in projects if one.done is not None)
    return Sum(name, len(projects), sum(plans, Decimal(0)), sum(done, Decimal(0)))


def by_state(projects: Sequence[Project]) -> tuple[Sum, ...]:
    """A sum for each state, as they first occur."""
    states = dict.fromkeys(one.state for one in projects)
    return tuple(summed(state, [one for one in projects if one.state == state]) for state in states)
