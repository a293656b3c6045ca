"""`kaohe deploy`: what lies on the share afterwards, and what is left alone, whatever goes wrong."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from kaohe_xl import resources
from kaohe_xl.diagnosis import doctor
from kaohe_xl.errors import KaoheError
from kaohe_xl.share import deployment, layout
from kaohe_xl.share.deployment import Sources, deploy
from kaohe_xl.share.manifest import digest, read_manifest
from tests.share.conftest import ROOT, SCORE, Person, deployed, linked, needs_sh, program

COMMANDS = ("score", "letters", "circular", "check", "deploy")
NAMES = ("重算得分", "生成提醒函", "月通报", "检查数据", "安装按钮")


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that needs little: deploying it takes no time."""
    monkeypatch.setattr(deployment, "own_needs", lambda: ("0.1.0", ["click>=8"]))


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash; the lock aside, which is made and stays."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".kaohe" not in path.parts)
    return {path.relative_to(folder).as_posix(): digest(path) for path in files}


def test_a_share_holds_launchers_samples_a_log_folder_and_the_program(first: Path) -> None:
    assert {path.name for path in first.iterdir()} == {
        *(f"{name}.{kind}" for name in NAMES for kind in ("cmd", "sh")),
        "kaohe",
        "日志",
        "示例",
    }
    assert {path.name for path in (first / "示例").iterdir()} == {
        path.name for path in resources.samples().glob("*.xlsx")
    }
    assert list((first / "日志").iterdir()) == []
    assert all(os.access(first / f"{name}.sh", os.X_OK) for name in NAMES)


def test_the_manifest_names_every_file_with_its_hash(first: Path) -> None:
    name = (first / "kaohe" / "current.txt").read_text(encoding="ascii").strip()
    folder = first / "kaohe" / "versions" / name
    manifest = json.loads((folder / "manifest.json").read_bytes())
    known = {part["path"]: (part["sha256"], part["size"]) for part in manifest["parts"]}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files.pop("manifest.json")
    assert known == {
        name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for name, path in files.items()
    }
    assert manifest["version"] == "0.1.0"
    assert name.startswith("0.1.0-")


def test_our_wheel_holds_all_modules_samples_and_macros(first: Path) -> None:
    (wheel,) = first.glob("kaohe/versions/*/wheels/kaohe_xl-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {p.relative_to(ROOT).as_posix() for p in (ROOT / "kaohe_xl").rglob("*.py")} <= inside
    for name, folder in (("workbooks", resources.samples()), ("macros", resources.macros())):
        assert {f"kaohe_xl/{name}/{p.name}" for p in folder.iterdir() if p.is_file()} <= inside
    assert not any("__pycache__" in name or name.startswith("tests") for name in inside)


def test_pip_installs_from_the_share_and_what_is_installed_deploys_the_same(
    first: Path, tmp_path: Path
) -> None:
    (folder,) = first.glob("kaohe/versions/*/wheels")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(folder)]
    command += ["--disable-pip-version-check", "--target", str(tmp_path / "lib"), "kaohe_xl"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "again").mkdir()
    done = deployed(tmp_path / "again", tmp_path / "lib")
    assert done.returncode == 0, done.stderr
    assert layout.current(tmp_path / "again") == layout.current(first)


def test_deploying_the_same_again_changes_nothing(share: Path) -> None:
    before = content(share)
    done = deployed(share, ROOT)
    assert "已经是这个版本" in done.stdout, done.stderr
    assert content(share) == before


def test_what_else_lies_in_the_folder_stays(light: None, office_folder: Path) -> None:
    (office_folder / "示例").mkdir()
    for name in ("市考指标.xlsx", "示例/市考指标.xlsx", "示例/我的.xlsx", "说明.txt"):
        (office_folder / name).write_bytes(b"of the office")
    deploy(office_folder, COMMANDS, Sources(offline=True))
    for name in ("市考指标.xlsx", "示例/市考指标.xlsx", "示例/我的.xlsx", "说明.txt"):
        assert (office_folder / name).read_bytes() == b"of the office"


