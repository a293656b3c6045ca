"""Files and folders that get their name at once. Also travels inside the start file."""

from __future__ import annotations

import os
import time
from pathlib import Path

_IS_WINDOWS = os.name == "nt"
_SECONDS = 10.0
_PAUSE = 0.05


def moved(fresh: Path, place: Path) -> None:
    """Put a file in another's place, or give a folder a name that nobody has. Raises OSError.

    Windows refuses while somebody reads the other file, or a virus scanner what is in the folder: mostly not
    for long.
    """
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            fresh.replace(place)
            return
        except PermissionError:
            if not _IS_WINDOWS or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
