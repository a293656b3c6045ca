"""Tables whose rows are units, or one unit on one indicator; and those whose targets and figures alternate."""

from __future__ import annotations

from kaohe_xl.books.grid import Value
from tests.cases import rowkinds, words
from tests.cases.canvas import Canvas, Written
from tests.cases.heads import Head, draw, manner
from tests.cases.scene import Indicator, Scene


def units_down(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """A row a unit, indicators across with their parts, or bare."""
    pick = scene.pick
    chosen, units = scene.indicators(pick.randint(2, 5)), scene.units(3, 9)
    bare = scene.chance(0.25)
    parts = (
        ["actual"]
        if bare
        else ["target", "actual", *(r for r in ("score", "light", "completion") if scene.chance(0.25))]
    )
    said = {part: scene.word(part) for part in parts}
    heads = [Head((scene.word("number"),), "number")] if scene.chance() else []
    if scene.chance(0.3):
        heads.append(Head((pick.choice(("类别", "分组", "单位类别")),), "group"))
    heads.append(Head((scene.word("unit"),), "unit"))
    across = []
    for one in chosen:
        name = words.bracketed(pick, one.name, one.measure)
        across += [Head((name,) if bare else (name, said[part]), part, one.name) for part in parts]
    if scene.chance(0.3):
        group = pick.choice(("经济发展指标", "考核指标完成情况", "主要指标"))
        across = [head.under(group) for head in across]
    tail = [Head((scene.word("remark"),), "remark")] if scene.chance(0.4) else []
    if scene.chance(0.3):
        tail = [Head((pick.choice(("总分", "合计得分")),), "total"), *tail]
    heads = [*heads, *across, *tail]
    bottom = draw(canvas, top, left, heads, manner(pick))
    scene.draw(canvas, top, bottom, left, heads)
    row = bottom + 1
    if not bare and scene.chance(0.3):
        row = _points_row(scene, canvas, row, left, heads)
    targets = {one.name: scene.amount(one) for one in chosen}
    row = _unit_rows(scene, canvas, (row, left), heads, {one.name: one for one in chosen}, units, targets)
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def _points_row(scene: Scene, canvas: Canvas, row: int, left: int, heads: list[Head]) -> int:
    """分值 of each indicator, right under the header."""
    seen = set()
    for offset, head in enumerate(heads):
        if head.role == "unit":
            canvas.put(row, left + offset, scene.pick.choice(("分值", "满分", "权重")))
        elif head.name and head.name not in seen:
            seen.add(head.name)
            canvas.put(row, left + offset, 10)
    return row + 1


def _unit_rows(
    scene: Scene,
    canvas: Canvas,
    corner: tuple[int, int],
    heads: list[Head],
    known: dict[str, Indicator],
    units: list[str],
    targets: dict[str, object],
) -> int:
    row, left = corner
    for number, unit in enumerate(units, 1):
        if number > 1 and scene.chance(0.06):
            row += 1
        for offset, head in enumerate(heads):
            at = (row, left + offset)
            if head.role in ("target", "actual"):
                one = known[head.name]
                scene.figure(canvas, at, one, unit, head.role, scene.amount(one))
            elif head.role == "unit":
                name = scene.called(unit)
                spaced = " ".join(name) if len(name) < 5 else name
                canvas.put(*at, scene.pick.choice((name, name, f"{name} ", f" {name}", spaced)))
            elif head.role == "group":
                canvas.put(*at, "第一组" if number * 2 <= len(units) else "第二组")
            elif head.role == "number":
                canvas.put(*at, number)
            elif head.role == "remark":
                canvas.put(*at, scene.pick.choice((None, "进度滞后")))
        row += 1
    if scene.chance(0.4):
        for offset, head in enumerate(heads):
            if head.role == "unit":
                canvas.put(row, left + offset, scene.pick.choice(("合计", "全区", "平均", "小计")))
            elif head.role in ("target", "actual"):
                canvas.put(row, left + offset, Written(99.5, formula="=SUM(A1:A2)"))
        row += 1
    return row


def long_form(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """A row one unit on one indicator; the unit (or the indicator) merged down over its rows."""
    pick = scene.pick
    chosen, units = scene.indicators(pick.randint(2, 4)), scene.units(2, 5)
    by_unit = scene.chance(0.6)
    keys = ["unit", "indicator"] if by_unit else ["indicator", "unit"]
    rest = [
        "target",
        "actual",
        *(r for r in ("points", "direction", "completion", "score", "remark", "source") if scene.chance(0.3)),
    ]
    pick.shuffle(rest)
    roles = ["number"] * scene.chance() + keys + ["measure"] + rest
    heads = [Head((_word(scene, role),), role) for role in roles]
    bottom = draw(canvas, top, left, heads, manner(pick))
    scene.draw(canvas, top, bottom, left, heads)
    row, number = bottom + 1, 0
    merged = scene.chance(0.7)
    outer: list[tuple[str, list[tuple[str, Indicator]]]] = (
        [(unit, [(unit, one) for one in chosen]) for unit in units]
        if by_unit
        else [(one.name, [(unit, one) for unit in units]) for one in chosen]
    )
    for _, pairs in outer:
        start = row
        for unit, one in pairs:
            number += 1
            _long_row(
                scene, canvas, (row, left), roles, (unit, one, number), is_first=row == start or not merged
            )
            row += 1
        if merged and (scene.chance(0.8)):
            column = left + roles.index(keys[0])
            canvas.merge(start, column, row - 1, column)
        if scene.chance(0.1):
            canvas.put(row, left + roles.index(keys[1]), "小计")
            canvas.put(row, left + roles.index("actual"), 12)
            row += 1
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def _word(scene: Scene, role: str) -> str:
    if role == "measure":
        return scene.pick.choice(("计量单位", "数据单位"))
    if role == "indicator":
        return scene.pick.choice(("指标", "指标名称", "考核指标", "考核内容"))
    return scene.word(role)


def _long_row(
    scene: Scene,
    canvas: Canvas,
    corner: tuple[int, int],
    roles: list[str],
    what: tuple[str, Indicator, int],
    *,
    is_first: bool,
) -> None:
    unit, one, number = what
    outer = "unit" if roles.index("unit") < roles.index("indicator") else "indicator"
    plain: dict[str, Value] = {
        "number": number,
        "unit": scene.called(unit),
        "indicator": one.name,
        "measure": one.measure,
    }
    plain |= {
        "points": 5,
        "direction": "正向",
        "source": "市统计局",
        "remark": None,
        "completion": None,
        "score": None,
    }
    for offset, role in enumerate(roles):
        at = (corner[0], corner[1] + offset)
        if role in ("target", "actual"):
            scene.figure(canvas, at, one, unit, role, scene.amount(one))
        elif role != outer or is_first:
            canvas.put(*at, plain[role])


def alternating(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """Units across, 目标 and 完成 of each indicator below one another."""
    pick = scene.pick
    chosen, units = scene.indicators(pick.randint(2, 5)), scene.units(3, 7)
    said = [
        (role, words.typed(pick, pick.choice(choice)))
        for role, choice in (
            ("target", ("目标", "年度目标", "计划")),
            ("actual", ("完成", "实际完成", "完成情况")),
        )
    ]
    if scene.chance(0.3):
        said.append(("completion", "完成率"))
    names = [Head((pick.choice(("序号", "编号")),), "number")] if scene.chance() else []
    names += [Head((pick.choice(("指标", "指标名称", "考核指标")),), "indicator")]
    if scene.chance(0.5):
        names.append(Head(("计量单位",), "measure"))
    names.append(Head((pick.choice(("项目", "类别", "内容", "分项")),), "words"))
    heads = names + [Head((scene.called(unit),), "actual", unit) for unit in units]
    with_measure = not any(head.role == "measure" for head in heads)
    row = draw(canvas, top, left, heads, manner(pick)) + 1
    scene.draw(canvas, top, row - 1, left, heads)
    merged = scene.chance(0.8)
    for number, one in enumerate(chosen, 1):
        for line, (role, text) in enumerate(said):
            for offset, head in enumerate(heads):
                at = (row + line, left + offset)
                if head.name and role != "completion":
                    scene.figure(canvas, at, one, head.name, role, scene.amount(one))
                elif head.name:
                    canvas.put(*at, Written(0.5, percent=True))
                elif head.role == "words":
                    canvas.put(*at, text)
                elif line == 0:
                    name = words.bracketed(pick, one.name, one.measure) if with_measure else one.name
                    canvas.put(*at, {"number": number, "indicator": name, "measure": one.measure}[head.role])
        if merged:
            for offset, head in enumerate(heads):
                if not head.name and head.role != "words":
                    canvas.merge(row, left + offset, row + len(said) - 1, left + offset)
        row += len(said)
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1
