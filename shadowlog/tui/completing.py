"""Completing what is typed with a name that begins so."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.domain.display import shown_in_line


def completed(value: str, typed: str, names: Iterable[str]) -> str | None:
    """A line whose end, ``typed``, is made whole with the first of the names that begins so; None where none does."""
    for name in names:
        plain = shown_in_line(name)
        if plain.casefold().startswith(typed.casefold()) and len(plain) > len(typed):
            return value + plain[len(typed) :]
    return None
