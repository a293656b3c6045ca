"""A stand-in for the module that writes documents: a text file for each, or one for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kaohe_xl.domain.supervision import Issue
from kaohe_xl.outputs.letters import Letter, LetterFiles


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """How they are made."""

    issued: date
    split: bool = False
    preview: bool = False


def write_documents(
    assessed: Any,
    issues: Sequence[Issue],
    numbers: Sequence[int],
    target: Path,
    options: DocumentOptions,
    tick: Any = None,
) -> LetterFiles:
    """A file a document, with its number, units and matters in it."""
    code = assessed.study.scheme.settings.issuer_code
    letters = []
    for issue, serial in zip(issues, numbers, strict=True):
        number = f"{code}〔{options.issued.year}〕{serial}号"
        name = f"{issue.units[0]}{issue.level}" if options.split else f"{issue.level}"
        path = target / f"{name}.txt"
        letters.append(Letter(issue.units[0], number, "", path, len(issue.indicators), serial))
        if not options.preview:
            with path.open("a", encoding="utf-8") as file:
                file.write(
                    f"{number} {'、'.join(issue.units)} {'、'.join(issue.indicators)} {issue.deadline}\n"
                )
    return LetterFiles(tuple(dict.fromkeys(letter.file for letter in letters)), tuple(letters))
