"""Which figures of a theme stand: those of the wording in force, since its message was last reworded.

Where nobody has been heard since, those of the wording before. Every brief and board that says how a theme is received
counts it within ``Wordings.standing``.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from itertools import pairwise
from typing import NamedTuple

from shadowlog.analysis.counting.buyers import buyers_of, is_named
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.receptions import reception
from shadowlog.domain.records import Theme
from shadowlog.store.log.operations import moment_of
from shadowlog.store.repository import Repository


class Reworded(NamedTuple):
    """The counts parted where a theme's message was last reworded."""

    on: date
    """The first day (UTC) of the wording in force."""
    since: FacetCounts
    before: FacetCounts
    heard: bool
    """Whether a buyer with a name was heard since, so that the figures since stand."""

    @property
    def standing(self) -> FacetCounts:
        """The counts that stand."""
        return self.since if self.heard else self.before


class Wordings:
    """The counts that stand for each theme, up to a day (UTC). Make a new one after a change."""

    def __init__(self, repository: Repository, counting: FacetCounts, as_of: date) -> None:
        self._repository = repository
        self.counting = counting
        """The counts over every wording."""
        self._as_of = as_of
        self._reworded: dict[str, Reworded | None] = {}

    def reworded(self, theme: str) -> Reworded | None:
        """How the counts part for a theme, given by its id; None if its message never changed, or was not heard of
        before it did.
        """
        if theme not in self._reworded:
            self._reworded[theme] = self._look_up(theme)
        return self._reworded[theme]

    def standing(self, theme: str) -> FacetCounts:
        """The counts that stand for a theme, given by its id."""
        reworded = self.reworded(theme)
        return reworded.standing if reworded else self.counting

    def stands(self, theme: str, day: date) -> bool:
        """Whether what was heard of a theme on a day (UTC) is in the counts that stand."""
        reworded = self.reworded(theme)
        return reworded is None or (day >= reworded.on) is reworded.heard

    def _look_up(self, theme: str) -> Reworded | None:
        day = message_since(self._repository, theme)
        if day is None or day > self._as_of:
            return None
        before, since = self.counting.parted_on(day)
        if not reception(before, theme).raised:
            return None
        heard = any(map(is_named, buyers_of(reception(since, theme).raised)))
        return Reworded(day, since, before, heard)


def message_since(repository: Repository, theme: str) -> date | None:
    """The day (UTC) on which the message of a theme, given by its id, was last reworded, by the log's history; None if
    it never was. What a day ends with counts: a rewording that was undone on the same day is none.
    """
    by_day: dict[date, str] = {}
    for operation in repository.event_store.operations((Theme.table, theme)):
        wording = operation.get("set", {}).get("message")
        if isinstance(wording, str) and wording.strip():
            by_day[datetime.fromtimestamp(moment_of(operation), timezone.utc).date()] = wording
    days = sorted(by_day)
    reworded = [day for before, day in pairwise(days) if by_day[day] != by_day[before]]
    return reworded[-1] if reworded else None
