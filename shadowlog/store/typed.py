"""What people type for a field, read as the record takes it, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shadowlog.domain.errors import InvalidField, NotFound
from shadowlog.domain.fields import Field, Shape, checked
from shadowlog.domain.records import RECORDS, Account, Person, Persona, Record, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.logbook import Logbook
from shadowlog.store.lookup import resolve

MADE_BY_NAME = (Account, Persona, Person)
"""Kinds of record for which a name is enough."""


class Reading:
    """Reads what is typed. With ``make``, a name that is unknown makes a new account, persona or person."""

    def __init__(self, logbook: Logbook, now: datetime, *, day_first: bool = True, make: bool = False) -> None:
        self.logbook = logbook
        self.now = now
        self.day_first = day_first
        self.make = make

    def value(self, field: Field, text: str | Iterable[str], name: str = "") -> Any:
        """The value of ``field`` that ``text`` means; ``name`` is what the field is called where it was typed.

        Raises InvalidField, NotFound, Ambiguous.
        """
        if field.shape in (Shape.REFS, Shape.WORDS, Shape.STANCES):
            parts = text.split(",") if isinstance(text, str) else text
            return self._many(field, [part.strip() for part in parts if part.strip()])
        assert isinstance(text, str)
        if not text.strip():
            return checked(field, "")
        match field.shape:
            case Shape.REF:
                return self._one(field.table, text)
            case Shape.MOMENT:
                from shadowlog.domain.dates import read_moment

                return read_moment(
                    text, self.now, day_first=self.day_first, field=name or field.label, forward=field.forward
                )
            case Shape.DAY:
                from shadowlog.domain.dates import read_day

                return read_day(
                    text, self.now, day_first=self.day_first, field=name or field.label, forward=field.forward
                )
        return checked(field, text)

    def _many(self, field: Field, parts: list[str]) -> Any:
        match field.shape:
            case Shape.REFS:
                return tuple(self._one(field.table, part) for part in parts)
            case Shape.STANCES:
                return dict(self._signal(part) for part in parts)
        return checked(field, parts)

    def _one(self, table: str, text: str) -> str:
        kind: type[Record] = RECORDS[table]
        text = text.strip()
        if self.make and kind in MADE_BY_NAME:
            known = self.logbook.ids_named(kind, text)
            if not known:
                values: dict[str, Any] = {kind.title_field: text}
                return self.logbook.add(kind(**values)).id
        return resolve(self.logbook, kind, text).id

    def _signal(self, text: str) -> tuple[str, Stance]:
        """``theme:stance``; the name of a theme may hold colons, and without a stance it resonated."""
        name, colon, stance = text.rpartition(":")
        if colon:
            try:
                met = Stance.parse(stance, "stance")
            except InvalidField:
                if not self.logbook.ids_named(Theme, text):
                    raise
            else:
                return resolve(self.logbook, Theme, name).id, met
        return resolve(self.logbook, Theme, text).id, Stance.RESONATED


def text_of(logbook: Logbook, field: Field, value: Any) -> str:
    """A field's value as it may be typed."""
    if value is None:
        return ""
    match field.shape:
        case Shape.REF:
            return logbook.heading(field.table, value)
        case Shape.REFS:
            return ", ".join(logbook.heading(field.table, key) for key in value)
        case Shape.WORDS:
            return ", ".join(value)
        case Shape.STANCES:
            return ", ".join(f"{logbook.heading(Theme.table, key)}:{stance}" for key, stance in value.items())
        case Shape.MOMENT:
            from shadowlog.domain.dates import shown

            return shown(value)
        case Shape.FLAG:
            return "yes" if value else "no"
    return str(value)


def would_be_new(logbook: Logbook, field: Field, text: str) -> list[str]:
    """The names in ``text`` that no record answers to, where saving would make one of each."""
    if RECORDS.get(field.table) not in MADE_BY_NAME or field.shape not in (Shape.REF, Shape.REFS):
        return []
    names = [text] if field.shape is Shape.REF else text.split(",")
    kind = RECORDS[field.table]
    return [name.strip() for name in names if name.strip() and not logbook.ids_named(kind, name.strip())]


def find_or_none(logbook: Logbook, kind: type[Record], text: str) -> Record | None:
    """The record that ``text`` means, or None. Raises Ambiguous."""
    try:
        return resolve(logbook, kind, text)
    except NotFound:
        return None
