"""Files made to do harm are refused with a reason, or read right: within five seconds and 500 MB a step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import formula_kinds, markup_kinds, sheet_kinds, zips  # noqa: F401
from tests.hostile.bombs import KINDS

SECONDS, MEGABYTES = 5.0, 500
STEPS = ("open", "block", "colours", "check", "score", "save")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no child's memory this way")


@pytest.mark.parametrize("name", KINDS)
def test_a_hostile_file_is_refused_or_read_within_bounds(
    tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "市考指标.xlsx"
    kind = KINDS[name]
    if kind.is_long and not request.config.getoption("--long"):
        pytest.skip("a large file: tried with --long")
    kind.make(path)
    before = path.read_bytes()
    report = tried(path, kind.changes)
    memory = report.pop("memory")
    steps = STEPS if report["open"][0] == "read" else STEPS[:1]
    assert {step: report[step][0] for step in steps} == {
        step: kind.verdicts.get(step, kind.otherwise) for step in steps
    }
    assert all(seconds <= SECONDS for _, seconds in report.values()), report
    assert memory <= MEGABYTES, report
    if report.get("save", [""])[0] != "read":
        assert path.read_bytes() == before


def tried(path: Path, changes: int) -> dict[str, Any]:
    """What a process of its own says of the file."""
    program = Path(__file__).with_name("trial.py")
    done = subprocess.run(
        [sys.executable, str(program), str(path), str(changes)], capture_output=True, timeout=120, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report
