"""A filled record of any kind, made from its declaration alone: for tests that go through all kinds."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.values import Role, Stance
from shadowlog.services.current_user import become
from shadowlog.services.field_input import text_of
from shadowlog.store.repository import Repository


def bare(repository: Repository, kind: type[Record], name: str = "") -> Record:
    """Add a record of a kind with no more than it needs, or what is there by that name already."""
    title = name or f"some-{kind.declared.word}"
    known = repository.ids_named(kind, title) if kind.declared.named else []
    if known:
        return repository.need(kind, known[0])
    wanted = {field.name: value(repository, kind, field) for field in fields_of(kind).values() if field.required}
    return repository.add(kind(**{**wanted, kind.title_field: title}))


def value(repository: Repository, kind: type[Record], field: Field) -> Any:
    """A value of a field, as the record takes it. What a reference names is added first."""
    match field.shape:
        case Shape.LINE if field.coded:
            return next(iter(RECORDS))
        case Shape.LINE | Shape.PROSE:
            return f"{field.name.replace('_', '-')}-of-{kind.declared.word}"
        case Shape.CHOICE:
            assert field.values is not None
            return kind.defaults[field.name] or list(field.values)[-1]
        case Shape.REF:
            return bare(repository, RECORDS[field.table]).id
        case Shape.REFS:
            return (bare(repository, RECORDS[field.table]).id,)
        case Shape.STANCES:
            return {bare(repository, RECORDS[field.table]).id: Stance.REJECTED}
        case Shape.WORDS:
            return (f"another-{kind.declared.word}",)
        case Shape.MOMENT:
            return datetime(2026, 3, 5, 14, 30, tzinfo=timezone.utc)
        case Shape.DAY:
            return date(2026, 3, 6)
        case Shape.NUMBER:
            return field.most
        case Shape.FLAG:
            return True


def filled(repository: Repository, kind: type[Record]) -> dict[str, Any]:
    """A value for every field of a kind.

    What stands under one of its own kind, as themes do, is left out: where it may stand has rules of its own.
    """
    fields = [field for field in fields_of(kind).values() if field.table != kind.table]
    return {field.name: value(repository, kind, field) for field in fields}


def made(repository: Repository, kind: type[Record]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a filled record of a kind, and how they are typed. Whoever adds it is Maud."""
    become(repository, "Maud", Role.MARKETER)
    values = filled(repository, kind)
    fields = fields_of(kind)
    return values, {name: typed(repository, fields[name], value) for name, value in values.items()}


def typed(repository: Repository, field: Field, value: Any) -> str:
    """A value as one types it in the shell or a form: what has no name of its own by its id."""
    if field.shape in (Shape.REF, Shape.REFS) and not RECORDS[field.table].declared.named:
        return value if isinstance(value, str) else ", ".join(value)
    return text_of(repository, field, value.astimezone(local_zone()) if isinstance(value, datetime) else value)
