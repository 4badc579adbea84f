"""The search over the log, and the care for its index."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from shadowlog.domain.records import Objection
from shadowlog.tui.session import Session

if TYPE_CHECKING:
    from shadowlog.analysis.evidence.answers import Standing
    from shadowlog.store.search.finder import Finder

_PATIENCE = 60.0
"""Seconds a process is given to write the search index before another is started."""


class SearchIndex:
    """The search. Once it was used, its index is kept up to date by a process of its own."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._used = False
        self._write_from = 0.0
        """When the index may be written by another process again."""

    @property
    def finder(self) -> Finder:
        """The search over the log."""
        self._used = True
        return self._session.recall.finder

    def standing(self, objection: Objection) -> Standing | None:
        """Where an objection stands today, None while the index is not there yet."""
        return None if self.finder.missing else self._session.recall.standing(objection)

    def look_after(self, taken_up: Callable[[], object]) -> None:
        """Have the index written where it is worth it, and take it up when it is: ``taken_up`` is called then."""
        if not self._used:
            return
        if self.finder.look():
            taken_up()
        elif self.finder.worth_writing and monotonic() > self._write_from:
            from shadowlog.store.maintenance.background_jobs import write_index

            self._write_from = monotonic() + _PATIENCE
            if not self._session.repository.event_store.read_only:
                write_index(self._session.repository.workspace)
