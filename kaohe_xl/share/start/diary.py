"""The log folder on the share: one line a start. That it can't be written disturbs nobody."""

from __future__ import annotations

import contextlib
import getpass
import re
import socket
from datetime import datetime
from pathlib import Path

from kaohe_xl.share.layout import LOG

_UNFIT = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


def note(share: Path, *words: object) -> None:
    """Add a line to this person's file of the month: the time, then the words, apart by tabs."""
    now = datetime.now()
    with contextlib.suppress(OSError, UnicodeError):
        whose = _UNFIT.sub("_", f"{socket.gethostname()}-{_user()}")
        path = share / LOG / f"{now:%Y-%m} {whose}.log"
        line = "\t".join(" ".join(str(word).split()) for word in (f"{now:%Y-%m-%d %H:%M:%S}", *words))
        with path.open("ab") as file:
            file.write(f"{line}\r\n".encode("utf-8", "replace"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
