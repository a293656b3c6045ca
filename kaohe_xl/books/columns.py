"""What each column of a table holds, told from the path of words above it and from what stands below."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.books.grid import Value
from kaohe_xl.books.headers import DISTRICT, Box, Sheet, paths
from kaohe_xl.books.words import FIGURES, KEYS, MEASURE, RESULTS, TOTALS, Word, names_other_list, role_of, tidy

UNIT_LIKE = re.compile(
    r".{1,12}(?:区|县|镇|乡|街道|街办|街|办事处|局|委|办|委员会|管委会|中心|园区|部|院|公司|集团|支队|大队|总队|市|厅|社区|村|场|所|队|会|基地|组团|"
    r"新城|联社|银行|学校|大学)"
)
_ASSESSES = re.compile(r"考核|完成|指标|得分|通报|排名|进度|任务|目标|位次|预警|亮灯|评分|计分")
_SCORES = re.compile(r"得分|评分表|计分表|打分")
_TARGETS = re.compile(r"^(?!.*考核).*(目标|任务|下达)")
# 目标考核办公室 is an office, not a word about targets.
_OFFICES = re.compile(r"(目标)?(责任)?考核(领导小组)?(办公室|办)|(填报|汇总|制表|编制|报送)单位:\S*")
_TARGET_GROUP = re.compile(r".*(年度|全年)(目标|任务)(值|数|分解)?|.*目标(任务)?(值|数)")
_PLANS = re.compile(r"累计计划|计划进度|进度计划|序时计划")
_ACTUALS = re.compile(r"完成|进展|实绩|实际")
# With indicators as rows these columns are figures beside the point; with indicators across they may be indicators.
_ASIDE = re.compile(
    r".*(增长|增速|增幅|增减|差额|差距|剩余|平均|均值|合计|小计|总计|占比|比重|基数|备注|说明|措施|原因|问题|领导|人|电话|时间|日期|备查|排序|缺口).*"
)
_NEVER = frozenset("合计 小计 总计 总分 平均 平均分 平均值 备注 序号 电话 人数".split())


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


@dataclass(frozen=True, slots=True)
class Known:
    """Names that are known from elsewhere in the workbook, tidy; `lenient`: nothing else was found in it."""

    units: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's shape and columns; `strangers`: headers over figures that nobody understands."""

    shape: Shape
    columns: tuple[Column, ...]
    strangers: tuple[Column, ...] = ()


def layout(sheet: Sheet, box: Box, last: int, title: str, known: Known) -> Layout | None:
    """What the table under `box` holds, down to row `last`; None where it is no table of figures."""
    above = paths(sheet, box)
    if any(names_other_list(one.text) for path in above.values() for one in path):
        return None
    draft = _with_joined_names([_column(index, path) for index, path in above.items()], known)
    draft = _with_key(sheet, box, last, _with_levels(_told_apart(_attached(_suffixed(draft, known)))))
    shape = _shape(sheet, box, last, draft)
    if shape is None:
        return None
    unit = 0
    if shape is Shape.LONG and not any(c.role == "unit" for c in draft):
        unit = next(c.index for c in draft if c.role == "owner")
    draft = [_settled(sheet, box, last, column, shape, unit) for column in draft]
    if shape is Shape.UNITS:
        return _units_layout(sheet, box, last, title, draft, known)
    return _indicators_layout(sheet, box, last, title, draft, known, shape)


def _with_joined_names(draft: list[Column], known: Known) -> list[Column]:
    """甲镇得分 is 甲镇's result column where 甲镇 is a name of the table or known from elsewhere."""
    names = {tidy(column.name) for column in draft if column.name} | known.units
    found = []
    for column in draft:
        text = tidy(column.name)
        cuts = (n for n in range(len(text) - 1, 1, -1) if text[:n] in names and role_of(text[n:]) in RESULTS)
        cut = None if column.role else next(cuts, None)
        found.append(column if cut is None else replace(column, name=text[:cut], role=role_of(text[cut:])))
    return found


def _bare_role(title: str, draft: Sequence[Column]) -> str:
    """What figures under bare names are: actuals, unless the title says that all are targets, plans or scores."""
    title = _OFFICES.sub("", title)
    if _ACTUALS.search(title) or any(column.role in FIGURES for column in draft):
        return "actual"
    if _SCORES.search(title):
        return "score"
    if _PLANS.search(title):
        return "plan"
    return "target" if _TARGETS.search(title) else "actual"


