"""Promises to be somewhere so and so often: counted from what was held, never ticked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField

KEPT, MISSED, EXCUSED, OPEN = "kept", "missed", "excused", "open"
"""What became of a commitment in a period."""


class Every(StrEnum):
    """The periods a commitment may have."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Commitment(NamedTuple):
    """To be at encounters or meetings of a kind, so many times in every period."""

    times: int
    """Days in each period: a day counts once, however often somebody was there."""
    every: Every
    since: date
    until: date | None = None
    """The last day; None if it goes on."""


class Period(NamedTuple):
    """One period of a commitment."""

    name: str
    """``2026``, ``2026-Q3``, ``2026-07`` or ``2026-W28`` (ISO 8601)."""
    first: date
    last: date
    held: int
    """Days on which it was held. A surplus is not carried into another period."""
    state: str
    days_left: int
    """After the day it is as of; 0 for a period that is over."""
    pressing: bool
    """Whether it is open and at least half of the period is over."""


def periods(
    commitment: Commitment, held: Iterable[date], as_of: date, excused: Collection[str] = frozenset()
) -> list[Period]:
    """The whole periods between the commitment's first and last day that have begun, earliest first.

    ``held`` are the days of encounters or meetings that were held; ``excused`` names periods. A period is kept as soon
    as it has its days. Raises InvalidField for less than one time, and for a last day before the first.
    """
    if commitment.times < 1:
        raise InvalidField("times", f"{commitment.times} times are no commitment.", "Give a number from 1 on.")
    if commitment.until is not None and commitment.until < commitment.since:
        raise InvalidField(
            "until", f"{commitment.until} is before since, {commitment.since}.", "Correct one of the two days."
        )
    days = sorted({day for day in held if day <= as_of})
    return [
        _period(commitment, name, first, last, sum(first <= day <= last for day in days), as_of, excused)
        for name, first, last in _whole_periods(commitment, as_of)
    ]


def share_kept(periods: Iterable[Period]) -> Share:
    """Kept of kept and missed: periods that are excused or open count nowhere."""
    states = [period.state for period in periods]
    return Share(states.count(KEPT), states.count(KEPT) + states.count(MISSED))


def _period(
    commitment: Commitment, name: str, first: date, last: date, held: int, as_of: date, excused: Collection[str]
) -> Period:
    kept = held >= commitment.times
    state = KEPT if kept else EXCUSED if name in excused else MISSED if last < as_of else OPEN
    half_over = 2 * ((as_of - first).days + 1) >= (last - first).days + 1
    return Period(name, first, last, held, state, max(0, (last - as_of).days), state == OPEN and half_over)


def _whole_periods(commitment: Commitment, as_of: date) -> Iterator[tuple[str, date, date]]:
    """Those that begin by a day and that the commitment covers from their first day to their last."""
    first = _FIRST[commitment.every](commitment.since)
    while first <= as_of:
        following = _FIRST[commitment.every](first + timedelta(days=_LONGEST[commitment.every]))
        last = following - timedelta(days=1)
        if commitment.until is not None and last > commitment.until:
            return
        if first >= commitment.since:
            yield _name(commitment.every, first), first, last
        first = following


_LONGEST = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.YEAR: 366}
"""In days: so many after its first day, a period is over and the next is not."""

_FIRST: dict[Every, Callable[[date], date]] = {
    Every.WEEK: lambda day: day - timedelta(days=day.weekday()),
    Every.MONTH: lambda day: day.replace(day=1),
    Every.QUARTER: lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    Every.YEAR: lambda day: day.replace(month=1, day=1),
}
"""The first day of the period in which a day is."""


def _name(every: Every, first: date) -> str:
    match every:
        case Every.WEEK:
            return f"{first:%G-W%V}"
        case Every.MONTH:
            return f"{first:%Y-%m}"
        case Every.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Every.YEAR:
            return f"{first.year}"
