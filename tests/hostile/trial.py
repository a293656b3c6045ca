"""One hostile file tried in a process of its own: what each step says of it, and what it costs.

`python trial.py FILE CHANGES` prints a line of JSON: step -> [verdict, seconds], and "memory" in megabytes.
A verdict is "read" where the step went through, else the code of the refusal.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

MEMORY = 3 << 30


def code_of(message: str) -> str:
    """The code of the sentence that a refusal says."""
    from kaohe_xl.messages.books import SENTENCES

    for code, (text, _) in SENTENCES.items():
        if re.fullmatch(re.sub(r"\\{\w+(?:\\?:[^}]*)?\\}", ".*", re.escape(text)), message, re.DOTALL):
            return code
    return message


def verdict(step: Callable[[], object]) -> tuple[str, float]:
    """What a step comes to, and its processor time."""
    from kaohe_xl.errors import KaoheError

    start = time.process_time()
    try:
        step()
        said = "read"
    except KaoheError as error:
        said = code_of(error.message)
    except MemoryError:
        said = "MemoryError"
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:200]
    return said, time.process_time() - start


def worst(sheets: Iterable[str], step: Callable[[str], object]) -> tuple[str, float]:
    """What a step comes to that is done for every sheet: its first refusal, its longest time."""
    found = [verdict(partial(step, sheet)) for sheet in sheets]
    return next((said for said, _ in found if said != "read"), "read"), max(time for _, time in found)


def most_memory() -> int:
    """The most memory that this process has had, in megabytes; what its parent had doesn't count."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) >> 10  # type: ignore[index]
    scale = 20 if sys.platform == "darwin" else 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> scale


def main(path: Path, changes: int) -> None:
    """Open, read every sheet and its colours, save, check and score."""
    from kaohe_xl import commands
    from kaohe_xl.books.files import open_file
    from kaohe_xl.books.grid import Area, Change, Patch, SheetPatch, TextColour

    found: dict[str, object] = {}
    found["open"] = verdict(lambda: open_file(path))
    if found["open"][0] == "read":  # type: ignore[index]
        grid = open_file(path)
        first = grid.sheets[0]
        red = TextColour(Area(2, 3, 9, 3), "红", "FFC7CE", "9C0006")
        few = (Change(2, 2, 1.5), Change(9, 3, "改"))
        many = tuple(Change(row, 4, row) for row in range(10, changes + 10))
        patch = Patch({first: SheetPatch(many or few, (red,))})
        found["block"] = worst(grid.sheets, grid.block)
        found["colours"] = worst(grid.sheets, grid.colours)
        grid = open_file(path)
        found["check"] = verdict(lambda: commands.check(grid))
        found["score"] = verdict(lambda: commands.score(grid, preview=True))
        found["save"] = verdict(lambda: grid.save(patch))
    found["memory"] = most_memory()
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    main(Path(sys.argv[1]), int(sys.argv[2]))
