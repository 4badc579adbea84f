"""What is agreed once both sides have rated a lead, and what waits for a manager's decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from shadowlog.analysis.desk.agreement import check_ratings
from shadowlog.analysis.desk.working_time import WorkingTime

LARGEST_GAP = 1
"""Up to this gap the sales value is agreed by rule."""

DAYS_TO_DECIDE = 5
"""Working days that a manager has for a larger gap."""


class Revealed(NamedTuple):
    """A lead that both sides have rated."""

    key: str
    marketing: int
    sales: int
    on: date
    """The day of the second rating, on which each side saw the other's."""
    decided: int | None = None
    """What a manager decided."""


class Decision(NamedTuple):
    """What waits for a manager."""

    key: str
    gap: int
    due: date
    """The last day on which it is in time."""
    late: bool
    """Whether that day is over."""


def agreed(marketing: int, sales: int, largest_gap: int = LARGEST_GAP) -> int | None:
    """The rating that holds for a lead by rule: that of sales, where the gap is small; None if a manager decides.

    Raises InvalidField for a rating that is not from 1 to 5.
    """
    check_ratings(marketing, sales)
    return sales if abs(marketing - sales) <= largest_gap else None


def due_day(revealed_on: date, working: WorkingTime, days: int = DAYS_TO_DECIDE) -> date:
    """The last working day on which a decision is in time; the day of the second rating does not count."""
    return working.days_after(revealed_on, days)


def waiting(
    leads: Iterable[Revealed],
    as_of: date,
    working: WorkingTime,
    *,
    largest_gap: int = LARGEST_GAP,
    days: int = DAYS_TO_DECIDE,
) -> list[Decision]:
    """The decisions that wait for a manager: those due first come first, of one day the largest gap.

    Raises InvalidField for a rating that is not from 1 to 5.
    """
    by_due: dict[tuple[date, int], list[str]] = {}
    due: dict[date, date] = {}
    for key, marketing, sales, on, decided in leads:
        if decided is not None or on > as_of or agreed(marketing, sales, largest_gap) is not None:
            continue
        last = due.get(on) or due.setdefault(on, due_day(on, working, days))
        by_due.setdefault((last, -abs(marketing - sales)), []).append(key)
    return [Decision(key, -gap, last, last < as_of) for last, gap in sorted(by_due) for key in by_due[last, gap]]
