"""What stands in a letter, word for word and figure for figure; how it is drawn is told elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kaohe_xl.domain.assessment import Light
from kaohe_xl.domain.ladder import deadline_stated
from kaohe_xl.domain.lights import is_after_warning, is_among_last
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.supervision import Level
from kaohe_xl.messages.documents import numeral, phrase
from kaohe_xl.outputs.letter_table import Item, Row, table_row
from kaohe_xl.outputs.letter_wording import Context, amount, is_given

GAPS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many indicators a letter has, by light; and those that need a look for other reasons."""

    indicators: int
    red: int
    amber: int
    green: int
    not_reported: int
    city_warned: int
    after_warn_rank: int
    last_ranks: int

    @property
    def unlit(self) -> int:
        """Indicators without a light: qualitative ones, those not reported."""
        return self.indicators - self.red - self.amber - self.green


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says of its own; how it says so stands in its template.

    situation  the sentence that counts the indicators; `left` the one that counts the days
    gaps       the largest gaps to the front places, `behind` how many indicators have one
    reply_by   by when to answer; "" for no date
    """

    unit: str
    number: str
    issuer: str
    title: tuple[str, ...]
    situation: str
    left: str
    rows: tuple[Row, ...]
    gaps: str
    behind: int
    reply_by: str
    signature: str
    issued: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Wording:
    """What the letters are called and about: `提醒函`, `市考指标`.

    `peers` as in 全市前三名, `rank_peers` as in 全市位次; `title` has a line break where it may be broken.
    """

    level: str
    kind: str
    peers: str
    rank_peers: str
    title: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What all letters of one issue share."""

    settings: Settings
    days_left: int | None
    words: Wording
    issued: date

    @property
    def context(self) -> Context:
        """What the wording of an indicator needs to know."""
        return Context(self.settings.front_rank, self.days_left, self.words.peers)


def wording_of(settings: Settings, level: str, kind: str, title: str) -> Wording:
    """The words of the letters: with an own unit the city assesses us, else we assess the units."""
    own = ".own" if settings.own_unit else ""
    level = level or phrase("level")
    kind = kind or phrase(f"kind{own}")
    period = period_words(settings.as_of)
    code = "title" if period else "title.undated"
    named = title or phrase(code, period=period, kind=kind, level=level)
    return Wording(level, kind, phrase(f"peers{own}"), phrase(f"rank.peers{own}"), named)


def period_words(as_of: date | None) -> str:
    """The months covered: `2011年1—10月`; a broken month by its last day; "" without a date."""
    if as_of is None:
        return ""
    if (as_of + timedelta(days=1)).month == as_of.month:
        return chinese_date(as_of)
    code = "period.first" if as_of.month == 1 else "period.months"
    return phrase(code, year=as_of.year, month=as_of.month)


def chinese_date(day: date) -> str:
    """The date as official documents write it: `2011年11月1日`."""
    return phrase("date", year=day.year, month=day.month, day=day.day)


def content(
    units: Sequence[str], number: int, items: Sequence[Item], matter: Matter, due: date | None = None
) -> Content:
    """The letter to `units` about `items`, in order; `due` None: what 办理期限 says of a reminder."""
    settings, words = matter.settings, matter.words
    number_text = phrase("number", code=settings.issuer_code, year=matter.issued.year, number=number)
    tally = tally_of(items, settings)
    gaps, behind = _gaps(items)
    due = due or deadline_stated(Level.REMINDER, matter.issued, settings)
    return Content(
        unit=phrase("separator").join(units),
        number=number_text,
        issuer=settings.issuer or settings.signature,
        title=tuple(words.title.splitlines()),
        situation=_situation(tally, matter, addressed(units)),
        left=_days_left(matter),
        rows=tuple(table_row(place, item, matter.context) for place, item in enumerate(items, 1)),
        gaps=gaps,
        behind=behind,
        reply_by=chinese_date(due) if due else "",
        signature=settings.signature or settings.issuer,
        issued=chinese_date(matter.issued),
        tally=tally,
    )


