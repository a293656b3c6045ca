"""VBA as oletools reads it: independent of the code that wrote it."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its grammar uses old names of pyparsing
    from oletools.olevba import VBA_Parser, decompress_stream


def unpacked(data: bytes) -> bytes:
    """What a compressed container holds."""
    return bytes(decompress_stream(bytearray(data)))


def modules(name: str, data: bytes) -> dict[str, str]:
    """Every module of a file by its name with .bas or .cls, lines ended by \\n."""
    found = VBA_Parser(name, data=data).extract_macros()
    return {module: code.replace("\r\n", "\n") for _, _, module, code in found}
