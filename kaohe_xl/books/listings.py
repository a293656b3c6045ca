"""Finding the lists that state the rules (考核设置, 计分规则, ...) by their header words, anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kaohe_xl.books.grid import Area, Block, Grid, Value
from kaohe_xl.books.plain import compact
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.findings import Cell


class Kind(StrEnum):
    """What a list states; the value is its usual sheet name."""

    RULES = "计分规则"
    VETOES = "一票否决"
    ADJUSTMENTS = "加减分"
    UNITS = "责任单位"
    SETTINGS = "考核设置"


@dataclass(frozen=True, slots=True)
class _Shape:
    """Header words of a kind: by `needed` it is told anywhere, by `titled` under a title of its name.

    Where `telling` isn't empty, one of these words must stand in a header without title: 事项, 单位, 分值
    alone may be a list of tasks.
    """

    heads: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    titled: tuple[str, ...]
    titles: tuple[str, ...]
    telling: tuple[str, ...] = ()


_UNIT = ("单位", "单位名称", "被考核单位", "考核单位", "责任单位", "适用单位")
_INDICATOR = ("指标", "指标名称", "考核指标")
_ITEM = ("事项", "事项名称", "具体事项", "加减分事项", "加扣分事项", "否决事项", "事由", "奖项", "获奖项目")
_DAY = ("日期", "时间", "发生日期", "认定日期")
_SOURCE = ("来源", "依据", "文件依据", "依据文件", "认定依据", "来源依据")

# In the order in which a header is tried.
_SHAPES: Mapping[Kind, _Shape] = {
    Kind.RULES: _Shape(
        {
            "indicator": _INDICATOR,
            "unit": _UNIT,
            "points": ("分值", "满分", "标准分"),
            "direction": ("方向", "指标方向", "正逆向"),
            "method": ("方法", "计分方法", "评分方法"),
            "parameters": ("参数", "方法参数", "计分参数"),
            "clause": ("条款", "依据", "依据条款", "条款依据"),
            "effective": ("生效日期", "生效时间", "启用日期", "执行日期", "起始日期"),
        },
        ("indicator", "method"),
        ("indicator", "method"),
        ("计分规则", "评分规则"),
    ),
    Kind.VETOES: _Shape(
        {
            "unit": _UNIT,
            "item": _ITEM,
            "grade": ("结果等次", "最高等次", "封顶等次", "等次", "处理结果", "结果"),
            "day": _DAY,
            "source": _SOURCE,
        },
        ("unit", "item", "grade"),
        ("unit", "item"),
        ("一票否决", "一票否优", "否决事项"),
        ("结果等次", "最高等次", "封顶等次"),
    ),
    Kind.ADJUSTMENTS: _Shape(
        {
            "unit": _UNIT,
            "indicator": _INDICATOR,
            "item": _ITEM,
            "kind": ("类型", "加减分类型", "加扣分类型", "加分或扣分", "加/扣"),
            "level": ("级别", "层级", "奖项级别"),
            "points": ("分值", "分数", "加减分", "加扣分", "加减分值", "加扣分值"),
            "bonus": ("加分", "加分值", "加分分值"),
            "deduction": ("扣分", "扣分值", "扣分分值", "减分"),
            "day": _DAY,
            "source": _SOURCE,
        },
        ("unit", "item", "points"),
        ("unit", "points"),
        ("加减分", "加扣分", "加分", "扣分"),
        (
            "类型",
            "加减分类型",
            "加扣分类型",
            "加分或扣分",
            "加/扣",
            "加减分",
            "加扣分",
            "加减分值",
            "加扣分值",
        ),
    ),
    Kind.UNITS: _Shape(
        {
            "name": ("单位", "单位名称", "责任单位", "被考核单位", "单位全称", "全称"),
            "aliases": ("别名", "简称", "单位简称", "又称", "曾用名"),
            "group": ("类别", "分类", "考核类别", "分组", "组别"),
            "head": ("负责人", "主要负责人", "一把手", "主要领导"),
            "contact": ("联系人", "联络员"),
            "phone": ("电话", "联系电话", "联系方式", "手机"),
        },
        ("name", "aliases"),
        ("name", "group"),
        ("责任单位", "单位名册", "单位名录", "单位信息", "单位表"),
    ),
    Kind.SETTINGS: _Shape(
        {
            "name": ("名称", "参数名称", "设置", "设置项", "设置名称", "参数", "项目"),
            "value": ("值", "设置值", "参数值", "取值", "内容"),
            "note": ("说明", "备注", "注释"),
        },
        ("name", "value"),
        ("name", "value"),
        ("考核设置", "参数设置"),
        ("值", "设置值", "参数值"),
    ),
}
# A header with one of these belongs to a table of figures, whatever else it says.
_FIGURES = re.compile(r"完成|目标|计划|任务|序时|得分|总分|位次")
_OTHER_HEADS = (
    *(
        "序号",
        "类别",
        "计量单位",
        "备注",
        "责任单位",
        "牵头单位",
        "权重",
        "指标性质",
        "年度目标",
        "目标",
        "目标值",
    ),
    *("完成", "完成值", "实际完成", "累计完成", "累计计划", "得分", "总分", "位次", "排名", "等次"),
)
_KNOWN = {word for shape in _SHAPES.values() for words in shape.heads.values() for word in words}
_KNOWN.update(_OTHER_HEADS)
_BRACKETS = re.compile(r"\([^()]*\)|[:*]$")
_NOTE = re.compile(r"(?:附?注|备注|说明|填表说明|制表人?|填表人|审核人)\d*[:：].*|合计|小计|总计|[.…]{2,}")


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: where it stands, which column holds what, which rows are its records (1-based).

    `titled`: its sheet's name or a title above it says what it is. `title` is that text.
    """

    kind: Kind
    sheet: str
    block: Block
    area: Area
    columns: Mapping[str, int]
    rows: tuple[int, ...]
    titled: bool = False
    title: str = ""
    anchors: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def value(self, row: int, name: str) -> Value:
        """What stands in the field's column; a cell merged down speaks for all its rows."""
        column = self.columns.get(name)
        return None if column is None else self.block.at(*self.anchors.get((row, column), (row, column)))

    def place(self, row: int, *names: str) -> Cell:
        """The cell of the first of these fields that the list has a column for."""
        column = next((self.columns[name] for name in names if name in self.columns), self.area.left)
        return Cell(self.sheet, cell_name(*self.anchors.get((row, column), (row, column))))

    def is_percent(self, row: int, name: str) -> bool:
        """Whether Excel shows the field's number as a percentage."""
        return (row, self.columns.get(name, 0)) in self.block.percents


