"""How long the fault tests take: short by default, their full length with `--long`."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`rounds(short, long)`: how often to try."""
    is_long = request.config.getoption("--long")
    return lambda short, long: long if is_long else short
