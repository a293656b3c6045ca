"""Sheets that are no table of this assessment: phone lists, ledgers, drafts, last year's, raw data, cover pages."""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.cases import words
from tests.cases.canvas import Canvas, Written
from tests.cases.scene import CHINESE, Scene


def phones(scene: Scene) -> Canvas:
    """A phone list."""
    canvas = Canvas(scene.pick.choice(("通讯录", "联系方式", "电话表")))
    canvas.line(1, ["考核工作联系人名单"])
    canvas.line(
        2,
        scene.pick.choice(
            (["单位", "姓名", "职务", "办公电话", "手机"], ["序号", "部门", "联系人", "姓名", "手机"])
        ),
    )
    for row, office in enumerate(scene.pick.sample(words.OFFICES, 5), 3):
        canvas.line(
            row,
            [
                office if canvas.cells[2, 1].value == "单位" else row - 2,
                "张三",
                "科长",
                85291234 + row,
                13900000000 + row,
            ],
        )
    return canvas


def projects(scene: Scene) -> Canvas:
    """A ledger of projects."""
    canvas = Canvas("重点项目台账")
    canvas.line(1, ["2011年重点建设项目台账"])
    canvas.line(
        2,
        [
            "序号",
            "项目名称",
            "建设单位",
            "总投资（万元）",
            "年度投资计划",
            "1-10月完成投资",
            "形象进度",
            "责任单位",
        ],
    )
    for row in range(3, 9):
        canvas.line(
            row,
            [
                row - 2,
                f"项目{row}",
                "某公司",
                5000 + row,
                1200,
                700,
                "主体施工",
                scene.pick.choice(words.OFFICES),
            ],
        )
    return canvas


def cases(scene: Scene) -> Canvas:
    """A ledger of issued documents."""
    canvas = Canvas("督办台账")
    canvas.line(1, ["序号", "文号", "单位", "指标", "发文日期", "办理时限", "办结", "销号"])
    for row in range(2, 6):
        canvas.line(
            row,
            [
                row - 1,
                f"长考办函〔2011〕{row}号",
                scene.pick.choice(words.OFFICES),
                "生产总值",
                "2011-10-8",
                15,
                "是",
                None,
            ],
        )
    return canvas


def raw_data(scene: Scene) -> Canvas:
    """What enterprises report."""
    canvas = Canvas(scene.pick.choice(("原始数据", "企业明细", "Sheet5")))
    canvas.line(1, ["企业名称", "所在地", "产值", "税收", "从业人数", "联系电话"])
    for row in range(2, 12):
        canvas.line(
            row,
            [
                f"企业{row}",
                scene.pick.choice(words.STREETS),
                120.5 * row,
                3.2 * row,
                10 * row,
                85290000 + row,
            ],
        )
    return canvas


def duty(scene: Scene) -> Canvas:
    """A duty roster."""
    canvas = Canvas("值班表")
    canvas.line(1, ["2011年11月值班安排"])
    canvas.line(2, ["日期", "星期", "带班领导", "值班人员", "电话"])
    for row in range(3, 10):
        canvas.line(row, [f"11月{row}日", "一", scene.pick.choice(words.PEOPLE), "李四", 85291111])
    return canvas


def cover(scene: Scene) -> Canvas:
    """A cover page."""
    canvas = Canvas("封面")
    canvas.put(3, 2, "长安区2011年目标责任考核资料汇编")
    canvas.put(5, 2, "长安区目标责任考核领导小组办公室")
    canvas.put(6, 2, f"二〇一一年{'十' if scene.month == 10 else scene.month}月")
    return canvas


def guide(_: Scene) -> Canvas:
    """Instructions in sentences."""
    canvas = Canvas("填表说明")
    for row, text in enumerate(
        (
            "填表说明",
            "一、各单位每月5日前报送完成情况。",
            "二、指标口径以市考核办文件为准，单位：亿元、%。",
            "三、未完成序时进度的，请说明原因。",
            "联系人：张三  电话：85291234",
        ),
        1,
    ):
        canvas.put(row, 1, text)
    return canvas


