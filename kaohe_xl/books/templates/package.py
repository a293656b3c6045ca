"""A template workbook's parts: which sheets there are, and what hangs on each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.markup import Markup, attributes, with_attribute
from kaohe_xl.books.sources import DiskSource
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
INDEX = "目录"
_RELATION = re.compile(rb"<Relationship\b[^>]*?/>|<Relationship\b[^>]*>\s*</Relationship>")
_SHARED_KINDS = ("image", "hyperlink", "theme")


@dataclass(frozen=True, slots=True)
class Relation:
    """One entry of a part's relationships."""

    tag: bytes
    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet: its tab's name, its entry in the workbook, its part."""

    name: str
    tag: bytes
    path: str


class Package:
    """The parts of a template. Raises BookError for what is no .xlsx workbook, naming the file."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        archive = Archive(DiskSource(path), path.name)
        self.parts = {name: archive.read(name) for name in archive.names if not name.endswith("/")}
        if WORKBOOK not in self.parts or TYPES not in self.parts:
            raise BookError(*sentence("TEMPLATE_UNREADABLE", template=path.name))
        self.workbook = self.markup(WORKBOOK)
        targets = {one.id: one.target for one in self.relations(WORKBOOK)}
        self.sheets: list[SheetPart] = []
        for tag in self.workbook.tags(b"sheet"):
            of = attributes(tag[0])
            id = next((value for key, value in of.items() if key.endswith(":id")), "")
            self.sheets.append(SheetPart(of.get("name", ""), tag[0], targets.get(id, "")))
        if not self.sheets or any(sheet.path not in self.parts for sheet in self.sheets):
            raise BookError(*sentence("TEMPLATE_UNREADABLE", template=path.name))

    def markup(self, part: str) -> Markup:
        """A part, looked at. Raises BookError where it is damaged, or written in an unusual way."""
        found = Markup(self.parts[part], self.name, part)
        if found.prefix:
            raise BookError(*sentence("TEMPLATE_UNREADABLE", template=self.name))
        return found

    def relations(self, part: str) -> list[Relation]:
        """The relationships of a part; none where it has none."""
        found = []
        for tag in _RELATION.findall(self.parts.get(relations_of(part), b"")):
            of = attributes(tag)
            external = of.get("TargetMode") == "External"
            target = of.get("Target", "")
            place = target if external else _absolute(part, target)
            kind = of.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relation(tag, of.get("Id", ""), kind, place, external))
        return found

    def part_of_kind(self, kind: str) -> str:
        """The workbook's part of that kind (`styles`, `sharedStrings`); "" where there is none."""
        kinds = (one.target for one in self.relations(WORKBOOK) if one.kind == kind)
        return next((path for path in kinds if path in self.parts), "")

    def own_parts(self, part: str) -> list[str]:
        """The parts that hang on a part and can't be shared with another, with those that hang on them."""
        found: list[str] = []
        for one in self.relations(part):
            if not one.is_external and one.kind not in _SHARED_KINDS and one.target in self.parts:
                found += [one.target, *self.own_parts(one.target)]
        return found

    def copied(self, part: str, number: int) -> dict[str, bytes]:
        """A part's relationships and own parts under new names for its copy `number`."""
        names = {path: numbered(path, number) for path in self.own_parts(part)}
        out: dict[str, bytes] = {}
        for path in (part, *names):
            new = numbered(path, number)
            if path != part:
                out[new] = self.parts[path]
            listed = self.parts.get(relations_of(path))
            if listed is None:
                continue
            for one in self.relations(path):
                if one.target in names:
                    listed = listed.replace(
                        one.tag, with_attribute(one.tag, "Target", f"/{names[one.target]}")
                    )
            out[relations_of(new)] = listed
        return out


def numbered(path: str, number: int) -> str:
    """The name of a part's copy."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}_{number}{dot}{suffix}"


def relations_of(part: str) -> str:
    """The name of a part's relationships."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _absolute(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def with_overrides(types: bytes, copies: Sequence[tuple[str, str]], gone: Sequence[str]) -> bytes:
    """The content types with those of the copies (old name, new name), without those of parts that went."""
    known = {attributes(tag).get("PartName", ""): tag for tag in re.findall(rb"<Override\b[^>]*?/>", types)}
    new = b"".join(
        with_attribute(known["/" + old], "PartName", "/" + name) for old, name in copies if "/" + old in known
    )
    for name in gone:
        types = types.replace(known.get("/" + name, b"\0"), b"")
    at = types.rindex(b"</")
    return types[:at] + new + types[at:]
