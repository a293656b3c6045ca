"""Tables of every layout, drawn on a sheet; what each figure means goes to the scene's truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kaohe_xl.books.grid import Value
from tests.cases import rowkinds, words
from tests.cases.canvas import Canvas
from tests.cases.heads import Head, draw, manner
from tests.cases.scene import Indicator, Scene
from tests.cases.spellings import Outcome

FIGURES = ("target", "actual", "plan")
Kind = Callable[[Scene, Canvas, int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a table goes: its header's first cell."""

    top: int
    left: int


def measure_words(scene: Scene, heads: Sequence[Head], chosen: Sequence[Indicator]) -> str:
    """How the measures are stated: in a column of their own, in names, in headers, above; "" for nowhere."""
    measures = {one.measure for one in chosen}
    ways = ["names", "names"]
    if any(head.role == "measure" for head in heads):
        return "column"
    if len(measures) == 1:
        ways += ["above"] * 2 + ["header"] * 2 * any(head.role in FIGURES and not head.name for head in heads)
    return scene.pick.choice(ways)


def own(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """A row an indicator: the own unit's target and figure, perhaps plan, and much else."""
    chosen = scene.indicators(scene.pick.randint(3, 9))
    heads = _own_heads(scene)
    return _indicator_rows(scene, canvas, (top, left), heads, chosen, {"": scene.own})


def own_and_peers(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """The own columns, and a column for each peer beside them."""
    chosen = scene.indicators(scene.pick.randint(3, 8))
    peers = scene.pick.sample(words.DISTRICTS, scene.pick.randint(3, 9))
    group = scene.said("各区县完成情况", "1-{m}月各区县完成情况", "全市各区县1-{m}月完成值", "兄弟区县情况")
    heads = _own_heads(scene) + [Head((group, scene.called(peer)), "actual", peer) for peer in peers]
    return _indicator_rows(
        scene, canvas, (top, left), heads, chosen, {"": scene.own, **{p: p for p in peers}}
    )


def peers_bare(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """A column a unit, all with the row's target."""
    chosen, peers = scene.indicators(scene.pick.randint(3, 8)), scene.units(3, 9)
    heads = _fixed_heads(scene)
    if scene.chance(0.6):
        heads.append(Head((scene.word("target"),), "target"))
    across = [Head((scene.called(peer),), "actual", peer) for peer in peers]
    if scene.chance(0.6):
        group = scene.said("各单位完成情况", "1-{m}月完成情况", "完成情况", "各单位1-{m}月实际完成")
        across = [head.under(group) for head in across]
    return _indicator_rows(scene, canvas, (top, left), heads + across, chosen, {p: p for p in peers})


def peers_with_parts(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """Each unit with its own target and figure, perhaps with results."""
    chosen, peers = scene.indicators(scene.pick.randint(3, 7)), scene.units(2, 5)
    parts = ["target", "actual", *(role for role in ("plan",) if scene.chance(0.15))]
    parts += [role for role in ("completion", "rank", "score") if scene.chance(0.25)]
    said = {part: scene.word(part) for part in parts}
    across = [Head((scene.called(peer), said[part]), part, peer) for peer in peers for part in parts]
    if scene.chance(0.25):
        across = [head.under("各单位目标任务完成情况") for head in across]
    heads = _fixed_heads(scene) + across
    return _indicator_rows(scene, canvas, (top, left), heads, chosen, {p: p for p in peers})


def parts_over_peers(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """年度目标 over all units, then 完成 over all units."""
    chosen, peers = scene.indicators(scene.pick.randint(3, 7)), scene.units(2, 6)
    said = {part: scene.word(part) for part in ("target", "actual")}
    across = [
        Head((said[part], scene.called(peer)), part, peer) for part in ("target", "actual") for peer in peers
    ]
    return _indicator_rows(
        scene, canvas, (top, left), _fixed_heads(scene) + across, chosen, {p: p for p in peers}
    )


def months(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """Months as columns, cumulative; plan and figure side by side, or all figures under one word."""
    chosen = scene.indicators(scene.pick.randint(3, 7))
    heads = _fixed_heads(scene)
    if scene.chance(0.85):
        heads.append(Head((scene.pick.choice(("年度目标", "全年任务", "2011年目标")),), "target"))
    last = scene.pick.choice((scene.month, 12, scene.month))
    style = scene.pick.randrange(3)
    for month in range(scene.pick.choice((1, scene.month - 2)), last + 1):
        name = scene.pick.choice((f"1-{month}月", f"1—{month}月", f"1～{month}月")) if month > 1 else "1月"
        if style == 0:
            heads.append(
                Head(
                    (scene.pick.choice(("累计完成", "完成情况（累计）", "1-12月累计完成")), name),
                    "actual",
                    month=month,
                )
            )
        elif style == 1:
            heads += [Head((name, "计划"), "plan", month=month), Head((name, "完成"), "actual", month=month)]
        else:
            heads += [
                Head((f"{name}计划",), "plan", month=month),
                Head((f"{name}完成",), "actual", month=month),
            ]
    if style == 0:
        group = next(head.path[0] for head in heads if head.month)
        heads = [
            Head((group, head.path[1]), "actual", month=head.month) if head.month else head for head in heads
        ]
    return _indicator_rows(scene, canvas, (top, left), heads, chosen, {"": scene.own})


def _own_heads(scene: Scene) -> list[Head]:
    """The columns of an own table in any order, perhaps under groups that tell 分值 from 分值."""
    pick = scene.pick
    grouped = scene.chance(0.4)
    asked = ["target", *(role for role in ("points", "direction") if scene.chance(0.6))]
    done = ["actual", *(role for role in ("completion", "rank", "light") if scene.chance(0.3))]
    others = [
        role
        for role in (
            "owner",
            "lead",
            "patron",
            "source",
            "warned",
            "remark",
            "reference",
            "selfscore",
            "oldrank",
        )
        if scene.chance(0.3)
    ]
    if scene.chance(0.2):
        asked.append("plan")
    if scene.chance(0.4):
        done.append("score")
    for roles in (asked, done, others):
        pick.shuffle(roles)
    fixed = _fixed_heads(scene)
    if not grouped:
        loose = [Head((scene.word(role),), role) for role in (*asked, *done, *others)]
        pick.shuffle(loose)
        return _moved(scene, fixed, loose)
    first, second = pick.choice(words.GROUPS["asked"]), scene.said(*words.GROUPS["done"])
    blocks = [
        [Head((first, scene.word(role)), role) for role in asked],
        [Head((second, "分值" if role == "score" else scene.word(role)), role) for role in done],
        [Head((scene.word(role),), role) for role in others],
    ]
    if scene.chance(0.3):
        blocks = [[head.under("2011年度目标责任考核") for head in block] for block in blocks[:2]] + blocks[2:]
    elif scene.chance(0.3):
        pick.shuffle(blocks)
    return _moved(scene, fixed, [head for block in blocks for head in block])


def _moved(scene: Scene, fixed: list[Head], others: list[Head]) -> list[Head]:
    """The names first, nearly always."""
    if scene.chance(0.93) or any(len(head.path) > 1 for head in others):
        return fixed + others
    place = scene.pick.randint(1, len(others))
    return others[:place] + fixed + others[place:]


def _fixed_heads(scene: Scene) -> list[Head]:
    """The columns that name the row."""
    pick = scene.pick
    roles = ["number"] * scene.chance(0.6)
    levels = pick.choice((0, 0, 1, 1, 2))
    roles += ["category", "subcategory"][:levels]
    roles += ["indicator", *(["measure"] if scene.chance(0.55) else [])]
    said = {role: scene.word(role) for role in roles}
    if levels == 0 and "二级指标" in said["indicator"]:
        said["indicator"] = "指标"
    return [Head((said[role],), role) for role in roles]


def _indicator_rows(
    scene: Scene,
    canvas: Canvas,
    corner: tuple[int, int],
    heads: list[Head],
    chosen: Sequence[Indicator],
    whose: dict[str, str],
) -> tuple[int, int]:
    """Header and rows of a table whose rows are indicators. `whose`: name across -> unit."""
    top, left = corner
    stated = measure_words(scene, heads, chosen)
    if stated == "header":
        heads = [_with_measure(scene, head, chosen[0].measure) for head in heads]
    if stated == "above":
        canvas.put(
            top,
            left + len(heads) - 1,
            scene.pick.choice(("单位：{}", "（单位：{}）", "单位:{}", "计量单位：{}")).format(
                chosen[0].measure
            ),
        )
        top += 1
    bottom = draw(canvas, top, left, heads, manner(scene.pick))
    scene.draw(canvas, top, bottom, left, heads)
    row = rowkinds.numbers(scene, canvas, bottom + 1, left, heads)
    body = rowkinds.Body(scene, canvas, left, heads, (top, bottom))
    for number, one in enumerate(chosen, 1):
        row = body.between(row)
        body.names(row, number, one, stated == "names")
        _figures(scene, canvas, (row, left), heads, one, whose)
        row += 1
    body.close(row - 1)
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def _with_measure(scene: Scene, head: Head, measure: str) -> Head:
    """The measure inside the headers of figures."""
    if head.role not in FIGURES or head.name:
        return head
    return Head(
        (*head.path[:-1], words.bracketed(scene.pick, head.path[-1], measure)),
        head.role,
        head.name,
        head.month,
    )


def _figures(
    scene: Scene,
    canvas: Canvas,
    at: tuple[int, int],
    heads: Sequence[Head],
    one: Indicator,
    whose: dict[str, str],
) -> None:
    """The figures of one row; the target of nobody in particular is everybody's where nobody has an own one."""
    target = scene.amount(one)
    for offset, head in enumerate(heads):
        place = (at[0], at[1] + offset)
        if head.role in FIGURES and head.month not in (0, scene.month):
            canvas.put(
                *place,
                None if head.month > scene.month and head.role == "actual" else float(scene.amount(one)),
            )
        elif head.role in FIGURES and (head.name in whose):
            meant = target if head.role == "target" else scene.amount(one)
            scene.figure(canvas, place, one, whose[head.name], head.role, meant)
        elif head.role == "target":
            scene.figure(canvas, place, one, "*", "target", target)
        else:
            value = _filling(scene, head.role, one)
            canvas.put(*place, value)
            if head.role in ("points", "owner", "lead"):
                scene.stated[one.name, head.role] = value
    _share_target(scene, one, heads, whose)


def _share_target(scene: Scene, one: Indicator, heads: Sequence[Head], whose: dict[str, str]) -> None:
    """With no own column every unit across has the row's target."""
    shared = scene.truth.pop(("*", one.name, "target"), None)
    if shared is None or "" in whose:
        return
    for name, unit in whose.items():
        if not any(head.name == name and head.role == "target" for head in heads):
            scene.truth[unit, one.name, "target"] = shared
    if shared.spelling.outcome is Outcome.LEFT_OUT:
        scene.left_out |= {(unit, one.name) for unit in whose.values()}


def _filling(scene: Scene, role: str, one: Indicator) -> Value:
    """What stands in a column that is no figure of ours."""
    pick = scene.pick
    offices = pick.sample(words.OFFICES, 2)
    texts: dict[str, tuple[Value, ...]] = {
        "points": (5, 2.5, "10", 3), "direction": ("正向", "正向", "逆向") if one.size > 1 else ("正向",),
        "owner": (pick.choice("、，,/；\n").join(offices), offices[0]), "lead": (offices[0],), "partner": (offices[1],),
        "patron": (pick.choice(words.PEOPLE),), "source": ("市统计局", "市级部门"), "warned": (None, "红", "——", "黄"),
        "remark": (None, "按计划推进", "受市场影响，完成1.2亿元后放缓", "见附件2"), "reference": (3.5, "12.3%", None),
        "completion": (0.83, "83.3%", None), "rank": (3, "第3名", None), "light": (None, "红", "●"), "score": (4.5, None), "clause": ("第三条",),
    }  # fmt: skip
    return pick.choice(texts.get(role, (None,)))
