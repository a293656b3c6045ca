"""What Excel says of a range in XML: number formats of cells, rows and columns, merged areas, colours."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from kaohe_xl.books.excel_calls import Calls
from kaohe_xl.books.grid import Area, TextColour
from kaohe_xl.books.live_looks import Looks, looks_of

# As Excel writes it: defaults of columns and rows, spans, parents of styles, built-in names of formats.
TOLD = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"><NumberFormat/></Style>
  <Style ss:ID="s62" ss:Name="Percent"><NumberFormat ss:Format="0%"/></Style>
  <Style ss:ID="s63" ss:Parent="s62"><Font ss:Bold="1"/></Style>
  <Style ss:ID="s64"><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="s65"><NumberFormat ss:Format="@"/></Style>
  <Style ss:ID="s66"><NumberFormat ss:Format="0&quot;%&quot;"/></Style>
 </Styles>
 <Worksheet ss:Name="Sheet1">
  <Table ss:ExpandedColumnCount="5" ss:ExpandedRowCount="7" x:FullColumns="1" x:FullRows="1">
   <Column ss:Index="4" ss:StyleID="s64" ss:Span="1"/>
   <Row><Cell ss:MergeAcross="2" ss:StyleID="s66"><Data ss:Type="String">标题</Data></Cell>
    <Cell ss:StyleID="Default"/></Row>
   <Row ss:Index="3" ss:StyleID="s63"><Cell ss:Index="2" ss:StyleID="s65"/></Row>
   <Row ss:Span="1"><Cell ss:Index="5" ss:MergeDown="1" ss:StyleID="Default"/></Row>
  </Table>
  <ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel">
   <Range>R2C5,R4C5:R6C5</Range>
   <Condition><Qualifier>Equal</Qualifier><Value1>&quot;红&quot;</Value1>
    <Format Style='color:#9C0006;background:#FFC7CE'/></Condition>
   <Condition><Qualifier>Greater</Qualifier><Value1>5</Value1><Format Style='color:red'/></Condition>
  </ConditionalFormatting>
 </Worksheet>
</Workbook>"""


def told(xml: Any, area: Area) -> Looks:
    answers = SimpleNamespace(Invoke=lambda *of: xml)
    cells = SimpleNamespace(api=SimpleNamespace(_oleobj_=answers), sheet=Uniform())
    return looks_of(cells, area, Calls("市考指标.xlsx", ()))


class Uniform:
    """A sheet whose cells are all alike."""

    def range(self, reference: str) -> Any:
        return SimpleNamespace(merge_cells=False, number_format="0.0%")


def test_excels_xml_is_read_with_its_defaults_and_spans() -> None:
    looks = told(TOLD, Area(1, 1, 7, 5))
    assert looks.merged == (Area(1, 1, 1, 3), Area(4, 5, 5, 5))
    by_column = {(r, c) for r in range(1, 8) for c in (4, 5)} - {(1, 4), (4, 5)}
    assert looks.percents == (by_column | {(3, c) for c in range(1, 6)}) - {(3, 2)}
    assert looks.texts == {(3, 2)}
    red = [TextColour(area, "红", "FFC7CE", "9C0006") for area in (Area(2, 5, 2, 5), Area(4, 5, 6, 5))]
    assert looks.colours == tuple(red)


def test_without_xml_parts_are_asked_until_they_are_alike() -> None:
    for answer in (None, 5, "no xml", "<broken"):
        looks = told(answer, Area(1, 1, 2, 2))
        assert looks.percents == {(1, 1), (1, 2), (2, 1), (2, 2)}
        assert looks.colours is None
