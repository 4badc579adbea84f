"""What the shell puts out: data on standard output, talk on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import click

from shadowlog.domain.codec import document_of
from shadowlog.domain.records import Record
from shadowlog.domain.text.sanitize import shown_in_line

if TYPE_CHECKING:
    from shadowlog.store.repository import Repository


class HasLog(Protocol):
    """What has an open log: a session."""

    @property
    def repository(self) -> Repository:
        """The open log."""


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def say(text: str) -> None:
    """Talk, on standard error."""
    click.echo(shown_in_line(text), err=True)


def put(text: str) -> None:
    """Data, on standard output."""
    click.echo(text)


def put_json(value: Any) -> None:
    """JSON in plain ASCII, on standard output."""
    import json

    click.echo(json.dumps(value, indent=1))


def as_document(record: Record) -> dict[str, Any]:
    """A record for ``--json``: what it is, its id, and its fields as they are stored.

    A field that is itself called ``record`` or ``id`` is ``field_record`` or ``field_id`` here.
    """
    document: dict[str, Any] = {"record": record.singular, "id": record.id}
    for name, value in document_of(record, strict=False).items():
        while name in document:
            name = f"field_{name}"
        document[name] = value
    return document


def put_record(session: HasLog, record: Record, *, json: bool, verb: str) -> None:
    """Print a record that was just saved: as JSON, or its short id and what it is."""
    if json:
        put_json(as_document(record))
    else:
        put(saved_line(session, record, verb))


def saved_line(session: HasLog, record: Record, verb: str) -> str:
    """A record that was just saved, in one line: its short id, what was done (``Added``), and what it is called."""
    from shadowlog.services.resolve import short_id

    short = short_id(session.repository, record.id)
    return f"{short}  {verb} {record.singular}: {shown_in_line(record.heading)[:100]}"
