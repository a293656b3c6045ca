"""What the letters say, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import lettering
import pytest

from kaohe_xl.domain.assessment import Input, Light, Lights
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Direction, Settings
from kaohe_xl.outputs.letter_content import Content, Matter, content, period_words, wording_of
from kaohe_xl.outputs.letter_table import COLUMNS, Item
from kaohe_xl.outputs.letter_wording import decimals


def letter(*items: Item, settings: Settings = lettering.SETTINGS, days_left: int | None = 50) -> Content:
    """The letter to 区发改委 about these items."""
    words = wording_of(settings, "", "", "")
    return content(("区发改委",), 12, items, Matter(settings, days_left, words, lettering.ISSUED))


GDP = Item(lettering.indicator("生产总值"), lettering.entry("生产总值", "225.1", "310", (9, "280.4", "55.3")))
DEATHS = Item(
    lettering.indicator("死亡人数", "人", direction=Direction.LOWER),
    lettering.entry("死亡人数", "7", "6", (8, "4", "3")),
)
SAFETY = Item(lettering.indicator("群众安全感", "", qualitative=True), lettering.entry("群众安全感", None, None))
UNREPORTED = Item(lettering.indicator("服务业增速", "%"), lettering.entry("服务业增速", None, "14"))


def shown(item: Item) -> dict[str, str]:
    """The row of the item as it shows, by column."""
    row = letter(item).rows[0]
    return dict(zip(COLUMNS, (cell.text for cell in row.cells), strict=True))


def test_a_row_tells_every_figure_and_the_third_place() -> None:
    assert shown(GDP) == {
        "serial": "1",
        "indicator": "生产总值",
        "measure": "亿元",
        "target": "310.0",
        "actual": "225.1",
        "completion": "72.6%",
        "progress": "83.3%",
        "ahead": "-10.7",
        "rank": "9/13",
        "third_value": "280.4",
        "gap_to_third": "55.3",
        "light": "红",
        "patron": "李明",
    }


def test_numbers_stay_numbers_with_a_format() -> None:
    cells = dict(zip(COLUMNS, letter(GDP).rows[0].cells, strict=True))
    assert (cells["actual"].number, cells["actual"].number_format) == (Decimal("225.1"), "#,##0.0")
    assert (cells["rank"].number, cells["rank"].number_format) == (Decimal(9), '0"/13"')
    assert cells["completion"].number_format == "0.0%"


def test_a_shared_rank_is_marked() -> None:
    tied = replace(GDP, entry=replace(GDP.entry, tied=True))
    assert shown(tied)["rank"] == "并列9"


def test_a_qualitative_indicator_has_dashes_and_is_never_unreported() -> None:
    row = shown(SAFETY)
    assert (row["measure"], row["target"], row["actual"], row["rank"], row["light"]) == ("定性", "—", "—", "—", "—")
    assert "未报" not in letter(SAFETY).situation
    assert "定性指标" in letter(SAFETY).rows[0].note


def test_a_figure_that_was_not_reported_says_so() -> None:
    assert shown(UNREPORTED)["actual"] == "未报"
    assert "未报数据1项" in letter(UNREPORTED).situation
    assert "请立即核实并上报数据" in letter(UNREPORTED).rows[0].note


@pytest.mark.parametrize("missing", [Missing.NOT_ASSESSED, Missing.NOT_COMPUTABLE])
def test_other_gaps_say_why(missing: Missing) -> None:
    item = replace(UNREPORTED, entry=replace(UNREPORTED.entry, missing=missing))
    assert shown(item)["actual"] == missing.value


def test_yes_and_no_show_as_words() -> None:
    entry = replace(lettering.entry("综治达标", "0", None), method="是否")
    item = Item(lettering.indicator("综治达标", ""), entry)
    assert shown(item)["actual"] == "否"
    assert "抓紧办结" in letter(item).rows[0].note
    assert shown(replace(item, entry=replace(entry, actual=Decimal(1))))["actual"] == "是"


def test_a_light_says_its_axis_and_its_reason() -> None:
    note = letter(GDP).rows[0].note
    assert "预警原因：" in note
    assert "【序时·红】完成率" in note
    assert "【位次·黄】位次第 9 名" in note


def test_the_citys_own_list_is_an_axis_of_its_own() -> None:
    lights = Lights(None, Light.GREEN, Light.RED, {"city": "列入市级预警：红", "rank": "位次第 2 名"}, Light.RED)
    text = letter(replace(GDP, entry=replace(GDP.entry, lights=lights)))
    assert "【市级·红】列入市级预警：红" in text.rows[0].note
    assert "【位次" not in text.rows[0].note
    assert "列入市级预警1项" in text.situation


def test_a_green_light_tells_what_it_rests_on() -> None:
    lights = Lights(Light.GREEN, None, None, {"progress": "达到绿灯下限"}, Light.GREEN)
    note = letter(replace(GDP, entry=replace(GDP.entry, lights=lights))).rows[0].note
    assert "亮灯依据：【序时·绿】达到绿灯下限" in note


def test_what_is_asked_is_an_amount_a_day_and_third_place() -> None:
    note = letter(GDP).rows[0].note
    assert "距年度目标还差84.9亿元，今后每天需完成约1.70亿元" in note
    assert "距全市第三名（280.4亿元）还差55.3亿元" in note


def test_less_is_better_is_asked_to_come_down() -> None:
    note = letter(DEATHS).rows[0].note
    assert "已超出控制目标1人" in note
    assert "比全市第三名（4人）高3人" in note
    assert "每天" not in note


def test_the_direction_scored_in_counts() -> None:
    inputs = (Input("方向", "逆向（计分规则）", None),)
    item = replace(GDP, entry=replace(GDP.entry, inputs=inputs))
    assert "控制在目标以内" in letter(item).rows[0].note


def test_a_percentage_has_points_and_no_daily_share() -> None:
    item = Item(lettering.indicator("降低率", "%"), lettering.entry("降低率", "2.31", "3.5", (13, "3.2", "0.89")))
    note = letter(item).rows[0].note
    assert "还差1.19个百分点" in note
    assert "每天" not in note


def test_who_is_in_front_is_told_to_keep_it() -> None:
    item = replace(GDP, entry=lettering.entry("生产总值", "312", "310", (1, "280.4", "0")))
    assert "已完成年度目标；位居全市前三名，继续保持" in letter(item).rows[0].note


@pytest.mark.parametrize("days", [0, -3, None])
def test_without_days_left_nothing_is_divided_among_them(days: int | None) -> None:
    text = letter(GDP, days_left=days)
    assert "每天" not in text.rows[0].note
    assert text.left == ""


def test_the_opening_counts_what_the_table_shows() -> None:
    text = letter(GDP, DEATHS, SAFETY, UNREPORTED)
    opening = text.situation + text.left
    assert "截至2011年10月31日，你单位承担的市考指标共4项" in opening
    assert "红灯1项、黄灯1项、未报数据1项、定性等不亮灯1项" in opening
    assert "排在全市第五名之后2项" in opening
    assert "距12月20日年度考核结束仅剩50天" in opening


def test_the_largest_gaps_are_named_first() -> None:
    text = letter(GDP, DEATHS)
    assert text.gaps == "死亡人数（差3人）、生产总值（差55.3亿元）"
    assert text.behind == 2
    assert text.reply_by == "2011年11月10日"  # seven working days


def test_without_a_deadline_in_the_settings_none_is_invented() -> None:
    assert letter(GDP, settings=replace(lettering.SETTINGS, reply_days={})).reply_by == ""


def test_names_number_and_date_are_official() -> None:
    text = letter(GDP)
    assert text.number == "长考办函〔2011〕12号"
    assert "".join(text.title) == "关于2011年1—10月市考指标完成情况的提醒函"
    assert text.issued == "2011年11月1日"


def test_units_assessed_by_us_are_compared_with_their_own_kind() -> None:
    text = letter(GDP, settings=replace(lettering.SETTINGS, own_unit=""))
    assert "考核指标" in text.situation
    assert "全市" not in text.situation + text.gaps


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2011, 10, 31), "2011年1—10月"),
        (date(2011, 1, 31), "2011年1月"),
        (date(2011, 10, 15), "2011年10月15日"),
        (date(2012, 2, 28), "2012年2月28日"),
        (None, ""),
    ],
)
def test_the_period_is_named_by_its_months(as_of: date | None, words: str) -> None:
    assert period_words(as_of) == words


@pytest.mark.parametrize(
    ("values", "places"),
    [(("310", "225.1"), 1), (("310", None), 0), (("1E+2",), 0), (("0.123456",), 4), ((), 0)],
)
def test_figures_show_the_decimals_that_they_came_with(values: tuple[str | None, ...], places: int) -> None:
    assert decimals(*(Decimal(value) if value else None for value in values)) == places
