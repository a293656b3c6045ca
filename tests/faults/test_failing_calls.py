"""Whichever call of the system fails, the office's workbook stays what it was, and a sentence says what to do."""

from __future__ import annotations

import errno
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.errors import KaoheError
from tests.faults import failing, offices

Rounds = Callable[[int, int], int]
CODES = (errno.ENOSPC, errno.EACCES, errno.EIO)
REST = {(command, errno.EACCES) for command in (offices.SCORE, offices.LETTERS, offices.RESTORE)}
# Where the failing call is one of the last ones, the new workbook stands already; or what was to be
# removed can't be just then. Nobody sees it, and the next write removes it.
TIDYING = {"unlink", "stat", "open", "read", "listdir", "fstat"}


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("command", offices.COMMANDS, ids=lambda command: command.name)
def test_every_call_may_fail(
    command: offices.Command,
    code: int,
    tmp_path: Path,
    rounds: Rounds,
    only_long: Callable[[bool], None],
    share: str,
) -> None:
    only_long((share != "local") != (code == errno.EIO) or (command, code) in REST)
    office = offices.Office(tmp_path, command)
    refused = 0
    first = office.first_of_writing() if share != "local" else 1
    for at in itertools.count(first, rounds(19, 1)):
        office.restart()
        with failing.calls(office.folder, at, failing.fail(code)) as counter:
            try:
                command.run(office.book)
                is_refused = False
            except KaoheError as error:
                assert any(name in str(error) for name in (offices.NAME, offices.FOLDER, "发文字号.json")), (
                    str(error)
                )
                is_refused = True
        if not counter.has_acted:
            break
        if is_refused:
            refused += 1
            assert office.book.read_bytes() == office.before, counter.log[-1]
        office.check_whole()
        assert office.visible() == set(), counter.log
        if office.leftovers():
            assert counter.log[at - 1] in TIDYING, (counter.log[at - 1 :], office.leftovers())
        office.finish()
    assert refused > rounds(1, 10)
    print(
        f"{share}, {command.name}: each of calls {first} to {at - 1} failed with {errno.errorcode[code]}, {refused} times refused; 0 destroyed"
    )
