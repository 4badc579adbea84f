"""Which buyers were spoken with lately, for trends: what more of them raise is rising, not what is logged more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from shadowlog.analysis.evidence.buyers import Talk, buyers_of, is_named
from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.stats.trends import RECENT, Trend
from shadowlog.domain.values import EncounterStatus

_NOT_HELD = tuple(f"status={status}" for status in EncounterStatus if status is not EncounterStatus.HELD)


class SpokenWith(NamedTuple):
    """The buyers spoken with in the last ninety days, and in the ninety days before."""

    recent: set[int]
    before: set[int]


def spans(counting: FacetCounts, as_of: date) -> tuple[FacetCounts, FacetCounts]:
    """The counts over the last ninety days up to a day (UTC), and over the ninety days before."""
    first, last = as_of - timedelta(days=RECENT - 1), as_of
    return counting.between(first, last), counting.between(first - timedelta(days=RECENT), first - timedelta(days=1))


def spoken_with(counting: FacetCounts, as_of: date) -> SpokenWith:
    """The buyers at encounters that were held, and those of whom something was heard without one."""
    return SpokenWith(*(_spoken_with(span) for span in spans(counting, as_of)))


def _spoken_with(counting: FacetCounts) -> set[int]:
    _, held = counting.among("is=encounters").parted(*_NOT_HELD)
    talks = held.talks() | counting.talks("is=insights") | counting.talks("is=mentions")
    return buyers_of(talks)


def trend(
    counting: FacetCounts, as_of: date, raised: Callable[[FacetCounts], set[Talk]], spoken: SpokenWith | None = None
) -> Trend:
    """Whether more or fewer of the buyers spoken with raise something. ``raised`` gives the conversations in which it
    was raised, within the counts it is given; ``spoken`` may have been looked up before.
    """
    with_whom = spoken or spoken_with(counting, as_of)
    named = any(map(is_named, with_whom.recent | with_whom.before))
    recent, before = (
        Share(len({buyer for buyer in buyers_of(raised(span)) & buyers if is_named(buyer) is named}), among)
        for span, buyers in zip(spans(counting, as_of), with_whom, strict=True)
        for among in (sum(is_named(buyer) is named for buyer in buyers),)
    )
    return Trend(recent, before, named)
