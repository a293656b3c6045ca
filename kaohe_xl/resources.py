"""Where the samples and the macros lie: inside an installed package, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def samples() -> Path:
    """The folder of sample workbooks (示例工作簿)."""
    return _folder("workbooks")


def macros() -> Path:
    """The folder of VBA modules and ribbon XML that the add-in is built from."""
    return _folder("macros")


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
