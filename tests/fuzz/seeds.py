"""Small workbooks, part by part, with something of everything that the reader and the patcher look at."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from tests.books import foreign

_RELS = "application/vnd.openxmlformats-package.relationships+xml"
Parts = dict[str, bytes]

_STRINGS = foreign.strings(
    "<si><t>指标</t></si><si><r><rPr><b/></rPr><t>生产</t></r><r><t xml:space=\"preserve\"> 总值</t></r></si>"
    "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウ</t></rPh></si><si/><si><t>_x000D_&lt;&#x4E2D;</t></si>"
)
_HEAD = (
    '<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>目标</t></is></c>'
    '<c r="C1" t="str"><v>完成</v></c><c r="D1" t="inlineStr"><is><r><t>亮</t></r><r><t>灯</t></r></is></c></row>'
)
_BODY = (
    '<row r="2" s="2" customFormat="1" ht="20"><c r="A2" t="s"><v>1</v></c><c r="B2" s="3"><v>0.5</v></c>'
    '<c r="C2"><f>B2*2</f><v>1</v></c><c r="D2" t="b"><v>1</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>4</v></c><c r="B3" s="1"><v>40847</v></c><c r="C3" t="e"><v>#N/A</v></c>'
    '<c r="D3" t="d"><v>2011-10-31T00:00:00</v></c></row>'
    '<row r="5"><c r="B5" s="2"/><c r="D5"><v>-1.5E-7</v></c></row>'
)
_TABLE = f"{_HEAD}{_BODY}"
_COLOURS = (
    '<conditionalFormatting sqref="D2:D9 D11"><cfRule type="cellIs" dxfId="0" priority="1" operator="equal">'
    "<formula>\"红\"</formula></cfRule></conditionalFormatting>"
)
_SHARED = (
    '<row r="2"><c r="A2"><f t="shared" ref="A2:A4" si="0">B2+1</f><v>1</v></c><c r="B2"><v>0</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row><row r="4"><c r="A4"><f t="shared" si="0"/><v>3</v></c>'
    '<c r="C4"><f t="array" ref="C4:D5">A2:B3</f><v>1</v></c><c r="D4"><v>1</v></c></row>'
    '<row r="6"><c r="A6"><f t="dataTable" ref="A6:B7" dt2D="1" dtr="1" r1="C1" r2="C2"/><v>1</v></c></row>'
)
_OBJECT = (
    f'{foreign.HEAD}<table xmlns="{foreign.MAIN}" id="1" name="t" displayName="t" ref="A1:D5" totalsRowShown="0">'
    '<autoFilter ref="A1:D5"/><tableColumns count="4"><tableColumn id="1" name="指标"/><tableColumn id="2" name="目标"/>'
    '<tableColumn id="3" name="完成"><calculatedColumnFormula>t[目标]*2</calculatedColumnFormula></tableColumn>'
    '<tableColumn id="4" name="亮灯"/></tableColumns></table>'
)
_PIVOT = (
    f'{foreign.HEAD}<pivotTableDefinition xmlns="{foreign.MAIN}" name="p" cacheId="1">'
    '<location ref="F1:G4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
)
_CHAIN = f'{foreign.HEAD}<calcChain xmlns="{foreign.MAIN}"><c r="C2" i="1"/><c r="A2"/><c r="A3" i="2"/></calcChain>'
_DXF = (
    '</cellStyles><dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font><fill><patternFill>'
    '<bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf></dxfs></styleSheet>'
)
_SHEETS: Mapping[str, str] = {
    "plain": foreign.rows(_TABLE),
    "rich": foreign.worksheet(
        f'<sheetPr codeName="Sheet1"/><dimension ref="A1:D5"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f'<cols><col min="2" max="4" width="9" style="3"/></cols><sheetData>{_TABLE}</sheetData>'
        f'<sheetProtection sheet="1"/><mergeCells count="2"><mergeCell ref="A7:B8"/><mergeCell ref="D2:D3"/></mergeCells>'
        f'{_COLOURS}<dataValidations count="1"><dataValidation type="list" sqref="A2:A9"/></dataValidations>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts><extLst><ext uri="{x}"/></extLst>'
    ),
    "formulas": foreign.worksheet(f"<sheetData>{_SHARED}</sheetData>"),
    "prefixed": foreign.worksheet(f"<sheetData>{_BODY}</sheetData>{_COLOURS}")
    .replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="),
    "odd": foreign.rows(
        "<!-- c --><row><c><v>1</v></c><c t='inlineStr'><is><t><![CDATA[a<b]]></t></is></c></row><?pi x?>"
        '<row r="4" ><c r="$B$4" s = "1"><v> 7 </v></c><c r="C4" t="n"><v></v></c></row >'
    ),
    "alternate": foreign.worksheet(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x">'
        f'<x/></mc:Choice><mc:Fallback><y/></mc:Fallback></mc:AlternateContent><sheetData>{_HEAD}</sheetData>'
    ),
    "empty": foreign.worksheet("<sheetData/>"),
}
NAMES = tuple(_SHEETS)


def parts(name: str) -> Parts:
    """The parts of the workbook of that name; its second sheet is always the plain one."""
    sheets = '<sheet name="市考指标" sheetId="1" r:id="rId1"/><sheet name="二" sheetId="2" state="hidden" r:id="rId2"/>'
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("worksheets/sheet2.xml", "worksheet"),
            ("styles.xml", "styles"),
            ("sharedStrings.xml", "sharedStrings"),
            ("calcChain.xml", "calcChain"),
            ("tables/table1.xml", "table"),
        )
    )
    whole = {
        "[Content_Types].xml": (
            f'{foreign.HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="rels" ContentType="{_RELS}"/><Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ),
        "_rels/.rels": foreign.links("officeDocument xl/workbook.xml"),
        "xl/workbook.xml": (
            f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><workbookPr date1904="{int(name == "odd")}"/>'
            f'<sheets>{sheets}</sheets><definedNames><definedName name="名">市考指标!$A$1:$B$2</definedName></definedNames>'
            '<calcPr calcId="1"/></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": foreign.links(
            "worksheet worksheets/sheet1.xml", "worksheet /xl/worksheets/sheet2.xml", "styles styles.xml",
            "sharedStrings sharedStrings.xml", "calcChain calcChain.xml",
        ),
        "xl/worksheets/sheet1.xml": _SHEETS[name],
        "xl/worksheets/sheet2.xml": _SHEETS["plain"],
        "xl/styles.xml": foreign.STYLES.replace("</cellStyles></styleSheet>", _DXF),
        "xl/sharedStrings.xml": _STRINGS,
        "xl/calcChain.xml": _CHAIN,
    }
    if name == "rich":
        whole |= {
            "xl/worksheets/_rels/sheet1.xml.rels": foreign.links("table ../tables/table1.xml", "pivotTable ../pivotTables/p1.xml"),
            "xl/tables/table1.xml": _OBJECT,
            "xl/pivotTables/p1.xml": _PIVOT,
        }
    if name == "empty":
        del whole["xl/styles.xml"]
    return {part: text.encode() for part, text in whole.items()}


def zipped(content: Mapping[str, bytes], packed: int = 0) -> bytes:
    """A zip of these parts, made without zipfile, which takes longer than reading it; bits of `packed`: deflated ones."""
    out, entries = bytearray(), bytearray()
    for number, (name, data) in enumerate(content.items()):
        method = 8 if packed >> number & 1 else 0
        body = _deflated(data) if method else data
        known = name.encode()
        common = (20, 0, method, 0, 0x3F60, zlib.crc32(data), len(body), len(data), len(known), 0)
        entries += struct.pack("<4sH5H3L2H3H2L", b"PK\1\2", 20, *common, 0, 0, 0, 0, len(out)) + known
        out += struct.pack("<4s5H3L2H", b"PK\3\4", *common) + known + body
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(content), len(content), len(entries), len(out), 0)
    return bytes(out + entries + end)


def _deflated(data: bytes) -> bytes:
    pack = zlib.compressobj(1, zlib.DEFLATED, -15)
    return pack.compress(data) + pack.flush()
