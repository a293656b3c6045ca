"""Rows of text with separators (.csv, .tsv) as a block."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from pathlib import PurePath

from kaohe_xl.books.grid import Block, Value
from kaohe_xl.books.patched import rectangle
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, cell_name
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.books.text_values import decoded, sheet_name, typed
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_SEPARATORS = ",\t;|"
_LOOKED_AT = 200


def delimited_blocks(data: bytes, book: str) -> Mapping[str, Block]:
    """The only sheet of a text file, named as the file.

    Raises BookError for an unknown encoding, an open quote, or a file that reaches too far.
    """
    text = decoded(data, book)
    name = sheet_name(PurePath(book).stem)
    rows: list[list[Value]] = []
    percents = set()
    cells = 0
    for number, fields in enumerate(_rows(text, separator(text), book), 1):
        cells += len(fields)
        if cells > MOST_CELLS or number > LAST_ROW or len(fields) > LAST_COLUMN:
            words = {"book": book, "sheet": name, "cell": cell_name(number, max(len(fields), 1))}
            raise BookError(*sentence("TOO_MANY_CELLS", **words))
        line: list[Value] = []
        for column, field in enumerate(fields, 1):
            value, percent = typed(field)
            line.append(value)
            if percent:
                percents.add((number, column))
        rows.append(line)
    return {name: Block(rectangle(rows), percents=frozenset(percents))}


def separator(text: str) -> str:
    """What separates the fields: what cuts most rows into equally many, and into more where that is a draw.

    csv.Sniffer guesses by letters that come often: words with 、 or ； in each row lead it astray, and a
    title above the table makes it give up.
    """
    best: tuple[float, int, str] = (0.0, 0, ",")
    for sign in _SEPARATORS:
        try:
            rows = [row for row in islice(_reader(text, sign), _LOOKED_AT) if any(row)]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, count = widths.most_common(1)[0]
            best = max(best, (count / len(rows), width, sign), key=lambda found: found[:2])
    return best[2]


def _reader(text: str, sign: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=sign)


def _rows(text: str, sign: str, book: str) -> Iterator[list[str]]:
    """The rows as they stand. Raises BookError where a quote is opened and never closed."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign)
    line, after, row = 1, 1, None
    try:
        for following in reader:
            if row is not None:
                yield row
            row, line, after = following, after, reader.line_num + 1
    except csv.Error as error:
        raise BookError(*sentence("OPEN_QUOTE", book=book, line=after)) from error
    if row and text.count('"') % 2 and "\n" in row[-1]:
        raise BookError(*sentence("OPEN_QUOTE", book=book, line=line))
    if row is not None:
        yield row
