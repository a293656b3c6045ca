"""Invented figures of the city's assessment (市考), end of October 2011. Marked 示例数据 wherever they stand.

The counts of the own district are meant: 9 indicators on the city's list, 16 ranked after fifth, 7 of these
among the last three; four indicators are furthest from their targets.
"""

from __future__ import annotations

from dataclasses import dataclass

OWN = "长安区"
DISTRICTS = (
    "新城区",
    "碑林区",
    "莲湖区",
    "雁塔区",
    "未央区",
    "灞桥区",
    "阎良区",
    "临潼区",
    "长安区",
    "蓝田县",
    "周至县",
    "户县",
    "高陵县",
)
WITHOUT_VILLAGES = ("新城区", "碑林区", "莲湖区")
NOT_ASSESSED = "不考核"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the city's table, the own district's figures in it.

    `target`, `actual` keep their decimals as written. `spread` is best and worst of the peers; () where
    their figures are listed in PEERS. `shared`: all districts have the same target.
    """

    number: int
    category: str
    name: str
    measure: str
    points: float
    direction: str
    target: str
    actual: str
    rank: int | None
    spread: tuple[str, ...]
    shared: bool
    warned: str

    @property
    def places(self) -> int:
        """Decimals with which its figures are written."""
        return len(self.actual.partition(".")[2])

    @property
    def qualitative(self) -> bool:
        """The assessor gives the points."""
        return self.measure == "分"

    @property
    def rural(self) -> bool:
        """Districts without villages are not assessed on it."""
        return self.name.startswith(("农", "新型农村"))


# 指标 | 计量单位 | 分值 | 方向 | 年度目标 | 1-10月完成 | 位次 | 各区县最好 最差 | 目标 同/分 | 市级预警
_TABLE = {
    "经济发展": """
        生产总值 | 亿元 | 5 | 正向 | 310.0 | 198.6 | 6 | | 分 | 红
        规模以上工业增加值 | 亿元 | 4 | 正向 | 75.6 | 47.2 | 7 | | 分 | 红
        全社会固定资产投资 | 亿元 | 5 | 正向 | 310.5 | 268.4 | 5 | | 分 |
        地方财政一般预算收入 | 亿元 | 4 | 正向 | 18.6 | 13.9 | 6 | | 分 | 黄
        社会消费品零售总额 | 亿元 | 3 | 正向 | 118.0 | 101.2 | 5 | | 分 |
        实际利用内资 | 亿元 | 3 | 正向 | 62.0 | 55.8 | 4 | | 分 |
        实际利用外资 | 万美元 | 3 | 正向 | 4200 | 3725 | 3 | | 分 |
        外贸出口总额 | 万美元 | 2 | 正向 | 6800 | 5460 | 9 | | 分 |
        农林牧渔业增加值 | 亿元 | 2 | 正向 | 19.8 | 17.6 | 2 | | 分 |
        非公有制经济增加值占比 | % | 2 | 正向 | 51.5 | 50.8 | 5 | 54.9 46.2 | 分 |
        旅游综合收入 | 亿元 | 2 | 正向 | 28.0 | 26.9 | 4 | | 分 |
    """,
    "重点项目": """
        市级重点建设项目投资完成额 | 亿元 | 3 | 正向 | 96.0 | 82.6 | 4 | | 分 |
        市级重点建设项目开工率 | % | 2 | 正向 | 100.0 | 91.7 | 10 | 100.0 83.3 | 同 |
        引进重大产业项目 | 个 | 2 | 正向 | 12 | 11 | 3 | 14 2 | 分 |
        重点项目前期工作 | 分 | 2 | 正向 | | 1.6 | | | 同 |
    """,
    "城市建设": """
        城中村改造拆迁面积 | 万平方米 | 2 | 正向 | 46.0 | 40.9 | 2 | | 分 |
        城市道路新建改造里程 | 公里 | 2 | 正向 | 28.0 | 24.5 | 5 | 35.6 6.2 | 分 |
        新增城市绿地面积 | 公顷 | 2 | 正向 | 65.0 | 52.3 | 11 | 118.0 41.6 | 分 |
        数字化城管案件结案率 | % | 2 | 正向 | 95.0 | 93.6 | 9 | 97.8 90.1 | 同 |
        市容环境综合整治 | 分 | 2 | 正向 | | 1.7 | | | 同 |
    """,
    "民生": """
        保障性住房建设 | 套 | 3 | 正向 | 5200 | 3010 | 12 | 6480 2655 | 分 | 红
        廉租住房补贴发放 | 户 | 2 | 正向 | 1850 | 1375 | 11 | 3260 980 | 分 | 黄
        城镇居民人均可支配收入 | 元 | 3 | 正向 | 24600 | 18950 | 9 | | 分 | 黄
        农民人均纯收入 | 元 | 3 | 正向 | 9680 | 7240 | 7 | | 分 | 黄
        城镇新增就业 | 人 | 2 | 正向 | 9500 | 9120 | 3 | | 分 |
        城镇登记失业率 | % | 1 | 逆向 | 4.3 | 3.9 | 4 | 3.5 4.4 | 同 |
        新型农村合作医疗参合率 | % | 1 | 正向 | 97.0 | 98.6 | 2 | 99.1 95.4 | 同 |
        农村饮水安全新增受益人口 | 万人 | 1 | 正向 | 6.2 | 5.5 | 5 | 7.4 0.9 | 分 |
        中小学校舍安全工程竣工面积 | 万平方米 | 2 | 正向 | 9.8 | 7.1 | 13 | 12.6 7.4 | 分 |
    """,
    "社会治安": """
        群众安全感满意率 | % | 2 | 正向 | 92.0 | 90.4 | 4 | 93.2 84.7 | 同 |
        刑事案件破案率 | % | 1 | 正向 | 45.0 | 47.2 | 4 | 49.8 38.5 | 同 |
        平安建设基层基础工作 | 分 | 1 | 正向 | | | | | 同 |
    """,
    "信访维稳": """
        群众到市集体上访 | 批次 | 2 | 逆向 | 24 | 19 | 8 | 6 41 | 分 |
        进京非正常上访 | 人次 | 2 | 逆向 | 10 | 1 | 3 | | 同 |
        信访事项按期办结率 | % | 1 | 正向 | 98.0 | 94.5 | 11 | 99.2 92.8 | 同 |
        矛盾纠纷排查化解 | 分 | 1 | 正向 | | 0.8 | | | 同 |
    """,
    "安全生产": """
        安全生产事故死亡人数 | 人 | 2 | 逆向 | 14 | 11 | 5 | | 分 |
        亿元生产总值生产安全事故死亡率 | 人/亿元 | 1 | 逆向 | 0.061 | 0.055 | 5 | | 分 |
        重大安全隐患整改率 | % | 1 | 正向 | 100.0 | 96.4 | 5 | 100.0 88.9 | 同 |
    """,
    "节能减排": """
        万元生产总值能耗降低率 | % | 3 | 正向 | 3.50 | 1.60 | 13 | 3.42 1.85 | 同 | 红
        化学需氧量减排量 | 吨 | 2 | 正向 | 1260 | 1085 | 4 | 1390 310 | 分 |
        二氧化硫减排量 | 吨 | 2 | 正向 | 980 | 742 | 11 | 1580 520 | 分 | 红
        空气质量优良天数 | 天 | 2 | 正向 | 310 | 258 | 3 | 264 231 | 同 |
    """,
    "党建": """
        党风廉政建设责任制落实 | 分 | 3 | 正向 | | | | | 同 |
        基层党组织公开承诺全覆盖 | 是/否 | 2 | 正向 | | 是 | | | 同 |
    """,
}

# Figures of the other twelve, in the order of DISTRICTS without the own one; "-" 不考核.
_PEERS = """
    生产总值 | 318.4 352.7 346.9 512.6 338.2 171.5 96.8 148.3 68.4 57.2 104.5 162.9
    规模以上工业增加值 | 88.6 21.4 96.3 118.5 132.7 52.9 39.8 41.6 9.7 8.9 36.2 84.1
    全社会固定资产投资 | 241.3 196.8 252.6 421.7 398.2 305.9 92.4 131.8 72.5 64.9 98.7 274.6
    地方财政一般预算收入 | 16.8 19.6 18.7 26.4 20.3 9.8 4.1 5.9 2.4 1.8 5.2 8.7
    社会消费品零售总额 | 226.8 268.3 231.4 298.7 96.5 68.4 20.6 41.9 22.7 19.8 33.6 18.9
    实际利用内资 | 41.5 44.8 47.9 72.4 68.3 60.7 22.6 31.5 17.8 15.9 27.4 50.2
    实际利用外资 | 2180 2460 2395 5640 4830 1980 1260 1175 360 320 1040 3510
    外贸出口总额 | 9860 8420 12650 28900 15400 6180 10240 3150 860 940 2760 7530
    农林牧渔业增加值 | - - - 0.8 1.2 6.7 8.9 17.2 13.6 19.3 16.8 12.4
    旅游综合收入 | 22.6 41.2 24.8 58.3 18.9 15.7 3.1 61.7 9.8 14.6 16.3 3.9
    市级重点建设项目投资完成额 | 62.3 48.5 66.1 128.4 117.6 104.9 38.7 44.2 21.5 24.8 36.9 78.3
    城中村改造拆迁面积 | 12.7 5.3 24.1 39.2 47.3 36.8 8.4 6.9 3.8 4.2 5.6 9.7
    城镇居民人均可支配收入 | 21340 22450 21720 22860 21180 20210 20960 18320 16740 17060 17980 19420
    农民人均纯收入 | - - - 9640 9310 8720 8150 7450 5380 5610 7180 8060
    城镇新增就业 | 8420 8760 8930 10460 9870 7350 3620 6180 4830 4570 5240 2870
    进京非正常上访 | 3 2 3 6 5 1 0 6 8 0 11 1
    安全生产事故死亡人数 | 7 5 8 14 19 12 6 15 13 12 17 13
    亿元生产总值生产安全事故死亡率 | 0.022 0.014 0.023 0.027 0.056 0.070 0.062 0.101 0.190 0.210 0.163 0.080
