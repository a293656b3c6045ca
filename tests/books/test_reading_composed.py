"""Workbooks composed at random from what real ones do (domain: what real workbooks look like): every figure is read
as it was meant, or a finding stands on exactly that cell."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from kaohe_xl.books.grid import Area, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import Study, study
from kaohe_xl.books.references import cell_name

D = Decimal
INDICATORS = (
    ("生产总值", "亿元"), ("固定资产投资", "亿元"), ("财政收入", "万元"), ("城镇新增就业", "人"), ("群众满意率", "%"), ("信访量", "件"),
    ("植树造林", "亩"), ("招商引资到位资金", "亿元"), ("工业增加值增速", "%"), ("农民人均纯收入", "元"),
)  # fmt: skip
PEERS = ("新城区", "碑林区", "莲湖区", "雁塔区", "未央区", "高陵县")
TOWNS = ("韦曲街道", "郭杜街道", "滦镇街道", "甲镇", "乙镇", "王曲街办")
WORDS = {
    "number": ("序号", "编号", "序 号"),
    "category": ("类别", "指标类别", "大类", "类\n别"),
    "indicator": ("指标", "指标名称", "考核指标", "指 标 名 称", "考核项目", "指标\n名称"),
    "measure": ("计量单位", "单位", "计量\n单位"),
    "points": ("分值", "权重", "满分", "分 值", "标准分"),
    "target": ("年度目标", "目标值", "全年任务", "2011年目标", "年度目标任务", "目 标", "年度\n目标"),
    "actual": (
        "完成",
        "1-10月完成",
        "累计完成",
        "实际完成",
        "截至10月底完成",
        "完成情况",
        "1—10月实际完成",
        "完 成",
    ),
    "owner": ("责任单位", "责 任 单 位", "承办单位"),
    "lead": ("牵头单位", "牵头部门"),
    "warned": ("市级预警", "市预警"),
    "remark": ("备注", "说明", "备 注"),
    "score": ("得分", "考核得分"),
    "rank": ("位次", "全市位次", "排名"),
    "unit": ("街道", "单位", "镇街", "单位名称", "被考核单位"),
    "direction": ("方向", "正逆向"),
}


class Writer:
    """A sheet being written: values and merged areas."""

    def __init__(self, choice: random.Random) -> None:
        self.pick = choice
        self.rows: list[list[Value]] = []
        self.merged: list[Area] = []
        self.percents: list[tuple[int, int]] = []
        self.expected: dict[tuple[str, str], tuple[D, D | None, str]] = {}

    def word(self, role: str) -> str:
        return self.pick.choice(WORDS[role])

    def chance(self, share: float = 0.5) -> bool:
        return self.pick.random() < share

    def above(self, width: int) -> None:
        """What stands above the header."""
        if self.chance(0.3):
            self.rows.append(["内部资料"])
        if self.chance(0.8):
            title = self.pick.choice(
                (
                    "长安区2011年目标责任考核指标完成情况表\n（截至10月底）",
                    "2011年1-10月主要指标完成情况",
                    "二〇一一年十月份考核情况通报",
                )
            )
            self.rows.append([title])
            if self.chance():
                self.merged.append(Area(len(self.rows), 1, len(self.rows), width))
        if self.chance(0.3):
            self.rows.append([*[None] * (width - 2), "单位：亿元、%"])
        if self.chance(0.2):
            self.rows.append(["填报单位：考核办", None, "填报日期：2011年11月1日"])
        if self.chance(0.2):
            self.rows.append([])

    def below(self) -> None:
        """What stands below the data."""
        if self.chance(0.4):
            self.rows.append(["……"] * 3)
        if self.chance(0.3):
            self.rows.append([])
        if self.chance():
            self.rows.append(["注：数据由市级部门提供，以统计局公布数为准。"])
        if self.chance():
            self.rows.append(["制表人：张三", None, None, "审核人：李四"])

    def figure(self, measure: str) -> tuple[Value, D, bool]:
        """A cell's value as somebody may have typed it, the figure meant, and whether Excel shows a percentage."""
        if measure == "%":
            meant = D(self.pick.randint(10, 990)) / 10
            kind = self.pick.randrange(4)
            if kind == 0:
                return f"{meant}%", meant, False
            if kind == 1:
                return float(meant / 100), meant, True
            return (f"{meant}％" if kind == 2 else float(meant)), meant, False
        meant = D(self.pick.randint(1, 99999)) / self.pick.choice((1, 10, 100))
        kind = self.pick.randrange(6)
        if kind == 0:
            return str(meant), meant, False
        if kind == 1:
            return f"{meant:,}", meant, False
        if kind == 2:
            return f" {meant}{measure} ", meant, False
        return float(meant), meant, False

    def put(self, row: list[Value], measure: str) -> tuple[D, str]:
        value, meant, shown = self.figure(measure)
        row.append(value)
        place = cell_name(len(self.rows) + 1, len(row))
        if shown:
            self.percents.append((len(self.rows) + 1, len(row)))
        return meant, place

    def noise(self, width: int) -> None:
        """A row that is no data, now and then."""
        kind = self.pick.randrange(14)
        if kind == 0:
            self.rows.append([])
        elif kind == 1:
            self.rows.append([None, "小计", *[None] * (width - 3), 12])
        elif kind == 2:
            self.rows.append(["小计", None, *[1] * (width - 2)])
        elif kind == 3:
            self.rows.append(["一、经济发展指标"])
            self.merged.append(Area(len(self.rows), 1, len(self.rows), width))


