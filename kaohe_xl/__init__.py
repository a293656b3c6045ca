"""kaohe_xl: the assessment office's workbooks, scored, coloured and answered for (目标责任考核).

    import kaohe_xl as kh
    book = kh.open_book("市考指标.xlsx")
    assessment = book.score()
    book.save()
    kh.letters(book, "提醒函/")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaohe_xl.errors import BookError, InputError, KaoheError

if TYPE_CHECKING:
    from kaohe_xl.api import (
        active_book,
        backups,
        bind,
        board,
        check,
        circular,
        compare,
        demo,
        doctor,
        explain,
        letters,
        pdf,
        score,
        undo,
        weekly,
    )
    from kaohe_xl.book import Book, open_book

__version__ = "0.1.0"

__all__ = [
    "Book",
    "BookError",
    "InputError",
    "KaoheError",
    "active_book",
    "backups",
    "bind",
    "board",
    "check",
    "circular",
    "compare",
    "demo",
    "doctor",
    "explain",
    "letters",
    "open_book",
    "pdf",
    "score",
    "undo",
    "weekly",
]

_COMMANDS = (
    *("active_book", "backups", "bind", "board", "check", "circular", "compare", "demo", "doctor"),
    *("explain", "letters", "pdf", "score", "undo", "weekly"),
)
_HOMES = {
    "Book": "kaohe_xl.book",
    "open_book": "kaohe_xl.book",
    **dict.fromkeys(_COMMANDS, "kaohe_xl.api"),
}


def __getattr__(name: str) -> Any:
    """Public names load their homes when first asked for: a button must not wait for what it needs not."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
