"""Which buyers were spoken with lately, for trends: what more of them raise is rising, not what is logged more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from shadowlog.analysis.counting.buyers import Talk, buyers_of
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.stats.trends import RECENT, Trend
from shadowlog.domain.values import EncounterStatus

_NOT_HELD = tuple(f"status={status}" for status in EncounterStatus if status is not EncounterStatus.HELD)


class SpokenWith(NamedTuple):
    """The buyers spoken with in the last ninety days, and in the ninety days before: those with a name, unless only
    conversations without one are known.
    """

    recent: set[int]
    before: set[int]
    named: bool
    others: bool = False
    """Whether there were conversations without a name in a span without any buyer with a name."""


def spans(counting: FacetCounts, as_of: date) -> tuple[FacetCounts, FacetCounts]:
    """The counts over the last ninety days up to a day (UTC), and over the ninety days before."""
    first, last = as_of - timedelta(days=RECENT - 1), as_of
    return counting.between(first, last), counting.between(first - timedelta(days=RECENT), first - timedelta(days=1))


def spoken_with(counting: FacetCounts, as_of: date) -> SpokenWith:
    """The buyers at encounters that were held, and those of whom something was heard without one."""
    both = spans(counting, as_of)
    recent, before = (_spoken_with(span, named=True) for span in both)
    if recent and before:
        return SpokenWith(recent, before, named=True)
    other_recent, other_before = (_spoken_with(span, named=False) for span in both)
    if recent or before:
        return SpokenWith(recent, before, named=True, others=bool(other_before if recent else other_recent))
    return SpokenWith(other_recent, other_before, named=not (other_recent or other_before))


def _spoken_with(counting: FacetCounts, *, named: bool) -> set[int]:
    _, held = counting.among("is=encounters").parted(*_NOT_HELD)
    buyers = held.buyers(named=named)
    for facet in ("is=insights", "is=mentions"):
        buyers |= counting.buyers(facet, named=named)
    return buyers


def trend(
    counting: FacetCounts, as_of: date, raised: Callable[[FacetCounts], set[Talk]], spoken: SpokenWith | None = None
) -> Trend:
    """Whether more or fewer of the buyers spoken with raise something. ``raised`` gives the conversations in which it
    was raised, within the counts it is given; ``spoken`` may have been looked up before.
    """
    return trend_among(
        spoken or spoken_with(counting, as_of), [buyers_of(raised(span)) for span in spans(counting, as_of)]
    )


def trend_among(spoken: SpokenWith, raised: Sequence[set[int]]) -> Trend:
    """Whether more or fewer of the buyers spoken with raise something: ``raised`` are those who did recently, and
    before.
    """
    recent, before = (
        Share(len(buyers & with_whom), len(with_whom))
        for buyers, with_whom in zip(raised, (spoken.recent, spoken.before), strict=True)
    )
    return Trend(recent, before, spoken.named, spoken.others)
