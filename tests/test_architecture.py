"""The house stands as drawn: imports point down, every library has its home, the arithmetic is pure."""

from __future__ import annotations

import ast
import configparser
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kaohe_xl"
MODULES = sorted(
    p for p in PACKAGE.rglob("*.py") if p.relative_to(PACKAGE).parts[0] not in ("workbooks", "macros")
)

# Room -> floor. A module may import its own room and the floors below, never another room of its floor:
# `books` and `outputs` don't know each other.
FLOORS = {
    "errors": 0,
    "messages": 0,
    "resources": 0,
    "progress": 0,
    "text_size": 0,
    "domain": 1,
    "books": 2,
    "outputs": 2,
    "reports": 3,
    "share": 4,
    "binding": 4,
    "commands": 4,
    "documents": 3,
    "board_cases": 3,
    "board_page": 4,
    "overview": 6,
    "bind_tables": 5,
    "comparing": 5,
    "printing": 5,
    "reporting": 6,
    "demonstration": 7,
    "diagnosis": 5,
    "book": 5,
    "desktop": 5,
    "api": 8,
    "reminders": 6,
    "terminal": 7,
    "chinese_help": 6,
    "complaints": 6,
    "__init__": 9,
    "cli": 9,
    "ribbon": 9,
    "addin": 4,
    "cli_addin": 7,
    "supervision_reports": 4,
    "casework": 5,
    "sending": 7,
    "buttons": 8,
    "supervising": 6,
    "cli_ledger": 8,
    "cli_letters": 8,
    "cli_documents": 7,
    "__main__": 10,
}

# Library -> where it may be imported: a folder or a module of the package.
HOMES = {
    "xlwings": ("books", "diagnosis"),
    "openpyxl": ("books",),
    "python_calamine": ("books",),
    "lxml": ("books",),
    "zipfile": ("books", "share"),
    "packaging": ("share",),
    "zlib": ("books",),
    "isal": ("books",),
    "msoffcrypto": ("books",),
    "olefile": ("books",),
    "filelock": ("books",),
    "xxhash": ("books",),
    "rapidfuzz": ("books",),
    "xlsxwriter": ("outputs",),
    "pandas": ("outputs",),
    "pypdf": ("books",),
    "click": ("cli", "cli_addin", "cli_documents", "cli_ledger", "cli_letters", "chinese_help", "complaints"),
    "rich": ("cli", "bind_tables"),
    "winreg": ("books",),
}
DISTRIBUTIONS = {"python_calamine": "python-calamine", "msoffcrypto": "msoffcrypto-tool"}
IMPURE = {"datetime.now", "datetime.today", "date.today", "time.time", "open", "print", "input"}
PURE_LIBRARY = {
    "__future__",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "functools",
    "itertools",
    "math",
    "operator",
    "re",
    "types",
    "typing",
    "unicodedata",
}
HEAVY = (
    "pandas",
    "numpy",
    "openpyxl",
    "xlwings",
    "xlsxwriter",
    "lxml",
    "python_calamine",
    "rapidfuzz",
    "msoffcrypto",
    "olefile",
)
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|process|handle[rs]?|info)(_|$)", re.IGNORECASE)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(path: Path) -> str:
    return path.relative_to(ROOT).as_posix().removesuffix(".py").replace("/", ".")


