"""What `bind` recognised, as tables for a person at a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from kaohe_xl.binding import BindReport
from kaohe_xl.books.columns import Shape
from kaohe_xl.books.recognised import SeenTable
from kaohe_xl.domain.findings import Severity
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from rich.table import Table

_PIPED, _NARROWEST = 120, 60
_SHAPES = {
    Shape.INDICATORS: "BIND_SHAPE_INDICATORS",
    Shape.UNITS: "BIND_SHAPE_UNITS",
    Shape.LONG: "BIND_SHAPE_LONG",
}
_HEADS = ("BIND_HEAD_ROLE", "BIND_HEAD_HEADER", "BIND_HEAD_COLUMN", "BIND_HEAD_EXAMPLES")
_SURE = ("BIND_HEAD_CONFIDENCE", "BIND_HEAD_WHY")


def bind_lines(report: BindReport) -> Iterator[str]:
    """The report as a person reads it: what was recognised, what is to be done, what became of it."""
    if not report.asked:
        if not report.removes:
            yield from _seen(report)
        yield from _steps(report)
    yield from _outcome(report)


def _seen(report: BindReport) -> Iterator[str]:
    for table in report.seen.tables:
        yield ""
        words = {"sheet": table.sheet, "area": table.area, "rows": table.rows}
        yield _say(_SHAPES[table.shape], **words)
        yield from _drawn(_table(table))
    if report.seen.lists:
        yield ""
        yield _say("BIND_LISTS")
        for one in report.seen.lists:
            columns = "，".join(f"{header} {letter}" for header, letter in one.columns)
            yield _say("BIND_LIST", kind=one.kind.value, sheet=one.sheet, rows=one.rows, columns=columns)
    if report.seen.skipped:
        yield ""
        yield _say("BIND_SKIPPED")
        for skipped in report.seen.skipped:
            yield f"  {skipped.place}  {skipped.reason}"


def _table(seen: SeenTable) -> Table:
    """A row for each column: what it holds, its header and letter, three values, how sure that is."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in (*_HEADS, *_SURE):
        table.add_column(_say(head), no_wrap=head == "BIND_HEAD_COLUMN", overflow="fold")
    for column in seen.columns:
        role = f"{column.word}（{column.owner}）" if column.owner else column.word
        examples = "，".join(column.examples) or _say("EMPTY")
        cells = (role, column.header, column.letters, examples, column.confidence.value, column.why)
        table.add_row(*(_plain(cell) for cell in cells))
    return table


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _drawn(table: Table) -> Iterable[str]:
    """The table's lines, as wide as the terminal."""
    from rich.console import Console

    width = shutil.get_terminal_size((_PIPED, 40)).columns if sys.stdout.isatty() else _PIPED
    out = StringIO()
    Console(file=out, width=max(width, _NARROWEST), color_system=None).print(table)
    return (line.rstrip() for line in out.getvalue().splitlines())


def _steps(report: BindReport) -> Iterator[str]:
    yield ""
    if not report.steps:
        yield _say("UNBIND_NOTHING" if report.removes else "BIND_NOTHING")
    else:
        yield _say("UNBIND_STEPS" if report.removes else "BIND_STEPS")
        yield from (f"  {number}. {step}" for number, step in enumerate(report.steps, 1))
    if report.changed:
        yield _say("UNBIND_CHANGED", count=len(report.changed))
        yield from _short(report.changed)
    counts = [sum(f.severity is s for f in report.findings) for s in Severity]
    if any(counts):
        yield _say("BIND_FINDINGS", errors=counts[0], warnings=counts[1], notes=counts[2], book=report.book)


def _short(texts: Sequence[str], most: int = 30) -> Iterator[str]:
    yield from (f"  {text}" for text in texts[:most])
    if len(texts) > most:
        yield "  ……"


def _outcome(report: BindReport) -> Iterator[str]:
    if report.written:
        code = "UNBIND_WRITTEN" if report.removes else "BIND_WRITTEN"
        if report.saved.backup is None:
            yield _say("BIND_WRITTEN_BESIDE", path=report.saved.path)
        else:
            yield _say(code, book=report.book, backup=report.saved.backup)
        yield from report.saved.notes
    elif report.preview and report.steps:
        yield _say("BIND_PREVIEWED")
    elif report.asked:
        yield _say("UNCHANGED")


def _say(code: str, **words: object) -> str:
    return sentence(code, **words)[0]
