"""The evidence for a theme, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

from shadowlog.analysis.counting.buyers import Reception
from shadowlog.analysis.counting.comparisons import Comparisons, compare
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes, WonShares
from shadowlog.analysis.counting.receptions import reception
from shadowlog.analysis.counting.spoken import SpokenWith, trend
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import (
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import Stance
from shadowlog.store.log.operations import moment_of
from shadowlog.store.repository import Repository


@dataclass(frozen=True)
class Reworded:
    """The figures parted where a theme's message was last reworded."""

    on: date
    """The first day (UTC) of the wording in force."""
    since: Reception
    before: Reception


@dataclass
class ThemeEvidence:
    """Everything heard that bears on a theme. Insights and encounters are amounts; every share is of buyers."""

    theme: Theme
    insights: list[Insight]
    """Latest first."""
    encounters: list[Encounter]
    """Those at which it was raised, latest first."""
    reps: set[str]
    stances: Counter[Stance]
    """How many insights have each stance."""
    received: Reception
    by_persona: dict[str, Reception]
    """By persona id; the empty id where the speaker's persona is not known."""
    comparisons: Comparisons
    """Of the personas, by how many of their buyers it resonated with."""
    won: WonShares
    won_by_persona: dict[str, WonShares]
    trend: Trend
    reworded: Reworded | None
    """None if the message never changed."""
    proof_points: list[ProofPoint]
    objections: list[tuple[Objection, list[Mention]]]
    """The objections that bear on it, each with its mentions."""

    def stance(self, insight: Insight) -> Stance:
        """How the theme was received in an insight."""
        return insight.signals[self.theme.id]


def theme_evidence(reader: RecordReader, counting: FacetCounts, outcomes: Outcomes, theme: Theme) -> ThemeEvidence:
    """The evidence for a theme, as of the reader's day; ``counting`` covers the same records."""
    insights = reader.in_order(reader.referring(Insight, theme.id, "signals"))
    speakers = {persona.id if persona else "" for persona in _speakers(reader, insights)}
    raised = (insight for insight in insights if insight.signals[theme.id] is not Stance.NOT_RAISED)
    encounters = reader.in_order(reader.fetch(Encounter, (insight.encounter for insight in raised)))
    received = reception(counting, theme.id)
    by_persona = {key: reception(counting, theme.id, f"persona={key}" if key else "no=persona") for key in speakers}
    known = {key: each for key, each in by_persona.items() if key and each.raised}
    return ThemeEvidence(
        theme=theme,
        insights=insights,
        encounters=encounters,
        reps={encounter.rep for encounter in encounters if encounter.rep},
        stances=Counter(insight.signals[theme.id] for insight in insights),
        received=received,
        by_persona={key: each for key, each in by_persona.items() if each.raised},
        comparisons=compare({key: each.landed for key, each in known.items()}),
        won=outcomes.of(received.raised),
        won_by_persona={key: outcomes.of(each.raised) for key, each in by_persona.items()},
        trend=theme_trend(counting, reader.as_of, theme.id),
        reworded=_reworded(reader, counting, theme),
        proof_points=sorted(reader.fetch(ProofPoint, theme.proof_points), key=lambda point: (point.claim, point.id)),
        objections=bearing_objections(reader, theme),
    )


def theme_trend(counting: FacetCounts, as_of: date, theme: str, spoken: SpokenWith | None = None) -> Trend:
    """Whether more or fewer of the buyers spoken with hear of a theme, given by its id, up to a day (UTC)."""
    return trend(counting, as_of, lambda span: reception(span, theme).raised, spoken)


def _speakers(reader: RecordReader, insights: Iterable[Insight]) -> list[Persona | None]:
    found = list(insights)
    reader.fetch(Persona, (insight.persona for insight in found))
    return [reader.get(Persona, insight.persona) for insight in found]


def _reworded(reader: RecordReader, counting: FacetCounts, theme: Theme) -> Reworded | None:
    day = message_since(reader.repository, theme)
    if day is None or day > reader.as_of:
        return None
    since = reception(counting.between(day, reader.as_of), theme.id)
    before = reception(counting.between(date.min, day - timedelta(days=1)), theme.id)
    return Reworded(day, since, before) if before.raised else None


def message_since(repository: Repository, theme: Theme) -> date | None:
    """The day (UTC) on which a theme's message was last reworded, by the log's history; None if it never was. What a
    day ends with counts: a rewording that was undone on the same day is none.
    """
    by_day: dict[date, str] = {}
    for operation in repository.event_store.operations((Theme.table, theme.id)):
        wording = operation.get("set", {}).get("message")
        if isinstance(wording, str) and wording.strip():
            by_day[datetime.fromtimestamp(moment_of(operation), timezone.utc).date()] = wording
    days = sorted(by_day)
    reworded = [day for before, day in pairwise(days) if by_day[day] != by_day[before]]
    return reworded[-1] if reworded else None


def bearing_objections(reader: RecordReader, theme: Theme) -> list[tuple[Objection, list[Mention]]]:
    """The objections whose records bear on a theme, those raised most often first: they are tagged with it, a request
    about it names them, or a response to them rests on one of its proof points. Having come up in the same hour is not
    enough.
    """
    keys = [objection.id for objection in reader.referring(Objection, theme.id, "themes")]
    for request in reader.referring(ContentRequest, theme.id, "themes"):
        keys += request.objections
    if theme.proof_points:
        numbered = reader.repository.naming_any(Response, list(theme.proof_points), "proof_points")
        for response in reader.read(Response, numbered):
            keys += response.objections
    pairs = [
        (objection, reader.in_order(reader.referring(Mention, objection.id, "objection")))
        for objection in reader.fetch(Objection, keys)
    ]
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair[0].title, pair[0].id))
