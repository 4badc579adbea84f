"""What happened with the contributions of a person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shadowlog.analysis.evidence.answers import Standings
from shadowlog.analysis.feedback.loop import CONTRIBUTIONS, Feedback, Loop
from shadowlog.domain.records import ContentRequest, Insight, Mention, Objection, Record
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import LoopState
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_LONGEST = 90
"""Characters of the best answer to an objection."""


class ContributionFeedback(NamedTuple):
    """A contribution with its feedback in words."""

    record: Record
    became: str
    state: LoopState


class FeedbackWriter:
    """Describes in words what happened with a contribution, to one person if given by id."""

    def __init__(self, repository: Repository, finder: Finder, today: date, person: str = "") -> None:
        self._person = person
        self._repository = repository
        self._standings = Standings(repository, finder)
        self._today = today
        self._loop = Loop(repository)

    def words(self, record: Record) -> str:
        """What happened with a contribution, in words; empty if the record is not one."""
        match record:
            case ContentRequest():
                return _feedback_words(self._loop.feedback(record, self._person)) or record.status.words
            case Insight():
                themes = [self._repository.heading("themes", key) for key in record.signals]
                counts = f"counts for {', '.join(themes)}" if themes else "not tagged yet"
                return "; ".join(
                    part for part in (_feedback_words(self._loop.feedback(record, self._person)), counts) if part
                )
            case Mention() if objection := self._repository.get(Objection, record.objection or ""):
                standing = self._standings.of(objection, self._today)
                answer = _feedback_words(self._loop.feedback(record, self._person))
                words = f"{objection.status.words}, {standing.words}; {_short(standing.best_words)}"
                return f"{answer}; {words}" if answer else words
        return ""

    def state(self, record: Record) -> LoopState:
        """The state of a contribution."""
        if isinstance(record, CONTRIBUTIONS):
            return self._loop.feedback(record, self._person).state
        return LoopState.RECEIVED


class Contributions:
    """Everything a person contributed: insights, mentions and content requests, newest first.

    These are the ones they entered, those heard where they were the rep, and those they asked for.
    """

    def __init__(self, repository: Repository, finder: Finder, person: str, today: date) -> None:
        self._repository = repository
        self._finder = finder
        self._feedback = FeedbackWriter(repository, finder, today, person)
        kinds = tuple(kind.declared.word for kind in CONTRIBUTIONS)
        self.hits = finder.find(Filter((Clause((person,), "from"), Clause(kinds, "is"))))

    def __len__(self) -> int:
        return len(self.hits)

    def page(self, offset: int, limit: int) -> list[ContributionFeedback]:
        """At most ``limit`` contributions, from ``offset`` on."""
        keys = self._finder.keys(self.hits, offset, limit)
        records = self._repository.some(keys)
        return [
            ContributionFeedback(record, self._feedback.words(record), self._feedback.state(record))
            for record in records
        ]


def _feedback_words(standing: Feedback) -> str:
    """The feedback in words; empty if nobody has acted on the contribution yet."""
    if standing.state in (LoopState.RECEIVED, LoopState.ACKNOWLEDGED):
        return ""
    when = f" (told {standing.told:%Y-%m-%d})" if standing.told else ""
    return f"{standing.answer or standing.state.words}{when}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
