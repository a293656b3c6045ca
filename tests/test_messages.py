"""Every sentence shown to people is there, says what to do, and gets the words it asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kaohe_xl.messages import (
    addin,
    binding,
    board,
    books,
    checks,
    circular,
    codes,
    commands,
    documents,
    ledger,
    live,
    pdf,
    scoring,
    sentence,
    share,
    tables,
    templates,
    weekly,
)

PACKAGE = Path(__file__).resolve().parent.parent / "kaohe_xl"
FLOORS = (
    addin,
    binding,
    board,
    books,
    checks,
    circular,
    commands,
    documents,
    ledger,
    live,
    pdf,
    scoring,
    share,
    tables,
    templates,
    weekly,
)
SENTENCES = {code: pair for floor in FLOORS for code, pair in floor.SENTENCES.items()}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

# Callables whose first argument is a code. Those of WITH_REMEDY tell somebody of a trouble: what to do about
# it must be said.
TAKES_CODE = {"sentence", "finding", "Refusal", "Doubt", "say", "_say", "message"}
WITH_REMEDY = {"finding", "Refusal"}


class Use(NamedTuple):
    """A call that names a code: where, by what, with which words; words None where they come as `**words`."""

    where: str
    callee: str
    code: str
    words: frozenset[str] | None


def uses() -> Iterator[Use]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if callee in TAKES_CODE and isinstance(first, ast.Constant) and isinstance(first.value, str):
                words = [k.arg for k in node.keywords]
                known = None if None in words else frozenset(w for w in words if w)
                yield Use(f"{path.name}:{node.lineno}", callee, first.value, known)


def placeholders(code: str) -> set[str]:
    message, remedy = SENTENCES[code]
    return {field for text in (message, remedy) for _, field, _, _ in string.Formatter().parse(text) if field}


USES = tuple(uses())


def test_no_code_is_said_twice() -> None:
    assert sum(len(floor.SENTENCES) for floor in FLOORS) == len(SENTENCES) == len(codes())


@pytest.mark.parametrize("code", codes())
def test_every_sentence_is_chinese_and_names_its_words(code: str) -> None:
    message, remedy = SENTENCES[code]
    assert message.strip()
    assert CHINESE.search(message) or placeholders(code), f"{code} is no Chinese sentence"
    for word in placeholders(code):
        assert re.fullmatch(r"[a-z_]+", word), f"{code}: {{{word}}} is no plain name"
    filled = "".join(sentence(code, **dict.fromkeys(placeholders(code), "某")))
    assert "{" not in filled
    assert not re.search(r"[，。；：][，；：]", remedy)


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.where} {use.code}")
def test_every_code_in_use_exists_and_gets_its_words(use: Use) -> None:
    assert use.code in SENTENCES, f"{use.where}: there is no sentence {use.code}"
    if use.words is not None and use.callee != "Doubt":
        missing = placeholders(use.code) - use.words
        assert not missing, f"{use.where}: {use.code} lacks {missing}"


@pytest.mark.parametrize("code", sorted({u.code for u in USES if u.callee in WITH_REMEDY}))
def test_every_finding_says_what_to_do(code: str) -> None:
    assert SENTENCES[code][1].strip(), f"{code} has no remedy"


def test_no_sentence_lies_unused() -> None:
    said = {
        node.value
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "messages"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    begun = tuple(text for text in said if re.fullmatch(r"[A-Z_]+_", text))  # f"AXIS_{axis}"
    assert [code for code in codes() if code not in said and not code.startswith(begun)] == []