def _column(index: int, path: Sequence[Word]) -> Column:
    """The column as its words say, names not yet judged."""
    roles = [one.role for one in path if one.role not in ("", "neutral")]
    if path and not path[-1].role and not path[-1].is_generic:
        roles = [role for role in roles if role not in KEYS]
    role = roles[-1] if roles else ""
    month = next((one.month for one in reversed(path) if one.month), None)
    names = [one for one in path if not one.role and not one.is_generic]
    if path and path[-1].role == "neutral" and len(path) > 1:
        names = []
    if role == "points" and _is_scored(path):
        role = "score"
    if not role and not names:
        role = _group_role(path, month)
    if not role and any(_TARGET_GROUP.fullmatch(one.text) for one in path[:-1]):
        role = "target"
    if role == "target" and month and path[-1].role != "target":
        role = "plan"
    return Column(
        index,
        role,
        names[-1].text if names else "",
        month,
        any(one.single for one in path),
        next((one.year for one in reversed(path) if one.year), None),
        next((one.measure for one in reversed(path) if one.measure), ""),
        next((one.points for one in reversed(path) if one.points is not None), None),
        any(one.index for one in path),
        names[0].text if len(names) > 1 else "",
        "/".join(one.text for one in path if one.text),
    )


_SUFFIX = re.compile(r"(.{2,}?)((?:年度|全年)?(?:目标|任务|计划)(?:值|数)?|(?:累计|实际)?完成(?:值|情况|率|数)?|得分|位次|排名|预警|亮灯|序时进度|超欠序时|加分)")


def _suffixed(draft: list[Column], known: Known) -> list[Column]:
    """Columns whose name and role are one word told apart: 新城区得分, 生产总值完成."""
    parts = {c.index: m for c in draft if (m := _SUFFIX.fullmatch(c.header)) and role_of(m[2]) and "/" not in c.header}
    roles: dict[str, set[str]] = defaultdict(set)
    for found in parts.values():
        roles[found[1]].add(role_of(found[2]))
    names = {column.name for column in draft if column.name and column.index not in parts}
    accepted = {stem for stem in roles if stem in names or stem in known.units or stem in known.indicators}
    if sum(1 for found in roles.values() if len(found) >= 2) >= 2 or accepted:
        accepted |= {stem for stem, found in roles.items() if len(found) >= 2}
    accepted = {stem for stem in accepted if not role_of(stem) and not Word(stem).is_generic}
    return [
        replace(c, name=parts[c.index][1], role=role_of(parts[c.index][2]))
        if c.index in parts and parts[c.index][1] in accepted
        else c
        for c in draft
    ]


def _attached(draft: list[Column]) -> list[Column]:
    """位次 repeated after every name belongs to the name before it."""
    counts = Counter(c.role for c in draft if c.role in RESULTS and not c.name and not c.month)
    repeated = {role for role, count in counts.items() if count >= 2}
    columns: list[Column] = []
    name = ""
    for column in draft:
        name = column.name or ("" if column.role and column.role not in RESULTS else name)
        belongs = column.role in repeated and name and not column.name and "/" not in column.header
        columns.append(replace(column, name=name) if belongs else column)
    return columns


def _told_apart(draft: list[Column]) -> list[Column]:
    """完成% beside 完成 is a 完成率; a month's 目标 beside the year's is a plan."""
    plain = {c.name for c in draft if c.role == "actual" and c.measure != "%"}
    yearly = {c.name for c in draft if c.role == "target" and not c.month}
    columns = []
    for column in draft:
        if column.role == "actual" and column.measure == "%" and column.name in plain:
            column = replace(column, role="completion")
        elif column.role == "target" and column.month and (column.name in yearly or "" in yearly):
            column = replace(column, role="plan")
        columns.append(column)
    return columns


def _with_levels(draft: list[Column]) -> list[Column]:
    """绝对额 alone is what was reached, where no other column is."""
    if any(column.role in FIGURES or column.name for column in draft):
        return draft
    first = next((c.index for c in draft if not c.role and role_of(c.header) == "neutral"), 0)
    return [replace(c, role="actual") if c.index == first else c for c in draft]


