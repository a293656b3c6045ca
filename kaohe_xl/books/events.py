"""加减分 and 一票否决: what happened to whom, and what it is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kaohe_xl.books.cells import Quantity, number, shown
from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.plain import compact, several
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Veto

_BONUS = re.compile(r"加|奖|表彰|荣誉|\+")
_DEDUCTION = re.compile(r"扣|减|罚|通报批评|曝光|约谈|问责|-")
_NOT_BEST = re.compile(
    r"(?:不得|不能|不予|取消|一票)(?:参与|参加)?(?:评优|评为优秀|评先|否优|优秀)\w*|否优|不评优|取消评优资格"
)
_BLANKS = frozenset(("", "—", "——", "-", "/"))
_SIGNED = re.compile(r"^(加|扣)(?=[\d.])")


def read_adjustments(grid: Grid) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """The 加分 and 扣分 of the workbook, and the rows that can't be counted."""
    return adjustments_of(find_listings(grid))


def read_vetoes(grid: Grid) -> tuple[tuple[Veto, ...], tuple[Finding, ...]]:
    """The veto events of the workbook, and what is wrong with their rows."""
    return vetoes_of(find_listings(grid))


@dataclass(slots=True)
class _Sheet:
    """A list being read, with the findings made on the way; `year` supplies that of 10月5日."""

    listing: Listing
    findings: list[Finding]
    year: int | None

    def text(self, row: int, name: str) -> str:
        """What the field shows; "" for a blank or a dash."""
        text = shown(self.listing.value(row, name))
        return "" if compact(text) in _BLANKS else text

    def units(self, row: int) -> tuple[str, ...]:
        """The units of the row."""
        value = self.listing.value(row, "unit")
        names = several(value) if isinstance(value, str) else several(shown(value))
        return tuple(name for name in names if compact(name) not in _BLANKS)

    def day(self, row: int) -> date | None:
        """The day of the event; one that can't be read is reported, the event still counts."""
        value = self.listing.value(row, "day")
        found = day(value, year=self.year)
        if found is None and self.text(row, "day"):
            self.report("BAD_EVENT_DATE", row, "day", text=shown(value))
        return found

    def report(self, code: str, row: int, name: str, **words: object) -> None:
        """A finding at the field's cell: an ERROR, for something isn't counted as it should be."""
        self.findings.append(finding(code, Severity.ERROR, self.listing.place(row, name, "unit"), **words))


def adjustments_of(
    listings: Iterable[Listing], year: int | None = None
) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """The adjustments that these lists state."""
    findings: list[Finding] = []
    sheets = [_Sheet(listing, findings, year) for listing in listings if listing.kind is Kind.ADJUSTMENTS]
    found = [
        adjustment
        for sheet in sheets
        for row in sheet.listing.rows
        for adjustment in _adjustments(sheet, row)
    ]
    return tuple(found), tuple(findings)


def vetoes_of(
    listings: Iterable[Listing], year: int | None = None
) -> tuple[tuple[Veto, ...], tuple[Finding, ...]]:
    """The veto events that these lists state."""
    findings: list[Finding] = []
    sheets = [_Sheet(listing, findings, year) for listing in listings if listing.kind is Kind.VETOES]
    found = [veto for sheet in sheets for row in sheet.listing.rows for veto in _vetoes(sheet, row)]
    return tuple(found), tuple(findings)


