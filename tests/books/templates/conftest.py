"""`drawing` beside this file for all its tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def _load() -> None:
    """With importlib mode folders of tests are not on the path."""
    if "drawing" not in sys.modules:
        spec = importlib.util.spec_from_file_location("drawing", Path(__file__).with_name("drawing.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["drawing"] = module
        spec.loader.exec_module(module)


_load()
