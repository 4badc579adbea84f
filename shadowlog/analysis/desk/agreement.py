"""How far marketing's and sales's ratings of the same leads agree, and whose ratings foresee what is won.

Weighted κ is that of J. Cohen, "Weighted kappa: Nominal scale agreement provision for scaled disagreement or partial
credit", Psychological Bulletin 70 (1968), with quadratic weights; its error is the jackknife's: B. Efron, "The
Jackknife, the Bootstrap and Other Resampling Plans" (1982), chapter 3, leaving out a pair at a time. At 95 % its
interval covers 77 % with 10 pairs and 92 % with 60, therefore κ is shown from 50 pairs on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from operator import attrgetter
from statistics import NormalDist
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import FEWEST, LEVEL
from shadowlog.domain.errors import InvalidField

LOWEST, HIGHEST = 1, 5
"""The ends of the scale of ratings."""

SCALE = range(LOWEST, HIGHEST + 1)

FEWEST_FOR_KAPPA = 50
"""With fewer pairs than this, no κ is shown."""

Table = Sequence[Sequence[int]]
"""Pairs counted by marketing's rating (row, from 1) and sales's (column, from 1)."""


class Pair(NamedTuple):
    """The ratings of one lead by both sides, once both are known to each other."""

    key: str
    """Of the lead."""
    marketing: int
    sales: int
    blind: bool
    """Whether neither side saw the other's rating before its own; else the pair was rated *in sight*."""
    reached: bool = False
    """Whether sales had reached the prospect before it rated."""
    won: bool | None = None
    """Whether the lead was won or lost; None if that is not decided."""


class Kappa(NamedTuple):
    """Quadratic weighted κ: 1 is full agreement, 0 what the two sides' habits give by chance."""

    value: float
    error: float | None
    """The jackknife's standard error; None where all pairs but one are alike."""
    interval: tuple[float, float] | None
    """At 95 %, within −1 and 1; None without an error."""


class Agreement(NamedTuple):
    """How far the two sides agree on some leads."""

    table: tuple[tuple[int, ...], ...]

    @property
    def pairs(self) -> int:
        return sum(map(sum, self.table))

    @property
    def exact(self) -> int:
        """Pairs with the same rating."""
        return self._gaps[0]

    @property
    def within_one(self) -> int:
        """Pairs at most one apart, those with the same rating included."""
        return self._gaps[0] + self._gaps[1]

    @property
    def two_or_more(self) -> int:
        """Pairs two or more apart."""
        return self.pairs - self.within_one

    @property
    def mean(self) -> float | None:
        """Marketing's rating less sales's, on average; None with fewer than five pairs."""
        if self.pairs < FEWEST:
            return None
        apart = sum((row - column) * count for row, column, count in _cells(self.table))
        return apart / self.pairs

    @property
    def all_alike(self) -> bool:
        """Whether both sides gave one and the same rating to all: then κ says nothing."""
        return self.pairs > 0 and self.pairs == max(row[place] for place, row in enumerate(self.table))

    @property
    def kappa(self) -> Kappa | None:
        """None with fewer than fifty pairs, and where both sides gave the same rating to all."""
        return weighted_kappa(self.table) if self.pairs >= FEWEST_FOR_KAPPA else None

    @property
    def _gaps(self) -> Counter[int]:
        gaps: Counter[int] = Counter()
        for row, column, count in _cells(self.table):
            gaps[abs(row - column)] += count
        return gaps


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """The agreement of some pairs. Raises InvalidField for a rating that is not from 1 to 5."""
    return _agreement(Counter(map(attrgetter("marketing", "sales"), pairs)))


def agreements(pairs: Iterable[Pair]) -> dict[tuple[bool, bool], Agreement]:
    """The agreement of pairs apart: by whether they were rated blind, and by whether sales had reached the prospect.

    Keys are (blind, reached), for which there is at least one pair. Raises InvalidField for a rating that is not from
    1 to 5.
    """
    parts: dict[tuple[bool, bool], dict[tuple[int, int], int]] = {}
    for (blind, reached, *ratings), count in Counter(
        map(attrgetter("blind", "reached", "marketing", "sales"), pairs)
    ).items():
        parts.setdefault((blind, reached), {})[ratings[0], ratings[1]] = count
    return {part: _agreement(parts[part]) for part in sorted(parts, reverse=True)}


def _agreement(counts: Mapping[tuple[int, int], int]) -> Agreement:
    for ratings in counts:
        check_ratings(*ratings)
    return Agreement(tuple(tuple(counts.get((row, column), 0) for column in SCALE) for row in SCALE))


