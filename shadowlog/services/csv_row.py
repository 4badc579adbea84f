"""A record as a row of a CSV file, made from its declaration: a column for its id and for each of its fields.

Whoever writes the file gives the rows to ``csv.writer``. What a cell holds can be read again by ``FieldReader``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shadowlog.domain.codec import stored_moment
from shadowlog.domain.records import RECORDS, Person, Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.services.field_input import joined, text_of
from shadowlog.store.repository import Repository

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings that make a spreadsheet take a text for a formula."""


def header(kind: type[Record]) -> list[str]:
    """The names of the columns of a kind of record."""
    return ["id", *fields_of(kind), "author", "created", "updated"]


def row(repository: Repository, record: Record) -> list[str]:
    """The cells of a record, in the order of ``header``.

    Moments are in UTC, as they are stored. A record is named by what it is called where no other of its kind is called
    so, else by its id. A text that a spreadsheet would take for a formula has ``'`` before it.
    """
    cells = [record.id]
    for name, field in fields_of(type(record)).items():
        cells.append(_cell(repository, field, getattr(record, name)))
    cells.append(_named(repository, Person.table, record.author) if record.author else "")
    return [*cells, *(stored_moment(moment) if moment else "" for moment in (record.created, record.updated))]


def _cell(repository: Repository, field: Field, value: Any) -> str:
    match field.shape:
        case Shape.MOMENT:
            return stored_moment(value) if isinstance(value, datetime) else ""
        case Shape.NUMBER:
            # A negative number is one, not a formula.
            return text_of(repository, field, value)
        case Shape.REF:
            return _named(repository, field.table, value) if value else ""
        case Shape.REFS:
            return harmless(joined(_named(repository, field.table, target) for target in value))
        case Shape.STANCES:
            themes = (f"{_named(repository, field.table, target)}:{stance}" for target, stance in value.items())
            return harmless(joined(themes))
    return harmless(text_of(repository, field, value))


def _named(repository: Repository, table: str, record_id: str) -> str:
    """What a record is called, where that means it alone; else its id."""
    kind = RECORDS[table]
    name = repository.heading(table, record_id) if kind.declared.named else ""
    return harmless(name) if name and repository.ids_named(kind, name) == [record_id] else record_id


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with ``'`` before it where it begins like one, or with ``'``."""
    return f"'{text}" if text.startswith((*_ACTIVE, "'")) else text
