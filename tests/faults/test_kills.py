"""Killed at any moment, a writing command leaves the old workbook or the new one, and nothing to tidy up."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import failing, offices

pytestmark = pytest.mark.skipif(not offices.can_fork, reason="processes are forked to be killed")
Rounds = Callable[[int, int], int]
each_command = pytest.mark.parametrize("command", offices.COMMANDS, ids=lambda command: command.name)


@each_command
def test_killed_at_random_moments_of_writing(
    command: offices.Command, tmp_path: Path, rounds: Rounds, share: str, only_long: Callable[[bool], None]
) -> None:
    office = offices.Office(tmp_path, command)
    only_long(share != "local" and command != offices.SAVE)
    chance = random.Random(2011)
    lasts = _duration(office)
    wanted, killed, finished = rounds(5, 200), 0, 0
    while killed < wanted:
        assert finished < 20 * wanted, "it is never caught while it writes"
        office.restart()
        read, write = os.pipe()
        with offices.forked(lambda: command.run(office.book), lambda to=write: os.write(to, b"!")) as child:
            os.close(write)
            os.read(read, 1)
            os.close(read)
            time.sleep(chance.uniform(0, lasts))
            os.kill(child, signal.SIGKILL)
            status = offices.status_of(child)
        killed += status == -signal.SIGKILL
        finished += status == 0
        office.check_whole()
        assert office.visible() == set()
        office.finish()
    print(
        f"{share}, {command.name}: {killed} killed within {lasts * 1000:.0f} ms, {finished} had ended; 0 destroyed"
    )


def _duration(office: offices.Office) -> float:
    """How long the command takes from where it begins to write."""
    read, write = os.pipe()
    with offices.forked(lambda: office.command.run(office.book), lambda: os.write(write, b"!")) as child:
        os.read(read, 1)
        start = time.perf_counter()
        assert offices.status_of(child) == 0
        lasts = time.perf_counter() - start
    os.close(read)
    os.close(write)
    return lasts


@each_command
def test_killed_before_every_call(
    command: offices.Command, tmp_path: Path, rounds: Rounds, share: str, only_long: Callable[[bool], None]
) -> None:
    office = offices.Office(tmp_path, command)
    only_long(share != "local" and command != offices.UNDO)
    first = at = office.first_of_writing() if share != "local" else 1
    step = rounds(17, 1)
    while True:
        office.restart()

        def run(at: int = at) -> None:
            with failing.calls(office.folder, at, failing.die):
                command.run(office.book)

        with offices.forked(run) as child:
            status = offices.status_of(child)
        office.check_whole()
        assert office.visible() == set()
        if status == 0:
            break
        assert status == -signal.SIGKILL
        office.finish()
        at += step
    assert at > first + 20
    print(f"{share}, {command.name}: killed before each of calls {first} to {at - 1}; 0 destroyed")
