"""The tables beside the main one: peers across (figures, targets), and the months of a few indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from city_figures import DISTRICTS, MONTHLY, OWN, Indicator
from city_peers import Figure, actuals, figure, targets
from pages import (
    BLUE,
    COMMENT,
    GREY,
    LINE,
    OWN_FILL,
    PALE_FILL,
    RED,
    Column,
    Looks,
    merge_down,
    set_page,
    set_widths,
    write_head,
    write_notes,
    write_title,
    write_unit_row,
)
from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_FIRST = 4
_LEADING = (Column("序号", 5), Column("类别", 10), Column("指标", 30), Column("计量\n单位", 9))
_SOURCE_NOTES = (
    "数据由市级各部门提供、市考核办汇总，各区县口径一致；没有农村的城区，涉农指标“不考核”。",
    "均为示例数据。",
)
_CHART_FONT = {"name": "宋体", "size": 9, "color": "#404040"}


def number_format(value: Figure, indicator: Indicator) -> str:
    """As many decimals as the indicator's figures have."""
    if not isinstance(value, float):
        return "General"
    return f"#,##0.{'0' * indicator.places}" if indicator.places else "#,##0"


def add_peers(book: Workbook, looks: Looks, found: Sequence[Indicator]) -> None:
    """各区县完成情况: what every district has reached, and two charts."""
    sheet = book.add_worksheet("各区县完成情况")
    figures = {one.name: actuals(one) for one in found}
    titles = ("2011年各区县市考指标完成情况表", "（截至10月底）")
    row = _across(sheet, looks, found, figures, titles, "各区县1-10月完成")
    sheet.write_comment(_FIRST, 4 + DISTRICTS.index(OWN), "与“市考指标”表一致，由区统计局核对。", COMMENT)
    for name, place in (("生产总值", "A"), ("规模以上工业增加值", "I")):
        chart = _by_district(book, sheet.get_name(), found, name)
        sheet.insert_chart(f"{place}{row + 2}", chart, {"x_offset": 10, "y_offset": 6, "object_position": 1})
    set_page(sheet, (row + 19, 3 + len(DISTRICTS)), (2, 3))
    sheet.set_h_pagebreaks([_FIRST + 29])


def add_targets(book: Workbook, looks: Looks, found: Sequence[Indicator]) -> None:
    """各区县年度目标: the city's targets of the year, split over the districts."""
    sheet = book.add_worksheet("各区县年度目标")
    figures = {one.name: targets(one) for one in found}
    titles = ("2011年各区县市考指标年度目标分解表", "（示例数据）")
    row = _across(sheet, looks, found, figures, titles, "各区县年度目标")
    set_page(sheet, (row, 3 + len(DISTRICTS)), (2, 3))
    sheet.set_h_pagebreaks([_FIRST + 29])


def _across(
    sheet: Worksheet,
    looks: Looks,
    found: Sequence[Indicator],
    figures: Mapping[str, Mapping[str, Figure]],
    titles: tuple[str, str],
    group: str,
) -> int:
    """Indicators down, districts across; returns the row below the notes."""
    columns = (*_LEADING, *(Column(district, 9.5, group) for district in DISTRICTS))
    right = len(columns) - 1
    set_widths(sheet, columns)
    write_title(sheet, looks, right, titles)
    write_unit_row(sheet, looks, 1, right, ("汇总单位：市目标考核办公室（示例数据）", "单位：见“计量单位”栏"))
    write_head(sheet, looks, 2, columns)
    merge_down(sheet, 1, _FIRST, [one.category for one in found], looks.body(bold=True, bg_color=PALE_FILL))
    for row, indicator in enumerate(found, _FIRST):
        sheet.set_row(row, 21)
        sheet.write(row, 0, indicator.number, looks.body())
        sheet.write(row, 2, indicator.name, looks.body(align="left", indent=1))
        sheet.write(row, 3, indicator.measure, looks.body())
        for column, (district, value) in enumerate(figures[indicator.name].items(), 4):
            own = {"bg_color": OWN_FILL, "bold": True} if district == OWN else {}
            faint = {"font_color": GREY, "font_size": 9} if isinstance(value, str) and len(value) > 1 else {}
            look = looks.body(num_format=number_format(value, indicator), **own, **faint)
            sheet.write(row, column, value, look)
    sheet.freeze_panes(_FIRST, 4)
    return write_notes(sheet, looks, _FIRST + len(found), right, _SOURCE_NOTES)


