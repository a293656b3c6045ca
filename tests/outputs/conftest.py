"""The sample assessment, and its letters written once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _load() -> ModuleType:
    """`lettering` beside this file: with importlib mode folders of tests are not on the path."""
    if "lettering" not in sys.modules:
        spec = importlib.util.spec_from_file_location("lettering", Path(__file__).with_name("lettering.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["lettering"] = module
        spec.loader.exec_module(module)
    return sys.modules["lettering"]


lettering = _load()


@pytest.fixture(scope="session")
def city_letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of letters of the sample, written once."""
    from kaohe_xl.documents import write_letters

    path = tmp_path_factory.mktemp("letters") / "提醒函.xlsx"
    write_letters(*lettering.city(), path, lettering.OPTIONS)
    return path
