"""The workbook part of a document: its tabs, and defined names (print areas, print titles) moved along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaohe_xl.books.calculation import at_opening
from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import attributes, escape, text_of, with_attribute, without_attributes
from kaohe_xl.books.references import area_of
from kaohe_xl.books.templates.elsewhere import Renamed, names_sheet
from kaohe_xl.books.templates.moving import Moves
from kaohe_xl.books.templates.package import WORKBOOK, Package, SheetPart, relations_of
from kaohe_xl.errors import InputError

_VIEW = re.compile(rb"<workbookView\b[^>]*>")
_WHOLE_ROWS = re.compile(r"\$?(\d+):\$?(\d+)$")
_NAME = re.compile(rb"(<definedName\b[^>]*>)(.*?)</definedName>", re.DOTALL)
_FORMULA = re.compile(rb"<f[\s>/]")
TITLES = "_xlnm.Print_Titles"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a document's workbook: of which template sheet, called what, where its rows went.

    `path` "": the template's own part, unchanged. `repeats`: the print titles are still wanted.
    """

    sheet: SheetPart
    name: str
    moves: Moves | None = None
    repeats: bool = True
    path: str = ""


class Names:
    """The template's workbook part, and the same for each document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        part = package.workbook
        self._part = part
        first = part.first(b"sheets")
        if first is None:
            raise part.damaged()
        self._sheets = (first.start(), part.ends(first, b"sheets")[1])
        names = part.first(b"definedNames")
        self._at = (names.start(), part.ends(names, b"definedNames")[1]) if names else None
        body = part.data[self._at[0] : self._at[1]] if self._at else b""
        self._names = [(tag, text_of(text)) for tag, text in _NAME.findall(body)]
        self._calculates = any(_FORMULA.search(package.parts[sheet.path]) for sheet in package.sheets)

    def area(self, sheet: SheetPart, name: str) -> Area | None:
        """The rows and columns of a sheet's print area or print titles."""
        place = str(self._package.sheets.index(sheet))
        for tag, text in self._names:
            of = attributes(tag)
            if of.get("name") == name and of.get("localSheetId") == place:
                return _area(text)
        return None

    def workbook(self, tabs: Sequence[Tab], *, is_many: bool = False) -> bytes:
        """The workbook part with these tabs; `is_many`: their relationships are those of `relations`."""
        sheets = b"".join(
            self._tag(tab, place) if is_many else with_attribute(tab.sheet.tag, "name", tab.name)
            for place, tab in enumerate(tabs, 1)
        )
        names = self._defined(tabs)
        splices = [(*self._sheets, b"<sheets>" + sheets + b"</sheets>")]
        if self._at:
            splices.append((*self._at, b"<definedNames>" + names + b"</definedNames>" if names else b""))
        if self._calculates:
            splices += at_opening(self._part)
        made = self._part.spliced(splices)
        return _VIEW.sub(lambda m: without_attributes(m[0], "activeTab", "firstSheet"), made)

    def relations(self, tabs: Sequence[Tab]) -> bytes:
        """The workbook's relationships with a sheet each."""
        kept = self._package.parts[relations_of(WORKBOOK)]
        kind = ""
        for one in self._package.relations(WORKBOOK):
            if one.kind == "worksheet" or one.kind == "calcChain":
                kept = kept.replace(one.tag, b"")
                kind = attributes(one.tag)["Type"] if one.kind == "worksheet" else kind
        new = b"".join(
            b'<Relationship Id="sheet%d" Type="%s" Target="/%s"/>'
            % (place, kind.encode(), (tab.path or tab.sheet.path).encode())
            for place, tab in enumerate(tabs, 1)
        )
        at = kept.rindex(b"</")
        return kept[:at] + new + kept[at:]

    def without(self, relations: bytes, gone: Iterable[str]) -> bytes:
        """The workbook's relationships without those to parts that went."""
        lost = set(gone)
        for one in self._package.relations(WORKBOOK):
            if one.target in lost:
                relations = relations.replace(one.tag, b"")
        return relations

    def _tag(self, tab: Tab, place: int) -> bytes:
        tag = with_attribute(with_attribute(tab.sheet.tag, "name", tab.name), "sheetId", str(place))
        key = next(key for key in attributes(tag) if key.endswith(":id"))
        return with_attribute(tag, key, f"sheet{place}")

    def _defined(self, tabs: Sequence[Tab]) -> bytes:
        out = []
        for tag, text in self._names:
            local = attributes(tag).get("localSheetId")
            if local is None:
                tab = next((one for one in tabs if one.moves and names_sheet(text, one.sheet.name)), None)
                out.append((tag, _renamed(text, tab) if tab else text))
                continue
            sheet = self._package.sheets[int(local)]
            for place, tab in enumerate(tabs):
                if tab.sheet == sheet and (tab.repeats or attributes(tag).get("name") != TITLES):
                    out.append((with_attribute(tag, "localSheetId", str(place)), _renamed(text, tab)))
        return b"".join(tag + escape(text) + b"</definedName>" for tag, text in out)


def _renamed(text: str, tab: Tab) -> str:
    return Renamed(tab.sheet.name, tab.name, tab.moves).formula(text) if tab.moves else text


def _area(text: str) -> Area | None:
    last = text.split(",")[-1].rpartition("!")[2]
    rows = _WHOLE_ROWS.match(last)
    if rows:
        return Area(int(rows[1]), 1, int(rows[2]), 1)
    try:
        return area_of(last)
    except InputError:
        return None
