"""How responses to objections did: tried with how many buyers, and with how many of them they worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowlog.analysis.counting.buyers import is_named
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.records import Response
from shadowlog.domain.values import Outcome

ENOUGH = 3
"""The number of buyers with a known outcome from which a response may be called the best."""

_KNOWN = {f"outcome={outcome}": outcome for outcome in Outcome if outcome is not Outcome.UNKNOWN}


@dataclass(frozen=True)
class ResponseRecord:
    """How a response did. A buyer counts once, by what became of the objection the last time it was tried."""

    response: Response
    tried: int
    """Buyers it was tried with. A conversation without a name counts as one."""
    unnamed: int
    """How many of those are conversations without a name."""
    resolved: Share
    """Of the buyers whose outcome is known."""
    worked: Share
    """Resolved, or at least progressed."""
    known: frozenset[int] = frozenset()
    """The buyers whose outcome is known."""
    worked_with: frozenset[int] = frozenset()
    """Those of them with whom it worked."""

    @property
    def may_be_best(self) -> bool:
        """Whether enough outcomes are known to call it the best, and it worked with somebody."""
        return self.worked.of >= ENOUGH and self.worked.hits > 0

    @property
    def rank(self) -> tuple[bool, float, float, int, str]:
        """The sort key of responses, the best first: those that may be called so, by the low end of the interval of
        buyers it worked with.
        """
        low = self.worked.interval[0] if self.worked.of else 0.0
        resolved = self.resolved.interval[0] if self.resolved.of else 0.0
        return not self.may_be_best, -low, -resolved, -self.tried, self.response.id


def response_records(mentions: FacetCounts, responses: Iterable[Response]) -> list[ResponseRecord]:
    """How each of some responses did in the mentions that are covered, the best first. Those not tried are left out."""
    each = list(responses)
    by_response = mentions.latest_by([f"response={response.id}" for response in each], _KNOWN)
    records = []
    for response, (buyers, last) in zip(each, by_response, strict=True):
        if buyers:
            resolved = sum(outcome is Outcome.RESOLVED for outcome in last.values())
            worked = {buyer for buyer, outcome in last.items() if outcome in (Outcome.RESOLVED, Outcome.PROGRESSED)}
            records.append(
                ResponseRecord(
                    response,
                    len(buyers),
                    sum(not is_named(buyer) for buyer in buyers),
                    Share(resolved, len(last)),
                    Share(len(worked), len(last)),
                    frozenset(last),
                    frozenset(worked),
                )
            )
    return sorted(records, key=lambda record: record.rank)


def best_of(records: Sequence[ResponseRecord]) -> ResponseRecord | None:
    """The best response, or None: of those that may be called so, the one whose interval begins highest. ``records``
    are sorted, the best first.
    """
    return next((record for record in records if record.may_be_best), None)


def worked_at_all(records: Sequence[ResponseRecord]) -> Share:
    """Of the buyers of whom the outcome of any response is known, those with whom one worked: each counts once."""
    known = {buyer for record in records for buyer in record.known}
    worked = {buyer for record in records for buyer in record.worked_with}
    return Share(len(worked), len(known))


def worked_words(record: ResponseRecord) -> str:
    """``worked for 4 of 8 buyers``, of those whose outcome is known; or that it is not known."""
    if not record.worked.of:
        return f"tried with {buyer_count(record.tried, record.unnamed)}, outcome not known yet"
    return f"worked for {record.worked.counts} buyer{'' if record.worked.of == 1 else 's'}"


def none_best(records: Sequence[ResponseRecord]) -> str:
    """Why none of the responses is called the best, in words."""
    worked = worked_at_all(records)
    if not records:
        return "no answer was tried yet"
    if not worked.of:
        return "not known yet how the answers did"
    if worked.hits:
        buyers = "buyer" if worked.of == 1 else "buyers"
        return f"too few to tell which answer is best (one worked for {worked.counts} {buyers})"
    return f"no answer has worked yet ({worked.counts})"


def buyer_count(buyers: int, unnamed: int = 0, reported: int = 0) -> str:
    """``1 buyer``, ``12 buyers``, ``12 buyers (3 of them conversations without a name)``, ``12 buyers (4 of them as the
    team reports)``. ``reported`` are those who did not say it themselves.
    """
    if unnamed and unnamed == buyers:
        words, apart = f"{buyers:,} conversation{'' if buyers == 1 else 's'} without a name", []
    else:
        words = f"{buyers:,} buyer{'' if buyers == 1 else 's'}"
        what = "a conversation" if unnamed == 1 else "conversations"
        apart = [f"{unnamed:,} of them {what} without a name"] if unnamed else []
    if reported and reported == buyers:
        words += ", as the team reports"
    elif reported:
        apart.append(f"{reported:,} {'' if apart else 'of them '}as the team reports")
    return f"{words} ({', '.join(apart)})" if apart else words
