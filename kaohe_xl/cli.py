"""`kaohe`: the commands for scripts. Chinese to people, JSON to machines, exit status 0, 1 or 2."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe_xl.chinese_help import Group
from kaohe_xl.cli_addin import addin
from kaohe_xl.cli_documents import board, circular, pdf, weekly
from kaohe_xl.cli_ledger import ledger
from kaohe_xl.cli_letters import letters, templates
from kaohe_xl.complaints import logged, refuse, usage
from kaohe_xl.errors import (
    InputError,
    KaoheError,
    PasswordNeeded,
    SignatureError,
    WrongPassword,
)
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.binding import BindReport
    from kaohe_xl.books.grid import Grid
    from kaohe_xl.progress import Tick
    from kaohe_xl.reports import ScoreReport

_CONTEXT = {"help_option_names": ["-h", "--help"]}

_book = click.argument("book", metavar="工作簿", type=click.Path(path_type=Path))
_FOLDER = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")
_preview = click.option("--preview", is_flag=True, help="只显示将改动什么，不写入。")
_force = click.option("--force", is_flag=True, help="有错误也写入能算出的结果。")
_password = click.option("--password", help="打开加密工作簿的密码；写回时仍用它加密。")

_signature = click.option("--break-signature", is_flag=True, help="工作簿带有数字签名也写入（签名会失效）。")


@click.group(cls=Group, context_settings=_CONTEXT, options_metavar="[选项]", subcommand_metavar="命令 …")
@click.version_option(package_name="kaohe_xl", message="kaohe %(version)s", help="显示版本。")
@click.pass_context
def kaohe(context: click.Context) -> None:
    """目标责任考核：在贵办自己的工作簿里重算得分、亮灯，并生成提醒函。"""
    context.obj = _Terminal()


@kaohe.command("demo", options_metavar="[选项]")
@click.option("--folder", default="考核示例", show_default=True, type=_FOLDER, help="放在哪里。")
@_json
def demo(folder: Path, as_json: bool) -> None:
    """把示例工作簿放到当前文件夹，并在上面跑一遍全部功能。"""
    from kaohe_xl.demonstration import demo as run

    with _progress(steps=6, hidden=as_json) as tick:
        report = run(folder, tick)
    _finish(report, as_json)


@kaohe.command("bind", options_metavar="[选项]")
@_book
@_preview
@click.option("--yes", is_flag=True, help="不询问，直接写入（供脚本使用）。")
@click.option("--remove", is_flag=True, help="取消绑定：去掉以前添加的表、列和颜色。")
@click.option("--force", is_flag=True, help="取消绑定时，贵办在这些表里填写的内容也一并去掉。")
@_password
@_signature
@_json
def bind(
    book: Path,
    preview: bool,
    yes: bool,
    remove: bool,
    force: bool,
    password: str | None,
    break_signature: bool,
    as_json: bool,
) -> None:
    """绑定表格：认出各张表，确认后添加考核设置、计分规则、表格对应和结果列（先备份）。"""
    from kaohe_xl import binding

    grid = _open(book, password, as_json, break_signature=break_signature)
    report = binding.unbinding(grid) if remove else binding.binding(grid)
    if preview or report.patch.is_empty:
        _finish(replace(report, preview=preview), as_json)
    if not yes:
        _ask_to_bind(report, as_json)
        report = replace(report, asked=True)
    elif report.changed and not force:
        raise binding.held_back(report)
    try:
        report = binding.bound(grid, report)
    except SignatureError:
        if as_json or not sys.stdin.isatty():
            raise
        click.confirm(sentence("BREAK_SIGNATURE", book=book.name)[0], abort=True)
        report = binding.bound(_open(book, password, as_json, break_signature=True), report)
    _finish(report, as_json)


def _ask_to_bind(report: BindReport, as_json: bool) -> None:
    """Show what was recognised and what is to be done, and go on after a yes only."""
    if as_json:
        raise InputError(*sentence("BIND_NEEDS_YES"))
    from kaohe_xl.terminal import lines

    for line in lines(report):
        click.echo(line)
    code = "UNBIND_ASK" if report.removes else "BIND_ASK"
    click.confirm(sentence(code, book=report.book)[0], abort=True)


@kaohe.command("check", options_metavar="[选项]")
@_book
@click.option("--with", "others", multiple=True, type=_FOLDER, help="再与这个工作簿核对口径；可写几次。")
@click.option("--sheet", is_flag=True, help="把问题写进工作簿的“检查结果”表，点一下跳到单元格。")
@click.option("--comments", is_flag=True, help="把问题写成单元格的批注；贵办自己的批注不动。")
@click.option("--remove", is_flag=True, help="去掉以前写进工作簿的“检查结果”表和批注。")
@_password
@_signature
@_json
def check(
    book: Path,
    others: tuple[Path, ...],
    sheet: bool,
    comments: bool,
    remove: bool,
    password: str | None,
    break_signature: bool,
    as_json: bool,
) -> None:
    """检查数据：列出所有问题，每条注明工作表、单元格和办法。"""
    from kaohe_xl import commands

    choice = commands.CheckChoice(sheet, comments, remove)
    grid = _open(book, password, as_json, break_signature=break_signature)
    further = [_open(other, password, as_json) for other in others]
    _finish(commands.check(grid, further, choice), as_json)


@kaohe.command("score", options_metavar="[选项]")
@_book
@_preview
@_force
@click.option("--rules-of", "rules", help="按哪年的规则：2010、2010-06-30，或一个工作簿。")
@_password
@_signature
@_json
def score(
    book: Path,
    preview: bool,
    force: bool,
    rules: str | None,
    password: str | None,
    break_signature: bool,
    as_json: bool,
) -> None:
    """重算得分、位次和亮灯，写回工作簿的结果列（先备份）。"""
    from kaohe_xl import commands
    from kaohe_xl.books.rule_sources import rule_source

    def run(may_break: bool) -> ScoreReport:
        grid = _open(book, password, as_json, break_signature=may_break)
        source = None if rules is None else rule_source(rules, lambda path: _open(path, password, as_json))
        assessed = commands.assess_book(grid, source)
        return commands.score(grid, preview=preview, force=force, assessed=assessed)

    try:
        report = run(break_signature)
    except SignatureError:
        if as_json or not sys.stdin.isatty():
            raise
        click.confirm(sentence("BREAK_SIGNATURE", book=book.name)[0], abort=True)
        report = run(may_break=True)
    _finish(report, as_json)


@kaohe.command("compare", options_metavar="[选项]")
@_book
@click.argument("other", metavar="[另一工作簿]", type=_FOLDER, required=False)
@click.option("--rules-of", "rules", multiple=True, help="哪年的规则：2010、2010-06-30，或工作簿；写一两次。")
@click.option("--unit", default="", help="只看哪个单位。")
@_password
@_json
def compare(
    book: Path, other: Path | None, rules: tuple[str, ...], unit: str, password: str | None, as_json: bool
) -> None:
    """两套得分并排比：按两年的规则，或两个工作簿；写明差在哪里。不写入。"""
    from kaohe_xl.books.rule_sources import rule_source
    from kaohe_xl.comparing import compare_books

    grid = _open(book, password, as_json)
    further = None if other is None else _open(other, password, as_json)
    sources = [rule_source(text, lambda path: _open(path, password, as_json)) for text in rules]
    _finish(compare_books(grid, further, sources, unit), as_json)


@kaohe.command("explain", options_metavar="[选项]")
@_book
@click.argument("indicator", metavar="指标")
@click.option("--unit", default="", help="哪个单位；默认本单位，未设本单位则全部。")
@_password
@_json
def explain(book: Path, indicator: str, unit: str, password: str | None, as_json: bool) -> None:
    """得分说明：一个得分怎样来的，直到单元格和条款。指标可写名称，或完成值的单元格（市考指标!F7）。"""
    from kaohe_xl import commands

    _finish(commands.explain(_open(book, password, as_json), indicator, unit), as_json)


@kaohe.command("undo", options_metavar="[选项]")
@_book
@click.option("--list", "is_list", is_flag=True, help="列出全部备份及序号，不恢复。")
@click.option("--to", "number", type=int, help="恢复第几份备份（1 是最近的）；现在这份先另存为备份。")
@_json
def undo(book: Path, is_list: bool, number: int | None, as_json: bool) -> None:
    """撤销：把工作簿恢复为上次写入之前的样子，逐字节一致；也可恢复更早的备份。"""
    from kaohe_xl import commands

    _finish(commands.backups(book) if is_list else commands.undo(book, number), as_json)


@kaohe.command("doctor", options_metavar="[选项]")
@click.option("--share", envvar="KAOHE_SHARE", type=_FOLDER, help="再检查布置了程序的共享盘文件夹。")
@_json
def doctor(share: Path | None, as_json: bool) -> None:
    """检查这台电脑上缺什么。"""
    from kaohe_xl.diagnosis import doctor as run

    _finish(run(share), as_json)


@kaohe.command("deploy", options_metavar="[选项]")
@click.argument("folder", metavar="文件夹", type=_FOLDER)
@click.option("--wheels", multiple=True, type=_FOLDER, help="放有程序库安装包（.whl）的文件夹；可写几次。")
@click.option("--offline", is_flag=True, help="不联网：只用给出的安装包和本机已装的程序库。")
@_json
def deploy(folder: Path, wheels: tuple[Path, ...], offline: bool, as_json: bool) -> None:
    """把程序布置到共享盘的文件夹：启动文件、程序、示例；再次运行即换成新版本。"""
    from kaohe_xl.share.deployment import Sources
    from kaohe_xl.share.deployment import deploy as run

    _finish(run(folder, tuple(kaohe.commands), Sources(wheels, offline)), as_json)


for _command in (addin, board, circular, ledger, letters, pdf, templates, weekly):
    kaohe.add_command(_command)


class _Terminal:
    """What commands of other modules need of this one (see Terminal in cli_documents)."""

    def open(
        self, book: Path, password: str | None, as_json: bool, *, break_signature: bool = False
    ) -> Grid:
        """The workbook, a person asked for a missing password."""
        return _open(book, password, as_json, break_signature=break_signature)

    def progress(self, steps: int, hidden: bool) -> AbstractContextManager[Tick]:
        """A progress bar on a terminal."""
        return _progress(steps, hidden)

    def finish(self, report: Any, as_json: bool) -> None:
        """Print the report and leave."""
        _finish(report, as_json)


def _open(book: Path, password: str | None, as_json: bool, *, break_signature: bool = False) -> Grid:
    """The workbook; somebody at a terminal is asked for a password that is missing, three times at most."""
    from kaohe_xl.books.files import open_file

    for tries_left in (2, 1, 0):
        try:
            return open_file(book, password, break_signature=break_signature)
        except (PasswordNeeded, WrongPassword) as error:
            was_given = isinstance(error, WrongPassword) and tries_left == 2
            if as_json or was_given or not sys.stdin.isatty():
                raise
            if isinstance(error, WrongPassword):
                click.echo(str(error), err=True)
        password = click.prompt(sentence("ASK_PASSWORD", book=book.name)[0], hide_input=True, err=True)
    return open_file(book, password, break_signature=break_signature)


@contextmanager
def _progress(steps: int, hidden: bool) -> Iterator[Tick]:
    """A progress bar on a terminal; nothing where the output is piped."""
    if hidden or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)

        def tick(text: str) -> None:
            bar.update(task, description=text, advance=1)

        yield tick


def _finish(report: Any, as_json: bool) -> None:
    """Print the report and leave with its exit status."""
    from kaohe_xl.reports import has_errors

    if as_json:
        click.echo(json.dumps(report.json(), ensure_ascii=False, indent=1))
    else:
        from kaohe_xl.terminal import lines

        for line in lines(report):
            click.echo(line)
    raise SystemExit(1 if has_errors(report.findings) else 0)


def main() -> None:
    """The entry point: every error a Chinese sentence, never a traceback."""
    gc.set_threshold(1_000_000)  # a short run makes much that lives to its end: seldom worth looking through
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., Any] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    try:
        kaohe(standalone_mode=False)
    except click.exceptions.Exit as leave:
        raise SystemExit(leave.exit_code) from None
    except click.ClickException as wrong:
        refuse(usage(wrong))
    except click.Abort:
        refuse(sentence("STOPPED")[0])
    except KaoheError as error:
        refuse(str(error), error)
    except Exception as error:  # the last wall: no traceback reaches the office
        refuse(logged(error))


if __name__ == "__main__":
    main()
