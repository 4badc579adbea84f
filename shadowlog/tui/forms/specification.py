"""What a form asks for, what it begins with, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shadowlog.domain.records import Record
from shadowlog.domain.schema.fields import Field, Shape, fields_of

_MOST_NAMED = 3
"""Folded fields that are named."""


class Done(NamedTuple):
    """What a form saved."""

    words: str
    records: Sequence[Record] = ()
    """What it added or changed: what it is about first."""


@dataclass(frozen=True)
class Form:
    """What a form asks for."""

    name: str
    """By which its draft is known, with the record's id where one is edited."""
    title: str
    fields: Sequence[Field]
    filled: Mapping[str, str]
    """What it begins with, as typed text by field."""
    save: Callable[[Mapping[str, str]], Done]
    """Takes what was typed, saves it, and says what it did. Raises ShadowlogError."""
    context: Mapping[str, str]
    """What else belongs to it, such as the encounter an insight is added to; kept in the draft."""
    about: str = ""
    """A line that says what it belongs to."""
    belongs: Callable[[Mapping[str, str]], str] | None = None
    """The line in place of ``about`` where what is typed decides what it belongs to."""
    follow: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    """What follows from what was typed so far, for fields that nobody has touched."""
    offers: Sequence[str] = ()
    """The fields for whose words objections that were heard before are offered."""
    first: int = 0
    """The fields that are asked for at once; the rest is folded. 0: none is."""
    heading: Callable[[Mapping[str, str]], str] | None = None
    """The title in place of ``title`` where what is typed decides it."""


def values_from(kind: type[Record], context: Mapping[str, str]) -> dict[str, Any]:
    """What the place a form is opened at says of the record's own fields."""
    values: dict[str, Any] = {}
    for name in context.keys() & fields_of(kind).keys():
        field, text = fields_of(kind)[name], context[name]
        if field.shape is Shape.REFS:
            values[name] = tuple(key for key in text.split(",") if key)
        elif field.values is not None:
            values[name] = next((value for value in field.values if value.value == text), None)
        else:
            values[name] = text or kind.defaults[name]
    return values


def fold_words(fields: Sequence[Field], *, folded: bool) -> str:
    """What stands on the button that shows fields, or hides them."""
    named = ", ".join(field.label for field in fields[:_MOST_NAMED])
    return f"▸ {len(fields)} more: {named} …" if folded else "▾ fewer"
