"""What a fuzzer's bytes choose: numbers, tokens, spans; zeros where they have run out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Reads choices off a string of bytes, in order."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def is_over(self) -> bool:
        """Whether the bytes have run out."""
        return self._at >= len(self._data)

    def below(self, end: int) -> int:
        """A number from 0 to end - 1."""
        size = 1 if end <= 256 else 2 if end <= 65_536 else 4
        return int.from_bytes(self.bytes(size), "little") % max(end, 1)

    def bytes(self, size: int) -> bytes:
        """The next bytes, fewer at the end."""
        found = self._data[self._at : self._at + size]
        self._at += size
        return found

    def rest(self) -> bytes:
        """All that is left."""
        return self.bytes(len(self._data))

    def of(self, options: Sequence[T]) -> T:
        """One of these."""
        return options[self.below(len(options))]

    def span(self, length: int) -> tuple[int, int]:
        """Start and end of a short stretch of something that long."""
        start = self.below(length + 1)
        return start, min(length, start + self.below(64))
