"""`kaohe demo`: the samples, copied, scored, with their letters."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from kaohe_xl import commands, reminders
from kaohe_xl.books.files import open_file
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import DemoReport, LettersReport, ScoreReport
from kaohe_xl.resources import sample_books, samples

LETTERS_FOLDER = "提醒函"


def demo(folder: Path, tick: Tick = silent) -> DemoReport:
    """Copy the sample workbooks into `folder`, score them and write their letters.

    A sample that is there already is kept as it is: it may hold somebody's trials.
    Raises BookError where the samples are missing or the folder can't be written.
    """
    source = samples()
    names = [path.name for path in sample_books()]
    if not names:
        raise BookError(*sentence("SAMPLES_MISSING", folder=source))
    _copy(source, folder, names)
    scores: list[ScoreReport] = []
    letters: list[LettersReport] = []
    for name in names:
        tick(sentence("SCORING_BOOK", book=name)[0])
        grid = open_file(folder / name)
        assessed = commands.assess_book(grid)
        report = commands.score(grid, assessed=assessed)
        scores.append(report)
        if assessed.study.scheme.settings.issuer_code:
            choice = commands.LetterChoice(issued=_issued(report))
            letters.append(reminders.letters_of(grid, assessed, folder / LETTERS_FOLDER, choice, tick))
    return DemoReport(folder, tuple(scores), tuple(letters))


def _issued(report: ScoreReport) -> date:
    """The day after the assessed month: the samples speak of 2011, so must their letters."""
    year, month = (int(part) for part in report.assessment.period.split("-"))
    return (date(year, month, 1) + timedelta(days=32)).replace(day=1)


def _copy(source: Path, folder: Path, names: list[str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            if not (folder / name).exists():
                shutil.copyfile(source / name, folder / name)
    except OSError as error:
        raise BookError(*sentence("FOLDER_NOT_WRITABLE", folder=folder, reason=error.strerror)) from error
