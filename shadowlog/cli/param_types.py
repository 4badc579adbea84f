"""What an option or an argument takes, so that the shell can complete it. Nothing is checked here: the verbs do that,
and say what is wrong in their own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from shadowlog.domain.records import Record
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.domain.value_list import Value


class Completed(click.types.StringParamType):
    """Text that is completed from ``source``, and from ``tables`` or ``values`` where the source has them."""

    name = "text"

    def __init__(
        self,
        source: str,
        tables: Iterable[str] = (),
        values: type[Value] | None = None,
        by_first: Mapping[str, str] | None = None,
    ) -> None:
        self.source = source
        self.tables = list(tables)
        self.values = values
        self.by_first = by_first
        """The table by what the first argument is, where that decides."""


def name_of(*kinds: type[Record]) -> Completed:
    """The name of a record of some kinds, or its id where people do not know its kind by names."""
    return Completed("names", [kind.table for kind in kinds])


def id_of(*kinds: type[Record]) -> Completed:
    """The id or the name of a record: of some kinds, or without any, of all."""
    return Completed("ids", [kind.table for kind in kinds])


def one_of(values: type[Value]) -> Completed:
    """A value of a list."""
    return Completed("values", values=values)


def about(kinds: Mapping[str, type[Record]]) -> Completed:
    """The name or id of a record of the kind that the first argument stands for."""
    return Completed("by_first", by_first={word: kind.table for word, kind in kinds.items()})


FILTER = Completed("filter")
"""What is searched for: ``persona:nursing lease``."""

CAPTURED = Completed("line")
"""A capture line with its marks."""

STANCE = Completed("stance")
"""A theme, and with a colon the stance it met."""

FOLDER = Completed("folders")
"""A folder, which may be there or not."""

KIND_AND_REST = Completed("kind")
"""The id or name of a record of any kind, which decides about the options that follow."""


def type_of(field: Field) -> click.ParamType[Any]:
    """What the option for a field takes."""
    match field.shape:
        case Shape.CHOICE:
            return Completed("values", values=field.values)
        case Shape.REF | Shape.REFS:
            return Completed("names", [field.table])
        case Shape.STANCES:
            return STANCE
        case Shape.FLAG:
            return Completed("flag")
    return click.STRING
