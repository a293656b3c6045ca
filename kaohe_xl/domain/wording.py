"""Sentences without a remedy, and ratios for a sentence."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from kaohe_xl.domain.numbers import shown
from kaohe_xl.messages import message


def say(code: str, **words: object) -> str:
    """The sentence of `code` alone."""
    return message(code, **words)


def percent(ratio: Decimal, places: int = 1) -> str:
    """The ratio in percent, rounded half up, without needless zeros: `72.6` for 0.7261."""
    return shown(ratio * 100, places)


steady_percent = lru_cache(maxsize=256)(percent)
"""`percent`, remembered: for the bounds and shares that hold for many scores alike."""
