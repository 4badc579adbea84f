"""Whether a change helped: two shares, one planned comparison.

Shares, their Wilson intervals and Newcombe's interval of a difference are in ``stats``.
"""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple

from shadowlog.analysis.stats.differences import newcombe
from shadowlog.analysis.stats.intervals import LEVEL, Share
from shadowlog.domain.errors import InvalidField

POWER = 0.8
"""The chance of seeing a difference that is there."""


class Comparison(NamedTuple):
    """A share after a change beside the share before it."""

    before: Share
    after: Share
    interval: tuple[float, float] | None
    """Of the difference, as fractions of one, at 95 %; None where either has fewer than five cases."""

    @property
    def difference(self) -> float | None:
        """The share after less the share before, as a fraction of one; None where either has fewer than five cases."""
        if self.interval is None:
            return None
        return self.after.hits / self.after.of - self.before.hits / self.before.of

    @property
    def verdict(self) -> str:
        """``better``, ``worse`` or ``cannot be told yet``."""
        if self.interval is None or self.interval[0] <= 0 <= self.interval[1]:
            return "cannot be told yet"
        return "better" if self.interval[0] > 0 else "worse"


def compared(before: Share, after: Share) -> Comparison:
    """What a share did between two spans, by Newcombe's 95 % interval of this one planned difference."""
    enough = before.enough and after.enough
    return Comparison(before, after, newcombe(after, before, LEVEL) if enough else None)


def needed_per_side(before: float, after: float) -> int:
    """How many cases each side needs so that a difference between two shares is seen with a chance of 80 %.

    Shares are fractions of one. J. L. Fleiss, "Statistical Methods for Rates and Proportions" (1981), section 3.2,
    without the correction for continuity, at 5 % on both sides. Raises InvalidField for shares that are the same or not
    between 0 and 1.
    """
    if not (0 <= before <= 1 and 0 <= after <= 1) or before == after:
        raise InvalidField("target", "The two shares are the same, or not from 0 to 1.", "Give two that differ.")
    normal = NormalDist()
    middle = (before + after) / 2
    chance = normal.inv_cdf((1 + LEVEL) / 2) * sqrt(2 * middle * (1 - middle))
    power = normal.inv_cdf(POWER) * sqrt(before * (1 - before) + after * (1 - after))
    return ceil(((chance + power) / (after - before)) ** 2)
