"""The paper of a template sheet: how much of it may be printed on."""

from __future__ import annotations

from kaohe_xl.books.markup import Markup, attributes

SPARE = 0.975  # fonts and printers differ
SHRINKS = 1.04  # a document that is so much too long for one page is printed on one, a little smaller
_INCH = 72.0
_SIZES = {"8": (842.0, 1191.0), "9": (595.3, 841.9), "11": (419.5, 595.3), "1": (612.0, 792.0)}
_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}


def capacity(sheet: Markup, wide: float) -> float:
    """The points of a page's height for rows, where the sheet's printed columns are `wide` points."""
    setup = sheet.first(b"pageSetup")
    of = attributes(setup[0]) if setup else {}
    width, height = _SIZES.get(of.get("paperSize", "9"), _SIZES["9"])
    if of.get("orientation") == "landscape":
        width, height = height, width
    tag = sheet.first(b"pageMargins")
    given = attributes(tag[0]) if tag else {}
    inches = {side: float(given.get(side, default)) for side, default in _MARGINS.items()}
    room = height - (inches["top"] + inches["bottom"]) * _INCH
    across = width - (inches["left"] + inches["right"]) * _INCH
    scale = max(1.0, wide / across) if fits_width(sheet) else 100 / float(of.get("scale") or 100)
    return room * SPARE * scale


def fits_width(sheet: Markup) -> bool:
    """Whether the sheet is printed as wide as the page and as long as it gets."""
    setup, fit = sheet.first(b"pageSetup"), sheet.first(b"pageSetUpPr")
    is_fit = fit is not None and attributes(fit[0]).get("fitToPage") in ("1", "true")
    return is_fit and setup is not None and attributes(setup[0]).get("fitToHeight") == "0"
