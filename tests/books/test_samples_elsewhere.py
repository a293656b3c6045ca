"""The samples, saved by LibreOffice in other formats, read as the workbooks that they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.foreign_files import _is_alike


@pytest.mark.parametrize("suffix", ["xls", "ods"])
@pytest.mark.parametrize("name", ["市考指标", "区考", "重点项目"])
def test_the_samples_read_as_their_xlsx(
    root: Path, soffice: Callable[..., Path], name: str, suffix: str
) -> None:
    source = root / "workbooks" / f"{name}.xlsx"
    old, new = open_file(soffice(source, suffix)), open_file(source)
    assert old.sheets == new.sheets
    for sheet in new.sheets:
        ours, theirs = old.block(sheet), new.block(sheet)
        assert _is_alike(ours, theirs)
        assert set(ours.merged) == set(theirs.merged)
        assert ours.percents == theirs.percents
        assert set(ours.formulas) == set(theirs.formulas)
        assert ours.stale == theirs.stale
