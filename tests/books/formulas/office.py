"""Workbooks as offices keep them, at random: figures with gaps and remarks, and formulas over all functions."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path

from kaohe_xl.books.grid import Change

UNITS = ("长安区", "雁塔区", "高新区", "灞桥区", "abc", "ABC", "a*c", "甲?")
KINDS = ("城区", "郊县", "开发区")
ODD = (None, None, "未报", "-", "缺", "12", "12.5", " 3", "5%", "2011-10", "", True, False)
EDGES = (0, 1, 100, 0.5, 2.5, -2.5, 1.005, 2.675, 0.125, 0.1, 0.2, 0.3, 33.333333333, 1e-5, 1e10, 123456.789)
FIGURES = "CDEFG"
# Functions younger than the file format carry a prefix in files.
_NEW = re.compile(r"(?<![\w.])(RANK\.EQ|STDEV\.P|IFNA|IFS|SWITCH|MAXIFS|MINIFS|TEXTJOIN|CONCAT|DAYS)\(")

# Templates: {n} a number, {c} a cell, {a} an area, {f} a column of figures, {k} the column of kinds, {u} the
# column of units, {w} a condition in writing, {t} a text, {b} a truth, {d} a date.
NUMBERS = """
({n}+{n}) | {n}-{n} | {n}*{n} | {n}/{n} | -{n} | {n}% | ({n})^2 | ({n})^0.5 | SUM({a},{n}) | SUM({a}) | AVERAGE({a}) | MAX({a},{n}) | MIN({a})
COUNT({a}) | COUNTA({a}) | COUNTBLANK({a}) | ROUND({n},2) | ROUND({n},0) | ROUND({n},-1) | ROUNDUP({n},1) | ROUNDDOWN({n},2) | INT({n}) | TRUNC({n},1)
MOD({n},3) | MOD({n},-0.5) | ABS({n}) | SIGN({n}) | SQRT({n}) | POWER({n},2) | CEILING({n},0.5) | FLOOR({n},0.1) | LN({n}) | LOG10({n}) | EXP(2) | PI()
IF({b},{n},{n}) | IF({b},{n}) | IFERROR({n},{n}) | IFERROR({n}/{c},0) | IFNA({n},0) | IFS({b},{n},TRUE,{n}) | CHOOSE(2,{n},{n}) | SWITCH({c},0,{n},100,{n},{n})
RANK({c},{f}) | RANK({c},{f},1) | RANK.EQ({c},{f},0) | LARGE({a},2) | SMALL({a},1) | MEDIAN({a}) | STDEV({a}) | STDEV.P({a}) | VAR({a}) | PRODUCT({a}) | SUMSQ({a})
COUNTIF({f},{w}) | COUNTIF({k},{w}) | SUMIF({k},{w},{f}) | SUMIF({f},{w}) | SUMIFS({f},{k},{w},{f},{w}) | COUNTIFS({k},{w},{f},{w}) | AVERAGEIF({k},{w},{f})
AVERAGEIFS({f},{k},{w}) | MAXIFS({f},{k},{w}) | MINIFS({f},{k},{w}) | SUMIF(数据!B:B,{w},数据!D:D) | SUMPRODUCT({f},{f}) | SUMPRODUCT(({k}={w})*{f}) | SUMPRODUCT(({f}>{c})*1)+1
SUMPRODUCT(--({k}="城区"),{f}) | SUMPRODUCT((数据!C$2:C$9>{c})/COUNTIF(数据!C$2:C$9,数据!C$2:C$9))+1 | VLOOKUP({t},数据!$A$2:$G$9,4,FALSE) | VLOOKUP({t},数据!A:G,3,0)
HLOOKUP("目标",数据!A1:G9,3,FALSE) | INDEX({f},3) | INDEX(数据!$A$2:$G$9,MATCH({t},{u},0),5) | MATCH({t},{u},0) | MATCH({c},{f},0) | MATCH({c},{{0,10,50,100}},1)
VLOOKUP({c},{{-100,1;0,2;60,3;90,4}},2) | LOOKUP({c},{{-1000,0,60,90}},{{1,2,3,4}}) | LEN({t}) | FIND("区",{t}) | SEARCH("B",{t}) | VALUE({c}) | N({c}) | ROW({c}) | ROWS({a}) | COLUMNS({a})
YEAR({d}) | MONTH({d}) | DAY({d}) | EDATE({d},7) | EOMONTH({d},-2) | DATE(2011,{n},3) | DATEDIF(数据!H2,{d},"m") | WEEKDAY({d},2) | DAYS({d},数据!H2) | {d}-数据!H2 | SUBTOTAL(9,{a}) | SUBTOTAL(101,{a})
SUM(目标值) | SUM(表1[目标]) | SUM(数据:汇总!C3)
"""
TEXTS = """
LEFT({t},2) | RIGHT({t}) | MID({t},2,2) | TEXT({n},"0.00") | TEXT({n},"0.0%") | TEXT({n},"#,##0.00") | TEXT({d},"yyyy-mm-dd") | {t}&{n} | SUBSTITUTE({t},"区","县") | REPT({t},2) | UPPER({t}) | LOWER({t})
TRIM("  a  b "&{t}) | CONCATENATE({t},{c}) | CONCAT({t},"x") | REPLACE({t},1,1,"x") | TEXTJOIN("、",TRUE,{u}) | T({c}) | IF({b},{t},"-")
"""
TRUTHS = """
{n}>{n} | {n}<={n} | {n}={n} | {n}<>{n} | {c}="" | {t}={t} | AND({n}>3,{n}<90) | OR({c}=0,{c}>50) | NOT({n}>3) | ISNUMBER({c}) | ISBLANK({c}) | ISERROR({n}) | ISTEXT({c}) | ISNA(MATCH({c},{f},0))
EXACT({t},{t}) | ISERR({c}) | ISLOGICAL({c}) | COUNTIF({f},{w})>1
"""


def _templates(text: str) -> list[str]:
    return [part.strip() for line in text.strip().splitlines() for part in line.split(" | ")]


class Formulas:
    """Formulas at random; those made before are read by later ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.made = 0

    def next(self) -> str:
        """One more formula, as a file stores it."""
        kinds = [NUMBERS] * 7 + [TEXTS, TRUTHS]
        text = self._filled(self.chance.choice(_templates(self.chance.choice(kinds))), self.chance.choice((1, 1, 2)))
        self.made += 1
        return "=" + _NEW.sub(r"_xlfn.\1(", text)

    def _filled(self, template: str, depth: int) -> str:
        makers: dict[str, Callable[[], str]] = {
            "{n}": lambda: self._number(depth - 1),
            "{c}": self._cell,
            "{a}": self._area,
            "{f}": lambda: f"数据!{self.chance.choice(FIGURES)}$2:{{}}$9",
            "{k}": lambda: "数据!B$2:B$9",
            "{u}": lambda: "数据!A$2:A$9",
            "{w}": self._condition,
            "{t}": lambda: self.chance.choice((f"数据!A{self._row()}", f'"{self.chance.choice(UNITS)}"')),
            "{b}": lambda: self._truth(depth - 1),
            "{d}": lambda: f"数据!H{self._row()}",
        }
        for mark, make in makers.items():
            while mark in template:
                made = make()
                if mark == "{f}":
                    made = made.replace("{}", made[3])
                template = template.replace(mark, made, 1)
        return template.replace("{{", "{").replace("}}", "}")

    def _row(self) -> int:
        return self.chance.randint(2, 9)

    def _cell(self) -> str:
        if self.made > 3 and self.chance.random() < 0.25:
            return f"E{self.chance.randint(1, self.made)}"
        mark = self.chance.choice(("", "$"))
        return f"数据!{mark}{self.chance.choice(FIGURES)}{self._row()}"

    def _area(self) -> str:
        top, bottom = sorted((self._row(), self._row()))
        left, right = sorted((self.chance.choice(FIGURES), self.chance.choice(FIGURES)))
        whole = f"数据!{left}:{left}"
        return self.chance.choice((f"数据!{left}{top}:{right}{bottom}", f"数据!{left}$2:{left}$9", whole))

    def _condition(self) -> str:
        signs, kind = self.chance.choice((">", ">=", "<", "<=", "<>", "=")), self.chance.choice(KINDS)
        number = self.chance.choice((0, 10, 50, 100, 0.5))
        return self.chance.choice(
            (f'"{kind}"', f"数据!B{self._row()}", f'"{signs}{number}"', f'">"&{self._cell()}', '"*区"', f'"<>{kind}"', f"{number}", '""', '"<>"', self._cell())
        )

    def _number(self, depth: int) -> str:
        if depth <= 0:
            return self.chance.choice((self._cell(), self._cell(), f"{abs(figure(self.chance))}"))
        return self._filled(self.chance.choice(_templates(NUMBERS)), depth)

    def _truth(self, depth: int) -> str:
        if depth <= 0:
            return f"{self._cell()}>{self.chance.randint(0, 100)}"
        return self._filled(self.chance.choice(_templates(TRUTHS)), depth)


