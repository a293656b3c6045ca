"""The sheets that state the rules of the city's assessment: settings, rules, events, units, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from city_figures import DISTRICTS, OWN, Indicator
from city_rules import PLAN, UNITS, rows, rules
from lists import add_events, add_remarks, add_rules, add_settings, add_units, add_vetoes
from pages import Cell, Looks
from xlsxwriter.workbook import Workbook

_SETTINGS: tuple[tuple[str, Cell, str], ...] = (
    ("考核年度", 2011, "四位年份"),
    ("截至日期", datetime(2011, 10, 31), "本期数据截至哪一天"),
    ("考核结束日期", datetime(2011, 12, 20), "年终考核截止，用于计算剩余天数"),
    ("本单位", OWN, "13个区县中的哪一个"),
    ("序时口径", "月份", "月份、天数、计划、起止"),
    ("绿灯下限", 1, "完成率÷序时进度不低于此数为绿"),
    ("黄灯下限", 0.9, "不低于此数为黄，再低为红"),
    ("前列名次", 3, "力争前几名"),
    ("预警名次", 5, "位次在此之后为黄"),
    ("靠后名次", 3, "最后几名为红"),
    ("得分小数", 2, "得分保留几位小数，四舍五入"),
    ("排名小数", None, "留空：不取舍，按原值比较"),
    ("并列", 1224, "1224、1223、1234"),
    ("总分封顶", 110, "含加分的总分最高"),
    ("等次", "优秀≥90；良好≥80；合格≥60；不合格", "从高到低，含本数"),
    ("优秀名额", 5, "全市13个区县中的优秀名额"),
    ("发文代字", "长考办函", "提醒函文号，如 长考办函〔2011〕1号"),
    ("发文机关", "长安区目标责任考核办公室", ""),
    ("落款", "长安区目标责任考核办公室", ""),
    ("联系人", "李思琪", "虚构"),
    ("联系电话", "029-55550100", "虚构"),
    ("办理期限", "提醒函10；督办15；挂牌30；约谈5", "各级文书几天内办结"),
)
_EVENTS: tuple[tuple[Cell, ...], ...] = (
    (OWN, "", "创建省级生态示范区", "加分", "市级", 0.3, datetime(2011, 4, 18), "市环保局通报（示例）"),
    (OWN, "", "创建省级生态示范区", "加分", "省级", 0.5, datetime(2011, 6, 30), "省环保厅命名文件（示例）"),
    (OWN, "", "全国义务教育均衡发展先进区", "加分", "国家级", 1, datetime(2011, 9, 9), "表彰决定（示例）"),
    (OWN, "群众到市集体上访", "集体访处置不力被通报", "扣分", "市级", 0.5, datetime(2011, 8, 22), "通报"),
    ("雁塔区", "", "全省县域经济发展先进区", "加分", "省级", 0.5, datetime(2011, 7, 12), "省政府通报"),
    ("高陵县", "", "全省科技进步先进县", "加分", "省级", 0.5, datetime(2011, 5, 26), "省科技厅文件（示例）"),
    ("未央区", "", "扬尘污染被媒体曝光", "扣分", "市级", 0.3, datetime(2011, 10, 9), "市级媒体（示例）"),
)
_REMARKS = (
    ("这是什么", "长安区考核办每月维护的市考指标工作簿样例。单位归属、人名、电话、数字均为虚构，仅供试用。"),
    ("每月怎么用", "在“市考指标”“各区县完成情况”填入累计数，更新“考核设置”的截至日期，再重算得分。"),
    ("哪些栏由程序填", "“市考指标”中从完成率到预警的各栏（市级预警除外）。"),
    ("定性指标", "计量单位为“分”的指标由市级部门评议打分，未打分的留空，不亮灯。"),
    ("规则怎么改", "“计分规则”每行一个指标，取截至日期前最新生效的一条；单位栏留空适用于所有区县。"),
    ("本期概况", "市级预警9项；位次在五名之后16项，其中后三名7项；距考核结束50天。"),
)


def add_lists(book: Workbook, looks: Looks, found: Sequence[Indicator]) -> None:
    """All of them, in the order of the tabs."""
    add_settings(book, looks, _SETTINGS)
    add_rules(book, looks, "市考指标计分规则（示例数据）", _rule_lines(found))
    add_events(book, looks, _EVENTS)
    add_vetoes(book, looks, (), "不得评优、良好、合格、不合格。截至10月底无否决事项。")
    units: list[tuple[Cell, ...]] = [(*unit, f"029-5555{n:04d}") for n, unit in enumerate(rows(UNITS), 101)]
    units += [(name, name[:-1] if len(name) > 2 else "", "区县", "", "", "") for name in DISTRICTS]
    add_units(book, looks, "责任单位及区县联系表（示例数据）", units)
    add_remarks(book, looks, _REMARKS)


def _rule_lines(found: Sequence[Indicator]) -> list[tuple[Cell, ...]]:
    """A rule an indicator; last year's and next year's of two of them; one for a single district."""
    this_year = datetime(2011, 1, 1)
    lines: list[tuple[Cell, ...]] = []
    stated = rules()
    for one in found:
        rule = stated[one.name]
        how = (rule.method, rule.parameters, PLAN + rule.clause)
        lines.append((one.name, "", None, one.direction, *how, this_year))
        if one.name == "旅游综合收入":
            text = "达标单独认定，见市考核办复函（示例）"
            lines.append((one.name, "阎良区", 1, one.direction, "达标", "", text, datetime(2011, 3, 1)))
    old = PLAN.replace("2011", "2010") + "第七条（一）"
    new = PLAN.replace("2011", "2012") + "第八条（二）"
    lines.append(("生产总值", "", None, "正向", "完成率", "封顶=1", old, datetime(2010, 1, 1)))
    lines.append(("社会消费品零售总额", "", None, "正向", "完成率", "", new, datetime(2012, 1, 1)))
    return lines
