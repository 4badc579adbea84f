"""Counts before rates: a rate is shown with its n and its Wilson interval, or not at all.

The score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
the American Statistical Association 22 (1927), with z for 95 %.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""

FEWEST = 5
"""With fewer cases than this, only counts are shown."""


class Share(NamedTuple):
    """A number of hits out of a number of cases."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95 % interval, as fractions of one; (0, 1) if there are no cases."""
        if not self.of:
            return 0.0, 1.0
        share = self.hits / self.of
        square = Z * Z / self.of
        middle = (share + square / 2) / (1 + square)
        reach = Z / (1 + square) * sqrt(share * (1 - share) / self.of + square / (4 * self.of))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def separated_from(self, other: Share) -> bool:
        """Whether two shares differ: both have enough cases and their intervals do not overlap."""
        if min(self.of, other.of) < FEWEST:
            return False
        (low, high), (other_low, other_high) = self.interval, other.interval
        return high < other_low or other_high < low

    def __str__(self) -> str:
        """``14 of 20 (70.0 %, 95 % interval 48.1–85.5 %)``, or with fewer than five cases ``2 of 3``."""
        counts = f"{self.hits:,} of {self.of:,}"
        if self.of < FEWEST:
            return counts
        low, high = self.interval
        return f"{counts} ({self.hits / self.of:.1%}, 95 % interval {low * 100:.1f}–{high * 100:.1f} %)".replace(
            "%,", " %,"
        )
