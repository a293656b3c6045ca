"""Excel's surroundings on this computer: WPS, what Excel thinks of macros."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_OFFICE = ("16.0", "15.0", "14.0")
_SECURITY = r"Software\{policies}Microsoft\Office\{version}\Excel\Security"
_WPS_PLACES = ("/opt/kingsoft/wps-office", "/Applications/wpsoffice.app")
ASKS, SIGNED_ONLY, NO_MACROS = 2, 3, 4


@dataclass(frozen=True, slots=True)
class MacroSecurity:
    """What Excel is told about macros: 1 all run, 2 asks, 3 signed ones only, 4 none.

    `trusts_places`: what lies in trusted places, as our add-in does, runs whatever the level.
    """

    level: int
    trusts_places: bool

    @property
    def lets_add_in_run(self) -> bool:
        """Whether the buttons can work."""
        return self.trusts_places or self.level < SIGNED_ONLY


def has_wps() -> bool:
    """Whether WPS Office is installed here."""
    if sys.platform == "win32":
        return any(_has_class(name) for name in ("Ket.Application", "Et.Application"))
    return bool(shutil.which("et") or any(Path(place).exists() for place in _WPS_PLACES))


def macro_security() -> MacroSecurity | None:
    """What Excel of this person is told about macros; None where there is no registry."""
    if sys.platform != "win32":
        return None
    level = _setting("", "VBAWarnings")
    disabled = _setting(r"\Trusted Locations", "AllLocationsDisabled")
    return MacroSecurity(ASKS if level is None else level, not disabled)


def _setting(below: str, name: str) -> int | None:
    """A number of Excel's security; the administrator's goes before the person's own."""
    for policies in ("Policies\\", ""):
        for version in _OFFICE:
            value = _registered(_SECURITY.format(policies=policies, version=version) + below, name)
            if value is not None:
                return value
    return None


def _registered(key: str, name: str) -> int | None:
    """A number in this person's registry; None where there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            value = winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
    return value if isinstance(value, int) else None


def _has_class(name: str) -> bool:
    """Whether a program is registered under that name for COM."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, name))
    except OSError:
        return False
    return True
