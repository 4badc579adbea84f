"""What came in each month: entries, which are never divided by each other, for they are not of the same leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from shadowlog.analysis.desk.pipeline import LOST, WON, Pipeline
from shadowlog.analysis.stats.intervals import Share

_NOTHING = Decimal(0)


class Month(NamedTuple):
    """The entries of one calendar month. They are no shares of one another."""

    leads: int
    mql: int
    sal: int
    opportunities: int
    won: int
    lost: int
    value: Decimal
    """Of the deals won."""

    @property
    def close_ratio(self) -> Share:
        """Won of those decided in this month, whenever they opened: the one share that a month has."""
        return Share(self.won, self.won + self.lost)


def months(pipeline: Pipeline) -> dict[str, Month]:
    """The entries of each month (``2026-07``) from the first with any to the last, earliest first.

    Leads count by the day of their inquiry, all of them; deals by the days they opened and closed.
    """
    leads, mql, sal = (_by_month(map(attrgetter(field), pipeline.leads)) for field in ("inquiry", "mql", "sal"))
    opened = _by_month(map(attrgetter("opened"), pipeline.deals))
    closed = Counter(map(attrgetter("closed", "outcome"), pipeline.deals))
    won, lost = (
        _by_month({day: count for (day, ended), count in closed.items() if ended == outcome}) for outcome in (WON, LOST)
    )
    by_day: dict[date | None, Decimal] = {}
    for deal in pipeline.deals:
        if deal.outcome == WON:
            by_day[deal.closed] = by_day.get(deal.closed, _NOTHING) + deal.value
    value: dict[str, Decimal] = {}
    for day, amount in by_day.items():
        if day is not None:
            value[_month(day)] = value.get(_month(day), _NOTHING) + amount
    known = [*leads, *mql, *sal, *opened, *won, *lost]
    return {
        month: Month(
            leads[month], mql[month], sal[month], opened[month], won[month], lost[month], value.get(month, _NOTHING)
        )
        for month in (_from_to(min(known), max(known)) if known else ())
    }


def _by_month(days: Iterable[date | None] | Mapping[date | None, int]) -> Counter[str]:
    """How many days lie in each month, out of days or of days that are counted."""
    by_month: Counter[str] = Counter()
    for day, count in Counter(days).items():
        if day is not None:
            by_month[_month(day)] += count
    return by_month


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _from_to(first: str, last: str) -> list[str]:
    """The months from one to another, both included."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
