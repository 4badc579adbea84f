"""The evidence for an event."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.analysis.evidence.record_reader import RecordReader
from shadowlog.briefs.layout3.objection_evidence import by_objection
from shadowlog.domain.records import ContentRequest, Encounter, Event, Insight, Mention, Objection
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import Tier


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
