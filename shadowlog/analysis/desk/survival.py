"""How long it takes until something is decided, with what is still open counted as long as it was seen.

Leaving out what is open makes everything look faster: of deals that opened last month, only the quick ones are closed.
The share still open is the product-limit estimate of E. L. Kaplan and P. Meier, "Nonparametric Estimation from
Incomplete Observations", Journal of the American Statistical Association 53 (1958). The share that went each of several
ways by a day, which exclude each other, is the estimate of O. O. Aalen and S. Johansen, "An Empirical Transition Matrix
for Non-homogeneous Markov Chains Based on Censored Observations", Scandinavian Journal of Statistics 5 (1978): a deal
that is lost is not still to be won, as one minus Kaplan-Meier of the won ones has it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.domain.errors import InvalidField

_ROUNDING = 1e-9
"""How far a product of shares may be off."""


Duration = tuple[int, str | None]
"""How many days something took, or lasts until now; and how it ended, such as ``won``, or None if it is open."""


class Point(NamedTuple):
    """A day on which at least one case ended."""

    day: int
    at_risk: int
    """The cases that were open until this day: also those that are seen no longer than it."""
    ended: int
    open: float
    """The share still open after this day, as a fraction of one."""
    ways: dict[str, float]
    """The share that ended in each way by this day, as fractions of one; with ``open`` they are one together."""


class Curve:
    """The shares still open, and ended in each way, day by day."""

    def __init__(self, durations: Iterable[Duration]) -> None:
        """Raises InvalidField if something took less than no days."""
        counts = Counter(durations)
        self._last_days: list[int] = []
        """All days until which cases were seen, ascending."""
        self._at_risk: list[int] = []
        """The cases seen at least until each of them."""
        self.cases = sum(counts.values())
        self.ways = tuple(sorted({way for _, way in counts if way is not None}))
        by_day: dict[int, dict[str | None, int]] = {}
        for (day, way), count in counts.items():
            by_day.setdefault(day, {})[way] = count
        if by_day and min(by_day) < 0:
            raise InvalidField("days", f"{min(by_day)} days is less than none.", "Correct the days it began and ended.")
        self.points: list[Point] = []
        at_risk, still = self.cases, 1.0
        shares = dict.fromkeys(self.ways, 0.0)
        for day in sorted(by_day):
            self._last_days.append(day)
            self._at_risk.append(at_risk)
            ended = 0
            for way, count in by_day[day].items():
                if way is not None:
                    shares[way] += still * count / at_risk
                    ended += count
            if ended:
                still *= 1 - ended / at_risk
                self.points.append(Point(day, at_risk, ended, still, dict(shares)))
            at_risk -= sum(by_day[day].values())

    def at_risk(self, day: int) -> int:
        """How many cases were seen at least until a day."""
        place = bisect_left(self._last_days, day)
        return self._at_risk[place] if place < len(self._at_risk) else 0

    def by(self, day: int) -> Point | None:
        """What is known of a day, counted from the first: None where fewer than five cases were seen until it."""
        at_risk = self.at_risk(day)
        if at_risk < FEWEST:
            return None
        place = bisect_right(self._days, day) - 1
        if place < 0:
            return Point(day, at_risk, 0, 1.0, dict.fromkeys(self.ways, 0.0))
        point = self.points[place]
        return point if point.day == day else Point(day, at_risk, 0, point.open, point.ways)

    @property
    def median(self) -> int | None:
        """The first day after which at most half are open.

        None if more than half still are, or if fewer than five cases were seen until that day.
        """
        for point in self.points:
            if point.open <= 0.5 + _ROUNDING:
                return point.day if point.at_risk >= FEWEST else None
        return None

    @cached_property
    def _days(self) -> list[int]:
        return [point.day for point in self.points]
