"""The process that reads other formats: what their libraries do to it does nothing to the program.

    python -c "from kaohe_xl.books.foreign_child import main; main()"

takes a line of JSON about the file and its bytes on standard input, and answers with lines of JSON.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from kaohe_xl.books.block_lines import lines_of
from kaohe_xl.books.containers import Kind
from kaohe_xl.books.grid import Block
from kaohe_xl.errors import KaoheError

MEMORY = 500 << 20
LARGEST_ANSWER = 128 << 20
TOLD, TOO_LONG, TOO_LARGE = "told", "too long", "too large"


def main() -> None:
    """Read one file and answer; nothing that goes wrong here is more than an answer, or none."""
    source, answer = sys.stdin.buffer, sys.stdout.buffer
    about = json.loads(source.readline())
    data = source.read(about["size"])
    _limit_memory()
    # In native code Python's own signals wait: this watch stands beside all threads.
    faulthandler.dump_traceback_later(about["seconds"], exit=True)
    try:
        blocks, is_secret = _blocks(about, data)
        lines = _answer(is_secret, blocks)
    except KaoheError as error:
        kind = type(error).__name__
        lines = [_problem(TOLD, kind=kind, message=error.message, remedy=error.remedy)]
    except (MemoryError, RecursionError):
        lines = [_problem(TOO_LARGE)]
    except Exception as error:  # libraries throw what they like at a damaged file
        lines = [_problem("damaged", detail=f"{type(error).__name__}: {error}"[:200])]
    for line in lines:
        answer.write(line.encode("ascii"))
    answer.flush()
    faulthandler.cancel_dump_traceback_later()


def _answer(is_secret: bool, blocks: Mapping[str, Block]) -> list[str]:
    """All lines of the answer. Raises MemoryError for more than the program has a use for."""
    lines = [json.dumps({"problem": None, "secret": is_secret}) + "\n"]
    size = 0
    for line in lines_of(blocks):
        size += len(line)
        if size > LARGEST_ANSWER:
            raise MemoryError
        lines.append(line)
    return lines


def _blocks(about: Mapping[str, Any], data: bytes) -> tuple[Mapping[str, Block], bool]:
    """The sheets of the file, by the reader of its kind, and whether it was encrypted."""
    book, kind = about["book"], Kind(about["kind"])
    if kind is Kind.XLS:
        from kaohe_xl.books.old_workbook import old_blocks

        return old_blocks(data, book, about["password"])
    if kind is Kind.ODS:
        from kaohe_xl.books.open_document import open_document_blocks

        return open_document_blocks(data, book), False
    if kind is Kind.HTML:
        from kaohe_xl.books.web_tables import web_blocks

        return web_blocks(data, book), False
    if kind is Kind.XML:
        from kaohe_xl.books.xml_spreadsheet import xml_blocks

        return xml_blocks(data, book), False
    from kaohe_xl.books.delimited import delimited_blocks

    return delimited_blocks(data, book), False


def _problem(problem: str, **words: str) -> str:
    return json.dumps({"problem": problem, **words}) + "\n"


def _limit_memory() -> None:
    """Where the system can: a process that wants more ends, and the office's computer goes on."""
    if os.name != "posix":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
