"""The evidence for a persona, beside the other personas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shadowlog.analysis.counting import Counting
from shadowlog.analysis.evidence import by_objection, raised, won_of
from shadowlog.analysis.intervals import Share
from shadowlog.analysis.reader import Reader
from shadowlog.domain.records import Asset, Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.values import Stage, Stance
from shadowlog.store.index import Index


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
    """At which it was present, or spoke."""
    accounts: set[str]
    won: Share
    receptions: list[Reception]
    """Of every theme that was raised with it, that which landed most often first."""
    objections: list[tuple[Objection, list[Mention]]]
    """What it objected to, most often first."""
    assets: list[Asset]


def persona_evidence(reader: Reader, persona: Persona) -> PersonaEvidence:
    """The evidence for a persona, as of the reader's day."""
    insights = reader.in_order(reader.referring(Insight, persona.id, "persona"))
    mentions = reader.in_order(reader.referring(Mention, persona.id, "persona"))
    present = reader.referring(Encounter, persona.id, "personas")
    where = [*(held.encounter for held in insights), *(held.encounter for held in mentions)]
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


def receptions(reader: Reader, insights: Sequence[Insight]) -> list[Reception]:
    """How the themes in some insights were received, that which landed most often first."""
    stances: dict[str, Counter[Stance]] = {}
    for insight in insights:
        for theme, stance in insight.signals.items():
            stances.setdefault(theme, Counter())[stance] += 1
    found = [Reception(theme, stances[theme.id]) for theme in reader.fetch(Theme, stances)]
    return sorted(found, key=lambda held: (-held.landed.hits, held.failed.hits, held.theme.name, held.theme.id))


class Others:
    """The personas beside each other, counted without reading what they said."""

    def __init__(self, personas: Sequence[Persona], counting: Counting) -> None:
        self.personas = sorted(personas, key=lambda persona: (persona.name, persona.id))
        self._counting = counting
        self._won: dict[str, Share] = {}
        self._met: dict[str, int] = {}
        self._top: dict[str, tuple[str, list[str]]] = {}

    def met(self, persona: Persona) -> int:
        """At how many encounters a persona was present or spoke."""
        if persona.id not in self._met:
            self._met[persona.id] = self._counting.count("is=encounters", f"met={persona.id}")
        return self._met[persona.id]

    def won(self, persona: Persona) -> Share:
        """Of the decided encounters at which a persona was present or spoke, those that were won."""
        held = self._won.get(persona.id)
        if held is None:
            there = self._counting.among("is=encounters", f"met={persona.id}")
            won, lost = (there.count(f"after={stage}") for stage in (Stage.CLOSED_WON, Stage.CLOSED_LOST))
            held = self._won[persona.id] = Share(won, won + lost)
        return held

    def reception(self, persona: Persona, theme: Theme) -> Reception:
        """How a persona received a theme."""
        said = self._counting.among("is=insights", f"persona={persona.id}")
        return Reception(theme, Counter({stance: said.count(f"theme={theme.id}:{stance}") for stance in Stance}))

    def heard(self, persona: Persona, theme: Theme, stances: Sequence[Stance]) -> list[str]:
        """The ids of the insights in which a persona received a theme so."""
        said = self._counting.among("is=insights", f"persona={persona.id}")
        return [key for stance in stances for key in said.ids(f"theme={theme.id}:{stance}")]

    def top_objection(self, reader: Reader, persona: Persona) -> tuple[Objection, list[Mention]] | None:
        """The objection a persona raised most often, with its mentions; None where it raised none."""
        if persona.id not in self._top:
            self._top[persona.id] = self._most_raised(reader, persona)
        key, ids = self._top[persona.id]
        objection = reader.get(Objection, key)
        return (objection, reader.fetch(Mention, ids)) if objection else None

    def _most_raised(self, reader: Reader, persona: Persona) -> tuple[str, list[str]]:
        """The id of that objection, and those of its mentions; of equals the first by its title."""
        ids = set(self._counting.ids("is=mentions", f"persona={persona.id}"))
        rows = reader.logbook.ledger.query(Index.named_by, Mention.table, [persona.id], "persona", "objection")
        said: dict[str, list[str]] = {}
        for mention, objection in rows:
            if mention in ids:
                said.setdefault(objection, []).append(mention)
        most = max(map(len, said.values()), default=0)
        tied = reader.fetch(Objection, sorted(key for key, held in said.items() if len(held) == most))
        first = min(tied, key=lambda held: (held.title, held.id), default=None)
        return (first.id, sorted(said[first.id])) if first else ("", [])
