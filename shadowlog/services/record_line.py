"""A record in a line, as its kind declares it: for lists, reading panes and the shell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shadowlog.domain.records import Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.store.repository import Repository

_LONGEST = 100
"""Characters of what a record is known by, in a line."""


def day(record: Record) -> str:
    """The day a record belongs to, in local time: ``2026-11-20``; empty where it has none."""
    from shadowlog.domain.text.dates import shown

    return shown(record.dated_at)[:10]


def utc_day(record: Record) -> str:
    """The day (UTC) a record belongs to, as figures count it: ``2026-11-20``; empty where it has none."""
    dated = record.dated_at
    return f"{dated:%Y-%m-%d}" if dated else ""


def title(record: Record, longest: int = _LONGEST) -> str:
    """What people know a record by, in a line of at most so many characters, safe to show."""
    return shown_in_line(record.heading)[:longest]


def titled(record: Record, longest: int = _LONGEST) -> str:
    """A record's kind and what people know it by, safe to show: ``theme: Total cost``."""
    return f"{record.singular}: {title(record, longest)}"


def columns(repository: Repository, record: Record, opened: Record | None = None) -> tuple[str, str, str]:
    """What a line of a list says of a record: a short word, what it is, and something of note. Not safe to show yet.

    ``opened`` is the record whose belongings are listed, if any: where it is a theme, what was made of it is told.
    """
    from shadowlog.domain.schema.line import filled

    first, what, last = record.declared.columns

    def value(name: str) -> str:
        return _text(repository, record, name, opened)

    return filled(first or "short", value), filled(what or "heading", value), filled(last, value)


def line(repository: Repository, record: Record) -> str:
    """A record in one line of the shell, safe to show."""
    from shadowlog.domain.schema.line import filled

    def value(name: str) -> str:
        return shown_in_line(_text(repository, record, name, None))[:_LONGEST]

    return filled(record.declared.line or "heading", value)


def _text(repository: Repository, record: Record, name: str, opened: Record | None) -> str:
    """What a declared line takes for a name: a field's value in words, or one of the three that every record has."""
    if name == "day":
        return day(record)
    if name == "short":
        return record.declared.brief
    if name == "heading":
        return record.heading
    return _words(repository, fields_of(type(record))[name], getattr(record, name), opened)


def _words(repository: Repository, field: Field, value: Any, opened: Record | None) -> str:
    if value is None or value is False:
        return ""
    match field.shape:
        case Shape.CHOICE:
            return str(value.words)
        case Shape.REF:
            return repository.heading(field.table, value)
        case Shape.REFS:
            return ", ".join(repository.heading(field.table, key) for key in value)
        case Shape.STANCES if opened is not None and opened.id in value:
            return str(value[opened.id].words)
        case Shape.STANCES:
            return f"{len(value)} theme{'s' if len(value) > 1 else ''}" if value else ""
        case Shape.WORDS:
            return ", ".join(value)
        case Shape.FLAG:
            return field.label
    if isinstance(value, datetime):
        from shadowlog.domain.text.dates import shown

        return shown(value)
    return str(value)
