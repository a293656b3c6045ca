"""The kinds of lists that state the rules, and the header words by which each is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a list states; the value is its usual sheet name."""

    RULES = "计分规则"
    VETOES = "一票否决"
    ADJUSTMENTS = "加减分"
    UNITS = "责任单位"
    SETTINGS = "考核设置"
    MAPPING = "表格对应"
    LEDGER = "督办台账"
    PROPOSALS = "督办建议"


@dataclass(frozen=True, slots=True)
class Shape:
    """Header words of a kind: by `needed` it is told anywhere, by `titled` under a title of its name.

    Where `telling` isn't empty, one of these words must stand in a header without title: 事项, 单位, 分值
    alone may be a list of tasks.
    """

    heads: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    titled: tuple[str, ...]
    titles: tuple[str, ...]
    telling: tuple[str, ...] = ()


_UNIT = ("单位", "单位名称", "被考核单位", "考核单位", "责任单位", "适用单位")
_INDICATOR = ("指标", "指标名称", "考核指标")
_ITEM = ("事项", "事项名称", "具体事项", "加减分事项", "加扣分事项", "否决事项", "事由", "奖项", "获奖项目")
_MATTER = ("督办事项", "事项", "事项名称", "事由", *_INDICATOR)
_DAY = ("日期", "时间", "发生日期", "认定日期")
_SOURCE = ("来源", "依据", "文件依据", "依据文件", "认定依据", "来源依据")

