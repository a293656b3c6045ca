"""Random workbooks composed of what real ones do (domain: what real workbooks look like), with the truth known.

`compose(seed)` draws one; `verdict.misread` says what a reading of it got wrong.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Callable

from kaohe_xl.books.grid import Area
from kaohe_xl.books.references import area_of
from tests.cases import decoys, tables, time_tables, unit_tables, words
from tests.cases.canvas import Canvas
from tests.cases.scene import Drawn, Scene

Kind = Callable[[Scene, Canvas, int, int], tuple[int, int]]
KINDS: tuple[Kind, ...] = (
    tables.own, tables.own, tables.own_and_peers, tables.peers_bare, tables.peers_with_parts, tables.parts_over_peers, tables.months,
    unit_tables.units_down, unit_tables.units_down, unit_tables.long_form, unit_tables.alternating,
    time_tables.month_rows, time_tables.two_years, time_tables.index, time_tables.targets_apart,
)  # fmt: skip
TITLES = (
    "长安区2011年目标责任考核指标完成情况表\n（截至{m}月底）", "2011年1-{m}月主要指标完成情况", "二〇一一年{c}月份目标责任考核完成情况通报",
    "西安市2011年度目标责任考核指标完成进度表（1—{m}月）", "关于2011年{m}月底各项指标完成情况的统计表", "长安区２０１１年１－{m}月目标任务完成情况",
)  # fmt: skip
NAMES = ("Sheet1", "完成情况", "考核表", "汇总表", "1-{m}月", "{m}月", "目标考核", "指标 ")


def compose(seed: int, *, clean: bool = False) -> Scene:
    """A workbook with one to three tables of figures among other sheets."""
    pick = random.Random(seed)
    scene = Scene(pick, month=pick.choice((10, 10, 10, 6, 3, 9, 11)), clean=clean)
    if scene.chance(0.3):
        scene.aliases = {unit: words.ALIASES[unit] for unit in words.ALIASES if scene.chance()}
    main = Canvas(scene.said(*NAMES))
    _tables(scene, main)
    scene.book.sheets.append(main)
    if scene.chance(0.25):
        other = Canvas("部门完成情况")
        _table(
            scene,
            other,
            pick.choice((unit_tables.long_form, unit_tables.units_down, tables.peers_with_parts)),
            1,
            1,
        )
        scene.book.sheets.append(other)
    for make in pick.sample(decoys.ALWAYS, pick.choice((0, 1, 1, 2, 3))):
        scene.book.sheets.insert(pick.randint(0, len(scene.book.sheets)), make(scene))
    for copied in pick.sample(
        (decoys.last_year, decoys.last_month, decoys.draft, decoys.hidden_copy), pick.choice((0, 0, 1, 2))
    ):
        _add(scene, copied(scene, main))
    if scene.chance(0.5):
        _add(scene, _settings(scene))
    if scene.aliases or scene.chance(0.15):
        _add(scene, _roster(scene))
    _looks(scene, main)
    return scene


def _add(scene: Scene, canvas: Canvas) -> None:
    """A sheet somewhere among the others, unless one of that name is there."""
    if canvas.name.lower() not in {sheet.name.lower() for sheet in scene.book.sheets}:
        scene.book.sheets.insert(scene.pick.randint(0, len(scene.book.sheets)), canvas)


def _roster(scene: Scene) -> Canvas:
    """责任单位: the names that count, and how tables call some of them."""
    canvas = Canvas("责任单位")
    canvas.line(1, ["单位", "别名", "类别"])
    units = dict.fromkeys(unit for unit, _, _ in scene.truth if unit != scene.own)
    for row, unit in enumerate(units, 2):
        canvas.line(row, [unit, scene.aliases.get(unit), "第一类"])
    return canvas


def _settings(scene: Scene) -> Canvas:
    last = monthrange(2011, scene.month)[1]
    shapes = ("2011-{m}-{d}", "2011年{m}月", "2011{m:02}{d}", "2011.{m:02}.{d}", "2011年{m}月{d}日")
    canvas = Canvas("考核设置")
    canvas.line(1, ["名称", "值", "说明"])
    canvas.line(2, ["考核年度", 2011])
    canvas.line(3, ["截至日期", scene.pick.choice(shapes).format(m=scene.month, d=last)])
    if scene.chance(0.7):
        canvas.line(4, ["本单位", scene.own])
    return canvas


def _title(scene: Scene) -> str:
    text = scene.said(*TITLES)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return text.translate(wide) if "１" in text else text


def _tables(scene: Scene, canvas: Canvas) -> None:
    """One table, or two below one another or side by side."""
    first = scene.pick.choice(KINDS)
    top, left = scene.pick.choice((1, 1, 1, 2)), scene.pick.choice((1, 1, 1, 1, 2, 3))
    bottom, right = _table(scene, canvas, first, top, left)
    place = scene.pick.random()
    if place < 0.12:
        _table(
            scene,
            canvas,
            scene.pick.choice((unit_tables.units_down, tables.peers_bare, unit_tables.long_form)),
            bottom + 3,
            left,
        )
    elif place < 0.2:
        top = min(row for row, _ in canvas.cells)
        _table(scene, canvas, unit_tables.long_form, top, right + 3, titled=False)


def _table(
    scene: Scene, canvas: Canvas, kind: Kind, top: int, left: int, *, titled: bool = True
) -> tuple[int, int]:
    """A title and what else stands above, then the table; its last row and column."""
    pick, row = scene.pick, top
    if titled:
        if scene.chance(0.2):
            canvas.put(row, left, pick.choice(("内部资料", "附件2", "附表1：", "秘密")))
            row += 1
        canvas.put(row, left, _title(scene))
        title = row
        row += 1
        if scene.chance(0.3):
            line = [
                "填报单位：长安区目标责任考核办公室",
                None,
                None,
                pick.choice(("填报日期：2011年11月1日", "单位：亿元、%")),
            ]
            canvas.line(row, line, left)
            row += 1
        if scene.chance(0.2):
            row += 1
    bottom, right = kind(scene, canvas, row, left)
    if titled and scene.chance(0.7):
        canvas.merge(title, left, title, right)
    return bottom, right


def _as_excel_table(scene: Scene, canvas: Canvas, drawn: Drawn) -> None:
    """Make an Excel table of it, where nothing is merged in it and headers are unlike; else put a filter on it."""
    right = drawn.left + len(drawn.heads) - 1
    places = [area_of(one.cell) for one in scene.truth.values() if one.sheet == canvas.name]
    mine = [place.top for place in places if place.top > drawn.top and drawn.left <= place.left <= right]
    area = Area(drawn.top, drawn.left, max(mine), right)
    heads = [str(canvas.cells[area.top, c].value).lower() for c in range(area.left, right + 1)]
    merged = any(m.bottom >= area.top and m.top <= area.bottom and m.left <= right for m in canvas.merged)
    if merged or len(set(heads)) < len(heads) or scene.chance(0.3):
        canvas.filter = area
    else:
        canvas.table = area


def _looks(scene: Scene, canvas: Canvas) -> None:
    """Hidden rows and columns, frozen panes: none of them changes what is read."""
    if scene.chance(0.2):
        canvas.hidden_rows.update(scene.pick.sample(range(2, canvas.height + 1), min(3, canvas.height - 1)))
    if scene.chance(0.2):
        canvas.hidden_columns.add(scene.pick.randint(1, 6))
    plain = [drawn for drawn in scene.drawn if drawn.sheet == canvas.name and drawn.top == drawn.bottom]
    plain = [drawn for drawn in plain if all(head.role != "words" for head in drawn.heads)]
    if len(plain) == 1 and scene.chance(0.6):
        _as_excel_table(scene, canvas, plain[0])
    if scene.chance(0.4):
        canvas.frozen = (scene.pick.randint(1, 4), scene.pick.randint(0, 3))
