"""Workbooks written part by part, as no library would write them: what tests of the file format read and patch."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="165" formatCode="0.0%;[Red]-0.0%"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="20" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
GENERAL, MONTH, PERCENT_ONE, PERCENT, DATE, TIME = range(6)


def worksheet(inside: str, namespace: str = MAIN) -> str:
    """A sheet part around `<sheetData>…` and what stands beside it."""
    return f'{HEAD}<worksheet xmlns="{namespace}" xmlns:r="{LINKS}">{inside}</worksheet>'


def rows(inside: str) -> str:
    """A sheet part around rows."""
    return worksheet(f"<sheetData>{inside}</sheetData>")


def strings(inside: str) -> str:
    """A shared string part around `<si>…`."""
    return f'{HEAD}<sst xmlns="{MAIN}">{inside}</sst>'


def write(path: Path, sheet: str | bytes, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook of one sheet (市考指标) at `path`; `parts` replace or add to what it is made of."""
    whole = defaults() | {"xl/worksheets/sheet1.xml": sheet} | dict(parts or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return path


def defaults() -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, an empty one."""
    return {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": links(
            "worksheet worksheets/sheet1.xml", "styles styles.xml", "sharedStrings sharedStrings.xml"
        ),
        "xl/worksheets/sheet1.xml": worksheet("<sheetData/>"),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings("<si><t>生产总值</t></si>"),
    }


def links(*targets: str) -> str:
    """A relationships part; each target as `kind path`."""
    found = (
        f'<Relationship Id="rId{k}" Type="{LINKS}/{t.split()[0]}" Target="{t.split()[1]}"/>'
        for k, t in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(found)}</Relationships>'


def part(path: Path, name: str) -> str:
    """A part's text."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def parts(path: Path) -> dict[str, bytes]:
    """All parts, inflated."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
