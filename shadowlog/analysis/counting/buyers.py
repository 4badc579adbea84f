"""One buyer, one voice: the unit of every rate, interval and comparison.

What was said in one conversation is not independent, nor are conversations with one account. A buyer is an account;
a name that nobody has resolved yet, by its folded spelling; or a conversation without any name, such as a booth talk.
Conversations without a name are counted apart. In a table by persona a buyer is an account and that persona.

``FacetCounts.talks`` gives the buyers and conversations of records as numbers, without reading a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from math import fsum
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import FEWEST, percent, wilson
from shadowlog.domain.values import Stance

Talk = tuple[int, int]
"""A conversation: the number of its buyer, below nought where it has no name, and its own number."""

FOR = frozenset({Stance.RESONATED})
AGAINST = frozenset({Stance.REJECTED, Stance.CONFUSED})


def is_named(buyer: int) -> bool:
    """Whether a buyer has a name, resolved or not."""
    return buyer > 0


class BuyerShare(NamedTuple):
    """How many of some buyers something is true of. A buyer may count in part."""

    hits: float = 0.0
    """The sum of the buyers' shares."""
    of: int = 0
    """Buyers."""
    touched: int = 0
    """Buyers that count at least in part."""
    conversations: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are buyers enough for a rate."""
        return self.of >= FEWEST

    @property
    def share(self) -> float:
        """As a fraction of one; 0 without buyers."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95 % interval with the buyers as cases: conservative, since parts vary less than whole hits."""
        return wilson(self.hits, self.of)


def prevails(share: BuyerShare, contrary: BuyerShare) -> bool:
    """Whether more than half received a theme in one way, and the share that received it in the contrary way is below
    even the low end of the interval.
    """
    return share.share > 0.5 and share.interval[0] > contrary.share


class Shares(NamedTuple):
    """A share of buyers, each part counted by itself: what buyers said apart from what the team reports of them, and
    buyers with a name apart from conversations without one.
    """

    said: BuyerShare = BuyerShare()
    said_unnamed: BuyerShare = BuyerShare()
    reported: BuyerShare = BuyerShare()
    reported_unnamed: BuyerShare = BuyerShare()

    @property
    def main(self) -> int:
        """Which part stands for all: the first with buyers enough for a rate, else the first with any."""
        return next(
            (place for place, share in enumerate(self) if share.enough),
            next((place for place, share in enumerate(self) if share.of), 0),
        )

    @property
    def from_buyers(self) -> bool:
        """Whether what stands for all is what buyers said."""
        return self.main in (0, 1)


CASES = (
    "buyers",
    "conversations without a name",
    "buyers, as the team reports",
    "conversations without a name, as the team reports",
)
"""What the cases of each part of ``Shares`` are called."""


def received(
    raised: Iterable[Talk], landed: Set[Talk], failed: Set[Talk]
) -> tuple[tuple[BuyerShare, BuyerShare], tuple[BuyerShare, BuyerShare]]:
    """With how many buyers a theme landed, and with how many it failed: each for those with a name and for
    conversations without one.

    A buyer counts by the share of its conversations in which the theme was raised; a conversation in which it both
    landed and failed counts half for each.
    """
    conversations: tuple[dict[int, int], dict[int, int]] = {}, {}
    hits: dict[int, float] = {}
    misses: dict[int, float] = {}
    for talk in raised:
        buyer = talk[0]
        counted = conversations[not is_named(buyer)]
        counted[buyer] = counted.get(buyer, 0) + 1
        if talk in landed:
            part = 0.5 if talk in failed else 1.0
            hits[buyer] = hits.get(buyer, 0.0) + part
            if part < 1.0:
                misses[buyer] = misses.get(buyer, 0.0) + part
        elif talk in failed:
            misses[buyer] = misses.get(buyer, 0.0) + 1.0
    named, unnamed = conversations
    return (_share(named, hits), _share(unnamed, hits)), (_share(named, misses), _share(unnamed, misses))


def _share(conversations: Mapping[int, int], hits: Mapping[int, float]) -> BuyerShare:
    shares = [hits[buyer] / count for buyer, count in conversations.items() if buyer in hits]
    # The exact sum is the same whatever the order of the log.
    return BuyerShare(fsum(shares), len(conversations), len(shares), sum(conversations.values()))


class Reception:
    """How a theme was received, conversation by conversation."""

    def __init__(self) -> None:
        self._talks: dict[tuple[bool, Stance], set[Talk]] = {}
        self._counted: tuple[Shares, Shares] | None = None

    def add(self, stance: Stance, talks: Iterable[Talk], *, said: bool = True) -> None:
        """Note that the theme was received with a stance in these conversations, as buyers ``said`` or as the team
        reports. Not raised counts as nothing.
        """
        if stance is not Stance.NOT_RAISED:
            self._talks.setdefault((said, stance), set()).update(talks)
            self._counted = None

    def _with(self, said: bool, stances: Iterable[Stance]) -> set[Talk]:
        return set().union(*(self._talks.get((said, stance), ()) for stance in stances))

    @property
    def raised(self) -> set[Talk]:
        """The conversations in which it was raised."""
        return set().union(*self._talks.values())

    @property
    def landed(self) -> Shares:
        """With how many buyers it resonated."""
        return self._shares[0]

    @property
    def failed(self) -> Shares:
        """How many buyers rejected it or were confused."""
        return self._shares[1]

    @property
    def _shares(self) -> tuple[Shares, Shares]:
        if self._counted is None:
            said, reported = (
                received(self._with(by, Stance), self._with(by, FOR), self._with(by, AGAINST)) for by in (True, False)
            )
            self._counted = Shares(*said[0], *reported[0]), Shares(*said[1], *reported[1])
        return self._counted


def buyers_of(talks: Iterable[Talk]) -> set[int]:
    """The buyers of some conversations."""
    return {buyer for buyer, _ in talks}


def share_words(share: BuyerShare, what: str = "buyers") -> str:
    """``60 % of 12 buyers``, or with fewer than five buyers ``2 of 3 buyers``; ``what`` is the plural."""
    if share.enough:
        return f"{percent(share.share)} of {share.of:,} {what}"
    return f"{share.touched} of {share.of} {cases_called(what, share.of)}"


def cases_called(cases: str, count: int) -> str:
    """What a number of cases is called: for one ``buyer, as the team reports``, not ``buyers, …``."""
    if count != 1:
        return cases
    return cases.replace("buyers", "buyer", 1).replace("conversations", "conversation", 1)
