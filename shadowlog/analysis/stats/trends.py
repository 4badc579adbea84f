"""Whether something is heard more often or less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shadowlog.analysis.stats.differences import Difference, difference
from shadowlog.analysis.stats.intervals import FEWEST, Share

RECENT = 90
"""Days in each of the two spans that a trend compares."""

MONTHS = 12
"""The number of calendar months in the chart of a trend; the last is the month of the brief."""


@dataclass(frozen=True)
class Trend:
    """How many of the buyers spoken with raised something, in the last ninety days and in the ninety days before.

    Logging more is not rising: the cases are the buyers spoken with in each span.
    """

    recent: Share
    before: Share
    named: bool = True
    """Whether the cases are buyers with a name; else conversations without one."""
    others: bool = False
    """Whether there were conversations without a name where no buyer with a name was spoken with."""

    @property
    def difference(self) -> Difference | None:
        """How the spans differ, by the rule for differences, or None where they cannot be told apart."""
        return difference(self.recent, self.before)

    @property
    def way(self) -> str:
        """``rising``, ``falling``, ``steady, or too few to tell``."""
        if min(self.recent.of, self.before.of) < FEWEST:
            return "too few to tell"
        change = self.difference
        return "steady, or too few to tell" if change is None else "rising" if change.above else "falling"

    @property
    def words(self) -> str:
        """The way, and the counts it stands on."""
        what = "buyers spoken with" if self.named else "conversations without a name"
        nobody = "nobody with a name was spoken with" if self.others else "nobody was spoken with"
        if not (self.recent.of or self.before.of):
            return f"{self.way} ({nobody} in the last {2 * RECENT} days)"
        if not self.before.of:
            then = f"; {nobody} in the {RECENT} before"
            return f"{self.way} (raised by {self.recent.counts} {what} in the last {RECENT} days{then})"
        if not self.recent.of:
            then = f"; raised by {self.before.counts} {what} in the {RECENT} before"
            return f"{self.way} ({nobody} in the last {RECENT} days{then})"
        return (
            f"{self.way} (raised by {self.recent.counts} {what} in the last {RECENT} days, "
            f"{self.before.counts} in the {RECENT} before)"
        )


def by_month(days: Iterable[date], as_of: date) -> list[tuple[str, int]]:
    """How often something was heard in each of the last twelve months, oldest first, as (``2026-11``, count)."""
    counts = Counter((day.year, day.month) for day in days)
    last = as_of.year * 12 + as_of.month - 1
    months = [divmod(number, 12) for number in range(last - MONTHS + 1, last + 1)]
    return [(f"{year:04}-{month + 1:02}", counts[year, month + 1]) for year, month in months]
