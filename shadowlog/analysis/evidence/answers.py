"""Where an objection stands: from how many buyers it was heard and which answer worked, without reading a mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.spoken import SpokenWith, spans, spoken_with, trend_among
from shadowlog.analysis.evidence.responses import (
    ResponseRecord,
    best_of,
    buyer_count,
    none_best,
    response_records,
    worked_at_all,
    worked_words,
)
from shadowlog.analysis.stats.intervals import interval_words, percent
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import Objection, ProofPoint, Response
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_BRIEF = 15
"""Characters of how the best answer did, in the narrow column of a list."""


@dataclass(frozen=True)
class Standing:
    """Where an objection stands."""

    objection: Objection
    times: int
    """How often it was heard."""
    buyers: int
    unnamed: int
    """How many of the buyers are conversations without a name."""
    trend: Trend
    answers: Sequence[ResponseRecord]
    """The responses that were tried, the best first."""
    prepared: Sequence[Response] = ()
    """Responses prepared for it that were not tried yet."""

    @property
    def best(self) -> ResponseRecord | None:
        """The best answer, or None if there are too few outcomes to say so."""
        return best_of(self.answers)

    @property
    def worked_words(self) -> str:
        """``worked for 4 of 8 buyers`` of the best answer, or why no answer is called the best."""
        best = self.best
        return worked_words(best) if best else none_best(self.answers)

    @property
    def best_words(self) -> str:
        """``worked for 4 of 8 buyers: We take back …``, or why no answer is called the best."""
        best = self.best
        return answer_words(best) if best else none_best(self.answers)

    @property
    def in_brief(self) -> str:
        """``worked 4 of 8``, or of all answers together where none is called the best; at most 15 characters."""
        best = self.best
        share = best.worked if best else worked_at_all(self.answers)
        if share.of:
            ways = (
                f"worked {share.counts}",
                f"{share.hits}/{share.of} worked",
                f"{percent(share.hits / share.of)} worked",
            )
            return next(words for words in ways if len(words) <= _BRIEF)
        return "not known yet" if self.answers else "not tried yet" if self.prepared else "no answer yet"

    @property
    def summary(self) -> str:
        """``heard 14 times from 9 buyers, rising · worked for 4 of 8 buyers: We take back …``."""
        return f"{self.words} · {self.best_words}"

    @property
    def words(self) -> str:
        """``heard 14 times from 9 buyers, rising``."""
        if not self.times:
            return "not heard yet"
        if self.times == 1:
            return "heard once"
        by_whom = f"{'in' if self.unnamed == self.buyers else 'from'} {buyer_count(self.buyers, self.unnamed)}"
        direction = f", {self.trend.way}" if self.trend.way in ("rising", "falling") else ""
        return f"heard {self.times:,} times {by_whom}{direction}"


class Standings:
    """Where objections stand. Each is looked up once, until something in the log changes or the day does (UTC)."""

    def __init__(self, repository: Repository, finder: Finder) -> None:
        self._repository = repository
        self._finder = finder
        self._true_of: tuple[int, date] | None = None
        """The state of the log and the day that what was looked up is true of."""
        self._spoken = SpokenWith(set(), set(), named=False)
        self._mentions = FacetCounts(finder)
        self._spans: Sequence[FacetCounts] = ()
        self._by_objection: dict[str, Standing] = {}
        self._responses: dict[str, Response | None] = {}

    def of(self, objection: Objection, today: date | None = None) -> Standing:
        """Where an objection stands on a day (UTC), by default today."""
        day = today or datetime.now(timezone.utc).date()
        with self._repository.event_store.guard:
            if self._true_of != (now := (self._finder.state, day)):
                self._true_of = now
                counting = FacetCounts(self._finder)
                self._spoken = spoken_with(counting, day)
                self._mentions = counting.among("is=mentions")
                self._spans = spans(self._mentions, day)
                self._by_objection.clear()
                self._responses.clear()
            known = self._by_objection.get(objection.id)
            if known is None:
                known = self._by_objection[objection.id] = self._look_up(objection)
            return known

    def _look_up(self, objection: Objection) -> Standing:
        facet = f"objection={objection.id}"
        mentions = self._mentions.among(facet)
        unnamed = len(mentions.buyers(named=False))
        answers = response_records(mentions, self._used(objection))
        tried = {record.response.id for record in answers}
        meant_for_it = self._repository.referring(Response, objection.id, "objections")
        return Standing(
            objection,
            mentions.total,
            len(mentions.buyers(named=True)) + unnamed,
            unnamed,
            trend_among(self._spoken, [span.buyers(facet, named=self._spoken.named) for span in self._spans]),
            answers,
            [response for response in meant_for_it if response.id not in tried],
        )

    def _used(self, objection: Objection) -> list[Response]:
        """The responses that were ever used for an objection. Each is read once: many objections share some."""
        keys = self._repository.named_together(objection.id, "objection", "response")
        unread = [(Response.table, key) for key in keys if key not in self._responses]
        self._responses.update((key, None) for _, key in unread)
        self._responses.update(
            (response.id, response) for response in self._repository.some(unread) if isinstance(response, Response)
        )
        return [response for key in keys if (response := self._responses[key])]


def standing(repository: Repository, finder: Finder, objection: Objection, today: date) -> Standing:
    """Where an objection stands on a day (UTC)."""
    return Standings(repository, finder).of(objection, today)


def answer_words(record: ResponseRecord) -> str:
    """How an answer did, and what it says: ``worked for 4 of 8 buyers: We take back …``."""
    return f"{worked_words(record)}: {record.response.text}"


def certainty_words(record: ResponseRecord) -> str:
    """How sure that is: ``95 % interval 22–78 %, resolved for 3``; empty where no outcome is known."""
    if not record.worked.of:
        return ""
    between = (
        f"95 % interval {interval_words(record.worked.interval)}" if record.worked.enough else "too few for a rate"
    )
    return f"{between}, resolved for {record.resolved.hits}" if record.resolved.hits else between


def proof_of(repository: Repository, response: Response, today: date) -> list[tuple[ProofPoint, bool]]:
    """The proof points behind an answer, each with whether it is past its date."""
    points = (repository.get(ProofPoint, key) for key in response.proof_points)
    return [(point, bool(point.expires_on and point.expires_on < today)) for point in points if point is not None]
