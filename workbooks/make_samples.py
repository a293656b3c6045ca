"""Makes the sample workbooks, here or in the folder named: `python workbooks/make_samples.py [FOLDER]`.

The same bytes every time, so that a change of a figure shows as a change of its workbook alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

import make_city
import make_district
import make_projects

MAKERS = {
    "市考指标.xlsx": make_city.make,
    "区考.xlsx": make_district.make,
    "重点项目.xlsx": make_projects.make,
}


def make_samples(folder: Path) -> tuple[Path, ...]:
    """Write all samples into `folder`; returns their paths."""
    for name, make in MAKERS.items():
        make(folder / name)
    return tuple(folder / name for name in MAKERS)


if __name__ == "__main__":
    for path in make_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent):
        print(path)
