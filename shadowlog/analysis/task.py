"""An open task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shadowlog.domain.records import Record
from shadowlog.domain.schema.fields import NOTHING


@dataclass(frozen=True)
class Task:
    """An open task: the record it is about, and how to close it."""

    kind: str
    """``unknown name``, ``follow-up``, ``debrief``, ``late request``, ``silent request``, ``asset``, ``proof``,
    ``gap``, ``alike``, ``together``, ``once``, ``silent``, ``no theme``, or ``permission``.
    """
    record: Record
    what: str
    remedy: str
    """What the key for closing it does, in two or three words."""
    note: str = ""
    """When it is due, or for whom."""
    other: Record | None = None
    """The second of two records."""
    asks: Mapping[str, str] = NOTHING
    """The fields of a content request that would close it."""
    owner: str = ""
    """The id of the person who is to do it, if that is known."""
