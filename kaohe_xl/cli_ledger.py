"""`kaohe ledger`: 督办台账 and the ladder's proposals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe_xl.chinese_help import Group

if TYPE_CHECKING:
    from kaohe_xl.casework import Step
    from kaohe_xl.cli_documents import Terminal

_FILE = click.Path(path_type=Path)
_book = click.argument("book", metavar="工作簿", type=_FILE)
_number = click.argument("number", metavar="文号")
_on = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天（2011-11-15）；默认今天。")
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")
_preview = click.option("--preview", is_flag=True, help="只显示将改动什么，不写入。")
_password = click.option("--password", help="打开加密工作簿的密码；写回时仍用它加密。")


def _step(command: Callable[..., None]) -> Callable[..., None]:
    """What every command has that enters something into the ledger."""
    for option in (click.pass_obj, _json, _password, _preview, _on):
        command = option(command)
    return command


@click.group("ledger", cls=Group, options_metavar="[选项]", subcommand_metavar="命令 …")
def ledger() -> None:
    """督办台账：列出、建议发文、签收、回复、延期、办结、销号、免督办。"""


@ledger.command("list", options_metavar="[选项]")
@_book
@click.option("--overdue", is_flag=True, help="只列逾期的。")
@click.option("--soon", is_flag=True, help="只列临期的。")
@click.option("--open", "still_open", is_flag=True, help="只列没有办结的。")
@_on
@_password
@_json
@click.pass_obj
def listing(
    terminal: Terminal,
    book: Path,
    overdue: bool,
    soon: bool,
    still_open: bool,
    day: datetime | None,
    password: str | None,
    as_json: bool,
) -> None:
    """列出台账里的文书和状态：逾期、临期、办理中、已办结、已销号。"""
    from kaohe_xl import casework
    from kaohe_xl.domain.ledger import State

    states = [State.OVERDUE] * overdue + [State.DUE_SOON] * soon
    if still_open:
        states += [State.OVERDUE, State.DUE_SOON, State.REPLIED, State.OPEN]
    terminal.finish(casework.listed(terminal.open(book, password, as_json), states, _day(day)), as_json)


@ledger.command("propose", options_metavar="[选项]")
@_book
@_step
def propose(
    terminal: Terminal,
    book: Path,
    day: datetime | None,
    preview: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """按督办规则提出建议，写在“督办建议”表，由人打 √ 后用 letters --level 发文。"""
    from kaohe_xl import casework

    grid = terminal.open(book, password, as_json)
    terminal.finish(casework.propose(grid, preview=preview, today=_day(day)), as_json)


@ledger.command("acknowledge", options_metavar="[选项]")
@_book
@_number
@_step
def acknowledge(terminal: Terminal, book: Path, number: str, day: datetime | None, **options: Any) -> None:
    """登记签收。"""
    from kaohe_xl import casework

    _enter(terminal, book, casework.acknowledged(number, _today(day)), **options)


@ledger.command("answer", options_metavar="[选项]")
@_book
@_number
@_step
def answer(terminal: Terminal, book: Path, number: str, day: datetime | None, **options: Any) -> None:
    """登记回复（反馈）。"""
    from kaohe_xl import casework

    _enter(terminal, book, casework.answered(number, _today(day)), **options)


@ledger.command("extend", options_metavar="[选项]")
@_book
@_number
@click.option("--to", required=True, type=click.DateTime(["%Y-%m-%d"]), help="延期到哪一天。")
@click.option("--force", is_flag=True, help="期满后才申请的也准许延期。")
@_step
def extend(
    terminal: Terminal,
    book: Path,
    number: str,
    to: datetime,
    force: bool,
    day: datetime | None,
    **options: Any,
) -> None:
    """登记延期；期满后才申请的不予延期。"""
    from kaohe_xl import casework

    _enter(terminal, book, casework.extended(number, to.date(), _today(day), force=force), **options)


@ledger.command("settle", options_metavar="[选项]")
@_book
@_number
@_step
def settle(terminal: Terminal, book: Path, number: str, day: datetime | None, **options: Any) -> None:
    """登记办结；按时还是超时由期限算出。"""
    from kaohe_xl import casework

    _enter(terminal, book, casework.settled(number, _today(day)), **options)


@ledger.command("write-off", options_metavar="[选项]")
@_book
@_number
@click.option("--evidence", default="", help="销号依据（必填）。")
@_step
def write_off(
    terminal: Terminal, book: Path, number: str, evidence: str, day: datetime | None, **options: Any
) -> None:
    """销号，写明依据。"""
    from kaohe_xl import casework

    _enter(terminal, book, casework.written_off(number, _today(day), evidence), **options)


@ledger.command("exempt", options_metavar="[选项]")
@_book
@click.argument("unit", metavar="单位")
@click.argument("indicator", metavar="指标")
@click.option("--reason", required=True, help="为什么本期免督办。")
@_step
def exempt(
    terminal: Terminal,
    book: Path,
    unit: str,
    indicator: str,
    reason: str,
    day: datetime | None,
    preview: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """本期免督办：记进台账，建议里写明原因。"""
    from kaohe_xl import casework
    from kaohe_xl.domain.assessment import Lights
    from kaohe_xl.domain.ladder import Matter

    matter = Matter((unit,), indicator, Lights())
    grid = terminal.open(book, password, as_json)
    terminal.finish(casework.exempted(grid, matter, reason, preview=preview, today=_day(day)), as_json)


def _enter(
    terminal: Terminal, book: Path, step: Step, *, preview: bool, password: str | None, as_json: bool
) -> None:
    from kaohe_xl import casework

    grid = terminal.open(book, password, as_json)
    terminal.finish(casework.entered(grid, step, preview=preview), as_json)


def _day(day: datetime | None) -> date | None:
    return None if day is None else day.date()


def _today(day: datetime | None) -> date:
    return date.today() if day is None else day.date()
