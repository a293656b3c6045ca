"""How long 500 letters take, one file each and all in one book, beside openpyxl and XlsxWriter.

    python tests/bench/bench_letters.py [LETTERS] [INDICATORS]

All make the same letter in memory, from the built-in template 提醒函. openpyxl loads the template's bytes, fills the same
cells (the rows below the indicators move, with their formats, heights and merges) and saves; for one book it copies the
sheet. XlsxWriter writes the filled letter's cells, formats, merges, widths and heights anew. Prints milliseconds a letter,
best of three (the peers' files: of a tenth of the letters), and ratios; nothing is asserted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "outputs")]

import lettering  # noqa: E402
import openpyxl  # noqa: E402
import xlsxwriter  # noqa: E402

from kaohe_xl.books.templates.template import About, Document, Template  # noqa: E402
from kaohe_xl.documents import fields_of  # noqa: E402
from kaohe_xl.outputs.letters import draft_letters  # noqa: E402
from kaohe_xl.resources import samples  # noqa: E402

LETTERS, INDICATORS, RUNS = 500, 4, 3
ABOUT = About("提醒函", lettering.ISSUED)
Plan = dict[str, Any]


def documents(count: int, indicators: int) -> list[Document]:
    """Letters that differ in everything a unit has of its own."""
    made = draft_letters(*lettering.many(indicators), Path("a.xlsx"), lettering.OPTIONS)
    fields = dict(fields_of(made.contents[0], made.matter, "目录"))
    items: Any = fields["指标"]
    return [
        Document(
            {
                **fields,
                "单位": f"区第{n}工作局",
                "文号": f"长考办函〔2011〕{n}号",
                "指标": [
                    {**item, "名称": f"{item['名称']}{n}", "说明": f"{item['说明']}{n}"} for item in items
                ],
            },
            f"区第{n}工作局",
        )
        for n in range(1, count + 1)
    ]


def plan_of(template: Template, document: Document) -> Plan:
    """What the filled letter consists of, for the peers to write."""
    book = openpyxl.load_workbook(BytesIO(template.files([document], ABOUT)[0]))
    sheet = book.worksheets[0]
    cells = [
        (cell.row, cell.column, cell.value, cell)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    ]
    rows = {number: of.height for number, of in sheet.row_dimensions.items()}
    merges = [one.bounds for one in sheet.merged_cells.ranges]
    return {"cells": cells, "rows": rows, "merges": merges, "sheet": sheet}


def fill_openpyxl(sheet: Any, plan: Plan, name: str) -> None:
    """The plan's cells, heights and merges in a sheet of the template."""
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    looks = plan["looks"]
    for row, column, value, _ in plan["cells"]:
        cell = sheet.cell(row, column)
        cell._style = looks[row, column]
        if value is not None:
            cell.value = value
    for row, height in plan["rows"].items():
        sheet.row_dimensions[row].height = height
    for left, top, right, bottom in plan["merges"]:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    sheet.title = name


def openpyxl_files(data: bytes, plan: Plan, names: Sequence[str]) -> None:
    """A file each from the template's bytes."""
    for name in names:
        book = openpyxl.load_workbook(BytesIO(data))
        del book["目录"]
        fill_openpyxl(book.worksheets[0], plan, name)
        book.save(BytesIO())


def openpyxl_book(data: bytes, plan: Plan, names: Sequence[str]) -> None:
    """All in one, by copies of the sheet."""
    book = openpyxl.load_workbook(BytesIO(data))
    first = book.worksheets[0]
    for name in names:
        fill_openpyxl(book.copy_worksheet(first), plan, name)
    book.remove(first)
    book.save(BytesIO())


def words_of(cell: Any) -> dict[str, Any]:
    """A cell's format in XlsxWriter's words."""
    font, border, align = cell.font, cell.border, cell.alignment
    words: dict[str, Any] = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": bool(font.b),
        "num_format": cell.number_format,
        "text_wrap": bool(align.wrap_text),
        "align": align.horizontal or "general",
        "valign": "vcenter" if align.vertical == "center" else "top",
    }
    if border.left.style:
        words["border"] = 1
    if cell.fill.fill_type == "solid":
        words["bg_color"] = "#" + str(cell.fill.fgColor.rgb)[-6:]
    return words


