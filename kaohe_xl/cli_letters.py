"""`kaohe letters`, `kaohe templates`: documents of all levels, and what they are filled into."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kaohe_xl.cli_documents import Terminal

_PATH = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_EACH = click.Choice(["unit", "matter"])


@click.command("letters", options_metavar="[选项]")
@click.argument("book", metavar="工作簿", type=_PATH)
@click.option("--to", "folder", type=_PATH, help="放在哪个文件夹；默认工作簿旁的“提醒函”。")
@click.option("--level", default="提醒", help="文种：提醒（默认）、督办、挂牌、约谈；后三种发打了√的建议。")
@click.option("--each", type=_EACH, help="unit：一个单位一件（提醒函默认）；matter：一事一单（其他默认）。")
@click.option("--split", is_flag=True, help="每件一个文件；默认一个工作簿，每件一张表。")
@click.option("--pdf", "as_pdf", is_flag=True, help="再打印成 PDF（用 Excel 或 LibreOffice）。")
@click.option("--number", type=int, help="起始文号；默认接着上次的号。")
@click.option("--date", "issued", type=_DAY, help="发文日期，如 2011-11-01；默认今天。")
@click.option("--preview", is_flag=True, help="只显示将生成什么，不写入。")
@click.option("--force", is_flag=True, help="有错误也按能算出的结果生成。")
@click.option("--password", help="打开加密工作簿的密码；写回台账时仍用它加密。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")
@click.pass_obj
def letters(
    terminal: Terminal,
    book: Path,
    folder: Path | None,
    level: str,
    each: str | None,
    split: bool,
    as_pdf: bool,
    number: int | None,
    issued: datetime | None,
    preview: bool,
    force: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """生成提醒函：每个责任单位一份；--level 发警示督办单、挂牌督办通知、约谈通知并记入台账。"""
    from kaohe_xl import sending
    from kaohe_xl.commands import LetterChoice

    day = issued.date() if issued else None
    choice = LetterChoice(split, day, number, preview, force, each_matter=each == "matter")
    order = sending.Order(sending.level_of(level), is_each_unit=each == "unit", as_pdf=as_pdf)
    grid = terminal.open(book, password, as_json)
    with terminal.progress(steps=2, hidden=as_json) as tick:
        report = sending.send(grid, folder, order, choice, tick)
    terminal.finish(report, as_json)


@click.command("templates", options_metavar="[选项]")
@click.argument("folder", metavar="文件夹", type=_PATH, default=".")
def templates(folder: Path) -> None:
    """把四种文书的模板放进文件夹，供在 Excel 里修改；已有的不覆盖。"""
    from kaohe_xl.sending import copy_templates

    for line in copy_templates(folder):
        click.echo(line)
