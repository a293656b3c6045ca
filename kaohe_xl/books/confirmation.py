"""待确认: what the program proposes in a cell is quoted in the remark beside it, and waits to be confirmed.

A proposal is confirmed by taking the mark out of the remark, or by typing something else into the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kaohe_xl.books.cells import shown
from kaohe_xl.books.grid import Value
from kaohe_xl.books.plain import compact
from kaohe_xl.messages import sentence

_MARK = re.compile(r"(?P<field>[^\W\d_]{0,6})【(?:待确认:)(?P<text>[^】]*)】")
_SOURCE = re.compile(r"(?P<field>[^\W\d_]{0,6})【(?P<text>[^】:]*)】取自")
_BARE = re.compile(r"(?P<field>分值|方向|方法|参数|条款|生效日期)?(?:还|尚|需|仍|均|都)?待确认")
_DIRECTION = "方向"


def proposal(value: Value, field: str = "") -> str:
    """The mark of a proposed value: 【待确认：长安区】, 方向【待确认：逆向】."""
    return field + sentence("BIND_PROPOSED", value=_quotable(value))[0]


def source(value: Value, field: str, place: object) -> str:
    """Where a value was found: 分值【8】取自 市考指标!E5."""
    return field + sentence("BIND_TAKEN", value=_quotable(value), place=place)[0]


def is_proposed(remark: str, value: Value, field: str = "") -> bool:
    """Whether the value in the cell is still what the remark proposes; a blank cell is no proposal."""
    return _quotes(_MARK, remark, value, field)


def is_sourced(remark: str, value: Value, field: str) -> bool:
    """Whether the value in the cell is still the one that was found elsewhere."""
    return _quotes(_SOURCE, remark, value, field)


def is_marked(remark: str) -> bool:
    """Whether the remark holds a proposal at all, confirmed by another value or not."""
    return _MARK.search(compact(remark)) is not None


def pending_fields(remark: str, values: Mapping[str, Value]) -> Iterator[str]:
    """The fields of a row, by their header words, that wait to be confirmed.

    Where an office wrote 待确认 itself: the field that it names, else the direction.
    """
    text = compact(remark)
    for field, value in values.items():
        if is_proposed(remark, value, field):
            yield field
    for found in _BARE.finditer(_MARK.sub("", text)):
        field = found["field"] or _DIRECTION
        if compact(shown(values.get(field))):
            yield field


def _quotes(mark: re.Pattern[str], remark: str, value: Value, field: str) -> bool:
    text = compact(_quotable(value))
    return bool(text) and any(
        found["field"].endswith(field) and found["text"] == text for found in mark.finditer(compact(remark))
    )


def _quotable(value: Value) -> str:
    return shown(value).replace("】", "").replace("【", "")
