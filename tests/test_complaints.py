"""Why nothing was done is said in Chinese, whatever went wrong."""

from __future__ import annotations

import json

import click
import pytest

from kaohe_xl.complaints import refuse, usage
from kaohe_xl.errors import BookError, PasswordNeeded


def test_a_refusal_leaves_with_status_2_and_speaks_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        refuse("打不开。", BookError("打不开。", "请先关闭。"))
    assert left.value.code == 2
    assert capsys.readouterr().err == "错误：打不开。\n"


def test_the_kind_of_error_is_told_to_machines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["kaohe", "score", "--json"])
    with pytest.raises(SystemExit):
        refuse("要密码。", PasswordNeeded("要密码。", "请加 --password。"))
    (told,) = json.loads(capsys.readouterr().out)["findings"]
    assert (told["code"], told["remedy"]) == ("PASSWORD_NEEDED", "请加 --password。")


def test_an_unknown_word_is_answered_with_those_that_there_are() -> None:
    program = click.Group("kaohe", commands=[click.Command("bind"), click.Command("score")])
    wrong = click.UsageError("No such command", click.Context(program))
    assert "bind、score" in usage(wrong)
