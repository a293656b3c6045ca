"""Invented figures of the district's own assessment (区考), end of October 2011. Marked 示例数据."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from city_peers import chance
from city_rules import UNITS, rows

STREET, ECONOMY, SOCIETY, PARTY = "街道", "经济部门", "社会事业部门", "党群部门"

# 街道 | 规模 | 负责人 | 联系人
_STREETS = """
    韦曲 | 10.5 | 葛向前 | 申  奥
    郭杜 | 12 | 翟立新 | 童  谣
    滦镇 | 6.2 | 颜山青 | 梅  朵
    引镇 | 5.6 | 车致远 | 田  园
    王寺 | 4.1 | 苗长青 | 何  畔
    马王 | 3.6 | 关河清 | 黎  明
    太乙宫 | 5.2 | 聂远山 | 林  晓
    东大 | 4.6 | 辛耕夫 | 米  兰
    子午 | 3.7 | 祁连山 | 叶  舟
    斗门 | 4.8 | 柏松年 | 纪  元
    细柳 | 6 | 屈正直 | 温  暖
    杜曲 | 4.2 | 樊川平 | 江  枫
    大兆 | 4.5 | 庄稼田 | 鲁  宁
    兴隆 | 5.1 | 隆启业 | 艾  青
    黄良 | 3.1 | 谷满仓 | 安  然
    高桥 | 2.6 | 桥  梁 | 水  清
"""

# 大类 | 指标 | 计量单位 | 分值 | 方向 | 每单位规模的目标 | 目标底数 | 小数位 | 完成下限 | 完成上限
_STREET_INDICATORS = """
    经济发展 | 固定资产投资 | 亿元 | 20 | 正向 | 2.1 | 0.5 | 2 | 0.74 | 0.99
    经济发展 | 财政收入 | 万元 | 15 | 正向 | 860 | 120 | 0 | 0.70 | 0.97
    经济发展 | 招商引资到位资金 | 亿元 | 15 | 正向 | 0.62 | 0.3 | 2 | 0.72 | 1.02
    民生改善 | 农民人均纯收入 | 元 | 10 | 正向 | 190 | 8300 | 0 | 0.80 | 0.88
    民生改善 | 城镇新增就业 | 人 | 10 | 正向 | 105 | 60 | 0 | 0.78 | 1.06
    社会稳定 | 安全生产死亡人数 | 人 | 10 | 逆向 | 0 | 2 | 0 | 0 | 1.2
"""

# 类别 | 单位 | 职能指标 | 计量单位 | 年度目标 | 1-10月完成
_DUTIES = """
    经济部门 | 区发改委 | 全区固定资产投资总额 | 亿元 | 310.5 | 268.4
    经济部门 | 区统计局 | 规模以上企业新增入库 | 户 | 36 | 31
    经济部门 | 区财政局 | 地方财政一般预算收入 | 亿元 | 18.6 | 15.1
    经济部门 | 区工信局 | 规模以上工业增加值 | 亿元 | 62 | 46.5
    经济部门 | 区商务局 | 社会消费品零售总额 | 亿元 | 118 | 101.2
    经济部门 | 区招商局 | 全区招商引资到位资金 | 亿元 | 96 | 98.7
    经济部门 | 区农林局 | 设施农业新增面积 | 亩 | 5200 | 4430
    经济部门 | 区国土局 | 重点项目用地保障 | 亩 | 6800 | 5140
    经济部门 | 区住建局 | 市政道路新建改造里程 | 公里 | 28.5 | 25.2
    社会事业部门 | 区教育局 | 中小学校舍安全工程竣工面积 | 平方米 | 86000 | 74800
    社会事业部门 | 区卫生局 | 新型农村合作医疗参合率 | % | 98 | 98.6
    社会事业部门 | 区民政局 | 城乡低保规范化社区创建 | 个 | 60 | 51
    社会事业部门 | 区人社局 | 农村劳动力转移就业 | 人 | 23000 | 20850
    社会事业部门 | 区文体局 | 农家书屋建成数 | 个 | 150 | 138
    社会事业部门 | 区人口计生局 | 免费孕前优生健康检查 | 对 | 4200 | 3310
    社会事业部门 | 区安监局 | 重大安全隐患整改 | 处 | 48 | 44
    社会事业部门 | 区信访局 | 信访积案化解 | 件 | 120 | 93
    党群部门 | 区纪委 | 廉政风险防控单位覆盖 | 个 | 85 | 79
    党群部门 | 区委组织部 | 大学生村官到岗培训 | 人 | 260 | 248
    党群部门 | 区委宣传部 | 市级以上媒体宣传报道 | 篇 | 900 | 872
    党群部门 | 区委统战部 | 民主党派调研课题办结 | 个 | 12 | 9
    党群部门 | 区总工会 | 新建企业工会组织 | 家 | 160 | 141
    党群部门 | 团区委 | 青年就业创业见习基地 | 个 | 20 | 17
    党群部门 | 区妇联 | 妇女小额担保贷款发放 | 万元 | 5000 | 4620