def test_a_sample_is_renewed_unless_somebody_tried_things_on_it(
    light: None, office_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deploy(office_folder, COMMANDS, Sources(offline=True))
    tried, fresh = office_folder / "示例" / "区考.xlsx", office_folder / "示例" / "重点项目.xlsx"
    tried.write_bytes(b"tried")
    newer = Path(shutil.copytree(resources.samples(), tmp_path / "samples"))
    for name in (tried.name, fresh.name):
        (newer / name).write_bytes(b"newer")
    monkeypatch.setattr(deployment, "samples", lambda: newer)
    deploy(office_folder, COMMANDS, Sources(offline=True))
    assert tried.read_bytes() == b"tried"
    assert fresh.read_bytes() == b"newer"


def test_a_file_of_the_office_with_a_launchers_name_is_not_replaced(light: None, office_folder: Path) -> None:
    (office_folder / "重算得分.cmd").write_bytes(b"@echo off\r\necho ours\r\n")
    with pytest.raises(KaoheError, match=r"不是考核程序的启动文件，没有覆盖.*重算得分\.cmd"):
        deploy(office_folder, COMMANDS, Sources(offline=True))
    assert [path.name for path in office_folder.iterdir()] == ["重算得分.cmd"]


def test_there_is_a_launcher_for_buttons_as_soon_as_there_is_the_command(
    light: None, office_folder: Path
) -> None:
    deploy(office_folder, (*COMMANDS, "addin"), Sources(offline=True))
    assert b" addin %*" in (office_folder / "安装按钮.cmd").read_bytes()


def test_missing_libraries_are_named_and_the_former_version_stays(share: Path, tmp_path: Path) -> None:
    before = content(share)
    needy = program(
        tmp_path / "needy", "    click>=8.2\n", "    click>=8.2\n    no-such-library>=3\n    nor-this\n"
    )
    done = deployed(share, needy)
    assert done.returncode == 2
    assert "缺少这些程序库的安装包：no-such-library>=3、nor-this" in done.stderr
    assert "--wheels" in done.stderr
    assert content(share) == before


def test_given_wheels_are_taken_and_a_damaged_one_is_named(
    office_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "安装包"
    given.mkdir()
    wheel = given / "no_such_library-3.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("no_such_library.py", "")
        archive.writestr(
            "no_such_library-3.1.dist-info/METADATA", "Name: no-such-library\nRequires-Dist: click\n"
        )
    (given / "no_such_library-2.0-py3-none-any.whl").write_bytes(b"older")
    (given / "no_such_library-9.0-cp27-cp27m-win32.whl").write_bytes(b"not for us")
    monkeypatch.setattr(deployment, "own_needs", lambda: ("0.1.0", ["no-such-library>=1"]))
    report = deploy(office_folder, COMMANDS, Sources((given,), offline=True))
    names = {path.name for path in office_folder.glob("kaohe/versions/*/wheels/*")}
    assert wheel.name in names
    assert any(name.startswith("click-") for name in names)
    before = content(office_folder)
    wheel.write_bytes(b"PK damaged")
    with pytest.raises(KaoheError, match=wheel.name):
        deploy(office_folder, COMMANDS, Sources((given,), offline=True))
    assert content(office_folder) == before
    assert layout.current(office_folder) == report.version


def test_a_folder_that_cannot_be_made_is_told_of(light: None, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KaoheError, match="file"):
        deploy(tmp_path / "file" / "share", COMMANDS, Sources(offline=True))


def test_a_new_version_leaves_the_former_ones_files_for_who_has_just_started(second: Path) -> None:
    kept = sorted(path.name.split("-")[0] for path in (second / "kaohe" / "versions").iterdir())
    assert kept == ["0.1.0", "0.2.0"]
    assert layout.current(second).startswith("0.2.0-")


@needs_sh
def test_a_deploy_killed_half_way_leaves_the_former_version(
    share: Path, somebody: Person, book: Path, tmp_path: Path
) -> None:
    newer = program(tmp_path / "newer", "version = 0.1.0", "version = 0.3.0")
    before = content(share)
    command = [sys.executable, "-m", "kaohe_xl", "deploy", str(share), "--offline"]
    environment = os.environ | {"PYTHONPATH": str(newer)}
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    while len(list(share.glob("kaohe/versions/.new-*/wheels/*.whl"))) < 4:
        assert running.poll() is None
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert {name: value for name, value in content(share).items() if ".new-" not in name} == before
    assert somebody.runs(share / SCORE, book).returncode == 0
    assert deployed(share, newer).returncode == 0
    assert not list(share.rglob(".new-*"))
    assert layout.current(share).startswith("0.3.0-")


def test_a_damaged_file_is_made_good_by_deploying_again(light: None, office_folder: Path) -> None:
    report = deploy(office_folder, COMMANDS, Sources(offline=True))
    before = content(office_folder)
    folder = layout.versions(office_folder) / report.version
    (folder / "start.pyz").write_bytes(b"damaged")
    next((folder / "wheels").glob("click-*")).unlink()
    wrong = {p.name: p for p in doctor(office_folder).probes}["共享盘上的文件与清单相符"]
    assert wrong.ok is False
    assert "start.pyz" in wrong.found
    assert "wheels/click-" in wrong.found
    deploy(office_folder, COMMANDS, Sources(offline=True))
    assert content(office_folder) == before


def test_old_versions_are_removed_the_newest_three_stay(
    light: None, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for number in range(5):
        monkeypatch.setattr(deployment, "own_needs", lambda number=number: (f"0.{number}", ["click"]))
        made.append(deploy(office_folder, COMMANDS, Sources(offline=True)).version)
        time.sleep(0.01)
    assert {path.name for path in layout.versions(office_folder).iterdir()} == set(made[-3:])
    assert layout.current(office_folder) == made[-1]


def test_who_starts_meanwhile_finds_the_old_version_or_the_new_one(
    light: None, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as a launcher reads: the pointer, the manifest, all files; never a mixture, never a gap."""
    deploy(office_folder, COMMANDS, Sources(offline=True))
    seen, over = list[str](), threading.Event()
    troubles = list[BaseException]()

    def read() -> None:
        try:
            while not over.is_set():
                name = layout.current(office_folder)
                folder = layout.versions(office_folder) / name
                manifest = read_manifest(folder)
                assert all(digest(folder / part.path) == part.sha256 for part in manifest.parts)
                assert (office_folder / SCORE).read_bytes()
                seen.append(name)
        except BaseException as error:
            troubles.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(12):
        monkeypatch.setattr(deployment, "own_needs", lambda number=number: (f"0.{number % 2}", ["click"]))
        deploy(office_folder, COMMANDS, Sources(offline=True))
    over.set()
    reader.join()
    assert troubles == []
    assert len(set(seen)) >= 2


def test_the_doctor_looks_at_the_share(light: None, office_folder: Path, tmp_path: Path) -> None:
    deploy(office_folder, COMMANDS, Sources(offline=True))
    good = {p.name: p.ok for p in doctor(office_folder).probes if "共享盘" in p.name}
    assert good == dict.fromkeys(good, True)
    assert len(good) == 5
    empty = {p.name: p for p in doctor(tmp_path / "nowhere").probes}
    assert empty["共享盘上的版本"].ok is False
    assert "kaohe deploy" in empty["共享盘上的版本"].remedy
    layout.pointer(office_folder).write_text("0.9-other\n", encoding="ascii")
    assert {p.name: p.ok for p in doctor(office_folder).probes}["共享盘上的版本"] is False


def test_the_copy_of_a_share_is_a_share(first: Path, tmp_path: Path) -> None:
    copy = linked(first, tmp_path / "别处")
    assert {p.name: p.ok for p in doctor(copy).probes}["共享盘上的文件与清单相符"] is True
