"""The circular's text in four parts, each sentence drawn from the figures; a person edits it in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Light, Total
from kaohe_xl.domain.gaps import gaps
from kaohe_xl.domain.numbers import half_up, percent, shown
from kaohe_xl.domain.projects import by_state, summed
from kaohe_xl.domain.readings import Missing
from kaohe_xl.messages.circular import words
from kaohe_xl.messages.documents import numeral
from kaohe_xl.outputs.circular_cases import counted
from kaohe_xl.outputs.circular_change import changed
from kaohe_xl.outputs.circular_facts import Facts, behind, lit, losing
from kaohe_xl.outputs.letter_content import chinese_date
from kaohe_xl.outputs.letter_wording import amount, decimals, figure, is_given, is_percent
from kaohe_xl.text_size import width

NAMED, ADVISED, FRONT_UNITS = 8, 5, 3
TITLE_SIZE, TITLE_ROOM = 22, 400  # points; GB/T 9704, less what another font may need


def paragraphs(found: Facts, pages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Kind and text of each paragraph; `pages` are the sheets behind the text."""
    settings = found.settings
    told: list[tuple[str, str]] = []
    if settings.issuer or settings.signature:
        told.append(("issuer", settings.issuer or settings.signature))
    told.append(("number", words("number", code=settings.issuer_code, year=found.issued.year)))
    told.append(("title", _title(found)))
    for number, part in enumerate((_state(found), _problems(found), _advice(found), _rectify(found)), 1):
        told.append(("head", words(f"part.{number}")))
        told += [("body", text) for text in part if text]
    told.append(("body", words("closing", sheets=words("separator").join(pages))))
    if settings.signature or settings.issuer:
        told.append(("signature", settings.signature or settings.issuer))
    told.append(("signature", chinese_date(found.issued)))
    return tuple(told)


def _title(found: Facts) -> str:
    """The title, on two lines where one hasn't room."""
    one_line = words("title", period=found.period, kind=found.kind)
    if width(one_line, TITLE_SIZE) <= TITLE_ROOM:
        return one_line
    return words("title.long", period=found.period, kind=found.kind)


def _names(texts: Iterable[str], count: int = NAMED) -> str:
    named = list(texts)
    more = words("and_more") if len(named) > count else ""
    return words("separator").join(named[:count]) + more


def _state(found: Facts) -> Iterator[str]:
    tally = found.tally
    counts = {name: getattr(tally, name) for name in ("red", "amber", "green", "not_reported")}
    counts["unlit"] = max(0, tally.unlit - tally.not_reported)
    lights = words("separator").join(words(name, count=count) for name, count in counts.items() if count)
    units = len({entry.unit for entry in found.entries})
    as_of = words("as_of", date=chinese_date(found.settings.as_of)) if found.settings.as_of else ""
    code = "own.counts" if found.own else "all.counts"
    yield as_of + words(code, unit=found.own, count=tally.indicators, units=units, lights=lights)
    yield _own_total(found)
    yield _change(found)
    yield from _front(found)
    yield _projects(found)


def _own_total(found: Facts) -> str:
    total = found.own_total
    if total is None or total.rank is None:
        return ""
    change, moved = found.total_change(total), ""
    if change is not None:
        code = "level" if not change else "up" if change > 0 else "down"
        moved = words(code, count=abs(change))
    among = {"of": total.of, "group": total.group or words("group"), "rank": total.rank}
    return words("own.total", total=half_up(total.total, 2), change=moved, **among)


def _change(found: Facts) -> str:
    before, now = found.last_tally, found.tally
    if before is None:
        return _change_of_some(found)

    def told(one: int, other: int) -> str:
        """How a count has changed."""
        if one == other:
            return words("as_many", count=one)
        return words("more" if one > other else "fewer", count=abs(one - other))

    return words("lights.change", red=told(now.red, before.red), amber=told(now.amber, before.amber))


def _change_of_some(found: Facts) -> str:
    """What can be said where few indicators have figures of last month."""
    moves = [by for _, _, by in changed(found)]
    better, worse = sum(by > 0 for by in moves), sum(by < 0 for by in moves)
    return words("some.change", count=len(moves), better=better, worse=worse) if moves else ""


def _front(found: Facts) -> Iterator[str]:
    groups: dict[str, list[Total]] = {}
    for total in found.assessment.totals:
        if total.rank is not None:
            groups.setdefault(total.group, []).append(total)
    for group, totals in groups.items():
        if len(totals) > FRONT_UNITS:
            best = sorted((t for t in totals if (t.rank or 0) <= FRONT_UNITS), key=lambda t: t.rank or 0)
            units = _names(words("unit.total", unit=t.unit, total=half_up(t.total, 2)) for t in best)
            yield words("first", group=group, count=numeral(FRONT_UNITS), units=units)


