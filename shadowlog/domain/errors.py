"""The errors people may be shown, each with a title, a message and a way out.

The shell prints them on standard error and exits with ``exit_code``; the terminal UI shows them. Nobody sees a
traceback of one.
"""

from __future__ import annotations


class ShadowlogError(Exception):
    """The root of every error a person may be shown.

    ``title`` names the trouble in a few words, ``message`` says what happened, ``way_out`` what to do.
    """

    title = "Something went wrong"
    exit_code = 1

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".strip()


class InvalidField(ShadowlogError):
    """Raised for a value that does not fit its field. ``field`` is the field's name, empty for a whole line."""

    title = "That does not fit"
    exit_code = 2

    def __init__(self, field: str, message: str, way_out: str = "") -> None:
        super().__init__(f"{field}: {message}" if field else message, way_out)
        self.field = field
        self.problem = message


class NotFound(ShadowlogError):
    """Raised if no record in the log has the name or id that was given."""

    title = "Not found"
    exit_code = 3


class Ambiguous(ShadowlogError):
    """Raised if a name or short id means more than one record."""

    title = "More than one match"
    exit_code = 3


class FilterUnclear(ShadowlogError):
    """Raised for a filter with an unknown field, value or name."""

    title = "That filter is not clear"
    exit_code = 2


class RuleBroken(ShadowlogError):
    """Raised for a change that the rules of the message house or of references do not allow."""

    title = "Not allowed"
    exit_code = 2


class NothingToUndo(ShadowlogError):
    """Raised if no change of this author is left to undo or redo."""

    title = "Nothing to undo"
    exit_code = 1
