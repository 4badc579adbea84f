"""Compares personas: their outcomes, and what each must hear to understand why another wants the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.briefs.layout3.persona_evidence import Reception
from shadowlog.briefs.layout3.shares import Share
from shadowlog.domain.records import Persona, Theme
from shadowlog.domain.values import Stage, Stance

MOST = 10
"""The most personas that a bridge leads to. Twice as many are compared by outcome."""

_THEMES = 2
"""The most themes named as common ground, and the most to put differently, for each other persona."""


class Crossing(NamedTuple):
    """A theme that lands with one persona, and how another received it."""

    ours: Reception
    theirs: Reception
    heard: tuple[str, ...]
    """The ids of the insights that show how the other received it."""


@dataclass(frozen=True)
class Bridge:
    """What one other persona must hear."""

    other: Persona
    common: tuple[Crossing, ...]
    """Themes that land with both."""
    otherwise: tuple[Crossing, ...]
    """Themes that land with one and fail with the other."""
    objection: str
    """The id of the objection it raised most often, or empty."""
    mentions: tuple[str, ...]
    """The ids of the mentions of that objection."""

    @property
    def ids(self) -> Iterator[str]:
        """The ids of the insights and mentions it is based on."""
        yield from self.mentions
        for crossing in (*self.common, *self.otherwise):
            yield from crossing.heard


class Personas:
    """Compares personas by counting, without reading what they said."""

    def __init__(self, personas: Sequence[Persona], themes: Sequence[Theme], counting: FacetCounts) -> None:
        self.all = sorted(personas, key=lambda persona: (persona.name, persona.id))
        self._themes = themes
        self._counting = counting
        self._won: dict[str, Share] = {}
        self._met: dict[str, int] = {}
        self._received: dict[str, dict[str, Reception]] = {}
        self._top: dict[str, tuple[str, tuple[str, ...]]] = {}

    def met(self, persona: Persona) -> int:
        """The number of encounters at which a persona was present or spoke."""
        if persona.id not in self._met:
            self._met[persona.id] = self._counting.count("is=encounters", f"met={persona.id}")
        return self._met[persona.id]

    def won(self, persona: Persona) -> Share:
        """The share of encounters won, of the decided ones at which a persona was present or spoke."""
        share = self._won.get(persona.id)
        if share is None:
            encounters = self._counting.among("is=encounters", f"met={persona.id}")
            won, lost = (encounters.count(f"after={stage}") for stage in (Stage.CLOSED_WON, Stage.CLOSED_LOST))
            share = self._won[persona.id] = Share(won, won + lost)
        return share

    def beside(self, persona: Persona) -> list[tuple[Persona, Share]]:
        """A persona and others with decided encounters, sorted by name; if there are many, those with the most
        encounters.
        """
        shares = [(other, self.won(other)) for other in self._comparable(persona)]
        largest = sorted(shares, key=lambda pair: (pair[0].id != persona.id, -pair[1].of))[: 2 * MOST]
        kept = {other.id for other, _ in largest}
        return [pair for pair in shares if pair[0].id in kept]

    def _comparable(self, persona: Persona) -> list[Persona]:
        return [other for other in self.all if other.id == persona.id or self.won(other).of]

    def left_out(self, persona: Persona) -> int:
        """How many more personas have decided encounters than ``beside`` returns."""
        return max(0, len(self._comparable(persona)) - 2 * MOST)

    def received(self, persona: Persona) -> dict[str, Reception]:
        """How a persona received each theme, by the theme's id."""
        receptions = self._received.get(persona.id)
        if receptions is None:
            insights = self._counting.among("is=insights", f"persona={persona.id}")
            stances = tuple(Stance)
            counts = insights.crossed(
                [f"theme={theme.id}:{stance}" for theme in self._themes for stance in stances], []
            )
            receptions = self._received[persona.id] = {}
            for number, theme in enumerate(self._themes):
                rows = counts[number * len(stances) : (number + 1) * len(stances)]
                received = Counter({stance: row[0] for stance, row in zip(stances, rows, strict=True)})
                receptions[theme.id] = Reception(theme, received)
        return receptions

    def bridges(self, persona: Persona, ours: Sequence[Reception]) -> list[Bridge]:
        """Bridges to the personas met most often; ``ours`` is how the persona itself received the themes."""
        landed = [reception for reception in ours if reception.landed.hits]
        others = [other for other in self.all if other.id != persona.id]
        return [self._to(other, landed) for other in sorted(others, key=lambda other: -self.met(other))[:MOST]]

    def _to(self, other: Persona, landed: Sequence[Reception]) -> Bridge:
        theirs = self.received(other)
        pairs = [(ours, theirs[ours.theme.id]) for ours in landed if ours.theme.id in theirs]
        pairs.sort(key=lambda pair: (-pair[0].landed.hits, -pair[1].raised, pair[0].theme.id))
        common = [pair for pair in pairs if pair[1].landed.hits and 2 * pair[1].landed.hits >= pair[1].raised]
        otherwise = [pair for pair in pairs if pair[1].failed.hits and 2 * pair[1].failed.hits > pair[1].raised]
        objection, mentions = self._most_raised(other)
        return Bridge(
            other,
            tuple(Crossing(*pair, self._heard(other, pair[0], Stance.RESONATED)) for pair in common[:_THEMES]),
            tuple(
                Crossing(*pair, self._heard(other, pair[0], Stance.REJECTED, Stance.CONFUSED))
                for pair in otherwise[:_THEMES]
            ),
            objection,
            mentions,
        )

    def _heard(self, persona: Persona, received: Reception, *stances: Stance) -> tuple[str, ...]:
        """The ids of the insights in which a persona received a theme with one of these stances."""
        insights = self._counting.among("is=insights", f"persona={persona.id}")
        return tuple(key for stance in stances for key in insights.ids(f"theme={received.theme.id}:{stance}"))

    def _most_raised(self, persona: Persona) -> tuple[str, tuple[str, ...]]:
        """The id of the objection a persona raised most often (of equals the first id), and the ids of its mentions."""
        raised = self._top.get(persona.id)
        if raised is None:
            mentions = self._counting.among("is=mentions", f"persona={persona.id}")
            counts = mentions.values("objection")
            first = min(counts, key=lambda key: (-counts[key], key), default="")
            raised = self._top[persona.id] = first, tuple(mentions.ids(f"objection={first}")) if first else ()
        return raised

    @cached_property
    def footings(self) -> dict[str, Footing]:
        """What the brief of each persona says about other personas, by the persona's id."""
        return {persona.id: self._footing(persona) for persona in self.all}

    def _footing(self, persona: Persona) -> Footing:
        ours = self.received(persona).values()
        bridges = self.bridges(persona, list(ours))
        content = [
            [(other.id, other.name, won) for other, won in self.beside(persona)],
            self.left_out(persona),
            len(self.all),
            [
                (bridge.other, bridge.objection, *(
                    (crossing.ours.theme.id, crossing.theirs.landed, crossing.theirs.failed)
                    for crossing in (*bridge.common, *bridge.otherwise)
                ))
                for bridge in bridges
            ],
            [sorted(bridge.ids) for bridge in bridges],
            sorted((reception.theme.id, reception.theme.name) for reception in ours if reception.raised),
        ]  # fmt: skip
        themes = (crossing.ours.theme.id for bridge in bridges for crossing in (*bridge.common, *bridge.otherwise))
        ids = frozenset([*themes, *(key for bridge in bridges for key in bridge.ids)])
        return Footing(sha256(repr(content).encode()).hexdigest(), ids)


class Footing(NamedTuple):
    """What the brief of a persona says about other personas."""

    stamp: str
    """A hash that changes with what is said, but not when the wording of an insight or mention changes."""
    ids: frozenset[str]
    """The ids of the themes, insights and mentions it is based on."""
