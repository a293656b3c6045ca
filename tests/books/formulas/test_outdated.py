"""Which formulas a change outdates, through sheets, ranges and chains; and in which order they come."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.formulas.cells import FormulaCell
from kaohe_xl.books.formulas.outdated import Dependence, Formula
from kaohe_xl.books.formulas.precedents import Precedents
from kaohe_xl.books.grid import Area
from kaohe_xl.books.references import area_of, cell_name
from tests.books.formulas.sums import NAMES, SHEET, formula

Texts = Mapping[str, Mapping[str, str]]


def dependence(texts: Texts, *cells: FormulaCell) -> Dependence:
    formulas: dict[str, list[FormulaCell]] = {
        sheet: [formula(text, place(name)) for name, text in these.items()] for sheet, these in texts.items()
    }
    formulas.setdefault(SHEET, []).extend(cells)
    return Dependence(formulas, Precedents(NAMES, {}))


def place(name: str) -> tuple[int, int]:
    area = area_of(name)
    return area.top, area.left


def outdated(texts: Texts, *changed: str, sheet: str = SHEET) -> set[str]:
    found = dependence(texts).outdated({sheet: [place(name) for name in changed]})
    return {f"{one.sheet}!{cell_name(*one.cell.place)}".removeprefix(f"{SHEET}!") for one in found}


def test_formulas_are_outdated_through_chains_and_ranges() -> None:
    texts = {SHEET: {"B1": "A1*2", "C1": "B1+1", "D1": "SUM(C1:C9)", "E1": "A2", "F1": "COUNT(A:A)", "G1": "1+1"}}
    assert outdated(texts, "A1") == {"B1", "C1", "D1", "F1"}
    assert outdated(texts, "A2") == {"E1", "F1"}
    assert outdated(texts, "H1") == set()


def test_formulas_are_outdated_across_sheets() -> None:
    texts = {"汇 总": {"A1": "数据!B1", "A2": "一月!A1"}, "一月": {"A1": "'汇 总'!A1"}, SHEET: {"Z1": "一月!A1:C5"}}
    assert outdated(texts, "B1") == {"汇 总!A1", "汇 总!A2", "一月!A1", "Z1"}
    assert outdated(texts, "B1", sheet="汇 总") == set()


def test_a_formula_that_is_written_over_is_not_outdated_but_what_reads_it_is() -> None:
    texts = {SHEET: {"B1": "A1*2", "C1": "B1+1"}}
    assert outdated(texts, "B1") == {"C1"}
    assert outdated(texts, "A1", "B1") == {"C1"}


def test_formulas_that_may_read_anything_are_always_outdated() -> None:
    texts = {SHEET: {"B1": 'INDIRECT("A1")', "C1": "B1+1", "D1": "TODAY()", "E1": "[1]x!A1"}}
    assert outdated(texts, "Z9") == {"B1", "C1"}


def test_circles_are_always_outdated() -> None:
    texts = {SHEET: {"B1": "C1+1", "C1": "B1+1", "D1": "D1", "E1": "SUM(E:E)", "F1": "1"}}
    assert outdated(texts, "Z9") == {"B1", "C1", "D1", "E1"}


def test_cells_that_an_array_fills_are_outdated_with_it() -> None:
    array = FormulaCell((1, 2), "A1:A3*2", "array", "", Area(1, 2, 3, 2), "n", "1", 0)
    found = dependence({SHEET: {"D1": "B3", "E1": "B4"}}, array).outdated({SHEET: [(2, 1)]})
    assert {one.cell.place for one in found} == {(1, 2), (1, 4)}


def test_sheets_that_were_not_read_may_change_everywhere() -> None:
    found = dependence({SHEET: {"A1": "一月!B2", "A2": "二月!B2"}}).outdated({"三月": [(1, 1)]}, {"一月"})
    assert [one.cell.place for one in found] == [(1, 1)]


def test_what_is_read_comes_first() -> None:
    texts = {SHEET: {"A1": "A2+一月!A1", "A2": "SUM(A3:A5)", "A4": "B1", "A5": "1"}, "一月": {"A1": "数据!A4"}}
    graph = dependence(texts)
    wanted = [Formula(sheet, formula(text, place(name))) for sheet, cells in texts.items() for name, text in cells.items()]
    order = [(one.sheet, cell_name(*one.cell.place)) for one, _, circular in graph.in_order(wanted) if not circular]
    assert sorted(order) == sorted((sheet, name) for sheet, cells in texts.items() for name in cells)
    assert order.index((SHEET, "A4")) < order.index((SHEET, "A2")) < order.index((SHEET, "A1"))
    assert order.index(("一月", "A1")) < order.index((SHEET, "A1"))


def test_of_other_formulas_only_those_come_that_are_needed() -> None:
    texts = {SHEET: {"A1": "A2", "A2": "A3", "A4": "1"}}
    cells = {name: Formula(SHEET, formula(text, place(name))) for name, text in texts[SHEET].items()}
    order = [one for one, _, _ in dependence(texts).in_order([cells["A1"]], [cells["A2"], cells["A4"]])]
    assert order == [cells["A2"], cells["A1"]]


def test_circles_are_told() -> None:
    texts = {SHEET: {"A1": "A2", "A2": "A1", "A3": "A1", "B1": "B1"}}
    wanted = [Formula(SHEET, formula(text, place(name))) for name, text in texts[SHEET].items()]
    circular = {cell_name(*one.cell.place) for one, _, is_circular in dependence(texts).in_order(wanted) if is_circular}
    assert circular == {"A2", "B1"}


NAMES_OF_CELLS = [cell_name(row, column) for row in range(1, 7) for column in range(1, 5)]
REFERENCES = st.sampled_from([*NAMES_OF_CELLS, "A1:B2", "C:C", "B2:D6", "3:4"])


@given(
    st.dictionaries(st.sampled_from(NAMES_OF_CELLS), st.lists(REFERENCES, min_size=1, max_size=3), max_size=12),
    st.sets(st.sampled_from(NAMES_OF_CELLS), max_size=3),
)
def test_the_outdated_are_those_that_reach_a_changed_cell(formulas: dict[str, list[str]], changed: set[str]) -> None:
    """Against the plain definition: repeat until nothing is added; members of circles count by themselves."""
    reads = {name: {cell for one in texts for cell in _cells(one)} for name, texts in formulas.items()}
    live = {name: cells for name, cells in reads.items() if name not in changed}
    wanted = {name for name in live if _reaches(name, name, live)}
    while True:
        more = {name for name, cells in live.items() if cells & (changed | wanted)} - wanted
        if not more:
            break
        wanted |= more
    texts = {SHEET: {name: "SUM(" + ",".join(parts) + ")" for name, parts in formulas.items()}}
    assert outdated(texts, *changed) == wanted


def _cells(reference: str) -> Iterable[str]:
    low, _, high = reference.partition(":")
    for row in range(1, 7):
        for column in range(1, 5):
            name = cell_name(row, column)
            if not high:
                if name == low:
                    yield name
            elif low.isdigit():
                if int(low) <= row <= int(high):
                    yield name
            elif low.isalpha():
                if low <= name[0] <= high:
                    yield name
            elif low[0] <= name[0] <= high[0] and int(low[1:]) <= row <= int(high[1:]):
                yield name


def _reaches(start: str, wanted: str, reads: Mapping[str, set[str]]) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        for cell in reads.get(waiting.pop(), ()):
            if cell == wanted:
                return True
            if cell not in seen:
                seen.add(cell)
                waiting.append(cell)
    return False


def test_a_hundred_thousand_formulas_of_any_shape_are_put_in_order() -> None:
    """Chains up and down, ranges that grow, ranks over all: in quadratic time this would not end."""
    count = 20_000
    shapes = [
        [formula(f"A{i - 1}+1", (i, 1)) for i in range(2, count)],
        [formula(f"A{i + 1}+1", (i, 1)) for i in range(2, count)],
        [formula(f"SUM(B$1:B{i})", (i, 3)) for i in range(2, count)],
        [formula(f"SUM(A{i + 1}:A{count})", (i, 1)) for i in range(2, count // 4)],
        [formula(f"RANK(B{i},B$1:B${count})", (i, 3)) for i in range(2, count)],
    ]
    chance = random.Random(2011)
    changed = {SHEET: [(chance.randrange(1, count), chance.randrange(1, 3)) for _ in range(200)]}
    for cells in shapes:
        graph = Dependence({SHEET: cells}, Precedents(NAMES, {}))
        assert sum(1 for _ in graph.in_order(graph.outdated(changed))) > 0
