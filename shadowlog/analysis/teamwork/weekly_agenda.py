"""What comes into a weekly meeting of thirty minutes and never more, and what has to wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField

T = TypeVar("T")


class Part(StrEnum):
    """The parts of the meeting in their order."""

    ACTIONS = "actions"
    COMING = "coming"
    WORKS = "works"
    PROBLEM = "problem"
    CALENDAR = "calendar"
    NEW_ACTIONS = "new_actions"


MINUTES = {
    Part.ACTIONS: 3, Part.COMING: 7, Part.WORKS: 10, Part.PROBLEM: 5, Part.CALENDAR: 3, Part.NEW_ACTIONS: 2,
}  # fmt: skip
"""Of each part, thirty together."""

AT_MOST = {Part.ACTIONS: 6, Part.COMING: 3, Part.WORKS: 5, Part.PROBLEM: 1, Part.CALENDAR: 12}
"""How much each part takes; new actions are made in the meeting."""

OFTEN_CUT = 2
"""What was cut so many times comes first."""


class Candidate(NamedTuple, Generic[T]):
    """Something that may come into the meeting."""

    what: T
    times_cut: int = 0
    """In how many meetings running it had to wait."""


class Agenda(NamedTuple, Generic[T]):
    """What is on in each part, and what is not today."""

    on: dict[Part, list[T]]
    not_today: dict[Part, list[T]]

    @property
    def minutes(self) -> int:
        """Of the parts that have something, and of new actions."""
        return sum(MINUTES[part] for part in Part if part is Part.NEW_ACTIONS or self.on.get(part))


def agenda(candidates: Mapping[Part, Sequence[Candidate[T]]]) -> Agenda[T]:
    """The agenda out of candidates, those of each part in the order of their weight."""
    on: dict[Part, list[T]] = {}
    not_today: dict[Part, list[T]] = {}
    for part, most in AT_MOST.items():
        first = sorted(candidates.get(part, ()), key=lambda candidate: candidate.times_cut < OFTEN_CUT)
        on[part] = [candidate.what for candidate in first[:most]]
        not_today[part] = [candidate.what for candidate in first[most:]]
    return Agenda(on, not_today)


def topic_score(now: Share, before: Sequence[Share]) -> float:
    """How much more of the accounts spoken with raised a topic than before, as a fraction of one.

    ``now`` is of this fortnight, ``before`` of the four fortnights before; one in which nobody was spoken with counts
    as 0. Raises InvalidField if there are no fortnights to compare with.
    """
    if not before:
        raise InvalidField("before", "There is no fortnight to compare with.", "Give the four fortnights before.")
    return _fraction(now) - sum(map(_fraction, before)) / len(before)


def _fraction(share: Share) -> float:
    return share.hits / share.of if share.of else 0.0
