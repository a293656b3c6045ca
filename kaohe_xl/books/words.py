"""The words that headers use for each role, and what else a header cell may say: month, year, measure, points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaohe_xl.books.plain import compact

# role -> words, spaces between them. A word belongs to one role; brackets and measures are cut off before.
_ALIASES = {
    "number": "序号 编号 序 排序 排序号 项次 行号 栏次 no no.",
    "category": "类别 指标类别 考核类别 大类 分类 分类名称 板块 一级指标 指标分类 指标大类 类型 领域",
    "group": "分组 组别 单位类别 考核分组 单位分类 分类组 类组 单位类型 考核组别 组",
    "indicator": "指标 指标名称 考核指标 考核项目 考核内容 指标内容 二级指标 三级指标 主要指标 市考指标 支撑指标 任务指标 考核事项 "
    "指标项目 考核指标名称 主要经济指标 经济指标 工作任务 考核任务 目标任务名称 指标任务 任务名称 考核要点 具体指标 评价指标 "
    "项目 项目名称 重点指标 名称 指标体系 目标指标 分项指标 考核指标内容 区考指标 子指标 考核目标名称",
    "parent": "上级指标 父指标 所属指标 母指标 上级市考指标",
    "unit": "单位 单位名称 被考核单位 考核单位 部门 部门名称 街道 街办 街道办 街道办事处 镇街 街镇 镇街道 乡镇 镇 镇办 乡镇街道 区县 "
    "县区 区县名称 县市区 区市县 各区县 地区 城市 考核对象 被考核对象 部门单位 参评单位 单位部门 受考核单位 各单位 区域 区 县",
    "measure": "计量单位 指标单位 数据单位 量纲 单位量纲",
    "points": "分值 权重 满分 标准分 标准分值 考核分值 指标分值 指标权重 基础分值 目标分值 分数 满分值 权重分 考核分 应得分 总分值 规定分值",
    "direction": "方向 指标方向 正逆向 指标属性 正向逆向 正/逆向 正逆 属性",
    "target": "年度目标 目标值 目标 年度目标值 年目标 全年目标 全年目标值 年度任务 目标任务 年度计划 全年任务 任务数 年度目标任务 考核目标 "
    "计划目标 全年计划 年任务 年计划 任务 任务值 目标数 目标任务数 任务目标 目标要求 年度目标数 年度任务数 全年目标任务 下达任务 下达目标 "
    "指标值 考核目标值 年初目标 年初计划 责任目标 年度计划数 年度责任目标 控制目标 市下达目标 市定目标 年度目标及任务",
    "plan": "计划 累计计划 计划进度 计划值 序时计划 阶段目标 序时目标 计划数 阶段计划 应完成 应完成数 应完成值 进度目标 进度计划 累计目标 "
    "序时任务 计划完成 累计应完成 进度任务",
    "actual": "完成 完成值 实际完成 累计完成 实际 实绩 实际值 完成数 完成额 完成量 当前完成 目前完成 实际数 累计完成值 实际完成值 今年完成 "
    "本期完成 本年累计 完成情况 任务完成情况 实际完成情况 累计完成数 累计完成情况 目标完成情况 进展情况 实际完成数 累计 累计实际 本年完成 "
    "指标完成情况 完成任务 累计值 完成实绩 实现值 截止目前完成 截至目前完成 至今完成 年度完成 现完成 完成任务数 累计数 累计完成量 累计完成额 "
    "全年完成 工作完成情况 目标任务完成情况 已完成 现值 本期累计 完成总量",
    "assessor": "评议得分 评议分 考核评分 评议打分 评价得分 评价打分 考评分 考核打分 评委评分",
    "current": "当月 本月 当月完成 本月完成 当期 当期完成 本月实际 当月实际 单月 当月值 本月值 当月计划 本月计划 当月目标 本月数 当月数",
    "method": "方法 计分方法 考核方法 评分方法 计分办法 评分办法 考核办法 计算方法 评价方法 赋分方法 得分方法",
    "parameters": "参数 方法参数 计分参数",
    "clause": "条款 依据 依据条款 条款依据 考核依据 计分依据 文件依据 考核条款 对应条款",
    "effective": "生效日期 生效时间 启用日期 执行日期",
    "patron": "包抓领导 分管领导 包抓区级领导 责任领导 联系领导 区级领导 牵头领导 包抓区领导 主管领导 分管区领导 包联领导 包抓人",
    "lead": "牵头单位 牵头部门 主管部门 牵头责任单位 主管单位 主责单位",
    "owner": "责任单位 责任部门 承办单位 落实单位 主要责任单位 承担单位 责任主体 完成单位 实施单位",
    "partner": "配合单位 协办单位 配合部门 协助单位 协同单位 参与单位",
    "source": "数据来源单位 数据来源 数据提供单位 来源单位 提供部门 数据提供部门 数据来源部门 数据部门 市级数据来源单位 数据归口单位",
    "warned": "市级预警 市预警 市考核办预警 市考办预警 市级预警提醒 全市预警 市上预警 市考预警 市级预警情况 市预警提醒 市考核办预警提醒",
    "qualitative": "定性 定性指标 定性定量 定性/定量 定量定性 定量/定性 是否定性",
    "nature": "指标性质 性质 指标类型 考核性质 指标种类",
    "binding": "约束性 约束性指标 否决性 否决性指标 是否约束性 约束指标 是否约束 否决指标",
    "start": "开始日期 起始日期 开始时间 起始时间 开工日期 启动日期",
    "end": "结束日期 截止日期 结束时间 完成时限 完成日期 时限 完成时间 截止时间",
    "assessed": "是否考核 考核与否",
    "completion": "完成率 完成比例 完成进度 完成百分比 目标完成率 任务完成率 年度完成率 计划完成率 完成比 完成年度目标比例 完成年度目标 "
    "完成全年目标 完成目标 完成年度任务 完成全年任务 占年度目标 占全年目标 占目标 占年度任务 占全年任务 占全年目标比例 占年度目标比例 "
    "占年度目标比重 完成年度目标率 累计完成率 实际完成率 完成全年目标比例 目标完成比例 完成程度 达成率",
    "progress": "序时进度 时序进度 序时 时间进度 应达进度 时限进度 序时进度要求 应达序时",
    "ahead": "超欠序时 超序时 欠序时 超欠 超欠序时进度 与序时进度差 较序时进度 与序时差 比序时进度 序时差 与序时进度相比 超欠进度 "
    "进度偏差 较序时 与序时比 超/欠序时 超/欠序时进度 超序时进度",
    "rank": "位次 排名 全市位次 名次 全市排名 排位 全区排名 区排名 组内排名 全市名次 全区位次 当前位次 排序名次 组内位次 类内排名 分类排名 "
    "市排名 综合排名 得分排名 总分排名 全市排位 在全市位次 全县排名 同类排名 目前位次 分组排名 排名情况 位次情况",
    "third_value": "第三名值 第三名 第3名 第三名完成值 第三名完成 第三名数值 全市第三名 全市第三名值 第三名水平 前三名值 第3名值 第三位 第三位值",
    "gap_to_third": "与第三名差距 距第三名 距第三名差距 与第3名差距 与前三名差距 距前三名 较第三名 与第三名差 第三名差距 与第三名相差 距前三差距 "
    "与第三位差距 距第3名",
    "score": "得分 考核得分 评分 指标得分 实得分 得分情况 单项得分 本项得分 计算得分 实际得分 最终得分 综合得分 考评得分 得分值",
    "bonus": "加分 加分项 加分值 加分情况 超额加分 奖励加分 奖励分",
    "light": "预警 亮灯 预警灯 亮灯情况 预警情况 预警状态 灯色 预警等级 亮灯状态 红黄绿灯 预警级别 红绿灯 亮灯预警 区级预警",
    "base": "基础得分 指标得分合计 基本分 基础分 基本得分 指标总得分 指标合计得分",
    "deduction": "扣分 减分 扣分项 扣分值 扣分情况 减分项",
    "total": "总分 合计得分 得分合计 总得分 考核总分 合计 总计 最后得分 合计分 总成绩 总评分 总分合计 综合总分 得分总计",
    "grade": "等次 等级 考核等次 评定等次 考核等级 评定等级 考核结果 评定结果 结果等次 拟定等次 建议等次",
    "neutral": "总量 绝对值 绝对额 绝对数 数值 总额 数量 值 累计情况",
    "remark": "备注 说明 情况说明 备注说明 主要问题 存在问题 原因 原因分析 措施 工作措施 下一步措施 工作职责 职责 一把手 主要领导 负责人 "
    "责任人 联系人 联系电话 电话 手机 工作要求 考核标准 评分标准 评分细则 计分标准 完成标准 整改措施 简要说明 具体措施 主要措施 扣分原因",
    "reference": "增速 增幅 增长 同比 同比增长 同比增速 同比增幅 环比 增长率 增减 增减额 差距 差额 剩余 缺口 差值 上年同期 去年同期 上年 去年 "
    "上年完成 去年完成 上年完成值 上年实绩 上年实际 基数 上年基数 平均 平均值 全市平均 全区平均 均值 全市 全区 全省 全国 小计 "
    "占比 比重 较上年 同期 同期数 上年数 上期 上月 上月位次 上期位次 上年位次 去年位次 上期排名 上月排名 上年排名 位次变化 排名变化 自评得分 "
    "自评分 自查得分 最高 最低 最高值 最低值 中位数 第一名 第一名值 第二名 第二名值 全市第一 排名第一 待完成 尚需完成 剩余任务 差额任务",
}
ROLES: dict[str, str] = {word: role for role, words in _ALIASES.items() for word in words.split()}

RESULTS = frozenset("completion progress ahead rank third_value gap_to_third score bonus light".split())
TOTALS = frozenset("base bonus deduction total rank grade score".split())
FIGURES = frozenset("actual target plan assessor".split())
KEYS = frozenset(("indicator", "unit", "diagonal", "owner"))
# Headers of lists that are no tables of indicators: one of them is enough.
_OTHER_LISTS = frozenset(
    "事项 否决事项 加减分事项 文号 发文字号 发文日期 签发人 销号 形象进度 总投资 计划总投资 年度投资 年度计划投资 建设内容 建设规模 建设单位 建设地点 "
    "建设性质 建设年限 开工时间 项目状态 项目单位 项目业主 督办事项 督办级别 办理时限 回复日期 办结 办结情况 姓名 职务 手机 手机号 手机号码 办公电话 传真 邮箱 "
    "房间 办公室 值 别名 发文时间 未开工原因 累计投资 完成投资 督办状态".split()
)

_PATTERNS = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        (r"市.{0,5}预警.*", "warned"),
        (r"(上年|去年|上期|上月|同期|前期).*|.*(上年|去年|同期|环比).*", "reference"),
        (r"(与|距|离|较).{0,4}(第三|第3|前三|前3).*", "gap_to_third"),
        (r".{0,4}(第三|第3)(名|位).{0,4}", "third_value"),
        (r".*(超|欠|差|较|比|与|偏离).*(序时|时序|时限进度|时间进度).*", "ahead"),
        (r".{0,4}(序时|时序|时限|时间)进度.{0,2}", "progress"),
        (r".*(完成率|完成比例|完成百分比|达成率)", "completion"),
        (r"(占|完成)(年度|全年|年)?(目标|任务|计划)(任务)?(的?(比例|比重|比|百分比|进度))", "completion"),
        (r".{0,6}(位次|排名|名次)", "rank"),
        (r"(截[至止]|到|至).{0,8}(完成|实际).{0,3}", "actual"),
        (r"(年度|全年|本年|今年|当年).{0,4}(目标|任务|计划)(值|数|任务)?", "target"),
        (r".{0,4}(累计|序时|进度)(计划|目标|任务)(值|数)?", "plan"),
        (r"(累计|实际|本年|今年|截至目前|目前).{0,3}(完成|实现)(值|数|额|量|情况)?", "actual"),
        (r"(考核|主要|重点|核心|量化|共性|个性|经济|社会|发展|一级|二级|三级|具体).{0,6}指标(名称|内容|体系)?", "indicator"),
        (r"指标.{0,2}(名称|内容)", "indicator"),
        (r"(单位|部门|街道|街办|镇街|街镇|乡镇|区县|县区|地区|园区|科室|处室|学校|企业|社区|村)(\(.*\))?(名称|名|全称)?", "unit"),
        (r"(被考核|参评|受考核|考核)(单位|部门|对象)(名称)?", "unit"),
        (r"(同比|增长|增速|增幅|增减).{0,4}", "reference"),
    )
)
GENERIC = re.compile(
    r"(各|全部|所有|其他|有关|相关).*|.*(情况|要求|分工|落实|信息|进展|结果|部分|体系|考核|得分|概况)|区县|单位|街道|部门|镇街|\d{4}|"
    r"(任务|目标|基本|指标|责任|绩效|主要)(指标|任务|目标|责任|下达|分解|设定)|其中"
)
_REQUIREMENT = re.compile(r".*(要求|任务|目标|设置|设定|指标|基本|下达|方案|标准).*")
_OUTCOME = re.compile(r".*(完成|得分|结果|评分|考核情况|进展|实绩|落实).*")

MEASURE = re.compile(
    r"(?:%|‰|个?百分点|(?:[十百千万亿]{0,3}(?:元|美元|人|户|件|起|个|家|亩|公顷|平方米|平方公里|公里|吨|吨标煤|吨标准煤|千瓦时|度|套|项|天|日|辆|所|张|头|"
    r"人次|床|名|例|宗|株|立方米|台|处|户次|次|条|座|公斤|千克|克|米|㎡|标煤|位|篇|期|场|门|件次|本)|[百千]?[万亿]|微克|毫克|[kmMt]g?|分贝)"
    r"(?:/[^\W\d]{1,6})?)(?:[、,/](?:%|‰|[^\W\d]{1,4}))*"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_POINTS = re.compile(r"(?:满分|分值|权重)?:?(\d+(?:\.\d+)?)分")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度|年|(?=目标|完成|计划|任务|实际|$))")
_MONTHS = re.compile(r"(?:(\d{1,2})月?[-~—–－至到])?(\d{1,2})月(?:份)?(?:底|末)?(?:\d{1,2}日)?")
_SPANS = {
    f"{lead}{number}季度": 3 * (index // 2 + 1)
    for index, number in enumerate("一1二2三3四4")
    for lead in ("", "第", "前", "1-", "一至", "1至")
} | {"上半年": 6, "下半年": 12}
_SPAN = re.compile("|".join(sorted(_SPANS, key=len, reverse=True)))
_DIGITS = {"十二": "12", "十一": "11", "十": "10", **{w: str(n) for n, w in enumerate("一二三四五六七八九", 1)}}
_CHINESE_MONTH = re.compile("(十二|十一|[一二三四五六七八九十])(?=月|[-~—至到](?:十|[一二三四五六七八九]|\\d)+月)")
_INDEX = re.compile(r"(?:以?上年(?:同期)?|去年(?:同期)?)(?:为|=)100")
_BRACKETS = str.maketrans("〔〕【】[]{}〈〉", "()()()()()")


@dataclass(frozen=True, slots=True)
class Word:
    """A header cell taken apart.

    text     the word itself, without spaces, measure, month, year; "" where only those stood there
    role     what columns of that name hold; "" unknown
    month    last month covered; `single`: the header names one month (9月), not a span from January
    measure  a unit inside the header; index: 上年=100; points: （10分）
    """

    text: str
    role: str = ""
    month: int | None = None
    single: bool = False
    year: int | None = None
    measure: str = ""
    points: Decimal | None = None
    index: bool = False

    @property
    def is_generic(self) -> bool:
        """Whether it only gathers what stands under it: 各区县完成情况, 考核要求, 1-9月."""
        return not self.text or (self.role == "neutral") or GENERIC.fullmatch(self.text) is not None

    @property
    def is_requirement(self) -> bool:
        """Whether 分值 under it are full points, not points scored."""
        return _REQUIREMENT.fullmatch(self.text) is not None and not self.is_outcome

    @property
    def is_outcome(self) -> bool:
        """Whether 分值 under it are points scored."""
        return _OUTCOME.fullmatch(self.text) is not None


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """`compact` with all kinds of brackets round."""
    return compact(text).translate(_BRACKETS)


def names_other_list(text: str) -> bool:
    """Whether a header of this name belongs to a ledger, a phone list, a list of events or settings."""
    return tidy(text) in _OTHER_LISTS


@lru_cache(maxsize=16384)
def role_of(text: str) -> str:
    """The role of a header text without measure, month and year; "" for an unknown word."""
    if not text:
        return ""
    word = text.rstrip(":*").lower()
    if role := ROLES.get(word) or ROLES.get(word.replace("(", "").replace(")", "").replace("/", "")):
        return role
    if re.fullmatch(r"(.*指标.*[\\/|].*(单位|区县|部门|街道|镇街).*)|((单位|区县|部门|街道|镇街).*[\\/|].*指标.*)", word):
        return "diagonal"
    if word in ("指标单位", "单位指标", "区县指标", "指标区县", "街道指标", "指标街道", "部门指标", "指标部门"):
        return "diagonal"
    return next((role for pattern, role in _PATTERNS if pattern.fullmatch(word)), "")


@lru_cache(maxsize=8192)
def word(raw: str) -> Word:
    """The header cell `raw` taken apart."""
    text = tidy(raw)
    measure, points, index = "", None, False
    for inside in _BRACKET.findall(text):
        if _INDEX.fullmatch(inside):
            index = True
        elif found := _POINTS.fullmatch(inside):
            points = Decimal(found[1])
        elif MEASURE.fullmatch(inside.removeprefix("单位:")):
            measure = inside.removeprefix("单位:")
        else:
            continue
        text = text.replace(f"({inside})", "", 1)
    if text.endswith(("%", "‰")) and len(text) > 1:
        text, measure = text[:-1], measure or text[-1]
    elif text != "%" and (tail := re.fullmatch(r"(.*(?:目标|完成|计划|任务|值|数)),?([万亿]?元|万人|万吨)", text)):
        text, measure = tail[1], measure or tail[2]
    return _dated(text, measure, points, index)


def _dated(text: str, measure: str, points: Decimal | None, index: bool) -> Word:
    """The word without its year and months."""
    whole = role_of(text)
    if whole and not re.search(r"\d|月|季|半年", text):
        return Word(text, whole, measure=measure, points=points, index=index)
    text, year = cut_year(text)
    text, month, single = cut_month(text)
    text = re.sub(r"^\((.*)\)$|\(\)", lambda m: m[1] or "", text)
    if month is not None:
        text = re.sub(r"^(?:截[至止]|累计|到|至|份|底|末|当月)+(?=累计|完成|计划|目标|实际|应|任务|$)", _keep_current, text)
    if MEASURE.fullmatch(text):
        text, measure = "", measure or text
    role = role_of(text)
    if month is not None and role == "target" and not re.search("年", text):
        role = "plan"
    return Word(text, role, month, single, year, measure, points, index)


def _keep_current(match: re.Match[str]) -> str:
    return "当月" if "当月" in match[0] else ""


def cut_year(text: str) -> tuple[str, int | None]:
    """`text` without its year, and the year."""
    found = _YEAR.search(text)
    return (text[: found.start()] + text[found.end() :], int(found[1])) if found else (text, None)


def cut_month(text: str) -> tuple[str, int | None, bool]:
    """`text` without its months, the last month covered, and whether one month alone is named."""
    text = _CHINESE_MONTH.sub(lambda m: _DIGITS[m[0]], text)
    for found in _MONTHS.finditer(text):
        month = int(found[2])
        if 1 <= month <= 12:
            return _without(text, found), month, found[1] is None and not re.search("截[至止]|底|末|累计", text)
    if found_span := _SPAN.search(text):
        return _without(text, found_span), _SPANS[found_span[0]], False
    return text, None, False


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + text[found.end() :]
