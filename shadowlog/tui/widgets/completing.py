"""Completing what is typed with a name that begins so."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.domain.text.sanitize import shown_each


def completed(value: str, typed: str, names: Iterable[str]) -> str | None:
    """A line whose end, ``typed``, is made whole with the first of the names that begins so; None where none does."""
    start = shown_each(typed).casefold()
    for name in names:
        if shown_each(name).casefold().startswith(start) and len(name) > len(typed):
            return value + name[len(typed) :]
    return None
