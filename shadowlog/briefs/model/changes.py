"""What changed since the last brief of a kind and subject, from the front matter of that one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shadowlog.briefs.model.blocks import BriefLine, Content
from shadowlog.briefs.model.text import phrase, typed
from shadowlog.domain.codec import stored_moment
from shadowlog.domain.records import Insight, Mention, Record

TITLE = "Changed since the last brief"
"""The title of the section with the changes."""


@dataclass(frozen=True)
class Earlier:
    """An earlier brief of the same kind and subject: the front matter that a new one is compared with."""

    as_of: str
    hash: str
    counts: Mapping[str, int]
    quoted: Sequence[str]
    latest: Mapping[str, str]
    since: Earlier | None = field(default=None, compare=False)
    """The brief that this one was compared with."""

    settled: bool = False
    """Whether the same brief is written again, and so compared with ``since``."""

    def before(self, digest: str) -> Earlier | None:
        """The brief that one of data with this hash is compared with: the latest one of other data."""
        return self.since if self.settled or digest == self.hash else self

    @property
    def stored(self) -> dict[str, Any]:
        """As front matter."""
        return {
            "as_of": self.as_of,
            "hash": self.hash,
            "counts": dict(self.counts),
            "quoted": list(self.quoted),
            "latest": dict(self.latest),
        }


def earlier(front: Mapping[str, Any]) -> Earlier | None:
    """The part of a brief's front matter that a later one is compared with, or None if some of it is missing."""
    counts, quoted, latest, since = (front.get(name) for name in ("counts", "quoted", "latest", "since"))
    if not (isinstance(counts, dict) and isinstance(quoted, list) and isinstance(latest, dict)):
        return None
    return Earlier(
        as_of=str(front.get("as_of", "")),
        hash=str(front.get("hash", "")),
        counts={str(name): value for name, value in counts.items() if isinstance(value, int)},
        quoted=[str(key) for key in quoted],
        latest={str(name): str(value) for name, value in latest.items()},
        since=earlier(since) if isinstance(since, dict) else None,
    )


def news_in(content: Content) -> str:
    """What a brief says that changed, in one line."""
    sections = (section for section in content.sections if section.title == TITLE)
    lines = (line.text.plain for section in sections for block in section.blocks for line in block.lines)
    return " ".join(line for line in lines if not line.startswith("Compared with"))


def changes(
    since: Earlier | None, counts: Mapping[str, int], quoted: Sequence[str], stands_on: Mapping[str, Record]
) -> Iterator[BriefLine]:
    """What changed, line by line."""
    if since is None:
        yield BriefLine(phrase("This is the first brief of it."))
        return
    yield BriefLine(phrase("Compared with the brief as of ", typed(since.as_of), "."))
    for name in sorted(counts):
        before, now = since.counts.get(name, 0), counts[name]
        if before != now:
            yield BriefLine(phrase(f"{name.capitalize()}: {now}, then {before} ({now - before:+})."))
    heard = {key: record for key, record in stands_on.items() if isinstance(record, (Insight, Mention))}
    # Ids begin with the moment they were made (UUIDv7): later ones are new.
    new = sorted(key for key in heard if key > since.latest.get("id", ""))
    if new:
        yield BriefLine(phrase(f"Heard since: {len(new)}."), tuple(new))
    edited = sorted(
        key
        for key, record in stands_on.items()
        if key not in new and record.updated and stored_moment(record.updated) > since.latest.get("updated", "")
    )
    if edited:
        yield BriefLine(phrase(f"Changed since: {len(edited)}."), tuple(edited))
    gone = sorted(set(since.quoted) - set(quoted))
    if gone:
        yield BriefLine(phrase(f"No longer quoted: {len(gone)}."), tuple(gone))
