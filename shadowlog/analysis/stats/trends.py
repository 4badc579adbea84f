"""Whether something is heard more often or less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shadowlog.analysis.stats.intervals import FEWEST, Share

RECENT = 90
"""Days in each of the two spans that a trend compares."""

MONTHS = 12
"""The number of calendar months in the chart of a trend; the last is the month of the brief."""


@dataclass(frozen=True)
class Trend:
    """How often something was heard in the last ninety days, and in the ninety days before."""

    recent: int
    before: int

    @property
    def words(self) -> str:
        """Rising, falling or steady, if the counts are enough to say so, with the counts."""
        counts = f"{self.recent} in the last {RECENT} days, {self.before} in the {RECENT} before"
        total = Share(self.recent, self.recent + self.before)
        low, high = total.interval
        if total.of < FEWEST:
            return f"too few to tell ({counts})"
        direction = "rising" if low > 0.5 else "falling" if high < 0.5 else "steady, or too few to tell"
        return f"{direction} ({counts})"


def trend(days: Iterable[date], as_of: date) -> Trend:
    """The trend of something heard on these days."""
    ages = [(as_of - day).days for day in days]
    return Trend(
        sum(0 <= age < RECENT for age in ages),
        sum(RECENT <= age < 2 * RECENT for age in ages),
    )


def by_month(days: Iterable[date], as_of: date) -> list[tuple[str, int]]:
    """How often something was heard in each of the last twelve months, oldest first, as (``2026-11``, count)."""
    counts = Counter((day.year, day.month) for day in days)
    last = as_of.year * 12 + as_of.month - 1
    months = [divmod(number, 12) for number in range(last - MONTHS + 1, last + 1)]
    return [(f"{year:04}-{month + 1:02}", counts[year, month + 1]) for year, month in months]
