"""The objection that is offered in a form while one types its words, since it was heard before."""

from __future__ import annotations

from collections.abc import Mapping

from shadowlog.analysis.evidence.answers import Standing
from shadowlog.analysis.recall import Recall

_FEWEST = 4
"""Characters from which on an objection is looked for."""


class HeardBefore:
    """The objection that is offered, and what to know of the one that was taken."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._offered: Standing | None = None
        self._taken: Standing | None = None

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
        self._taken, self._offered = self._offered, None
        if self._taken is None:
            return {}
        objection = self._taken.objection
        words = typed["verbatim"] if typed["verbatim"].strip() else typed["title"]
        return {"title": objection.title, "verbatim": words, "category": objection.category.value}

    def kept(self, title: str) -> str:
        """What to know of the objection that was taken, as long as the form is about it; it is what one answers by."""
        return _words(self._taken) if self._taken is not None and self._taken.objection.title == title else ""


def _words(standing: Standing) -> str:
    best = f" — say: {standing.best.response.text}" if standing.best else ""
    return f"“{standing.objection.title}” ({standing.words}){best}"
