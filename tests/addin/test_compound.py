"""Compound files as Office reads them: every stream whole, the directory in order, nothing by chance."""

from __future__ import annotations

from io import BytesIO

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.addin.compound import Tree, compound_file

NAMES = st.text("abcXYZ_019考核", min_size=1, max_size=31)
STREAMS = st.one_of(
    st.binary(max_size=200), st.integers(0, 9000).map(lambda n: bytes(i % 251 for i in range(n)))
)
# Names that differ in case only are one name there.
FOLDERS = st.dictionaries(NAMES, STREAMS, max_size=20).filter(lambda d: len({n.upper() for n in d}) == len(d))
RED = 0


def read(data: bytes) -> dict[str, bytes]:
    """Every stream by its path, as olefile reads it; damage raises."""
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL) as ole:
        return {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}


@given(FOLDERS, FOLDERS)
def test_every_stream_is_read_as_it_was(top: dict[str, bytes], inside: dict[str, bytes]) -> None:
    tree: Tree = {**{f"{name[:29]}.s": data for name, data in top.items()}, "VBA": inside}
    wanted = {name: data for name, data in tree.items() if isinstance(data, bytes)}
    wanted |= {f"VBA/{name}": data for name, data in inside.items()}
    assert read(compound_file(tree)) == wanted


@given(FOLDERS)
def test_the_directory_is_a_search_tree_with_equal_paths(streams: dict[str, bytes]) -> None:
    with olefile.OleFileIO(BytesIO(compound_file(streams))) as ole:
        entries = ole.direntries

        def walk(number: int, above: int) -> tuple[list[str], int]:
            """The names in order, and how many black entries each path has."""
            if number == olefile.NOSTREAM:
                return [], 0
            entry = entries[number]
            assert not (entry.color == RED and above == RED), "a red entry below a red one"
            left, left_depth = walk(entry.sid_left, entry.color)
            right, right_depth = walk(entry.sid_right, entry.color)
            assert left_depth == right_depth
            return [*left, entry.name, *right], left_depth + (entry.color != RED)

        names, _ = walk(ole.root.sid_child, RED + 1)
    assert names == sorted(streams, key=lambda n: (len(n.encode("utf-16-le")), n.upper()))


@pytest.mark.parametrize("size", [0, 63, 64, 65, 4095, 4096, 4097, 64 * 512, 70_000, 500_000])
def test_sizes_around_every_boundary(size: int) -> None:
    data = bytes(i * 7 % 256 for i in range(size))
    assert read(compound_file({"a": data, "b": b"end"})) == {"a": data, "b": b"end"}


def test_what_the_format_has_no_place_for_is_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        compound_file({"x" * 32: b""})
    with pytest.raises(ValueError, match="header"):
        compound_file({"a": bytes(8 << 20)})
