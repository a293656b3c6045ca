"""督办台账, read: a row a case, also as people type it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kaohe_xl.books.cells import number, shown
from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.ladder_settings import level_named
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import SHAPES, Kind
from kaohe_xl.books.plain import compact, several
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.ladder import workdays_of
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.domain.supervision import Case
from kaohe_xl.domain.workdays import Workdays

DATES = (*("issued", "deadline", "acknowledged", "replied", "asked", "extended", "settled", "written_off"),)
_AFTER_ISSUE = ("deadline", "acknowledged", "replied", "asked", "extended", "settled", "written_off")
_BLANKS = frozenset({"", "—", "——", "-", "/", "无"})
_NUMBER = re.compile(
    r"(?P<code>[^\d〔〕\[\]()【】]*)(?:[〔\[(【]?(?P<year>\d{4})年?[〕\])】])?第?(?P<serial>\d{1,9})号?"
)
_SPAN = re.compile(r"(\d{1,3})(?:个?工作日|[天日])?(?:内|之内|以内)?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})")
_WEEKS = Workdays()
_LINES = re.compile(r"[\n\r;；]+")


@dataclass(slots=True)
class Ledger:
    """The ledgers of a workbook. `rows`: case by case, its list and row; `serials`: every number in them."""

    listings: tuple[Listing, ...]
    cases: tuple[Case, ...] = ()
    rows: tuple[tuple[Listing, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    numbers: Mapping[str, Cell] = field(default_factory=dict)

    def highest(self, code: str, year: int) -> int:
        """The highest serial of the series; a number without code belongs to every one of its year."""
        serials = [0]
        for text, issued in self._texts():
            found = serial_of(text)
            if found is None:
                continue
            own, of, serial = found
            if own in ("", compact(code)) and (of or issued) in (year, None):
                serials.append(serial)
        return max(serials)

    def _texts(self) -> Iterable[tuple[str, int | None]]:
        for listing in self.listings:
            for row in listing.rows:
                issued = day(listing.value(row, "issued"))
                yield shown(listing.value(row, "number")), issued.year if issued else None


def serial_of(text: str) -> tuple[str, int | None, int] | None:
    """Code, year and serial of a document number: 长考办函〔2011〕12号, 〔2011〕12, 12号."""
    match = _NUMBER.fullmatch(compact(text))
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return match["code"].removesuffix("第"), year, int(match["serial"])


def read_ledger(
    grid: Grid,
    indicators: Set[str] = frozenset(),
    year: int | None = None,
    workdays: Workdays = _WEEKS,
) -> Ledger:
    """The ledgers of the workbook; `indicators` are names that a cell may hold whole, 、 and all.

    `workdays` are those that a deadline of 15 (days) goes by.
    """
    return ledger_of(find_listings(grid), indicators, year, workdays)


def ledger_by(listings: Iterable[Listing], scheme: Scheme) -> Ledger:
    """These lists, read by what the scheme knows: its indicators, year, working days."""
    known = frozenset(one.name for one in scheme.indicators)
    return ledger_of(listings, known, scheme.settings.year, workdays_of(scheme.settings))


def ledger_of(
    listings: Iterable[Listing],
    indicators: Set[str] = frozenset(),
    year: int | None = None,
    workdays: Workdays = _WEEKS,
) -> Ledger:
    """The cases that these lists hold, and what can't be read in them."""
    ours = tuple(one for one in listings if one.kind is Kind.LEDGER)
    ledger, findings = Ledger(ours), list[Finding]()
    cases, rows, numbers = list[Case](), list[tuple[Listing, int]](), dict[str, Cell]()
    for listing in ours:
        for row in listing.rows:
            reading = _Row(listing, row, year, indicators, workdays, findings)
            text = compact(reading.text("number"))
            place = listing.place(row, "number", "unit")
            if text and text in numbers:
                words = {"number": text, "other": numbers[text]}
                findings.append(finding("LEDGER_NUMBER_TWICE", Severity.WARNING, place, **words))
            elif text:
                numbers[text] = place
            case = reading.case()
            if case is not None:
                cases.append(case)
                rows.append((listing, row))
    ledger.cases, ledger.rows, ledger.findings = tuple(cases), tuple(rows), tuple(findings)
    ledger.numbers = numbers
    return ledger


