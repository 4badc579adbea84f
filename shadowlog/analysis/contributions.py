"""What became of what somebody contributed."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shadowlog.analysis.answers import standing
from shadowlog.domain.filters import Clause, Filter
from shadowlog.domain.records import ContentRequest, Insight, Mention, Objection, Record, Response
from shadowlog.store.logbook import Logbook
from shadowlog.store.search.finder import Finder


class Contribution(NamedTuple):
    """Something somebody said, and what became of it, in words."""

    record: Record
    became: str


class Becoming:
    """Says what became of contributions."""

    def __init__(self, logbook: Logbook, finder: Finder, today: date) -> None:
        self._logbook = logbook
        self._finder = finder
        self._today = today

    def words(self, record: Record) -> str:
        """What became of a contribution, in words; nothing for a record that is none."""
        match record:
            case ContentRequest():
                return record.status.words
            case Insight():
                themes = [self._logbook.heading("themes", key) for key in record.signals]
                return f"counts for {', '.join(themes)}" if themes else "not tagged yet"
            case Mention() if objection := self._logbook.get(Objection, record.objection or ""):
                held = standing(self._logbook, self._finder, objection, self._today)
                best = f"; best answer: {_short(held.answers[0].response)}" if held.answers else "; no answer yet"
                return f"{objection.status.words}, {held.words}{best}"
        return ""


class Contributions:
    """Everything a person contributed: insights, objections heard, content requests; newest first."""

    def __init__(self, logbook: Logbook, finder: Finder, person: str, today: date) -> None:
        self._logbook = logbook
        self._finder = finder
        self._becoming = Becoming(logbook, finder, today)
        kinds = ("insight", "mention", "content-request")
        self.hits = finder.find(Filter((Clause((person,), "by"), Clause(kinds, "is"))))

    def __len__(self) -> int:
        return len(self.hits)

    def page(self, offset: int, limit: int) -> list[Contribution]:
        """Some of them."""
        keys = self._finder.keys(self.hits, offset, limit)
        return [Contribution(record, self._becoming.words(record)) for record in self._logbook.some(keys)]


def _short(response: Response) -> str:
    return response.text if len(response.text) <= 60 else response.text[:59] + "…"
