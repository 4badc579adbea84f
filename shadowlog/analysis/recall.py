"""What a log recalls while somebody types: objections heard before, answers that worked, themes that fit. Its parts are
loaded when they are needed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from shadowlog.domain.records import Objection
from shadowlog.store.repository import Repository

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing, Standings
    from shadowlog.store.search.finder import Finder
    from shadowlog.store.search.similar import SimilarObjections
    from shadowlog.store.suggest.suggester import Suggester


class Offer(NamedTuple):
    """An objection that may be meant, with where it stands."""

    standing: Standing
    wording: str
    """The wording of it that resembles the text: its title, an alias, or what a buyer said."""
    same: bool
    """Whether it is most likely the same objection."""


class Recall:
    """Looks things up in an open log while somebody types."""

    def __init__(self, repository: Repository, *, day_first: bool = True, hurried: bool = False) -> None:
        """``hurried``: where themes have to be learned first, none is suggested until they are."""
        self._repository = repository
        self._hurried = hurried
        self._day_first = day_first

    @cached_property
    def finder(self) -> Finder:
        """The search."""
        from shadowlog.store.search.finder import Finder

        return Finder(self._repository.event_store, day_first=self._day_first)

    @cached_property
    def sounds(self) -> SimilarObjections:
        """Finds objections that sound alike."""
        from shadowlog.store.search.similar import SimilarObjections

        return SimilarObjections(self._repository.event_store, self.finder)

    @cached_property
    def suggester(self) -> Suggester:
        """Suggests themes; what takes long to learn is learned in the background."""
        from shadowlog.store.suggest.suggester import Suggester

        return Suggester(self._repository.event_store, self._learn, from_few=not self._hurried)

    def _learn(self) -> None:
        if not self._repository.event_store.read_only:
            from shadowlog.store.maintenance.background_jobs import learn

            learn(self._repository.workspace)

    def offers(self, text: str, limit: int = 3) -> list[Offer]:
        """Objections that sound like the text, the likeliest first, with where they stand."""
        offers = []
        for alike in self.sounds.find(text, limit):
            objection = self._repository.get(Objection, alike.objection)
            if objection is not None and alike.fits:
                offers.append(Offer(self.standing(objection), alike.wording, alike.same))
        return offers

    @cached_property
    def _standings(self) -> Standings:
        from shadowlog.analysis.evidence.answers import Standings

        return Standings(self._repository, self.finder)

    def standing(self, objection: Objection) -> Standing:
        """Where an objection stands today."""
        return self._standings.of(objection)
