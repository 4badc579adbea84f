"""The evidence for a theme and for an objection, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.analysis.evidence.record_reader import RecordReader
from shadowlog.analysis.stats.intervals import Share
from shadowlog.analysis.stats.trends import Trend, trend
from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Persona, ProofPoint, Response, Theme
from shadowlog.domain.values import InsightKind, Outcome, Stage, Stance
from shadowlog.store.index import Index

_DECIDED = (Stage.CLOSED_WON, Stage.CLOSED_LOST)


@dataclass
class ThemeEvidence:
    """Everything heard that bears on a theme."""

    theme: Theme
    insights: list[Insight]
    encounters: list[Encounter]
    accounts: set[str]
    reps: set[str]
    stances: Counter[Stance]
    by_persona: dict[str, Counter[Stance]]
    """By persona id; the empty id where the speaker's is not known."""
    won_by_persona: dict[str, Share]
    """As ``won``, over the encounters in which a persona spoke of the theme."""
    won: Share
    """Of the encounters in which the theme was raised and that were decided, those that were won."""
    trend: Trend
    proof_points: list[ProofPoint]
    objections: list[tuple[str, int]]
    """The ids of objections heard in the same encounters, with how often, most often first."""

    def stance(self, insight: Insight) -> Stance:
        """How the theme was received in an insight."""
        return insight.signals[self.theme.id]


def raised(stances: Mapping[Stance, int]) -> int:
    """How often a theme was raised at all."""
    return sum(count for stance, count in stances.items() if stance is not Stance.NOT_RAISED)


def theme_evidence(reader: RecordReader, theme: Theme) -> ThemeEvidence:
    """The evidence for a theme, as of the reader's day."""
    insights = reader.in_order(reader.referring(Insight, theme.id, "signals"))
    stances: Counter[Stance] = Counter()
    by_persona: dict[str, Counter[Stance]] = {}
    encounters: dict[str, Encounter] = {}
    of_persona: dict[str, dict[str, Encounter]] = {}
    for insight in insights:
        stance = insight.signals[theme.id]
        stances[stance] += 1
        persona = reader.get(Persona, insight.persona)
        speaker = persona.id if persona else ""
        by_persona.setdefault(speaker, Counter())[stance] += 1
        encounter = reader.get(Encounter, insight.encounter)
        if encounter is not None and stance is not Stance.NOT_RAISED:
            encounters[encounter.id] = encounter
            of_persona.setdefault(speaker, {})[encounter.id] = encounter
    heard = reader.in_order(encounters.values())
    counts = heard_at(reader, [encounter.id for encounter in heard])
    proof = reader.fetch(ProofPoint, theme.proof_points)
    return ThemeEvidence(
        theme=theme,
        insights=insights,
        encounters=heard,
        accounts={encounter.account for encounter in heard if encounter.account},
        reps={encounter.rep for encounter in heard if encounter.rep},
        stances=stances,
        by_persona=by_persona,
        won=won_of(heard),
        won_by_persona={key: won_of(held.values()) for key, held in of_persona.items()},
        trend=trend((reader.day(insight) for insight in insights), reader.as_of),
        proof_points=sorted(proof, key=lambda point: (point.claim, point.id)),
        objections=sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def heard_at(reader: RecordReader, encounters: list[str]) -> Counter[str]:
    """How often each objection was heard at encounters, by its id."""
    rows = reader.repository.event_store.query(Index.named_by, Mention.table, encounters, "encounter", "objection")
    return Counter(objection for mention, objection in rows if reader.only is None or mention in reader.only)


def account_of(reader: RecordReader, record: Insight | Mention) -> str | None:
    """The id of the account at which something was heard."""
    if isinstance(record, Mention) and record.account:
        return record.account
    encounter = reader.get(Encounter, record.encounter)
    return encounter.account if encounter else None


def won_of(encounters: Iterable[Encounter]) -> Share:
    """Of the encounters that were decided, those that were won."""
    stages = [encounter.stage_after for encounter in encounters if encounter.stage_after in _DECIDED]
    return Share(stages.count(Stage.CLOSED_WON), len(stages))


@dataclass(frozen=True)
class ResponseRecord:
    """How a response did: over the mentions it was used in whose outcome is known."""

    response: Response
    used: int
    resolved: Share
    progressed: Share
    """Resolved or at least progressed."""

    @classmethod
    def of(cls, response: Response, outcomes: Mapping[Outcome, int]) -> ResponseRecord:
        """How a response did, from how often each outcome came of it."""
        used = sum(outcomes.values())
        known = used - outcomes.get(Outcome.UNKNOWN, 0)
        resolved = outcomes.get(Outcome.RESOLVED, 0)
        moved = resolved + outcomes.get(Outcome.PROGRESSED, 0)
        return cls(response, used, Share(resolved, known), Share(moved, known))

    @property
    def rank(self) -> tuple[float, float, int, str]:
        """What responses are ordered by, best first: the low end of what they may have moved."""
        low = self.progressed.interval[0] if self.progressed.of else 0.0
        return -low, -self.resolved.interval[0] if self.resolved.of else 0.0, -self.used, self.response.id


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
    """Mentions of competitors in the same encounters."""


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
    numbered = reader.repository.event_store.query(Index.naming_any, Insight.table, encounters, "encounter")
    competitors = [held for held in reader.read(Insight, numbered) if held.kind is InsightKind.COMPETITOR_MENTION]
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


def responses_to(reader: RecordReader, mentions: list[Mention]) -> list[ResponseRecord]:
    """How each response did in these mentions, best first."""
    outcomes: dict[str, Counter[Outcome]] = {}
    for mention in mentions:
        if mention.response:
            outcomes.setdefault(mention.response, Counter())[mention.outcome] += 1
    found = (ResponseRecord.of(response, outcomes[response.id]) for response in reader.fetch(Response, outcomes))
    return sorted(found, key=lambda record: record.rank)


def counted_responses(heard: FacetCounts, responses: Iterable[Response]) -> list[ResponseRecord]:
    """How each of some responses did in the mentions that a counting goes over, best first, without reading them."""
    found = []
    for response in responses:
        there = heard.among(f"response={response.id}")
        found.append(ResponseRecord.of(response, {outcome: there.count(f"outcome={outcome}") for outcome in Outcome}))
    return sorted(found, key=lambda record: record.rank)


def tried(reader: RecordReader, counting: FacetCounts, objection: Objection, fewest: int = 0) -> list[ResponseRecord]:
    """The same for every response to an objection that was tried, or for those that were tried so often."""
    heard = counting.among(f"objection={objection.id}", "is=mentions")
    if heard.total < fewest:
        return []
    keys: list[str] = reader.repository.event_store.query(Index.said_together, objection.id, "objection", "response")
    if fewest:
        used = heard.crossed([f"response={key}" for key in keys], [])
        keys = [key for key, (count,) in zip(keys, used, strict=True) if count >= fewest]
    return counted_responses(heard, reader.fetch(Response, keys))


def by_objection(reader: RecordReader, mentions: Iterable[Mention]) -> list[tuple[Objection, list[Mention]]]:
    """The objections in some mentions, each with its own, most often heard first."""
    said: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.objection:
            said.setdefault(mention.objection, []).append(mention)
    found = [(objection, said[objection.id]) for objection in reader.fetch(Objection, said)]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].title, pair[0].id))
