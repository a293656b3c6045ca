"""Python as a button calls it, for a workbook that is open in LibreOffice: `... PIPE NOTES ARGUMENTS`.

It joins the LibreOffice behind the pipe, has xlwings take that for Excel, and runs `kaohe_xl.ribbon` as it is.
What the program says, and its exit status in a last line, end in the file NOTES.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.engine import engine
from tests.engine.office import Connected


def main() -> None:
    """Run the button's command, consenting to what it asks."""
    from kaohe_xl import ribbon

    os.closerange(3, 4096)  # LibreOffice hands its open files on to what it starts; Excel doesn't
    pipe, notes, *words = sys.argv[1:]
    draft = Path(f"{notes}.draft")
    apps = engine.engine.apps
    apps.started.insert(0, apps.attach(Connected(pipe)))
    engine.register()
    assert words[:2] == ["-m", "kaohe_xl.ribbon"]
    sys.argv = [words[1], *words[2:], f"--answer={draft}", "--yes"]
    try:
        ribbon.main()
    except SystemExit as left:
        with draft.open("a", encoding="utf-8") as file:
            file.write(str(left.code))
    draft.replace(notes)


if __name__ == "__main__":
    main()