def find_listings(grid: Grid) -> tuple[Listing, ...]:
    """All lists of all kinds in the workbook, sheet by sheet, from the top down."""
    words: dict[str, str] = {}
    return tuple(listing for sheet in grid.sheets for listing in _in_sheet(sheet, grid.block(sheet), words))


@dataclass(frozen=True, slots=True)
class _Header:
    """A stretch of neighbouring header cells: column -> word."""

    row: int
    cells: Mapping[int, str]

    @property
    def left(self) -> int:
        return min(self.cells)

    @property
    def right(self) -> int:
        return max(self.cells)

    def meets(self, other: _Header) -> bool:
        """Whether the two share a column."""
        return self.left <= other.right and other.left <= self.right


def _in_sheet(sheet: str, block: Block, words: dict[str, str]) -> Iterator[Listing]:
    headers = list(_headers(block, words))
    found = 0
    for header in headers:
        title = _title(sheet, block, header)
        kind, titled = _kind(header, title)
        if kind is None:
            continue
        below = (other.row for other in headers if other.row > header.row and header.meets(other))
        found += 1
        yield _listing(kind, sheet, block, header, min(below, default=len(block.values) + 1), title, titled)
    name = compact(sheet)
    if not found and any(title in name for title in _SHAPES[Kind.SETTINGS].titles):
        yield from _without_header(sheet, block)


def _headers(block: Block, words: dict[str, str]) -> Iterator[_Header]:
    """Stretches with two words that a header would have; three, or a list's own two, end the list above."""
    across = {
        (row, column): area.left
        for area in block.merged
        for row in range(area.top, min(area.bottom, area.top + 5) + 1)
        for column in range(area.left + 1, min(area.right, area.left + 50) + 1)
    }
    for number, row in enumerate(block.values, 1):
        known = 0
        for value in row:
            if type(value) is str and len(value) <= 20:
                word = words.get(value)
                if word is None:
                    word = words[value] = _BRACKETS.sub("", compact(value))
                known += word in _KNOWN
        if known >= 2:
            yield from _stretches(number, row, words, across)


def _stretches(
    number: int, row: tuple[Value, ...], words: Mapping[str, str], across: Mapping[tuple[int, int], int]
) -> Iterator[_Header]:
    cells: dict[int, str] = {}
    for column, value in enumerate((*row, None), 1):
        if value is None or value == "":
            if cells and (number, column) not in across:
                yield from _as_header(number, cells)
                cells = {}
        else:
            cells[column] = words.get(value, "") if isinstance(value, str) else ""


