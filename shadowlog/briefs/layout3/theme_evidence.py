"""The evidence for a theme, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.layout3.shares import Share, Trend, trend
from shadowlog.domain.records import Encounter, Insight, Mention, Persona, ProofPoint, Theme
from shadowlog.domain.values import Stage, Stance

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
    """By persona id; the empty id if the speaker's persona is unknown."""
    won_by_persona: dict[str, Share]
    """As ``won``, over the encounters at which a persona spoke of the theme."""
    won: Share
    """The share of encounters won, of the decided ones at which the theme was raised."""
    trend: Trend
    proof_points: list[ProofPoint]
    objections: list[tuple[str, int]]
    """The ids of the objections heard at the same encounters with their counts, the most frequent first."""

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
        won_by_persona={key: won_of(raised_at.values()) for key, raised_at in of_persona.items()},
        trend=trend((reader.day(insight) for insight in insights), reader.as_of),
        proof_points=sorted(proof, key=lambda point: (point.claim, point.id)),
        objections=sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])),
    )


def heard_at(reader: RecordReader, encounters: list[str]) -> Counter[str]:
    """How often each objection was heard at some encounters, by its id."""
    rows = reader.repository.named_beside(Mention, encounters, "encounter", "objection")
    return Counter(objection for mention, objection in rows if reader.only is None or mention in reader.only)


def won_of(encounters: Iterable[Encounter]) -> Share:
    """The share of encounters won, of the decided ones."""
    stages = [encounter.stage_after for encounter in encounters if encounter.stage_after in _DECIDED]
    return Share(stages.count(Stage.CLOSED_WON), len(stages))
