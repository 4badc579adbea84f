"""The evidence for a trade show or another event that many encounters belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from shadowlog.analysis.counting.buyers import Talk
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes
from shadowlog.analysis.evidence.objections import by_objection
from shadowlog.analysis.evidence.personas import ThemeReception, theme_receptions
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import ContentRequest, Encounter, Event, Insight, Mention, Objection, Theme
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import EncounterKind, EncounterStatus, Tier
from shadowlog.store.repository import Repository

_DAY = timedelta(days=1)


@dataclass
class EventEvidence:
    """Everything heard at an event. Conversations, insights and mentions are amounts; every share is of buyers."""

    event: Event
    encounters: list[Encounter]
    """The conversations that took place, latest first."""
    not_held: int
    """How many were agreed on and did not take place."""
    elsewhen: int
    """How many conversations were not on a day of the event, as far as its days are known."""
    talks: set[Talk]
    """The conversations, each with its buyer."""
    insights: list[Insight]
    mentions: list[Mention]
    requests: list[ContentRequest]
    tiers: Counter[Tier | None]
    by_persona: dict[str, list[Encounter]]
    """Conversations by persona id; the empty id where no persona is known."""
    themes: list[ThemeReception]
    """How each theme that was raised there was received, those that landed with most buyers first."""
    objections: list[tuple[Objection, list[Mention]]]

    @property
    def leads(self) -> list[Encounter]:
        """The conversations rated A or B."""
        return [encounter for encounter in self.encounters if encounter.tier in (Tier.A, Tier.B)]


def event_of(name: str, record: Event | None = None) -> Event:
    """The event of a name: its record, or one that has only the name.

    The id of the latter is derived from the name, so that its briefs keep their file.
    """
    return record or Event(id=f"name-{sha256(folded(name).encode()).hexdigest()[:12]}", name=name)


def events(repository: Repository, counting: FacetCounts) -> Iterator[Event]:
    """Every event: those with a record, and those that encounters at trade shows name."""
    recorded: set[str] = set()
    for event in repository.all(Event):
        recorded.update(folded(name) for name in (event.name, *event.aliases))
        yield event
    shows = counting.among("is=encounters", f"kind={EncounterKind.TRADE_SHOW}")
    for name in sorted(shows.values("event").keys() - recorded):
        encounter = next(
            iter(repository.some([(Encounter.table, key) for key in shows.ids(f"event={name}")[:1]])), None
        )
        yield event_of(encounter.event if isinstance(encounter, Encounter) else name)


def find_event(repository: Repository, counting: FacetCounts, text: str) -> Event:
    """The event a name means, from a record or from encounters. Raises NotFound."""
    for key in repository.ids_named(Event, text):
        return repository.need(Event, key)
    name = folded(text)
    ids = counting.ids("is=encounters", f"event={name}")
    if not ids:
        names = counting.among("is=encounters").values("event")
        close = [other for other in names if other.startswith(name)]
        if len(close) != 1:
            raise NotFound(
                f"No encounter belongs to an event called {text!r}.",
                f"Did you mean {' or '.join(close[:3])}?"
                if close
                else "Name it as encounters do: shadowlog list encounters",
            )
        for key in repository.ids_named(Event, close[0]):
            return repository.need(Event, key)
        ids = counting.ids("is=encounters", f"event={close[0]}")
    encounter = repository.need(Encounter, ids[0])
    return event_of(encounter.event)


def event_evidence(reader: RecordReader, event: Event, counting: FacetCounts, outcomes: Outcomes) -> EventEvidence:
    """The evidence for an event, as of the reader's day; ``counting`` covers the same records."""
    names = dict.fromkeys(folded(name) for name in (event.name, *event.aliases))
    there, _ = counting.parted(*(f"event={name}" for name in names))
    ids = there.ids("is=encounters")
    agreed = [record for record in reader.fetch(Encounter, ids) if reader.day(record) <= reader.as_of]
    encounters = reader.in_order(record for record in agreed if record.status is EncounterStatus.HELD)
    where = [encounter.id for encounter in encounters]
    naming = reader.repository.naming_any
    insights = reader.in_order(reader.read(Insight, naming(Insight, where, "encounter")))
    mentions = reader.in_order(reader.read(Mention, naming(Mention, where, "encounter")))
    requests = reader.read(ContentRequest, naming(ContentRequest, where, "encounter"))
    by_persona: dict[str, list[Encounter]] = {}
    for encounter in encounters:
        for persona in encounter.personas or ("",):
            by_persona.setdefault(persona, []).append(encounter)
    themes = reader.fetch(Theme, dict.fromkeys(theme for insight in insights for theme in insight.signals))
    return EventEvidence(
        event=event,
        encounters=encounters,
        not_held=sum(record.status is EncounterStatus.NOT_HELD for record in agreed),
        elsewhen=sum(_elsewhen(reader, event, encounter) for encounter in encounters),
        talks=there.talks("is=encounters", f"status={EncounterStatus.HELD}"),
        insights=insights,
        mentions=mentions,
        requests=sorted(requests, key=lambda record: (record.use_case, record.id)),
        tiers=Counter(encounter.tier for encounter in encounters),
        by_persona=by_persona,
        themes=theme_receptions(lambda _: there, outcomes, themes),
        objections=by_objection(reader, mentions),
    )


def _elsewhen(reader: RecordReader, event: Event, encounter: Encounter) -> bool:
    """Whether a conversation was on another day than the event; a day more or less is the time zone's."""
    first, last = event.starts, event.ends or event.starts
    if first is None or last is None:
        return False
    return not first - _DAY <= reader.day(encounter) <= last + _DAY
