"""When two shares may be called different: one rule for every brief, list and board.

Each group is compared with all others together, by the interval of the difference of two proportions of R. G. Newcombe,
"Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
A difference is claimed where the interval at level 1 − 0.02/m excludes 0; m is the number of comparisons made
together (Bonferroni), so that at most about 2 % of briefs without any true difference claim one.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import NamedTuple, Protocol, TypeVar

from shadowlog.analysis.stats.intervals import FEWEST, wilson

FALSE_CLAIMS = 0.02
"""The share of briefs without any true difference that may claim one."""

K = TypeVar("K")


class Counted(Protocol):
    """Something that happened in some of a number of cases."""

    @property
    def hits(self) -> float: ...

    @property
    def of(self) -> int: ...


class Sum(NamedTuple):
    """Several shares taken together."""

    hits: float
    of: int


class Difference(NamedTuple):
    """A group's share against that of all others together, which the rule calls different."""

    one: Sum
    others: Sum
    interval: tuple[float, float]
    """Of the difference, as fractions of one: the group's share less the others'."""
    level: float
    """The level of the interval."""

    @property
    def above(self) -> bool:
        """Whether the group's share is the larger."""
        return self.interval[0] > 0


def newcombe(one: Counted, other: Counted, level: float) -> tuple[float, float]:
    """The interval of the difference of two shares, as fractions of one; both need at least one case."""
    share, other_share = one.hits / one.of, other.hits / other.of
    low, high = wilson(one.hits, one.of, level)
    other_low, other_high = wilson(other.hits, other.of, level)
    difference = share - other_share
    return (
        difference - hypot(share - low, other_high - other_share),
        difference + hypot(high - share, other_share - other_low),
    )


def difference(one: Counted, other: Counted, comparisons: int = 1) -> Difference | None:
    """How two shares differ by the rule, or None where they cannot be told apart or have too few cases."""
    if min(one.of, other.of) < FEWEST:
        return None
    level = 1 - FALSE_CLAIMS / comparisons
    interval = newcombe(one, other, level)
    if interval[0] <= 0 <= interval[1]:
        return None
    return Difference(Sum(one.hits, one.of), Sum(other.hits, other.of), interval, level)


def comparable(groups: Mapping[K, Counted]) -> dict[K, tuple[Counted, Counted]]:
    """The groups with enough cases, each with all others together, where those have enough as well.

    Two groups are one comparison: the first in the order given stands for it.
    """
    together = Sum(sum(group.hits for group in groups.values()), sum(group.of for group in groups.values()))
    pairs: dict[K, tuple[Counted, Counted]] = {
        key: (group, Sum(together.hits - group.hits, together.of - group.of))
        for key, group in groups.items()
        if group.of >= FEWEST and together.of - group.of >= FEWEST
    }
    if sum(group.of > 0 for group in groups.values()) == 2:
        return dict(list(pairs.items())[:1])
    return pairs


def differences(groups: Mapping[K, Counted], comparisons: int | None = None) -> dict[K, Difference]:
    """The groups that differ from all others together, by the rule.

    ``comparisons`` is how many the brief makes together, if more than those among these groups.
    """
    pairs = comparable(groups)
    made = len(pairs) if comparisons is None else comparisons
    found = {key: difference(one, others, made) for key, (one, others) in pairs.items()}
    return {key: apart for key, apart in found.items() if apart is not None}