def meeting(scene: Scene) -> Canvas:
    """Who attended a meeting."""
    canvas = Canvas("签到表")
    canvas.line(1, ["考核工作推进会签到表"])
    canvas.line(2, ["序号", "单位", "姓名", "签到时间", "备注"])
    for row, office in enumerate(words.OFFICES[:6], 3):
        canvas.line(row, [row - 2, office, "李四", "9:00", None])
    return canvas


def budget(_: Scene) -> Canvas:
    """What the office spends."""
    canvas = Canvas("经费")
    canvas.line(1, ["2011年考核办经费支出"])
    canvas.line(2, ["日期", "摘要", "金额（元）", "经办人"])
    for row in range(3, 8):
        canvas.line(row, [f"2011-{row}-1", "印刷费", 320.5 * row, "张三"])
    return canvas


def empty(_: Scene) -> Canvas:
    """A sheet that nobody used."""
    return Canvas("Sheet9")


def scribbles(scene: Scene) -> Canvas:
    """Numbers without a word."""
    canvas = Canvas("计算")
    for row in range(1, 6):
        canvas.line(row, [scene.pick.random() * 100 for _ in range(4)])
    return canvas


ALWAYS: tuple[Callable[[Scene], Canvas], ...] = (
    phones, projects, cases, raw_data, duty, cover, guide, meeting, budget, empty, scribbles,
)  # fmt: skip


def last_year(scene: Scene, main: Canvas) -> Canvas:
    """The same table a year ago: other figures, the year in its name or title."""
    old = _copy(scene, main, scene.pick.choice(("2010年", "2010年考核", "上年2010")))
    _retitle(old, "2010", "二〇一〇")
    return old


def last_month(scene: Scene, main: Canvas) -> Canvas:
    """The same table a month ago."""
    old = _copy(scene, main, f"{scene.month - 1}月")
    if scene.chance(0.2):
        return old  # nobody changed the title
    for at, written in list(old.cells.items()):
        if isinstance(written.value, str):
            text = written.value
            for now, before in _months_before(scene.month):
                text = text.replace(now, before)
            old.cells[at] = Written(text)
    return old


def _months_before(month: int) -> list[tuple[str, str]]:
    """How a month and the one before are written."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    now, before = f"{month}月", f"{month - 1}月"
    written = [
        (f"{CHINESE[month]}月", f"{CHINESE[month - 1]}月"),
        (now.translate(wide), before.translate(wide)),
    ]
    return [(now, before), *written]


def draft(scene: Scene, main: Canvas) -> Canvas:
    """A copy that somebody kept."""
    return _copy(
        scene,
        main,
        scene.pick.choice(("草稿", f"{main.name}(2)", "备份", "旧表", "模板", f"{main.name} - 副本")),
    )


def hidden_copy(scene: Scene, main: Canvas) -> Canvas:
    """A copy that somebody hid."""
    old = _copy(scene, main, "底稿")
    old.hidden = True
    return old


def _copy(scene: Scene, main: Canvas, name: str) -> Canvas:
    old = Canvas(name, {}, list(main.merged))
    for at, written in main.cells.items():
        value = written.value
        is_figure = isinstance(value, float) and not written.percent
        old.cells[at] = (
            Written(round(value * scene.pick.uniform(0.5, 0.99), 2)) if is_figure else copy.copy(written)
        )
    return old


def _retitle(canvas: Canvas, year: str, chinese: str) -> None:
    for at, written in list(canvas.cells.items()):
        if isinstance(written.value, str):
            text = (
                written.value.replace("2011", year)
                .replace("二〇一一", chinese)
                .replace("２０１１", "２０１０")
            )
            canvas.cells[at] = Written(text, written.percent, written.formula, written.stale)
