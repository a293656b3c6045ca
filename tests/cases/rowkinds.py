"""Rows that are data and rows that aren't: names, sums, notes, signatures, fillers, sections, repeated headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.references import cell_name
from tests.cases import words
from tests.cases.canvas import Canvas, Written
from tests.cases.heads import Head
from tests.cases.scene import Indicator, Scene

CATEGORIES = ("经济发展", "民生改善", "社会稳定", "生态环保", "党的建设")
NOTES = (
    "注：数据由市级部门提供，以统计局公布数为准。", "注：1.生产总值为快报数；2.带*的为逆向指标。", "说明：本表数据为快报数。", "备注：空白为未报。",
    "数据来源：市统计局。", "附注：完成率=完成/目标。", "填表说明：请于每月5日前报送。",
)  # fmt: skip
SIGNATURES = (
    ("制表人：张三", None, "审核人：李四"), ("填报人：王五", "联系电话：85291234"), ("单位负责人（签字）：", None, "填报日期：2011年11月1日"),
    ("制表：", None, None, "复核："),
)  # fmt: skip
FILLERS = ("……", "…", "...", "略", "以下空白", "——")


@dataclass
class Body:
    """The rows of a table being written, with what stands between them and what is merged down."""

    scene: Scene
    canvas: Canvas
    left: int
    heads: Sequence[Head]
    header: tuple[int, int]
    runs: dict[str, tuple[int, str]] = field(default_factory=dict)
    merges: bool = True
    repeats: int = 1
    first: int = 0

    def __post_init__(self) -> None:
        self.merges = self.scene.chance(0.75)

    def column(self, role: str) -> int | None:
        """The first column of that role."""
        return next((self.left + n for n, head in enumerate(self.heads) if head.role == role), None)

    def between(self, row: int) -> int:
        """Now and then a row that is no data; the row where the next data goes."""
        self.first = self.first or row
        kind = self.scene.pick.randrange(20)
        width = len(self.heads)
        if kind == 0:
            self.close(row - 1)
            return row + 1
        if kind == 1:
            self.close(row - 1)
            self._sum(row)
            return row + 1
        if kind == 2 and self.column("category") is None:
            self.close(row - 1)
            text = self.scene.pick.choice(("一、经济发展指标", "（二）民生指标", "二、社会发展", "三、党建"))
            self.canvas.put(row, self.left, text)
            if self.scene.chance(0.6):
                self.canvas.merge(row, self.left, row, self.left + width - 1)
            return row + 1
        if kind == 3 and self.repeats and row > self.first:
            self.close(row - 1)
            return self._header_again(row)
        return row

    def _sum(self, row: int) -> None:
        """小计 with sums over the columns of figures."""
        names = [n for n in (self.column("category"), self.column("number"), self.column("indicator")) if n]
        place = self.scene.pick.choice(names) if names else self.left
        self.canvas.put(
            row, place, self.scene.pick.choice(("小计", "合计", "小 计", "经济类小计", "其中：", "平均"))
        )
        for offset, head in enumerate(self.heads):
            if head.role in ("target", "actual", "points") and self.scene.chance(0.7):
                column = self.left + offset
                area = f"{cell_name(self.first, column)}:{cell_name(max(row - 1, self.first), column)}"
                self.canvas.put(row, column, Written(123.4, formula=f"=SUM({area})"))

    def _header_again(self, row: int) -> int:
        """The header printed once more, as on a new page."""
        top, bottom = self.header
        self.repeats = 0
        for (r, c), written in list(self.canvas.cells.items()):
            if top <= r <= bottom and self.left <= c < self.left + len(self.heads):
                self.canvas.put(row + r - top, c, written)
        for area in list(self.canvas.merged):
            if (
                top <= area.top
                and area.bottom <= bottom
                and self.left <= area.left < self.left + len(self.heads)
            ):
                self.canvas.merge(row + area.top - top, area.left, row + area.bottom - top, area.right)
        return row + bottom - top + 1

    def names(self, row: int, number: int, one: Indicator, with_measure: bool) -> None:
        """The cells that name the row."""
        pick = self.scene.pick
        for offset, head in enumerate(self.heads):
            column = self.left + offset
            if head.role == "number":
                self.canvas.put(
                    row, column, pick.choice((number, number, str(number), f"{number}.", f"({number})"))
                )
            elif head.role in ("category", "subcategory"):
                self._level(row, column, head.role, number)
            elif head.role == "indicator":
                self.canvas.put(row, column, self._name(number, one, with_measure))
            elif head.role == "measure":
                self.canvas.put(row, column, one.measure)

    def _name(self, number: int, one: Indicator, with_measure: bool) -> str:
        pick = self.scene.pick
        name = words.bracketed(pick, one.name, one.measure) if with_measure else one.name
        shapes = ("{1}",) * 8 + ("{0}.{1}", "{0}、{1}", "（{0}）{1}", " {1}", "{1}\n", "★{1}", "{1} ")
        return pick.choice(shapes).format(number, name)

    def _level(self, row: int, column: int, role: str, number: int) -> None:
        """A category: merged down over its rows, written once, or written in every row."""
        text = CATEGORIES[number // (4 if role == "category" else 2) % len(CATEGORIES)]
        if role == "subcategory":
            text = f"{text}类{number // 2}"
        start, known = self.runs.get(role, (row, ""))
        if text == known:
            if not self.merges and self.scene.chance(0.3):
                self.canvas.put(row, column, text)
            return
        self._merge(role, column, start, row - 1)
        self.runs[role] = (row, text)
        self.canvas.put(row, column, text)

    def _merge(self, role: str, column: int, start: int, end: int) -> None:
        if self.merges and role in self.runs and end > start:
            self.canvas.merge(start, column, end, column)

    def close(self, last: int) -> None:
        """End the runs that are merged down."""
        for role, (start, _) in self.runs.items():
            column = self.column(role)
            if column is not None:
                self._merge(role, column, start, last)
        self.runs.clear()


def numbers(scene: Scene, canvas: Canvas, row: int, left: int, heads: Sequence[Head]) -> int:
    """Sometimes a row that numbers the columns; the first row of data."""
    if not scene.chance(0.1):
        return row
    letters, count = iter("甲乙丙丁戊"), 0
    for offset, head in enumerate(heads):
        if head.role in ("number", "category", "subcategory", "indicator", "measure"):
            canvas.put(row, left + offset, next(letters))
        else:
            count += 1
            canvas.put(row, left + offset, count)
    return row + 1


def below(scene: Scene, canvas: Canvas, row: int, left: int, width: int) -> int:
    """What stands under the data; the last row in use."""
    pick = scene.pick
    if scene.chance(0.25):
        for offset in range(min(3, width)):
            canvas.put(row, left + offset, pick.choice(FILLERS))
        row += 1
    if scene.chance(0.25):
        canvas.put(row, left, pick.choice(("合计", "总计", "合 计", "平均")))
        for offset in range(max(2, width - 3), width):
            canvas.put(row, left + offset, 321.5)
        row += 1
    if scene.chance(0.3):
        row += 1
    if scene.chance(0.4):
        canvas.put(row, left, pick.choice(NOTES))
        if scene.chance():
            canvas.merge(row, left, row, left + width - 1)
        row += 1
    if scene.chance(0.4):
        canvas.line(row, list(pick.choice(SIGNATURES))[:width], left)
        row += 1
    return row - 1
