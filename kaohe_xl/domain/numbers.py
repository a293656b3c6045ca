"""Numbers as a person at Excel sees them: 15 significant digits, rounded half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

DIGITS = 15

_SEEN = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=1000, rounding=ROUND_HALF_UP)
_ZERO, _ONE = Decimal(0), Decimal(1)


def decimal(value: int | float | str | Decimal) -> Decimal:
    """The number that Excel shows: 15 significant digits, no trailing zeros (5.1000000000000005 is 5.1).

    Raises InputError for a text that is no number, for NaN and for infinities.
    """
    try:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise InputError(*sentence("NUMBER_IMPOSSIBLE", text=value))
    return significant(exact)


def significant(value: Decimal) -> Decimal:
    """The value at 15 significant digits, half up; equal numbers come back written alike."""
    seen = value.normalize(_SEEN)
    if not 0 < seen.adjusted() < DIGITS:
        return seen or _ZERO
    whole = seen.quantize(_ONE, context=_WIDE)  # 1E+2 is 100
    return whole if whole == seen else seen


def half_up(value: Decimal, places: int) -> Decimal:
    """四舍五入 of the digits that Excel sees, to `places` decimals; 2.675 gives 2.68, never a minus zero.

    Dust beyond 15 significant digits doesn't count: 2.67499999999999999 is 2.675 and gives 2.68.
    """
    rounded = significant(value).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return rounded if rounded else abs(rounded)


def same(a: Decimal, b: Decimal) -> bool:
    """Whether both are the same number in Excel's eyes."""
    return significant(a) == significant(b)


def shown(value: Decimal, places: int | None = None) -> str:
    """The number for a sentence, without needless zeros: half up at `places`, or with all its digits."""
    text = f"{significant(value) if places is None else half_up(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(ratio: Decimal) -> str:
    """The ratio in percent with at most two decimals, for a sentence: `72.61` for 0.726129."""
    return shown(ratio * 100, 2)
