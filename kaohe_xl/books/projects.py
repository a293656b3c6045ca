"""The ledger of key projects (重点项目台账), found by its header words wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kaohe_xl.books.board_marks import without_boards
from kaohe_xl.books.giants import without_giants
from kaohe_xl.books.grid import Block, Grid, Value
from kaohe_xl.books.plain import compact
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal
from kaohe_xl.domain.projects import Project, Projects

_FIELDS = {
    "name": re.compile(r"(重点|建设)?项目(名称)?$"),
    "state": re.compile(r"(建设|项目|工程)?状态$"),
    "plan": re.compile(r"(?!.*(累计|总投资)).*(年度|本年|当年|今年|\d{4}年).*(计划|任务).*"),
    "done": re.compile(r".*(完成投资|投资完成|完成额).*"),
    "reason": re.compile(r"未开工(的)?原因$"),
    "unit": re.compile(r"(责任|牵头|项目|实施)单位$"),
}
_NEEDED = {"name", "state"}
_SEARCHED = 12
_BRACKETS = re.compile(r"[(（].*?[)）]")
_MONEY = re.compile(r"(亿元|万元|元)")
_SUM = re.compile(r"(合|总|小)计.*")


def read_projects(grid: Grid) -> tuple[Projects, tuple[Finding, ...]]:
    """The projects of the first ledger in the workbook, none where there isn't one; and what is odd in it."""
    grid = without_boards(without_giants(grid)[0])
    for sheet in grid.sheets:
        block = grid.block(sheet)
        if (head := _head(block)) is not None:
            return _read(sheet, block, *head)
    return Projects(()), ()


def _head(block: Block) -> tuple[int, Mapping[str, int]] | None:
    """The last row of the header, and the field -> column that its words name."""
    for top in range(1, min(len(block.values), _SEARCHED) + 1):
        for bottom in (top, top + 1):
            columns = _columns(block, top, bottom)
            if columns.keys() >= _NEEDED and columns.keys() & {"plan", "done"}:
                return bottom, columns
    return None


def _columns(block: Block, top: int, bottom: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in range(1, len(block.values[top - 1]) + 1):
        texts = (block.at(row, column) for row in range(bottom, top - 1, -1))
        text = next((t for t in texts if isinstance(t, str) and t.strip()), "")
        word = _BRACKETS.sub("", compact(text))
        for name, pattern in _FIELDS.items():
            if name not in found and word and pattern.match(word):
                found[name] = column
                break
    return found


def _read(
    sheet: str, block: Block, head: int, columns: Mapping[str, int]
) -> tuple[Projects, tuple[Finding, ...]]:
    findings: list[Finding] = []
    found = []
    for row in range(head + 1, len(block.values) + 1):
        texts = {name: _text(block.at(row, column)) for name, column in columns.items()}
        if not texts["name"] or _SUM.fullmatch(texts["name"]) or not texts["state"]:
            continue
        money = {}
        for name in ("plan", "done"):
            value = block.at(row, columns[name]) if name in columns else None
            money[name] = _number(value)
            if money[name] is None and value is not None and _text(value):
                place = Cell(sheet, cell_name(row, columns[name]))
                what = _text(block.at(head, columns[name]))
                findings.append(
                    finding("PROJECT_NO_AMOUNT", Severity.WARNING, place, name=texts["name"], what=what)
                )
        place = Cell(sheet, cell_name(row, columns["name"]))
        rest = {name: texts.get(name, "") for name in ("state", "unit", "reason")}
        found.append(Project(texts["name"], plan=money["plan"], done=money["done"], place=place, **rest))
    projects = Projects(tuple(found), _measure(block, head, columns))
    if "reason" in columns:
        findings += _without_reason(projects)
    return projects, tuple(findings)


def _without_reason(projects: Projects) -> Iterator[Finding]:
    for one in projects.idle:
        if not one.reason:
            yield finding("PROJECT_NO_REASON", Severity.WARNING, one.place, name=one.name)


def _measure(block: Block, head: int, columns: Mapping[str, int]) -> str:
    """The measure in the money's headers, else in what stands above the table."""
    own = [_text(block.at(head, columns[name])) for name in ("plan", "done") if name in columns]
    above = [_text(v) for row in block.values[: head - 1] for v in row if isinstance(v, str) and "单位" in v]
    return next((found[1] for text in (*own, *above) if (found := _MONEY.search(text))), "")


def _text(value: Value) -> str:
    return "" if value is None else compact(str(value))


def _number(value: Value) -> Decimal | None:
    return decimal(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
