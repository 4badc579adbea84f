"""Backwards from a target: how many leads it takes to win so many deals."""

from __future__ import annotations

from math import ceil, exp, lgamma, log, log1p
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.errors import InvalidField

CHANCE = 0.8
"""The chance that the larger number of leads gives a target."""


class Needed(NamedTuple):
    """How many leads a number of deals to be won takes."""

    average: int
    """With so many leads the target is won on average: in about half of all cases less than that is won."""
    fewest: int
    """On average, if the share won is at the upper end of its 95 % interval."""
    most: int
    """On average, if the share won is at the lower end of its 95 % interval."""
    likely: int
    """With so many leads the target is won with the chance asked for, if the share won stays what it was."""


def leads_needed(share: Share, wins: int, chance: float = CHANCE) -> Needed | None:
    """How many leads it takes to win ``wins`` deals, from the share of leads that were won.

    ``share`` is to be of cohorts in which nothing is open (``Cohort.settled``): others win more in time. None with
    fewer than five leads, and where none was won. On average it takes ⌈wins / share⌉. With the chance asked for it
    takes the least n with P(X ≥ wins) ≥ chance, X binomial of n and the share. Raises InvalidField for a target below
    one, and for a chance that is not between 0 and 1.
    """
    if wins < 1:
        raise InvalidField("target", f"{wins} deals are no target.", "Give a number of deals from 1 on.")
    if not 0 < chance < 1:
        raise InvalidField("chance", f"{chance} is no chance.", "Give a fraction between 0 and 1, such as 0.8.")
    if not share.enough or not share.hits:
        return None
    low, high = share.interval
    average = -(-wins * share.of // share.hits)
    return Needed(average, ceil(wins / high), ceil(wins / low), _least(share, wins, chance))


def _least(share: Share, wins: int, chance: float) -> int:
    """The least number of leads with which ``wins`` of them are won with a chance; it grows with the leads."""
    if share.hits == share.of:
        return wins
    enough = wins
    while at_least(enough, share.hits / share.of, wins) < chance:
        enough *= 2
    too_few = enough // 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if at_least(middle, share.hits / share.of, wins) < chance:
            too_few = middle
        else:
            enough = middle
    return max(enough, wins)


def at_least(cases: int, share: float, wins: int) -> float:
    """P(X ≥ wins) for X binomial of ``cases`` and a share between 0 and 1, ends excluded."""
    if wins <= 0:
        return 1.0
    if wins > cases:
        return 0.0
    # The terms below ``wins``, from the largest number on down: each from the one before it, none too small to tell.
    fewer = wins - 1
    term = exp(
        lgamma(cases + 1)
        - lgamma(fewer + 1)
        - lgamma(cases - fewer + 1)
        + fewer * log(share)
        + (cases - fewer) * log1p(-share)
    )
    below, odds = 0.0, (1 - share) / share
    for number in range(fewer, -1, -1):
        below += term
        term *= odds * number / (cases - number + 1)
    return max(0.0, 1 - below)
