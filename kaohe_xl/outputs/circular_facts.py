"""What a circular is about, put together once: this month's figures, last month's, projects, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kaohe_xl.domain.assessment import Assessment, Entry, Light, Total
from kaohe_xl.domain.projects import Projects
from kaohe_xl.domain.scheme import Indicator, Scheme, Settings
from kaohe_xl.domain.supervision import Case
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.letter_content import Tally, period_words, tally_of
from kaohe_xl.outputs.letter_table import Item

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Last:
    """Last month's figures, under this month's names of units and indicators.

    `is_whole`: of all that has figures now, so that counts, ranks and sums can be compared, too.
    """

    as_of: date | None
    entries: Mapping[Key, Entry]
    totals: Mapping[str, Total]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the circular draws on. `last` None: nothing to compare with."""

    scheme: Scheme
    assessment: Assessment
    issued: date
    last: Last | None = None
    projects: Projects = Projects(())
    cases: Sequence[Case] = ()
    names: Mapping[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        """Look indicators up by name once."""
        object.__setattr__(self, "names", {one.name: one for one in self.scheme.indicators})

    @property
    def documents(self) -> list[Case]:
        """The documents issued: the ledger's cases without matters that were exempted beforehand."""
        return [case for case in self.cases if case.number or not case.exempt]

    @property
    def settings(self) -> Settings:
        """The workbook's settings."""
        return self.scheme.settings

    @property
    def own(self) -> str:
        """The own unit; "" where the office assesses the units."""
        return self.settings.own_unit

    @property
    def kind(self) -> str:
        """What is assessed: 市考指标, 考核指标."""
        return words("kind.own" if self.own else "kind")

    @property
    def peers(self) -> str:
        """Among whom ranks are: 全市, 同类单位."""
        return words("peers.own" if self.own else "peers")

    @property
    def period(self) -> str:
        """The months covered, as documents write them; "" without a date."""
        return period_words(self.settings.as_of)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Those reported on: the own unit's, else everybody's."""
        found = self.assessment.entries
        return tuple(e for e in found if e.unit == self.own) if self.own else found

    @property
    def tally(self) -> Tally:
        """This month's counts."""
        return self._tally(self.entries)

    @property
    def last_tally(self) -> Tally | None:
        """Last month's counts, of the same units; None where they can't be compared."""
        if self.last is None or not self.last.is_whole:
            return None
        pairs = self.last.entries.items()
        return self._tally([entry for (unit, _), entry in pairs if not self.own or unit == self.own])

    @property
    def own_total(self) -> Total | None:
        """The own unit's sum."""
        return next((t for t in self.assessment.totals if t.unit == self.own), None) if self.own else None

    def indicator(self, entry: Entry) -> Indicator:
        """The entry's indicator."""
        return self.names.get(entry.indicator) or Indicator(entry.indicator)

    def before(self, entry: Entry) -> Entry | None:
        """The same entry last month."""
        return self.last.entries.get((entry.unit, entry.indicator)) if self.last else None

    def peer(self, entry: Entry) -> Entry | None:
        """The same entry last month, where its rank and lights can be compared."""
        return self.before(entry) if self.last and self.last.is_whole else None

    def rank_change(self, entry: Entry) -> int | None:
        """How many places it has risen since last month; None where one of the ranks is missing."""
        earlier = self.peer(entry)
        if entry.rank is None or earlier is None or earlier.rank is None:
            return None
        return earlier.rank - entry.rank

    def total_change(self, total: Total) -> int | None:
        """How many places a unit has risen."""
        earlier = self.last.totals.get(total.unit) if self.last else None
        if earlier is None or earlier.rank is None or total.rank is None:
            return None
        return earlier.rank - total.rank

    def label(self, entry: Entry) -> str:
        """How the entry is called in a sentence: its indicator, with its unit where there are several."""
        return entry.indicator if self.own else f"{entry.unit}{entry.indicator}"

    def _tally(self, entries: Sequence[Entry]) -> Tally:
        return tally_of([Item(self.indicator(entry), entry) for entry in entries], self.settings)


def arrow(change: int | None) -> str:
    """A change of rank as people read it."""
    if change is None:
        return words("none")
    return "→" if change == 0 else f"↑{change}" if change > 0 else f"↓{-change}"


def behind(found: Facts) -> list[Entry]:
    """The entries behind what is due, the farthest behind first."""
    late = [e for e in found.entries if e.ahead is not None and e.ahead < 0]
    return sorted(late, key=lambda e: e.ahead or Decimal(0))


def losing(found: Facts) -> list[Entry]:
    """The entries that lost points, the most first."""
    lost = [e for e in found.entries if e.lost is not None and e.lost > 0]
    return sorted(lost, key=lambda e: e.lost or Decimal(0), reverse=True)


def lit(found: Facts, light: Light) -> list[Entry]:
    """The entries with that light, the farthest behind first."""
    chosen = [e for e in found.entries if e.light is light]
    return sorted(chosen, key=lambda e: e.ahead if e.ahead is not None else Decimal(0))
