"""A finished brief: what it says, and the front matter that says what it stands on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from shadowlog.briefs.model.blocks import Content, Paragraph
from shadowlog.briefs.model.changes import news_in
from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.front_matter import flat, parted
from shadowlog.briefs.model.text import OwnSpan, Text

LAYOUT = 4
"""Raise it when briefs of the same data get another wording or order, so that older ones can be recognised."""

MARK = "---\n"


@dataclass
class Brief:
    """A finished brief."""

    kind: str
    subject: str
    """The id of the record it is about. An event without a record has an id derived from its name."""
    title: str
    """The title as this audience may read it."""
    front: dict[str, Any]
    content: Content
    records: dict[str, EvidenceEntry]
    """What the evidence index says of each record behind it, by id."""
    looked_up: frozenset[str] = frozenset()
    """The ids of the records it was made from, except insights, mentions and encounters, named in it or not."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Why it leaves out the words of records, by id."""
    narrowed: str = ""
    """The key of its filter, empty without one."""
    body: str = ""
    """Markdown without front matter: ``content``, or the output of the team's template."""
    templated: bool = False
    """Whether the body is the output of the team's template."""

    @property
    def id(self) -> str:
        """Its id, unique in the log."""
        return str(self.front["id"])

    @property
    def hash(self) -> str:
        """SHA-256 of the data it stands on."""
        return str(self.front["hash"])

    @property
    def listed(self) -> dict[str, Any]:
        """What the page that leads to every brief says of it, as plain data, but for its file."""
        return {
            "kind": self.kind, "title": self.title, "as_of": str(self.front["as_of"]),
            "audience": str(self.front["audience"]), "verdict": str(self.front.get("verdict", "")),
            "counts": dict(self.front["counts"]), "newest": str(self.front.get("newest_evidence", "")),
            "hash": self.hash, "news": news_in(self.content) if "since" in self.front else "",
        }  # fmt: skip

    def dated(self, day: str) -> Brief:
        """The same brief as of another day, which its front matter and the line under its title say."""
        front = {**self.front, "as_of": day}
        about, *others = self.content.notes or (None,)
        if not isinstance(about, Paragraph):
            return replace(self, front=front)
        now, then = OwnSpan(str(self.front["as_of"])), OwnSpan(day)
        text = Text(tuple(then if span == now else span for span in about.line.text.spans))
        redated = Paragraph(replace(about.line, text=text))
        content = replace(self.content, notes=[redated, *others])
        return replace(self, front=front, content=content, body=self.body.replace(about.markdown, redated.markdown, 1))

    @cached_property
    def text(self) -> str:
        """Markdown, front matter included."""
        return f"{MARK}{matter_of(parted({**self.front, 'text': checksum(self.body)}))}{MARK}\n{self.body}"


def reasons(withheld: Mapping[str, str]) -> list[tuple[str, int]]:
    """Why words of records are left out, each with the number of records; what can still be asked for comes first."""
    return sorted(Counter(withheld.values()).items(), key=lambda reason: (not reason[0].startswith("nobody"), reason))


class ListedBrief(NamedTuple):
    """A brief on the page that leads to every brief."""

    kind: str
    title: str
    file: str
    """The name of its page."""
    as_of: str
    audience: str
    verdict: str
    """What to do, in a word or two; empty where the kind decides nothing."""
    counts: Mapping[str, int]
    newest: str
    """The day of the newest evidence; empty without any."""
    new_on: str
    """The first day of a brief of its data. A later one of the same data brings nothing new."""
    news: str
    """What changed since the brief before; empty for a first one."""


def brief_id(kind: str, subject: str, narrowed_by: str = "") -> str:
    """The id of the brief of a subject; ``narrowed_by`` is the key of a filter, if any."""
    return f"{kind}-{subject}{f'-{narrowed_by}' if narrowed_by else ''}"


def matter_of(front: dict[str, Any]) -> str:
    """Front matter as YAML of plain data, by PyYAML's safe dumper."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    # One value a line, so that a change of one is a change of one line.
    made: str = yaml.dump(
        front, Dumper=dumper, sort_keys=False, allow_unicode=False, default_flow_style=False, width=10_000_000
    )
    return made


def checksum(body: str) -> str:
    """The SHA-256 of a brief's body. It changes if somebody edits the file."""
    return hashlib.sha256(body.encode()).hexdigest()


def read_front(text: str) -> tuple[dict[str, Any], str] | None:
    """The front matter and the body of a brief's text, or None if it has no front matter of shadowlog. The front matter
    is flat, in whatever layout it was written.
    """
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
    if not isinstance(front, dict):
        return None
    front = flat(front)
    if not isinstance(front.get("id"), str):
        return None
    return front, body.removeprefix("\n")


def day_of(front: dict[str, Any], name: str = "as_of") -> date | None:
    """A day in front matter, or None."""
    value = front.get(name)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
