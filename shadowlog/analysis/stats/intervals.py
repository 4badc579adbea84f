"""Counts before rates: a rate is shown with its n, or not at all, and its interval stands in tables.

The score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
the American Statistical Association 22 (1927), at 95 % unless another level is asked for.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95
"""The level of every interval that is shown."""

FEWEST = 5
"""With fewer cases than this, only counts are shown."""


def wilson(hits: float, of: int, level: float = LEVEL) -> tuple[float, float]:
    """The Wilson interval of ``hits`` of ``of`` cases, as fractions of one; (0, 1) if there are no cases.

    ``hits`` need not be whole: a case may count in part. With parts the interval is wider than it need be.
    """
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / of
    square = z * z / of
    middle = (share + square / 2) / (1 + square)
    reach = z / (1 + square) * sqrt(max(0.0, share * (1 - share)) / of + square / (4 * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def percent(share: float) -> str:
    """A fraction of one as a whole percentage: ``60 %``. Only none is 0 % and only all is 100 %."""
    whole = round(share * 100)
    return f"{1 if share and not whole else 99 if share < 1 and whole == 100 else whole} %"


class Share(NamedTuple):
    """A number of hits out of a number of cases."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95 % interval, as fractions of one; (0, 1) if there are no cases."""
        return wilson(self.hits, self.of)

    @property
    def enough(self) -> bool:
        """Whether there are cases enough for a rate."""
        return self.of >= FEWEST

    @property
    def counts(self) -> str:
        """``14 of 20``."""
        return f"{self.hits:,} of {self.of:,}"

    @property
    def cell(self) -> str:
        """As a table shows it: ``14 of 20 (70 %, 48–85 %)``, or with fewer than five cases ``2 of 3``."""
        return (
            f"{self.counts} ({percent(self.hits / self.of)}, {interval_words(self.interval)})"
            if self.enough
            else self.counts
        )

    def __str__(self) -> str:
        """``14 of 20 (70 %)``, or with fewer than five cases ``2 of 3``."""
        return f"{self.counts} ({percent(self.hits / self.of)})" if self.enough else self.counts


def interval_words(interval: tuple[float, float]) -> str:
    """``48–85 %``."""
    low, high = (round(end * 100) for end in interval)
    return f"{low}–{high} %"
