"""Blocks as lines of JSON, to be handed from one process to another; nothing in them can be executed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from kaohe_xl.books.grid import Area, Block, ErrorValue, Value

_ROWS_A_LINE = 500


def lines_of(blocks: Mapping[str, Block]) -> Iterator[str]:
    """A line that says what a sheet is, then its rows, sheet after sheet; the last line is `null`."""
    for name, block in blocks.items():
        yield _line({
            "name": name,
            "hidden": block.hidden,
            "rows": len(block.values),
            "merged": [[a.top, a.left, a.bottom, a.right] for a in block.merged],
            "percents": sorted(block.percents),
            "formulas": [[*place, text] for place, text in block.formulas.items()],
            "stale": sorted(block.stale),
        })  # fmt: skip
        for start in range(0, len(block.values), _ROWS_A_LINE):
            part = block.values[start : start + _ROWS_A_LINE]
            yield _line([[_written(value) for value in row] for row in part])
    yield _line(None)


def blocks_of(lines: Iterable[str | bytes]) -> dict[str, Block]:
    """The sheets that the lines tell of. Raises ValueError where they break off or make no sense."""
    found = {}
    reader = iter(lines)
    try:
        while (head := json.loads(next(reader))) is not None:
            rows: list[tuple[Value, ...]] = []
            while len(rows) < head["rows"]:
                rows += [tuple(map(_read, row)) for row in json.loads(next(reader))]
            found[head["name"]] = Block(
                tuple(rows),
                tuple(Area(*corners) for corners in head["merged"]),
                frozenset((row, column) for row, column in head["percents"]),
                {(row, column): text for row, column, text in head["formulas"]},
                frozenset((row, column) for row, column in head["stale"]),
                head["hidden"],
            )
    except (StopIteration, KeyError, TypeError) as error:
        raise ValueError("broken lines") from error
    return found


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")) + "\n"


def _written(value: Value) -> object:
    if isinstance(value, datetime):
        return ["d", value.isoformat()]
    return ["e", value] if isinstance(value, ErrorValue) else value


def _read(value: Any) -> Value:
    if isinstance(value, list):
        kind, text = value
        return datetime.fromisoformat(text) if kind == "d" else ErrorValue(text)
    known: Value = value
    return known
