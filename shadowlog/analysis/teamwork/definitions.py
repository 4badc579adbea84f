"""How well a lead fits a definition, and what another definition would have done with the leads of the last months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField


class Criteria(NamedTuple):
    """What a definition asks of a lead."""

    must: Collection[str]
    plus: Collection[str] = ()
    never: Collection[str] = ()


class Fit(NamedTuple):
    """How well a lead fits: between what is known and what may still turn out."""

    fits: bool
    """False where a ``never`` is met or a ``must`` is not."""
    least: Share
    """Criteria met, of all that are wanted."""
    most: Share
    """The same, if all that are unknown turn out to be met."""


def fit(criteria: Criteria, met: Collection[str], unmet: Collection[str]) -> Fit:
    """How well a lead fits a definition; a criterion in neither collection is unknown.

    A ``never`` is not among those that are wanted. Raises InvalidField for a criterion that is said to be both met and
    unmet.
    """
    if both := sorted(set(met) & set(unmet)):
        raise InvalidField("met", f"{both[0]!r} is said to be met and unmet.", "Say one of the two.")
    wanted = {*criteria.must, *criteria.plus}
    known = wanted & set(met)
    return Fit(
        not set(criteria.never) & set(met) and not set(criteria.must) & set(unmet),
        Share(len(known), len(wanted)),
        Share(len(wanted - set(unmet)), len(wanted)),
    )


class PastLead(NamedTuple):
    """A lead that marketing handed over, held against a proposed definition."""

    qualifies: bool
    """Whether the proposed definition would have handed it over."""
    accepted: bool
    """Whether sales accepted it."""


class Backtest(NamedTuple):
    """What a proposed definition would have done with leads that were handed over."""

    mqls: int
    accepted: int
    would_qualify: int
    of_those_accepted: int

    @property
    def share_now(self) -> Share:
        """Accepted of all that were handed over."""
        return Share(self.accepted, self.mqls)

    @property
    def share_then(self) -> Share:
        """Accepted of those that would have been."""
        return Share(self.of_those_accepted, self.would_qualify)

    @property
    def missed(self) -> int:
        """Accepted leads that would not have been handed over."""
        return self.accepted - self.of_those_accepted

    @property
    def words(self) -> str:
        """``31 of 48 would qualify; 24 of those 31 were accepted, 26 of all 48; 2 accepted would have been missed``."""
        return (
            f"{self.would_qualify} of {self.mqls} would qualify; {self.of_those_accepted} of those "
            f"{self.would_qualify} were accepted, {self.accepted} of all {self.mqls}; "
            f"{self.missed} accepted would have been missed"
        )


def backtest(leads: Iterable[PastLead]) -> Backtest:
    """What a proposed definition would have done with some leads."""
    counts = Counter(leads)
    accepted = counts[PastLead(True, True)] + counts[PastLead(False, True)]
    would_qualify = counts[PastLead(True, True)] + counts[PastLead(True, False)]
    return Backtest(counts.total(), accepted, would_qualify, counts[PastLead(True, True)])