def _with_key(sheet: Sheet, box: Box, last: int, draft: list[Column]) -> list[Column]:
    """The columns, the one of names found by what stands below where its header doesn't tell."""
    keys = [c for c in draft if c.role in ("indicator", "unit", "diagonal")]
    if any(c.role != "unit" or not _holds_measures(sheet, box, last, c.index) for c in keys):
        return draft
    figures = [c.index for c in draft if c.role in FIGURES or c.role == "measure" or c in keys or DISTRICT.fullmatch(c.name)]
    unknown = [c for c in draft if not c.role and c.index < max(figures, default=0)]
    texts = [c for c in unknown if (_share_of_figures(sheet, box, last, c.index) or 0) < 0.5 and _is_text(sheet, box, last, c)]
    peers = sum(1 for c in draft if DISTRICT.fullmatch(c.name))
    if not texts or not (keys or peers >= 3 or {"target", "actual"} <= {c.role for c in draft}):
        return draft
    return [replace(c, role="indicator", name="", category="") if c is texts[-1] else c for c in draft]


def _is_text(sheet: Sheet, box: Box, last: int, column: Column) -> bool:
    rows = range(box.bottom + 1, min(last, box.bottom + 12) + 1)
    return sum(1 for row in rows if sheet.text(row, column.index)) * 2 >= len(rows)


def _is_scored(path: Sequence[Word]) -> bool:
    """Whether 分值 stands under a group about outcomes (完成情况), not about requirements."""
    groups = path[:-1]
    return any(one.is_outcome for one in groups) and not any(one.is_requirement for one in groups)


def _group_role(path: Sequence[Word], month: int | None) -> str:
    """The role of a column whose words only gather: 1-9月, 各区县完成情况."""
    if not path:
        return ""
    if any(re.search("完成|进展|实绩", one.text) for one in path) or month:
        return "actual"
    return ""


def _shape(sheet: Sheet, box: Box, last: int, draft: Sequence[Column]) -> Shape | None:
    roles = {column.role: column for column in draft if column.role}
    if "diagonal" in roles:
        names = [column.name for column in draft if column.name]
        like = sum(1 for name in names if UNIT_LIKE.fullmatch(name))
        return Shape.INDICATORS if like * 2 >= len(names) else Shape.UNITS
    if "indicator" in roles:
        unit = roles.get("unit")
        if unit and not _holds_measures(sheet, box, last, unit.index):
            return Shape.LONG if _is_long(draft) else Shape.INDICATORS
        owner = roles.get("owner")
        if owner and not any(c.name for c in draft) and _carries_units(sheet, box, last, roles["indicator"], owner):
            return Shape.LONG
        return Shape.INDICATORS
    if "unit" in roles or "owner" in roles:
        return Shape.UNITS
    return None


def _carries_units(sheet: Sheet, box: Box, last: int, indicator: Column, owner: Column) -> bool:
    """Whether 责任单位 are the assessed ones: indicators repeat, each time for another unit."""
    pairs = [
        (name, unit)
        for row in range(box.bottom + 1, last + 1)
        if (name := sheet.text(row, indicator.index)) and (unit := sheet.text(row, owner.index))
    ]
    names = Counter(name for name, _ in pairs)
    repeated = sum(count for count in names.values() if count > 1)
    return len(set(pairs)) == len(pairs) and repeated * 2 > len(pairs)


def _is_long(draft: Sequence[Column]) -> bool:
    return any(column.role in FIGURES or column.role in ("score", "points") for column in draft)


def _holds_measures(sheet: Sheet, box: Box, last: int, column: int) -> bool:
    """Whether a column headed 单位 holds units of measure, not units that are assessed."""
    texts = [t for row in range(box.bottom + 1, last + 1) if (t := sheet.text(row, column))]
    return sum(1 for text in texts if MEASURE.fullmatch(text) or text in ("/", "-")) * 2 >= len(texts)


