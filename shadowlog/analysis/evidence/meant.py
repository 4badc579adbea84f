"""Which objections somebody may mean who asks for the answers to one: those called so, those alike, or what is heard
most.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.evidence.answers import Standing, Standings
from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.records import Objection
from shadowlog.domain.values import ObjectionCategory
from shadowlog.services.resolve import resolve
from shadowlog.store.names import ids_meant
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.similar import SimilarObjections

_OFFERED = 3
"""The most objections that are offered because they are alike, and as many because of their category."""

_HEARD_MOST = 5
_LOOKED_AT = 40
"""Of how many objections, those mentioned most often, the buyers are counted."""


class Why(StrEnum):
    """Why an objection may be meant."""

    CALLED = "called so"
    ALIKE = "alike"
    CATEGORY = "same category"
    HEARD_MOST = "heard most"


class Meant(NamedTuple):
    """An objection that may be meant, with where it stands."""

    standing: Standing
    wording: str
    """The wording of it that resembles what was asked for; its title where none does."""
    why: Why


def objections_meant(repository: Repository, finder: Finder, text: str, today: date) -> list[Meant]:
    """The objections that words or an id may mean, those with an answer that worked first.

    That is the one of this id or whole wording, else those that sound like the words. Where none of them has an answer
    that worked, others of their category follow that have one. Where nothing is alike, what most buyers raised is
    offered. Empty if nothing was ever heard.
    """
    standings = Standings(repository, finder)
    called = _called(repository, text)
    if called is not None:
        found = [Meant(standings.of(called, today), called.title, Why.CALLED)]
    else:
        alike = _alike(repository, finder, text)
        found = [Meant(standings.of(each, today), wording, Why.ALIKE) for each, wording in alike]
        found.sort(key=lambda meant: meant.standing.best is None)
    if not found:
        counted = sorted(_heard_most(repository, finder, standings, today), key=_order)
        return [Meant(each, each.objection.title, Why.HEARD_MOST) for each in counted[:_HEARD_MOST]]
    if any(meant.standing.best for meant in found):
        return found
    categories = {meant.standing.objection.category for meant in found} - {ObjectionCategory.OTHER}
    known = {meant.standing.objection.id for meant in found}
    others = [
        each
        for each in _heard_most(repository, finder, standings, today, categories)
        if each.best and each.objection.id not in known
    ]
    return found + [Meant(each, each.objection.title, Why.CATEGORY) for each in sorted(others, key=_order)[:_OFFERED]]


def _order(standing: Standing) -> tuple[int, str]:
    """The sort key of objections, those of most buyers first."""
    return -standing.buyers, standing.objection.title


def _called(repository: Repository, text: str) -> Objection | None:
    """The objection of this id, or of exactly this wording."""
    try:
        found = resolve(repository, Objection, text)
    except (NotFound, Ambiguous):
        return None
    # One whose wording only begins so, or has a word that does, hides no others.
    by_part = found.id in ids_meant(repository.event_store, Objection.table, text)
    return None if by_part and found.id not in repository.ids_named(Objection, text) else found


def _alike(repository: Repository, finder: Finder, text: str) -> list[tuple[Objection, str]]:
    """The objections that sound like a text, likeliest first, and those whose wording begins so, each with its
    wording.
    """
    similar = SimilarObjections(repository.event_store, finder).find(text, _OFFERED)
    wordings = {match.objection: match.wording for match in similar if match.fits}
    begin = [key for key in ids_meant(repository.event_store, Objection.table, text) if key not in wordings]
    keys = [*wordings, *begin[:_OFFERED]]
    objections = (repository.get(Objection, key) for key in keys)
    return [(each, wordings.get(each.id, each.title)) for each in objections if each is not None]


def _heard_most(
    repository: Repository,
    finder: Finder,
    standings: Standings,
    today: date,
    categories: Iterable[ObjectionCategory] | None = None,
) -> list[Standing]:
    """Where the objections (of some categories, if given) stand that were mentioned most often."""
    times = FacetCounts(finder).among("is=mentions").values("objection")
    most = sorted(times, key=lambda key: (-times[key], key))
    wanted = None if categories is None else set(categories)
    found: list[Standing] = []
    for key in most:
        objection = repository.get(Objection, key)
        if objection is not None and (wanted is None or objection.category in wanted):
            found.append(standings.of(objection, today))
            if len(found) == _LOOKED_AT:
                break
    return found
