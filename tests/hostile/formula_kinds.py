"""Hostile formulas: they are read as text, and computed again where a change concerns them."""

from __future__ import annotations

from pathlib import Path

from tests.books import foreign
from tests.hostile.bombs import around, book, kind, main_part, times

_START = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row>'


def _formula(text: str) -> str:
    return foreign.rows(f'{_START}<row r="3"><c r="A3"><f>{text}</f><v>1</v></c></row>')


@kind()
def brackets_in_brackets(path: Path) -> None:
    book(path, _formula("(" * 4000 + "B2" + ")" * 4000))


@kind()
def functions_in_functions(path: Path) -> None:
    book(path, _formula("ABS(" * 2000 + "B2" + ")" * 2000))


@kind()
def signs_before_signs(path: Path) -> None:
    book(path, _formula("-" * 8000 + "B2"))


@kind()
def powers_of_powers(path: Path) -> None:
    book(path, _formula("^".join(["B2", *["9"] * 2000])))


@kind()
def percents_of_percents(path: Path) -> None:
    book(path, _formula("B2" + "%" * 8000))


@kind()
def a_sum_of_four_thousand_terms(path: Path) -> None:
    book(path, _formula("+".join(["B2"] * 2700)))


@kind(is_long=True)
def a_formula_of_a_megabyte(path: Path) -> None:
    book(path, _formula("+".join(["B2"] * (1 << 18))))


@kind()
def a_text_in_a_formula_that_never_ends(path: Path) -> None:
    book(path, _formula('B2&amp;"' + "x" * 100_000))


@kind()
def a_text_repeated_beyond_memory(path: Path) -> None:
    inner = 'REPT("x",32767)'
    book(path, _formula("&amp;".join([f"REPT({inner},32767)"] * 50) + "&amp;B2"))


@kind()
def ten_thousand_sums_of_the_whole_sheet(path: Path) -> None:
    rows = times(10_000, lambda n: f'<row r="{n}"><c r="D{n}"><f>SUM(A1:C1048576)</f><v>1</v></c></row>', 3)
    book(path, around([_START.encode(), *rows]))


@kind()
def products_of_the_whole_sheet(path: Path) -> None:
    rows = times(500, lambda n: f'<row r="{n}"><c r="D{n}"><f>SUMPRODUCT(A:C*A:C*A:C)</f><v>1</v></c></row>', 3)
    book(path, around([_START.encode(), *rows]))


@kind(is_long=True)
def a_chain_of_a_hundred_thousand_cells(path: Path) -> None:
    rows = times(100_000, lambda n: f'<row r="{n}"><c r="B{n}"><f>B{n - 1}+1</f><v>1</v></c></row>', 3)
    book(path, around([_START.encode(), *rows]))


@kind(is_long=True)
def a_circle_of_fifty_thousand_cells(path: Path) -> None:
    rows = times(50_000, lambda n: f'<row r="{n}"><c r="A{n}"><f>A{n - 1 if n > 3 else 50_002}+B2</f><v>1</v></c></row>', 3)
    book(path, around([_START.encode(), *rows]))


@kind()
def a_triangle_of_sums(path: Path) -> None:
    rows = times(5000, lambda n: f'<row r="{n}"><c r="A{n}"><f>SUM(A$2:A{n - 1},B$2:B{n})</f><v>1</v></c></row>', 3)
    book(path, around([_START.encode(), *rows]))


@kind()
def names_that_double_themselves(path: Path) -> None:
    names = "".join(f'<definedName name="n{n}">n{n + 1}+n{n + 1}</definedName>' for n in range(60))
    last = '<definedName name="n60">市考指标!$B$2</definedName>'
    book(path, _formula("n0"), main_part(f"<definedNames>{names}{last}</definedNames>"))


@kind()
def names_in_a_circle(path: Path) -> None:
    names = "".join(f'<definedName name="n{n}">n{(n + 1) % 3}</definedName>' for n in range(3))
    book(path, _formula("n0+B2"), main_part(f"<definedNames>{names}</definedNames>"))


@kind(is_long=True)
def half_a_million_formulas_of_one_cell(path: Path) -> None:
    rows = times(
        100_000,
        lambda n: f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><f>$B$2*{n}</f><v>1</v></c>' for c in "CDEFG") + "</row>",
        3,
    )
    book(path, around([_START.encode(), *rows]))


@kind(is_long=True)
def shared_formulas_with_a_hundred_thousand_followers(path: Path) -> None:
    rows = times(100_000, lambda n: f'<row r="{n}"><c r="D{n}"><f t="shared" si="0"/><v>1</v></c></row>', 3)
    first = '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><f t="shared" ref="D2:D100002" si="0">B2+1</f><v>2</v></c></row>'
    book(path, around([first.encode(), *rows]))
