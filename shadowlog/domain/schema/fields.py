"""What a field of a record may hold, declared once, where the record is.

A declaration drives everything that handles the field: validation, the form in the terminal UI, the option in the
shell, the stored form, the filter it is found by, what it holds where nobody says it, and which other records it names.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shadowlog.domain.values import Value


class _Nothing(Mapping[str, Any]):
    """A mapping of nothing, that stays so."""

    def __getitem__(self, name: str) -> Any:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


NOTHING: Mapping[str, Any] = _Nothing()
"""What a mapping holds where nothing was said."""


class Shape(Enum):
    """The kind of thing a field holds, and its stored JSON form."""

    LINE = "one line of text"
    PROSE = "Markdown, any number of lines"
    CHOICE = "one value of a list"
    REF = "another record's id"
    REFS = "ids of other records"
    MOMENT = "a moment, kept in UTC"
    DAY = "a calendar day"
    NUMBER = "a whole number"
    WORDS = "short texts"
    STANCES = "theme ids with the stance each met"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it holds, and what people are told about it."""

    name: str
    shape: Shape
    help: str
    label: str
    required: bool = False
    values: type[Value] | None = None
    table: str = ""
    least: int = 0
    most: int = 0
    coded: bool = False
    """Whether a text is written by the program, such as the name of a table, and means nothing to people."""
    forward: bool = False
    """Whether a day is one to come where nothing else is said: ``friday`` is the coming one."""

    @property
    def refers(self) -> bool:
        """Whether it names other records."""
        return self.shape in (Shape.REF, Shape.REFS, Shape.STANCES)


def declare(shape: Shape, help: str, *, default: Any = None, label: str = "", **more: Any) -> Any:
    """A dataclass field that carries its declaration. ``more`` are Field's other attributes."""
    settings = {"shape": shape, "help": help, "label": label, **more}
    if shape in (Shape.REFS, Shape.WORDS):
        default = ()
    if shape is Shape.STANCES:
        default = NOTHING
    return dataclasses.field(default=default, metadata=settings)


def line(help: str, **more: Any) -> Any:
    """One line of text."""
    return declare(Shape.LINE, help, default="", **more)


def prose(help: str, **more: Any) -> Any:
    """Markdown of any length."""
    return declare(Shape.PROSE, help, default="", **more)


def choice(values: type[Value], help: str, **more: Any) -> Any:
    """One value of a list, or None where it may be left open."""
    return declare(Shape.CHOICE, help, values=values, **more)


def ref(table: str, help: str, **more: Any) -> Any:
    """The id of one record of ``table``, or None."""
    return declare(Shape.REF, help, table=table, **more)


def refs(table: str, help: str, **more: Any) -> Any:
    """Ids of records of ``table``."""
    return declare(Shape.REFS, help, table=table, **more)


_declared: dict[type, Mapping[str, Field]] = {}


def fields_of(record: type) -> Mapping[str, Field]:
    """The declared fields of a record's class, by name, in the order of declaration."""
    found = _declared.get(record)
    if found is None:
        found = _declared[record] = {
            field.name: Field(
                name=field.name,
                **{**field.metadata, "label": field.metadata["label"] or field.name.replace("_", " ")},
            )
            for field in dataclasses.fields(record)
            if "shape" in field.metadata
        }
    return found
