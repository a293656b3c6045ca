"""Tables in which time makes the trouble: rows a month, last year's columns, indices, targets on a sheet of their own."""

from __future__ import annotations

from decimal import Decimal

from tests.cases import rowkinds, words
from tests.cases.canvas import Canvas, Written
from tests.cases.heads import Head, draw, manner
from tests.cases.scene import Scene
from tests.cases.spellings import Spelling

D = Decimal


def month_rows(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """A row an indicator and month; those of the assessed month count."""
    chosen = scene.indicators(scene.pick.randint(2, 5))
    roles = [
        scene.pick.choice(("月份", "统计月份", "月度")),
        scene.word("indicator"),
        "计量单位",
        "年度目标",
        scene.pick.choice(("累计完成", "完成值")),
    ]
    heads = [
        Head((text,), role)
        for text, role in zip(roles, ("month", "indicator", "measure", "target", "actual"), strict=True)
    ]
    row = draw(canvas, top, left, heads, manner(scene.pick)) + 1
    scene.draw(canvas, top, row - 1, left, heads)
    shape = scene.pick.choice(("{m}月", "{m}", "1-{m}月", "2011年{m}月"))
    for month in range(max(1, scene.month - 2), scene.month + 1):
        for one in chosen:
            said: object = shape.format(m=month)
            canvas.line(row, [int(str(said)) if str(said).isdigit() else said, one.name, one.measure], left)
            if month == scene.month:
                scene.figure(canvas, (row, left + 3), one, scene.own, "target", scene.amount(one))
                scene.figure(canvas, (row, left + 4), one, scene.own, "actual", scene.amount(one))
            else:
                canvas.line(row, [float(scene.amount(one)), float(scene.amount(one))], left + 3)
            row += 1
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def two_years(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """Last year's columns beside this year's."""
    chosen = scene.indicators(scene.pick.randint(3, 7))
    heads = [Head((scene.word("indicator"),), "indicator"), Head(("计量单位",), "measure")]
    grouped = scene.chance(0.4)
    ours = [
        Head((f"2011年{text}",), role)
        for text, role in (("目标", "target"), (f"1-{scene.month}月完成", "actual"))
    ]
    theirs = [
        Head((f"2010年{text}",), "reference")
        for text in scene.pick.sample(("完成", "目标", f"1-{scene.month}月完成", "实际完成"), 2)
    ]
    if grouped:
        ours = [Head(("2011年", text), role) for text, role in (("目标", "target"), ("完成", "actual"))]
        theirs = [Head(("2010年", text), "reference") for text in ("目标", "完成")]
    heads += theirs + ours if scene.chance(0.7) else ours + theirs
    row = draw(canvas, top, left, heads, manner(scene.pick)) + 1
    scene.draw(canvas, top, row - 1, left, heads)
    for one in chosen:
        for offset, head in enumerate(heads):
            at = (row, left + offset)
            if head.role in ("target", "actual"):
                scene.figure(canvas, at, one, scene.own, head.role, scene.amount(one))
            elif head.role == "reference":
                canvas.put(*at, float(scene.amount(one)))
            else:
                canvas.put(*at, one.name if head.role == "indicator" else one.measure)
        row += 1
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def index(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """Growth as an index whose base is last year: 112.3 is 12.3 %."""
    names = scene.pick.sample([one[0] for one in words.INDICATORS if one[1] == "亿元"], 4)
    chosen = [one for one in (scene.growth(f"{name}增速") for name in names) if one is not None]
    base = scene.pick.choice(("上年=100", "以上年为100", "上年同期＝100", "去年=100"))
    heads = [
        Head((scene.word("indicator"),), "indicator"),
        Head(("计量单位",), "measure"),
        Head((scene.word("target"),), "target"),
    ]
    heads.append(Head((f"{scene.said('完成', '1-{m}月完成', '累计完成')}（{base}）",), "actual"))
    row = draw(canvas, top, left, heads, manner(scene.pick)) + 1
    scene.draw(canvas, top, row - 1, left, heads)
    for one in chosen:
        growth = D(scene.pick.randint(-90, 290)) / 10
        shown = 100 + growth
        canvas.line(row, [one.name, one.measure], left)
        scene.figure(canvas, (row, left + 2), one, scene.own, "target", D(scene.pick.randint(50, 200)) / 10)
        written = Written(scene.pick.choice((float(shown), str(shown), f" {shown} ")))
        scene.put(canvas, (row, left + 3), (scene.own, one.name, "actual"), Spelling(written, growth))
        row += 1
    return rowkinds.below(scene, canvas, row, left, len(heads)), left + len(heads) - 1


def targets_apart(scene: Scene, canvas: Canvas, top: int, left: int) -> tuple[int, int]:
    """What units reached; their targets stand on a sheet of their own, in another order."""
    chosen, units = scene.indicators(scene.pick.randint(3, 7)), scene.units(3, 7)
    other = Canvas(scene.pick.choice(("年度目标", "任务分解", "目标下达")))
    other.put(1, 1, scene.pick.choice(("2011年各单位年度目标任务分解表", "2011年目标任务下达情况")))
    width = len(units) + 2
    for sheet, role, start in ((canvas, "actual", top), (other, "target", 2)):
        ordered = scene.pick.sample(units, len(units))
        heads = [Head((scene.word("indicator"),), "indicator"), Head(("计量单位",), "measure")]
        heads += [Head((scene.called(unit),), role, unit) for unit in ordered]
        scene.draw(sheet, start, draw(sheet, start, left, heads, manner(scene.pick)), left, heads)
        for row, one in enumerate(scene.pick.sample(chosen, len(chosen)), start + 1):
            sheet.line(row, [one.name, one.measure], left)
            for column, unit in enumerate(ordered, left + 2):
                scene.figure(sheet, (row, column), one, unit, role, scene.amount(one))
    scene.book.sheets.append(other)
    return top + len(chosen), left + width - 1
