"""The texts of the launchers: a .cmd for Windows, a .sh beside it. They only find a Python and the version.

They are the same for every version: what a launcher does is decided by the start file it calls.
"""

from __future__ import annotations

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import HOME, INTERPRETER, OLDEST_PYTHON, POINTER, START, VERSIONS, Launcher

MARK = "kaohe launcher"
"""Stands in the second line of every launcher: by it `deploy` knows its own files."""

_OLD = 77
_ASK = f"import sys; sys.exit(0 if sys.version_info >= {OLDEST_PYTHON} else {_OLD})"

# cmd reads a file piece by piece, in the code page of the window: ASCII up to the labels at the end, where
# the page is UTF-8 for as long as something is said. Nothing is read after Python has run: by then the share
# may be gone. `call` and delayed expansion stay away from paths: they would eat % ^ and !. No `pushd` either:
# only the current folder can't lie on a server, and nothing depends on it.
_CMD = """\
@echo off
rem {mark}: finds a Python, then starts the version that {home}\\{pointer} names.
setlocal EnableExtensions EnableDelayedExpansion
set "KAOHE_LINE=!cmdcmdline!"
setlocal DisableDelayedExpansion
set "KAOHE_LAUNCHER=%~f0"
set "KAOHE_HOME=%~dp0{home}"
set "KAOHE_VERSION="
set "KAOHE_OLD="
if exist "%KAOHE_HOME%\\{pointer}" set /p KAOHE_VERSION=<"%KAOHE_HOME%\\{pointer}"
if not defined KAOHE_VERSION goto incomplete
set "KAOHE_START=%KAOHE_HOME%\\{versions}\\%KAOHE_VERSION%\\{start}"
if not exist "%KAOHE_START%" goto incomplete
set "KAOHE_ASK={ask}"
set "KAOHE_PYTHON=%KAOHE_HOME%\\{interpreter}\\python.exe"
if not exist "%KAOHE_PYTHON%" goto ask_py
"%KAOHE_PYTHON%" -I -c "%KAOHE_ASK%" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto run_own
if "%ERRORLEVEL%"=="{old}" set "KAOHE_OLD=1"
:ask_py
py.exe -3 -I -c "%KAOHE_ASK%" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto run_py
if "%ERRORLEVEL%"=="{old}" set "KAOHE_OLD=1"
python3.exe -I -c "%KAOHE_ASK%" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto run_python3
if "%ERRORLEVEL%"=="{old}" set "KAOHE_OLD=1"
python.exe -I -c "%KAOHE_ASK%" >nul 2>nul
if "%ERRORLEVEL%"=="0" goto run_python
if "%ERRORLEVEL%"=="{old}" set "KAOHE_OLD=1"
if defined KAOHE_OLD goto old_python
goto no_python
:run_own
"%KAOHE_PYTHON%" -I -X utf8 "%KAOHE_START%" {word} %* & call exit /b %%ERRORLEVEL%%
:run_py
py.exe -3 -I -X utf8 "%KAOHE_START%" {word} %* & call exit /b %%ERRORLEVEL%%
:run_python3
python3.exe -I -X utf8 "%KAOHE_START%" {word} %* & call exit /b %%ERRORLEVEL%%
:run_python
python.exe -I -X utf8 "%KAOHE_START%" {word} %* & call exit /b %%ERRORLEVEL%%
:incomplete
for /f "tokens=2 delims=:." %%P in ('chcp') do set "KAOHE_PAGE=%%P"
chcp 65001 >nul
echo {incomplete}
goto end
:old_python
for /f "tokens=2 delims=:." %%P in ('chcp') do set "KAOHE_PAGE=%%P"
chcp 65001 >nul
echo {old_python}
goto end
:no_python
for /f "tokens=2 delims=:." %%P in ('chcp') do set "KAOHE_PAGE=%%P"
chcp 65001 >nul
echo {no_python}
:end
if not defined KAOHE_NO_PAUSE pause
if defined KAOHE_PAGE chcp %KAOHE_PAGE% >nul
exit /b 2
"""

_SH = """\
#!/bin/sh
# {mark}: finds a Python, then starts the version that {home}/{pointer} names.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KAOHE_LAUNCHER=$here/$(basename -- "$0")
export KAOHE_LAUNCHER
refuse() {{
    printf '%s\\n' "$1" >&2
    exit 2
}}
version=
[ -r "$here/{home}/{pointer}" ] && read -r version < "$here/{home}/{pointer}"
start=$here/{home}/{versions}/$version/{start}
[ -n "$version" ] && [ -r "$start" ] || refuse '{incomplete}'
old=
attempt() {{
    command -v "$1" >/dev/null 2>&1 || return 1
    "$@" -I -c '{ask}' >/dev/null 2>&1
    status=$?
    [ $status -eq {old} ] && old=1
    return $status
}}
own=$here/{home}/{interpreter}/bin/python3
attempt "$own" && exec "$own" -I -X utf8 "$start" {word} "$@"
attempt py -3 && exec py -3 -I -X utf8 "$start" {word} "$@"
attempt python3 && exec python3 -I -X utf8 "$start" {word} "$@"
attempt python && exec python -I -X utf8 "$start" {word} "$@"
[ -n "$old" ] && refuse '{old_python}'
refuse '{no_python}'
"""


def texts(launcher: Launcher) -> dict[str, bytes]:
    """The launcher's files by name, with the line ends that their system wants."""
    words = {
        "mark": MARK,
        "home": HOME,
        "pointer": POINTER,
        "versions": VERSIONS,
        "start": START,
        "interpreter": INTERPRETER,
        "ask": _ASK,
        "old": _OLD,
        "word": launcher.words[0],
        "incomplete": "".join(sentence("LAUNCHER_INCOMPLETE")),
        "old_python": "".join(sentence("LAUNCHER_OLD_PYTHON")),
        "no_python": "".join(sentence("LAUNCHER_NO_PYTHON")),
    }
    cmd = _CMD.format(**words).replace("\n", "\r\n").encode()
    return {f"{launcher.name}.cmd": cmd, f"{launcher.name}.sh": _SH.format(**words).encode()}


def is_ours(content: bytes) -> bool:
    """Whether a file is a launcher of ours, of whatever version."""
    return MARK.encode() in b"".join(content.splitlines()[1:2])
