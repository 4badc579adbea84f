"""The evidence for a theme, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shadowlog.analysis.counting.buyers import Reception, Talk
from shadowlog.analysis.counting.comparisons import Comparisons, compare
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes, WonShares
from shadowlog.analysis.counting.receptions import reception
from shadowlog.analysis.counting.spoken import SpokenWith, trend
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.evidence.counted import counted_for, of_part
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.analysis.stats.trends import RECENT, Trend
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


@dataclass(frozen=True)
class ReceivedByWording:
    """How a theme was received before and since its message was last reworded."""

    on: date
    """The first day (UTC) of the wording in force."""
    since: Reception
    before: Reception
    heard: bool
    """Whether the figures since stand; else nobody with a name was heard since, and those before do."""


@dataclass
class ThemeEvidence:
    """Everything heard that bears on a theme. Insights and encounters are amounts; every share is of buyers, and counts
    only the wording that stands (``Wordings``).
    """

    theme: Theme
    insights: list[Insight]
    """Latest first."""
    encounters: list[Encounter]
    """Those at which it was raised, latest first."""
    reps: set[str]
    stances: Counter[Stance]
    """How many insights have each stance."""
    counted: list[Insight]
    """Those that the shares count."""
    shown: list[Insight]
    """Those of the part of the shares that stands for all (``Shares.main``)."""
    stale: bool
    """Whether the newest of those is older than the days of a trend."""
    talks: set[Talk]
    """The conversations in which it was raised, in whichever wording, each with its buyer."""
    received: Reception
    by_persona: dict[str, Reception]
    """By persona id; the empty id where the speaker's persona is not known."""
    comparisons: Comparisons
    """Of the personas, by how many of their buyers it resonated with."""
    won: WonShares
    won_by_persona: dict[str, WonShares]
    trend: Trend
    reworded: ReceivedByWording | None
    """None if the message never changed."""
    unheard: list[str]
    """The ids of personas with whom it was raised only before it was reworded, although it was heard since."""
    proof_points: list[ProofPoint]
    objections: list[tuple[Objection, list[Mention]]]
    """The objections that bear on it, each with its mentions."""

    def stance(self, insight: Insight) -> Stance:
        """How the theme was received in an insight."""
        return insight.signals[self.theme.id]

    @property
    def lands_with(self) -> list[str]:
        """The ids of the personas that it resonated with more than with all others together, the clearest first."""
        return self._apart(above=True)

    @property
    def lands_least_with(self) -> list[str]:
        """The ids of those it resonated with less."""
        return self._apart(above=False)

    def _apart(self, *, above: bool) -> list[str]:
        part = self.received.landed.main
        compared = [key for key, each in self.by_persona.items() if key and each.landed[part].of]
        keys = []
        for each in self.comparisons.found:
            if each.part == part and each.difference.above is above:
                keys.append(each.persona)
            elif each.part == part and len(compared) == 2:
                # Of two personas one comparison stands for both.
                keys += [key for key in compared if key != each.persona]
        return keys


def theme_evidence(
    reader: RecordReader, counting: FacetCounts, outcomes: Outcomes, wordings: Wordings, theme: Theme
) -> ThemeEvidence:
    """The evidence for a theme, as of the reader's day; ``counting`` and ``wordings`` cover the same records."""
    insights = reader.in_order(reader.referring(Insight, theme.id, "signals"))
    speakers = {persona.id if persona else "" for persona in _speakers(reader, insights)}
    raised = [insight for insight in insights if insight.signals[theme.id] is not Stance.NOT_RAISED]
    encounters = reader.in_order(reader.fetch(Encounter, (insight.encounter for insight in raised)))
    counted = counted_for(reader, wordings, theme.id, insights)
    standing = wordings.standing(theme.id)
    received = reception(standing, theme.id)
    by_persona = {
        key: reception(standing, theme.id, f"persona={key}" if key else "no=persona") for key in sorted(speakers)
    }
    by_persona = {key: each for key, each in by_persona.items() if each.raised}
    reworded = _by_wording(wordings, theme)
    return ThemeEvidence(
        theme=theme,
        insights=insights,
        encounters=encounters,
        reps={encounter.rep for encounter in encounters if encounter.rep},
        stances=Counter(insight.signals[theme.id] for insight in insights),
        counted=counted,
        shown=of_part(reader, counted, received.landed.main),
        stale=bool(counted) and reader.day(counted[0]) < reader.as_of - timedelta(days=RECENT),
        talks=reception(counting, theme.id).raised,
        received=received,
        by_persona=by_persona,
        comparisons=compare({key: each.landed for key, each in by_persona.items() if key}),
        won=outcomes.of(received.raised),
        won_by_persona={key: outcomes.of(each.raised) for key, each in by_persona.items()},
        trend=theme_trend(counting, reader.as_of, theme.id),
        reworded=reworded,
        unheard=sorted({insight.persona or "" for insight in raised} - by_persona.keys() - {""})
        if reworded and reworded.heard
        else [],
        proof_points=sorted(reader.fetch(ProofPoint, theme.proof_points), key=lambda point: (point.claim, point.id)),
        objections=bearing_objections(reader, theme),
    )


def _by_wording(wordings: Wordings, theme: Theme) -> ReceivedByWording | None:
    parted = wordings.reworded(theme.id)
    if parted is None:
        return None
    since, before = (reception(counts, theme.id) for counts in (parted.since, parted.before))
    return ReceivedByWording(parted.on, since, before, parted.heard)


def theme_trend(counting: FacetCounts, as_of: date, theme: str, spoken: SpokenWith | None = None) -> Trend:
    """Whether more or fewer of the buyers spoken with hear of a theme, given by its id, up to a day (UTC)."""
    return trend(counting, as_of, lambda span: reception(span, theme).raised, spoken)


def _speakers(reader: RecordReader, insights: Iterable[Insight]) -> list[Persona | None]:
    found = list(insights)
    reader.fetch(Persona, (insight.persona for insight in found))
    return [reader.get(Persona, insight.persona) for insight in found]


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
