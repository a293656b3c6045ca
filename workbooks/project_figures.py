"""The 180 invented key projects (重点项目), end of October 2011. Marked 示例数据 wherever they stand.

Their plans of the year sum up to 310.5 亿元, what is done to 268.4 亿元: the figures of the city's table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from city_peers import chance
from city_rules import rows

STATES = ("前期", "未开工", "在建", "停工", "竣工")
_COUNTS = {"前期": 22, "未开工": 18, "停工": 7, "竣工": 15}
PLAN_SUM, DONE_SUM = 3_105_000, 2_684_000
COUNT = 180

# 类别 | 个数 | 总投资下限 | 上限（万元）| 包抓领导 | 责任单位, in turns
_KINDS = """
    工业项目 | 34 | 6000 | 120000 | 林景行 | 区工信局、区招商局、属地街道
    商贸物流 | 22 | 8000 | 90000 | 林景行 | 区商务局、属地街道、区招商局
    基础设施 | 32 | 3000 | 68000 | 赵文澜 | 区住建局、区交通局、区重点办
    城改安居 | 24 | 12000 | 190000 | 赵文澜 | 区城改办、区房管局、区国土局
    旅游文化 | 20 | 4000 | 110000 | 何予安 | 区旅游局、属地街道
    农林水利 | 20 | 900 | 21000 | 郑学勤 | 区农林局、区水务局
    社会事业 | 18 | 1200 | 36000 | 何予安 | 区教育局、区卫生局、区民政局
    生态环保 | 10 | 2500 | 42000 | 唐致和 | 区环保局、区农林局
"""
# 类别 | 地点
_PLACES = """
    工业项目 | 郭杜、细柳、王寺、斗门、马王、引镇
    商贸物流 | 韦曲、郭杜、引镇、兴隆、细柳、杜曲
    基础设施 | 韦曲、郭杜、子午、太乙宫、滦镇、东大、高桥
    城改安居 | 韦曲、郭杜、兴隆、杜曲、大兆、细柳
    旅游文化 | 滦镇、太乙宫、子午、东大、王寺、黄良
    农林水利 | 高桥、马王、黄良、大兆、杜曲、滦镇
    社会事业 | 韦曲、郭杜、引镇、斗门、太乙宫、子午
    生态环保 | 滦镇、东大、细柳、高桥、子午
"""
# 类别 | 建设内容
_CONTENTS = """
    工业项目 | 新能源汽车零部件生产线、通信设备研发生产基地、精密机械加工扩建、医疗器械生产园
    工业项目 | 电子元器件产业化、新型建材生产线、食品加工园、输变电设备制造、工业标准厂房
    商贸物流 | 综合物流配送中心、商业广场、农产品批发市场、汽车贸易城、冷链仓储基地、专业建材市场
    基础设施 | 主干道拓宽改造、供水管网工程、雨污水管网工程、天然气输配工程、变电站建设、公交枢纽站
    基础设施 | 桥梁新建工程、集中供热工程
    城改安居 | 城中村改造、保障性住房小区、公共租赁住房、棚户区改造安置楼、廉租住房
    旅游文化 | 山地休闲度假区、文化产业园、温泉养生度假村、农业观光园、民俗文化村、旅游服务中心
    农林水利 | 设施蔬菜示范园、河道综合治理、农村饮水安全工程、奶牛养殖示范场、小流域治理
    农林水利 | 苗木花卉基地
    社会事业 | 中心学校迁建、医院综合楼、敬老院扩建、体育活动中心、幼儿园新建、社区服务中心
    生态环保 | 污水处理厂、湿地公园、垃圾填埋场封场、绿化提升工程
