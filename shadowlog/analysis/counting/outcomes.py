"""How it ended with buyers: each by its last known outcome. What is not known is in no figure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from shadowlog.analysis.counting.buyers import Talk, buyers_of, is_named
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.values import Stage


class WonShares(NamedTuple):
    """The share won of the buyers whose outcome is known: buyers with a name, and conversations without one."""

    named: Share = Share(0, 0)
    unnamed: Share = Share(0, 0)

    @property
    def main(self) -> int:
        """Which part stands for both: buyers with a name, unless only conversations without one are known."""
        return 0 if self.named.of or not self.unnamed.of else 1


class Outcomes:
    """The last known outcome of every buyer."""

    def __init__(self, counting: FacetCounts) -> None:
        stages = {f"after={Stage.CLOSED_WON}": True, f"after={Stage.CLOSED_LOST}": False}
        self._ended, _ = counting.among("is=encounters").parted(*stages)
        self._won = self._ended.latest(stages)

    def of(self, talks: Iterable[Talk]) -> WonShares:
        """The share won of the buyers of some conversations."""
        known = [(is_named(buyer), self._won[buyer]) for buyer in buyers_of(talks) if buyer in self._won]
        named, unnamed = ([won for has_name, won in known if has_name is wanted] for wanted in (True, False))
        return WonShares(Share(sum(named), len(named)), Share(sum(unnamed), len(unnamed)))

    def deciding(self, talks: Iterable[Talk]) -> list[str]:
        """The ids of the encounters that say how it ended with the buyers of some conversations, wherever that was."""
        return [key for buyer in sorted(buyers_of(talks)) for key in self._deciding.get(buyer, ())]

    @cached_property
    def _deciding(self) -> dict[int, list[str]]:
        return self._ended.ids_by_buyer()
