"""Workbooks with a password: opened, and put under it again, in memory; never as plain text on a disk.

msoffcrypto does the arithmetic of both. What it can't read it tells in many ways: whatever it throws at
a file means that the file is damaged, or encrypted by something else.
"""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import Any

from kaohe_xl.errors import BookError, PasswordNeeded, WrongPassword
from kaohe_xl.messages import sentence

EXCELS_OWN = "VelvetSweatshop"
"""With this password Excel itself encrypts a workbook whose structure is protected; it asks nobody for it."""

MOST_ROUNDS = 1_000_000
_SMALLEST = 4096
_GROWTH_HINT, _HINT_SIGNATURE = 0xA220, 0xA028
_SECTOR, _FREE, _END = 512, 0xFFFFFFFF, 0xFFFFFFFE
_IN_HEADER, _IN_SECTOR = 109, 127


def decrypted(data: bytes, book: str, password: str | None) -> tuple[bytes, str]:
    """The plain workbook in a protected container, and the password that opened it.

    Raises PasswordNeeded, WrongPassword, and BookError for a damaged one or another way of encrypting.
    """
    protected = _container(data, book)
    word = _unlock(protected, book, password, verify_password=True)
    return _decrypted(protected, book), word


def encrypted(plain: bytes, book: str, password: str) -> bytes:
    """A workbook under a password (AES-256, as Excel 2013 and later do it), opened again to be sure of it.

    Raises BookError where that fails; nothing may be written then.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    whole = _large_enough(plain)
    result = BytesIO()
    try:
        OOXMLFile(BytesIO(whole)).encrypt(password, result)
        data = _with_sound_sectors(result.getvalue())
        _check(data)
        known, _ = decrypted(data, book, password)
    except Exception as error:
        raise BookError(*sentence("NOT_ENCRYPTED_AGAIN", book=book)) from error
    if known != whole:
        raise BookError(*sentence("NOT_ENCRYPTED_AGAIN", book=book))
    return data


def old_workbook_decrypted(data: bytes, book: str, password: str | None) -> tuple[bytes, str]:
    """An old workbook (.xls) without its encryption, and the password that opened it.

    Raises as `decrypted` does.

    To be called in a process of its own: msoffcrypto puts the plain workbook into a temporary file, which
    is kept in memory here.
    """
    from types import SimpleNamespace

    from msoffcrypto.format import xls97

    xls97.tempfile = SimpleNamespace(TemporaryFile=BytesIO)
    protected = _container(data, book)
    word = _unlock(protected, book, password)
    return _decrypted(protected, book), word


def _container(data: bytes, book: str) -> Any:
    """What msoffcrypto makes of a file; one that would keep a computer busy for minutes is refused."""
    import msoffcrypto

    try:
        protected = msoffcrypto.OfficeFile(BytesIO(data))
        info = getattr(protected, "info", None)
        rounds = info.get("spinValue", 0) if isinstance(info, dict) else 0
    except Exception as error:
        raise BookError(*sentence("OTHERWISE_ENCRYPTED", book=book)) from error
    if not 0 <= rounds <= MOST_ROUNDS or getattr(protected, "type", "") == "extensible":
        raise BookError(*sentence("OTHERWISE_ENCRYPTED", book=book))
    return protected


def _unlock(protected: Any, book: str, password: str | None, **options: bool) -> str:
    """Give the password, or Excel's own; the one that opens it. Raises PasswordNeeded, WrongPassword."""
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    for word in (EXCELS_OWN,) if password is None else (password, EXCELS_OWN):
        try:
            protected.load_key(password=word, **options)
        except (InvalidKeyError, DecryptionError, UnicodeError, IndexError):
            continue
        except Exception as error:
            raise BookError(*sentence("OTHERWISE_ENCRYPTED", book=book)) from error
        return word
    if password is None:
        raise PasswordNeeded(*sentence("BOOK_ENCRYPTED", book=book))
    raise WrongPassword(*sentence("WRONG_PASSWORD", book=book))


def _decrypted(protected: Any, book: str) -> bytes:
    plain = BytesIO()
    try:
        protected.decrypt(plain)
    except Exception as error:
        raise BookError(*sentence("ZIP_DAMAGED", book=book)) from error
    return plain.getvalue()


def _large_enough(plain: bytes) -> bytes:
    """The workbook, padded with a growth hint where it is shorter than msoffcrypto can put away rightly.

    Office itself leaves such hints in its files, in the extra field of a zip member.
    """
    if len(plain) >= _SMALLEST:
        return plain
    padded = BytesIO()
    with zipfile.ZipFile(BytesIO(plain)) as old, zipfile.ZipFile(padded, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if not new.filelist:
                room = bytes(_SMALLEST // 2)
                member.extra = (
                    struct.pack("<4H", _GROWTH_HINT, 4 + len(room), _HINT_SIGNATURE, len(room)) + room
                )
            new.writestr(member, content)
    return padded.getvalue()


def _with_sound_sectors(data: bytes) -> bytes:
    """The container with the list of its sector tables as it should be.

    In files above 7 MB msoffcrypto writes one entry too many there, and leaves out the end mark.
    """
    tables, first, lists = struct.unpack_from("<I20x2I", data, 44)
    if not lists or first != 0 or struct.unpack_from("<I", data, 76)[0] != lists:
        return data
    sound = bytearray(data)
    places = list(range(lists + _IN_HEADER, lists + tables))
    for number in range(lists):
        part = places[number * _IN_SECTOR : (number + 1) * _IN_SECTOR]
        part += [_FREE] * (_IN_SECTOR - len(part)) + [number + 1 if number + 1 < lists else _END]
        struct.pack_into("<128I", sound, _SECTOR * (1 + number), *part)
    return bytes(sound)


def _check(data: bytes) -> None:
    """Raises OSError where the container has a defect."""
    import olefile

    ole = olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)
    for name in ole.listdir():
        with ole.openstream(name) as stream:
            stream.read()
