"""The evidence for objections and events, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.record_reader import RecordReader, account_of
from shadowlog.briefs.layout3.responses import ResponseRecord, responses_to
from shadowlog.briefs.layout3.shares import Trend, trend
from shadowlog.domain.records import ContentRequest, Encounter, Event, Insight, Mention, Objection, Persona, Response
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import InsightKind, Outcome, Stage, Tier


@dataclass
class ObjectionEvidence:
    """Everything heard of an objection."""

    objection: Objection
    mentions: list[Mention]
    accounts: set[str]
    by_persona: Counter[str]
    by_stage: Counter[Stage]
    outcomes: Counter[Outcome]
    trend: Trend
    responses: list[ResponseRecord]
    competitors: list[Insight]
    """Mentions of competitors at the same encounters."""


def objection_evidence(reader: RecordReader, objection: Objection) -> ObjectionEvidence:
    """The evidence for an objection, as of the reader's day."""
    mentions = reader.in_order(reader.referring(Mention, objection.id, "objection"))
    reader.fetch(Response, (mention.response for mention in mentions))
    accounts: set[str] = set()
    by_persona: Counter[str] = Counter()
    by_stage: Counter[Stage] = Counter()
    encounters: list[str] = []
    for mention in mentions:
        encounter = reader.get(Encounter, mention.encounter)
        if account := account_of(reader, mention):
            accounts.add(account)
        persona = reader.get(Persona, mention.persona)
        by_persona[persona.id if persona else ""] += 1
        stage = mention.stage or (encounter.stage_before if encounter else None)
        if stage:
            by_stage[stage] += 1
        if encounter:
            encounters.append(encounter.id)
    numbered = reader.repository.naming_any(Insight, encounters, "encounter")
    competitors = [
        insight for insight in reader.read(Insight, numbered) if insight.kind is InsightKind.COMPETITOR_MENTION
    ]
    return ObjectionEvidence(
        objection=objection,
        mentions=mentions,
        accounts=accounts,
        by_persona=by_persona,
        by_stage=by_stage,
        outcomes=Counter(mention.outcome for mention in mentions),
        trend=trend((reader.day(mention) for mention in mentions), reader.as_of),
        responses=responses_to(reader, mentions),
        competitors=reader.in_order(competitors),
    )


def by_objection(reader: RecordReader, mentions: Iterable[Mention]) -> list[tuple[Objection, list[Mention]]]:
    """The objections in some mentions, each with its mentions, those heard most often first."""
    by_id: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.objection:
            by_id.setdefault(mention.objection, []).append(mention)
    pairs = [(objection, by_id[objection.id]) for objection in reader.fetch(Objection, by_id)]
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair[0].title, pair[0].id))


@dataclass
class EventEvidence:
    """Everything heard at an event."""

    event: Event
    encounters: list[Encounter]
    insights: list[Insight]
    mentions: list[Mention]
    requests: list[ContentRequest]
    accounts: set[str]
    tiers: Counter[Tier | None]
    by_persona: dict[str, Counter[Tier | None]]
    """Conversations by persona id and tier; the empty id where no persona is known."""
    objections: list[tuple[Objection, list[Mention]]]


def event_evidence(reader: RecordReader, event: Event, counting: FacetCounts) -> EventEvidence:
    """The evidence for an event, as of the reader's day."""
    names = dict.fromkeys(folded(name) for name in (event.name, *event.aliases))
    ids = [key for name in names for key in counting.ids("is=encounters", f"event={name}")]
    encounters = reader.in_order(
        record for record in reader.fetch(Encounter, ids) if reader.day(record) <= reader.as_of
    )
    where = [encounter.id for encounter in encounters]
    naming = reader.repository.naming_any
    insights = reader.in_order(reader.read(Insight, naming(Insight, where, "encounter")))
    mentions = reader.in_order(reader.read(Mention, naming(Mention, where, "encounter")))
    requests = reader.read(ContentRequest, naming(ContentRequest, where, "encounter"))
    by_persona: dict[str, Counter[Tier | None]] = {}
    for encounter in encounters:
        for persona in encounter.personas or ("",):
            by_persona.setdefault(persona, Counter())[encounter.tier] += 1
    return EventEvidence(
        event=event,
        encounters=encounters,
        insights=insights,
        mentions=mentions,
        requests=sorted(requests, key=lambda record: (record.use_case, record.id)),
        accounts={encounter.account for encounter in encounters if encounter.account},
        tiers=Counter(encounter.tier for encounter in encounters),
        by_persona=by_persona,
        objections=by_objection(reader, mentions),
    )