def _as_header(number: int, cells: dict[int, str]) -> Iterator[_Header]:
    header = _Header(number, cells)
    known = {word for word in cells.values() if word in _KNOWN}
    shapes = _SHAPES.values()
    if len(known) >= 3 or any(
        _columns(header, one, one.needed) or _columns(header, one, one.titled) for one in shapes
    ):
        yield header


def _columns(header: _Header, shape: _Shape, needed: tuple[str, ...]) -> dict[str, int]:
    """Field -> column of the shape in this header; empty where a needed one is missing."""
    columns: dict[str, int] = {}
    for column, word in header.cells.items():
        for name, aliases in shape.heads.items():
            if word in aliases and name not in columns and column not in columns.values():
                columns[name] = column
    if "points" in needed and "points" not in columns and ("bonus" in columns or "deduction" in columns):
        needed = tuple(name for name in needed if name != "points")
    return columns if all(name in columns for name in needed) else {}


def _kind(header: _Header, title: str) -> tuple[Kind | None, bool]:
    """What kind of list the header belongs to, and whether its title says so."""
    words = header.cells.values()
    figures = any(_FIGURES.search(word) for word in words)
    if not figures:
        for kind, shape in _SHAPES.items():
            told = not shape.telling or any(word in shape.telling for word in words)
            if told and _columns(header, shape, shape.needed):
                return kind, any(word in title for word in shape.titles)
    for kind, shape in _SHAPES.items():
        named = (
            title.split("\n")[0] in shape.titles if figures else any(word in title for word in shape.titles)
        )
        if named and _columns(header, shape, shape.titled):
            return kind, True
    return None, False


def _title(sheet: str, block: Block, header: _Header) -> str:
    """The sheet's name and the lone cells above the header."""
    texts = [compact(sheet)]
    for row in range(header.row - 1, max(header.row - 4, 0), -1):
        filled = [value for value in block.values[row - 1] if value not in (None, "")]
        if len(filled) > 1:
            break
        texts += [compact(value) for value in filled if isinstance(value, str)]
    return "\n".join(texts)


def _listing(
    kind: Kind, sheet: str, block: Block, header: _Header, end: int, title: str, titled: bool
) -> Listing:
    columns = _columns(header, _SHAPES[kind], ())
    rows = tuple(row for row in range(header.row + 1, end) if _is_record(block, row, columns))
    area = Area(header.row, header.left, rows[-1] if rows else header.row, header.right)
    return Listing(kind, sheet, block, area, columns, rows, titled, title, _anchors(block, area))


def _without_header(sheet: str, block: Block) -> Iterator[Listing]:
    """考核设置 whose header row was deleted: names in column A, values in B."""
    columns = {"name": 1, "value": 2, "note": 3}
    rows = tuple(row for row in range(1, len(block.values) + 1) if _is_record(block, row, columns))
    if rows:
        yield Listing(Kind.SETTINGS, sheet, block, Area(rows[0], 1, rows[-1], 3), columns, rows, True, sheet)


def _is_record(block: Block, row: int, columns: Mapping[str, int]) -> bool:
    """Whether the row holds a record: not blank, no title merged across, no 注: and no sum."""
    filled = [(c, v) for c in sorted(columns.values()) if not _is_blank(v := block.at(row, c))]
    if not filled:
        return False
    column, value = filled[0]
    if isinstance(value, str) and _NOTE.fullmatch(compact(value)):
        return False
    return len(filled) > 1 or not any(
        area.top <= row <= area.bottom and area.left <= column < area.right for area in block.merged
    )


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not compact(value))


def _anchors(block: Block, area: Area) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell -> the first cell of the merged area that it belongs to, inside `area`."""
    return {
        (row, column): (merged.top, merged.left)
        for merged in block.merged
        for row in range(max(merged.top, area.top + 1), min(merged.bottom, area.bottom) + 1)
        for column in range(max(merged.left, area.left), min(merged.right, area.right) + 1)
        if merged.left >= area.left and merged.top > area.top
    }


def unrecognised(grid: Grid, listings: Iterable[Listing]) -> Iterator[tuple[str, Kind, str]]:
    """Sheets named like a list in which none was found: sheet, kind, the columns it would need."""
    read = {listing.sheet for listing in listings}
    for sheet in grid.sheets:
        kind = next((kind for kind, shape in _SHAPES.items() if compact(sheet) in shape.titles), None)
        if kind is not None and sheet not in read and any(map(any, grid.block(sheet).values)):
            shape = _SHAPES[kind]
            yield sheet, kind, "、".join(shape.heads[name][0] for name in shape.titled)
