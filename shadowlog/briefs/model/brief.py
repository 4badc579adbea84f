"""A finished brief: what it says, and the front matter that says what it stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from shadowlog.briefs.model.blocks import Content
from shadowlog.domain.values import Permission

LAYOUT = 3
"""Counted up when briefs of the same data are worded or ordered otherwise, so that an older one can be told."""

MARK = "---\n"


@dataclass
class Brief:
    """A finished brief."""

    kind: str
    subject: str
    """The id of the record it is about; an event's is made of its name."""
    title: str
    """Fit to be read by its audience."""
    front: dict[str, Any]
    content: Content
    records: dict[str, tuple[str, ...]]
    """Every record it stands on, by id: what the evidence index says of it, as Markdown."""
    looked_up: frozenset[str] = frozenset()
    """The ids of the records it was made from, but for what was heard and where: some are not named in it."""
    withheld: Mapping[str, Permission] = field(default_factory=dict)
    """The verbatims that are not told, by their ids: what their words may be used for."""
    narrowed: str = ""
    """What tells it from the same brief without its filter."""
    body: str = ""
    """Markdown, without front matter: as the layout has it."""

    @property
    def id(self) -> str:
        """What tells it from every other brief of the log."""
        return str(self.front["id"])

    @property
    def hash(self) -> str:
        """SHA-256 of the data it stands on."""
        return str(self.front["hash"])

    @cached_property
    def text(self) -> str:
        """Markdown, front matter included."""
        return f"{MARK}{matter_of({**self.front, 'text': checksum(self.body)})}{MARK}\n{self.body}"


def matter_of(front: dict[str, Any]) -> str:
    """Front matter as YAML that every reader takes for plain data, from PyYAML's safe dumper."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    # One value a line, so that a change of one is a change of one line.
    made: str = yaml.dump(
        front, Dumper=dumper, sort_keys=False, allow_unicode=False, default_flow_style=False, width=10_000_000
    )
    return made


def checksum(body: str) -> str:
    """The SHA-256 of a brief's body, by which it is known whether somebody edited it."""
    return hashlib.sha256(body.encode()).hexdigest()


def read_front(text: str) -> tuple[dict[str, Any], str] | None:
    """The front matter and the body of a brief's text, None where it has none that is ours."""
    import yaml

    if not text.startswith(MARK):
        return None
    matter, mark, body = text.removeprefix(MARK).partition(f"\n{MARK}")
    if not mark:
        return None
    try:
        front = yaml.load(matter, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    if not isinstance(front, dict) or not isinstance(front.get("id"), str):
        return None
    return front, body.removeprefix("\n")


def day_of(front: dict[str, Any], name: str = "as_of") -> date | None:
    """A day in front matter, None where there is none."""
    value = front.get(name)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
