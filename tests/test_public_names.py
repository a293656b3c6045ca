"""The Python API is a contract: names go in or out only on purpose."""

from __future__ import annotations

import importlib
import inspect

import pytest

import kaohe_xl

PUBLIC = [
    "Book",
    "BookError",
    "InputError",
    "KaoheError",
    "active_book",
    "backups",
    "bind",
    "board",
    "check",
    "circular",
    "compare",
    "demo",
    "doctor",
    "explain",
    "letters",
    "open_book",
    "pdf",
    "score",
    "undo",
    "weekly",
]


def test_the_public_names_are_these() -> None:
    assert sorted(kaohe_xl.__all__) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    thing = getattr(kaohe_xl, name)
    assert inspect.getdoc(thing)
    assert name in dir(kaohe_xl)


def test_an_unknown_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="no attribute"):
        _ = kaohe_xl.nothing_of_the_kind


def test_star_import_gives_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from kaohe_xl import *", names)
    assert set(PUBLIC) <= set(names)


def test_errors_share_one_trunk() -> None:
    errors = importlib.import_module("kaohe_xl.errors")
    assert issubclass(errors.InputError, errors.KaoheError)
    assert issubclass(errors.BookError, errors.KaoheError)
    assert str(errors.BookError("打不开。", "请先关闭。")) == "打不开。请先关闭。"
    assert str(errors.BookError("打不开。")) == "打不开。"
