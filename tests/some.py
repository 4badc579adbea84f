"""For tests that look at each of several things: there must be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def some(things: Iterable[T]) -> list[T]:
    """Them as a list, which is not empty: over nothing, everything holds."""
    found = list(things)
    assert found, "there is nothing to look at"
    return found
