"""Copying what is read: to the clipboard, and into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

from shadowlog.domain.records import Record
from shadowlog.domain.schema.fields import fields_of
from shadowlog.services.field_input import text_of
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.repository import Repository

NAME = "copied.md"


def copy(app: App[Any], repository: Repository, record: Record, text: str = "") -> Path:
    """Copy ``text``, or else what a record says, as it is stored, and return the file that holds it too.

    Raises SaveFailed.

    Not every terminal has a clipboard (it is asked for by OSC 52), and none tells whether it has one.
    """
    copied = text or _as_text(repository, record)
    app.copy_to_clipboard(copied)
    # Beside the briefs for the team: what is copied may name anybody.
    folder = repository.workspace.exports / "internal"
    path = folder / NAME
    try:
        durable_io.make_folder(str(folder))
        durable_io.replace_file(str(path), [copied.encode(errors="replace") + b"\n"])
    except OSError as error:
        raise save_failed(error, str(path)) from error
    return path


def _as_text(repository: Repository, record: Record) -> str:
    """A record as text: what it is known by, then its fields."""
    lines = [record.heading, ""]
    for field in fields_of(type(record)).values():
        value = getattr(record, field.name)
        if value and field.name != record.title_field:
            lines.append(f"{field.label}: {text_of(repository, field, value)}")
    return "\n".join(lines).strip()
