"""The ribbon is one that Excel shows: by its schema, and by what the schema doesn't say."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from lxml import etree

import kaohe_xl.cli
from kaohe_xl.resources import macros
from tests.addin.ribbon import problems

RIBBON = (macros() / "customUI.xml").read_bytes()
MODULES = {path.stem: path.read_text(encoding="ascii") for path in macros().glob("*.bas")}
BUTTONS = list(etree.fromstring(RIBBON).iter("{*}button"))
GROUPS = ("数据", "得分", "文书", "分析", "设置")


def test_the_ribbon_follows_its_schema(ribbon_schema: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(ribbon_schema)))
    assert schema.validate(etree.fromstring(RIBBON)), schema.error_log


def test_the_ribbon_is_of_the_kind_that_survives_every_program() -> None:
    assert etree.fromstring(RIBBON).tag == "{http://schemas.microsoft.com/office/2006/01/customui}customUI"


def test_the_ribbon_has_no_mistake_that_the_schema_misses() -> None:
    assert problems(RIBBON, MODULES) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b'id="kaoheBind"', b'id="kaoheCheck"', "kaoheCheck stands twice"),
        (b'id="kaoheBind"', b'id="kaoheBind" idMso="Undo"', "needs one of"),
        (b"KaoheRibbon.OnAction", b"KaoheRibbon.OnClick", "no Public Sub KaoheRibbon.OnClick"),
        (b'<button id="kaoheBind" tag="bind"', b'<toggleButton id="kaoheBind" tag="bind"', "Excel passes 2"),
        (b'label="\xe4\xbd\x93\xe6\xa3\x80"', b'label="\xe4\xbd\x93\xe6\xa3\x80" getLabel="KaoheRibbon.OnAction"', "label beside getLabel"),
        (b'keytip="S"', b'keytip="C"', "C and C"),
        (b'keytip="S"', b'keytip="CX"', "C and CX"),
        (b' keytip="B"', b"", "no keytip"),
        (b'label="\xe4\xbd\x93\xe6\xa3\x80"', b'label="\xe4\xbd\x93&amp;\xe6\xa3\x80"', "underlines"),
        (b'label="\xe4\xbd\x93\xe6\xa3\x80"', b'label="doctor"', "no Chinese label"),
    ],
)  # fmt: skip
def test_each_mistake_is_noticed(old: bytes, new: bytes, complaint: str) -> None:
    assert old in RIBBON
    broken = RIBBON.replace(old, new, 1)
    assert any(complaint in found for found in problems(broken, MODULES))


def test_the_groups_stand_in_their_order() -> None:
    assert tuple(e.get("label") for e in etree.fromstring(RIBBON).iter("{*}group")) == GROUPS


@pytest.mark.parametrize("tag", [e.get("tag") for e in BUTTONS])
def test_no_button_is_dead(tag: str) -> None:
    word, *options = tag.split(" ")
    command = kaohe_xl.cli.kaohe.commands[word]
    if isinstance(command, click.Group):
        command = command.commands[options.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {option.partition("=")[0] for option in options} <= known


def test_no_two_buttons_do_the_same() -> None:
    tags = [e.get("tag") for e in BUTTONS]
    assert len(set(tags)) == len(tags) >= 7


def test_the_program_behind_the_buttons_knows_their_words_and_has_no_others() -> None:
    ribbon = pytest.importorskip("kaohe_xl.ribbon", reason="the program behind the buttons isn't there")
    tags = [e.get("tag") for e in BUTTONS]
    words = [str(tag).split(" ") for tag in tags]
    assert {word for word, *_ in words} == set(ribbon.BUTTONS)
    for word, *options in words:
        pressed = ribbon.pressed([word, *options, "--wb=市考.xlsx", "--from_xl=1", "--hwnd=7"])
        assert (pressed.word, pressed.options) == (word, frozenset(options))