"""

# Cumulative figures of the own district by month (1月, 1-2月, ...); the last is that of the main table.
MONTHLY = {
    "生产总值": (14.2, 29.8, 49.6, 68.9, 89.4, 114.8, 133.7, 153.2, 178.1, 198.6),
    "规模以上工业增加值": (3.9, 7.6, 12.4, 16.9, 21.6, 27.1, 31.8, 36.7, 42.3, 47.2),
    "全社会固定资产投资": (6.8, 15.4, 38.7, 62.5, 91.8, 130.6, 162.9, 197.4, 236.1, 268.4),
    "地方财政一般预算收入": (1.5, 2.6, 4.2, 5.5, 6.9, 8.6, 9.9, 11.1, 12.6, 13.9),
    "社会消费品零售总额": (10.9, 20.4, 29.7, 38.8, 48.6, 58.7, 68.9, 79.4, 90.5, 101.2),
    "保障性住房建设": (0, 0, 260, 480, 760, 1180, 1560, 2040, 2590, 3010),
    "城镇新增就业": (620, 1180, 2260, 3240, 4310, 5480, 6390, 7320, 8260, 9120),
    "二氧化硫减排量": (38, 81, 142, 214, 291, 378, 459, 548, 647, 742),
}


def peers() -> dict[str, tuple[str, ...]]:
    """Indicator -> figures of the other twelve as written, where they are listed one by one."""
    lines = (line.split(" | ") for line in _PEERS.strip().splitlines())
    return {name.strip(): tuple(figures.split()) for name, figures in lines}


def indicators() -> tuple[Indicator, ...]:
    """All rows of the city's table, in its order."""
    rows = [
        (category, *(part.strip() for part in line.split("|")))
        for category, block in _TABLE.items()
        for line in block.strip().splitlines()
    ]
    return tuple(_indicator(number, row) for number, row in enumerate(rows, 1))


def _indicator(number: int, row: tuple[str, ...]) -> Indicator:
    category, name, measure, points, direction, target, actual, rank, spread, shared, warned = row
    return Indicator(
        number,
        category,
        name,
        measure,
        float(points),
        direction,
        target,
        actual,
        int(rank) if rank else None,
        tuple(spread.split()),
        shared == "同",
        warned,
    )
