"""What a scoring method is given, what it gives back, and how it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import percent, shown, significant
from kaohe_xl.domain.rules.parameters import Parameters
from kaohe_xl.domain.scheme import Direction, Ties
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.messages.steps import step

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Refusal(InputError):
    """A score that can't be had from these figures; `code` and `words` make a finding of it."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(*sentence(code, **words))
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Doubt:
    """A score that was had, with something the office should look at; a warning."""

    code: str
    words: dict[str, object]


@dataclass(frozen=True, slots=True)
class Peer:
    """One of the units ranked together, the scored one included; `rank` is its rank there."""

    actual: Decimal
    target: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The figures of one unit on one indicator, and those of its peers.

    `points` are full points (分值, w); `percent`: the figures are percentage points (12.5 for 12.5 %);
    `direction` None counts as HIGHER; `rank` None: not ranked; `ties` say how places are shared.
    """

    points: Decimal | None = None
    actual: Decimal | None = None
    target: Decimal | None = None
    plan: Decimal | None = None
    direction: Direction | None = None
    percent: bool = False
    rank: int | None = None
    of: int = 0
    peers: tuple[Peer, ...] = ()
    ties: Ties = Ties.STANDARD

    @property
    def is_lower(self) -> bool:
        """Whether less is better."""
        return self.direction is Direction.LOWER

    def known_points(self) -> Decimal:
        """Full points; refused when not stated or negative."""
        return known_points(self.points)

    def known_actual(self) -> Decimal:
        """The actual value; refused when there is none."""
        if self.actual is None:
            raise Refusal("ACTUAL_MISSING")
        return self.actual

    def known_target(self) -> Decimal:
        """The target; refused when there is none."""
        if self.target is None:
            raise Refusal("TARGET_MISSING")
        return self.target

    def known_rank(self) -> int:
        """The rank; refused when fewer than two compete."""
        if self.rank is None:
            raise Refusal("RANK_MISSING")
        return self.rank

    def known_peers(self) -> tuple[Peer, ...]:
        """The group; refused when fewer than two compete."""
        if len(self.peers) < 2:
            raise Refusal("PEERS_MISSING")
        return self.peers

    def completion(self) -> Decimal:
        """完成率 as a ratio; refused without actual, without target, or for target <= 0."""
        return completion(self.known_actual(), self.known_target(), self.direction)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method gives: points within full points, the bonus beyond, and how they came about."""

    points: Decimal
    bonus: Decimal
    full_points: Decimal | None
    steps: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()


class Method:
    """A scoring method: frozen parameters, and `score`. What holds for most is said here once.

    `parameters` are the names it knows in the sheet. `adds`: it can stand after a `+`, where only
    its bonus counts.
    """

    __slots__ = ()

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]] = ()
    qualitative: ClassVar[bool] = False

    @classmethod
    def read(cls, given: Parameters) -> Self:
        """The method with the parameters given; what is wrong with them is noted in `given`."""
        return cls()

    @property
    def needs_target(self) -> bool:
        """Whether there is no score without a target."""
        return False

    @property
    def needs_rank(self) -> bool:
        """Whether the score comes from the rank or from the peers."""
        return False

    @property
    def adds(self) -> bool:
        """Whether it can give a bonus, so that it makes sense after a `+`."""
        return False

    def full_points(self, stated: Decimal | None) -> Decimal | None:
        """Full points: those stated, else what the method's own table says."""
        return stated

    def score(self, inputs: Inputs) -> Outcome:
        """Points, bonus and steps for these figures. Raises Refusal where they allow none."""
        raise NotImplementedError

    def added(self, inputs: Inputs) -> Outcome:
        """What it adds after a `+`: the bonus alone."""
        outcome = self.score(inputs)
        if outcome.bonus:
            return outcome
        return replace(outcome, steps=(outcome.steps[0], step("adds.nothing")))


def known_points(points: Decimal | None) -> Decimal:
    """Full points as stated; refused when they aren't, or are negative."""
    if points is None:
        raise Refusal("POINTS_MISSING")
    if points < 0:
        raise Refusal("POINTS_NEGATIVE", points=shown(points))
    return points


def completion(actual: Decimal, target: Decimal, direction: Direction | None) -> Decimal:
    """Share of the target reached (完成率); 1 is just met, not capped.

    For LOWER it is 2 - actual/target: staying 10 % under a ceiling counts 1.1; it may be negative.
    Raises Refusal for target <= 0: a share of nothing has no meaning.
    """
    if target <= 0:
        raise Refusal("TARGET_NOT_POSITIVE", target=shown(target))
    return 2 - actual / target if direction is Direction.LOWER else actual / target


def reaches(value: Decimal, bound: Decimal) -> bool:
    """Whether the value is at the bound or above, as Excel sees both (15 digits)."""
    return significant(value) >= significant(bound)


def completion_step(inputs: Inputs, ratio: Decimal) -> str:
    """The sentence that shows how completion came about."""
    code = "completion.lower" if inputs.is_lower else "completion"
    words = {"actual": shown(inputs.known_actual()), "target": shown(inputs.known_target())}
    return step(code, percent=percent(ratio), **words)


def points_text(value: Decimal) -> str:
    """Points for a sentence: two decimals, more only where two would show nothing of them."""
    places = 2 if abs(value) >= Decimal("0.01") else 6
    return shown(value, places)


def settle(value: Decimal, full: Decimal, steps: Sequence[str], doubts: Sequence[Doubt] = ()) -> Outcome:
    """The outcome of a value: up to full points are points, what is beyond is bonus, nothing is negative."""
    told = list(steps)
    if value < 0:
        told.append(step("below_zero"))
        value = ZERO
    bonus = max(ZERO, value - full)
    if bonus:
        told.append(step("beyond", full=shown(full), bonus=points_text(bonus)))
    return Outcome(min(value, full), bonus, full, tuple(told), tuple(doubts))
