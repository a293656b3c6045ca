"""Names that Excel takes for a sheet and Windows takes for a file, whatever a unit is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

SHEET_LENGTH = 31  # UTF-16 units: Excel counts a character beyond U+FFFF as two
FILE_LENGTH = 80  # keeps a path on a share below Windows' 260
FILE_BYTES = 200  # Linux and macOS count bytes, 255 with the suffix

_NOT_IN_SHEET = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_BLANK = "未命名"

_Cut = Callable[[str, str], str]


def sheet_names(titles: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """A sheet name for each title, in order: allowed by Excel, and no two alike in Excel's eyes."""
    return _distinct((_sheet_name(title) for title in titles), taken, _cut_sheet)


def file_stems(titles: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """A file name without its suffix for each title, in order: allowed on Windows, no two alike."""
    return _distinct((_file_stem(title) for title in titles), taken, _cut_file)


def clean(text: str) -> str:
    """The text without what no XML can hold: control characters, lone surrogates, noncharacters."""
    return "".join(sign for sign in text if sign in "\n\t" or not _is_unprintable(sign))


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes: what Excel and Windows count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE


def _sheet_name(title: str) -> str:
    name = _NOT_IN_SHEET.sub("_", _one_line(title))
    name = _cut_sheet(name, "")
    # Excel keeps `History` for itself, in any case.
    return f"{name}_" if name.casefold() == "history" else name


def _file_stem(title: str) -> str:
    name = _cut_file(_NOT_IN_FILE.sub("_", _one_line(title)), "")
    return f"_{name}" if _DEVICE.match(name) else name


def _one_line(title: str) -> str:
    return " ".join(clean(title).split())


def _cut_sheet(name: str, end: str) -> str:
    while utf16_length(name + end) > SHEET_LENGTH:
        name = name[:-1]
    return (name.strip("' ") or _BLANK) + end


def _cut_file(name: str, end: str) -> str:
    while utf16_length(name + end) > FILE_LENGTH or len((name + end).encode()) > FILE_BYTES:
        name = name[:-1]
    # A leading dot hides a file, a trailing dot or space is dropped by Windows.
    return (name.strip(". ") or _BLANK) + end


def _distinct(names: Iterable[str], taken: Iterable[str], cut: _Cut) -> tuple[str, ...]:
    seen = {_key(name) for name in taken}
    found = []
    for name in names:
        chosen, count = name, 1
        while _key(chosen) in seen:
            count += 1
            chosen = cut(name, f"({count})")
        seen.add(_key(chosen))
        found.append(chosen)
    return tuple(found)


def _key(name: str) -> str:
    """Equal for names that Excel or Windows could take for one: case and width don't count."""
    return unicodedata.normalize("NFKC", name).casefold()
