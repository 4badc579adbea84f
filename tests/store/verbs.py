"""The shell's verbs, run within the test's own process, and what each of them left."""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple
from unittest.mock import patch

from shadowlog.cli import entry, errors
from shadowlog.domain.ids import tail
from shadowlog.store.log.lines import encoded

PDF = b"%PDF-"
"""What a PDF begins with. It is no text, so that of one no more is kept."""


class Done(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    def isatty(self) -> bool:
        return False


def run(*arguments: str) -> Done:
    """Run a command line on the test's workspace. A fault of the program fails the test, with its traceback."""
    out, err = (_Stream(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))

    def fault(error: Exception) -> int:
        raise AssertionError(f"shadowlog {' '.join(arguments)}") from error

    with patch.object(errors, "_keep_details", fault), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = entry.run(list(arguments))
    out.seek(0)
    err.seek(0)
    if out.buffer.read(len(PDF)) == PDF:
        return Done(code, PDF.decode(), err.read())
    out.seek(0)
    return Done(code, out.read(), err.read())


def walk(record_id: str) -> dict[str, Done]:
    """Run every verb that reads, and those that change, around a record that is sound."""
    known = tail(record_id)
    commands = [
        ("backup",), ("list",), ("list", "--json"), ("list", "insights"), ("list", "people"),
        ("list", "--where", "since:2001-01-01"),
        ("list", "--where", "theme:cost"), ("show", known), ("history", known), ("history", known, "--json"),
        ("mine",), ("digest", "Maud"), ("check",), ("add", "@Acme said it is too slow"), ("undo",), ("redo",),
        ("edit", known, "--text", "a sound one, edited"), ("tag", known, "Cost"),
        ("export", "--html", "--json"),
        ("brief", "theme", "cost"), ("where",), ("me",),
        ("check", "--repair"), ("pack",), ("index",), ("list",), ("show", known), ("delete", known), ("undo",),
    ]  # fmt: skip
    return {" ".join(command): run(*command) for command in commands}


def line(**operation: object) -> bytes:
    """A line of the log with a right checksum, whatever it says."""
    return encoded(operation)
