"""One buyer, one voice: the unit of every rate, interval and comparison.

What was said in one conversation is not independent, nor are conversations with one account. A buyer is an account;
a name that nobody has resolved yet, by its folded spelling; or a conversation without any name, such as a booth talk.
Conversations without a name are counted apart. In a table by persona a buyer is an account and that persona.

Records that were read give ``talk``; ``FacetCounts.talks`` gives the same without reading, in numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import FEWEST, percent, wilson
from shadowlog.domain.values import Stance

Key = int | str
Talk = tuple[Key, Key]
"""A conversation: its buyer, and itself. Both are texts, or both numbers; a buyer without a name begins with ``talk:``,
or is below nought.
"""

FOR = frozenset({Stance.RESONATED})
AGAINST = frozenset({Stance.REJECTED, Stance.CONFUSED})


def talk(account: str | None, name: str | None, conversation: str) -> Talk:
    """A conversation and its buyer: the account's id, else the folded name that nobody has resolved, else itself."""
    buyer = f"account:{account}" if account else f"name:{name}" if name else f"talk:{conversation}"
    return buyer, conversation


def is_named(buyer: Key) -> bool:
    """Whether a buyer has a name, resolved or not."""
    return buyer > 0 if isinstance(buyer, int) else not buyer.startswith("talk:")


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


class ByBuyer(NamedTuple):
    """A share of buyers, those with a name and conversations without one apart."""

    named: BuyerShare = BuyerShare()
    unnamed: BuyerShare = BuyerShare()

    @property
    def main(self) -> BuyerShare:
        """Buyers with a name where there are any, else conversations without one."""
        return self.named if self.named.of else self.unnamed


def received(raised: Iterable[Talk], wanted: Set[Talk], contrary: Set[Talk]) -> ByBuyer:
    """How many buyers received a theme in the way that is wanted. Each counts by the share of its conversations in
    which the theme was raised; a conversation with both that way and its contrary counts half.
    """
    parts: dict[Key, list[float]] = {}
    for conversation in raised:
        part = 0.0 if conversation not in wanted else 0.5 if conversation in contrary else 1.0
        parts.setdefault(conversation[0], []).append(part)
    named: list[list[float]] = []
    unnamed: list[list[float]] = []
    for buyer, each in parts.items():
        (named if is_named(buyer) else unnamed).append(each)
    return ByBuyer(_share(named), _share(unnamed))


def _share(buyers: list[list[float]]) -> BuyerShare:
    # Sorted, so that the sum is the same whatever the order of the log.
    shares = sorted(sum(each) / len(each) for each in buyers)
    return BuyerShare(sum(shares), len(shares), sum(share > 0 for share in shares), sum(map(len, buyers)))


class Reception:
    """How a theme was received, conversation by conversation."""

    def __init__(self) -> None:
        self._talks: dict[Stance, set[Talk]] = {}

    def add(self, stance: Stance, talks: Iterable[Talk]) -> None:
        """Note that the theme was received with a stance in these conversations. Not raised counts as nothing."""
        if stance is not Stance.NOT_RAISED:
            self._talks.setdefault(stance, set()).update(talks)

    def _with(self, stances: Iterable[Stance]) -> set[Talk]:
        return set().union(*(self._talks.get(stance, ()) for stance in stances))

    @property
    def raised(self) -> set[Talk]:
        """The conversations in which it was raised."""
        return self._with(self._talks)

    @property
    def landed(self) -> ByBuyer:
        """With how many buyers it resonated."""
        return received(self.raised, self._with(FOR), self._with(AGAINST))

    @property
    def failed(self) -> ByBuyer:
        """How many buyers rejected it or were confused."""
        return received(self.raised, self._with(AGAINST), self._with(FOR))


def buyers_of(talks: Iterable[Talk]) -> set[Key]:
    """The buyers of some conversations."""
    return {buyer for buyer, _ in talks}


def share_words(share: BuyerShare, what: str = "buyers") -> str:
    """``60 % of 12 buyers``, or with fewer than five buyers ``2 of 3 buyers``; ``what`` is the plural."""
    if share.enough:
        return f"{percent(share.share)} of {share.of:,} {what}"
    return f"{share.touched} of {share.of} {what.removesuffix('s') if share.of == 1 else what}"
