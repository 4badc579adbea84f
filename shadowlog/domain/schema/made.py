"""Dataclasses that cost little to define: what dataclasses write anew for every class is there once for all.

Writing ``__init__``, ``__eq__`` and the rest for every kind of record and its declaration, at every start, would take a
tenth of a quick capture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

K = TypeVar("K")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def made(kind: type[K]) -> type[K]:
    """Make a class a dataclass whose methods are inherited; ``defaults`` are what its fields are where nothing is said.

    That nothing assigns to a field, and that nothing it needs is left out, is checked by mypy alone.
    """
    whole: Any = dataclass(init=False, repr=False, eq=False, kw_only=True)(kind)
    whole.defaults = {field.name: field.default for field in fields(whole) if field.default is not MISSING}
    return kind


class Values:
    """What such a class inherits from: it is made from its fields by their names."""

    defaults: ClassVar[Mapping[str, Any]]

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            self.__dict__.update(self.defaults)
            self.__dict__.update(values)
