"""What a field of a record may hold, declared once, where the record is.

A declaration drives everything that handles the field: validation, the form in the terminal UI,
the option in the shell, the stored form, and which other records it names.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from enum import Enum
from typing import Any

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import Stance, Value

LONGEST_LINE = 2_000
"""Characters a one-line text may have. Longer words belong into notes."""

LONGEST_ID = 200

LONGEST_PROSE = 2_000_000
"""Characters of notes: an hour of typing is about 30,000."""


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


def checked(field: Field, value: Any) -> Any:
    """``value`` as the field keeps it, or InvalidField with what would be right.

    Text is kept as typed, but for blanks around one-line texts. Text with half a surrogate pair (bytes that
    were not UTF-8) is refused, since it cannot be stored as UTF-8.
    """
    if value is None or value == "":
        if field.required:
            raise InvalidField(field.name, "is needed.", f"Give it: {field.help}.")
        return {Shape.LINE: "", Shape.PROSE: "", Shape.REFS: (), Shape.WORDS: ()}.get(field.shape)
    return _CHECKS[field.shape](field, value)


def _text(field: Field, value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise InvalidField(field.name, f"{value!r} is not text.", f"Give it: {field.help}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidField(
            field.name, "holds bytes that are not UTF-8.", "Save the text as UTF-8 and try again."
        ) from None
    if len(value) > longest:
        raise InvalidField(
            field.name, f"has {len(value):,} characters, {longest:,} at the most.", "Put the rest into the notes."
        )
    return value


_LINE_ENDS = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")


def _line(field: Field, value: Any) -> str:
    # Lines that were pasted or piped into one line are words of it like any others.
    text = _LINE_ENDS.sub(" ", _text(field, value, LONGEST_LINE).strip(" \t\r\n"))
    if field.required and not text:
        raise InvalidField(field.name, "is needed.", f"Give it: {field.help}.")
    return text


def _choice(field: Field, value: Any) -> Value:
    assert field.values is not None
    if isinstance(value, field.values):
        return value
    return field.values.parse(str(value), field.name)


def _id(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise InvalidField(field.name, f"{value!r} is not an id.", "Give the id of a record.")
    return value


def is_id(text: str) -> bool:
    """Whether a text may be an id: not empty, not endless, and storable as UTF-8."""
    return 0 < len(text) <= LONGEST_ID and is_storable(text)


def is_storable(text: str) -> bool:
    """Whether a text is UTF-8: it holds no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _many(field: Field, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        raise InvalidField(field.name, f"{value!r} is not a list.", f"Give it: {field.help}.")
    one = _id if field.shape is Shape.REFS else _line
    return tuple(dict.fromkeys(text for text in (one(field, item) for item in value) if text))


def _moment(field: Field, value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InvalidField(field.name, f"{value!r} is not a moment.", "Write it like 2026-11-20 14:30.") from None
    if not isinstance(value, datetime):
        raise InvalidField(field.name, f"{value!r} is not a moment.", "Write it like 2026-11-20 14:30.")
    if value.tzinfo is None:
        raise InvalidField(field.name, f"{value!r} has no time zone.", "Say which, for example by a Z at its end.")
    if not 1 < value.year < 9999:
        # At the edge of the calendar a moment has no day in some time zones.
        raise InvalidField(field.name, f"{value.isoformat()} is out of reach.", "Write it like 2026-11-20 14:30.")
    return value.astimezone(timezone.utc).replace(microsecond=0)


def _day(field: Field, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date):
        raise InvalidField(field.name, f"{value!r} is not a day.", "Write it like 2026-11-20.")
    return value


def _number(field: Field, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = field.least - 1
    if not field.least <= number <= field.most:
        raise InvalidField(
            field.name, f"{value!r} does not fit.", f"Give a whole number from {field.least} to {field.most}."
        )
    return number


def _stances(field: Field, value: Any) -> dict[str, Stance]:
    if not isinstance(value, Mapping):
        raise InvalidField(field.name, f"{value!r} is not a set of themes with stances.")
    return {
        _id(field, theme): stance if isinstance(stance, Stance) else Stance.parse(str(stance), "stance")
        for theme, stance in value.items()
    }


def _flag(field: Field, value: Any) -> bool:
    words = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() in words:
        return words[str(value).lower()]
    raise InvalidField(field.name, f"{value!r} is neither yes nor no.", "Say yes or no.")


_CHECKS: dict[Shape, Any] = {
    Shape.LINE: _line,
    Shape.PROSE: lambda field, value: _text(field, value, LONGEST_PROSE),
    Shape.CHOICE: _choice,
    Shape.REF: _id,
    Shape.REFS: _many,
    Shape.MOMENT: _moment,
    Shape.DAY: _day,
    Shape.NUMBER: _number,
    Shape.WORDS: _many,
    Shape.STANCES: _stances,
    Shape.FLAG: _flag,
}
