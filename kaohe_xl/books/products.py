"""The workbooks that we make of files in other formats: where they lie, and whether they are what we wrote.

A note in `.kaohe` keeps what was made of which file. A product that somebody has changed since is that
person's: it is never written again, the next result gets another name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_xl.books.backups import backups, digest_at
from kaohe_xl.books.beside import FOLDER, folder_beside, leftovers, short_name, temporary, unlinked
from kaohe_xl.books.locks import locked
from kaohe_xl.books.owners import refuse_if_open
from kaohe_xl.books.replacing import Write, appear, settle, write_whole
from kaohe_xl.books.safety import replace_file
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

KEPT_DIGESTS = 40


@dataclass(frozen=True, slots=True)
class Product:
    """A product that lies there: its digest, and that of the source it was made of; "" where not ours."""

    path: Path
    digest: str
    of: str


@dataclass
class Products:
    """What was made of `source`: name of product -> digest of what we wrote -> digest of the source then.

    The newest product, and what was written last of each, come last.
    """

    source: Path
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def newest(self) -> Product | None:
        """The newest product that lies there as we left it."""
        return next((product for product in self._there() if product.of), None)

    def taken_over(self) -> Path | None:
        """The newest product, where somebody has changed it since."""
        product = next(self._there(), None)
        return product.path if product and not product.of else None

    def keep(self, path: Path, of: bytes) -> None:
        """Note that `path` was made of the source with digest `of`. Raises BookError."""
        known = self.files.pop(path.name, {})
        digest = digest_at(path)
        known.pop(digest, None)
        self.files[path.name] = dict([*known.items(), (digest, of.hex())][-KEPT_DIGESTS:])
        self._write()

    def drop(self, path: Path) -> None:
        """Forget a product. Raises BookError."""
        self.files.pop(path.name, None)
        self._write()

    def _there(self) -> Iterator[Product]:
        """The products that still lie there, newest first. Raises BookError."""
        for name, known in reversed(self.files.items()):
            path = self.source.with_name(name)
            with reported(path):
                digest = digest_at(path)
            if digest:
                yield Product(path, digest, known.get(digest, ""))

    def _write(self) -> None:
        text = json.dumps(self.files, ensure_ascii=False, indent=1)
        with reported(self.source):
            folder_beside(self.source)
        replace_file(_note(self.source), lambda file: file.write(text.encode("utf-8", "surrogateescape")))


def products_of(source: Path) -> Products:
    """What was made of a file; nothing where there is no note, or none that can be read."""
    try:
        known: Any = json.loads(_note(source).read_text(encoding="utf-8", errors="surrogateescape"))
        return Products(
            source,
            {
                str(name): {str(digest): str(of) for digest, of in digests.items()}
                for name, digests in known.items()
            },
        )
    except (OSError, ValueError, AttributeError):
        return Products(source)


def create(source: Path, write: Write) -> Path:
    """A new workbook beside the source, under a name that nobody has; nothing is left where that fails.

    Raises BookError. The source is to be locked.
    """
    folder = _place(source)
    with reported(source.with_suffix(".xlsx")):
        beside = folder_beside(source) / source.name
        for left in leftovers(beside):
            unlinked(left)
        new = temporary(beside)
        try:
            write_whole(new, write, source)
            new.chmod(new.stat().st_mode | 0o200)  # a product of a protected file isn't protected
            for name in names_for(source):
                target = folder / name
                try:
                    appear(new, target)
                except FileExistsError:
                    continue
                settle(folder)
                return target
        except BaseException:
            unlinked(new)
            raise
    raise AssertionError("names never end")


def names_for(source: Path) -> Iterator[str]:
    """`旧表.xlsx`, then `旧表.结果.xlsx`, `旧表.结果2.xlsx`, ..."""
    word = sentence("PRODUCT_FILE")[0]
    yield f"{source.stem}.xlsx"
    yield f"{source.stem}.{word}.xlsx"
    number = 2
    while True:
        yield f"{source.stem}.{word}{number}.xlsx"
        number += 1


@dataclass(frozen=True, slots=True)
class Undone:
    """The product that was taken back: it is what it was before the write at `time`, or gone."""

    path: Path
    time: datetime
    is_gone: bool


def undo_product(source: Path) -> Undone | None:
    """Take back what was last made of a file: the product as it was before, or none; the file itself stays.

    None where nothing was ever made of the file. Raises BookError where somebody has changed the product
    since, or has it open.
    """
    from kaohe_xl.books.restoring import undo

    if not products_of(source).files:
        return None
    with locked(source):
        made = products_of(source)
        path = source.with_name(next(reversed(made.files)))
        if not path.is_file():
            raise BookError(*sentence("PRODUCT_GONE", book=source.name, result=path.name))
        if made.taken_over() == path:
            raise BookError(*sentence("PRODUCT_TAKEN_OVER", result=path.name))
        if backups(path):
            return Undone(path, undo(path).time, is_gone=False)
        with locked(path):
            refuse_if_open(path)
            with reported(path):
                time = datetime.fromtimestamp(path.stat().st_mtime)
                path.unlink()
                settle(path.parent)
        made.drop(path)
        return Undone(path, time, is_gone=True)


def _note(source: Path) -> Path:
    return source.parent / FOLDER / f"{short_name(source.name)}.products.json"


def _place(source: Path) -> Path:
    """The folder for products: where the file's name stands, also where that is a link."""
    return Path(os.path.abspath(source)).parent  # noqa: PTH100  # not the link's target
