"""Every sentence shown to people: a code, the message, the remedy. One module a floor of the house.

A leaf like `errors`: every module may import it, it imports nothing of ours.
"""

from __future__ import annotations

from kaohe_xl.messages import (
    addin,
    binding,
    board,
    books,
    checks,
    circular,
    commands,
    documents,
    ledger,
    live,
    pdf,
    scoring,
    share,
    tables,
    templates,
    weekly,
)

_SENTENCES: dict[str, tuple[str, str]] = {
    **scoring.SENTENCES,
    **books.SENTENCES,
    **documents.SENTENCES,
    **commands.SENTENCES,
    **checks.SENTENCES,
    **tables.SENTENCES,
    **binding.SENTENCES,
    **addin.SENTENCES,
    **share.SENTENCES,
    **live.SENTENCES,
    **ledger.SENTENCES,
    **circular.SENTENCES,
    **pdf.SENTENCES,
    **templates.SENTENCES,
    **weekly.SENTENCES,
    **board.SENTENCES,
}


def sentence(code: str, **words: object) -> tuple[str, str]:
    """The message and the remedy of `code`, with `words` filled in.

    Raises KeyError for an unknown code or a missing word: a programmer's mistake.
    """
    message, remedy = _SENTENCES[code]
    return message.format(**words), remedy.format(**words)


def message(code: str, **words: object) -> str:
    """The message of `code` alone. Raises KeyError as `sentence` does."""
    return _SENTENCES[code][0].format(**words)


def codes() -> tuple[str, ...]:
    """All codes that there are, for tests and for the manual."""
    return tuple(_SENTENCES)
