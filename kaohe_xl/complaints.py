"""Why nothing was done: each error as a Chinese sentence, and as JSON where JSON was asked for."""

from __future__ import annotations

import json
import sys
import traceback
from datetime import datetime
from pathlib import Path

import click

from kaohe_xl.errors import (
    BookError,
    InputError,
    KaoheError,
    PasswordNeeded,
    SignatureError,
    WrongPassword,
)
from kaohe_xl.messages import sentence

_CODES = {
    BookError: "BOOK",
    InputError: "INPUT",
    PasswordNeeded: "PASSWORD_NEEDED",
    SignatureError: "SIGNATURE_WOULD_BREAK",
    WrongPassword: "WRONG_PASSWORD",
}


def refuse(text: str, error: KaoheError | None = None) -> None:
    """Say why nothing was done, on stderr, and as JSON where JSON was asked for; status 2."""
    if "--json" in sys.argv[1:]:
        code = _CODES.get(type(error) if error else KaoheError, "REFUSED")
        message, remedy = (error.message, error.remedy) if error else (text, "")
        place = {"severity": "error", "sheet": None, "cell": None}
        told = {"code": code, **place, "message": message, "remedy": remedy}
        click.echo(json.dumps({"findings": [told], "written": False}, ensure_ascii=False, indent=1))
    click.echo(f"{sentence('ERROR')[0]}：{text}", err=True)
    raise SystemExit(2)


def usage(wrong: click.ClickException) -> str:
    """Click's own words in Chinese."""
    if isinstance(wrong, click.NoSuchOption):
        return "".join(sentence("NO_SUCH_OPTION", option=wrong.option_name))
    if isinstance(wrong, click.MissingParameter):
        name = wrong.param.make_metavar(wrong.ctx) if wrong.param and wrong.ctx else ""
        return "".join(sentence("MISSING_ARGUMENT", name=name))
    if isinstance(wrong, click.BadParameter):
        name = wrong.param.opts[-1] if wrong.param else ""
        return "".join(sentence("BAD_ARGUMENT", name=name))
    if isinstance(wrong, click.UsageError) and wrong.ctx and isinstance(wrong.ctx.command, click.Group):
        known = "、".join(wrong.ctx.command.commands)
        return "".join(sentence("NO_SUCH_COMMAND", known=known))
    return "".join(sentence("BAD_USAGE", text=wrong.format_message()))


def logged(error: BaseException) -> str:
    """Keep the traceback in a file and say where."""
    import tempfile

    log = Path(tempfile.gettempdir()) / "kaohe_xl.log"
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv}\n")
            traceback.print_exception(error, file=file)
    except OSError:
        pass
    return "".join(sentence("INTERNAL", kind=type(error).__name__, log=log))
