"""Writes the approved documents anew: `PYTHONPATH=. python tests/golden/make.py [FOLDER]`.

Look at them (LibreOffice, Excel) before they are committed.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from kaohe_xl.books.files import open_file
from kaohe_xl.commands import assess_book
from kaohe_xl.documents import DocumentOptions, write_documents, write_letters
from kaohe_xl.domain.supervision import LADDER, Issue
from kaohe_xl.outputs.letters import LetterOptions
from kaohe_xl.resources import samples

ISSUED, DUE = date(2011, 11, 1), date(2011, 11, 20)
FIELDS = {"签发人": "张三", "督办人": "李四", "谈话人": "王五", "抄送": "区委办公室，区政府办公室"}


def make(folder: Path) -> None:
    """The book of letters, and of each level a document of one matter and a joint one of three."""
    city = assess_book(open_file(samples() / "市考指标.xlsx"))
    names = tuple(one.indicator for one in city.assessment.entries)
    scheme = city.study.scheme
    write_letters(scheme, city.assessment, folder / "提醒函合订本.xlsx", LetterOptions(ISSUED))
    for level in LADDER:
        one = Issue(level, ("区工信局",), names[1:2], ("规模以上工业增加值连续两期亮红灯",), DUE, FIELDS)
        joint = Issue(level, ("区发改委", "区统计局"), names[:3], ("连续两期亮红灯", "第二次警示后仍未整改"), DUE)
        options = DocumentOptions(ISSUED)
        write_documents(city, [one, joint], [7, 8], folder / f"{level}.xlsx", options)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
