"""All functions that are calculated; each is compared with LibreOffice by the tests."""

from __future__ import annotations

from kaohe_xl.books.formulas import arithmetic, choices, criteria, days, lookups, sums, texts
from kaohe_xl.books.formulas.evaluation import FUNCTIONS

MODULES = (arithmetic, choices, criteria, days, lookups, sums, texts)
OF_DATES = frozenset(
    {"DATE", "YEAR", "MONTH", "DAY", "EDATE", "EOMONTH", "DAYS", "DATEDIF", "WEEKDAY", "TEXT"}
)

__all__ = ["FUNCTIONS", "MODULES", "OF_DATES"]
