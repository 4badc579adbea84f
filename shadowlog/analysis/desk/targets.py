"""Backwards from a target: how many leads it takes to win so many deals."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple

from shadowlog.analysis.desk.funnel import Cohort, together
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
    """With about so many leads the target is won with the chance asked for, if the share won stays what it was."""


def leads_needed(share: Share, wins: int, chance: float = CHANCE) -> Needed | None:
    """How many leads it takes to win ``wins`` deals, from the share of leads that were won.

    ``share`` is to be of cohorts in which nothing is open (``Cohort.settled``): in others some are still to be won.
    None with fewer than five leads, and where none was won. On average it takes ⌈wins / share⌉.

    With the chance asked for it takes ⌈(√(wins − ¼) + z/2)² / share⌉, z being the normal quantile of the chance: the
    number of wins is a Poisson count, whose root is nearly normal (F. J. Anscombe, "The transformation of Poisson,
    binomial and negative-binomial data", Biometrika 35 (1948)). It errs on the safe side: the binomial's own answer
    is a few leads lower while the share is small (655 where this says 659), and lower still for a large share.

    Raises InvalidField for a target below one, and for a chance that is not from 0.5 to below 1.
    """
    if wins < 1:
        raise InvalidField("target", f"{wins} deals are no target.", "Give a number of deals from 1 on.")
    if not 0.5 <= chance < 1:
        raise InvalidField("chance", f"{chance} is not from 0.5 to below 1.", "Give a fraction such as 0.8.")
    if not share.enough or not share.hits:
        return None
    low, high = share.interval
    average = -(-wins * share.of // share.hits)
    expected = (sqrt(wins - 0.25) + NormalDist().inv_cdf(chance) / 2) ** 2
    return Needed(average, ceil(wins / high), ceil(wins / low), ceil(expected * share.of / share.hits))


def settled_share(cohorts: Iterable[Cohort]) -> Share:
    """The share won of the leads of those cohorts in which nothing is open, together: 0 of 0 if there are none."""
    return together(cohort for cohort in cohorts if cohort.settled).whole
