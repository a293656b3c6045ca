"""Column widths: new ones set, those of other columns left as they are."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_xl.books.markup import Markup, Splice, attributes, whole, with_attribute

_CLOSE_ENOUGH = 0.01


def width_splices(sheet: Markup, widths: Mapping[int, float]) -> list[Splice]:
    """The splices that give columns their widths (characters); a range that covers others too is split."""
    data, cols = sheet.first(b"sheetData"), sheet.first(b"cols")
    if data is None:
        raise sheet.damaged()
    spans: list[tuple[int, int, bytes]] = []
    if cols is not None:
        end = sheet.ends(cols, b"cols")[0]
        for tag in sheet.tags(b"col", cols.end(), end):
            of = attributes(tag[0])
            spans.append((whole(of.get("min", "")), whole(of.get("max", "")), tag[0]))
    new = spans
    for column, width in sorted(widths.items()):
        new = _with_width(new, column, width, sheet.prefix)
    if new == spans:
        return []
    body = b"".join(tag for _, _, tag in new)
    if cols is None:
        return [(data.start(), data.start(), b"<%scols>%s</%scols>" % (sheet.prefix, body, sheet.prefix))]
    if cols[0].endswith(b"/>"):
        return [(cols.start(), cols.end(), b"<%scols>%s</%scols>" % (sheet.prefix, body, sheet.prefix))]
    return [(cols.end(), end, body)]


def narrowed(sheet: Markup, widths: Mapping[int, float]) -> list[Splice]:
    """The splices that take columns' own widths away where they are these."""
    cols = sheet.first(b"cols")
    if cols is None or cols[0].endswith(b"/>"):
        return []
    end, behind = sheet.ends(cols, b"cols")
    tags = list(sheet.tags(b"col", cols.end(), end))
    gone = []
    for tag in tags:
        of = attributes(tag[0])
        width = widths.get(whole(of.get("min", "")), -2)
        if of.get("min") == of.get("max") and abs(_width(of) - width) <= _CLOSE_ENOUGH:
            gone.append(tag)
    if gone and len(gone) == len(tags):
        return [(cols.start(), behind, b"")]
    return [(tag.start(), sheet.ends(tag, b"col")[1], b"") for tag in gone]


def _with_width(
    spans: list[tuple[int, int, bytes]], column: int, width: float, prefix: bytes
) -> list[tuple[int, int, bytes]]:
    """The column elements with one width set; the same ones where it stands there already."""
    out: list[tuple[int, int, bytes]] = []
    placed = False
    for low, high, tag in spans:
        if not placed and column < low:
            out.append((column, column, _new(prefix, column, width)))
            placed = True
        if not low <= column <= high:
            out.append((low, high, tag))
            continue
        placed = True
        if abs(_width(attributes(tag)) - width) <= _CLOSE_ENOUGH:
            out.append((low, high, tag))
            continue
        out += [_cut(low, column - 1, tag)] if low < column else []
        own = with_attribute(with_attribute(tag, "width", f"{width:g}"), "customWidth", "1")
        out.append(_cut(column, column, own))
        out += [_cut(column + 1, high, tag)] if column < high else []
    if not placed:
        out.append((column, column, _new(prefix, column, width)))
    return out


def _width(of: Mapping[str, str]) -> float:
    """The width that a column states; -1 for none."""
    try:
        return float(of.get("width", -1))
    except ValueError:
        return -1


def _cut(low: int, high: int, tag: bytes) -> tuple[int, int, bytes]:
    return low, high, with_attribute(with_attribute(tag, "min", str(low)), "max", str(high))


def _new(prefix: bytes, column: int, width: float) -> bytes:
    return b'<%scol min="%d" max="%d" width="%s" customWidth="1"/>' % (
        prefix,
        column,
        column,
        f"{width:g}".encode(),
    )
