"""Click's help in Chinese: headings, the usage line, the help option."""

from __future__ import annotations

import click

_HEADINGS = {"Options": "选项", "Commands": "命令", "Usage: ": "用法："}
_HELP = "显示帮助。"


class _Formatter(click.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _HEADINGS["Usage: "] if prefix is None else prefix)


class _Context(click.Context):
    formatter_class = _Formatter


class _Chinese(click.Command):
    """What commands and the program share: Chinese headings, `--help` explained in Chinese."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP
        return option


class Command(_Chinese):
    """A command with Chinese help."""


class Group(_Chinese, click.Group):
    """The program with Chinese help."""

    command_class = Command
