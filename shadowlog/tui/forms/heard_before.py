"""The objection that is offered in a form while one types its words, since it was heard before."""

from __future__ import annotations

from collections.abc import Mapping

from shadowlog.analysis.evidence.answers import Standing
from shadowlog.analysis.recall import Recall
from shadowlog.domain.records import Objection
from shadowlog.store.repository import Repository

_FEWEST = 4
"""Characters from which on an objection is looked for."""


class HeardBefore:
    """The objection that is offered, and what to know of the one that the form is about."""

    def __init__(self, repository: Repository, recall: Recall) -> None:
        self._repository = repository
        self._recall = recall
        self._offered: Standing | None = None

    def look(self, words: str, title: str) -> str:
        """Look which objection the words mean, and return what to know of it; empty where it is none, or the one of
        this title, which the form is about already.
        """
        self._offered = None
        if len(words) >= _FEWEST:
            for offer in self._recall.offers(words, 1):
                if offer.standing.objection.title != title:
                    self._offered = offer.standing
        return _words(self._offered) if self._offered is not None else ""

    def take(self, typed: Mapping[str, str]) -> Mapping[str, str]:
        """What the fields of a form that hears an objection hold once the one that is offered is taken: what was
        typed as its title are the words in which it was heard now.
        """
        if self._offered is None:
            return {}
        objection, self._offered = self._offered.objection, None
        words = typed["verbatim"] if typed["verbatim"].strip() else typed["title"]
        return {"title": objection.title, "verbatim": words, "category": objection.category.value}

    def known(self, title: str) -> str:
        """What to know of the objection of a title; it is what one answers by. Empty where there is none."""
        ids = self._repository.ids_named(Objection, title) if title.strip() else []
        return _words(self._recall.standing(self._repository.need(Objection, ids[0]))) if ids else ""


def _words(standing: Standing) -> str:
    return f"“{standing.objection.title}” ({standing.words}) — {standing.best_words}"