def indicator_table(sheet: Writer) -> None:
    """Indicators as rows, own columns, perhaps peers across."""
    pick = sheet.pick
    own = sheet.chance(0.7)
    peers = pick.sample(PEERS, pick.randint(2, 5)) if not own or sheet.chance() else []
    sub = bool(peers) and not own and sheet.chance(0.4)
    fixed = ["number", "category"] if sheet.chance() else []
    middle = [
        "measure",
        *(["points"] if sheet.chance() else []),
        *(["direction"] if sheet.chance(0.3) else []),
    ]
    if not sub:
        middle.append("target")
    if own:
        middle.append("actual")
    middle += [role for role in ("owner", "lead", "score", "rank", "warned", "remark") if sheet.chance(0.4)]
    pick.shuffle(middle)
    roles = [*fixed, "indicator", *middle]
    across = [(peer, role) for peer in peers for role in (("target", "actual") if sub else ("actual",))]
    width = len(roles) + len(across)
    sheet.above(width)
    _header(sheet, roles, peers, sub)
    for number, (name, measure) in enumerate(pick.sample(INDICATORS, pick.randint(2, 8)), 1):
        sheet.noise(width)
        row: list[Value] = []
        read: dict[str, tuple[D, str]] = {}
        for role in roles:
            if role in ("target", "actual"):
                read[role] = sheet.put(row, measure)
            else:
                row.append(_attribute(pick, role, number, name, measure))
        if own:
            sheet.expected["我区", name] = (read["actual"][0], read["target"][0], read["actual"][1])
        for peer in peers:
            target = sheet.put(row, measure)[0] if sub else (None if own else read["target"][0])
            actual, place = sheet.put(row, measure)
            sheet.expected[peer, name] = (actual, target, place)
        sheet.rows.append(row)
    sheet.below()


def _attribute(pick: random.Random, role: str, number: int, name: str, measure: str) -> Value:
    values: dict[str, Value] = {
        "number": number,
        "category": "经济" if number % 2 else "民生",
        "indicator": pick.choice((name, f"{number}.{name}", f" {name}", f"{name}\n")),
        "measure": measure,
        "points": pick.choice((5, 2.5, "10")),
        "direction": "正向",
        "owner": pick.choice(("发改委、统计局", "发改委\n统计局", "各街道，住建局")),
        "lead": "发改委",
        "warned": pick.choice((None, "红", "——")),
        "remark": pick.choice((None, "按计划推进")),
    }
    return values.get(role)


def _header(sheet: Writer, roles: list[str], peers: list[str], sub: bool) -> None:
    pick, top = sheet.pick, len(sheet.rows) + 1
    first: list[Value] = [sheet.word(role) for role in roles]
    second: list[Value] = [None] * len(roles)
    if not peers:
        sheet.rows.append(first)
        return
    start = len(roles) + 1
    grouped = sub or sheet.chance()
    if sub:
        for peer in peers:
            first += [peer, None]
            second += [sheet.word("target"), sheet.word("actual")]
            if sheet.chance(0.8):
                column = len(first) - 1
                sheet.merged.append(Area(top, column, top, column + 1))
    elif grouped:
        first += [pick.choice(("各区县完成情况", "1-10月各区县完成情况", "各区县"))] + [None] * (
            len(peers) - 1
        )
        second += peers
        sheet.merged.append(Area(top, start, top, start + len(peers) - 1))
    else:
        first += peers
    sheet.rows.append(first)
    if grouped:
        sheet.rows.append(second)
        if sheet.chance(0.7):
            sheet.merged += [Area(top, c, top + 1, c) for c in range(1, start)]


