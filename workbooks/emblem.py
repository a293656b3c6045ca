"""A small round emblem as a PNG, drawn from formulas: the samples' picture."""

from __future__ import annotations

import io
import math
import struct
import zlib

SIZE = 120
RED, GOLD, CLEAR = (166, 38, 38, 255), (214, 170, 84, 255), (255, 255, 255, 0)
_FINE = 3

Colour = tuple[int, int, int, int]


def emblem() -> io.BytesIO:
    """The picture, the same bytes on every machine: its data is stored, not deflated."""
    lines = b"".join(b"\0" + b"".join(bytes(_pixel(x, y)) for x in range(SIZE)) for y in range(SIZE))
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", _stored(lines)), _chunk(b"IEND", b""))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def _pixel(x: int, y: int) -> Colour:
    """The mean colour of the pixel's nine points, so that edges are smooth."""
    steps = [(i + 0.5) / _FINE for i in range(_FINE)]
    points = [_colour((x + dx) / SIZE * 2 - 1, (y + dy) / SIZE * 2 - 1) for dy in steps for dx in steps]
    shown = sum(point[3] for point in points)
    if not shown:
        return CLEAR
    red, green, blue = (sum(p[i] * p[3] for p in points) // shown for i in range(3))
    return red, green, blue, shown // len(points)


def _colour(x: float, y: float) -> Colour:
    """A ring around a disc that holds three rising columns and a five-pointed star."""
    radius = math.hypot(x, y)
    if radius > 0.98:
        return CLEAR
    if radius > 0.9:
        return RED
    if radius > 0.84:
        return GOLD
    return GOLD if _in_star(x, y + 0.36) or _in_columns(x, y) else RED


def _in_columns(x: float, y: float) -> bool:
    heights = ((-0.34, 0.22), (0.0, 0.34), (0.34, 0.46))
    return any(abs(x - middle) < 0.115 and 0.56 - height < y < 0.56 for middle, height in heights)


def _in_star(x: float, y: float) -> bool:
    """Inside a star of radius 0.34 around the origin, one point upwards."""
    radius, angle = math.hypot(x, y), math.atan2(x, -y)
    fold = abs((angle + math.pi / 5) % (2 * math.pi / 5) - math.pi / 5)
    inner = 0.34 * math.cos(math.radians(72)) / math.cos(math.radians(36))
    tip, notch = (0.34, 0.0), (inner * math.cos(math.pi / 5), inner * math.sin(math.pi / 5))
    across, along = radius * math.cos(fold), radius * math.sin(fold)
    return (notch[0] - tip[0]) * (along - tip[1]) - (notch[1] - tip[1]) * (across - tip[0]) >= 0


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream of uncompressed blocks: compressors differ between machines."""
    blocks = [data[start : start + 65535] for start in range(0, len(data), 65535)]
    parts = [
        struct.pack("<BHH", int(block is blocks[-1]), len(block), len(block) ^ 0xFFFF) + block
        for block in blocks
    ]
    return b"\x78\x01" + b"".join(parts) + struct.pack(">I", zlib.adler32(data))
