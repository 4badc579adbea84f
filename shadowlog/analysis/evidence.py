"""The evidence for a theme and for an objection, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import TypeVar

from shadowlog.analysis.intervals import Share
from shadowlog.domain.records import (
    Encounter,
    Insight,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.values import Outcome, Stage, Stance
from shadowlog.store.logbook import Logbook

RECENT = 90
"""Days of each of the two spans that a trend compares."""

R = TypeVar("R", bound=Record)

_DECIDED = (Stage.CLOSED_WON, Stage.CLOSED_LOST)


@dataclass
class Reader:
    """Reads each record once, and leaves out what is later than the day a brief is of."""

    logbook: Logbook
    as_of: date
    only: frozenset[str] | None = None
    """The ids of the insights and mentions that count, where not all of them do."""
    _held: dict[tuple[str, str], Record | None] = field(default_factory=dict)

    def get(self, kind: type[R], record_id: str | None) -> R | None:
        """A record by its id, None for None or where it was deleted."""
        if not record_id:
            return None
        key = kind.table, record_id
        if key not in self._held:
            self._held[key] = self.logbook.get(kind, record_id)
        record = self._held[key]
        return record if isinstance(record, kind) else None

    def referring(self, kind: type[R], target: str, name: str) -> list[R]:
        """Records of a kind that name ``target`` in a field, and are not later than the day."""
        found = self.logbook.referring(kind, target, name)
        for record in found:
            self._held[kind.table, record.id] = record
        counted = [record for record in found if self.day(record) <= self.as_of]
        if self.only is None or not issubclass(kind, (Insight, Mention)):
            return counted
        return [record for record in counted if record.id in self.only]

    def day(self, record: Record) -> date:
        """The day (UTC) something was heard: that of its encounter, else the day it was entered."""
        when: datetime | None = record.created
        encounter = record if isinstance(record, Encounter) else self.get(Encounter, getattr(record, "encounter", None))
        if encounter is not None and encounter.started_at is not None:
            when = encounter.started_at
        return when.astimezone(timezone.utc).date() if when else date.min

    def in_order(self, records: Iterable[R]) -> list[R]:
        """Records by the day they were heard, latest first; the same for everyone, whatever the order of entry."""
        return sorted(records, key=lambda record: (-self.day(record).toordinal(), record.heading, record.id))


@dataclass(frozen=True)
class Trend:
    """How often something was heard in the last ninety days, and in the ninety before."""

    recent: int
    before: int

    @property
    def words(self) -> str:
        """Rising, falling or steady, where the counts allow to say so, with the counts."""
        counts = f"{self.recent} in the last {RECENT} days, {self.before} in the {RECENT} before"
        total = Share(self.recent, self.recent + self.before)
        low, high = total.interval
        if total.of < 5:
            return f"too few to tell ({counts})"
        direction = "rising" if low > 0.5 else "falling" if high < 0.5 else "steady, or too few to tell"
        return f"{direction} ({counts})"


def trend(days: Iterable[date], as_of: date) -> Trend:
    """The trend of something heard on these days."""
    ages = [(as_of - day).days for day in days]
    return Trend(
        sum(0 <= age < RECENT for age in ages),
        sum(RECENT <= age < 2 * RECENT for age in ages),
    )


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
    objections: list[tuple[Objection, int]]
    """Objections heard in the same encounters, with how often, most often first."""

    def stance(self, insight: Insight) -> Stance:
        """How the theme was received in an insight."""
        return insight.signals[self.theme.id]


def theme_evidence(reader: Reader, theme: Theme) -> ThemeEvidence:
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
    counts: Counter[str] = Counter()
    for encounter in heard:
        heard_there = reader.referring(Mention, encounter.id, "encounter")
        counts.update(mention.objection for mention in heard_there if mention.objection)
    objections = [(objection, counts[key]) for key in counts if (objection := reader.get(Objection, key))]
    proof = [point for key in theme.proof_points if (point := reader.get(ProofPoint, key))]
    return ThemeEvidence(
        theme=theme,
        insights=insights,
        encounters=heard,
        accounts={encounter.account for encounter in heard if encounter.account},
        reps={encounter.rep for encounter in heard if encounter.rep},
        stances=stances,
        by_persona=by_persona,
        won=_won(heard),
        won_by_persona={key: _won(held.values()) for key, held in of_persona.items()},
        trend=trend((reader.day(insight) for insight in insights), reader.as_of),
        proof_points=sorted(proof, key=lambda point: (point.claim, point.id)),
        objections=sorted(objections, key=lambda pair: (-pair[1], pair[0].title, pair[0].id)),
    )


def _won(encounters: Iterable[Encounter]) -> Share:
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


def objection_evidence(reader: Reader, objection: Objection) -> ObjectionEvidence:
    """The evidence for an objection, as of the reader's day."""
    mentions = reader.in_order(reader.referring(Mention, objection.id, "objection"))
    accounts: set[str] = set()
    by_persona: Counter[str] = Counter()
    by_stage: Counter[Stage] = Counter()
    competitors: dict[str, Insight] = {}
    for mention in mentions:
        encounter = reader.get(Encounter, mention.encounter)
        account = mention.account or (encounter.account if encounter else None)
        if account:
            accounts.add(account)
        persona = reader.get(Persona, mention.persona)
        by_persona[persona.id if persona else ""] += 1
        stage = mention.stage or (encounter.stage_before if encounter else None)
        if stage:
            by_stage[stage] += 1
        if encounter:
            for insight in reader.referring(Insight, encounter.id, "encounter"):
                if insight.kind == "competitor_mention":
                    competitors[insight.id] = insight
    return ObjectionEvidence(
        objection=objection,
        mentions=mentions,
        accounts=accounts,
        by_persona=by_persona,
        by_stage=by_stage,
        outcomes=Counter(mention.outcome for mention in mentions),
        trend=trend((reader.day(mention) for mention in mentions), reader.as_of),
        responses=_responses(reader, mentions),
        competitors=reader.in_order(competitors.values()),
    )


def _responses(reader: Reader, mentions: list[Mention]) -> list[ResponseRecord]:
    used: dict[str, list[Outcome]] = {}
    for mention in mentions:
        if mention.response:
            used.setdefault(mention.response, []).append(mention.outcome)
    found = []
    for key, outcomes in used.items():
        response = reader.get(Response, key)
        known = [outcome for outcome in outcomes if outcome is not Outcome.UNKNOWN]
        if response is not None:
            resolved = sum(outcome is Outcome.RESOLVED for outcome in known)
            moved = resolved + sum(outcome is Outcome.PROGRESSED for outcome in known)
            found.append(ResponseRecord(response, len(outcomes), Share(resolved, len(known)), Share(moved, len(known))))
    return sorted(found, key=lambda record: record.rank)
