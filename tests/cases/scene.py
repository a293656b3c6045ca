"""What the generator knows while it draws: the office, its units and figures, and the truth about every cell."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.books.references import cell_name
from tests.cases import spellings, words
from tests.cases.canvas import Canvas, Workbook
from tests.cases.heads import Head
from tests.cases.spellings import Outcome, Spelling

D = Decimal
CHINESE = ("", *"一二三四五六七八九十", "十一", "十二")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the scene; figures are below 10 to the power `size`."""

    name: str
    measure: str
    size: int


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure: where it stands, and what must come of it."""

    sheet: str
    cell: str
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table that was drawn: where its header is, and its columns from the left."""

    sheet: str
    top: int
    bottom: int
    left: int
    heads: tuple[Head, ...]


@dataclass
class Scene:
    """A workbook growing. `truth`: (unit, indicator, role) -> what stands in which cell; roles actual, target, plan.

    `stated`: (indicator, field) -> what its row says besides figures. `aliases`: unit -> how tables call it.
    `measured`: whether the reader can know each indicator's measure; `clean`: only plain figures are written.
    """

    pick: random.Random
    own: str = "长安区"
    month: int = 10
    book: Workbook = field(default_factory=Workbook)
    truth: dict[tuple[str, str, str], Expected] = field(default_factory=dict)
    stated: dict[tuple[str, str], object] = field(default_factory=dict)
    left_out: set[tuple[str, str]] = field(default_factory=set)
    drawn: list[Drawn] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    measured: bool = True
    clean: bool = False

    def chance(self, share: float = 0.5) -> bool:
        """True with this probability."""
        return self.pick.random() < share

    def word(self, role: str) -> str:
        """A header word of the role."""
        return words.word(self.pick, role, self.month)

    def said(self, *texts: str) -> str:
        """One of these texts, with the month in it."""
        return self.pick.choice(texts).format(m=self.month, c=CHINESE[self.month])

    def draw(self, canvas: Canvas, top: int, bottom: int, left: int, heads: Sequence[Head]) -> None:
        """Remember a table that was drawn."""
        self.drawn.append(Drawn(canvas.name, top, bottom, left, tuple(heads)))

    def indicators(self, count: int) -> list[Indicator]:
        """Some indicators, all different, none that the truth speaks of already."""
        used = {indicator for _, indicator, _ in self.truth}
        free = [one for one in words.INDICATORS if one[0] not in used]
        return [Indicator(*one) for one in self.pick.sample(free, min(count, len(free)))]

    def growth(self, name: str) -> Indicator | None:
        """A growth rate of that name, unless the truth speaks of it already."""
        return None if any(name == known for _, known, _ in self.truth) else Indicator(name, "%", 2)

    def units(self, low: int = 2, high: int = 7) -> list[str]:
        """Some units of one kind."""
        kinds = (words.DISTRICTS, words.STREETS, words.OFFICES, words.STREETS, words.BODIES, words.SHORT)
        kind = self.pick.choice(kinds)
        return self.pick.sample(kind, self.pick.randint(low, min(high, len(kind))))

    def called(self, unit: str) -> str:
        """What a table calls the unit."""
        return self.aliases.get(unit, unit)

    def amount(self, one: Indicator) -> D:
        """A figure of the indicator's size."""
        if one.measure == "%" and one.size == 2:
            return D(self.pick.randint(600, 999)) / 10
        if one.measure == "%":
            return D(self.pick.randint(11, 199)) / 10
        if one.measure in ("人", "件", "个", "家", "套", "天", "户", "分"):
            return D(self.pick.randint(1, 10**one.size - 1))
        return D(self.pick.randint(11, 10 ** (one.size + 1) - 1)) / self.pick.choice((1, 10, 10, 100))

    def figure(
        self, canvas: Canvas, at: tuple[int, int], one: Indicator, unit: str, role: str, meant: D
    ) -> None:
        """Write a figure in some spelling, and remember what must come of it."""
        self.put(canvas, at, (unit, one.name, role), self._spelling(one, role, meant))

    def put(self, canvas: Canvas, at: tuple[int, int], key: tuple[str, str, str], spelling: Spelling) -> None:
        """Write a spelling, and remember it."""
        canvas.put(*at, spelling.written)
        self.truth[key] = Expected(canvas.name, cell_name(*at), spelling)
        if spelling.outcome is Outcome.LEFT_OUT:
            self.left_out.add(key[:2])

    def _spelling(self, one: Indicator, role: str, meant: D) -> Spelling:
        if not self.measured:
            return Spelling(self.pick.choice(spellings.LEVELS[:4])(self.pick, meant, ""), meant)
        if self.clean or self.chance(0.8):
            return spellings.plain(self.pick, meant, one.measure)
        kind = self.pick.random()
        if role == "target" and kind < 0.7:
            way = spellings.bound if kind < 0.5 else spellings.plain
            return way(self.pick, meant, one.measure)
        if kind < 0.3:
            return spellings.blank(self.pick)
        if kind < 0.4 and role == "actual":
            return spellings.unassessed(self.pick)
        if kind < 0.7:
            return spellings.doubtful(self.pick, meant, one.measure)
        return spellings.refused(self.pick, meant, one.measure)
