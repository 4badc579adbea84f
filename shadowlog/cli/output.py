"""Prints data on standard output and messages on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from shadowlog.domain.codec import document_of
from shadowlog.domain.records import Record
from shadowlog.domain.text.sanitize import shown_in_line

if TYPE_CHECKING:
    from shadowlog.store.repository import Repository


class HasLog(Protocol):
    """Anything with an open log, such as a session."""

    @property
    def repository(self) -> Repository:
        """The open log."""


def say(text: str) -> None:
    """Print a message on standard error, safe to show."""
    _print(sys.stderr, shown_in_line(text))


def put(text: str) -> None:
    """Print data on standard output."""
    _print(sys.stdout, text)


def put_bytes(content: bytes) -> None:
    """Print data that is no text on standard output, as it is."""
    import click

    click.echo(content, nl=False)


def _print(stream: TextIO, text: str) -> None:
    """Print a line as click does: at once, and without colours where the stream is no terminal."""
    if "\x1b" in text and not stream.isatty():
        import click

        text = click.unstyle(text)
    stream.write(text + "\n")
    stream.flush()


def to_a_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def put_json(value: Any) -> None:
    """Print a value as JSON in ASCII on standard output."""
    import json

    put(json.dumps(value, indent=1))


def put_json_list(values: Iterable[Any]) -> None:
    """Print values as ``put_json`` prints a list of them, each as soon as it is there.

    Stops where standard output takes no more.
    """
    import json

    from shadowlog.cli.streams import output_fault

    between = "["
    for value in values:
        if output_fault() is not None:
            return
        sys.stdout.write(between + json.dumps([value], indent=1)[1:-2])
        between = ","
    put("\n]" if between == "," else "[]")


def as_document(record: Record) -> dict[str, Any]:
    """A record as ``--json`` prints it: its kind as ``record``, its ``id``, and its fields as they are stored.

    A field that is itself called ``record`` or ``id`` becomes ``field_record`` or ``field_id``.
    """
    document: dict[str, Any] = {"record": record.singular, "id": record.id}
    for name, value in document_of(record, strict=False).items():
        while name in document:
            name = f"field_{name}"
        document[name] = value
    return document


def put_record(session: HasLog, record: Record, *, json: bool, verb: str) -> None:
    """Print a record that was just saved: as JSON, or in one line with its short id and what was done (``verb``)."""
    if json:
        put_json(as_document(record))
    else:
        put(saved_line(session, record, verb))


def saved_line(session: HasLog, record: Record, verb: str) -> str:
    """A record that was just saved, in one line: its short id, what was done (``Added``), and what it is called."""
    from shadowlog.services.record_line import titled
    from shadowlog.services.resolve import short_id

    return f"{short_id(session.repository, record.id)}  {verb} {titled(record)}"
