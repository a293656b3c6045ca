"""A workbook read and assessed: what every command begins with."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.books.reading import Study
from kaohe_xl.domain.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Assessed:
    """A workbook read and assessed, nothing written."""

    study: Study
    assessment: Assessment
