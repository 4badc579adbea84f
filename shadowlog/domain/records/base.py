"""What every record is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from shadowlog.domain.schema.fields import NOTHING, fields_of
from shadowlog.domain.schema.made import Values, made
from shadowlog.domain.schema.registry import Declaration


@made
class Record(Values):
    """What every record has: an id, its author's person id, and when it was made and last changed (UTC).

    ``other`` holds the stored fields this version does not know, or could not read, as they stand in the log.
    """

    declared: ClassVar[Declaration]
    table: ClassVar[str]
    singular: ClassVar[str]
    title_field: ClassVar[str]
    dated_by: ClassVar[str] = "created"
    owner_field: ClassVar[str] = ""

    id: str = ""
    author: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    other: Mapping[str, Any] = NOTHING

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            if unknown := values.keys() - self.defaults.keys():
                raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
            super().__init__(**values)

    @classmethod
    def stored(cls, record_id: str, other: Mapping[str, Any], fields: Mapping[str, Any]) -> Self:
        """A record as it was stored: fields that are declared, already read."""
        made = cls.__new__(cls)
        made.__dict__.update(cls.defaults)
        made.__dict__.update(fields)
        made.__dict__["id"] = record_id
        made.__dict__["other"] = other
        return made

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), self.id))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items() if value)
        return f"{type(self).__name__}({fields})"

    @property
    def heading(self) -> str:
        """The text people know this record by."""
        return str(getattr(self, self.title_field))

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The names it answers to: what it is known by, and its aliases."""
        return (self.heading, *getattr(self, "aliases", ()))

    @property
    def contributor(self) -> str:
        """The id of whoever is named as the one who gave what it holds; empty where that is whoever entered it."""
        named = (getattr(self, name) for name, field in fields_of(type(self)).items() if field.contributor)
        return next((person for person in named if person), "")

    def check(self) -> None:
        """Check that its fields fit together. Raises RuleBroken."""

    @property
    def dated_at(self) -> date | None:
        """What it is put in order by: the moment (UTC) or day that dates it, else the moment it was entered."""
        dated: date | None = getattr(self, self.dated_by)
        return dated or self.created