def write_xlsxwriter(book: Any, formats: Sequence[Any], plan: Plan, name: str) -> None:
    """The plan as a new sheet."""
    sheet = book.add_worksheet(name)
    for letters, of in plan["widths"]:
        sheet.set_column(f"{letters}:{letters}", of)
    for row, height in plan["rows"].items():
        if height:
            sheet.set_row(row - 1, height)
    for row, column, value, look, span in plan["written"]:
        if span:
            sheet.merge_range(row, column, *span, value or "", formats[look])
        elif value is None:
            sheet.write_blank(row, column, None, formats[look])
        elif isinstance(value, str):
            sheet.write_string(row, column, value, formats[look])
        else:
            sheet.write_number(row, column, value, formats[look])
    for area, formula in plan["rules"]:
        rule = {"type": "cell", "criteria": "==", "value": formula, "format": formats[-1]}
        sheet.conditional_format(area[0], {**rule, "multi_range": " ".join(area)})
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页　共 &N 页")
    sheet.print_area(plan["area"])
    if plan["titles"]:
        sheet.repeat_rows(*plan["titles"])


def xlsxwriter_files(plan: Plan, names: Sequence[str]) -> None:
    """A file each, in memory."""
    for name in names:
        xlsxwriter_book(plan, [name])


def xlsxwriter_book(plan: Plan, names: Sequence[str]) -> None:
    """All in one, in memory."""
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    formats = [book.add_format(words) for words in (*plan["formats"], {"bg_color": "#FFC7CE"})]
    for name in names:
        write_xlsxwriter(book, formats, plan, name)
    book.close()


def complete(plan: Plan) -> None:
    """What the peers need beside the cells, worked out once outside the measured time."""
    sheet = plan["sheet"]
    plan["looks"] = {(row, column): copy(cell._style) for row, column, _, cell in plan["cells"]}
    plan["widths"] = [(letters, of.width) for letters, of in sheet.column_dimensions.items()]
    spans = {(top, left): (bottom - 1, right - 1) for left, top, right, bottom in plan["merges"]}
    inside = {
        (row, column)
        for left, top, right, bottom in plan["merges"]
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    formats: dict[str, tuple[int, Any]] = {}
    written = plan["written"] = []
    for row, column, value, cell in plan["cells"]:
        if (row, column) in spans or (row, column) not in inside:
            words = words_of(cell)
            look = formats.setdefault(repr(words), (len(formats), words))[0]
            value = value if value is None or isinstance(value, str) else float(value)
            written.append((row - 1, column - 1, value, look, spans.get((row, column))))
    plan["formats"] = [words for _, words in formats.values()]
    plan["rules"] = [
        (str(area.sqref).split(), rule.formula[0])
        for area in sheet.conditional_formatting
        for rule in area.rules
    ]
    plan["area"] = str(sheet.print_area).rpartition("!")[2].replace("$", "")
    titles = str(sheet.print_title_rows or "").replace("$", "")
    plan["titles"] = [int(one) - 1 for one in titles.split(":")] if titles else []


def best(work: Callable[[], object], letters: int, runs: int = RUNS) -> float:
    """Milliseconds a letter, the best of `runs`."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000 / letters)
    return min(found)


def main() -> None:
    """Measures and prints."""
    count, indicators = (
        int(word) for word in (sys.argv[1:] + [str(LETTERS), str(INDICATORS)][len(sys.argv) - 1 :])
    )
    path = samples() / "提醒函.xlsx"
    data = path.read_bytes()
    made = documents(count, indicators)
    plan = plan_of(Template(path), made[0])
    complete(plan)
    names = [one.sheet for one in made]
    few = names[: max(1, count // 10)]
    ours = best(lambda: Template(path).files(made, ABOUT), count)
    theirs = best(lambda: openpyxl_files(data, plan, few), len(few))
    writer = best(lambda: xlsxwriter_files(plan, few), len(few))
    print(
        f"a file of {indicators} indicators: ours {ours:.3f} ms, openpyxl {theirs:.2f}, XlsxWriter {writer:.2f}"
    )
    print(f"  {theirs / ours:.1f}x openpyxl, {writer / ours:.1f}x XlsxWriter")
    index = {"文书": [{"序号": n, "单位": name} for n, name in enumerate(names, 1)]}
    ours = best(lambda: Template(path).book(made, index, ABOUT), count)
    theirs = best(lambda: openpyxl_book(data, plan, names), count, 1)
    writer = best(lambda: xlsxwriter_book(plan, names), count)
    print(
        f"a sheet of one book of {count}: ours {ours:.3f} ms, openpyxl {theirs:.2f}, XlsxWriter {writer:.2f}"
    )
    print(f"  {theirs / ours:.1f}x openpyxl, {writer / ours:.1f}x XlsxWriter")


if __name__ == "__main__":
    main()
