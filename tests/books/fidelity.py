"""What a save changed in a workbook, seen without our own code: zip members as they are stored, parts by lxml."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

Cell = tuple[int, int]
_PARSER = etree.XMLParser(remove_comments=True, strip_cdata=True, resolve_entities=False, huge_tree=True)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; "" for an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def canonical(element: etree._Element) -> tuple[object, ...]:
    """All that an element says, whatever its prefixes, the order of attributes, the space between elements."""
    inside = tuple((canonical(child), (child.tail or "").strip()) for child in element)
    text = (element.text or "").strip() if inside else element.text or ""
    return str(element.tag), tuple(sorted(element.attrib.items())), text, inside


def sheets_of(path: Path) -> dict[str, str]:
    """Worksheet name -> part, in tab order."""
    with zipfile.ZipFile(path) as archive:
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def root(part: str) -> etree._Element:
            return etree.fromstring(archive.read(names[part.lower()]), _PARSER)

        def targets(part: str) -> dict[str, tuple[str, str]]:
            folder, name = posixpath.split(part)
            links = posixpath.join(folder, "_rels", name + ".rels")
            found = {}
            for link in root(links):
                of = link.attrib
                target = posixpath.normpath(
                    posixpath.join("/" + folder, str(of["Target"]).replace("\\", "/"))
                )
                target = target.lstrip("/")
                target = target if target.lower() in names else unquote(target)
                found[str(of.get("Id"))] = (str(of["Type"]).rsplit("/", 1)[-1], target)
            return found

        main = next(t for kind, t in targets("").values() if kind == "officeDocument")
        links = targets(main)
        found = {}
        for sheet in root(main).iter("{*}sheet"):
            link = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            kind, target = links.get(link, ("", ""))
            if kind == "worksheet" and target.lower() in names:
                found[str(sheet.get("name"))] = names[target.lower()]
        return found


def stored(path: Path) -> dict[str, tuple[object, ...]]:
    """Each member as it is stored: method, checksum, time, attributes, compressed bytes."""
    data = path.read_bytes()
    found: dict[str, tuple[object, ...]] = {}
    with zipfile.ZipFile(path) as archive:
        for m in archive.infolist():
            name, extra = struct.unpack_from("<2H", data, m.header_offset + 26)
            start = m.header_offset + 30 + name + extra
            raw = data[start : start + m.compress_size]
            found[m.filename] = (m.compress_type, m.CRC, m.date_time, m.external_attr, raw)
    return found


def cells_of(root: etree._Element) -> Iterator[tuple[Cell, etree._Element]]:
    """Every cell of a sheet with its place, references left out counted on."""
    data = next((e for e in root if local(e) == "sheetData"), None)
    number = 0
    for row in () if data is None else data:
        if local(row) != "row":
            continue
        number = int(row.get("r") or number + 1)
        column = 0
        for cell in row:
            if local(cell) == "c":
                letters = "".join(ch for ch in cell.get("r") or "" if ch.isalpha())
                column = column_of(letters) if letters else column + 1
                yield (number, column), cell


def column_of(letters: str) -> int:
    """AA -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def faults(before: Path, after: Path, sheet: str, written: Collection[Cell]) -> list[str]:
    """All that differs between two workbooks and isn't one of the `written` cells of `sheet`.

    A table or a conditional format that grew, new formats, the wish to be recalculated and other results
    of formulas are no faults; a part that may change is compared element by element.
    """
    old, new = stored(before), stored(after)
    sheets = sheets_of(before)
    part = sheets[sheet]
    found = [f"member {n} lost" for n in old if n not in new and "calcChain" not in n]
    found += [f"member {n} added" for n in new if n not in old]
    if [n for n in old if n in new] != [n for n in new if n in old]:
        found.append("order of members changed")
    with zipfile.ZipFile(before) as one, zipfile.ZipFile(after) as two:
        if two.testzip():
            found.append(f"checksum of {two.testzip()}")
        for name in old.keys() & new.keys():
            if old[name] == new[name]:
                continue
            a, b = one.read(name), two.read(name)
            if name == part:
                found += sheet_faults(a, b, frozenset(written))
            elif a == b:
                found.append(f"{name} stored anew")
            elif name in sheets.values():
                found += [f"{name}: {fault}" for fault in sheet_faults(a, b, frozenset())]
            else:
                found += part_faults(name, a, b, "calcChain" in "".join(old.keys() - new.keys()))
    return found


def part_faults(name: str, a: bytes, b: bytes, without_chain: bool) -> list[str]:
    """What changed in a part other than the sheet, and mustn't have."""
    one, two = etree.fromstring(a, _PARSER), etree.fromstring(b, _PARSER)
    kind = local(one)
    if kind == "workbook":
        for root in (one, two):
            for calc in list(root.iter("{*}calcPr")):
                calc.attrib.pop("fullCalcOnLoad", None)
                if not calc.attrib:
                    root.remove(calc)
        return [] if canonical(one) == canonical(two) else [f"{name}: more than the recalculation changed"]
    if kind == "styleSheet":
        return [f"{name}: {e} changed" for e in _changed_lists(one, two)]
    if kind == "table":
        return [] if _table(one) == _table(two) else [f"{name}: more than the totals changed"]
    if kind == "calcChain" or (kind in ("Types", "Relationships") and without_chain):
        left = [canonical(e) for e in two]
        return [] if set(map(_place, two)) <= set(map(_place, one)) and left else [f"{name} changed"]
    return [f"{name} changed"]


