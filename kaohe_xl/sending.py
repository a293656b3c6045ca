"""Documents of any level sent out: the reminders of all, or what is ticked; as PDF, too, where asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_xl.books.grid import Grid
from kaohe_xl.books.ladder_settings import level_named
from kaohe_xl.commands import LetterChoice, assess_book
from kaohe_xl.domain.findings import Severity, finding
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.outputs.new_files import put_files
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reminders import letters
from kaohe_xl.reports import LettersReport
from kaohe_xl.resources import templates


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent: the level; `is_each_unit`: all matters of a unit in one document; a PDF beside."""

    level: Level = Level.REMINDER
    is_each_unit: bool = False
    as_pdf: bool = False


def level_of(text: str) -> Level:
    """The level that a word means: 督办, 挂牌, 约谈, or the whole name. Raises InputError."""
    named = level_named(text)
    if named is None:
        raise InputError(*sentence("UNKNOWN_LEVEL", level=text))
    return named


def send(
    grid: Grid, folder: Path | None, order: Order, choice: LetterChoice, tick: Tick = silent
) -> LettersReport:
    """The documents of one level in `folder`, by default one of the level's name beside the workbook.

    Raises InputError where there is nobody to write to, BookError where something can't be written.
    """
    from kaohe_xl.supervising import issue_level

    place = folder or (grid.path.parent if grid.path else Path()) / order.level.value
    if order.level is Level.REMINDER:
        report = letters(grid, place, choice, tick)
    else:
        tick(sentence("READING_BOOK", book=grid.name)[0])
        each_matter = not order.is_each_unit
        report = issue_level(
            grid, assess_book(grid), order.level, place, choice, tick, each_matter=each_matter
        )
    return printed(report) if order.as_pdf and report.written else report


def printed(report: LettersReport) -> LettersReport:
    """The report's files as PDF beside them; one that differs is kept, and told of.

    Raises BookError where no program prints.
    """
    from kaohe_xl.printing import pdf

    made = pdf(report.files)
    beside = (one.path.name for one in made.files if one.is_beside)
    kept = tuple(finding("PDF_KEPT", Severity.NOTE, None, file=name) for name in beside)
    return replace(report, pdfs=tuple(one.path for one in made.files), findings=(*report.findings, *kept))


def copy_templates(folder: Path) -> Iterator[str]:
    """The built-in templates put into a folder, a line each; what is there already is kept.

    Raises BookError where the folder can't be written.
    """
    for template in templates():
        target = folder / template.name
        code = "TEMPLATE_KEPT" if target.exists() else "TEMPLATE_COPIED"
        if not target.exists():
            put_files({target: template.read_bytes()})
        yield sentence(code, file=target)[0]
