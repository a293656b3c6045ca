"""What is called with the step that is being done, so that somebody who waits can be told."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[str], None]
"""Called with what is being done, once a step; the CLI draws a progress bar from it."""


def silent(_: str) -> None:
    """No progress shown."""
