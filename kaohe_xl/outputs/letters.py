"""The per-unit reminder sheets (提醒函): one workbook with an index, or one file a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kaohe_xl.domain.assessment import Assessment
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scheme import Scheme, Settings
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs.addressees import addressees
from kaohe_xl.outputs.letter_content import Content, Matter, content, period_words, wording_of
from kaohe_xl.outputs.sheet_names import file_stems, sheet_names


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """How the letters are to be made.

    split         one file a unit, without an index; else one workbook
    issued        the date under the letters, and the year in their numbers
    first_number  the first document number to be given
    numbers       numbers that units have already (reissued letters); the rest go around them
    level, kind, title  words in place of 提醒函, 市考指标 (考核指标), 关于…完成情况的提醒函; "" for these
    stem          the one workbook's file name without suffix; "" for kind, level and period
    preview       make the letters, write nothing
    """

    issued: date
    split: bool = False
    first_number: int = 1
    numbers: Mapping[str, int] = field(default_factory=dict)
    level: str = ""
    kind: str = ""
    title: str = ""
    stem: str = ""
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: whom to, under which number, in which sheet of which file, and what it counts."""

    unit: str
    number: str
    sheet: str
    file: Path
    indicators: int
    serial: int = 0
    red: int = 0
    amber: int = 0
    green: int = 0


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """The files written (with `preview`: to be written), the letters in them, and what was found."""

    paths: tuple[Path, ...]
    letters: tuple[Letter, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafts:
    """Letters as they are to be filled into a template: contents, serial numbers, files and sheets."""

    matter: Matter
    contents: tuple[Content, ...]
    letters: tuple[Letter, ...]
    findings: tuple[Finding, ...] = ()


def draft_letters(scheme: Scheme, assessment: Assessment, target: Path, options: LetterOptions) -> Drafts:
    """What the letters say and where they go; a target ending in .xlsx is the one workbook itself.

    With an own unit in the settings each lead or responsible unit gets the own unit's indicators that
    it answers for, else every assessed unit gets its own.
    Raises InputError where there is nobody to write to.
    """
    matter = matter_of(scheme.settings, assessment, options)
    to, findings = addressees(scheme, assessment, matter.words.level)
    if not to:
        raise InputError(*sentence("NO_LETTER_UNITS", level=matter.words.level))
    serials = serials_of([one.unit for one in to], options)
    contents = [content((one.unit,), serials[one.unit], one.items, matter) for one in to]
    found = (*findings, *_twice(serials))
    return drafts(contents, list(serials.values()), matter, (target, options), found)


def matter_of(settings: Settings, assessment: Assessment, options: LetterOptions) -> Matter:
    """What all letters of one issue share."""
    words = wording_of(settings, options.level, options.kind, options.title)
    return Matter(settings, assessment.days_left, words, options.issued)


def drafts(
    contents: Sequence[Content],
    serials: Sequence[int],
    matter: Matter,
    to: tuple[Path, LetterOptions],
    found: Sequence[Finding] = (),
) -> Drafts:
    """The letters with their places, and what the settings leave out."""
    places = _places(contents, matter, *to)
    letters = tuple(map(_letter, contents, places, serials))
    notes = _notes(matter.settings, matter.words.level)
    return Drafts(matter, tuple(contents), letters, (*found, *notes))


def _letter(content: Content, place: tuple[Path, str], serial: int) -> Letter:
    file, sheet = place
    tally = content.tally
    lights = (tally.red, tally.amber, tally.green)
    return Letter(content.unit, content.number, sheet, file, tally.indicators, serial, *lights)


def serials_of(units: Sequence[str], options: LetterOptions) -> dict[str, int]:
    """A document number for each unit: its old one, or the next that is free."""
    used = set(options.numbers.values())
    serials, following = {}, options.first_number
    for unit in units:
        if unit in options.numbers:
            serials[unit] = options.numbers[unit]
            continue
        while following in used:
            following += 1
        serials[unit] = following
        following += 1
    return serials


def _places(
    contents: Sequence[Content], matter: Matter, target: Path, options: LetterOptions
) -> list[tuple[Path, str]]:
    """File and sheet of each letter."""
    words, units = matter.words, [one.unit for one in contents]
    if options.split:
        folder = target.parent if target.suffix.lower() == ".xlsx" else target
        stems = file_stems(phrase("file", unit=unit, level=words.level) for unit in units)
        sheets = [sheet_names([unit])[0] for unit in units]
        return [(folder / f"{stem}.xlsx", sheet) for stem, sheet in zip(stems, sheets, strict=True)]
    names = sheet_names(units, taken=(phrase("index.sheet"),))
    return [(_one_file(matter, target, options), name) for name in names]


def _one_file(matter: Matter, target: Path, options: LetterOptions) -> Path:
    if target.suffix.lower() == ".xlsx":
        return target
    words, period = matter.words, period_words(matter.settings.as_of)
    code = "file.all" if period else "file.all.undated"
    stem = options.stem or phrase(code, kind=words.kind, level=words.level, period=period)
    return target / f"{file_stems([stem])[0]}.xlsx"


def _notes(settings: Settings, level: str) -> Iterable[Finding]:
    """What the settings leave out that a letter should have."""
    if not settings.issuer_code:
        yield finding("NO_ISSUER_CODE", Severity.NOTE, None)
    if not settings.issuer and not settings.signature:
        yield finding("NO_ISSUER", Severity.NOTE, None, level=level)
    if not settings.contact or not settings.phone:
        yield finding("NO_CONTACT", Severity.NOTE, None, level=level)


def _twice(serials: Mapping[str, int]) -> Iterable[Finding]:
    """Numbers given to more than one unit."""
    by_number: dict[int, list[str]] = {}
    for unit, serial in serials.items():
        by_number.setdefault(serial, []).append(unit)
    for number, units in by_number.items():
        if len(units) > 1:
            named = phrase("separator").join(units)
            yield finding("LETTER_NUMBER_TWICE", Severity.ERROR, None, number=number, units=named)