def room(module: str) -> str:
    """`kaohe_xl.domain.rules.steps` -> `domain`; the package itself -> `__init__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imported(path: Path, *, for_types: bool = True) -> Iterator[tuple[str, int]]:
    """Every module imported anywhere in `path`, also inside functions.

    Without `for_types` those under `if TYPE_CHECKING` are left out: they are never loaded.
    """
    module = tree(path)
    unloaded = set() if for_types else {id(n) for part in _typing_blocks(module) for n in ast.walk(part)}
    for node in ast.walk(module):
        if id(node) in unloaded:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            name = node.module or ""
            if name == "kaohe_xl":
                yield from ((f"kaohe_xl.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield name, node.lineno


def _typing_blocks(module: ast.Module) -> Iterator[ast.If]:
    for node in module.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield node


def ours(name: str) -> bool:
    return name.split(".")[0] == "kaohe_xl"


def each_module() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", MODULES, ids=dotted)


@each_module()
def test_imports_point_down(path: Path) -> None:
    own = room(dotted(path))
    assert own in FLOORS, f"{own} has no floor: add it to FLOORS where it belongs"
    for name, line in imported(path):
        other = room(name)
        if ours(name) and other != own:
            assert FLOORS[other] < FLOORS[own], f"{path.name}:{line}: {own} must not import {other}"


@each_module()
def test_libraries_stay_in_their_homes(path: Path) -> None:
    own = room(dotted(path))
    for name, line in imported(path, for_types=False):
        top = name.split(".")[0]
        if top in HOMES:
            assert own in HOMES[top], f"{path.name}:{line}: {top} is at home in {HOMES[top]}"
        elif not ours(name):
            assert top in sys.stdlib_module_names, f"{path.name}:{line}: {top} has no home"


def test_only_the_package_itself_imports_by_name() -> None:
    for path in MODULES:
        nodes = list(ast.walk(tree(path)))
        names = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        names |= {n.id for n in nodes if isinstance(n, ast.Name)}
        if path != PACKAGE / "__init__.py":
            assert not names & {"import_module", "__import__"}, f"{dotted(path)} hides an import"


@pytest.mark.parametrize("path", [p for p in MODULES if room(dotted(p)) == "domain"], ids=dotted)
def test_the_arithmetic_knows_no_disk_and_no_clock(path: Path) -> None:
    for name, line in imported(path):
        top = name.split(".")[0]
        assert ours(name) or top in PURE_LIBRARY, f"{path.name}:{line}: {top} in the domain"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in IMPURE, f"{path.name}:{node.lineno}: {called} in the domain"


@pytest.mark.parametrize("path", sorted((ROOT / "workbooks").glob("*.py")), ids=lambda p: p.name)
def test_sample_scripts_use_only_what_makes_new_workbooks(path: Path) -> None:
    for name, line in imported(path):
        top = name.split(".")[0]
        known = top in sys.stdlib_module_names or top in ("xlsxwriter", "PIL", "workbooks")
        sibling = (path.parent / f"{top}.py").exists() or ours(name)
        assert known or sibling, f"{path.name}:{line}: {top}"


@each_module()
def test_modules_and_public_names_say_what_they_are(path: Path) -> None:
    module = tree(path)
    if module.body:
        assert ast.get_docstring(module), f"{dotted(path)} has no docstring"
    for node in public(module.body):
        assert ast.get_docstring(node), f"{path.name}:{node.lineno}: {node.name} has no docstring"


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Top-level functions and classes, and the methods of a class that its base doesn't already speak for."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name[0] != "_":
            yield node
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
                promised = set().union(*(documented().get(base, set()) for base in bases))
                # An adapter of a protocol says only what is its own; its class docstring names the protocol.
                promised |= set().union(*(documented().get(base, set()) for base in _protocols_named(node)))
                yield from (method for method in public(node.body) if method.name not in promised)


@functools.cache
def documented() -> dict[str, set[str]]:
    """Class of ours -> its fields and documented methods; who implements one of them need not say it again."""
    classes = [n for path in MODULES for n in tree(path).body if isinstance(n, ast.ClassDef)]
    return {c.name: {name for part in c.body if (name := _told(part))} for c in classes}


def _told(part: ast.stmt) -> str:
    if isinstance(part, ast.FunctionDef) and ast.get_docstring(part):
        return part.name
    return part.target.id if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) else ""


def _protocols_named(node: ast.ClassDef) -> set[str]:
    return set(re.findall(r"\b[A-Z]\w+", ast.get_docstring(node) or "")) & set(documented()) - {node.name}


@each_module()
def test_names_say_something(path: Path) -> None:
    assert not VAGUE.search(path.stem), path.name
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            assert not VAGUE.search(node.name), f"{path.name}:{node.lineno}: {node.name}"


@each_module()
def test_modules_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, f"{dotted(path)} has grown over 400 lines"
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            doc = ast.get_docstring(node, clean=False) or ""
            lines = (node.end_lineno or 0) - node.lineno - doc.count("\n")
            assert lines <= 60, f"{path.name}:{node.lineno}: {node.name} has {lines} lines"


def test_starting_up_waits_for_no_heavy_library() -> None:
    program = f"import sys, kaohe_xl.cli; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_every_folder_with_modules_is_installed() -> None:
    listed = set(_setup()["options"]["packages"].split())
    folders = {dotted(p.parent / "x.py").removesuffix(".x") for p in MODULES}
    assert listed == folders | {"kaohe_xl.workbooks", "kaohe_xl.macros"}


def test_every_imported_library_is_required_with_a_lower_bound() -> None:
    required = [line for line in _setup()["options"]["install_requires"].splitlines() if line]
    assert all(">=" in line for line in required)
    names = {re.split(r"[>=<\[]", line)[0].lower() for line in required}
    used = {name.split(".")[0] for path in MODULES for name, _ in imported(path) if not ours(name)}
    foreign = {DISTRIBUTIONS.get(name, name) for name in used if name not in sys.stdlib_module_names}
    assert foreign <= names


def test_pyproject_names_the_backend_and_nothing_else() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[(.+)\]$", text, re.MULTILINE) == ["build-system"]


def _setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser
