"""How a declaration says what a line of a list holds of a record.

``{account} · {event} · {kind}`` puts fields between dots and leaves out those that are empty; ``due {due} | {type}``
takes the first of two that is filled; a name without braces is that field. ``{short}``, ``{day}`` and ``{heading}``
are the word for the kind, the record's day, and what it is known by.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

_FIELD = re.compile(r"\{(\w+)\}")


class Parts(NamedTuple):
    """A line taken apart."""

    segments: tuple[tuple[tuple[str, ...], ...], ...]
    """What stands between dots; in each what may stand there; in each texts and, at odd places, names of fields."""
    names: tuple[str, ...]
    """The fields it names."""


@cache
def parts_of(declared: str) -> Parts:
    """A declared line, taken apart."""
    if declared and not _FIELD.search(declared):
        declared = f"{{{declared}}}"
    segments = tuple(
        tuple(tuple(_FIELD.split(choice)) for choice in segment.split(" | ")) for segment in declared.split(" · ")
    )
    return Parts(segments, tuple(_FIELD.findall(declared)))


def filled(declared: str, value: Callable[[str], str]) -> str:
    """A declared line with what ``value`` gives for each field's name."""
    found = (_first(choices, value) for choices in parts_of(declared).segments)
    return " · ".join(text for text in found if text)


def _first(choices: tuple[tuple[str, ...], ...], value: Callable[[str], str]) -> str:
    """The first text of which every field is filled."""
    for choice in choices:
        values = [value(name) for name in choice[1::2]]
        if all(values):
            values.append("")
            return "".join(words + filled for words, filled in zip(choice[::2], values, strict=True))
    return ""
