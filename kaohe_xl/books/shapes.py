"""How a table is laid out: which of its names are units, which are indicators, which columns are sums."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kaohe_xl.books.columns import Column, Ground, Known, Layout, Shape
from kaohe_xl.books.drafts import draft as drafted
from kaohe_xl.books.stated_columns import agrees, knowing, overruled, stated_in
from kaohe_xl.books.vocabulary import FIGURES, RESULTS, TOTALS
from kaohe_xl.books.words import role_of, tidy

UNIT_LIKE = re.compile(
    r".{1,12}(?:区|县|镇|乡|街道|街办|街|办事处|局|委|办|委员会|管委会|中心|园区|部|院|公司|集团|支队|大队|总队|市|厅|社区|村|场|所|队|会|基地|组团|"
    r"新城|联社|银行|学校|大学)"
)
_ASSESSES = re.compile(r"考核|完成|指标|得分|通报|排名|进度|任务|目标|位次|预警|亮灯|评分|计分")
_SCORES = re.compile(r"得分|评分表|计分表|打分")
_TARGETS = re.compile(r"^(?!.*考核).*(目标|任务|下达)")
# 目标考核办公室 is an office, not a word about targets.
_OFFICES = re.compile(r"(目标)?(责任)?考核(领导小组)?(办公室|办)|(填报|汇总|制表|编制|报送)单位:\S*")
_PLANS = re.compile(r"累计计划|计划进度|进度计划|序时计划")
_ACTUALS = re.compile(r"完成|进展|实绩|实际")
# With indicators as rows these columns are figures beside the point; across they may be indicators.
_ASIDE = re.compile(
    r".*(增长|增速|增幅|增减|差额|差距|剩余|平均|均值|合计|小计|总计|占比|比重|基数|备注|说明|措施|原因|问题|领导|人|电话|时间|日期|备查|排序|缺口|"
    r"[本当上][月期季]|同期|环比|同比|累计|新增|其中).*"
)
# What a figure is called, never who has it: 预算数, 实际支出.
_MEASURED = re.compile(
    r".*(?:数|数量|额|值|率|量|支出|收入|预算|决算|金额|费用?|资金|投资|价格?|面积|比例|比重|余额|结余|结转|情况|状态|等级|结果|年份|月份|期数)"
)
# 增速（%） beside 生产总值（亿元）: of what, nobody can tell.
_GROWTH = re.compile("增速|增长|增幅")
_NEVER = frozenset(
    ["合计", "小计", "总计", "总分", "平均", "平均分", "平均值", "备注", "序号", "电话", "人数"]
)


def layout(ground: Ground, title: str, known: Known) -> Layout | None:
    """What the table holds; None where it is no table of figures. What the office states goes first."""
    one = _layout(ground, title, known, drafted(ground, known))
    stated = stated_in(ground, known.stated)
    if agrees(one, stated):
        return one
    known = knowing(known, stated)
    return _layout(ground, title, known, overruled(drafted(ground, known) or (), stated))


def _layout(ground: Ground, title: str, known: Known, draft: list[Column] | None) -> Layout | None:
    shape = _shape(ground, draft) if draft else None
    if draft is None or shape is None:
        return None
    unit = 0
    if shape is Shape.LONG and not any(c.role == "unit" for c in draft):
        unit = next(c.index for c in draft if c.role == "owner")
    draft = [_settled(ground, column, shape, unit) for column in draft]
    if shape is Shape.UNITS:
        return _units_layout(ground, title, draft, known)
    return _indicators_layout(ground, title, draft, known, shape)


def _bare_role(title: str, draft: Sequence[Column]) -> str:
    """What figures under bare names are: actuals, unless the title speaks of targets, plans or scores."""
    title = _OFFICES.sub("", title)
    if _ACTUALS.search(title) or any(column.role in FIGURES for column in draft):
        return "actual"
    if _SCORES.search(title):
        return "score"
    if _PLANS.search(title):
        return "plan"
    return "target" if _TARGETS.search(title) else "actual"


def _shape(ground: Ground, draft: Sequence[Column]) -> Shape | None:
    roles = {column.role: column for column in draft if column.role}
    if "diagonal" in roles:
        names = [column.name for column in draft if column.name]
        like = sum(1 for name in names if UNIT_LIKE.fullmatch(name))
        return Shape.INDICATORS if like * 2 >= len(names) else Shape.UNITS
    if "indicator" in roles:
        if _assessed_units(ground, draft):
            return Shape.LONG if _is_long(draft) else Shape.INDICATORS
        owner = roles.get("owner")
        if owner and not any(c.name for c in draft) and _carries_units(ground, roles["indicator"], owner):
            return Shape.LONG
        return Shape.INDICATORS
    if "unit" in roles or "owner" in roles:
        return Shape.UNITS
    return None


def _assessed_units(ground: Ground, draft: Sequence[Column]) -> bool:
    """Whether a 单位 column beside the indicators holds who is assessed, not measures.

    Where one holds measures, another right of the figures says who answers for them.
    """
    columns = [column for column in draft if column.role == "unit"]
    units = [column for column in columns if not ground.holds_measures(column.index)]
    figures = [column.index for column in draft if column.role in FIGURES]
    is_answering = len(units) < len(columns) and bool(figures) and bool(units)
    return bool(units) and not (is_answering and units[0].index > min(figures))


def _carries_units(ground: Ground, indicator: Column, owner: Column) -> bool:
    """Whether 责任单位 are the assessed ones: indicators repeat, each time for another unit."""
    pairs = [
        (name, unit)
        for row in ground.rows
        if (name := ground.sheet.text(row, indicator.index)) and (unit := ground.sheet.text(row, owner.index))
    ]
    names = Counter(name for name, _ in pairs)
    repeated = sum(count for count in names.values() if count > 1)
    return len(set(pairs)) == len(pairs) and repeated * 2 > len(pairs)


def _is_long(draft: Sequence[Column]) -> bool:
    return any(column.role in FIGURES or column.role in ("score", "points") for column in draft)


def _settled(ground: Ground, column: Column, shape: Shape, unit: int) -> Column:
    """The column with the roles told apart that one word may mean."""
    role = column.role
    if role == "owner" and shape is Shape.LONG and column.index == unit:
        role = "unit"
    elif role == "diagonal":
        role = "indicator" if shape is Shape.INDICATORS else "unit"
    elif role == "unit" and shape is not Shape.UNITS and ground.holds_measures(column.index):
        role = "measure"
    elif role == "unit" and shape is Shape.INDICATORS:
        role = "owner"
    elif role == "points" and shape is Shape.UNITS and not column.name:
        role = "score"
    key = role in ("indicator", "unit", "owner", "number", "measure", "category", "group")
    return replace(
        column, role=role, name="" if key else column.name, category="" if key else column.category
    )


def _indicators_layout(
    ground: Ground, title: str, draft: Sequence[Column], known: Known, shape: Shape
) -> Layout | None:
    """Rows are indicators (or a unit on an indicator): which names across are units."""
    if shape is Shape.INDICATORS:
        known_names = {column.name for column in draft if column.name}
        draft = _with_levels(draft, lambda word: word in known_names or UNIT_LIKE.fullmatch(word) is not None)
    names = _peer_names(ground, draft, known) if shape is Shape.INDICATORS else set()
    bare = _bare_role(title, draft)
    columns, strangers = [], []
    for column in draft:
        named = column.name in names
        if named:
            column = replace(column, role=column.role or bare, category="")
        elif (column.name and not column.role) or column.unknown or _is_second_figure(column):
            strangers.append(column)
            column = replace(column, name="")
        else:
            column = replace(column, name="")
        columns.append(column)
    columns = _ranked_keys(columns)
    kept = tuple(columns)
    if not _is_assessment(kept, shape) or _is_work_plan(ground, kept):
        return None
    return Layout(shape, kept, _with_figures(ground, strangers))


def _is_work_plan(ground: Ground, columns: Sequence[Column]) -> bool:
    """Whether nothing but words stands under 进展情况, and no points or targets anywhere: a list of tasks."""
    if any(
        c.name or c.role in ("points", "target", "plan", "measure", "score", "qualitative") for c in columns
    ):
        return False
    figures = [ground.share_of_figures(c.index) for c in columns if c.role in FIGURES]
    return bool(figures) and all(share is not None and share < 0.2 for share in figures)


def _is_second_figure(column: Column) -> bool:
    """Whether 增速 stands under 目标 or 完成: a second figure of the same indicator, which has no place."""
    above = {role_of(part) for part in column.header.split("/")[:-1]}
    return column.role == "reference" and bool(above & FIGURES)


def _with_figures(ground: Ground, columns: Iterable[Column]) -> tuple[Column, ...]:
    """Those of the columns in which figures stand, be they few."""
    return tuple(c for c in columns if (ground.share_of_figures(c.index) or 0) > 0.2)


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
    about = {
        "points",
        "lead",
        "owner",
        "patron",
        "measure",
        "category",
        "source",
        "warned",
        "qualitative",
        "nature",
    }
    return (
        ("points" in roles and bool(roles & (about - {"points"})))
        or len(roles & about) >= 3
        or "score" in roles
    )


def _peer_names(ground: Ground, draft: Sequence[Column], known: Known) -> set[str]:
    """Names across that are units: known ones, those with sub-columns alike, runs over figures."""
    roles: dict[str, set[str]] = defaultdict(set)
    for column in draft:
        if column.name:
            roles[column.name].add(column.role)
    shared = Counter(role for found in roles.values() for role in found if role)
    has_own = any(column.role in ("actual", "assessor") and not column.name for column in draft)
    accepted: set[str] = set()
    for name, found in roles.items():
        if tidy(name) in known.units:
            accepted.add(name)
        elif has_own and found <= {"target", "plan"} and UNIT_LIKE.fullmatch(name) is None:
            continue  # 市下达, 区自定: two targets of one figure
        elif any(
            shared[role] >= 2 and role in FIGURES | RESULTS | {"points", "warned"} for role in found if role
        ):
            if not _is_aside(name):
                accepted.add(name)
        elif found & FIGURES and UNIT_LIKE.fullmatch(name):
            accepted.add(name)
    for run in _runs(ground, draft):
        unit_like = any(UNIT_LIKE.fullmatch(c.name) or tidy(c.name) in known.units for c in run)
        if len(run) >= 2 or unit_like:
            accepted.update(column.name for column in run)
    return accepted


def _is_aside(name: str) -> bool:
    if UNIT_LIKE.fullmatch(name) is None and _MEASURED.fullmatch(name):
        return True
    return (_ASIDE.fullmatch(name) is not None and UNIT_LIKE.fullmatch(name) is None) or name in _NEVER


def _runs(ground: Ground, draft: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns with unknown names over figures (or over nothing at all)."""
    runs: list[list[Column]] = []
    previous = -1
    for column in draft:
        if not column.name or column.role or _is_aside(column.name):
            continue
        share = ground.share_of_figures(column.index)
        if UNIT_LIKE.fullmatch(column.name):
            # A unit's only figure may have become a date in Excel: it is told of, not left out.
            is_none = share is not None and share < 0.01 and not ground.has_dates(column.index)
        else:
            is_none = share is not None and share < 0.5
        if is_none:
            continue
        if runs and column.index == previous + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
        previous = column.index
    return [run for run in runs if any(ground.share_of_figures(c.index) is not None for c in run)]