def _adjustments(sheet: _Sheet, row: int) -> Iterator[Adjustment]:
    """The adjustments of a row: one a unit, and one for each of the columns 加分 and 扣分."""
    names = [name for name in ("points", "bonus", "deduction") if name in sheet.listing.columns]
    figures = {name: _figure(sheet, row, name) for name in names}
    units = sheet.units(row)
    if all(figure.blank for figure in figures.values()):
        if units and (sheet.text(row, "item") or sheet.text(row, "kind")):
            sheet.report("ADJUSTMENT_WITHOUT_POINTS", row, names[0])
        return
    if not units:
        sheet.report("ADJUSTMENT_WITHOUT_UNIT", row, "unit")
        return
    common = Adjustment("", _item(sheet, row), AdjustmentKind.BONUS, Decimal(0), sheet.text(row, "indicator"))
    common = replace(
        common, level=sheet.text(row, "level"), day=sheet.day(row), source=sheet.text(row, "source")
    )
    for name, figure in figures.items():
        kind = None if figure.blank else _kind(sheet, row, name, figure)
        if kind is not None and figure.value is not None:
            place = sheet.listing.place(row, name)
            points = abs(figure.value)
            yield from (replace(common, unit=unit, kind=kind, points=points, place=place) for unit in units)


def _figure(sheet: _Sheet, row: int, name: str) -> Quantity:
    """The points of a field: 0.5, +1, 扣0.5分."""
    value = sheet.listing.value(row, name)
    if isinstance(value, str):
        value = _SIGNED.sub(lambda match: "+" if match[1] == "加" else "-", compact(value))
    return number(value, measure="分", percent=sheet.listing.is_percent(row, name))


def _item(sheet: _Sheet, row: int) -> str:
    """The item; without one the row counts by itself, so that two nameless ones aren't taken for one."""
    item = sheet.text(row, "item")
    if not item:
        place = sheet.listing.place(row, "item", "unit")
        sheet.findings.append(finding("ADJUSTMENT_WITHOUT_ITEM", Severity.WARNING, place))
    return item or f"{sheet.listing.sheet}第{row}行"


def _kind(sheet: _Sheet, row: int, name: str, figure: Quantity) -> AdjustmentKind | None:
    """加分 or 扣分: by column, 类型, sheet name or sign, the first that tells; None was reported."""
    if figure.value is None or figure.problem or figure.percent:
        sheet.report("BAD_ADJUSTMENT_POINTS", row, name, text=figure.text)
        return None
    kind = _column_kind(sheet, name)
    stated = sheet.text(row, "kind")
    if kind is None and stated:
        bonus, deduction = bool(_BONUS.search(compact(stated))), bool(_DEDUCTION.search(compact(stated)))
        if bonus == deduction:
            sheet.report("UNKNOWN_ADJUSTMENT_KIND", row, "kind", text=stated)
            return None
        kind = AdjustmentKind.BONUS if bonus else AdjustmentKind.DEDUCTION
    if kind is None:
        return AdjustmentKind.DEDUCTION if figure.value < 0 else AdjustmentKind.BONUS
    if kind is AdjustmentKind.BONUS and figure.value < 0:
        sheet.report("ADJUSTMENT_SIGN", row, name, text=figure.text)
        return None
    return kind


def _column_kind(sheet: _Sheet, name: str) -> AdjustmentKind | None:
    """What the column or the sheet's name says; None where it leaves both open."""
    if name != "points":
        return AdjustmentKind.BONUS if name == "bonus" else AdjustmentKind.DEDUCTION
    if "kind" in sheet.listing.columns:
        return None
    title = sheet.listing.title
    bonus, deduction = "加分" in title, "扣分" in title or "减分" in title
    if bonus == deduction:
        return None
    return AdjustmentKind.BONUS if bonus else AdjustmentKind.DEDUCTION


def _vetoes(sheet: _Sheet, row: int) -> Iterator[Veto]:
    """The veto of a row, once a unit."""
    units, item, grade = sheet.units(row), sheet.text(row, "item"), sheet.text(row, "grade")
    if not units:
        sheet.report("VETO_WITHOUT_UNIT", row, "unit")
        return
    if not item and not grade and not sheet.text(row, "day"):
        return
    grade = "" if _NOT_BEST.fullmatch(compact(grade)) else compact(grade)
    veto = Veto(
        "", item, grade, sheet.day(row), sheet.text(row, "source"), sheet.listing.place(row, "item", "unit")
    )
    yield from (replace(veto, unit=unit) for unit in units)
