"""Classes whose instances are made from values by name: the kinds of record, and what declares them.

To mypy they are dataclasses. At run time they inherit their methods: to load ``dataclasses`` at every start, and to
generate ``__init__``, ``__eq__`` and the rest for every kind of record, would take a third of a quick capture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

K = TypeVar("K")


class Attribute:
    """What such a class says of one of its attributes: its default value, and how it was declared, where it is a field
    of a record.
    """

    __slots__ = ("default", "settings")

    def __init__(self, default: Any = None, settings: Mapping[str, Any] | None = None) -> None:
        self.default = default
        self.settings = settings


@dataclass_transform(kw_only_default=True, frozen_default=True)
def made(kind: type[K]) -> type[K]:
    """Note the attributes of a class, annotated in its body and in those of its bases, and their default values.

    Only mypy checks that no attribute is assigned to, and that every one without a default is given. Raises TypeError
    where a declared field has no annotation.
    """
    whole: Any = kind
    attributes: dict[str, Attribute] = {}
    defaults: dict[str, Any] = {}
    for base in kind.__mro__[1:]:
        attributes = {**getattr(base, "attributes", {}), **attributes}
        defaults = {**getattr(base, "defaults", {}), **defaults}
    own = vars(kind)
    annotations = own.get("__annotations__", {})
    for name, value in own.items():
        if isinstance(value, Attribute) and name not in annotations:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    for name, annotation in annotations.items():
        if str(annotation).startswith("ClassVar"):
            continue
        attribute = own.get(name)
        if not isinstance(attribute, Attribute):
            attribute = Attribute(attribute)
        attributes[name] = attribute
        if name in own:
            defaults[name] = attribute.default
            setattr(whole, name, attribute.default)
    whole.attributes, whole.defaults = attributes, defaults
    return kind


class Values:
    """The base of such classes: an instance is made from values by the names of its attributes."""

    attributes: ClassVar[Mapping[str, Attribute]]
    defaults: ClassVar[Mapping[str, Any]]

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            self.__dict__.update(self.defaults)
            self.__dict__.update(values)


V = TypeVar("V", bound=Values)


def replace(values: V, **changes: Any) -> V:
    """A copy of an instance with some other values."""
    return type(values)(**{**values.__dict__, **changes})