def figure(chance: random.Random) -> float | int:
    """A figure as offices have them, some at the edge of rounding."""
    kind = chance.random()
    if kind < 0.35:
        return chance.randint(-5, 120)
    if kind < 0.9:
        return round(chance.uniform(-50, 400), chance.choice((1, 1, 2, 2, 3)))
    return chance.choice(EDGES)


def content(chance: random.Random) -> object:
    """What stands in a cell for a figure."""
    return figure(chance) if chance.random() < 0.85 else chance.choice(ODD)


def make(path: Path, chance: random.Random, count: int) -> None:
    """A workbook with `count` formulas, none of them calculated yet."""
    from openpyxl import Workbook
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.table import Table

    book = Workbook()
    data = book.active
    assert data is not None
    data.title = "数据"
    data.append(["单位", "类别", "目标", "完成", "甲", "乙", "丙", "日期"])
    for _ in range(8):
        day = dt.date(2011, chance.randint(1, 12), chance.randint(1, 28))
        data.append([chance.choice(UNITS), chance.choice(KINDS), *(content(chance) for _ in FIGURES), day])
    book.defined_names["目标值"] = DefinedName("目标值", attr_text="数据!$C$2:$C$9")
    data.add_table(Table(displayName="表1", ref="A1:H9"))
    sheet, formulas = book.create_sheet("汇总"), Formulas(chance)
    for row in range(1, count + 1):
        sheet.cell(row, 5, formulas.next())
    book.save(path)


def changes(chance: random.Random) -> tuple[Change, ...]:
    """A few cells of the figures written anew, or nearly all of them."""
    places = [(row, column) for row in range(2, 10) for column in range(1, 9)]
    chosen = chance.sample(places, chance.choice((1, 3, 8, len(places))))
    return tuple(Change(*place, _new(chance, place[1])) for place in chosen)  # type: ignore[arg-type]


def _new(chance: random.Random, column: int) -> object:
    if column <= 2:
        return chance.choice(UNITS if column == 1 else KINDS)
    return dt.datetime(2011, chance.randint(1, 12), chance.randint(1, 28)) if column == 8 else content(chance)
