"""How long the fault tests take: short by default, their full length with `--long`; and on which disks."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from kaohe_xl.books import locks, replacing


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`rounds(short, long)`: how often to try."""
    is_long = request.config.getoption("--long")
    return lambda short, long: long if is_long else short


@pytest.fixture
def only_long(request: pytest.FixtureRequest) -> Callable[[bool], None]:
    """`only_long(True)` skips what is left for the full length."""

    def skip(is_rest: bool) -> None:
        if is_rest and not request.config.getoption("--long"):
            pytest.skip("at full length only (--long)")

    return skip


@pytest.fixture(params=["local", "nothing but names"])
def share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disk of this computer, and a share that has no locks and no links, and swaps no names.

    There a killed run's marker holds others up for a minute; here it is shorter.
    """
    if request.param != "local":
        monkeypatch.setattr(locks, "STALE_SECONDS", 0.5)
        monkeypatch.setattr(locks, "TORN_SECONDS", 0.5)
        monkeypatch.setattr(locks, "RENEWAL_SECONDS", 0.1)
        monkeypatch.setattr(locks, "_system_lock", lambda *_: None)
        monkeypatch.setattr(replacing, "_swapping", lambda: (None, 0))
        monkeypatch.setattr(os, "link", _no_links)
    return str(request.param)


def _no_links(*_: object, **__: object) -> None:
    raise PermissionError(1, "no links here")
