"""Front matter: first what a reader wants to know, then what shadowlog needs, under one key.

Within the program front matter is flat. ``parted`` gives it as a file has it, ``flat`` reads that back, and reads files
of earlier layouts, which were flat throughout.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from shadowlog.privacy.withholding import Audience

OWN = "shadowlog"
"""The key of what shadowlog needs itself."""

EDITIONS = {Audience.INTERNAL.value: "team", Audience.EXTERNAL.value: "outside readers"}
"""What the edition for an audience is called."""

_DAYS = ("as_of", "newest_evidence")
"""What is a day, which YAML has a type for."""


def parted(front: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter as it stands in a file."""
    counts = front["counts"]
    reader = {
        "title": front["title"],
        "edition": EDITIONS[str(front["audience"])],
        "as_of": front["as_of"],
        "verdict": front.get("verdict"),
        "buyers": counts.get("buyers"),
        "conversations": counts.get("conversations"),
        "newest_evidence": front.get("newest_evidence"),
        "filter": front.get("filter"),
    }
    shown = {name: _day(value) if name in _DAYS else value for name, value in reader.items() if value is not None}
    return {**shown, OWN: {name: value for name, value in front.items() if name not in reader}}


def flat(front: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter of a file of any layout, with days as text."""
    own = front.get(OWN)
    top = {
        name: value.isoformat() if name in _DAYS and isinstance(value, date) else value
        for name, value in front.items()
        if name != OWN or not isinstance(own, dict)
    }
    return {**top, **own} if isinstance(own, dict) else top


def _day(value: Any) -> Any:
    """A day as YAML has it; anything else as it is."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(str(value))
    return value