def _settled(sheet: Sheet, box: Box, last: int, column: Column, shape: Shape, unit: int) -> Column:
    """The column with the roles told apart that one word may mean."""
    role = column.role
    if role == "owner" and shape is Shape.LONG and column.index == unit:
        role = "unit"
    elif role == "diagonal":
        role = "indicator" if shape is Shape.INDICATORS else "unit"
    elif role == "unit" and shape is Shape.INDICATORS:
        role = "measure" if _holds_measures(sheet, box, last, column.index) else "owner"
    elif role == "points" and shape is Shape.UNITS and not column.name:
        role = "score"
    key = role in ("indicator", "unit", "owner", "number", "measure", "category", "group")
    return replace(column, role=role, name="" if key else column.name, category="" if key else column.category)


def _share_of_figures(sheet: Sheet, box: Box, last: int, column: int) -> float | None:
    """How much of what stands below is figures; None where nothing does."""
    figures = filled = 0
    for row in range(box.bottom + 1, last + 1):
        value = sheet.block.at(row, column)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        filled += 1
        figures += _looks_numeric(value)
    return figures / filled if filled else None


def _looks_numeric(value: Value) -> bool:
    if isinstance(value, str):
        text = tidy(value)
        return len(text) <= 14 and bool(re.match(r"[-+≥≤<>(]?\d|[-—―─–/]+$|下降|增长|未|待|是$|否$|√|×|不考核|#", text))
    return isinstance(value, (int, float))


def _indicators_layout(
    sheet: Sheet, box: Box, last: int, title: str, draft: Sequence[Column], known: Known, shape: Shape
) -> Layout | None:
    """Rows are indicators (or a unit on an indicator): which names across are units."""
    names = _peer_names(sheet, box, last, draft, known) if shape is Shape.INDICATORS else set()
    bare = _bare_role(title, draft)
    columns, strangers = [], []
    for column in draft:
        named = column.name in names
        if named:
            column = replace(column, role=column.role or bare, category="")
        elif (column.name and not column.role) or _is_second_figure(column):
            strangers.append(column)
            column = replace(column, name="")
        else:
            column = replace(column, name="")
        columns.append(column)
    columns = _ranked_keys(columns)
    kept = tuple(columns)
    return Layout(shape, kept, _with_figures(sheet, box, last, strangers)) if _is_assessment(kept, shape) else None


def _is_second_figure(column: Column) -> bool:
    """Whether 增速 stands under 目标 or 完成: a second figure of the same indicator, which has no place."""
    above = {role_of(part) for part in column.header.split("/")[:-1]}
    return column.role == "reference" and bool(above & FIGURES)


