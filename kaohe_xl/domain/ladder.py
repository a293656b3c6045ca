"""The ladder (督办阶梯): which unit and matter deserves which document, from lights, history and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaohe_xl.domain.assessment import Light, Lights
from kaohe_xl.domain.ladder_rules import DEFAULT_DAYS, SHORT, LadderRules
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.supervision import LADDER, Case, Level
from kaohe_xl.domain.wording import say
from kaohe_xl.domain.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Matter:
    """An indicator and who answers for it, the lead first, with its lights."""

    units: tuple[str, ...]
    indicator: str
    lights: Lights


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document that the rules call for. `exempt`: why it isn't pursued all the same."""

    units: tuple[str, ...]
    indicator: str
    level: Level
    reasons: tuple[str, ...]
    deadline: date
    exempt: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """The assessed period (2011-10) and the day on which documents would be issued."""

    period: str
    day: date


def workdays_of(settings: Settings) -> Workdays:
    """The working days by 节假日 and 调休上班."""
    return Workdays(settings.holidays, settings.shifted_days)


def deadline_of(level: Level, issued: date, settings: Settings) -> date:
    """By when a document of the level is to be settled: 办理期限 in working days, else the default."""
    days = settings.reply_days.get(SHORT[level], DEFAULT_DAYS[level])
    return workdays_of(settings).deadline(issued, days)


def deadline_stated(level: Level, issued: date, settings: Settings) -> date | None:
    """The same where 办理期限 names the level, else none."""
    return deadline_of(level, issued, settings) if SHORT[level] in settings.reply_days else None


def reminded(matter: Matter, cases: Iterable[Case], settings: Settings, period: str) -> tuple[str, ...]:
    """Why a reminder of the period warns of the matter, a sentence each.

    Nothing where no light calls for a document, where it is exempt, was warned of already, or a higher
    document is open.
    """
    reasons = tuple(reason for level, reason in _lit(matter.lights, settings.ladder) if level is not None)
    about = covering(cases, matter.units, matter.indicator)
    return () if exemption(period, about) or objection(Level.REMINDER, period, about) else reasons


def covering(cases: Iterable[Case], units: Iterable[str], indicator: str) -> tuple[Case, ...]:
    """The cases about the matter: of one of the units, and of the indicator or of all there are."""
    wanted = set(units)
    return tuple(
        case
        for case in cases
        if wanted & set(case.units) and (indicator in case.indicators or not case.indicators)
    )


def objection(level: Level, period: str, about: Sequence[Case]) -> str:
    """Why a document of this level isn't issued now, given the cases of its matter; "" where nothing speaks
    against it.

    There is one of that level for the period already, or a higher one that isn't closed.
    """
    issued = [case for case in about if not case.exempt]
    for case in issued:
        if case.level is level and case.period == period:
            return say("LADDER_TWICE", level=level.value, number=case.number or say("LADDER_NO_NUMBER"))
    for case in issued:
        if case.is_open and _rung(case.level) > _rung(level):
            number = case.number or say("LADDER_NO_NUMBER")
            return say("LADDER_LOWER", level=level.value, higher=case.level.value, number=number)
    return ""


def reason_of(indicator: str, reasons: Iterable[str]) -> str:
    """The reasons of one matter in a row about several."""
    return say("LADDER_OF", matter=indicator, reasons="，".join(reasons))


def exemption(period: str, about: Iterable[Case]) -> str:
    """Why the matter isn't pursued in the period, given its cases; "" where it is."""
    return next((case.exempt for case in about if case.exempt and case.period in ("", period)), "")


def proposals(
    matters: Iterable[Matter], cases: Sequence[Case], settings: Settings, now: Now
) -> tuple[Proposal, ...]:
    """What the rules call for, matter by matter; nothing that was issued already, nothing lower."""
    found = []
    for matter in matters:
        about = covering(cases, matter.units, matter.indicator)
        called = _called(matter, about, settings, now)
        if not called:
            continue
        level = LADDER[max(_rung(one) for one, _ in called)]
        reasons = tuple(reason for _, reason in called)
        if objection(level, now.period, about):
            continue
        deadline = deadline_of(level, now.day, settings)
        exempt = exemption(now.period, about)
        found.append(Proposal(matter.units, matter.indicator, level, reasons, deadline, exempt))
    return tuple(found)


