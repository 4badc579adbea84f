"""Groups what was said in other words, and counts the buyers of each group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.records import Encounter, Insight, Mention
from shadowlog.domain.text.fold import folded
from shadowlog.store.search.wording_vector import Vector, cosine, vector_of

ALIKE = 0.6
"""The similarity (of 1) from which on two wordings are taken for the same."""

_MOST_COMPARED = 60
"""The most wordings that are compared, those said most often; of others only equal ones are one group."""

R = TypeVar("R", Insight, Mention, Encounter)


@dataclass
class Group(Generic[R]):
    """Records that say the same."""

    text: str
    """How it was said most often, of equals the first."""
    records: list[R]
    buyers: set[str] = field(default_factory=set)
    wordings: int = 1


def grouped(reader: RecordReader, records: Iterable[R], name: str) -> list[Group[R]]:
    """Records by what they say in a field of text, the groups of most buyers first. Empty texts are left out."""
    by_wording: dict[str, list[R]] = {}
    for record in records:
        if wording := folded(getattr(record, name)).strip(" .,;:!?…\"'“”"):
            by_wording.setdefault(wording, []).append(record)
    ordered = sorted(by_wording.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    groups: list[Group[R]] = []
    vectors: list[Vector] = []
    for wording, said in ordered:
        if len(groups) < _MOST_COMPARED:
            vector = vector_of(wording)
            similarities = [cosine(other, vector) for other in vectors]
            highest = max(similarities, default=0.0)
            if highest >= ALIKE:
                likest = groups[similarities.index(highest)]
                likest.records += said
                likest.wordings += 1
                continue
            vectors.append(vector)
        groups.append(Group(str(getattr(said[0], name)), list(said)))
    for group in groups:
        group.buyers = {reader.buyer(record) for record in group.records}
        group.records = reader.in_order(group.records)
    return sorted(groups, key=lambda group: (-len(group.buyers), -len(group.records), group.text, group.records[0].id))


@dataclass(frozen=True)
class Move:
    """What moved buyers from one stage to another."""

    before: str
    """The stage before, in words; empty where it is not known."""
    after: str
    reasons: Sequence[Group[Encounter]]
    """The reasons that were noted, those of most buyers first."""
    buyers: frozenset[str]

    @property
    def words(self) -> str:
        """``opportunity → closed won``; ``stage not noted`` where neither is known."""
        if not (self.before or self.after):
            return "stage not noted"
        return f"{self.before or 'not noted'} → {self.after or 'not noted'}"


def moves(reader: RecordReader, encounters: Iterable[Encounter]) -> list[Move]:
    """What moved buyers forward at some encounters, by the stage before and after, those of most buyers first."""
    by_stage: dict[tuple[str, str], list[Encounter]] = {}
    for encounter in encounters:
        if encounter.moved_by.strip():
            stages = (encounter.stage_before, encounter.stage_after)
            before, after = (stage.words if stage else "" for stage in stages)
            by_stage.setdefault((before, after), []).append(encounter)
    found = [
        Move(before, after, grouped(reader, moved, "moved_by"), frozenset(map(reader.buyer, moved)))
        for (before, after), moved in by_stage.items()
    ]
    return sorted(found, key=lambda move: (-len(move.buyers), move.words))
