"""A VBA project from source text (MS-OVBA), without compiled code: Excel compiles it when it opens it.

Everything is ASCII: then no code page can spoil it.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kaohe_xl.addin.compound import compound_file
from kaohe_xl.addin.compression import compressed

PROJECT_NAME = "Kaohe"
_CODE_PAGE = 1252
_NO_COMPILED_CODE = bytes.fromhex("cc61ffff000000")
# Changes with what the project holds; a fixed one is right where nothing is compiled.
_VERSION = (1361024421, 6)
_SYSTEM = 1
_STDOLE = r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
_ATTRIBUTE = re.compile(r"^Attribute VB_\w+ = .*\n", re.MULTILINE)
_NAME = re.compile(r'^Attribute VB_Name = "(\w+)"$', re.MULTILINE)


class Kind(Enum):
    """What a module belongs to: code of its own, the workbook, a worksheet, a chart sheet."""

    CODE = ""
    WORKBOOK = "00020819"
    WORKSHEET = "00020820"
    CHART = "00020821"


@dataclass(frozen=True, slots=True)
class Module:
    """A VBA module; `body` is its code with lines ended by \\n, without the attributes before it."""

    name: str
    kind: Kind
    body: str = ""

    @property
    def source(self) -> bytes:
        """The text as Excel keeps it: attributes, then code, lines ended by \\r\\n."""
        text = "\n".join([*_attributes(self), *self.body.splitlines()]).rstrip("\n") + "\n"
        return text.replace("\n", "\r\n").encode("ascii")


def read_module(path: Path) -> Module:
    """The module in a `.bas` file as the VBA editor exports it. Raises ValueError for what is none."""
    text = path.read_text(encoding="ascii")
    name = _NAME.search(text)
    if name is None:
        raise ValueError(f"{path.name} names no module")
    return Module(name[1], Kind.CODE, _ATTRIBUTE.sub("", text))


def vba_project(modules: Sequence[Module]) -> bytes:
    """The bytes of vbaProject.bin, the same for the same modules."""
    names = b"".join(m.name.encode() + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    streams = {m.name: compressed(m.source) for m in modules}
    code = {"_VBA_PROJECT": _NO_COMPILED_CODE, "dir": compressed(_directory(modules)), **streams}
    return compound_file({"PROJECT": _project(modules), "PROJECTwm": names + b"\0\0", "VBA": code})


def _attributes(module: Module) -> Iterable[str]:
    yield f'Attribute VB_Name = "{module.name}"'
    if module.kind is Kind.CODE:
        return
    yield f'Attribute VB_Base = "0{{{module.kind.value}-0000-0000-C000-000000000046}}"'
    yield "Attribute VB_GlobalNameSpace = False"
    yield "Attribute VB_Creatable = False"
    yield "Attribute VB_PredeclaredId = True"
    yield "Attribute VB_Exposed = True"
    yield "Attribute VB_TemplateDerived = False"
    yield "Attribute VB_Customizable = True"


def _project(modules: Sequence[Module]) -> bytes:
    """The project's properties as text (MS-OVBA 2.3.1)."""
    own = f"{{{uuid.uuid5(uuid.NAMESPACE_DNS, PROJECT_NAME)}}}".upper()
    listed = (f"Module={m.name}" if m.kind is Kind.CODE else f"Document={m.name}/&H00000000" for m in modules)
    lines = [
        f'ID="{own}"',
        *listed,
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypted(bytes(4), own)}"',
        f'DPB="{_encrypted(bytes(1), own)}"',
        f'GC="{_encrypted(bytes([255]), own)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{m.name}=0, 0, 0, 0, C" for m in modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _encrypted(data: bytes, project: str) -> str:
    """Protection state, password and visibility (MS-OVBA 2.4.3.2); no seed, so that builds are alike."""
    key = sum(project.encode("ascii")) & 0xFF
    version = 2
    out = [0, version, key]
    plain, last, before = key, key, version
    for byte in struct.pack("<I", len(data)) + data:
        value = byte ^ ((before + plain) & 0xFF)
        out.append(value)
        plain, last, before = byte, value, last
    return bytes(out).hex().upper()


def _directory(modules: Sequence[Module]) -> bytes:
    """The `dir` stream: system, code page, references, modules (MS-OVBA 2.3.4.2).

    VBA's and Excel's own libraries are there by themselves; the one named here is on every Windows.
    """
    name, library = PROJECT_NAME.encode(), _STDOLE.encode()
    english = struct.pack("<I", 0x409)
    parts = [
        _record(0x01, struct.pack("<I", _SYSTEM)),
        _record(0x02, english) + _record(0x14, english),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, name),
        _record(0x05) + _record(0x40),  # no description
        _record(0x06) + _record(0x3D),  # no help file
        _record(0x07, bytes(4)) + _record(0x08, bytes(4)),
        struct.pack("<HIIH", 0x09, 4, *_VERSION),
        _record(0x0C) + _record(0x3C),  # no constants
        _record(0x16, b"stdole") + _record(0x3E, "stdole".encode("utf-16-le")),
        _record(0x0D, struct.pack("<I", len(library)) + library + bytes(6)),
        _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, b"\xff\xff"),
        *map(_listed, modules),
    ]
    return b"".join(parts) + _record(0x10)


def _listed(module: Module) -> bytes:
    """A module's records; its text begins at the start of its stream, where no compiled code comes before."""
    name, wide = module.name.encode(), module.name.encode("utf-16-le")
    kind = _record(0x21 if module.kind is Kind.CODE else 0x22)
    texts = _record(0x19, name) + _record(0x47, wide) + _record(0x1A, name) + _record(0x32, wide)
    start = _record(0x1C) + _record(0x48) + _record(0x31, bytes(4)) + _record(0x1E, bytes(4))
    return texts + start + _record(0x2C, b"\xff\xff") + kind + _record(0x2B)


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data