def towns_table(sheet: Writer) -> None:
    """Units as rows, indicators across."""
    pick = sheet.pick
    chosen = pick.sample(INDICATORS, pick.randint(2, 4))
    parts = ["target", "actual"] + (["score"] if sheet.chance() else [])
    fixed = ["number"] * sheet.chance() + ["unit"]
    width = len(fixed) + len(parts) * len(chosen)
    sheet.above(width)
    top = len(sheet.rows) + 1
    first: list[Value] = [sheet.word(role) for role in fixed]
    second: list[Value] = [None] * len(fixed)
    for name, measure in chosen:
        column = len(first) + 1
        first += [pick.choice((f"{name}（{measure}）", f"{name}\n({measure})"))] + [None] * (len(parts) - 1)
        second += [sheet.word(part) for part in parts]
        sheet.merged.append(Area(top, column, top, column + len(parts) - 1))
    sheet.rows += [first, second]
    if sheet.chance(0.7):
        sheet.merged += [Area(top, c, top + 1, c) for c in range(1, len(fixed) + 1)]
    if sheet.chance():
        points: list[Value] = [*[None] * (len(fixed) - 1), "分值"]
        for _ in chosen:
            points += [10] + [None] * (len(parts) - 1)
        sheet.rows.append(points)
    for number, town in enumerate(pick.sample(TOWNS, pick.randint(2, 6)), 1):
        row: list[Value] = [number] * (len(fixed) - 1) + [pick.choice((town, f"{town} "))]
        for name, measure in chosen:
            target, _ = sheet.put(row, measure)
            actual, place = sheet.put(row, measure)
            row += [None] * (len(parts) - 2)
            sheet.expected[town, name] = (actual, target, place)
        sheet.rows.append(row)
    if sheet.chance():
        sheet.rows.append([*[None] * (len(fixed) - 1), "合计", *[1] * (len(parts) * len(chosen))])
    sheet.below()


def long_table(sheet: Writer) -> None:
    """One row a unit and indicator."""
    pick = sheet.pick
    roles = ["unit", "indicator"] if sheet.chance() else ["indicator", "unit"]
    rest = ["target", "actual", *(r for r in ("points", "direction", "score", "remark") if sheet.chance())]
    pick.shuffle(rest)
    roles = ["number"] * sheet.chance() + roles + rest
    sheet.above(len(roles))
    sheet.rows.append(["计量单位" if r == "measure" else sheet.word(r) for r in roles])
    number = 0
    for town in pick.sample(TOWNS, pick.randint(2, 4)):
        for name, measure in pick.sample(INDICATORS, 3):
            number += 1
            row: list[Value] = []
            read = {}
            for role in roles:
                if role in ("target", "actual"):
                    read[role] = sheet.put(row, measure if measure != "%" else "")
                elif role == "unit":
                    row.append(town)
                else:
                    row.append(_attribute(pick, role, number, name, measure))
            sheet.expected[town, name] = (read["actual"][0], read["target"][0], read["actual"][1])
            sheet.rows.append(row)
    sheet.below()


def differences(sheet: Writer, read: Study, own: str, name: str) -> list[str]:
    """What was misread without a finding on its cell, and what should not be there at all."""
    records = {(r.unit, r.indicator): r for r in read.records}
    flagged = {f.place.ref for f in read.findings if f.place and f.place.sheet == name}
    wrong = []
    for (unit, indicator), (actual, target, place) in sheet.expected.items():
        record = records.pop((own if unit == "我区" else unit, indicator), None)
        if record is None:
            wrong.append(f"{unit} {indicator} not read")
        elif place not in flagged:
            if record.actual.value != actual:
                wrong.append(f"{place} {unit} {indicator}: {record.actual.value} for {actual}")
            at = record.target.place.ref if record.target and record.target.place else ""
            if (
                target is not None
                and at not in flagged
                and (not record.target or record.target.value != target)
            ):
                wrong.append(f"{place} {unit} {indicator} target: {record.target} for {target}")
    return wrong + [f"{key} was never there" for key in records]


@pytest.mark.parametrize("kind", [indicator_table, towns_table, long_table])
@pytest.mark.parametrize(
    "seeds", [range(n, n + 50) for n in range(0, 200, 50)], ids=lambda r: f"from_{r.start}"
)
def test_every_figure_of_a_composed_workbook_is_read_as_meant(kind: object, seeds: range) -> None:
    assert callable(kind)
    for seed in seeds:
        sheet = Writer(random.Random(seed))
        kind(sheet)
        name = sheet.pick.choice(("Sheet1", "完成情况", "10月", "考核表"))
        decoy: list[list[Value]] = [
            ["单位", "姓名", "手机"],
            ["发改委", "张三", 13900000000],
            ["统计局", "李四", 13900000001],
        ]
        grid = MemoryGrid({name: sheet.rows, "通讯录": decoy}, {name: sheet.merged}, {name: sheet.percents})
        read = study(grid)
        own = read.scheme.settings.own_unit
        wrong = differences(sheet, read, own, name)
        assert not wrong, f"seed {seed}: " + "\n".join([*wrong, *map(str, sheet.rows[:9])])
