"""Whether a value fits its field, and the form in which the field keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import Any

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.domain.value_list import Value
from shadowlog.domain.values import Stance

LONGEST_LINE = 2_000
"""Characters a one-line text may have. Longer words belong into notes."""

LONGEST_ID = 200

LONGEST_PROSE = 2_000_000
"""Characters of notes: an hour of typing is about 30,000."""


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
            field.name,
            f"has {len(value):,} characters, and at most {longest:,} are allowed.",
            "Put the rest into the notes.",
        )
    return value


_LINE_ENDS = r"[ \t]*(?:\r?\n[ \t]*)+"


def _line(field: Field, value: Any) -> str:
    # Lines that were pasted or piped into one line are words of it like any others.
    text = _text(field, value, LONGEST_LINE).strip(" \t\r\n")
    if "\n" in text:
        text = re.sub(_LINE_ENDS, " ", text)
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
        raise InvalidField(field.name, f"{value.isoformat()} is too far away.", "Write it like 2026-11-20 14:30.")
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
        raise InvalidField(
            field.name, f"{value!r} is not a set of themes with stances.", "Write each like total cost:rejected."
        )
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
