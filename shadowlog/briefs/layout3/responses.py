"""How responses to objections did, over the mentions they were used in, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.layout3.shares import Share
from shadowlog.domain.records import Mention, Objection, Response
from shadowlog.domain.values import Outcome


@dataclass(frozen=True)
class ResponseRecord:
    """How a response did, over the mentions it was used in that have a known outcome."""

    response: Response
    used: int
    resolved: Share
    progressed: Share
    """Resolved or at least progressed."""

    @classmethod
    def of(cls, response: Response, outcomes: Mapping[Outcome, int]) -> ResponseRecord:
        """How a response did, from the number of times each outcome followed."""
        used = sum(outcomes.values())
        decided = used - outcomes.get(Outcome.UNKNOWN, 0)
        resolved = outcomes.get(Outcome.RESOLVED, 0)
        moved = resolved + outcomes.get(Outcome.PROGRESSED, 0)
        return cls(response, used, Share(resolved, decided), Share(moved, decided))

    @property
    def rank(self) -> tuple[float, float, int, str]:
        """The sort key of responses, the best first: the low end of the interval of objections they may have moved."""
        low = self.progressed.interval[0] if self.progressed.of else 0.0
        return -low, -self.resolved.interval[0] if self.resolved.of else 0.0, -self.used, self.response.id


def responses_to(reader: RecordReader, mentions: list[Mention]) -> list[ResponseRecord]:
    """How each response did in these mentions, the best first."""
    outcomes: dict[str, Counter[Outcome]] = {}
    for mention in mentions:
        if mention.response:
            outcomes.setdefault(mention.response, Counter())[mention.outcome] += 1
    records = (ResponseRecord.of(response, outcomes[response.id]) for response in reader.fetch(Response, outcomes))
    return sorted(records, key=lambda record: record.rank)


def counted_responses(heard: FacetCounts, responses: Iterable[Response]) -> list[ResponseRecord]:
    """How each of these responses did in the mentions that ``heard`` covers, the best first, without reading them."""
    records = []
    for response in responses:
        mentions = heard.among(f"response={response.id}")
        records.append(
            ResponseRecord.of(response, {outcome: mentions.count(f"outcome={outcome}") for outcome in Outcome})
        )
    return sorted(records, key=lambda record: record.rank)


def tried(reader: RecordReader, counting: FacetCounts, objection: Objection, fewest: int = 0) -> list[ResponseRecord]:
    """How each response to an objection did that was tried at least ``fewest`` times, the best first."""
    heard = counting.among(f"objection={objection.id}", "is=mentions")
    if heard.total < fewest:
        return []
    keys = reader.repository.named_together(objection.id, "objection", "response")
    if fewest:
        used = heard.crossed([f"response={key}" for key in keys], [])
        keys = [key for key, (count,) in zip(keys, used, strict=True) if count >= fewest]
    return counted_responses(heard, reader.fetch(Response, keys))


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