"""
_REASONS = (
    "土地指标未落实，正在报批",
    "征地拆迁未完成",
    "规划方案调整，待重新审查",
    "环评批复未取得",
    "项目资金未到位",
    "施工图审查未完成",
    "投资方变更，正在重新洽谈",
    "招标流标，正在重新组织",
)
_STOPS = ("资金链紧张停工", "拆迁纠纷停工", "规划调整停工", "手续不全责令停工")
_EARLY = ("可研报告已批复", "正在编制可研报告", "正在办理用地预审", "完成规划选址", "正在洽谈投资协议")
_UNDER_WAY = (
    (0.6, "基础施工"),
    (0.72, "主体施工至三层"),
    (0.86, "主体施工过半"),
    (0.97, "主体封顶"),
    (9.0, "设备安装及装修"),
)
_LINEAR = ("基础设施", "农林水利", "生态环保")
_DAY_ONE = datetime(2011, 2, 20)


@dataclass(frozen=True, slots=True)
class Project:
    """A row of the ledger; money in 万元."""

    number: int
    name: str
    kind: str
    state: str
    total: int
    plan: int
    done: int
    stage: str
    patron: str
    owner: str
    reason: str
    begun: datetime | None

    def share(self, what: str) -> float:
        """A number in [0, 1) of its own."""
        return chance(what, self.name)


def projects() -> tuple[Project, ...]:
    """All of them, in the order of the ledger."""
    found = [project for row in rows(_KINDS) for project in _of_kind(row)]
    found = _with_states(found)
    found = _with_plans(found)
    found = [_dressed(project) for project in _with_work(found)]
    return tuple(replace(project, number=number) for number, project in enumerate(found, 1))


def _of_kind(row: list[str]) -> list[Project]:
    kind, count, low, high, patron, units = row
    found: list[Project] = []
    for place, content in _pairs(_listed(_PLACES, kind), _listed(_CONTENTS, kind), int(count)):
        name = f"{place}{content}{'' if content.endswith(('工程', '改造', '扩建')) else '项目'}"
        total = float(low) + (float(high) - float(low)) * chance("总投资", name) ** 2.2
        owners = units.split("、")
        owner = owners[len(found) % len(owners)].replace("属地", place)
        found.append(Project(0, name, kind, "", _coarse(total), 0, 0, "", patron, owner, "", None))
    return found


def _listed(table: str, kind: str) -> list[str]:
    """What the table lists for a kind of project."""
    return [text for row in rows(table) if row[0] == kind for text in row[1].split("、")]


def _pairs(places: Sequence[str], contents: Sequence[str], count: int) -> list[tuple[str, str]]:
    """`count` different pairs, mixed."""
    pairs = [(place, content) for content in contents for place in places]
    return sorted(sorted(pairs, key=lambda pair: chance("名称", *pair))[:count], key=pairs.index)


def _with_states(found: Sequence[Project]) -> list[Project]:
    """The states by chance, in the wanted numbers; the rest are under construction."""
    order = sorted(range(len(found)), key=lambda number: found[number].share("状态"))
    states = [state for state, count in _COUNTS.items() for _ in range(count)]
    states += ["在建"] * (len(found) - len(states))
    placed = dict(zip(order, states, strict=True))
    return [replace(project, state=placed[number]) for number, project in enumerate(found)]


def _with_plans(found: Sequence[Project]) -> list[Project]:
    """This year's part of the total, scaled so that all sum up to PLAN_SUM."""
    shares = {"前期": 0.06, "未开工": 0.3, "在建": 0.55, "停工": 0.4, "竣工": 0.7}
    wanted = [one.total * shares[one.state] * (0.6 + 0.8 * one.share("计划")) for one in found]
    plans = _scaled(wanted, PLAN_SUM)
    return [
        replace(one, plan=plan, total=max(one.total, _coarse(plan / (shares[one.state] * 1.35))))
        for one, plan in zip(found, plans, strict=True)
    ]


def _coarse(value: float) -> int:
    return round(value / 100) * 100


def _with_work(found: Sequence[Project]) -> list[Project]:
    """What is done: all of it where finished, nothing where not begun, the rest scaled to DONE_SUM."""
    reached = {"前期": 0.35, "未开工": 0.0, "停工": 0.4, "竣工": 1.04}
    fixed = {
        one.name: _coarse(one.plan * reached[one.state] * (0.85 + 0.3 * one.share("完成")))
        for one in found
        if one.state != "在建"
    }
    going = [one for one in found if one.state == "在建"]
    wanted = [one.plan * (0.62 + 0.62 * one.share("完成")) for one in going]
    amounts = _scaled(wanted, DONE_SUM - sum(fixed.values()))
    done = fixed | dict(zip((one.name for one in going), amounts, strict=True))
    return [replace(one, done=done[one.name], total=_enough(one.total, done[one.name])) for one in found]


def _enough(total: int, done: int) -> int:
    """The total investment, not below what this year alone has taken."""
    return max(total, _coarse(done * 1.12))


def _scaled(wanted: Sequence[float], whole: int) -> list[int]:
    """The amounts in hundreds, in proportion; the largest takes what rounding leaves."""
    factor = whole / sum(wanted)
    found = [_coarse(value * factor) for value in wanted]
    largest = found.index(max(found))
    found[largest] += whole - sum(found)
    return found


def _dressed(one: Project) -> Project:
    """Its stage in words, its reason, and the day it began."""
    if one.state == "前期":
        return replace(one, stage=_EARLY[int(one.share("阶段") * len(_EARLY))])
    if one.state == "未开工":
        return replace(one, stage="未动工", reason=_REASONS[int(one.share("原因") * len(_REASONS))])
    begun = _DAY_ONE + timedelta(days=int(one.share("开工") * 150))
    if one.share("续建") < 0.45:
        begun -= timedelta(days=365)
    if one.state == "竣工":
        stage = "已竣工验收" if one.share("阶段") < 0.6 else "已建成，正在验收"
        return replace(one, stage=stage, begun=begun)
    if one.state == "停工":
        return replace(one, stage="停工", reason=_STOPS[int(one.share("原因") * len(_STOPS))], begun=begun)
    ratio = one.done / one.plan
    if one.kind in _LINEAR:
        return replace(one, stage=f"完成总工程量{min(95, round(ratio * 17) * 5)}%", begun=begun)
    return replace(one, stage=next(stage for top, stage in _UNDER_WAY if ratio < top), begun=begun)