def _money(found: Facts, value: Decimal) -> str:
    if found.projects.measure == "万元" and value >= 10000:
        return words("yi", amount=shown(value / 10000, 2))
    return words("amount.bare", amount=f"{half_up(value, 0):,}" + found.projects.measure)


def _projects(found: Facts) -> str:
    if not found.projects.found:
        return ""
    whole = summed("", found.projects.found)
    states = words("separator").join(
        words("state", state=one.name or words("no_state"), count=one.count)
        for one in by_state(found.projects.found)
    )
    share = words("none") if whole.share is None else f"{percent(whole.share)}%"
    money = {"plan": _money(found, whole.plan), "done": _money(found, whole.done)}
    return words("projects", count=whole.count, share=share, states=states, **money)


def _problems(found: Facts) -> Iterator[str]:
    red, amber = lit(found, Light.RED), lit(found, Light.AMBER)
    if not red and not amber and found.tally.green:
        yield words("all_green")
    for code, entries in (
        ("red.named", red),
        ("amber.named", amber),
        ("city", [entry for entry in found.entries if entry.lights.city is not None]),
        ("not_reported.named", _unreported(found)),
    ):
        if entries:
            yield words(code, count=len(entries), names=_names(map(found.label, entries)))
    yield _fallen(found)
    lost = [
        words("lost.one", name=found.label(e), points=half_up(e.lost or Decimal(0), 2))
        for e in losing(found)[:ADVISED]
    ]
    if lost:
        yield words("lost", names=_names(lost))
    yield _idle(found)


def _unreported(found: Facts) -> list[Entry]:
    """Those that should have been reported; points that the assessor gives are not."""
    missing = [entry for entry in found.entries if entry.missing is Missing.NOT_REPORTED]
    return [entry for entry in missing if not is_given(entry, found.indicator(entry))]


def _fallen(found: Facts) -> str:
    fallen = [(change, e) for e in found.entries if (change := found.rank_change(e) or 0) < 0]
    fallen.sort(key=lambda pair: pair[0])
    named = []
    for change, entry in fallen[:ADVISED]:
        after = entry.rank or 0
        named.append(words("fell", name=found.label(entry), before=after + change, after=after))
    return words("behind", names=_names(named)) if named else ""


def _idle(found: Facts) -> str:
    idle = found.projects.idle
    if not idle:
        return ""
    plan = _money(found, summed("", idle).plan)
    reasons = list(dict.fromkeys(one.reason for one in idle if one.reason))
    if not reasons:
        return words("not_begun.bare", count=len(idle), plan=plan)
    return words("not_begun", count=len(idle), plan=plan, reasons=_names(reasons, ADVISED))


def _advice(found: Facts) -> Iterator[str]:
    urgent = [entry for entry in behind(found) if entry.light in (Light.RED, Light.AMBER)]
    for entry in urgent[:ADVISED]:
        yield words("advice.red", name=found.label(entry), task=_task(found, entry))
    if not urgent:
        yield words("advice.green")
    if found.projects.idle:
        yield words("advice.projects")


def _task(found: Facts, entry: Entry) -> str:
    wanting, indicator = gaps(entry, found.assessment.days_left), found.indicator(entry)
    parts = []
    if wanting.to_target:
        parts.append(words("task.target", gap=amount(wanting.to_target, entry, indicator)))
    if wanting.per_day and not is_percent(indicator.measure):
        places = min(decimals(entry.actual, entry.target) + 1, 4)
        daily = figure(wanting.per_day, places) + indicator.measure
        parts.append(words("task.daily", days=found.assessment.days_left, daily=daily))
    if wanting.to_third:
        gap = amount(wanting.to_third, entry, indicator)
        front = numeral(found.settings.front_rank)
        parts.append(words("task.third", peers=found.peers, front=front, gap=gap))
    return words("comma").join((*parts, words("task.plain")))


def _rectify(found: Facts) -> Iterator[str]:
    if (found.assessment.days_left or 0) > 0:
        yield words("days_left", days=found.assessment.days_left)
    yield words("rectify.own" if found.own else "rectify")
    red = lit(found, Light.RED)
    if found.own:
        responsible = [unit for e in red for unit in (*found.indicator(e).lead, *found.indicator(e).owners)]
    else:
        responsible = [entry.unit for entry in red]
    if responsible:
        yield words("rectify.units", units=_names(dict.fromkeys(responsible), 2 * NAMED))
    if found.documents:
        issued, _, _, settled, late, _ = counted(found.documents, found.issued)
        yield words("rectify.open", count=issued, settled=settled, late=late)
    yield words("rectify.next")
