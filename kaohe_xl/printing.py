"""The command `pdf`: workbooks printed, each by itself, sheet by sheet, or all in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.domain.findings import Finding
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import Json, finding_json

if TYPE_CHECKING:
    from kaohe_xl.books.pdf import Printed


_TOGETHER = 20  # workbooks a start of LibreOffice


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF: its pages, by which program, the sheets that have a bookmark or are the file.

    `was_there`: the same one stood there; `is_beside`: one that differs did, and was left as it is.
    """

    path: Path
    pages: int
    program: str
    sheets: tuple[str, ...] = ()
    was_there: bool = False
    is_beside: bool = False

    def json(self) -> Json:
        """The file for machines."""
        return {
            "file": str(self.path),
            "pages": self.pages,
            "program": self.program,
            "sheets": list(self.sheets),
            "written": not self.was_there,
        }


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The PDFs made."""

    files: tuple[PdfFile, ...]
    findings: tuple[Finding, ...] = ()

    def json(self) -> Json:
        """The report for machines."""
        files = [file.json() for file in self.files]
        return {"files": files, "findings": [finding_json(found) for found in self.findings]}


def pdf(
    paths: Sequence[Path], one: Path | None = None, tick: Tick = silent, *, split: bool = False
) -> PdfReport:
    """The workbooks, and those in the folders, as PDF with a bookmark for each printed sheet.

    One beside each workbook; with `split` one for each sheet, in a folder of the workbook's name; or all in
    `one`. Nothing is written before all of them are printed, and no PDF that differs is written over.
    Raises InputError for a place without workbooks, BookError where no program here can print, or a file
    can't be written.
    """
    from kaohe_xl.books.pdf import Printed, joined, printed, printed_together, workbooks_in

    if split and one is not None:
        raise InputError(*sentence("PDF_ONE_OR_SPLIT"))
    books = workbooks_in(paths)
    made: dict[Path, Printed] = {}
    for batch in (books[at : at + _TOGETHER] for at in range(0, len(books), _TOGETHER)):
        for path in batch:
            tick(sentence("PDF_CONVERTING", book=path.name)[0])
        made |= printed_together(batch)
        made |= {path: printed(path) for path in batch if path not in made}
    made = {path: made[path] for path in books}
    if one is not None:
        parts = [(path.stem, part) for path, part in made.items()]
        starts = tuple(start for _, part in parts for start in part.starts)
        pages = sum(part.pages for _, part in parts)
        return _put({one: Printed(joined(parts), pages, parts[0][1].program, starts)})
    if split:
        return _put({place: part for path, whole in made.items() for place, part in _sheets(path, whole)})
    return _put({_place(path, books): part for path, part in made.items()})


def _place(path: Path, all_of_them: Sequence[Path]) -> Path:
    """Beside the workbook; with its whole name where two workbooks differ in their suffix only."""
    alike = sum(other.with_suffix("") == path.with_suffix("") for other in all_of_them)
    return path.with_suffix(".pdf") if alike == 1 else path.with_name(f"{path.name}.pdf")


def _sheets(path: Path, whole: Printed) -> Iterator[tuple[Path, Printed]]:
    """The workbook's sheets and where each goes. Raises BookError where their pages aren't known."""
    from kaohe_xl.books.pdf import sheets_of
    from kaohe_xl.outputs.sheet_names import file_stems

    parts = sheets_of(whole)
    if not parts:
        raise BookError(*sentence("PDF_NO_SHEETS", book=path.name))
    stems = file_stems(name for name, _ in parts)
    folder = path.parent / file_stems([path.stem])[0]
    for stem, (_, part) in zip(stems, parts, strict=True):
        yield folder / f"{stem}.pdf", part


def _put(wanted: Mapping[Path, Printed]) -> PdfReport:
    """Write what isn't there yet, all or nothing."""
    from kaohe_xl.outputs.new_files import free_place, put_files

    files: dict[Path, PdfFile] = {}
    new: dict[Path, bytes] = {}
    for place, part in wanted.items():
        path, is_there = free_place(place, part.data, files)
        sheets = tuple(start.sheet for start in part.starts)
        is_beside = not is_there and path != place
        files[path] = PdfFile(path, part.pages, part.program, sheets, is_there, is_beside)
        if not is_there:
            new[path] = part.data
    put_files(new)
    return PdfReport(tuple(files.values()))


def pdf_lines(report: PdfReport) -> Iterator[str]:
    """What a person is told of the PDFs."""
    for program in dict.fromkeys(file.program for file in report.files):
        yield sentence("PDF_DONE", program=program)[0]
        for file in report.files:
            if file.program == program:
                code = "PDF_THERE" if file.was_there else "PDF_BESIDE" if file.is_beside else "PDF_LINE"
                yield sentence(code, file=file.path, pages=file.pages)[0]
