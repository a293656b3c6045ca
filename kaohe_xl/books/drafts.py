"""Columns as their headers say, put right by what stands beside and below them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace

from kaohe_xl.books.columns import Column, Ground, Known, column_of
from kaohe_xl.books.headercells import DISTRICT
from kaohe_xl.books.headers import paths
from kaohe_xl.books.vocabulary import FIGURES, RESULTS
from kaohe_xl.books.words import Word, names_other_list, role_of, tidy

BARE_PLANS = ("计划", "计划数", "计划值")
_SUFFIX = re.compile(
    r"(.{2,}?)((?:年度|全年)?(?:目标|任务|计划)(?:值|数)?|(?:累计|实际)?完成(?:值|情况|率|数)?|得分|位次|排名|"
    r"预警|亮灯|序时进度|超欠序时|加分)"
)


def draft(ground: Ground, known: Known) -> list[Column] | None:
    """The table's columns; None where a header word belongs to a list of another kind."""
    above = paths(ground.sheet, ground.box)
    if any(names_other_list(one.text) for path in above.values() for one in path):
        return None
    columns = _with_joined_names([column_of(index, path) for index, path in above.items()], known)
    columns = _named_by_excel(ground, _parts_told_from_names(columns))
    return _with_key(ground, _with_levels(_told_apart(_attached(_suffixed(columns, known)))))


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


def _parts_told_from_names(draft: list[Column]) -> list[Column]:
    """An unknown word that stands under several names is a part of each, like 目标 beside it, and no name."""
    names = {column.name for column in draft if column.role in FIGURES | RESULTS and column.name}
    over: dict[str, set[str]] = defaultdict(set)
    for column in draft:
        if column.name and not column.role and column.category in names:
            over[column.name].add(column.category)
    parts = {name for name, tops in over.items() if len(tops) > 1}
    return [replace(c, name="", category="", unknown=True) if c.name in parts else c for c in draft]


def _named_by_excel(ground: Ground, draft: list[Column]) -> list[Column]:
    """Columns whose header nobody understands, by the defined name that the office gave their cells."""
    roles: dict[int, str] = {}
    for name, area in ground.sheet.block.names.items():
        role = role_of(tidy(name).strip("_"))
        if role and area.left == area.right and area.bottom > area.top and area.bottom in ground.rows:
            roles.setdefault(area.left, role)
    understood = {c.role for c in draft}
    return [
        replace(c, role=roles[c.index], name="", category="")
        if not c.role and roles.get(c.index, "") not in ("", *understood)
        else c
        for c in draft
    ]


def _suffixed(draft: list[Column], known: Known) -> list[Column]:
    """Columns whose name and role are one word told apart: 新城区得分, 生产总值完成."""
    parts = {
        c.index: m
        for c in draft
        if (m := _SUFFIX.fullmatch(c.header)) and role_of(m[2]) and "/" not in c.header
    }
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
    """完成% beside 完成 is a 完成率; a month's 目标 beside the year's is a plan; 计划 alone is the target."""
    plain = {c.name for c in draft if c.role == "actual" and c.measure != "%"}
    yearly = {c.name for c in draft if c.role == "target" and not c.month}
    if not any(c.role == "target" for c in draft):
        draft = [replace(c, role="target", assumed=True) if _is_bare_plan(c) else c for c in draft]
    columns = []
    for column in draft:
        if column.role == "actual" and column.measure == "%" and column.name in plain:
            column = replace(column, role="completion")
        elif column.role == "target" and column.month and (column.name in yearly or "" in yearly):
            column = replace(column, role="plan")
        columns.append(column)
    return columns


def _is_bare_plan(column: Column) -> bool:
    """Whether nothing but 计划 stands there: the year's, where no other target is."""
    return column.role == "plan" and not column.month and column.header.split("/")[-1] in BARE_PLANS


def _with_levels(draft: list[Column]) -> list[Column]:
    """绝对额 alone is what was reached, where no other column is."""
    if any(column.role in FIGURES or column.name for column in draft):
        return draft
    first = next((c.index for c in draft if not c.role and role_of(c.header) == "neutral"), 0)
    return [replace(c, role="actual") if c.index == first else c for c in draft]


def _with_key(ground: Ground, draft: list[Column]) -> list[Column]:
    """The columns, the one of names found by what stands below where its header doesn't tell."""
    keys = [c for c in draft if c.role in ("indicator", "unit", "diagonal")]
    if any(c.role != "unit" or not ground.holds_measures(c.index) for c in keys):
        return draft
    figures = [
        c.index
        for c in draft
        if c.role in FIGURES or c.role == "measure" or c in keys or DISTRICT.fullmatch(c.name)
    ]
    unknown = [c for c in draft if not c.role and c.index < max(figures, default=0)]
    texts = [c for c in unknown if (ground.share_of_figures(c.index) or 0) < 0.5 and ground.is_text(c.index)]
    peers = sum(1 for c in draft if DISTRICT.fullmatch(c.name))
    if not texts or not (keys or peers >= 3 or {"target", "actual"} <= {c.role for c in draft}):
        return draft
    return [replace(c, role="indicator", name="", category="") if c is texts[-1] else c for c in draft]
