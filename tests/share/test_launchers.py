"""The real launchers, started as people start them: cold, warm, killed, damaged, renewed, cut off."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kaohe_xl as kh
from kaohe_xl.books.locks import locked
from kaohe_xl.share.layout import INTERPRETER, LOG
from tests.share.conftest import CHECK, CIRCULAR, LETTERS, SCORE, Person, ended, needs_sh, person

pytestmark = needs_sh
COPYING = "复制到本机"
Arrive = Callable[[Path], str]


def is_scored(book: Path) -> bool:
    """Whether scoring the workbook once more would change nothing."""
    return kh.score(kh.open_book(book), preview=True).patch.is_empty


def version(share: Path) -> str:
    return (share / "kaohe" / "current.txt").read_text(encoding="ascii").strip()


def wheel(share: Path, name: str = "kaohe_xl") -> Path:
    return next((share / "kaohe" / "versions" / version(share) / "wheels").glob(f"{name}-*.whl"))


def of_version(somebody: Person, number: str) -> list[Path]:
    """The folders in a cache that hold a version of our program."""
    return [path.parent for path in somebody.cache.glob(f"w/*/kaohe_xl-{number}.dist-info")]


def until(is_so: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.005)


def killed_when(running: subprocess.Popen[str], is_so: Callable[[], object], seconds: float = 60.0) -> None:
    """Kill what runs in the very state that is asked for: it stands still while one looks."""
    deadline = time.monotonic() + seconds
    try:
        while True:
            os.killpg(running.pid, signal.SIGSTOP)
            time.sleep(0.002)
            with contextlib.suppress(FileNotFoundError):  # a folder moved into its place while it came to a stop
                if is_so():
                    return
            assert time.monotonic() < deadline, "it never came to that"
            os.killpg(running.pid, signal.SIGCONT)
            time.sleep(0.003)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def test_the_first_start_fills_the_cache_and_the_next_ones_use_it(
    share: Path, somebody: Person, book: Path
) -> None:
    cold = somebody.runs(share / SCORE, book)
    assert cold.returncode == 0, cold.stderr
    assert COPYING in cold.stdout
    assert is_scored(book)
    warm = somebody.runs(share / SCORE, book)
    assert warm.returncode == 0
    assert COPYING not in warm.stdout
    assert "没有改动" in warm.stdout


def test_letters_and_findings_come_out_as_from_the_commands(
    share: Path, somebody: Person, book: Path, kaohe: Callable[..., object]
) -> None:
    assert somebody.runs(share / LETTERS, book).returncode == 0
    assert list((book.parent / "提醒函").glob("*.xlsx"))
    assert somebody.runs(share / CIRCULAR, book).returncode == 0
    assert list((book.parent / "月通报").glob("*.xlsx"))
    checked = somebody.runs(share / CHECK, book)
    said = getattr(kaohe("check", str(book), folder=book.parent), "stdout")  # noqa: B009
    assert said in checked.stdout


def test_options_and_several_workbooks_are_passed_on(share: Path, somebody: Person, book: Path) -> None:
    before = book.read_bytes()
    assert "市考指标!" in somebody.runs(share / SCORE, book, "--preview").stdout
    assert book.read_bytes() == before
    other = Path(shutil.copy(book, book.with_name("另一个 & (2) 100%.xlsx")))
    assert somebody.runs(share / SCORE, book, other).returncode == 0
    assert is_scored(book)
    assert is_scored(other)


def test_every_start_leaves_a_line_in_the_log_folder(share: Path, somebody: Person, book: Path) -> None:
    somebody.runs(share / SCORE, book)
    somebody.runs(share / SCORE, book.with_name("没有.xlsx"))
    (log,) = (share / LOG).glob("*.log")
    lines = [line.split("\t") for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line[1:4] for line in lines] == [
        [version(share), f"score {book}", "0"],
        [version(share), f"score {book.with_name('没有.xlsx')}", "2"],
    ]


def test_a_log_folder_that_cannot_be_written_disturbs_nobody(
    share: Path, somebody: Person, book: Path
) -> None:
    shutil.rmtree(share / LOG)
    (share / LOG).touch()
    assert somebody.runs(share / SCORE, book).returncode == 0


def test_without_a_workbook_it_says_where_to_put_one(share: Path, somebody: Person) -> None:
    done = somebody.runs(share / SCORE)
    assert done.returncode == 2
    assert "拖到“重算得分”的图标上" in done.stderr


@pytest.mark.parametrize("libraries", [0, 3])
def test_a_cache_half_filled_by_a_killed_start_is_filled_anew(
    share: Path, somebody: Person, book: Path, libraries: int
) -> None:
    running = somebody.starts(share / SCORE, book)
    killed_when(
        running,
        lambda: len(list(somebody.cache.glob("w/*"))) >= libraries and list(somebody.cache.glob("new-*/*/*")),
    )
    before = book.read_bytes()
    assert list(somebody.cache.glob("new-*"))
    assert not is_scored(book)
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 0, done.stderr
    assert book.read_bytes() != before
    assert not list(somebody.cache.glob("new-*"))
    assert not list(somebody.cache.glob("runs/*"))


def test_a_library_that_lost_a_file_in_the_cache_is_copied_again(
    share: Path, somebody: Person, book: Path
) -> None:
    somebody.runs(share / SCORE, book)
    (lost,) = somebody.cache.glob("w/*/kaohe_xl/commands.py")
    lost.unlink()
    (cut,) = somebody.cache.glob("w/*/click/core.py")
    cut.write_bytes(cut.read_bytes()[:100])
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 0, done.stderr
    assert "2 个文件" in done.stdout


def test_a_damaged_library_on_the_share_is_named_and_not_used(
    share: Path, somebody: Person, book: Path
) -> None:
    damaged, before = wheel(share), book.read_bytes()
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.unlink()
    damaged.write_bytes(content)
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 2
    assert f"已损坏，与清单不符：{damaged}" in done.stderr
    assert "kaohe deploy" in done.stderr
    assert book.read_bytes() == before
    assert not list(somebody.cache.glob("w/*/kaohe_xl"))
    assert not list(somebody.cache.glob("new-*"))


def test_a_damaged_manifest_is_named(share: Path, somebody: Person, book: Path) -> None:
    manifest = share / "kaohe" / "versions" / version(share) / "manifest.json"
    content = manifest.read_bytes().replace(b'"sha256": "', b'"sha256": "0', 1)
    manifest.unlink()
    manifest.write_bytes(content)
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 2
    assert f"与清单不符：{manifest}" in done.stderr


def test_a_missing_library_is_named(share: Path, somebody: Person, book: Path) -> None:
    lost = wheel(share, "click")
    lost.unlink()
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 2
    assert f"缺少文件：{lost}" in done.stderr


def test_a_new_version_replaces_the_old_one_at_the_next_start(
    share: Path, somebody: Person, book: Path, arrive: Arrive
) -> None:
    somebody.runs(share / SCORE, book)
    assert of_version(somebody, "0.1.0")
    arrive(share)
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 0, done.stderr
    assert "（1 个文件" in done.stdout  # the libraries are the same
    assert of_version(somebody, "0.2.0")
    assert not of_version(somebody, "0.1.0")


def test_a_new_version_leaves_a_running_one_alone(
    share: Path, somebody: Person, book: Path, arrive: Arrive
) -> None:
    other = Path(shutil.copy(book, book.with_name("另一个.xlsx")))
    somebody.runs(share / SCORE, other)
    with locked(book):
        running = somebody.starts(share / SCORE, book)
        until(lambda: list(somebody.cache.glob("runs/*")))
        arrive(share)
        newer = somebody.runs(share / SCORE, other)
        assert newer.returncode == 0, newer.stderr
        assert of_version(somebody, "0.1.0")
        assert of_version(somebody, "0.2.0")
    assert ended(running).returncode == 0
    assert is_scored(book)
    assert somebody.runs(share / SCORE, other).returncode == 0
    assert not of_version(somebody, "0.1.0")


def test_two_first_starts_of_one_person_share_the_work(share: Path, somebody: Person, book: Path) -> None:
    other = Path(shutil.copy(book, book.with_name("另一个.xlsx")))
    both = [ended(running) for running in [somebody.starts(share / SCORE, path) for path in (book, other)]]
    assert [done.returncode for done in both] == [0, 0]
    assert sum(COPYING in done.stdout for done in both) == 1
    assert is_scored(book)
    assert is_scored(other)


def test_a_share_removed_in_mid_run_does_no_harm(share: Path, somebody: Person, book: Path) -> None:
    somebody.runs(share / CHECK, book)
    with locked(book):
        running = somebody.starts(share / SCORE, book)
        until(lambda: list(somebody.cache.glob("runs/*")))
        share.rename(share.with_name("断开"))
        time.sleep(0.5)
    done = ended(running)
    assert done.returncode == 0, done.stderr
    assert is_scored(book)
    assert not share.exists()


def test_a_share_removed_with_the_workbook_on_it_is_told_of(
    share: Path, somebody: Person, book: Path
) -> None:
    book = Path(shutil.copy(book, share / "市考.xlsx"))
    before = book.read_bytes()
    somebody.runs(share / CHECK, book)
    with locked(book):
        running = somebody.starts(share / SCORE, book)
        until(lambda: list(somebody.cache.glob("runs/*")))
        time.sleep(1.0)  # it has read the workbook, and waits to write it
        gone = share.rename(share.with_name("断开"))
    done = ended(running)
    assert done.returncode == 2
    assert "错误：" in done.stderr
    assert (gone / book.name).read_bytes() == before


def test_a_share_removed_while_the_cache_is_filled_is_told_of(
    share: Path, somebody: Person, book: Path
) -> None:
    before = book.read_bytes()
    running = somebody.starts(share / SCORE, book)
    until(lambda: list(somebody.cache.glob("new-*")))
    gone = share.rename(share.with_name("断开"))
    done = ended(running)
    assert done.returncode == 2
    assert "共享盘" in done.stderr
    assert book.read_bytes() == before
    gone.rename(share)
    assert somebody.runs(share / SCORE, book).returncode == 0


def test_a_launcher_copied_elsewhere_says_that_it_must_not_be(
    share: Path, somebody: Person, tmp_path: Path
) -> None:
    alone = shutil.copy(share / SCORE, tmp_path)
    done = somebody.runs(Path(alone))
    assert done.returncode == 2
    assert "单独复制" in done.stderr


@pytest.mark.parametrize(("answer", "said"), [(127, "没有找到 Python"), (77, "太旧，需要 3.11")])
def test_a_computer_without_a_fit_python_is_told_what_to_install(
    share: Path, tmp_path: Path, answer: int, said: str
) -> None:
    somebody = Person(tmp_path, {"PATH": str(tmp_path / "bin")})
    for name in ("dirname", "basename"):
        somebody.python(name, f'exec {shutil.which(name)} "$@"')
    if answer == 77:
        somebody.python("python3", f"exit {answer}")
    done = somebody.runs(share / SCORE)
    assert done.returncode == 2
    assert said in done.stderr


def test_an_old_python_is_passed_over_for_a_newer_one(share: Path, somebody: Person, book: Path) -> None:
    somebody.python("python3", "exit 77")
    somebody.python("python", f'exec "{sys.executable}" "$@"')
    assert somebody.runs(share / SCORE, book).returncode == 0


def test_the_shares_own_python_goes_first_and_runs_from_the_cache(
    share: Path, somebody: Person, book: Path
) -> None:
    """A stand-in: a link named python3 on the share, so that Python itself says that it lies there."""
    own = share / "kaohe" / INTERPRETER / "bin"
    own.mkdir(parents=True)
    (own / "python3").symlink_to(Path(sys.executable).resolve())
    somebody.python("python3", "echo not this one >&2; exit 1")
    (own.parent / "beside.txt").write_text("beside", encoding="ascii")
    done = somebody.runs(share / SCORE, book)
    assert "Python 复制到本机" in done.stdout, done.stderr
    (copy,) = somebody.cache.glob("python/*/beside.txt")
    assert (copy.parent / "bin" / "python3").read_bytes() == Path(sys.executable).resolve().read_bytes()


def test_a_cache_that_cannot_be_written_is_named(share: Path, tmp_path: Path, book: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.touch()
    somebody = person(tmp_path / "a", KAOHE_CACHE=str(blocked / "缓存"))
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 2
    assert f"无法写入（Not a directory）：{blocked}" in done.stderr