def _units_layout(ground: Ground, title: str, draft: Sequence[Column], known: Known) -> Layout | None:
    """Rows are units: which names across are indicators, which columns are sums."""
    draft = _named_by_title(_with_levels(_named_by_groups(draft)), title, known)
    names = _indicator_names(ground, title, draft, known)
    bare = _bare_role(title, draft)
    columns, strangers = [], []
    for column in draft:
        if column.name in names:
            columns.append(replace(column, role=column.role or bare))
            continue
        grows = column.role == "reference" and _GROWTH.match(column.header)
        if (column.name and not column.role) or column.unknown or column.role in FIGURES or grows:
            strangers.append(column)
        columns.append(replace(column, name="", category=""))
    if not any(column.role == "unit" for column in columns):
        columns = _owner_as_key(columns)
    kept = tuple(columns)
    sums = any(column.role in TOTALS and not column.name for column in kept)
    if not names and not sums:
        return None
    return Layout(Shape.UNITS, kept, _with_figures(ground, strangers))


def _with_levels(
    draft: Sequence[Column], is_name: Callable[[str], bool] = lambda _: True
) -> list[Column]:
    """总量 under a name is what was reached, where no other column of it is."""
    reached = {column.name for column in draft if column.role in FIGURES}
    levels: dict[str, int] = {}
    for column in draft:
        is_bare = not (column.role or column.name or column.unknown)
        if column.category and is_bare and is_name(column.category):
            levels.setdefault(column.category, column.index)
    taken = {index: name for name, index in levels.items() if name not in reached}
    return [
        replace(c, name=taken[c.index], role="actual", category="") if c.index in taken else c for c in draft
    ]


