"""What names the letter's sheet, wherever it stands: it follows the sheet's new name and its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_xl.books.markup import escape, quoted, text_of
from kaohe_xl.books.templates.moving import Moves

_AREA = r"\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?(?![\w(.])|\$?\d{1,7}:\$?\d{1,7}(?!\d)"
_SHEET = re.compile(
    rf"(?<![\w.\]'])(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\W\d][\w.]*))!(?P<area>{_AREA})?"
)
_STRING = re.compile(r'("(?:[^"]|"")*")')
_FORMULA = re.compile(
    rb"(<(?P<name>(?:\w+:)?(?:f|formula[12]?))(?:\s[^>]*)?>)(?P<text>[^<]*)(</(?P=name)>)(?P<result><v>[^<]*</v>)?"
)
_LOCATION = re.compile(rb'(\s(?:location|textlink)=")([^"]*)(")')
_BARE = re.compile(r"[^\W\d]\w*$")
_LIKE_A_CELL = re.compile(r"(?i)[a-z]{1,3}\d+$|r\d*(c\d*)?$|c\d*$|true$|false$")


@dataclass(frozen=True, slots=True)
class Renamed:
    """A sheet of the template, its name in the document, and where its rows went."""

    sheet: str
    to: str
    moves: Moves

    def formula(self, text: str) -> str:
        """A formula or a name's text; what stands in quotes, and what lies on other sheets, stays."""
        parts = _STRING.split(text)
        parts[::2] = [_SHEET.sub(self._one, part) for part in parts[::2]]
        return "".join(parts)

    def part(self, data: bytes) -> bytes:
        """A part with its formulas, without their old results, and its links."""

        def formula(match: re.Match[bytes]) -> bytes:
            """One formula."""
            text = text_of(match["text"])
            new = self.formula(text)
            return match[0] if new == text else match[1] + escape(new) + match[4]

        def location(match: re.Match[bytes]) -> bytes:
            """Where a link leads."""
            return match[1] + quoted(self.formula(text_of(match[2]))) + match[3]

        return _LOCATION.sub(location, _FORMULA.sub(formula, data))

    def _one(self, match: re.Match[str]) -> str:
        if _named(match) != self.sheet:
            return match[0]
        may_stay_bare = match["bare"] and _BARE.match(self.to) and not _LIKE_A_CELL.match(self.to)
        name = self.to if may_stay_bare else "'{}'".format(self.to.replace("'", "''"))
        return f"{name}!{self.moves.area(match['area'] or '')}"


def names_sheet(text: str, sheet: str) -> bool:
    """Whether a formula or a name's text names the sheet."""
    return any(_named(match) == sheet for part in _STRING.split(text)[::2] for match in _SHEET.finditer(part))


def part_names_sheet(data: bytes, sheet: str) -> bool:
    """Whether a formula or link of a part names the sheet."""
    texts = [match["text"] for match in _FORMULA.finditer(data)]
    texts += [match[2] for match in _LOCATION.finditer(data)]
    return any(names_sheet(text_of(text), sheet) for text in texts)


def _named(match: re.Match[str]) -> str:
    return match["bare"] or match["quoted"].replace("''", "'")
