"""Cells of a sheet as compact collections: two million of them take a few megabytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from kaohe_xl.books.markup import text_of

Place = tuple[int, int]


class Places(Set[Place]):
    """Cells as (row, column), 1-based, in the order of reading; `rows`: row -> its columns as bits."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[int, int]) -> None:
        self._rows = {row: columns for row, columns in sorted(rows.items()) if columns}

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, tuple) or len(place) != 2:
            return False
        row, column = place
        return column >= 0 and bool(self._rows.get(row, 0) >> column & 1)

    def __iter__(self) -> Iterator[Place]:
        for row, columns in self._rows.items():
            column = 0
            while columns:
                step = (columns & -columns).bit_length() - 1
                column += step
                yield row, column
                columns = columns >> step + 1
                column += 1

    def __len__(self) -> int:
        return sum(columns.bit_count() for columns in self._rows.values())

    def __repr__(self) -> str:
        return f"Places({set(self)})"

    @classmethod
    def _from_iterable(cls, it: Iterable[Place]) -> Set[Place]:  # type: ignore[override]
        return frozenset(it)


Line = tuple[Sequence[int], bytes]
"""A row's formulas: their columns, and their texts or elements as XML writes them, a NUL between two."""


class Formulas(Mapping[Place, str]):
    """(row, column) -> formula with `=`, from the rows' raw texts; a row is unpacked when asked for."""

    __slots__ = ("_last", "_lines")

    def __init__(self, lines: Mapping[int, Line]) -> None:
        self._lines = dict(sorted(lines.items()))
        self._last: tuple[int, dict[int, str]] = 0, {}

    def __getitem__(self, place: Place) -> str:
        row, column = place
        return self._row(row)[column]

    def __contains__(self, place: object) -> bool:
        return isinstance(place, tuple) and place[0] in self._lines and place[1] in self._lines[place[0]][0]

    def __iter__(self) -> Iterator[Place]:
        return ((row, column) for row, (columns, _) in self._lines.items() for column in columns)

    def __len__(self) -> int:
        return sum(len(columns) for columns, _ in self._lines.values())

    def __repr__(self) -> str:
        return f"Formulas({dict(self)})"

    def _row(self, row: int) -> dict[int, str]:
        if self._last[0] != row:
            columns, texts = self._lines.get(row, ((), b""))
            raw = texts.split(b"\0")
            self._last = row, {c: "=" + text_of(_inside(f)) for c, f in zip(columns, raw, strict=False)}
        return self._last[1]


def _inside(formula: bytes) -> bytes:
    """The content of a formula element, "" for what follows a shared formula; a text as it is."""
    if not formula.startswith(b"<"):
        return formula
    return b"" if formula.endswith(b"/>") else formula[formula.index(b">") + 1 : formula.rindex(b"<")]
