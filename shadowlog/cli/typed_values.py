"""Reads the values typed for fields, by their declarations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from shadowlog.cli.session import ShellSession, now, read_text
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of

KINDS = {kind.declared.word: kind for kind in RECORDS.values()}
"""What can be added and edited, by the word for it."""


def repeated(field: Field) -> bool:
    """Whether the option for a field can be given several times."""
    return field.shape in (Shape.REFS, Shape.WORDS, Shape.STANCES)


def read_values(session: ShellSession, kind: type[Record], given: Mapping[str, Any]) -> dict[str, Any]:
    """Field values from the options typed for a record, by field name. Raises InvalidField, NotFound, Ambiguous."""
    fields = fields_of(kind)
    return {
        name: read_value(session, fields[name], value)
        for name, value in given.items()
        if name in fields and value is not None and value != ()
    }


def read_value(session: ShellSession, field: Field, value: Any) -> Any:
    """The value of a field from the option typed for it. Raises InvalidField, NotFound, Ambiguous."""
    from shadowlog.services.field_input import FieldReader

    if field.shape in (Shape.MOMENT, Shape.DAY):
        from shadowlog.store.workspace.settings import read_settings

        reading = FieldReader(session.repository, now(), day_first=read_settings().day_first)
    else:
        reading = FieldReader(session.repository, datetime.now(timezone.utc))
    text = read_text(value) if field.shape is Shape.PROSE else value
    return reading.value(field, text, field.option_name)
