"""What people type for a field, read as the record takes it, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shadowlog.domain.errors import InvalidField, NotFound
from shadowlog.domain.records import RECORDS, Account, Person, Persona, Record, Theme
from shadowlog.domain.schema.fields import Field, Shape, checked
from shadowlog.domain.text.marks import STANCES
from shadowlog.domain.text.nearest import nearest
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository

MADE_BY_NAME = (Account, Persona, Person)
"""Kinds of record for which a name is enough."""


def split(text: str) -> list[str]:
    """The parts of a list as it is typed: divided by commas, but not by those in quotation marks, as in CSV.

    ``"VP, Sales", Nurse`` is two. A quote that is left open goes to the end.
    """
    parts: list[str] = []
    place = 0
    while place <= len(text):
        match = _PART.match(text, place)
        assert match is not None
        quoted, rest = match["quoted"], (match["rest"] or "").strip()
        # What stands behind a quoted name can only be the stance of a theme; else the quote is part of the name.
        part = quoted.replace('""', '"') + rest if quoted is not None and (not rest or rest[0] == ":") else ""
        if not part and quoted != "":
            part = match[0].strip()
        parts.append(part)
        place = match.end() + 1
    return [part for part in parts if part]


_PART = re.compile(r'\s*(?:"(?P<quoted>(?:[^"]|"")*)(?:"|$))?(?P<rest>[^,]*)')


def joined(parts: Iterable[str]) -> str:
    """Parts of a list as they may be typed, so that ``split`` finds them again."""
    return ", ".join(
        '"' + part.replace('"', '""') + '"' if part != part.strip() or "," in part or part[:1] == '"' else part
        for part in parts
    )


def begun(text: str) -> tuple[str, bool]:
    """The part of a list that is being typed, and whether it stands in a quote that is still open."""
    place = 0
    while (match := _PART.match(text, place)) and match.end() < len(text):
        place = match.end() + 1
    last = text[place:].lstrip()
    return (last[1:], True) if last[:1] == '"' else (last, False)


class Reading:
    """Reads what is typed. With ``make``, a name that is unknown makes a new account, persona or person."""

    def __init__(self, repository: Repository, now: datetime, *, day_first: bool = True, make: bool = False) -> None:
        self.repository = repository
        self.now = now
        self.day_first = day_first
        self.make = make
        self.made: list[Record] = []
        """The records that were made because nobody had the name."""

    def value(self, field: Field, text: str | Iterable[str], name: str = "", *, held: Any = None) -> Any:
        """The value of ``field`` that ``text`` means; ``name`` is what the field is called where it was typed.

        What names a record in ``held``, the value the field has, means that one before any other of the name.
        Raises InvalidField, NotFound, Ambiguous.
        """
        if field.shape in (Shape.REFS, Shape.WORDS, Shape.STANCES):
            parts = split(text) if isinstance(text, str) else [part.strip() for part in text if part.strip()]
            return self._many(field, parts, held or ())
        assert isinstance(text, str)
        if not text.strip():
            return checked(field, "")
        match field.shape:
            case Shape.REF:
                return self._one(field.table, text, (held,) if held else ())
            case Shape.MOMENT:
                from shadowlog.domain.text.dates import read_moment

                return read_moment(text, self.now, day_first=self.day_first, field=name or field.label)
            case Shape.DAY:
                from shadowlog.domain.text.dates import read_day

                return read_day(
                    text, self.now, day_first=self.day_first, field=name or field.label, forward=field.forward
                )
        return checked(field, text)

    def _many(self, field: Field, parts: list[str], held: Iterable[str]) -> Any:
        match field.shape:
            case Shape.REFS:
                left = list(held)
                found = []
                for part in parts:
                    found.append(self._one(field.table, part, left))
                    if found[-1] in left:
                        # Of two that go by one name, each is meant once.
                        left.remove(found[-1])
                return tuple(dict.fromkeys(found))
            case Shape.STANCES:
                return dict(self.signal(part, tuple(held)) for part in parts)
        return checked(field, parts)

    def _one(self, table: str, text: str, held: Iterable[str] = ()) -> str:
        kind: type[Record] = RECORDS[table]
        text = text.strip()
        for key in held:
            if shown_in_line(self.repository.heading(table, key)).strip() == shown_in_line(text):
                return key
        if self.make and kind in MADE_BY_NAME:
            known = self.repository.ids_named(kind, text)
            if not known:
                values: dict[str, Any] = {kind.title_field: text}
                self.made.append(self.repository.add(kind(**values)))
                return self.made[-1].id
        return resolve(self.repository, kind, text).id

    @property
    def made_words(self) -> str:
        """What was made because nobody had the name, to be told: `` · new account “Acme”``. Empty for nothing."""
        return "".join(f" · new {record.singular} “{record.heading}”" for record in self.made)

    def signal(self, text: str, held: Iterable[str] = ()) -> tuple[str, Stance]:
        """The id of a theme and the stance it met: ``theme:stance``, or with the capture line's sign, ``theme-``.

        The name of a theme may hold colons and end with such a sign; without a stance it resonated. Raises
        InvalidField, NotFound, Ambiguous.
        """
        if (short := STANCES.get(text[-1:])) and not self.repository.ids_named(Theme, text):
            return self._one(Theme.table, text[:-1], held), short
        name, colon, stance = text.rpartition(":")
        if colon:
            try:
                met = Stance.parse(stance, "stance")
            except InvalidField:
                if not self.repository.ids_named(Theme, text):
                    raise
            else:
                return self._one(Theme.table, name, held), met
        return self._one(Theme.table, text, held), Stance.RESONATED


def text_of(repository: Repository, field: Field, value: Any) -> str:
    """A field's value as it may be typed."""
    if value is None:
        return ""
    match field.shape:
        case Shape.REF:
            return repository.heading(field.table, value)
        case Shape.REFS:
            return joined(repository.heading(field.table, key) for key in value)
        case Shape.WORDS:
            return joined(value)
        case Shape.STANCES:
            return joined(f"{repository.heading(Theme.table, key)}:{stance}" for key, stance in value.items())
        case Shape.MOMENT:
            from shadowlog.domain.text.dates import shown

            return shown(value)
        case Shape.FLAG:
            return "yes" if value else "no"
    return str(value)


def would_be_new(repository: Repository, field: Field, text: str) -> list[str]:
    """The names in ``text`` that no record answers to, where saving would make one of each; with names like it."""
    kind = RECORDS.get(field.table)
    if kind not in MADE_BY_NAME or field.shape not in (Shape.REF, Shape.REFS):
        return []
    names = [text.strip()] if field.shape is Shape.REF else split(text)
    found = []
    for name in names:
        if name and not repository.ids_named(kind, name):
            known = (record.heading for record in repository.newest(kind, 0, _MOST_COMPARED))
            close = nearest(name, known, 1)
            found.append(f"{name} (did you mean {close[0]}?)" if close else name)
    return found


_MOST_COMPARED = 500


def find_or_none(repository: Repository, kind: type[Record], text: str) -> Record | None:
    """The record that ``text`` means, or None. Raises Ambiguous."""
    try:
        return resolve(repository, kind, text)
    except NotFound:
        return None
