"""What a ribbon has to hold beyond its schema; Excel drops the whole tab, silently, for one mistake."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from lxml import etree

NAMED = {"id", "idQ", "idMso"}
# How many arguments Excel passes: a plain action gets the control alone.
ARGUMENTS = {"onLoad": 1, "loadImage": 2, "onChange": 2}
ACTIONS = {"toggleButton": 2, "checkBox": 2, "dropDown": 3, "gallery": 3}
IDENTIFIED = {"tab", "group", "button", "menu", "menuSeparator", "separator", "toggleButton", "splitButton"}
SHOWN = {"button", "menu"}


def problems(ribbon: bytes, modules: Mapping[str, str]) -> list[str]:
    """Everything that is wrong, with its line; `modules`: name of a VBA module -> its text."""
    root = etree.fromstring(ribbon)
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    found = [
        *_identities(elements),
        *_callbacks(elements, _subs(modules)),
        *_keytips(root),
        *_texts(elements),
    ]
    return sorted(found)


def _identities(elements: list[etree._Element]) -> Iterator[str]:
    ids = [e.get("id") for e in elements if e.get("id")]
    yield from (f"the id {i} stands twice" for i in sorted(set(ids)) if ids.count(i) > 1)
    for e in elements:
        if _name(e) in IDENTIFIED and len(NAMED & set(e.attrib)) != 1:
            yield f"line {e.sourceline}: needs one of id, idQ, idMso"


def _callbacks(elements: list[etree._Element], subs: Mapping[str, int]) -> Iterator[str]:
    for e in elements:
        for name, value in e.attrib.items():
            static = name[3:4].lower() + name[4:] if name.startswith("get") else ""
            if static and (static in e.attrib or (static == "image" and "imageMso" in e.attrib)):
                yield f"line {e.sourceline}: {static} beside {name}"
            if not static and name not in ARGUMENTS and name != "onAction":
                continue
            wanted = ACTIONS.get(_name(e), 1) if name == "onAction" else ARGUMENTS.get(name, 2)
            if value not in subs:
                yield f"line {e.sourceline}: no Public Sub {value}"
            elif subs[value] != wanted:
                yield f"line {e.sourceline}: {value} takes {subs[value]} arguments, Excel passes {wanted}"
        if _name(e) == "button" and "onAction" not in e.attrib:
            yield f"line {e.sourceline}: a button that does nothing"


def _keytips(root: etree._Element) -> Iterator[str]:
    """On a tab all keytips together, in a menu those of its items: no two alike, none the start of another."""
    namespace = "{" + etree.QName(root).namespace + "}"
    menus = list(root.iter(f"{namespace}menu"))
    inside = {id(e) for menu in menus for e in menu.iter() if e is not menu}
    levels = [
        [e for e in tab.iter() if id(e) not in inside and e is not tab]
        for tab in root.iter(f"{namespace}tab")
    ]
    levels += [list(menu) for menu in menus]
    for level in levels:
        shown = [e for e in level if isinstance(e.tag, str) and _name(e) in SHOWN]
        yield from (f"line {e.sourceline}: no keytip" for e in shown if not e.get("keytip"))
        tips = sorted(e.get("keytip", "").upper() for e in shown)
        for one, other in itertools.pairwise(tips):
            if one and other.startswith(one):
                yield f"the keytips {one} and {other} can't be told apart"


def _texts(elements: list[etree._Element]) -> Iterator[str]:
    for e in elements:
        if _name(e) in SHOWN:
            for name in ("label", "screentip", "supertip"):
                if not re.search("[\u4e00-\u9fff]", e.get(name, "")):
                    yield f"line {e.sourceline}: no Chinese {name}"
        if "&" in e.get("label", "").replace("&&", ""):
            yield f"line {e.sourceline}: one & in a label underlines the next letter"


def _subs(modules: Mapping[str, str]) -> dict[str, int]:
    """Every Public Sub as Module.Name -> how many arguments it takes."""
    return {
        f"{module}.{m[1]}": len([part for part in m[2].split(",") if part.strip()])
        for module, text in modules.items()
        for m in re.finditer(r"^Public Sub (\w+)\(([^)]*)\)", text, re.MULTILINE)
    }


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
