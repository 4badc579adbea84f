"""Which answers have worn out: they worked for fewer buyers than the others to the same objection, by the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.evidence.responses import ResponseRecord, response_records
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.stats.differences import Difference, comparable, differences
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.domain.records import Objection, Response


class WornAnswer(NamedTuple):
    """An answer that does worse than the others to an objection."""

    objection: Objection
    answer: ResponseRecord
    best: ResponseRecord
    """The answer that does best."""
    difference: Difference
    """Of the answer that the rule calls different, which stands for both where there are only two."""
    different: str
    """The id of that answer."""


class WornAnswers(NamedTuple):
    """The comparisons of all answers to all objections, and what they found."""

    made: int
    found: Sequence[WornAnswer] = ()


def worn_answers(reader: RecordReader, counting: FacetCounts) -> WornAnswers:
    """The answers that do worse than the others, over all objections, which are compared together."""
    mentions = counting.among("is=mentions")
    tried: list[tuple[Objection, dict[str, ResponseRecord]]] = []
    for objection in sorted(reader.every(Objection), key=lambda objection: (objection.title, objection.id)):
        heard = mentions.among(f"objection={objection.id}")
        if heard.total >= 2 * FEWEST:
            keys = sorted(reader.repository.named_together(objection.id, "objection", "response"))
            records = response_records(heard, reader.fetch(Response, keys))
            tried.append((objection, {record.response.id: record for record in records}))
    shares = [{key: record.worked for key, record in answers.items()} for _, answers in tried]
    made = sum(len(comparable(group)) for group in shares)
    found = []
    for (objection, answers), group in zip(tried, shares, strict=True):
        best = next(iter(answers.values()), None)
        for key, difference in differences(group, made).items():
            worse = _worse(answers, key, difference)
            if worse and best:
                found.append(WornAnswer(objection, worse, best, difference, key))
    return WornAnswers(made, found)


def _worse(answers: dict[str, ResponseRecord], key: str, difference: Difference) -> ResponseRecord | None:
    """The answer that a difference shows to be worse: of only two answers the other, where it is for the better."""
    if not difference.above:
        return answers[key]
    known = [record for record in answers.values() if record.worked.of]
    return next((record for record in known if record.response.id != key), None) if len(known) == 2 else None
