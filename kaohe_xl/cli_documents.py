"""`kaohe board`, `kaohe circular`, `kaohe weekly`, `kaohe pdf`: documents beside the letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kaohe_xl.books.grid import Grid
    from kaohe_xl.progress import Tick

_PATH = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")


class Terminal(Protocol):
    """What `kaohe` gives its commands: a workbook opened, a progress bar, the report's end."""

    def open(
        self, book: Path, password: str | None, as_json: bool, *, break_signature: bool = False
    ) -> Grid:
        """The workbook, a person asked for a missing password."""

    def progress(self, steps: int, hidden: bool) -> AbstractContextManager[Tick]:
        """A progress bar on a terminal."""

    def finish(self, report: Any, as_json: bool) -> None:
        """Print the report and leave."""


@click.command("board", options_metavar="[选项]")
@click.argument("book", metavar="工作簿", type=_PATH)
@click.option("--remove", is_flag=True, help="去掉以前写进工作簿的“考核看板”表。")
@click.option("--date", "day", type=_DAY, help="督办文书算到哪一天，如 2011-11-02；默认今天。")
@click.option("--preview", is_flag=True, help="只显示五件最要紧的事，不写入。")
@click.option("--force", is_flag=True, help="有错误也按能算出的结果写入。")
@click.option("--password", help="打开加密工作簿的密码；写回时仍用它加密。")
@click.option("--break-signature", is_flag=True, help="工作簿带有数字签名也写入（签名会失效）。")
@_json
@click.pass_obj
def board(
    terminal: Terminal,
    book: Path,
    remove: bool,
    day: datetime | None,
    preview: bool,
    force: bool,
    password: str | None,
    break_signature: bool,
    as_json: bool,
) -> None:
    """考核看板：给领导看的一页纸，写成工作簿里的一张表（先备份）。"""
    from kaohe_xl import overview

    choice = overview.BoardChoice(remove, preview, force, day.date() if day else None)
    grid = terminal.open(book, password, as_json, break_signature=break_signature)
    terminal.finish(overview.board(grid, choice), as_json)


@click.command("circular", options_metavar="[选项]")
@click.argument("book", metavar="工作簿", type=_PATH)
@click.option("--last", type=_PATH, help="上月的工作簿，用来比较增减和位次升降。")
@click.option("--folder", type=_PATH, help="放在哪个文件夹；默认工作簿旁的“月通报”。")
@click.option("--date", "issued", type=_DAY, help="印发日期，如 2011-11-01；默认今天。")
@click.option("--preview", is_flag=True, help="只显示将生成什么，不写入。")
@click.option("--force", is_flag=True, help="有错误也按能算出的结果生成。")
@click.option("--password", help="打开加密工作簿的密码。")
@_json
@click.pass_obj
def circular(
    terminal: Terminal,
    book: Path,
    last: Path | None,
    folder: Path | None,
    issued: datetime | None,
    preview: bool,
    force: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """月通报：文字四部分、排名、亮灯、差距、失分、重点项目，附图表；文字可在表里修改。"""
    from kaohe_xl import reporting

    choice = reporting.CircularChoice(issued.date() if issued else None, preview, force)
    grid = terminal.open(book, password, as_json)
    earlier = None if last is None else terminal.open(last, password, as_json)
    with terminal.progress(steps=2, hidden=as_json) as tick:
        report = reporting.circular(grid, folder or book.parent / "月通报", earlier, choice, tick)
    terminal.finish(report, as_json)


@click.command("weekly", options_metavar="[选项]")
@click.argument("book", metavar="工作簿", type=_PATH)
@click.option("--folder", type=_PATH, help="放在哪个文件夹；默认工作簿旁的“周督查”。")
@click.option("--date", "issued", type=_DAY, help="督查日期，如 2011-11-02；默认今天。")
@click.option("--preview", is_flag=True, help="只显示将生成什么，不写入。")
@click.option("--force", is_flag=True, help="有错误也按能算出的结果生成。")
@click.option("--password", help="打开加密工作簿的密码。")
@_json
@click.pass_obj
def weekly(
    terminal: Terminal,
    book: Path,
    folder: Path | None,
    issued: datetime | None,
    preview: bool,
    force: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """周督查：有红灯、黄灯或未办结文书的单位各一张核查表，带着去现场填写。"""
    from kaohe_xl import reporting

    choice = reporting.CircularChoice(issued.date() if issued else None, preview, force)
    grid = terminal.open(book, password, as_json)
    with terminal.progress(steps=2, hidden=as_json) as tick:
        report = reporting.weekly(grid, folder or book.parent / "周督查", choice, tick)
    terminal.finish(report, as_json)


@click.command("pdf", options_metavar="[选项]")
@click.argument("paths", metavar="工作簿或文件夹…", type=_PATH, nargs=-1, required=True)
@click.option("--one", type=_PATH, help="合成一个 PDF 文件，书签先是工作簿，下面是各张表。")
@click.option("--split", is_flag=True, help="每张表一个 PDF，放在与工作簿同名的文件夹里。")
@_json
@click.pass_obj
def pdf(terminal: Terminal, paths: tuple[Path, ...], one: Path | None, split: bool, as_json: bool) -> None:
    """转成 PDF：每个工作簿一个（每张表一个书签），或合成一个，或每张表一个。"""
    from kaohe_xl import printing

    with terminal.progress(steps=len(paths), hidden=as_json) as tick:
        report = printing.pdf(paths, one, tick, split=split)
    terminal.finish(report, as_json)