def _with_figures(sheet: Sheet, box: Box, last: int, columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(c for c in columns if (_share_of_figures(sheet, box, last, c.index) or 0) >= 0.5)


def _ranked_keys(columns: list[Column]) -> list[Column]:
    """Of several indicator columns the last is the name, the ones before are categories."""
    keys = [column.index for column in columns if column.role == "indicator"]
    return [replace(c, role="level") if c.role == "indicator" and c.index != keys[-1] else c for c in columns]


def _is_assessment(columns: Sequence[Column], shape: Shape) -> bool:
    """Whether these columns make a table of indicators: figures, or at least points or responsibility."""
    roles = {column.role for column in columns}
    if roles & FIGURES:
        return True
    if shape is Shape.LONG:
        return bool(roles & {"score", "points"}) and len(roles - {"", "remark", "reference"}) > 2
    about = {"points", "lead", "owner", "patron", "measure", "category", "source", "warned", "qualitative", "nature"}
    return "points" in roles and bool(roles & (about - {"points"})) or len(roles & about) >= 3 or "score" in roles


def _peer_names(sheet: Sheet, box: Box, last: int, draft: Sequence[Column], known: Known) -> set[str]:
    """Names across that are units: known ones, those with sub-columns alike, runs over figures."""
    roles: dict[str, set[str]] = defaultdict(set)
    for column in draft:
        if column.name:
            roles[column.name].add(column.role)
    shared = Counter(role for found in roles.values() for role in found if role)
    accepted: set[str] = set()
    for name, found in roles.items():
        if tidy(name) in known.units:
            accepted.add(name)
        elif any(shared[role] >= 2 and role in FIGURES | RESULTS | {"points", "warned"} for role in found if role):
            if not _is_aside(name):
                accepted.add(name)
        elif found & FIGURES and UNIT_LIKE.fullmatch(name):
            accepted.add(name)
    for run in _runs(sheet, box, last, draft):
        unit_like = any(UNIT_LIKE.fullmatch(c.name) or tidy(c.name) in known.units for c in run)
        if len(run) >= 2 or unit_like:
            accepted.update(column.name for column in run)
    return accepted


def _is_aside(name: str) -> bool:
    return _ASIDE.fullmatch(name) is not None and UNIT_LIKE.fullmatch(name) is None or name in _NEVER


def _runs(sheet: Sheet, box: Box, last: int, draft: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns with unknown names over figures (or over nothing at all)."""
    runs: list[list[Column]] = []
    previous = -1
    for column in draft:
        if not column.name or column.role or _is_aside(column.name):
            continue
        share = _share_of_figures(sheet, box, last, column.index)
        if share is not None and share < 0.5:
            continue
        if runs and column.index == previous + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
        previous = column.index
    return [run for run in runs if any(_share_of_figures(sheet, box, last, c.index) is not None for c in run)]


def _units_layout(
    sheet: Sheet, box: Box, last: int, title: str, draft: Sequence[Column], known: Known
) -> Layout | None:
    """Rows are units: which names across are indicators, which columns are sums."""
    names = _indicator_names(sheet, box, last, title, draft, known)
    bare = _bare_role(title, draft)
    columns, strangers = [], []
    for column in draft:
        if column.name in names:
            columns.append(replace(column, role=column.role or bare))
            continue
        if column.name and not column.role:
            strangers.append(column)
        columns.append(replace(column, name="", category=""))
    if not any(column.role == "unit" for column in columns):
        columns = _owner_as_key(columns)
    kept = tuple(columns)
    sums = any(column.role in TOTALS and not column.name for column in kept)
    if not names and not sums:
        return None
    return Layout(Shape.UNITS, kept, _with_figures(sheet, box, last, strangers))


def _owner_as_key(columns: list[Column]) -> list[Column]:
    first = next(column.index for column in columns if column.role == "owner")
    return [replace(c, role="unit") if c.index == first else c for c in columns]


def _indicator_names(
    sheet: Sheet, box: Box, last: int, title: str, draft: Sequence[Column], known: Known
) -> set[str]:
    roles: dict[str, set[str]] = defaultdict(set)
    for column in draft:
        if column.name and column.name not in _NEVER:
            roles[column.name].add(column.role)
    declared = known.lenient or has_attribute_rows(sheet, box, last) or _ASSESSES.search(title) is not None
    declared = declared or any(c.role in RESULTS | {"total", "diagonal"} for c in draft)
    accepted = set()
    for name, found in roles.items():
        figures = found & FIGURES
        stated = any(column.name == name and column.points is not None for column in draft)
        if tidy(name) in known.indicators or figures or stated:
            accepted.add(name)
        elif declared and (found & RESULTS or _is_figure_column(sheet, box, last, draft, name)):
            accepted.add(name)
    return accepted


def _is_figure_column(sheet: Sheet, box: Box, last: int, draft: Sequence[Column], name: str) -> bool:
    shares = [_share_of_figures(sheet, box, last, c.index) for c in draft if c.name == name]
    return any(share is not None and share >= 0.5 for share in shares)


ATTRIBUTE_ROLES: Mapping[str, str] = {
    "points": "points", "target": "target", "measure": "measure", "direction": "direction", "method": "method",
    "parameters": "parameters", "clause": "clause", "plan": "plan", "category": "category", "lead": "lead",
    "owner": "owner", "patron": "patron", "qualitative": "qualitative", "nature": "nature", "binding": "binding",
}  # fmt: skip


def attribute_role(texts: Collection[str]) -> str:
    """What a row under a header of indicators states of each: 分值, 年度目标, ...; "" for a unit's row."""
    for text in texts:
        role = role_of(text)
        if role in ATTRIBUTE_ROLES:
            return ATTRIBUTE_ROLES[role]
        if text in ("计量单位", "指标单位"):
            return "measure"
        return ""
    return ""


def has_attribute_rows(sheet: Sheet, box: Box, last: int) -> bool:
    """Whether a 分值 or 目标 row stands right under the header."""
    for row in range(box.bottom + 1, min(box.bottom + 4, last) + 1):
        texts = [sheet.text(row, c) for c, v in sheet.filled(row) if isinstance(v, str)][:1]
        if attribute_role(texts):
            return True
    return False