# In the order in which a header is tried.
SHAPES: Mapping[Kind, Shape] = {
    Kind.MAPPING: Shape(
        {
            "use": ("用途", "角色", "列用途"),
            "sheet": ("工作表", "工作表名", "表名"),
            "header": ("表头", "表头文字"),
            "column": ("列", "列号", "所在列"),
            "row": ("表头行", "表头所在行"),
            "owner": ("所属", "所属单位", "所属指标"),
            "measure": ("计量单位", "数据单位"),
            "book": ("工作簿", "工作簿文件", "所在工作簿"),
            "note": ("说明", "备注"),
        },
        ("use", "sheet", "column"),
        ("use", "sheet"),
        ("表格对应",),
    ),
    Kind.PROPOSALS: Shape(
        {
            "tick": ("发文",),
            "level": ("级别",),
            "unit": ("责任单位",),
            "item": ("督办事项",),
            "period": ("期间",),
            "reasons": ("督办原因",),
            "deadline": ("办理期限",),
            "light": ("预警",),
        },
        ("tick", "level", "unit", "item"),
        ("tick", "level", "unit", "item"),
        ("督办建议",),
        ("发文",),
    ),
    Kind.LEDGER: Shape(
        {
            "number": ("发文字号", "文号", "字号", "发文文号", "文书编号"),
            "level": ("级别", "文种", "督办级别", "文书", "文书类别", "督办类型", "督办方式"),
            "unit": (*_UNIT, "督办单位", "承办单位", "主送单位"),
            "item": _MATTER,
            "period": ("期间", "考核期", "所属期", "督办期间"),
            "issued": ("发文日期", "下发日期", "印发日期", "发文时间", "下发时间", "挂牌日期", "督办日期"),
            "deadline": (
                *("办理期限", "办理时限", "完成时限", "完成期限", "办结期限", "办结时限", "整改期限"),
                *("整改时限", "回复期限", "限办日期"),
            ),
            "acknowledged": ("签收", "签收日期", "签收时间"),
            "replied": ("回复日期", "反馈日期", "回复", "反馈", "回复时间", "反馈时间"),
            "asked": ("延期申请", "延期申请日期", "申请延期日期"),
            "extended": ("延期至", "延期到", "延期日期"),
            "settled": ("办结日期", "办结时间"),
            "outcome": ("办结情况",),
            "written_off": ("销号日期", "销号时间", "销号"),
            "evidence": ("销号依据",),
            "points": ("扣分", "扣分值"),
            "status": ("状态", "办理状态"),
            "reasons": ("督办原因", "发文原因"),
            "exempt": ("免督办原因", "免督办"),
            "note": ("备注", "说明"),
        },
        ("unit", "issued"),
        ("unit", "issued"),
        ("督办台账", "督查台账", "发文台账"),
        (
            *("发文字号", "文号", "督办级别", "文种", "销号日期", "销号"),
            *("签收", "签收日期", "办理期限", "回复日期"),
        ),
    ),
    Kind.RULES: Shape(
        {
            "indicator": _INDICATOR,
            "unit": _UNIT,
            "points": ("分值", "满分", "标准分"),
            "direction": ("方向", "指标方向", "正逆向"),
            "method": ("方法", "计分方法", "评分方法"),
            "parameters": ("参数", "方法参数", "计分参数"),
            "clause": ("条款", "依据", "依据条款", "条款依据"),
            "effective": ("生效日期", "生效时间", "启用日期", "执行日期", "起始日期"),
            "note": ("备注", "说明", "注释"),
        },
        ("indicator", "method"),
        ("indicator", "method"),
        ("计分规则", "评分规则"),
    ),
    Kind.VETOES: Shape(
        {
            "unit": _UNIT,
            "item": _ITEM,
            "grade": ("结果等次", "最高等次", "封顶等次", "等次", "处理结果", "结果"),
            "day": _DAY,
            "source": _SOURCE,
        },
        ("unit", "item", "grade"),
        ("unit", "item"),
        ("一票否决", "一票否优", "否决事项"),
        ("结果等次", "最高等次", "封顶等次"),
    ),
    Kind.ADJUSTMENTS: Shape(
        {
            "unit": _UNIT,
            "indicator": _INDICATOR,
            "item": _ITEM,
            "kind": ("类型", "加减分类型", "加扣分类型", "加分或扣分", "加/扣"),
            "level": ("级别", "层级", "奖项级别"),
            "points": ("分值", "分数", "加减分", "加扣分", "加减分值", "加扣分值"),
            "bonus": ("加分", "加分值", "加分分值"),
            "deduction": ("扣分", "扣分值", "扣分分值", "减分"),
            "day": _DAY,
            "source": _SOURCE,
        },
        ("unit", "item", "points"),
        ("unit", "points"),
        ("加减分", "加扣分", "加分", "扣分"),
        (
            "类型",
            "加减分类型",
            "加扣分类型",
            "加分或扣分",
            "加/扣",
            "加减分",
            "加扣分",
            "加减分值",
            "加扣分值",
        ),
    ),
    Kind.UNITS: Shape(
        {
            "name": ("单位", "单位名称", "责任单位", "被考核单位", "单位全称", "全称"),
            "aliases": ("别名", "简称", "单位简称", "又称", "曾用名"),
            "group": ("类别", "分类", "考核类别", "分组", "组别"),
            "head": ("负责人", "主要负责人", "一把手", "主要领导"),
            "contact": ("联系人", "联络员"),
            "phone": ("电话", "联系电话", "联系方式", "手机"),
        },
        ("name", "aliases"),
        ("name", "group"),
        ("责任单位", "单位名册", "单位名录", "单位信息", "单位表"),
    ),
    Kind.SETTINGS: Shape(
        {
            "name": ("名称", "参数名称", "设置", "设置项", "设置名称", "参数", "项目"),
            "value": ("值", "设置值", "参数值", "取值", "内容"),
            "note": ("说明", "备注", "注释"),
        },
        ("name", "value"),
        ("name", "value"),
        ("考核设置", "参数设置"),
        ("值", "设置值", "参数值"),
    ),
}

_OTHER_HEADS = (
    *(
        "序号",
        "类别",
        "计量单位",
        "备注",
        "责任单位",
        "牵头单位",
        "权重",
        "指标性质",
        "年度目标",
        "目标",
        "目标值",
    ),
    *("完成", "完成值", "实际完成", "累计完成", "累计计划", "得分", "总分", "位次", "排名", "等次"),
)
# Every word that a header may have; three of them make one.
HEADS = {word for shape in SHAPES.values() for words in shape.heads.values() for word in words}
HEADS.update(_OTHER_HEADS)
