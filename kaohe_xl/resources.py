"""Where the samples and the macros lie: inside an installed package, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_TEMPLATES = ("提醒函", "警示督办单", "挂牌督办通知", "约谈通知")
_PACKAGE = Path(__file__).resolve().parent


def samples() -> Path:
    """The folder of sample workbooks (示例工作簿)."""
    return _folder("workbooks")


def sample_books() -> list[Path]:
    """The sample workbooks, by name; document templates lie beside them."""
    return sorted(path for path in samples().glob("*.xlsx") if path.stem not in _TEMPLATES)


def templates() -> list[Path]:
    """The built-in document templates (文书模板), the mildest level first."""
    return [path for path in (samples() / f"{name}.xlsx" for name in _TEMPLATES) if path.exists()]


def macros() -> Path:
    """The folder of VBA modules and ribbon XML that the add-in is built from."""
    return _folder("macros")


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