def _table(root: etree._Element) -> tuple[object, ...]:
    """A table, but for what it says of its totals row's cells."""
    for column in root.iter("{*}tableColumn"):
        for name in ("totalsRowFunction", "totalsRowLabel"):
            column.attrib.pop(name, None)
        for formula in list(column.iter("{*}totalsRowFormula")):
            column.remove(formula)
    return canonical(root)


def _place(element: etree._Element) -> tuple[str, str]:
    return local(element), str(element.get("r") or element.get("PartName") or element.get("Id"))


def _changed_lists(one: etree._Element, two: etree._Element) -> Iterator[str]:
    """Lists of styles whose former elements aren't there as they were."""
    later = {local(e): e for e in two}
    for old in one:
        if not local(old):
            continue
        new = later.get(local(old))
        if new is None or [canonical(e) for e in old] != [canonical(e) for e in new][: len(old)]:
            yield local(old)


def sheet_faults(a: bytes, b: bytes, written: frozenset[Cell]) -> list[str]:
    """What changed in the sheet beside the written cells."""
    one, two = etree.fromstring(a, _PARSER), etree.fromstring(b, _PARSER)
    filled = _filled(one)
    for root in (one, two):
        _drop_results(root, filled)
    found = []
    outside = [[e for e in root if local(e) not in ("sheetData", "dimension", "")] for root in (one, two)]
    if list(map(canonical, outside[0])) != list(map(canonical, outside[1])):
        found.append("beside the cells")
    heirs = _formerly_shared(one, written)
    old = {place: _cell(c, heirs) for place, c in cells_of(one) if place not in written}
    new = {place: _cell(c, heirs) for place, c in cells_of(two) if place not in written}
    found += [f"cell {p} differs" for p in old.keys() | new.keys() if old.get(p) != new.get(p)]
    order = [place for place, _ in cells_of(two)]
    if order != sorted(set(order)):
        found.append("cells out of order")
    rows = [_rows(root) for root in (one, two)]
    lost = [r for r, of in rows[0].items() if rows[1].get(r) != of]
    lost += [r for r, of in rows[1].items() if r not in rows[0] and (of or r not in {p[0] for p in written})]
    return found + [f"row {r}" for r in lost]


def _filled(root: etree._Element) -> set[Cell]:
    """The cells that array formulas and data tables fill."""
    found: set[Cell] = set()
    for _, cell in cells_of(root):
        for formula in cell.iter("{*}f"):
            corners = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", formula.get("ref") or "")
            if corners and formula.get("t") in ("array", "dataTable"):
                rows = range(int(corners[2]), int(corners[4]) + 1)
                columns = range(column_of(corners[1]), column_of(corners[3]) + 1)
                found |= {(row, column) for row in rows for column in columns}
    return found


def results_of(path: Path) -> set[tuple[str, int, int]]:
    """The cells of a workbook that show what formulas came to: sheet, row, column."""
    found: set[tuple[str, int, int]] = set()
    with zipfile.ZipFile(path) as archive:
        for sheet, part in sheets_of(path).items():
            root = etree.fromstring(archive.read(part), _PARSER)
            places = {place for place, cell in cells_of(root) if any(local(child) == "f" for child in cell)}
            found |= {(sheet, *place) for place in places | _filled(root)}
    return found


def _drop_results(root: etree._Element, filled: set[Cell]) -> None:
    """Leave out what formulas showed last."""
    for place, cell in cells_of(root):
        if place in filled or any(local(child) == "f" for child in cell):
            for name in ("t", "vm"):
                cell.attrib.pop(name, None)
            for child in [child for child in cell if local(child) == "v"]:
                cell.remove(child)
            if not (cell.text or "").strip():  # white space between what is there and what isn't any more
                cell.text = None


def _formerly_shared(root: etree._Element, written: frozenset[Cell]) -> set[str]:
    """The indexes of shared formulas whose master was written over: another cell becomes the master."""
    return {
        str(formula.get("si"))
        for place, cell in cells_of(root)
        for formula in cell.iter("{*}f")
        if place in written and formula.get("t") == "shared" and formula.get("ref")
    }


def _cell(cell: etree._Element, heirs: set[str]) -> tuple[object, ...]:
    """A cell, without the words of a shared formula that got another master."""
    for formula in cell.iter("{*}f") if heirs else ():
        if formula.get("t") == "shared" and formula.get("si") in heirs:
            formula.attrib.pop("ref", None)
            formula.text = None
    return canonical(cell)


def _rows(root: etree._Element) -> dict[int, dict[str, str]]:
    """The attributes of each row but its number and spans."""
    data = next((e for e in root if local(e) == "sheetData"), ())
    found: dict[int, dict[str, str]] = {}
    number = 0
    for row in data:
        if local(row) == "row":
            number = int(row.get("r") or number + 1)
            found[number] = {str(k): str(v) for k, v in row.attrib.items() if k not in ("r", "spans")}
    return found
