"""`kaohe addin`: build, install and remove the buttons in Excel, or put them into a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_xl.chinese_help import Group
from kaohe_xl.messages import message

_FILE = click.Path(path_type=Path)
_to = click.option("--to", "folder", type=_FILE, help="放在这个文件夹；默认 Excel 启动时加载的文件夹。")


@click.group("addin", cls=Group, options_metavar="[选项]", subcommand_metavar="命令 …")
def addin() -> None:
    """Excel 里的按钮：安装、卸载、生成加载项，或放进一个工作簿。"""


@addin.command("build", options_metavar="[选项]")
@click.argument("out", metavar="[文件或文件夹]", type=_FILE, required=False)
def build(out: Path | None) -> None:
    """生成加载项 kaohe.xlam；默认放在当前文件夹。"""
    from kaohe_xl.addin import making

    click.echo(message("ADDIN_BUILT", file=making.build(out)))


@addin.command("install", options_metavar="[选项]")
@_to
def install(folder: Path | None) -> None:
    """把按钮装进 Excel（只为当前用户，不需要管理员）。"""
    from kaohe_xl.addin import installing
    from kaohe_xl.addin.configuration import this_machine

    where = installing.places_in(folder) if folder else installing.places()
    machine = this_machine()
    installing.install(where, machine)
    if where.excel != where.wps:
        click.echo(message("ADDIN_INSTALLED", file=where.excel))
    if where.wps:
        click.echo(message("ADDIN_FOR_WPS", file=where.wps))
    if where.script:
        click.echo(message("ADDIN_SCRIPT", file=where.script))
    click.echo(message("ADDIN_PYTHON", python=machine.python))


@addin.command("uninstall", options_metavar="[选项]")
@_to
def uninstall(folder: Path | None) -> None:
    """从 Excel 里去掉按钮。"""
    from kaohe_xl.addin import installing

    gone = installing.uninstall(installing.places_in(folder) if folder else installing.places())
    for path in gone:
        click.echo(message("ADDIN_REMOVED", file=path))
    if not gone:
        click.echo(message("ADDIN_NOT_THERE"))


@addin.command("inject", options_metavar="[选项]")
@click.argument("book", metavar="工作簿", type=_FILE)
@click.argument("out", metavar="[新文件.xlsm]", type=_FILE, required=False)
def inject(book: Path, out: Path | None) -> None:
    """生成一份带按钮的副本（.xlsm）；原工作簿不动，已有的文件不覆盖。"""
    from kaohe_xl.addin import making
    from kaohe_xl.addin.configuration import this_machine

    click.echo(message("ADDIN_INJECTED", file=making.inject(book, out, this_machine())))
