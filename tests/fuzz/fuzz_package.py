"""A coverage-guided fuzz target for the package reader and the patcher.

    python tests/fuzz/fuzz_package.py [-max_total_time=600] [folder for what it learns]

A run makes a workbook of the fuzzer's bytes, reads it, patches it, writes it and reads it again, all in
memory. Finds: an exception other than KaoheError; a workbook that was written and can't be read again;
a cell that changed though the patch had nothing to do with it; a part that changed for no reason.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import atheris

    instrumented = atheris.instrument_imports(include=["kaohe_xl.books"])
else:
    instrumented = contextlib.nullcontext()

with instrumented:
    from kaohe_xl.books import deflate, excerpts, package, patching
    from kaohe_xl.books.archive import Archive
    from kaohe_xl.books.conditional import text_colours
    from kaohe_xl.books.grid import (
        Area,
        Block,
        Change,
        ErrorValue,
        Formula,
        Patch,
        SheetPatch,
        SheetTooLarge,
        Style,
        TextColour,
        Value,
    )
    from kaohe_xl.books.package import Package
    from kaohe_xl.books.sources import MemorySource
    from kaohe_xl.errors import KaoheError
    from tests.fuzz import seeds
    from tests.fuzz.choices import Choices

TOKENS = [
    b"<c>", b"</c>", b"<c/>", b"<row>", b"</row>", b"<row/>", b"<v>", b"</v>", b"<f>", b"</f>", b"<is><t>", b"</t></is>", b"<si>",
    b'"', b"'", b"<", b">", b"/>", b"&", b"&amp;", b"&#10;", b"&#x1F600;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x ?>",
    b"<sheetData>", b"</sheetData>", b"<sheetData/>", b"<mergeCells>", b'<mergeCell ref="A1:B2"/>', b"<cols/>", b"<dimension/>",
    b' r="A1"', b' r="XFD1048576"', b' r="A0"', b' r="1048577"', b' r=""', b' s="1"', b' s="99999"', b' s="-1"', b' t="s"', b' t="d"',
    b' t="shared" si="0"', b' t="array" ref="A1:B9"', b' t="inlineStr"', b' ref="A1:XFD1048576"', b' min="0"', b' spans="9:1"',
    b"9" * 30, b"9" * 5000, b"-1", b"1e999", b"nan", b"0", b"1.5", b"#REF!", b"2011-13-45", b"\x00", b"\xff", b"\xed\xa0\x80",
    "红".encode(), b"\r", b"\n", b" ", b"x:", b"_x0041_", b"rId1", b"../", b"/xl/", b"%2e", b"xl/workbook.xml", b"External",
    b"<dxf/>", b"<xf/>", b' numFmtId="164"', b' formatCode="[[[%"', b' count="99"', b' priority="9999999999"', b' dxfId="x"',
    b"<extLst>", b"</extLst>", b"<mc:Choice>", b"<x:c>", b' state="veryHidden"', b' date1904="1"', b"utf-16", b"gbk", b"<!DOCTYPE x>",
]  # fmt: skip
_PLACES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 40)
_FAR = (0, -1, 16_384, 16_385, 1_048_576, 1_048_577, 10**30)
_VALUES: tuple[Value, ...] = (
    None, "", 0, 1, -7.25, 1e300, 1e308, float("inf"), float("nan"), 10**400, True, False, "红", "长安区", "=1+1", "a\x00\ud800b",
    "x" * 32_768, "_x0041_", " <&>\"' ", Formula("=A1+1"), Formula("=SUM(A1:B9)&\"<\""), Formula("="), ErrorValue("#N/A"), ErrorValue("x<"),
    dt.datetime(2011, 10, 31), dt.datetime(1899, 1, 1), dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999_999),
    dt.datetime(2011, 10, 31, tzinfo=dt.UTC),
)  # fmt: skip
_CODES = (None, "0.00", "0%", "yyyy-mm-dd", "[red]\"<", "", "x" * 300)
_MOST_BYTES, _SEEN = 1 << 14, 64
_BASES = {name: seeds.parts(name) for name in seeds.NAMES}


def one_input(data: bytes) -> None:
    """One run. Raises whatever is a find."""
    choices = Choices(data)
    mode = choices.below(8)
    with _tiny_windows(mode >= 4):
        if mode == 0:
            _run(choices.rest(), Patch({}), Choices(b""))
            return
        book = _book(choices)
        patch = _patch(choices)
        _run(book, patch, choices)


@contextlib.contextmanager
def _tiny_windows(is_streaming: bool) -> Iterator[None]:
    """Streams every sheet, a few bytes at a time, as sheets of many megabytes are."""
    if not is_streaming:
        yield
        return
    kept = package.STREAMED, excerpts.LARGE, deflate.CHUNK
    package.STREAMED = excerpts.LARGE = 0
    deflate.CHUNK = 389
    try:
        yield
    finally:
        package.STREAMED, excerpts.LARGE, deflate.CHUNK = kept


def _book(choices: Choices) -> bytes:
    """A workbook, some of its parts mutated, or its zip."""
    parts = dict(_BASES[choices.of(seeds.NAMES)])
    names = list(parts)
    packed = choices.below(1 << 16)
    for _ in range(choices.below(5)):
        name = choices.of(names)
        parts[name] = _mutated(choices, parts[name])
    renamed = choices.below(40)
    if renamed < len(names):
        new = names[renamed].upper() if choices.below(2) else "xl/" + choices.bytes(6).decode("latin-1")
        parts = {new if name == names[renamed] else name: data for name, data in parts.items()}
    book = seeds.zipped(parts, packed)
    if choices.below(8) == 0:
        raw = bytearray(book)
        for _ in range(choices.below(6)):
            raw[choices.below(len(raw))] = choices.below(256)
        book = bytes(raw[: len(raw) - choices.below(30)]) if choices.below(4) == 0 else bytes(raw)
    return book


def _mutated(choices: Choices, data: bytes) -> bytes:
    """A part with a stretch cut out, doubled, moved, or replaced."""
    start, end = choices.span(len(data))
    if choices.below(2):  # from one bracket or quote to the next: a tag, an attribute, a text
        start = max(data.rfind(choices.of((b"<", b'"', b" ", b">")), 0, start), 0)
    kind = choices.below(8)
    if kind < 3:
        new = choices.of(TOKENS)
    elif kind == 3:
        new = b""
    elif kind == 4:
        new = data[start:end] * (2 + choices.below(6))
    elif kind == 5:
        new = data[slice(*choices.span(len(data)))]
    elif kind == 6:
        new = choices.bytes(choices.below(12))
    else:
        return data[:start] if choices.below(4) == 0 else data.replace(choices.of(TOKENS), choices.of(TOKENS))[:_MOST_BYTES]
    return (data[:start] + new + data[end:])[:_MOST_BYTES]


def _patch(choices: Choices) -> Patch:
    sheets = {}
    for name in ("市考指标", "二")[: 1 + choices.below(2)]:
        changes = tuple(_change(choices) for _ in range(choices.below(7)))
        colours = tuple(
            TextColour(Area(2, 4, 2 + choices.below(9), 4 + choices.below(2)), choices.of(("红", "黄", '"<')), "FFC7CE", "9C0006")
            for _ in range(choices.below(3))
        )
        widths = {choices.of(_PLACES): choices.of((9.0, 0.0, 300.5)) for _ in range(choices.below(3))}
        sheets[name] = SheetPatch(changes, colours, widths)
    return Patch(sheets)


def _change(choices: Choices) -> Change:
    row = choices.of(_FAR) if choices.below(24) == 0 else choices.of(_PLACES)
    column = choices.of(_FAR) if choices.below(24) == 0 else choices.of(_PLACES)
    style = None
    if choices.below(3) == 0:
        style = Style((choices.of(_PLACES), choices.of(_PLACES)), choices.of(_CODES))
    return Change(row, column, choices.of(_VALUES), None, style)


def _run(book: bytes, patch: Patch, choices: Choices) -> None:
    """Read, patch, write and read again."""
    known = Patch({})
    try:
        opened = Package(Archive(MemorySource(book), "模糊.xlsx"))
        before = {name: opened.block(name) for name in list(opened.sheets)[:3]}
        for sheet in before.values():
            _looked_at(sheet)
        for name in before:
            text_colours(opened.markup(opened.sheet(name).part), opened.styles)
        changed = opened.copy()
        known = Patch({name: part for name, part in patch.sheets.items() if name in opened.sheets})
        patching.apply(changed, known)
        if not changed.archive.is_changed:
            return
        new = io.BytesIO()
        changed.archive.write(None, new)
    except KaoheError:
        return
    _judge(book, new.getvalue(), before, known)


def _looked_at(block: Block) -> None:
    """Everything in a block that is unpacked only when somebody asks."""
    for place in block.percents:
        assert place in block.percents
    for place, text in block.formulas.items():
        assert text.startswith("=") and place in block.formulas
    assert len(set(block.stale)) == len(block.stale)


def _judge(old: bytes, new: bytes, before: dict[str, Block], patch: Patch) -> None:
    """Raises AssertionError where the written workbook isn't the old one with the patch in it."""
    try:
        written = Package(Archive(MemorySource(new), "模糊.xlsx"))
        after = {name: written.block(name) for name in before}
    except SheetTooLarge:
        return
    except KaoheError as error:
        raise AssertionError(f"written, and can't be read again: {error}") from error
    parts = {written.sheet(name).part for name in patch.sheets}
    for name, block in before.items():
        if written.sheet(name).part not in parts:
            _judge_sheet(block, after[name], SheetPatch())
        elif not _reaches_beyond(written, written.sheet(name).part):
            _judge_sheet(block, after[name], patch.sheets[name])
    _judge_zip(old, new)