def tally_of(items: Sequence[Item], settings: Settings) -> Tally:
    """The counts of a letter; a qualitative indicator without a figure is not one that wasn't reported."""
    entries = [item.entry for item in items]
    lights = Counter(entry.light for entry in entries)
    ranked = [(rank, entry.of) for entry in entries if (rank := entry.position or entry.rank)]
    return Tally(
        indicators=len(entries),
        red=lights[Light.RED],
        amber=lights[Light.AMBER],
        green=lights[Light.GREEN],
        not_reported=sum(_is_unreported(item) for item in items),
        city_warned=sum(entry.lights.city is not None for entry in entries),
        after_warn_rank=sum(is_after_warning(position, settings) for position, _ in ranked),
        last_ranks=sum(is_among_last(position, of, settings) for position, of in ranked),
    )


def _is_unreported(item: Item) -> bool:
    return item.entry.missing is Missing.NOT_REPORTED and not is_given(item.entry, item.indicator)


def addressed(units: Sequence[str]) -> str:
    """How a letter calls those whom it is to: 你单位; 你们单位 where there are several."""
    return phrase("you" if len(units) == 1 else "you.several")


def _situation(tally: Tally, matter: Matter, you: str) -> str:
    settings = matter.settings
    as_of = phrase("as_of", date=chinese_date(settings.as_of)) if settings.as_of else ""
    counts = phrase("counts", you=you, kind=matter.words.kind, count=tally.indicators) + _lit(tally)
    if tally.city_warned:
        counts += phrase("counts.city", count=tally.city_warned)
    if tally.after_warn_rank:
        counts += phrase(
            "counts.after",
            peers=matter.words.peers,
            rank=numeral(settings.warn_rank),
            count=tally.after_warn_rank,
        )
        if tally.last_ranks:
            counts += phrase("counts.last", last=numeral(settings.last_ranks), count=tally.last_ranks)
    return as_of + counts + phrase("end")


def _lit(tally: Tally) -> str:
    others = max(0, tally.unlit - tally.not_reported)
    counted = {
        "red": tally.red,
        "amber": tally.amber,
        "green": tally.green,
        "not_reported": tally.not_reported,
        "unlit": others,
    }
    if others == tally.indicators:
        return ""
    lights = [phrase(f"counts.{name}", count=count) for name, count in counted.items() if count]
    return phrase("counts.lit", lights=phrase("separator").join(lights))


def _days_left(matter: Matter) -> str:
    if not matter.days_left or matter.days_left < 0:
        return ""
    ends = matter.settings.ends
    if ends is None:
        return phrase("days_left.undated", days=matter.days_left)
    last_day = phrase("month_day", month=ends.month, day=ends.day)
    return phrase("days_left", ends=last_day, days=matter.days_left)


def _gaps(items: Sequence[Item]) -> tuple[str, int]:
    """The largest gaps to the front places in words, and how many there are; none for a single indicator,
    of which the table has just said so."""
    behind = [item for item in items if (item.entry.gap_to_third or 0) > 0]
    behind.sort(key=_share_behind, reverse=True)
    if not behind or len(items) == 1:
        return "", len(behind)
    named = phrase("separator").join(_gap(item) for item in behind[:GAPS_NAMED])
    return phrase("gaps.more", gaps=named) if len(behind) > GAPS_NAMED else named, len(behind)


def _share_behind(item: Item) -> Decimal:
    """How far behind third place, as a share of it, so that 亿元 and 人 compare."""
    gap, third = item.entry.gap_to_third or Decimal(0), item.entry.third_value
    return gap / abs(third) if third else gap


def _gap(item: Item) -> str:
    gap = amount(item.entry.gap_to_third or Decimal(0), item.entry, item.indicator)
    return phrase("gap", indicator=item.indicator.name, gap=gap)
