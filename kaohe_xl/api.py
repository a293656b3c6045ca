"""The commands as functions of `kaohe_xl`: a Book or a path in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kaohe_xl import commands, reminders
from kaohe_xl.binding import BindReport
from kaohe_xl.binding import bind as run_bind
from kaohe_xl.book import Book, open_book
from kaohe_xl.books.rule_sources import RuleSource, rule_source
from kaohe_xl.comparing import CompareReport, compare_books
from kaohe_xl.domain.supervision import Case
from kaohe_xl.overview import BoardChoice, BoardReport
from kaohe_xl.overview import board as run_board
from kaohe_xl.printing import PdfReport
from kaohe_xl.printing import pdf as run_pdf
from kaohe_xl.reporting import CircularChoice, CircularReport, WeeklyReport
from kaohe_xl.reporting import circular as run_circular
from kaohe_xl.reporting import weekly as run_weekly
from kaohe_xl.reports import (
    BackupsReport,
    CheckReport,
    DemoReport,
    DoctorReport,
    ExplainReport,
    LettersReport,
    ScoreReport,
    UndoReport,
)


def _book(book: Book | str | Path, break_signature: bool = False) -> Book:
    return book if isinstance(book, Book) else open_book(book, break_signature=break_signature)


def active_book() -> Book:
    """The workbook in front in Excel, the same kind of object as `open_book` gives; saved into Excel itself.

    Raises BookError where Excel isn't running or has no workbook open.
    """
    from kaohe_xl.books.attaching import active_grid

    return Book(active_grid())


def check(
    book: Book | str | Path,
    others: Iterable[Book | str | Path] = (),
    *,
    sheet: bool = False,
    comments: bool = False,
    remove: bool = False,
    break_signature: bool = False,
) -> CheckReport:
    """All findings of the workbook, grouped by sheet, worst first.

    `others` are further workbooks that ought to say the same (口径一致). With `sheet` the findings are
    written into the workbook as the sheet 检查结果, with `comments` as comments on the cells; `remove`
    takes both out. Raises BookError for a file that can't be read, or written.
    """
    choice = commands.CheckChoice(sheet, comments, remove)
    return commands.check(_book(book, break_signature).grid, [_book(one).grid for one in others], choice)


def compare(
    book: Book | str | Path,
    other: Book | str | Path | None = None,
    *,
    rules_of: Sequence[int | str | date | Book | Path] = (),
    unit: str = "",
) -> CompareReport:
    """The workbook's scores beside those by other rules, or beside another workbook's; nothing is written.

    `rules_of`: years (2010), days (2010-06-30) or workbooks; one is held against the rules as they are, two
    against each other. `unit`: only that one. The report has `comparison`, `json()` and `frame()`.
    Raises InputError where there is nothing to compare with, BookError for a file that can't be read.
    """
    rules = [_rules(one) for one in rules_of]
    return compare_books(_book(book).grid, None if other is None else _book(other).grid, rules, unit)


def _rules(source: int | str | date | Book | Path) -> RuleSource:
    """A day, or the workbook that states the rules."""
    if isinstance(source, date):
        return source
    return (
        source.grid if isinstance(source, Book) else rule_source(str(source), lambda path: _book(path).grid)
    )


def bind(
    book: Book | str | Path,
    *,
    preview: bool = False,
    remove: bool = False,
    force: bool = False,
    break_signature: bool = False,
) -> BindReport:
    """Install 考核设置, 计分规则, 表格对应, result columns and colours; with `remove` take them out.

    With `preview` only say what would change. What the office put into these sheets is removed only with
    `force`. Raises InputError, BookError.
    """
    grid = _book(book, break_signature).grid
    return run_bind(grid, preview=preview, remove=remove, force=force)


def score(
    book: Book | str | Path, *, preview: bool = False, force: bool = False, break_signature: bool = False
) -> ScoreReport:
    """Recalculate and write the result columns; with `preview` only say what would change.

    With findings of severity error nothing is written unless `force`; a file with a digital signature
    only with `break_signature` (a Book: as it was opened). Raises BookError.
    """
    return commands.score(_book(book, break_signature).grid, preview=preview, force=force)


def letters(
    book: Book | str | Path,
    folder: str | Path,
    *,
    split: bool = False,
    issued: date | None = None,
    first_number: int | None = None,
    force: bool = False,
) -> LettersReport:
    """The per-unit reminder sheets (提醒函) in `folder`; numbers go on from the last ones given.

    Where there is 督办台账, each has a row there; what waits to be saved in the workbook is saved with it.
    With findings of severity error nothing is written unless `force`. Raises InputError, BookError.
    """
    choice = commands.LetterChoice(split, issued, first_number, force=force)
    return reminders.letters(_book(book).grid, Path(folder), choice)


def circular(
    book: Book | str | Path,
    folder: str | Path,
    last: Book | str | Path | None = None,
    *,
    cases: Sequence[Case] | None = None,
    issued: date | None = None,
    force: bool = False,
) -> CircularReport:
    """The monthly circular (月通报) in `folder`, compared with the workbook of last month where given.

    `cases` None: those of the workbook's 督办台账, here as in `weekly`.
    An earlier circular that differs is left alone: a person may have edited it. With findings of severity
    error nothing is written unless `force`. Raises InputError where nothing is assessed, BookError.
    """
    choice = CircularChoice(issued, force=force)
    earlier = None if last is None else _book(last).grid
    return run_circular(_book(book).grid, Path(folder), earlier, choice, cases=cases)


def weekly(
    book: Book | str | Path,
    folder: str | Path,
    *,
    cases: Sequence[Case] | None = None,
    issued: date | None = None,
    force: bool = False,
) -> WeeklyReport:
    """The weekly record (周督查) in `folder`: a form for each unit with red or amber lights or open `cases`.

    An earlier record that differs is left alone: a person may have filled it in. With findings of severity
    error nothing is written unless `force`. Raises InputError where nothing is assessed, BookError.
    """
    choice = CircularChoice(issued, force=force)
    return run_weekly(_book(book).grid, Path(folder), choice, cases=cases)


def board(
    book: Book | str | Path,
    *,
    remove: bool = False,
    preview: bool = False,
    force: bool = False,
    day: date | None = None,
    break_signature: bool = False,
) -> BoardReport:
    """The leaders' overview (考核看板) as a sheet of the workbook, one page; `remove` takes it out.

    One written before is replaced; a sheet of the office's own of that name is left alone. Documents of
    督办台账 are told of as on `day`, by default today. With findings of severity error nothing is written
    unless `force`. Raises InputError, BookError.
    """
    return run_board(_book(book, break_signature).grid, BoardChoice(remove, preview, force, day))


def pdf(*paths: str | Path, one: str | Path | None = None, split: bool = False) -> PdfReport:
    """Workbooks, and those in folders, as PDF: one beside each, or all in `one`; a bookmark for each sheet.

    With `split` one for each sheet, in a folder of the workbook's name. A PDF that differs is never written
    over: the new one gets a number. Through Excel where it is, else LibreOffice.
    Raises InputError, BookError.
    """
    return run_pdf([Path(path) for path in paths], None if one is None else Path(one), split=split)


def explain(book: Book | str | Path, indicator: str, unit: str = "") -> ExplainReport:
    """One score, down to its cells and its clause. Raises InputError for an unknown name."""
    return commands.explain(_book(book).grid, indicator, unit)


def undo(path: str | Path, number: int | None = None) -> UndoReport:
    """Take the last write back, byte for byte; or bring back the backup of that `number` (see `backups`).

    With a number, what is in the workbook now is kept as a backup. Raises BookError where there is none.
    """
    return commands.undo(Path(path), number)


def backups(path: str | Path) -> BackupsReport:
    """What a workbook can be brought back to, newest first. Raises BookError."""
    return commands.backups(Path(path))


def demo(folder: str | Path = "考核示例") -> DemoReport:
    """Copy the sample workbooks into `folder` and run everything on them."""
    from kaohe_xl.demonstration import demo as run

    return run(Path(folder))


def doctor() -> DoctorReport:
    """What is there and what is missing on this machine."""
    from kaohe_xl.diagnosis import doctor as run

    return run()
