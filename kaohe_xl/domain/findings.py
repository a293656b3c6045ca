"""Findings and the places they point to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kaohe_xl.messages import sentence


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place in a workbook: sheet name and A1 reference (`F7`, or `F7:F9`)."""

    sheet: str
    ref: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.ref}"


class Severity(StrEnum):
    """How bad a finding is; ERROR makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the office should look at, with its place and what to do about it."""

    code: str
    severity: Severity
    place: Cell | None
    message: str
    remedy: str


def finding(code: str, severity: Severity, place: Cell | None, **words: object) -> Finding:
    """The finding of `code` with its sentence from `messages`, the words filled in."""
    message, remedy = sentence(code, **words)
    return Finding(code, severity, place, message, remedy)
