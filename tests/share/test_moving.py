"""What takes another file's place does so at once, on Windows as soon as it is let."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.share import moving


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A system that refuses twice, as Windows does while a virus scanner reads."""
    tries, replace = [0], Path.replace

    def refuse(self: Path, target: Path) -> Path:
        tries[0] += 1
        if tries[0] < 3:
            raise PermissionError(13, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    return tries


def test_windows_is_asked_again(tmp_path: Path, refusing: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_IS_WINDOWS", True)
    (tmp_path / "new").mkdir()
    moving.moved(tmp_path / "new", tmp_path / "name")
    assert [path.name for path in tmp_path.iterdir()] == ["name"]
    assert refusing == [3]


def test_windows_is_not_asked_for_ever(
    tmp_path: Path, refusing: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_IS_WINDOWS", True)
    monkeypatch.setattr(moving, "_SECONDS", 0.0)
    with pytest.raises(PermissionError):
        moving.moved(tmp_path / "new", tmp_path / "name")
    assert refusing == [1]


def test_elsewhere_a_refusal_is_final(
    tmp_path: Path, refusing: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_IS_WINDOWS", False)
    with pytest.raises(PermissionError):
        moving.moved(tmp_path / "new", tmp_path / "name")
    assert refusing == [1]
