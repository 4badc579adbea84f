"""One buyer, one voice: the unit of every rate, interval and comparison.

What was said in one conversation is not independent, nor are conversations with one account. A buyer is an account;
a name that nobody has resolved yet, by its folded spelling; or a conversation without any name, such as a booth talk.
Conversations without a name are counted apart. In a table by persona a buyer is an account and that persona.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shadowlog.analysis.stats.intervals import FEWEST, percent, wilson
from shadowlog.domain.values import Stance


class Buyer(NamedTuple):
    """Who spoke, as far as it is known."""

    key: str
    """``account:<id>``, ``name:<folded spelling>`` or ``talk:<id of the conversation>``."""

    @property
    def named(self) -> bool:
        """Whether it has a name, resolved or not."""
        return not self.key.startswith("talk:")


def buyer(account: str | None, name: str | None, conversation: str) -> Buyer:
    """The buyer of a conversation: its account's id, else an unresolved folded name, else the conversation itself."""
    return Buyer(f"account:{account}" if account else f"name:{name}" if name else f"talk:{conversation}")


class BuyerShare(NamedTuple):
    """How many of some buyers something is true of. A buyer may count in part."""

    hits: float
    """The sum of the buyers' shares."""
    of: int
    """Buyers."""
    touched: int
    """Buyers that count at least in part."""
    conversations: int

    @property
    def enough(self) -> bool:
        """Whether there are buyers enough for a rate."""
        return self.of >= FEWEST

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95 % interval with the buyers as cases: conservative, since parts vary less than whole hits."""
        return wilson(self.hits, self.of)


NOBODY = BuyerShare(0.0, 0, 0, 0)


class ByBuyer(NamedTuple):
    """A share of buyers, those with a name and conversations without one apart."""

    named: BuyerShare = NOBODY
    unnamed: BuyerShare = NOBODY

    @property
    def main(self) -> BuyerShare:
        """Buyers with a name where there are any, else conversations without one."""
        return self.named if self.named.of else self.unnamed


class Raised(NamedTuple):
    """A theme raised once: by which buyer, in which conversation, and how it was received."""

    buyer: Buyer
    conversation: str
    stance: Stance


_FOR = frozenset({Stance.RESONATED})
_AGAINST = frozenset({Stance.REJECTED, Stance.CONFUSED})


def resonated(raised: Iterable[Raised]) -> ByBuyer:
    """With how many buyers a theme resonated: each counts by the share of its conversations in which the theme
    was raised that resonated. A conversation with both stances counts half.
    """
    return _received(raised, _FOR, _AGAINST)


def failed(raised: Iterable[Raised]) -> ByBuyer:
    """With how many buyers a theme was rejected or confused them, counted as ``resonated`` counts."""
    return _received(raised, _AGAINST, _FOR)


def _received(raised: Iterable[Raised], wanted: frozenset[Stance], contrary: frozenset[Stance]) -> ByBuyer:
    stances: dict[Buyer, dict[str, set[Stance]]] = {}
    for one in raised:
        if one.stance is not Stance.NOT_RAISED:
            stances.setdefault(one.buyer, {}).setdefault(one.conversation, set()).add(one.stance)
    return by_buyer(
        {
            buyer: [_part(heard, wanted, contrary) for heard in conversations.values()]
            for buyer, conversations in stances.items()
        }
    )


def _part(stances: set[Stance], wanted: frozenset[Stance], contrary: frozenset[Stance]) -> float:
    if not stances & wanted:
        return 0.0
    return 0.5 if stances & contrary else 1.0


def by_buyer(parts: Mapping[Buyer, Iterable[float]]) -> ByBuyer:
    """The share over buyers of what is true of each of their conversations, or of some in part."""
    sums: dict[bool, list[float]] = {True: [0.0, 0, 0, 0], False: [0.0, 0, 0, 0]}
    for buyer, conversations in sorted(parts.items()):
        each = list(conversations)
        total = sums[buyer.named]
        total[0] += sum(each) / len(each)
        total[1] += 1
        total[2] += any(each)
        total[3] += len(each)
    named, unnamed = (BuyerShare(total[0], *map(int, total[1:])) for total in (sums[True], sums[False]))
    return ByBuyer(named, unnamed)


def share_words(share: BuyerShare, what: str = "buyers") -> str:
    """``60 % of 12 buyers``, or with fewer than five buyers ``2 of 3 buyers``; ``what`` is the plural."""
    if share.enough:
        return f"{percent(share.hits / share.of)} of {share.of:,} {what}"
    return f"{share.touched} of {share.of} {what if share.of != 1 else what.removesuffix('s')}"
