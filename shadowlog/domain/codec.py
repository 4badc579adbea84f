"""Records to and from the JSON documents they are stored as.

Writing is strict: every field is checked. Reading is lenient: what was stored by another version, or by hand,
is shown as far as it can be read, and what cannot be read is carried along in ``Record.other``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Mapping
from datetime import date, datetime, timezone
from functools import cache, partial
from typing import Any, TypeVar, cast

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import Record
from shadowlog.domain.schema.checks import LONGEST_ID, checked, is_id, is_storable
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.values import Stance

Document = dict[str, Any]
R = TypeVar("R", bound=Record)

_BASE = ("author", "created", "updated")


def stored_moment(moment: datetime) -> str:
    """A moment as documents hold it: ``2026-11-20T14:30:00Z``."""
    return moment.astimezone(timezone.utc).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


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


def document_of(record: Record, *, strict: bool = True) -> Document:
    """The document of a record, without its id. Empty fields are left out.

    Raises InvalidField where ``strict``; else it is as the record was stored, right or not.
    """
    document: Document = dict(record.other)
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        if strict:
            value = checked(field, value)
        if value or (value == 0 and value is not False) or (field.required and strict):
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
    readers = _readers(cast("Hashable", kind))
    known: dict[str, Any] = {}
    other: Document = {}
    for name, value in document.items():
        read = readers.get(name)
        # A brief reads thousands of records: what nearly every field is takes the shortest way.
        if read is str and type(value) is str and (value.isascii() or is_storable(value)):
            known[name] = value
        elif type(read) is dict and type(value) is str and value in read:
            known[name] = read[value]
        elif read is None or read is str or type(read) is dict:
            other[name] = value
        else:
            try:
                known[name] = read(value)
            except InvalidField:
                other[name] = value
    return kind.stored(record_id, other, known)


@cache
def _readers(kind: Hashable, /) -> dict[str, Any]:
    """What reads each field of a record: ``str`` for text that is taken as it is, a mapping for listed values, else a
    function.
    """
    assert isinstance(kind, type)
    readers: dict[str, Any] = {"author": _author, **{name: partial(_base, name) for name in _BASE[1:]}}
    for name, field in fields_of(kind).items():
        if field.values is not None:
            readers[name] = {member.value: member for member in field.values}
        elif field.shape in (Shape.LINE, Shape.PROSE):
            readers[name] = str
        else:
            readers[name] = partial(_READ.get(field.shape, _read), field)
    return readers


def _author(value: Any) -> str:
    """The id of an author, which is empty where nobody said who they are."""
    if type(value) is str and (value.isascii() or is_id(value)):
        return value
    raise InvalidField("author", "is not an id.")


def _base(name: str, value: Any) -> Any:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(timezone.utc) if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    except (TypeError, ValueError, OverflowError):
        return None


def _read(field: Field, value: Any) -> Any:
    """A stored value as the record has it."""
    if value is None:
        raise InvalidField(field.name, "is empty.")
    return checked(field, value)


def _ref(field: Field, value: Any) -> Any:
    return value if type(value) is str and 0 < len(value) <= LONGEST_ID and value.isascii() else _read(field, value)


def _refs(field: Field, value: Any) -> Any:
    if type(value) is list and all(type(key) is str and 0 < len(key) <= LONGEST_ID and key.isascii() for key in value):
        return tuple(dict.fromkeys(value))
    return _read(field, value)


def _stances(field: Field, value: Any) -> Any:
    if type(value) is dict and all(type(each) is str and key.isascii() for key, each in value.items()):
        found = {theme: _STANCE.get(stance) for theme, stance in value.items()}
        if None not in found.values():
            return found
    return _read(field, value)


def _when(field: Field, value: Any) -> Any:
    if type(value) is str and value.endswith("Z"):
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(value)
            if 1 < moment.year < 9999:
                return moment.replace(microsecond=0)
    return _read(field, value)


_STANCE = {stance.value: stance for stance in Stance}
_READ = {Shape.REF: _ref, Shape.REFS: _refs, Shape.STANCES: _stances, Shape.MOMENT: _when}
"""The shortest way of the shapes that lists are full of."""
