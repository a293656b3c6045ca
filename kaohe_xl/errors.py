"""The two trunks of errors: the office's data, and the office's file."""

from __future__ import annotations


class KaoheError(Exception):
    """Anything this library refuses to do; its text is one Chinese sentence for the office.

    `remedy` says what to do about it; it may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}" if self.remedy else self.message


class InputError(KaoheError):
    """The data is at fault: the message names the sheet and the cell where there is one."""


class BookError(KaoheError):
    """The file is at fault: missing, damaged, locked, changed. The message names the file."""


class PasswordNeeded(BookError):
    """The workbook opens with a password, and none was given."""


class WrongPassword(BookError):
    """The workbook opens with another password."""


class SignatureError(BookError):
    """The file carries a digital signature, which a write would break: somebody has to agree first."""