def _rung(level: Level) -> int:
    return LADDER.index(level)


def _above(level: Level) -> Level:
    return LADDER[min(_rung(level) + 1, len(LADDER) - 1)]


def _called(
    matter: Matter, about: Sequence[Case], settings: Settings, now: Now
) -> tuple[tuple[Level, str], ...]:
    """The levels that the rules call for, each with why."""
    found = _lit(matter.lights, settings.ladder)
    if matter.lights.rank is Light.RED:
        found += _again(matter.indicator, about, settings, now)
    if found:
        found += _repeated(about, settings, now)
    found += _overdue(about, settings, now)
    return tuple((level, reason) for level, reason in found if level is not None)


def _lit(lights: Lights, rules: LadderRules) -> list[tuple[Level | None, str]]:
    """The level that each lit axis calls for by itself."""
    found: list[tuple[Level | None, str]] = []
    if lights.progress in (Light.AMBER, Light.RED):
        level = rules.red if lights.progress is Light.RED else rules.amber
        colour = "LADDER_RED" if lights.progress is Light.RED else "LADDER_AMBER"
        found.append((level, say(colour, why=lights.reasons.get("progress", ""))))
    if lights.rank is Light.RED:
        found.append((rules.last, say("LADDER_LAST", why=lights.reasons.get("rank", ""))))
    elif lights.rank is Light.AMBER:
        found.append((rules.amber, say("LADDER_AMBER", why=lights.reasons.get("rank", ""))))
    if lights.city in (Light.AMBER, Light.RED):
        found.append((rules.city, say("LADDER_CITY", why=lights.reasons.get("city", ""))))
    return found


def _again(
    indicator: str, about: Sequence[Case], settings: Settings, now: Now
) -> list[tuple[Level | None, str]]:
    """The level for who stays among the last: by the documents of the months before that say so."""
    rules = settings.ladder
    sign = say("LADDER_LAST_SIGN")
    told = [c for c in about if any(sign in reason for reason in c.reasons_about(indicator))]
    times = 1 + len(_run(told, now.period))
    if not rules.last_times or times < max(rules.last_times, 2):
        return []
    return [(rules.last_again, say("LADDER_LAST_AGAIN", times=times))]


def _repeated(about: Sequence[Case], settings: Settings, now: Now) -> list[tuple[Level | None, str]]:
    """The level above that of the last documents, where there was one month after month."""
    run = _run(about, now.period)
    if not settings.ladder.warned or not run or 1 + len(run) < settings.ladder.warned:
        return []
    highest = max((case for month in run for case in month), key=lambda case: _rung(case.level))
    words = {"times": 1 + len(run), "level": highest.level.value, "number": highest.number}
    return [(_above(highest.level), say("LADDER_REPEATED", **words))]


def _overdue(about: Sequence[Case], settings: Settings, now: Now) -> list[tuple[Level | None, str]]:
    """The level above each open document that is past its deadline."""
    if not settings.ladder.overdue:
        return []
    found: list[tuple[Level | None, str]] = []
    for case in about:
        if case.is_open and case.due is not None and case.due < now.day:
            code = "LADDER_OVERDUE" if case.replied is None else "LADDER_UNSETTLED"
            words = {"number": case.number or case.level.value, "due": case.due}
            found.append((_above(case.level), say(code, **words)))
    return found


def _run(about: Sequence[Case], period: str) -> list[list[Case]]:
    """The documents of the months right before the period, newest first, as far as there is one in each."""
    months: list[list[Case]] = []
    month = month_before(period)
    while month and (issued := [c for c in about if c.period == month and not c.exempt]):
        months.append(issued)
        month = month_before(month)
    return months


def month_before(period: str) -> str:
    """2011-09 for 2011-10; "" for what is no month."""
    year, _, month = period.partition("-")
    if not (year.isdecimal() and month.isdecimal()):
        return ""
    before = int(year) * 12 + int(month) - 2
    return f"{before // 12:04d}-{before % 12 + 1:02d}"
