"""Dataclasses that are quick to define, because they inherit their methods instead of generating them.

Generating ``__init__``, ``__eq__`` and the rest for every kind of record and its declaration, at every start, would
take a tenth of a quick capture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

K = TypeVar("K")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def made(kind: type[K]) -> type[K]:
    """Make a class a dataclass that inherits its methods. ``defaults`` maps its fields to their default values.

    Only mypy checks that no field is assigned to, and that every field without a default is given.
    """
    whole: Any = dataclass(init=False, repr=False, eq=False, kw_only=True)(kind)
    whole.defaults = {field.name: field.default for field in fields(whole) if field.default is not MISSING}
    return kind


class Values:
    """The base of such classes: an instance is made from values by the names of its fields."""

    defaults: ClassVar[Mapping[str, Any]]

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            self.__dict__.update(self.defaults)
            self.__dict__.update(values)