"""

# 类别 | 指标 | 计量单位 | 分值 | 方向 | 年度目标 | 完成下限 | 完成上限 | 小数位
_SHARED = """
    经济部门 | 争取上级专项资金 | 万元 | 15 | 正向 | 3600 | 2500 | 4100 | 0
    经济部门 | 部门招商引资任务 | 亿元 | 15 | 正向 | 2.4 | 1.72 | 2.5 | 2
    经济部门 | 重点工作任务办结率 | % | 15 | 正向 | 100 | 78 | 96 | 1
    经济部门 | 行政审批按期办结率 | % | 5 | 正向 | 95 | 94.5 | 99.8 | 1
    经济部门 | 督查事项逾期 | 件 | 10 | 逆向 | | 0 | 3.2 | 0
    经济部门 | 服务对象评议 | 分 | 10 | 正向 | | 8.1 | 9.6 | 1
    社会事业部门 | 为民办实事项目办结率 | % | 15 | 正向 | 100 | 74 | 97 | 1
    社会事业部门 | 争取上级专项资金 | 万元 | 10 | 正向 | 1500 | 980 | 1720 | 0
    社会事业部门 | 重点工作任务办结率 | % | 15 | 正向 | 100 | 77 | 95 | 1
    社会事业部门 | 建议提案办复率 | % | 10 | 正向 | 100 | 84 | 100 | 1
    社会事业部门 | 督查事项逾期 | 件 | 10 | 逆向 | | 0 | 3.2 | 0
    社会事业部门 | 服务对象评议 | 分 | 10 | 正向 | | 8 | 9.6 | 1
    党群部门 | 重点工作任务办结率 | % | 15 | 正向 | 100 | 80 | 97 | 1
    党群部门 | 基层党建示范点建设 | 个 | 15 | 正向 | 10 | 6 | 11.4 | 0
    党群部门 | 信息稿件采用 | 篇 | 10 | 正向 | 60 | 44 | 66 | 0
    党群部门 | 党务公开达标 | 是/否 | 10 | 正向 | | 1 | 1 | 0
    党群部门 | 督查事项逾期 | 件 | 10 | 逆向 | | 0 | 2.6 | 0
    党群部门 | 服务对象评议 | 分 | 10 | 正向 | | 8.2 | 9.7 | 1
"""
_SOURCES = {
    "争取上级专项资金": "区财政局",
    "部门招商引资任务": "区招商局",
    "行政审批按期办结率": "区政务中心",
    "督查事项逾期": "区委区政府督查室",
    "服务对象评议": "区考核办",
    "建议提案办复率": "区人大办、政协办",
    "基层党建示范点建设": "区委组织部",
    "信息稿件采用": "区委办公室",
    "党务公开达标": "区纪委",
    "全区固定资产投资总额": "区统计局",
    "规模以上工业增加值": "区统计局",
    "社会消费品零售总额": "区统计局",
    "地方财政一般预算收入": "市财政局",
}

# 单位 | 别名 | 负责人 | 联系人: those that the city's list doesn't have
_MORE_UNITS = """
    区文体局 | 区文化体育广播电视局、文体局 | 文若水 | 乐  天
    区人口计生局 | 区人口和计划生育局、计生局 | 伍家宁 | 何  苗
    区委统战部 | 统战部 | 同心远 | 连  城
    区总工会 | 总工会 | 工建国 | 劳  勤
    团区委 | 共青团长安区委员会、共青团区委 | 白  杨 | 向  阳
    区妇联 | 区妇女联合会、妇联 | 木兰芳 | 花  蕾
