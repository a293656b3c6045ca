"""Functions of text. Lengths and places count characters; those beyond Unicode's first plane are Unsure."""

from __future__ import annotations

import re
from datetime import datetime

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.arithmetic import rounded
from kaohe_xl.books.formulas.evaluation import Areas, Found, Run
from kaohe_xl.books.formulas.functions import (
    Failing,
    cell_values,
    integer,
    lifting,
    number,
    plain,
    taking,
    text,
    truth_of,
)
from kaohe_xl.books.formulas.values import VALUE, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.serials import date_of

_NUMBER_FORMAT = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)")
_DATE_FORMATS = {
    "yyyy-mm-dd": "{0.year:04d}-{0.month:02d}-{0.day:02d}",
    "yyyy-m-d": "{0.year:04d}-{0.month}-{0.day}",
    "yyyy/mm/dd": "{0.year:04d}/{0.month:02d}/{0.day:02d}",
    "yyyymmdd": "{0.year:04d}{0.month:02d}{0.day:02d}",
    "yyyy年m月d日": "{0.year:04d}年{0.month}月{0.day}日",
    "yyyy年mm月dd日": "{0.year:04d}年{0.month:02d}月{0.day:02d}日",
    "yyyy年m月": "{0.year:04d}年{0.month}月",
    "m月d日": "{0.month}月{0.day}日",
    "yyyy": "{0.year:04d}",
    "yyyy-mm": "{0.year:04d}-{0.month:02d}",
}

lifting("LEN", 1, 1)(lambda value: len(text(value)))
lifting("TRIM", 1, 1)(lambda value: re.sub(" +", " ", text(value).strip(" ")))
lifting("UPPER", 1, 1)(lambda value: _ascii_case(text(value)).upper())
lifting("LOWER", 1, 1)(lambda value: _ascii_case(text(value)).lower())
lifting("EXACT", 2, 2)(lambda a, b: text(a) == text(b))
lifting("T", 1, 1)(lambda value: value if isinstance(value, str) else "")


def _ascii_case(said: str) -> str:
    if any(c.lower() != c.upper() and c > "z" for c in said):
        raise Unsure
    return said


@lifting("LEFT", 1, 2)
def _left(value: Scalar, count: Scalar = 1) -> Scalar:
    return text(value)[: _length(count)]


@lifting("RIGHT", 1, 2)
def _right(value: Scalar, count: Scalar = 1) -> Scalar:
    said, length = text(value), _length(count)
    return said[max(len(said) - length, 0) :]


@lifting("MID", 3, 3)
def _mid(value: Scalar, start: Scalar, count: Scalar) -> Scalar:
    first = integer(start)
    if first < 1:
        return VALUE
    return text(value)[first - 1 : first - 1 + _length(count)]


def _length(count: Scalar) -> int:
    found = integer(count)
    if found < 0:
        raise Failing(VALUE)
    return found


@lifting("FIND", 2, 3)
def _find(wanted: Scalar, value: Scalar, start: Scalar = 1) -> Scalar:
    return _found(text(wanted), text(value), integer(start))


@lifting("SEARCH", 2, 3)
def _search(wanted: Scalar, value: Scalar, start: Scalar = 1) -> Scalar:
    said = text(wanted)
    if any(c in said for c in "*?~"):
        raise Unsure
    return _found(said.lower(), text(value).lower(), integer(start))


def _found(wanted: str, said: str, start: int) -> Scalar:
    if not wanted or not 1 <= start <= len(said):
        raise Unsure
    at = said.find(wanted, start - 1)
    return VALUE if at < 0 else at + 1


@lifting("SUBSTITUTE", 3, 4)
def _substitute(value: Scalar, old: Scalar, new: Scalar, instance: Scalar = None) -> Scalar:
    said, before, after = text(value), text(old), text(new)
    if not before or instance is not None:
        raise Unsure
    return values.limited(said.replace(before, after))


@lifting("REPLACE", 4, 4)
def _replace(value: Scalar, start: Scalar, count: Scalar, new: Scalar) -> Scalar:
    said, first, length = text(value), integer(start), _length(count)
    if first < 1:
        return VALUE
    return values.limited(said[: first - 1] + text(new) + said[first - 1 + length :])


@lifting("REPT", 2, 2)
def _rept(value: Scalar, count: Scalar) -> Scalar:
    said, times = text(value), _length(count)
    if len(said) * times > 32_767:
        raise Unsure
    return said * times


@taking("CONCATENATE CONCAT", 1)
def _concatenate(run: Run, *arguments: Found) -> Found:
    parts = []
    for argument in arguments:
        if isinstance(argument, Matrix) or (isinstance(argument, Areas) and _is_many(argument)):
            raise Unsure
        parts.append(text(run.reduced(argument)))  # type: ignore[arg-type]
    return values.limited("".join(parts))


def _is_many(found: Areas) -> bool:
    area = found.one
    return (area.top, area.left) != (area.bottom, area.right)


@taking("TEXTJOIN", 3)
def _textjoin(run: Run, mark: Found, skips: Found, *arguments: Found) -> Found:
    parts: list[str] = []
    for argument in arguments:
        if isinstance(argument, Areas | Matrix):
            parts += [text(value) for value in cell_values(run, argument)]
        else:
            parts.append(text(argument))
    is_skipping = truth_of(plain(run, skips))
    return values.limited(text(plain(run, mark)).join(p for p in parts if p or not is_skipping))


@lifting("VALUE", 1, 1)
def _value(value: Scalar) -> Scalar:
    return number(value)


@lifting("TEXT", 2, 2)
def _text(value: Scalar, code: Scalar) -> Scalar:
    """A number or a date in a format that all programs understand alike; Unsure for others."""
    pattern = text(code)
    found = values.number(value) if not isinstance(value, str) else None
    if found is None or isinstance(found, ErrorValue) or isinstance(value, bool):
        raise Unsure
    if (date_format := _DATE_FORMATS.get(pattern.lower())) is not None:
        day = date_of(found, False) if found == int(found) and found > 60 else None
        if not isinstance(day, datetime):
            raise Unsure
        return date_format.format(day)
    parts = _NUMBER_FORMAT.fullmatch(pattern)
    if parts is None:
        raise Unsure
    places = len(parts[3] or "") + (2 if parts[4] else 0)
    shown = rounded(found, places) * (100 if parts[4] else 1)
    digits = f"{abs(shown):.{len(parts[3] or '')}f}"
    whole, point, rest = digits.partition(".")
    whole = whole.zfill(len(parts[2]))
    if parts[1]:
        if len(parts[2]) > 1:
            raise Unsure
        whole = f"{int(whole):,}"
    sign = "-" if shown < 0 else ""
    return sign + whole + point + rest + parts[4]
