"""Records to and from the JSON documents they are stored as.

Writing is strict: every field is checked. Reading is lenient: what was stored by another version, or by hand,
is shown as far as it can be read, and what cannot be read is carried along in ``Record.other``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import Any, TypeVar

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.fields import Field, Shape, checked, fields_of
from shadowlog.domain.records import Record

Document = dict[str, Any]
R = TypeVar("R", bound=Record)

_BASE = ("author", "created", "updated")


def stored_moment(moment: datetime) -> str:
    """A moment as documents hold it: ``2026-11-20T14:30:00Z``."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return stored_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {key: str(stance) for key, stance in value.items()}
    return str(value) if isinstance(value, str) else value


def document_of(record: Record) -> Document:
    """The document of a record, without its id. Empty fields are left out. Raises InvalidField."""
    document: Document = dict(record.other)
    for name, field in fields_of(type(record)).items():
        value = checked(field, getattr(record, name))
        if value or (value == 0 and value is not False) or field.required:
            document[name] = _stored(value)
    if record.author:
        document["author"] = record.author
    for name in ("created", "updated"):
        moment = getattr(record, name)
        if moment is not None:
            document[name] = stored_moment(moment)
    return document


def record_of(kind: type[R], record_id: str, document: Mapping[str, Any]) -> R:
    """The record a stored document holds. Fields that are unknown or unreadable go to ``other``."""
    declared = fields_of(kind)
    known: dict[str, Any] = {}
    other: Document = {}
    for name, value in document.items():
        if name in _BASE:
            known[name] = _base(name, value)
        elif name in declared:
            try:
                known[name] = _read(declared[name], value)
            except InvalidField:
                other[name] = value
        else:
            other[name] = value
    return kind(id=record_id, other=other, **known)


def _base(name: str, value: Any) -> Any:
    if name == "author":
        return str(value)
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _read(field: Field, value: Any) -> Any:
    """A stored value as the record has it, by the shortest way for the shapes that lists are full of."""
    if field.shape in (Shape.LINE, Shape.PROSE) and type(value) is str:
        return value
    if field.shape is Shape.CHOICE and field.values is not None:
        try:
            return field.values(value)
        except ValueError:
            raise InvalidField(field.name, "is a value of another version.") from None
    if value is None:
        raise InvalidField(field.name, "is empty.")
    return checked(field, value)
