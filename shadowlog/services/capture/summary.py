"""What a ride-along or a booth came to, in a few lines, when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone

from shadowlog.domain.records import ContentRequest, Encounter, Insight, Mention, Record, UnknownName
from shadowlog.domain.text.dates import shown
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Tier
from shadowlog.services.capture.booth import Booth, due
from shadowlog.store.repository import Repository

_KINDS: tuple[tuple[type[Record], str], ...] = (
    (Mention, "objection"), (Insight, "insight"), (ContentRequest, "content request"),
)  # fmt: skip
"""What is heard at an encounter, and what one of it is called."""

_MOST_NAMES = 200
"""Unknown names that are looked through, the newest."""


def ride_along_summary(repository: Repository, encounter: Encounter) -> Iterator[str]:
    """What a ride-along came to, a sentence at a time, safe to show; the last says how many names are to be sorted out,
    if any are.
    """
    names = (repository.heading("accounts", encounter.account), repository.heading("people", encounter.rep))
    whom = ", ".join(shown_in_line(name) for name in names if name)
    minutes = f"{encounter.duration} min" if encounter.duration else "Ride-along"
    yield f"{minutes} with {whom}." if whom else f"{minutes}."
    heard = {kind: repository.naming(kind, encounter.id, "encounter") for kind, _ in _KINDS}
    lines = sum(1 for line in encounter.notes.split("\n") if line.strip())
    counts = [_counted(len(heard[kind]), word) for kind, word in _KINDS if heard[kind]]
    counts += [_counted(lines, "line") + " of notes"] if lines else []
    yield f"{', '.join(counts)}." if counts else "Nothing was noted."
    ids = {encounter.id, *(key for numbered in heard.values() for _, key in numbered)}
    unknown = sum(name.record in ids for name in repository.newest(UnknownName, 0, _MOST_NAMES))
    if unknown:
        yield f"{_counted(unknown, 'name')} to be sorted out."


def booth_summary(booth: Booth) -> Iterator[str]:
    """What a booth came to, a sentence at a time, safe to show; the last says what is to be followed up, if anything
    is.
    """
    talks = booth.talks()
    tiers = Counter(talk.tier for talk in talks)
    rated = ", ".join(f"{tier.words} {tiers[tier]}" for tier in Tier if tiers[tier])
    yield f"{shown_in_line(booth.event)}: {_counted(len(talks), 'talk')}{f' ({rated})' if rated else ''}."
    ends = sorted(end for talk in talks if (end := due(talk)) is not None)
    if ends:
        late = ends[0] < datetime.now(timezone.utc)
        yield f"{len(ends)} to follow up, the first {'was due' if late else 'by'} {shown(ends[0])}."


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
