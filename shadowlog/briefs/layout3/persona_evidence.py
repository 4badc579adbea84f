"""The evidence for a persona, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.layout3.objections_and_events import by_objection
from shadowlog.briefs.layout3.shares import Share
from shadowlog.briefs.layout3.theme_evidence import raised, won_of
from shadowlog.domain.records import Asset, Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.values import Stance


@dataclass(frozen=True)
class Reception:
    """How a persona received a theme."""

    theme: Theme
    stances: Counter[Stance]

    @property
    def raised(self) -> int:
        """How often it was raised."""
        return raised(self.stances)

    @property
    def landed(self) -> Share:
        """Resonated of raised."""
        return Share(self.stances[Stance.RESONATED], self.raised)

    @property
    def failed(self) -> Share:
        """Rejected or confused of raised."""
        return Share(self.stances[Stance.REJECTED] + self.stances[Stance.CONFUSED], self.raised)


@dataclass
class PersonaEvidence:
    """Everything heard from a persona."""

    persona: Persona
    insights: list[Insight]
    mentions: list[Mention]
    encounters: list[Encounter]
    """Those at which it was present or spoke."""
    accounts: set[str]
    won: Share
    receptions: list[Reception]
    """Each theme raised with it, those that landed most often first."""
    objections: list[tuple[Objection, list[Mention]]]
    """The objections it raised, the most frequent first."""
    assets: list[Asset]


def persona_evidence(reader: RecordReader, persona: Persona) -> PersonaEvidence:
    """The evidence for a persona, as of the reader's day."""
    insights = reader.in_order(reader.referring(Insight, persona.id, "persona"))
    mentions = reader.in_order(reader.referring(Mention, persona.id, "persona"))
    present = reader.referring(Encounter, persona.id, "personas")
    where = [*(record.encounter for record in insights), *(record.encounter for record in mentions)]
    spoke = reader.fetch(Encounter, where)
    encounters = reader.in_order({encounter.id: encounter for encounter in (*present, *spoke)}.values())
    return PersonaEvidence(
        persona=persona,
        insights=insights,
        mentions=mentions,
        encounters=encounters,
        accounts={encounter.account for encounter in encounters if encounter.account},
        won=won_of(encounters),
        receptions=receptions(reader, insights),
        objections=by_objection(reader, mentions),
        assets=reader.referring(Asset, persona.id, "persona"),
    )


def receptions(reader: RecordReader, insights: Sequence[Insight]) -> list[Reception]:
    """How the themes in some insights were received, those that landed most often first."""
    stances: dict[str, Counter[Stance]] = {}
    for insight in insights:
        for theme, stance in insight.signals.items():
            stances.setdefault(theme, Counter())[stance] += 1
    received = [Reception(theme, stances[theme.id]) for theme in reader.fetch(Theme, stances)]
    return sorted(
        received,
        key=lambda reception: (-reception.landed.hits, reception.failed.hits, reception.theme.name, reception.theme.id),
    )