def check_ratings(marketing: int, sales: int) -> None:
    """Raises InvalidField for a rating that is not a whole number from 1 to 5."""
    if marketing not in SCALE or sales not in SCALE:
        wrong = marketing if marketing not in SCALE else sales
        raise InvalidField("value", f"{wrong!r} is not a rating.", f"Rate from {LOWEST} to {HIGHEST}.")


def weighted_kappa(table: Table) -> Kappa | None:
    """Quadratic weighted κ of a square table of counts; None if it is empty or both sides rated all alike.

    Raises InvalidField for a table that is not square or has a count below nought.
    """
    if any(len(row) != len(table) for row in table) or min((min(row) for row in table), default=0) < 0:
        raise InvalidField("table", "Its rows and columns differ, or a count is below 0.", "Give a square of counts.")
    cells = list(_cells(table))
    sums = _Sums.of(cells)
    value = sums.kappa()
    if value is None:
        return None
    without = [(sums.without(row, column).kappa(), count) for row, column, count in cells]
    known = [(kappa, count) for kappa, count in without if kappa is not None]
    pairs = sums.pairs
    if len(known) < len(without):
        return Kappa(value, None, None)
    mean = sum(kappa * count for kappa, count in known) / pairs
    error = sqrt((pairs - 1) / pairs * sum(count * (kappa - mean) ** 2 for kappa, count in known))
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * error
    return Kappa(value, error, (max(-1.0, value - reach), min(1.0, value + reach)))


class _Sums(NamedTuple):
    """What κ is made of, in whole numbers: sums over pairs with marketing's rating x and sales's y."""

    pairs: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    yy: int = 0
    apart: int = 0
    """Of (x − y)²."""

    @classmethod
    def of(cls, cells: Iterable[tuple[int, int, int]]) -> _Sums:
        sums = cls()
        for x, y, count in cells:
            sums = sums.plus(x, y, count)
        return sums

    def plus(self, x: int, y: int, count: int) -> _Sums:
        return _Sums(
            self.pairs + count,
            self.x + count * x,
            self.y + count * y,
            self.xx + count * x * x,
            self.yy + count * y * y,
            self.apart + count * (x - y) ** 2,
        )

    def without(self, x: int, y: int) -> _Sums:
        """The sums with one pair left out."""
        return self.plus(x, y, -1)

    def kappa(self) -> float | None:
        """One less the observed (x − y)² over that expected if each side dealt its ratings to the leads at random."""
        expected = self.pairs * (self.xx + self.yy) - 2 * self.x * self.y
        return 1 - self.pairs * self.apart / expected if expected else None


def _cells(table: Table) -> Iterable[tuple[int, int, int]]:
    """The cells that are not empty, as marketing's rating, sales's, and the count."""
    return (
        (row, column, count)
        for row, counts in enumerate(table, LOWEST)
        for column, count in enumerate(counts, LOWEST)
        if count
    )


class Foresight(NamedTuple):
    """How well each side's ratings told leads that were won from leads that were lost: ½ is no better than a coin."""

    marketing: float | None
    sales: float | None
    won: int
    lost: int


def foresight(pairs: Iterable[Pair]) -> Foresight:
    """The concordance of each side over the pairs that are decided; None with fewer than five won or five lost.

    Raises InvalidField for a rating that is not from 1 to 5.
    """
    sides: tuple[dict[bool, Counter[int]], ...] = tuple({True: Counter(), False: Counter()} for _ in range(2))
    for (won, *ratings), count in Counter(map(attrgetter("won", "marketing", "sales"), pairs)).items():
        check_ratings(*ratings)
        if won is not None:
            for side, rating in zip(sides, ratings, strict=True):
                side[won][rating] += count
    marketing, sales = sides
    return Foresight(
        concordance(marketing[True], marketing[False]),
        concordance(sales[True], sales[False]),
        marketing[True].total(),
        marketing[False].total(),
    )


def concordance(won: Mapping[int, int], lost: Mapping[int, int]) -> float | None:
    """P(the rating of a won lead > that of a lost one) + ½ P(they are the same).

    ``won`` and ``lost`` count leads by rating. None with fewer than five of either. It is the U of H. B. Mann and
    D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other", Annals of
    Mathematical Statistics 18 (1947), over the number of couples.
    """
    winners, losers = sum(won.values()), sum(lost.values())
    if min(winners, losers) < FEWEST:
        return None
    halves = lower = 0
    for rating in sorted({*won, *lost}):
        halves += won.get(rating, 0) * (2 * lower + lost.get(rating, 0))
        lower += lost.get(rating, 0)
    return halves / (2 * winners * losers)
