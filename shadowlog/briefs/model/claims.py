"""Claims of a difference, as data: what a brief says in words is counted here."""

from __future__ import annotations

from typing import Any, NamedTuple

from shadowlog.analysis.stats.differences import Difference

DIGITS = 4
"""Decimal places of a fraction as data."""


class Claim(NamedTuple):
    """A difference that a brief claims."""

    measure: str
    """What differs: ``resonance``, ``won``, ``worked`` or ``trend``."""
    of: str
    """The id of the persona or response that differs from all others together; empty for a trend."""
    difference: Difference
    comparisons: int
    """How many comparisons were made together with it."""

    @property
    def stored(self) -> dict[str, Any]:
        """As front matter and JSON. Shares and the interval are fractions of one."""
        one, others, interval, level = self.difference
        return {
            "measure": self.measure,
            "of": self.of,
            "direction": "above" if self.difference.above else "below",
            "share": round(one.hits / one.of, DIGITS),
            "n": one.of,
            "others_share": round(others.hits / others.of, DIGITS),
            "others_n": others.of,
            "interval": [round(end, DIGITS) for end in interval],
            "level": round(level, DIGITS + 2),
            "comparisons": self.comparisons,
        }
