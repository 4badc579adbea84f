"""How often an objection was heard and which answers worked, counted without reading a mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.analysis.evidence.responses import ResponseRecord, counted_responses
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.analysis.stats.trends import RECENT, Trend
from shadowlog.domain.records import Objection, ProofPoint, Response
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder


@dataclass(frozen=True)
class Standing:
    """Where an objection stands."""

    objection: Objection
    times: int
    """How often it was heard."""
    accounts: int
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
    def best_words(self) -> str:
        """Which answer did best, or why none is named."""
        if best := self.best:
            return f"best answer so far: {best.response.text}"
        return none_best(self.answers)

    @property
    def words(self) -> str:
        """``heard 14 times at 9 accounts, rising``."""
        times = "once" if self.times == 1 else f"{self.times:,} times"
        where = f" at {self.accounts:,} account{'' if self.accounts == 1 else 's'}" if self.accounts else ""
        way = self.trend.words.partition(" (")[0]
        direction = f", {way}" if way in ("rising", "falling") else ""
        return f"heard {times}{where}{direction}" if self.times else "not heard yet"


def standing(repository: Repository, finder: Finder, objection: Objection, today: date) -> Standing:
    """Where an objection stands on a day (UTC)."""
    with repository.event_store.guard:
        heard = FacetCounts(finder).among("is=mentions", f"objection={objection.id}")
        recent, before = (
            heard.between(today - timedelta(days=first), today - timedelta(days=last)).total
            for first, last in ((RECENT - 1, 0), (2 * RECENT - 1, RECENT))
        )
        keys = repository.named_together(objection.id, "objection", "response")
        responses = (response for key in keys if (response := repository.get(Response, key)))
        answers = [record for record in counted_responses(heard, responses) if record.used]
        tried = {record.response.id for record in answers}
        meant_for_it = repository.referring(Response, objection.id, "objections")
        prepared = [response for response in meant_for_it if response.id not in tried]
        return Standing(objection, heard.total, len(heard.accounts()), Trend(recent, before), answers, prepared)


ENOUGH = 3
"""The number of known outcomes from which an answer may be called the best."""


def best_of(answers: Sequence[ResponseRecord]) -> ResponseRecord | None:
    """The best answer among those with enough known outcomes that worked at least once; ``answers`` are sorted, the
    best first.
    """
    return next((record for record in answers if record.progressed.of >= ENOUGH and record.progressed.hits), None)


def none_best(answers: Sequence[ResponseRecord]) -> str:
    """Why none of the answers is called the best, in words."""
    worked = sum(record.progressed.hits for record in answers)
    outcomes = sum(record.progressed.of for record in answers)
    if not answers:
        return "no answer was tried yet"
    if not outcomes:
        return "not known yet how the answers did"
    if worked:
        return f"too few to tell which answer is best ({worked} of {outcomes} worked)"
    return f"no answer has worked yet (0 of {outcomes})"


def answer_words(record: ResponseRecord) -> str:
    """How an answer did: ``tried 6: resolved 3 of 5 (…), at least progressed 4 of 5 (…)``."""
    if not record.resolved.of:
        return f"tried {record.used}, outcome not known yet"
    few = "; too few to tell" if record.resolved.of < FEWEST else ""
    return f"tried {record.used}: resolved {record.resolved}, at least progressed {record.progressed}{few}"


def proof_of(repository: Repository, response: Response, today: date) -> list[tuple[ProofPoint, bool]]:
    """The proof points behind an answer, each with whether it is past its date."""
    points = (repository.get(ProofPoint, key) for key in response.proof_points)
    return [(point, bool(point.expires_on and point.expires_on < today)) for point in points if point is not None]
