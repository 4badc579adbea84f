"""Makes options from the declared fields of a record, and reads the values typed for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import click

from shadowlog.cli.param_types import type_of
from shadowlog.cli.session import ShellSession, now, read_text
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.values import Stance
from shadowlog.services.field_input import FieldReader

KINDS = {kind.declared.word: kind for kind in RECORDS.values()}
"""What can be added and edited, by the word for it."""


def options(kind: type[Record], leave_out: tuple[str, ...] = ()) -> list[click.Parameter]:
    """An option for each field of a kind of record."""
    return [_option(field) for name, field in fields_of(kind).items() if name not in leave_out]


def _option(field: Field) -> click.Option:
    help = field.help[0].upper() + field.help[1:] + "."
    if field.values is not None:
        help += f" One of: {', '.join(field.values)}."
    elif field.shape in (Shape.REF, Shape.REFS):
        help += " A name or an id."
    elif field.shape is Shape.STANCES:
        help += f" Give THEME:STANCE, where STANCE is one of: {', '.join(Stance)}."
    elif field.shape is Shape.PROSE:
        help += " A hyphen (-) reads the text from standard input."
    elif field.shape is Shape.MOMENT:
        help += " For example: yesterday 3pm, last tue, 2026-11-20 14:30."
    many = field.shape in (Shape.REFS, Shape.WORDS, Shape.STANCES)
    return click.Option(
        [f"--{field.option_name}", field.name],
        multiple=many,
        type=type_of(field),
        metavar=_METAVAR.get(field.shape, "TEXT"),
        help=help + (" Can be repeated." if many else ""),
    )


_METAVAR = {
    Shape.CHOICE: "VALUE",
    Shape.REF: "NAME",
    Shape.REFS: "NAME",
    Shape.MOMENT: "WHEN",
    Shape.DAY: "DATE",
    Shape.NUMBER: "N",
    Shape.STANCES: "T:S",
    Shape.FLAG: "YES/NO",
}


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
    if field.shape in (Shape.MOMENT, Shape.DAY):
        from shadowlog.store.workspace.settings import read_settings

        reading = FieldReader(session.repository, now(), day_first=read_settings().day_first)
    else:
        reading = FieldReader(session.repository, datetime.now(timezone.utc))
    text = read_text(value) if field.shape is Shape.PROSE else value
    return reading.value(field, text, field.option_name)