def _named_by_title(draft: list[Column], title: str, known: Known) -> list[Column]:
    """Figures of a table about one indicator, which only its title names."""
    if any(column.name for column in draft):
        return draft
    named = sorted((one for one in known.indicators if len(one) > 1 and one in tidy(title)), key=len)
    if not named or not all(one in named[-1] for one in named):
        return draft
    about = FIGURES | RESULTS
    return [replace(c, name=named[-1]) if c.role in about and not c.month else c for c in draft]


def _named_by_groups(draft: Sequence[Column]) -> list[Column]:
    """Figures under a word that only seems to gather (节能目标责任考核) are that indicator's.

    It is a name where the same kind of figure stands under another word too.
    """
    groups = {
        column.index: word
        for column in draft
        if column.role in FIGURES | RESULTS and not column.name and (word := _group_word(column))
    }
    known = Counter(column.role for column in draft if column.name)
    counts = Counter({(groups[c.index], c.role) for c in draft if c.index in groups})
    words = Counter(role for _, role in counts)
    names = {
        groups[c.index]
        for c in draft
        if c.index in groups and c.role in FIGURES and (known[c.role] or words[c.role] > 1)
    }
    return [replace(c, name=groups[c.index]) if groups.get(c.index) in names else c for c in draft]


def _group_word(column: Column) -> str:
    """The lowest word above the column's own one that means no role."""
    parts = column.header.split("/")[:-1]
    return next((part for part in reversed(parts) if part and not role_of(part)), "")


def _owner_as_key(columns: list[Column]) -> list[Column]:
    first = next(column.index for column in columns if column.role == "owner")
    return [replace(c, role="unit") if c.index == first else c for c in columns]


def _indicator_names(ground: Ground, title: str, draft: Sequence[Column], known: Known) -> set[str]:
    roles: dict[str, set[str]] = defaultdict(set)
    for column in draft:
        if column.name and column.name not in _NEVER:
            roles[column.name].add(column.role)
    declared = known.lenient or ground.has_attribute_rows() or _ASSESSES.search(title) is not None
    declared = declared or any(c.role in RESULTS | {"total", "diagonal"} for c in draft)
    accepted = set()
    for name, found in roles.items():
        figures = found & FIGURES
        stated = any(column.name == name and column.points is not None for column in draft)
        if (
            tidy(name) in known.indicators
            or figures
            or stated
            or (declared and (found & RESULTS or _is_figure_column(ground, draft, name)))
        ):
            accepted.add(name)
    return accepted


def _is_figure_column(ground: Ground, draft: Sequence[Column], name: str) -> bool:
    shares = [ground.share_of_figures(c.index) for c in draft if c.name == name]
    return any(share is not None and share >= 0.5 for share in shares)