def _by_district(book: Workbook, sheet: str, found: Sequence[Indicator], name: str) -> Chart:
    """A column chart of one indicator, the own district in another colour."""
    row = _FIRST + next(number for number, one in enumerate(found) if one.name == name)
    chart = book.add_chart({"type": "column"})
    own = DISTRICTS.index(OWN)
    points = [{"fill": {"color": RED}} if number == own else None for number in range(len(DISTRICTS))]
    series = {
        "name": f"{name}（亿元）",
        "categories": [sheet, 3, 4, 3, 3 + len(DISTRICTS)],
        "values": [sheet, row, 4, row, 3 + len(DISTRICTS)],
        "fill": {"color": "#8FAAD0"},
        "points": points,
        "gap": 60,
        "data_labels": {"value": True, "font": {**_CHART_FONT, "size": 8}},
    }
    chart.add_series(series)
    _dress(chart, f"1-10月{name}（亿元）")
    chart.set_legend({"none": True})
    chart.set_size({"width": 590, "height": 300})
    return chart


def _dress(chart: Chart, title: str) -> None:
    """Title, axes and frame alike on all charts."""
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 12, "bold": False, "color": BLUE}})
    chart.set_x_axis({"num_font": _CHART_FONT, "line": {"color": LINE}})
    grid = {"visible": True, "line": {"color": "#E3E7ED", "width": 0.75}}
    chart.set_y_axis({"num_font": _CHART_FONT, "line": {"none": True}, "major_gridlines": grid})
    chart.set_chartarea({"border": {"color": LINE, "width": 0.75}})


def add_months(book: Workbook, looks: Looks, found: Sequence[Indicator]) -> None:
    """月度进度: cumulative figures of the own district, month by month, with sparklines and a chart."""
    sheet = book.add_worksheet("月度进度")
    heads = ["1月", *(f"1-{month}月" for month in range(2, 13))]
    columns = (
        Column("序号", 5),
        Column("指标", 25),
        Column("计量\n单位", 8),
        Column("年度目标", 10),
        *(Column(head, 8.5, "累计完成") for head in heads),
        Column("走势", 15),
    )
    right = len(columns) - 1
    set_widths(sheet, columns)
    write_title(sheet, looks, right, ("长安区2011年重点指标月度进度表", "（截至10月底，累计数，示例数据）"))
    write_unit_row(sheet, looks, 1, right, ("填报单位：长安区目标责任考核办公室", "单位：见“计量单位”栏"))
    write_head(sheet, looks, 2, columns)
    by_name = {one.name: one for one in found}
    for number, (name, figures) in enumerate(MONTHLY.items(), 1):
        _month_row(sheet, looks, (_FIRST + number - 1, number), by_name[name], figures)
    last = _FIRST + len(MONTHLY) - 1
    row = write_notes(sheet, looks, last + 1, right, ("本表为累计数，10月末数与“市考指标”表一致。",))
    sheet.insert_chart(row + 1, 0, _progress_chart(book, last), {"x_offset": 10, "object_position": 1})
    sheet.freeze_panes(_FIRST, 4)
    set_page(sheet, (row + 20, right), (2, 3))


def _month_row(
    sheet: Worksheet, looks: Looks, place: tuple[int, int], indicator: Indicator, figures: Sequence[float]
) -> None:
    row, number = place
    target = figure(indicator.target)
    shown = {"num_format": number_format(target, indicator)}
    sheet.set_row(row, 24)
    sheet.write(row, 0, number, looks.body())
    sheet.write(row, 1, indicator.name, looks.body(align="left", indent=1))
    sheet.write(row, 2, indicator.measure, looks.body())
    sheet.write(row, 3, target, looks.body(**shown))
    for column in range(12):
        value = figures[column] if column < len(figures) else None
        sheet.write(row, 4 + column, value, looks.body(**shown))
    sheet.write_blank(row, 16, None, looks.body())
    bars = {"range": f"月度进度!E{row + 1}:P{row + 1}", "type": "column", "series_color": "#4A6FA5"}
    sheet.add_sparkline(row, 16, bars)


def _progress_chart(book: Workbook, last: int) -> Chart:
    """Cumulative investment as columns, value added of industry as a line on the right axis."""
    chart = book.add_chart({"type": "column"})
    line = book.add_chart({"type": "line"})
    months = ["月度进度", 3, 4, 3, 13]
    investment = _FIRST + list(MONTHLY).index("全社会固定资产投资")
    industry = _FIRST + list(MONTHLY).index("规模以上工业增加值")
    assert investment <= last
    chart.add_series(
        {
            "name": "全社会固定资产投资（左轴）",
            "categories": months,
            "values": ["月度进度", investment, 4, investment, 13],
            "fill": {"color": "#8FAAD0"},
            "gap": 80,
        }
    )
    line.add_series(
        {
            "name": "规模以上工业增加值（右轴）",
            "categories": months,
            "values": ["月度进度", industry, 4, industry, 13],
            "line": {"color": RED, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": {"color": RED}, "border": {"color": RED}},
            "y2_axis": True,
        }
    )
    chart.combine(line)
    _dress(chart, "固定资产投资与工业增加值累计完成（亿元）")
    line.set_y2_axis({"num_font": _CHART_FONT, "line": {"none": True}})
    chart.set_legend({"position": "bottom", "font": _CHART_FONT})
    chart.set_size({"width": 1220, "height": 360})
    return chart
