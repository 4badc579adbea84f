"""The evidence for an objection, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shadowlog.analysis.counting.buyers import Talk, buyers_of
from shadowlog.analysis.counting.comparisons import Comparisons, compare
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes, WonShares
from shadowlog.analysis.counting.spoken import SpokenWith, trend
from shadowlog.analysis.evidence.responses import ResponseRecord, response_records
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import Insight, Mention, Objection, Persona, Response
from shadowlog.domain.values import Basis, InsightKind, Outcome, Stage

_SAID = tuple(f"basis={basis}" for basis in Basis if basis.from_buyer)
_REPORTED = tuple(f"basis={basis}" for basis in Basis if not basis.from_buyer)


@dataclass
class ObjectionEvidence:
    """Everything heard of an objection. Mentions are amounts; every share is of buyers."""

    objection: Objection
    mentions: list[Mention]
    """Latest first."""
    talks: set[Talk]
    """The conversations in which it was raised, each with its buyer."""
    by_persona: dict[str, int]
    """Buyers by persona id; the empty id where the speaker's persona is not known."""
    by_stage: dict[Stage, int]
    """Buyers by the stage at which it was raised."""
    outcomes: Counter[Outcome]
    """What became of it, by how many mentions."""
    won: WonShares
    """How it ended with the buyers that raised it."""
    won_by_persona: dict[str, WonShares]
    """The same by persona id, as in ``by_persona``."""
    won_with: dict[str, WonShares]
    """The same by the id of the response that was used."""
    won_without: dict[str, WonShares]
    """How it ended with the buyers that raised it and with whom a response was not used, by its id."""
    reported: int
    """How many of the buyers are only reported by the team to have raised it."""
    trend: Trend
    responses: list[ResponseRecord]
    comparisons: Comparisons
    """Of the responses, by how many buyers they worked with."""
    competitors: list[Insight]
    """Mentions of competitors at the same encounters."""


def objection_evidence(
    reader: RecordReader,
    counting: FacetCounts,
    outcomes: Outcomes,
    objection: Objection,
    spoken: SpokenWith | None = None,
) -> ObjectionEvidence:
    """The evidence for an objection, as of the reader's day; ``counting`` covers the same records, and ``spoken`` are
    the buyers spoken with, if they are known already.
    """
    mentions = reader.in_order(reader.referring(Mention, objection.id, "objection"))
    reader.fetch(Persona, (mention.persona for mention in mentions))
    heard = counting.among("is=mentions", f"objection={objection.id}")
    tried = reader.fetch(Response, sorted({mention.response for mention in mentions if mention.response}))
    responses = response_records(heard, tried)
    speakers = {mention.persona if reader.get(Persona, mention.persona) else "" for mention in mentions}
    by_persona = {key or "": heard.talks(f"persona={key}" if key else "no=persona") for key in speakers}
    stages = ((stage, len(buyers_of(heard.talks(f"stage={stage}")))) for stage in Stage)
    raised = heard.talks()
    used = {response.id: heard.talks(f"response={response.id}") for response in tried}
    spared = {key: buyers_of(raised) - buyers_of(talks) for key, talks in used.items()}
    (said, _), (told, _) = heard.parted(*_SAID), heard.parted(*_REPORTED)
    numbered = reader.repository.naming_any(
        Insight, [mention.encounter for mention in mentions if mention.encounter], "encounter"
    )
    competitors = [
        insight for insight in reader.read(Insight, numbered) if insight.kind is InsightKind.COMPETITOR_MENTION
    ]
    return ObjectionEvidence(
        objection=objection,
        mentions=mentions,
        talks=raised,
        by_persona={key: len(buyers_of(talks)) for key, talks in by_persona.items()},
        by_stage={stage: buyers for stage, buyers in stages if buyers},
        outcomes=Counter(mention.outcome for mention in mentions),
        won=outcomes.of(raised),
        won_by_persona={key: outcomes.of(talks) for key, talks in by_persona.items()},
        won_with={key: outcomes.of(talks) for key, talks in used.items()},
        won_without={key: outcomes.of(talk for talk in raised if talk[0] in buyers) for key, buyers in spared.items()},
        reported=len(buyers_of(told.talks()) - buyers_of(said.talks())),
        trend=objection_trend(counting, reader.as_of, objection.id, spoken),
        responses=responses,
        comparisons=compare({record.response.id: (record.worked,) for record in responses}),
        competitors=reader.in_order(competitors),
    )


def objection_trend(counting: FacetCounts, as_of: date, objection: str, spoken: SpokenWith | None = None) -> Trend:
    """Whether more or fewer of the buyers spoken with raise an objection, given by its id, up to a day (UTC)."""
    return trend(counting, as_of, lambda span: span.talks("is=mentions", f"objection={objection}"), spoken)


def by_objection(reader: RecordReader, mentions: Iterable[Mention]) -> list[tuple[Objection, list[Mention]]]:
    """The objections in some mentions, each with its mentions, those heard most often first."""
    by_id: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.objection:
            by_id.setdefault(mention.objection, []).append(mention)
    pairs = [(objection, by_id[objection.id]) for objection in reader.fetch(Objection, by_id)]
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair[0].title, pair[0].id))
