"""One column of a table: what the path of words above it says, and what stands below it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from kaohe_xl.books.cells import stands_for_figure
from kaohe_xl.books.figures import parse
from kaohe_xl.books.grid import Value
from kaohe_xl.books.headers import Box
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.vocabulary import KEYS
from kaohe_xl.books.words import MEASURE, Word, role_of, tidy

if TYPE_CHECKING:
    from kaohe_xl.books.stated_columns import StatedColumn

_FIGURE_LOOK = re.compile(r"[-+≥≤<>(]?\d|[-—―─–/\\…]+$|下降|增长|未|待|暂|是$|否$|√|×|不考核|#")
# Under 单位: the header once more, a column's number, a filler.
_NEITHER = re.compile(r"单位|[甲乙丙丁戊己庚辛壬癸A-Z]|[.…·]+")
_OUTCOME = re.compile("完成|进展|实绩")
_TARGET_GROUP = re.compile(r".*(年度|全年)(目标|任务)(值|数|分解)?|.*目标(任务)?(值|数)")


class Shape(StrEnum):
    """How a table is laid out: rows are indicators, units, or one unit on one indicator each."""

    INDICATORS = "indicators"
    UNITS = "units"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, 1-based.

    role      what it holds; "" where that is not known
    name      whose it is: a unit where rows are indicators, an indicator where rows are units; else ""
    month     the month it covers (`single`: that month alone); year: where the header says one
    points    full points inside the header; measure: the unit inside the header; index: 上年=100
    down      how many rows under the indicator's own its figures stand
    assumed   its role is the likeliest one, not the only one that its words allow
    unknown   nobody understands the word under its name
    former    where a cell is blank, this column holds: 年初目标 of 调整后目标
    """

    index: int
    role: str
    name: str = ""
    month: int | None = None
    single: bool = False
    year: int | None = None
    measure: str = ""
    points: Decimal | None = None
    scaled: bool = False
    category: str = ""
    header: str = ""
    down: int = 0
    assumed: bool = False
    unknown: bool = False
    former: Column | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Names that are known from elsewhere in the workbook, tidy; `lenient`: nothing else was found in it.

    `stated`: what the office states of columns, by sheet.
    """

    units: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    lenient: bool = False
    stated: Mapping[str, tuple[StatedColumn, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's shape and columns; `strangers`: headers over figures that nobody understands."""

    shape: Shape
    columns: tuple[Column, ...]
    strangers: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands under a header, down to row `last`."""

    sheet: Sheet
    box: Box
    last: int

    @property
    def rows(self) -> range:
        """The rows under the header."""
        return range(self.box.bottom + 1, self.last + 1)

    def share_of_figures(self, column: int) -> float | None:
        """How much of what stands in the column is figures; None where nothing does."""
        figures = filled = 0
        for row in self.rows:
            value = self.sheet.block.at(row, column)
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            filled += 1
            figures += _looks_numeric(value)
        return figures / filled if filled else None

    def has_dates(self, column: int) -> bool:
        """Whether a date stands in the column."""
        return any(isinstance(self.sheet.block.at(row, column), datetime) for row in self.rows)

    def is_text(self, column: int) -> bool:
        """Whether names stand in the first rows of the column."""
        rows = self.rows[:12]
        return sum(1 for row in rows if self.sheet.text(row, column)) * 2 >= len(rows)

    def holds_measures(self, column: int) -> bool:
        """Whether a column headed 单位 holds units of measure, not units that are assessed."""
        texts = [text for row in self.rows if (text := self.sheet.text(row, column))]
        texts = [text for text in texts if not _NEITHER.fullmatch(text)]
        measures = sum(1 for text in texts if MEASURE.fullmatch(text) or text in ("/", "-"))
        return measures * 2 >= len(texts)

    def has_attribute_rows(self) -> bool:
        """Whether a 分值 or 目标 row stands right under the header."""
        for row in self.rows[:3]:
            texts = [self.sheet.text(row, c) for c, v in self.sheet.filled(row) if isinstance(v, str)][:1]
            if attribute_role(texts):
                return True
        return False


def column_of(index: int, path: Sequence[Word]) -> Column:
    """The column as its words say, names not yet judged."""
    roles = [one.role for one in path if one.role not in ("", "neutral")]
    if path and not path[-1].role and (_is_measured(path) or not path[-1].is_generic):
        roles = [role for role in roles if role not in KEYS]
    role = roles[-1] if roles else ""
    month = next((one.month for one in reversed(path) if one.month), None)
    names = [one for one in path if not one.role and not one.is_generic]
    level = names[-1].text if names and path[-1].role == "neutral" and not role else ""
    if path and path[-1].role == "neutral" and len(path) > 1:
        names = []
    if role == "points" and _is_scored(path):
        role = "score"
    if not role and not names:
        role = _group_role(path, month)
        names = [path[-1]] if _is_measured(path) else []
    if not role and any(_TARGET_GROUP.fullmatch(one.text) for one in path[:-1]):
        role = "target"
    if role == "target" and month and path[-1].role != "target":
        role = "plan"
    return Column(
        index,
        role,
        names[-1].text if names else "",
        month,
        any(one.single for one in path) and not any("累计" in one.text for one in path),
        next((one.year for one in reversed(path) if one.year), None),
        next((one.measure for one in reversed(path) if one.measure), ""),
        next((one.points for one in reversed(path) if one.points is not None), None),
        any(one.index for one in path),
        names[0].text if len(names) > 1 else level,
        "/".join(one.text for one in path if one.text),
    )


def _is_measured(path: Sequence[Word]) -> bool:
    """Whether a word that only seems to gather has a unit beside it: 节能目标责任考核(分) is an indicator."""
    if not path or not (path[-1].measure and path[-1].text) or path[-1].role == "neutral":
        return False
    return _OUTCOME.search(path[-1].text) is None


def _is_scored(path: Sequence[Word]) -> bool:
    """Whether 分值 stands under a group about outcomes (完成情况); the nearest group about either decides."""
    return next(
        (one.is_outcome for one in reversed(path[:-1]) if one.is_outcome or one.is_requirement), False
    )


def _group_role(path: Sequence[Word], month: int | None) -> str:
    """The role of a column whose words only gather: 1-9月, 各区县完成情况."""
    if not path:
        return ""
    if any(_OUTCOME.search(one.text) for one in path) or month:
        return "actual"
    return ""


def _looks_numeric(value: Value) -> bool:
    if isinstance(value, str):
        return len(value) <= 30 and _is_figure_text(value)
    return isinstance(value, (int, float))


@lru_cache(maxsize=16384)
def _is_figure_text(value: str) -> bool:
    """Whether a text is a figure, or a word that stands in the place of one."""
    text = tidy(value).lstrip("'")
    if len(text) <= 14 and _FIGURE_LOOK.match(text):
        return True
    return stands_for_figure(text) or (any(map(str.isdigit, text)) and parse(text) is not None)


_ATTRIBUTE_ROLES: Mapping[str, str] = {
    "points": "points", "target": "target", "measure": "measure", "direction": "direction",
    "method": "method",
    "parameters": "parameters", "clause": "clause", "plan": "plan", "category": "category", "lead": "lead",
    "owner": "owner", "patron": "patron", "qualitative": "qualitative", "nature": "nature",
    "binding": "binding",
}  # fmt: skip


def attribute_role(texts: Collection[str]) -> str:
    """What a row under a header of indicators states of each: 分值, 年度目标, ...; "" for a unit's row."""
    for text in texts:
        role = role_of(text)
        if role in _ATTRIBUTE_ROLES:
            return _ATTRIBUTE_ROLES[role]
        if text in ("计量单位", "指标单位"):
            return "measure"
        return ""
    return ""
