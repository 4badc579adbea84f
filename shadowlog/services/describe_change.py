"""Describes in words what an operation in the log changed."""

from __future__ import annotations

from collections.abc import Iterator

from shadowlog.domain.records import RECORDS, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.store.log.operations import Operation
from shadowlog.store.repository import Repository

_NOT_SHOWN = ("author", "created", "updated")
_LONGEST = 200


def changes_in_words(repository: Repository, operation: Operation) -> Iterator[str]:
    """One line for each thing an operation changed, safe to show."""
    for name, value in operation.get("set", {}).items():
        if name == "signals" and isinstance(value, dict):
            yield from (
                f"tagged {_theme(repository, key)}: {shown_in_line(str(stance))}" for key, stance in value.items()
            )
        elif name not in _NOT_SHOWN:
            yield f"{shown_in_line(name)} = {_value(repository, operation['table'], name, value)}"
    for name in operation.get("clear", ()):
        yield f"{shown_in_line(name)} cleared"
    for name, entries in operation.get("put", {}).items():
        for key, value in entries.items():
            verb = "tagged" if name == "signals" else f"{shown_in_line(name)}:"
            yield f"{verb} {_theme(repository, key)}: {shown_in_line(str(value))[:_LONGEST]}"
    for name, keys in operation.get("drop", {}).items():
        verb = "untagged" if name == "signals" else f"{shown_in_line(name)}: without"
        yield from (f"{verb} {_theme(repository, key)}" for key in keys)
    if "gone" in operation:
        yield "deleted" if operation["gone"] else "brought back"


def label_in_words(operation: Operation) -> str:
    """The label of the change, safe to show."""
    return shown_in_line(operation.get("label") or ("Part of a larger change" if "change" in operation else "Change"))


def _value(repository: Repository, table: str, name: str, value: object) -> str:
    """A field's new value, safe to show; a reference is shown by the heading of its record."""
    kind = RECORDS.get(table)
    field = fields_of(kind).get(name) if kind else None
    if field and field.shape is Shape.REF and isinstance(value, str):
        value = repository.heading(field.table, value)
    elif field and field.shape is Shape.REFS and isinstance(value, list):
        value = ", ".join(repository.heading(field.table, str(key)) for key in value)
    return shown_in_line(str(value))[:_LONGEST]


def _theme(repository: Repository, key: str) -> str:
    """A theme's name, or the key itself if there is no such theme."""
    theme = repository.get(Theme, key)
    return shown_in_line(theme.name if theme else key)