"""


@dataclass(frozen=True, slots=True)
class StreetIndicator:
    """An indicator of the streets: what a target is made of, and how far it is reached by now."""

    category: str
    name: str
    measure: str
    points: float
    direction: str
    targets: tuple[float, float]
    places: int
    reached: tuple[float, float]

    @property
    def title(self) -> str:
        """The header: 固定资产投资（亿元）."""
        return f"{self.name}（{self.measure}）"


@dataclass(frozen=True, slots=True)
class Street:
    """A street: its size (1 = some 1 % of the district), its figures as (target, actual) an indicator."""

    name: str
    figures: tuple[tuple[float, float], ...]
    petitions: int
    opinion: float | None


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the departments' table."""

    group: str
    unit: str
    indicator: str
    measure: str
    points: float
    direction: str
    target: float | None
    actual: float | str | None
    places: int
    source: str


def street_indicators() -> tuple[StreetIndicator, ...]:
    """The indicators with a target, in the order of the table."""
    return tuple(
        StreetIndicator(
            category, name, measure, float(points), way,
            (float(each), float(base)), int(places), (float(low), float(high)),
        )
        for category, name, measure, points, way, each, base, places, low, high in rows(_STREET_INDICATORS)
    )  # fmt: skip


def streets() -> tuple[Street, ...]:
    """All streets with their figures."""
    return tuple(_street(f"{name}街道", float(size)) for name, size, *_ in rows(_STREETS))


def _street(name: str, size: float) -> Street:
    figures = tuple(_pair(one, name, size) for one in street_indicators())
    petitions = int(4.5 * chance("上访", name) ** 2)
    opinion = round(7.8 + 1.9 * chance("评议", name), 1)
    return Street(name, figures, petitions, opinion)


def _pair(one: StreetIndicator, street: str, size: float) -> tuple[float, float]:
    """Target of the year, and what is reached: partly the street's own strength, partly chance."""
    each, base = one.targets
    target = round(each * size + base, one.places)
    if one.direction == "逆向":
        return target, float(int(target * _between(one.reached, chance(one.name, street) ** 1.5)))
    if not one.places:
        target = float(round(target, -1))
    strength = 0.62 * chance("实力", street) + 0.38 * chance(one.name, street)
    return target, float(round(target * _between(one.reached, strength), one.places))


def _between(bounds: tuple[float, float], share: float) -> float:
    low, high = bounds
    return low + (high - low) * share


def tasks() -> tuple[Task, ...]:
    """All rows of the departments' table: each unit's own task first, then those its class shares."""
    shared = rows(_SHARED)
    return tuple(
        task
        for group, unit, name, measure, target, actual in rows(_DUTIES)
        for task in (
            _own(group, unit, (name, measure, target, actual)),
            *(_shared(unit, row) for row in shared if row[0] == group),
        )
    )


def _own(group: str, unit: str, texts: tuple[str, str, str, str]) -> Task:
    name, measure, target, actual = texts
    places = len(actual.partition(".")[2])
    source = _SOURCES.get(name, "区委督查室" if group == PARTY else "区政府督查室")
    return Task(group, unit, name, measure, 30.0, "正向", float(target), float(actual), places, source)


def _shared(unit: str, row: list[str]) -> Task:
    group, name, measure, points, way, target, low, high, places = row
    share = 0.5 * chance("实力", unit) + 0.5 * chance(name, unit)
    value: float | str | None = round(_between((float(low), float(high)), share), int(places))
    if way == "逆向":
        value = int(float(high) * chance(name, unit) ** 1.4)
    if measure == "是/否":
        value = "否" if unit == "区委统战部" else "是"
    goal = float(target) if target else None
    if name == "争取上级专项资金" and goal is not None:
        goal = round(goal * (0.9 + 0.3 * chance("任务", unit)), -2)
    source = _SOURCES.get(name, "区政府督查室")
    return Task(group, unit, name, measure, float(points), way, goal, value, int(places), source)


def departments() -> tuple[tuple[str, str], ...]:
    """Unit and class of every department."""
    return tuple((row[1], row[0]) for row in rows(_DUTIES))


def own_tasks() -> tuple[str, ...]:
    """The indicators that one unit alone has."""
    return tuple(row[2] for row in rows(_DUTIES))


def contacts() -> Iterable[tuple[str, str, str, str, str]]:
    """单位, 别名, 类别, 负责人, 联系人 of all units."""
    for name, _, head, contact in rows(_STREETS):
        yield f"{name}街道", f"{name}街道办事处、{name}街办", STREET, head, contact
    known = {name: rest for name, *rest in rows(UNITS)}
    more = {name: (alias, "", head, contact) for name, alias, head, contact in rows(_MORE_UNITS)}
    for unit, group in departments():
        alias, _, head, contact = more.get(unit) or known[unit]
        yield unit, alias, group, head, contact