@dataclass(frozen=True, slots=True)
class _Row:
    """A row being read; what can't be is reported."""

    listing: Listing
    row: int
    year: int | None
    indicators: Set[str]
    workdays: Workdays
    findings: list[Finding]

    def text(self, name: str) -> str:
        """What the field shows; "" for a blank or a dash."""
        value = self.listing.value(self.row, name)
        text = value if isinstance(value, str) else shown(value)
        return "" if compact(text) in _BLANKS else text.strip()

    def case(self) -> Case | None:
        """The case; None where level or unit is missing, which is reported."""
        units = several(self.text("unit"))
        if not units:
            if self.text("number") or self.text("item"):
                self._report("LEDGER_WITHOUT_UNIT", "unit")
            return None
        level = level_named(self.text("level"))
        exempt = self.text("exempt")
        if level is None:
            self._report("LEDGER_UNKNOWN_LEVEL", "level", text=self.text("level"))
            return None
        dates = {name: self._day(name) for name in DATES}
        self._compare(dates)
        if dates["settled"] is None and dates["written_off"] is None and self.text("outcome"):
            self._report("LEDGER_SETTLED_WITHOUT_DATE", "outcome", text=self.text("outcome"))
        return Case(
            compact(self.text("number")),
            level,
            units,
            self._matters(),
            period=self._period(dates["issued"]),
            evidence=self.text("evidence"),
            points=self._points(),
            exempt=exempt,
            reasons=tuple(part.strip() for part in _LINES.split(self.text("reasons")) if part.strip()),
            note=self.text("note"),
            place=self.listing.place(self.row, "number", "unit"),
            **dates,
        )

    def _matters(self) -> tuple[str, ...]:
        found: list[str] = []
        for line in _LINES.split(self.text("item")):
            name = line.strip()
            found += [name] if name in self.indicators else several(name)
        return tuple(dict.fromkeys(found))

    def _period(self, issued: date | None) -> str:
        year = self.year or (issued.year if issued else None)
        stated = day(self.listing.value(self.row, "period"), year=year)
        known = stated or (None if self.text("exempt") else issued)
        return f"{known:%Y-%m}" if known else ""

    def _day(self, name: str) -> date | None:
        value = self.listing.value(self.row, name)
        if name == "deadline" and (match := _SPAN.fullmatch(compact(shown(value)))):  # 15, 15日内
            issued = day(self.listing.value(self.row, "issued"), year=self.year)
            return None if issued is None else self.workdays.deadline(issued, int(match[1]))
        if self.year and isinstance(value, str) and (match := _MONTH_DAY.fullmatch(compact(value))):
            value = f"{match[1]}月{match[2]}日"
        found = day(value, year=self.year)
        if found is None and self.text(name):
            self._report("LEDGER_BAD_DATE", name, column=self._title(name), text=self.text(name))
        return found

    def _compare(self, dates: Mapping[str, date | None]) -> None:
        issued = dates["issued"]
        for name in _AFTER_ISSUE:
            stated = dates[name]
            if issued and stated and stated < issued:
                self._report(
                    "LEDGER_DATES_CROSSED", name, column=self._title(name), day=stated, issued=issued
                )

    def _points(self) -> Decimal | None:
        if not self.text("points"):
            return None
        found = number(self.listing.value(self.row, "points"), measure="分")
        if found.value is None or found.problem or found.percent:
            self._report("LEDGER_BAD_POINTS", "points", Severity.ERROR, text=self.text("points"))
            return None
        return abs(found.value)

    def _title(self, name: str) -> str:
        return SHAPES[Kind.LEDGER].heads[name][0]

    def _report(self, code: str, name: str, severity: Severity = Severity.WARNING, **words: object) -> None:
        place = self.listing.place(self.row, name, "unit")
        self.findings.append(finding(code, severity, place, **words))
