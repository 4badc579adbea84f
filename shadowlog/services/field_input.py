"""Converts the text people type for a field into its value, and a value back into text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from shadowlog.domain.errors import InvalidField, NotFound
from shadowlog.domain.records import RECORDS, Record, Theme
from shadowlog.domain.schema.checks import checked
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.resolve import resolve
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


def split(text: str) -> list[str]:
    """The parts of a typed list, separated by commas except those in quotation marks, as in CSV.

    ``"VP, Sales", Nurse`` has two parts. A quotation that is not closed goes to the end.
    """
    parts: list[str] = []
    place = 0
    while place <= len(text):
        match = _part(text, place)
        assert match is not None
        quoted, rest = match["quoted"], (match["rest"] or "").strip()
        # Only the stance of a theme may follow a quoted name; otherwise the quotation marks are part of the name.
        part = quoted.replace('""', '"') + rest if quoted is not None and (not rest or rest[0] == ":") else ""
        if not part and quoted != "":
            part = match[0].strip()
        parts.append(part)
        place = match.end() + 1
    return [part for part in parts if part]


_PART = r'\s*(?:"(?P<quoted>(?:[^"]|"")*)(?:"|$))?(?P<rest>[^,]*)'


def _part(text: str, place: int) -> re.Match[str] | None:
    return re.compile(_PART).match(text, place)


def joined(parts: Iterable[str]) -> str:
    """The parts of a list as text that ``split`` takes apart again."""
    return ", ".join(
        '"' + part.replace('"', '""') + '"' if part != part.strip() or "," in part or part[:1] == '"' else part
        for part in parts
    )


def begun(text: str) -> tuple[str, bool]:
    """The part of a list that is being typed, and whether it is in a quotation that is still open."""
    place = 0
    while (match := _part(text, place)) and match.end() < len(text):
        place = match.end() + 1
    last = text[place:].lstrip()
    return (last[1:], True) if last[:1] == '"' else (last, False)


class FieldReader:
    """Reads typed text. With ``make``, an unknown name adds a new account, persona or person."""

    def __init__(self, repository: Repository, now: datetime, *, day_first: bool = True, make: bool = False) -> None:
        self.repository = repository
        self.now = now
        self.day_first = day_first
        self.make = make
        self.made: list[Record] = []
        """The records that were added for unknown names."""

    def value(self, field: Field, text: str | Iterable[str], name: str = "", *, current: Any = None) -> Any:
        """The value of ``field`` that ``text`` means; ``name`` is what the field is called where it was typed.

        A name of a record in ``current``, the present value of the field, means that record before others of that name.
        Raises InvalidField, NotFound, Ambiguous.
        """
        if field.shape in (Shape.REFS, Shape.WORDS, Shape.STANCES):
            parts = split(text) if isinstance(text, str) else [part.strip() for part in text if part.strip()]
            return self._many(field, parts, current or ())
        assert isinstance(text, str)
        if not text.strip():
            return checked(field, "")
        match field.shape:
            case Shape.REF:
                return self._one(field.table, text, (current,) if current else ())
            case Shape.MOMENT:
                from shadowlog.domain.text.dates import read_moment

                return read_moment(text, self.now, day_first=self.day_first, field=name or field.label)
            case Shape.DAY:
                from shadowlog.domain.text.dates import read_day

                return read_day(
                    text, self.now, day_first=self.day_first, field=name or field.label, forward=field.forward
                )
        return checked(field, text)

    def _many(self, field: Field, parts: list[str], current: Iterable[str]) -> Any:
        match field.shape:
            case Shape.REFS:
                remaining = list(current)
                keys = []
                for part in parts:
                    keys.append(self._one(field.table, part, remaining))
                    if keys[-1] in remaining:
                        # Of two records with the same name, each is meant once.
                        remaining.remove(keys[-1])
                return tuple(dict.fromkeys(keys))
            case Shape.STANCES:
                return dict(self.signal(part, tuple(current)) for part in parts)
        return checked(field, parts)

    def _one(self, table: str, text: str, current: Iterable[str] = ()) -> str:
        kind: type[Record] = RECORDS[table]
        text = text.strip()
        for key in current:
            if shown_in_line(self.repository.heading(table, key)).strip() == shown_in_line(text):
                return key
        if self.make and kind.declared.made_by_name:
            known = self.repository.ids_named(kind, text)
            if not known:
                values: dict[str, Any] = {kind.title_field: text}
                self.made.append(self.repository.add(kind(**values)))
                return self.made[-1].id
        return resolve(self.repository, kind, text).id

    @property
    def made_words(self) -> str:
        """The records added for unknown names, for the end of a message: `` · new account “Acme”``; empty for none."""
        return "".join(f" · new {record.singular} “{record.heading}”" for record in self.made)

    def signal(self, text: str, current: Iterable[str] = ()) -> tuple[str, Stance]:
        """The id of a theme and the stance it met, from ``theme:stance`` or, with the capture line's sign, ``theme-``.

        The name of a theme may contain colons and end with such a sign. Without a stance it resonated. Raises
        InvalidField, NotFound, Ambiguous.
        """
        from shadowlog.domain.text.marks import STANCES

        if (short := STANCES.get(text[-1:])) and not self.repository.ids_named(Theme, text):
            return self._one(Theme.table, text[:-1], current), short
        name, colon, stance = text.rpartition(":")
        if colon:
            try:
                met = Stance.parse(stance, "stance")
            except InvalidField:
                if not self.repository.ids_named(Theme, text):
                    raise
            else:
                return self._one(Theme.table, name, current), met
        return self._one(Theme.table, text, current), Stance.RESONATED


def text_of(repository: Repository, field: Field, value: Any) -> str:
    """The value of a field as text that ``FieldReader.value`` reads back."""
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


def makes_names(field: Field) -> bool:
    """Whether a name that is typed into a field and that nobody has makes a new record."""
    return field.shape in (Shape.REF, Shape.REFS) and RECORDS[field.table].declared.made_by_name


def would_be_new(repository: Repository, field: Field, text: str) -> list[str]:
    """The unknown names in ``text`` for which saving would add records, each with the most similar known name."""
    if not makes_names(field):
        return []
    kind = RECORDS[field.table]
    names = [text.strip()] if field.shape is Shape.REF else split(text)
    descriptions = []
    for name in names:
        if name and not repository.ids_named(kind, name):
            from shadowlog.domain.text.nearest import nearest

            known = (record.heading for record in repository.newest(kind, 0, _MOST_COMPARED))
            close = nearest(name, known, 1)
            descriptions.append(f"{name} (did you mean {close[0]}?)" if close else name)
    return descriptions


_MOST_COMPARED = 500


def find_or_none(repository: Repository, kind: type[R], text: str) -> R | None:
    """The record that ``text`` means, or None. Raises Ambiguous."""
    try:
        return resolve(repository, kind, text)
    except NotFound:
        return None
