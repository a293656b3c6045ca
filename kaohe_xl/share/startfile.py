"""The start file of a version: one file with all that runs before the cache is filled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import kaohe_xl.resources

_PACKAGE = Path(kaohe_xl.resources.__file__).parent
_MAIN = "from kaohe_xl.share.start.main import main\n\nmain()\n"
_TIME = (2020, 1, 1, 0, 0, 0)
_ALONE = ("errors.py", "share/__init__.py", "share/layout.py", "share/manifest.py", "share/moving.py")


def write_start_file(path: Path) -> None:
    """Pack the start modules and what they import: errors, messages, layout, manifest. Raises OSError."""
    members = {"__main__.py": _MAIN.encode(), "kaohe_xl/__init__.py": b""}
    folders = [_PACKAGE / "messages", _PACKAGE / "share" / "start"]
    files = [*(_PACKAGE / name for name in _ALONE), *(file for at in folders for file in at.glob("*.py"))]
    members |= {f"kaohe_xl/{file.relative_to(_PACKAGE).as_posix()}": file.read_bytes() for file in files}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
