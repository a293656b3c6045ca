"""Zips with nothing compressed: the same parts give the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_NO_TIME = (1980, 1, 1, 0, 0, 0)


def plain_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip of the parts, in their order."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.create_system = 0
            archive.writestr(member, data)
    return whole.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of a zip that was made here."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
