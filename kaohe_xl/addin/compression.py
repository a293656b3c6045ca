"""The compression of VBA source (MS-OVBA 2.4.1)."""

from __future__ import annotations

import struct

_CHUNK = 4096
_SHORTEST = 3


def compressed(data: bytes) -> bytes:
    """The data as a compressed container.

    Raises ValueError for a last chunk that can't be made smaller: the format has no place for it. No text
    is like that.
    """
    out = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        packed = _packed(chunk)
        if len(packed) <= _CHUNK:
            out += struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
        elif len(chunk) == _CHUNK:
            out += struct.pack("<H", 0x3FFF) + chunk
        else:
            raise ValueError("the last chunk can't be made smaller")
    return bytes(out)


def _packed(chunk: bytes) -> bytes:
    """Groups of eight tokens, each led by a byte that says which of them are copies."""
    out, position = bytearray(), 0
    seen: dict[bytes, list[int]] = {}
    while position < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if position >= len(chunk):
                break
            length, at = _longest(chunk, position, seen)
            if length:
                flags |= 1 << bit
                shift = 16 - _offset_bits(position)
                tokens += struct.pack("<H", (position - at - 1) << shift | (length - _SHORTEST))
            else:
                tokens.append(chunk[position])
            for place in range(position, position + max(length, 1)):
                seen.setdefault(chunk[place : place + _SHORTEST], []).append(place)
            position += max(length, 1)
        out.append(flags)
        out += tokens
    return bytes(out)


def _longest(chunk: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """How long the longest copy of what comes at `position` is, and where the nearest such stands."""
    most = min((0xFFFF >> _offset_bits(position)) + _SHORTEST, len(chunk) - position)
    best = (0, 0)
    for at in reversed(seen.get(chunk[position : position + _SHORTEST], ())):
        length = _SHORTEST
        while length < most and chunk[at + length] == chunk[position + length]:
            length += 1
        if best[0] < length <= most:
            best = (length, at)
        if length == most:
            break
    return best


def _offset_bits(position: int) -> int:
    """How many bits of a copy's token say how far back it stands (MS-OVBA 2.4.1.3.19.1)."""
    return max((position - 1).bit_length(), 4) if position else 4