def _reaches_beyond(package: Package, part: str) -> bool:
    """Whether a change may reach other cells: a table grows, an array formula's results are forgotten."""
    data = package.archive.read(part)
    return b"array" in data or b"dataTable" in data or any(r.kind == "table" for r in package.relationships(part))


def _judge_sheet(before: Block, after: Block, part: SheetPatch) -> None:
    touched = {(change.row, change.column) for change in part.changes}
    touched |= {(area.top, area.left) for area in before.merged} | set(before.formulas)
    for row in range(1, min(max(len(before.values), len(after.values)), _SEEN) + 1):
        lines = [block.values[row - 1][:_SEEN] if row <= len(block.values) else () for block in (before, after)]
        if lines[0] == lines[1]:
            continue
        for column in range(1, max(map(len, lines)) + 1):
            if (row, column) not in touched:
                old, new = before.at(row, column), after.at(row, column)
                assert _same(old, new), f"{row}, {column}: {old!r} became {new!r}"


def _same(old: Value, new: Value) -> bool:
    """Whether a cell says the same; one of a format that wasn't there may be a date once formats are added."""
    return old == new or {type(old), type(new)} in ({int, dt.datetime}, {float, dt.datetime})


def _judge_zip(old: bytes, new: bytes) -> None:
    """Every member that both have and that isn't one a patch may change is the same, byte for byte."""
    ours = ("sheet", "styles", "table", "calcchain", "workbook", "content_types", "sharedstrings", "_rels")
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        later = {i.filename: i.CRC for i in archive.infolist()}
    with zipfile.ZipFile(io.BytesIO(old)) as archive:
        for info in archive.infolist():
            if not any(word in info.filename.lower() for word in ours):
                assert later.get(info.filename) == info.CRC, f"{info.filename} changed"


def main() -> None:
    """Fuzz until something is found, or as long as the arguments say."""
    warnings.simplefilter("ignore")
    atheris.Setup([*sys.argv, "-max_len=2048", "-len_control=0", "-rss_limit_mb=2000", "-timeout=20"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
