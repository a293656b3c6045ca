"""What a launcher does: fill the cache from the share, run `kaohe` from there, say how it went.

Started as `python start.pyz WORD [workbook or option …]`; the launcher names itself in KAOHE_LAUNCHER.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kaohe_xl.errors import KaoheError
from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import VERSIONS, Launcher, ShareError, launcher_of, target
from kaohe_xl.share.manifest import Manifest, read_manifest
from kaohe_xl.share.start.buttons import button_libraries, button_python, renew_buttons
from kaohe_xl.share.start.cache import Cache, cache_folder
from kaohe_xl.share.start.console import (
    asked_for_book,
    closes_with_us,
    dropped,
    prepare_output,
    wait_for_reader,
)
from kaohe_xl.share.start.diary import note
from kaohe_xl.share.start.interpreter import local_python, other_python
from kaohe_xl.share.start.running import run, waited_for

NOT_DONE = 2
_AGAIN = "KAOHE_AGAIN"


def main() -> None:
    """Do what the launcher is named for; leave with the exit status of `kaohe`, or 2."""
    prepare_output((sys.stdout, sys.stderr))
    version = Path(sys.argv[0]).absolute().parent
    word, *words = sys.argv[1:] or [""]
    try:
        status = _started(version, word, words)
    except KaoheError as error:
        status = _refused(version, word, str(error))
    except KeyboardInterrupt:
        status = _refused(version, word, sentence("STOPPED")[0])
    except Exception as error:  # the last wall: no traceback reaches the office
        status = _refused(
            version, word, "".join(sentence("START_FAILED", kind=type(error).__name__, error=error))
        )
    if closes_with_us(os.environ):
        wait_for_reader()
    raise SystemExit(status)


def share_of(version: Path) -> Path:
    """The share that a version's folder lies on: FOLDER of FOLDER/kaohe/versions/NAME."""
    return version.parents[2] if version.parent.name == VERSIONS else version


def _refused(version: Path, word: str, text: str) -> int:
    print(f"{sentence('ERROR')[0]}：{text}", file=sys.stderr)
    note(share_of(version), version.name, word, NOT_DONE, text)
    return NOT_DONE


def _started(version: Path, word: str, words: list[str]) -> int:
    launcher = launcher_of(word)
    if launcher is None:
        raise ShareError(*sentence("NO_SUCH_LAUNCHER", word=word))
    manifest = _manifest(version)
    if manifest.target != target():
        return _started_by_another(version, manifest.target, [word, *words])
    given = dropped(os.environ)
    calls = _calls(launcher, words if given is None else given)
    folder = cache_folder()
    cache = Cache(folder, print)
    with cache.filled(version, manifest, button_libraries(folder)) as folders:
        renew_buttons(folder, folders)
        python = local_python(share_of(version), folder, print)
        if not launcher.wants_book:
            python = button_python(folder, python, folders)
        return max(_call(version, python, folders, call) for call in calls)


def _started_by_another(version: Path, needed: str, words: list[str]) -> int:
    """The same once more by another Python of this computer. Raises ShareError where none fits."""
    python = None if os.environ.get(_AGAIN) else other_python(needed)
    if python is None:
        raise ShareError(*sentence("OTHER_PYTHON", needed=needed, here=target(), python=sys.executable))
    start = [*python, "-I", "-X", "utf8", sys.argv[0], *words]
    again = {_AGAIN: "1", "KAOHE_NO_PAUSE": "1", "KAOHE_LINE": os.environ.get("KAOHE_LINE", "")}
    return waited_for(start, share_of(version), again)


def _manifest(version: Path) -> Manifest:
    try:
        return read_manifest(version)
    except FileNotFoundError as error:
        raise ShareError(*sentence("SHARE_LACKS", file=error.filename)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ShareError(*sentence("SHARE_GONE", file=version, reason=reason)) from error


def _calls(launcher: Launcher, words: list[str]) -> list[list[str]]:
    """The words of each call of `kaohe`: a call a workbook, or one with all words where options are given."""
    if not launcher.wants_book or any(word.startswith("-") for word in words):
        return [[*launcher.words, *words]]
    books = words or [book for book in [asked_for_book()] if book]
    if not books:
        raise ShareError(*sentence("NO_BOOK", name=launcher.name))
    return [[*launcher.words, book] for book in books]


def _call(version: Path, python: Path, folders: Sequence[Path], words: list[str]) -> int:
    begin = time.monotonic()
    status = run(python, folders, words, share_of(version))
    if status not in (0, 1, 2):
        print("".join(sentence("PROGRAM_BROKE_OFF", status=status)), file=sys.stderr)
        status = NOT_DONE
    note(share_of(version), version.name, " ".join(words), status, f"{time.monotonic() - begin:.1f} s")
    return status
