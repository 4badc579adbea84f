"""Compares personas: their outcomes, and what each must hear to understand why another wants the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from shadowlog.analysis.counting.buyers import buyers_of, is_named
from shadowlog.analysis.counting.comparisons import Comparisons, compare
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes, WonShares
from shadowlog.analysis.counting.receptions import RAISED, SAID
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.evidence.personas import ThemeReception, met, theme_receptions
from shadowlog.domain.records import Persona, Theme

MOST = 3
"""The most personas that a bridge leads to. Twice as many are compared by outcome."""

_THEMES = 2
"""The most themes named as common ground, and the most to put differently, for each other persona."""


class Crossing(NamedTuple):
    """A theme that lands with one persona, and how another received it."""

    ours: ThemeReception
    theirs: ThemeReception
    heard: tuple[str, ...]
    """The ids of the insights that the other's figures count."""


@dataclass(frozen=True)
class Bridge:
    """What one other persona must hear."""

    other: Persona
    common: tuple[Crossing, ...]
    """Themes that land with both."""
    otherwise: tuple[Crossing, ...]
    """Themes that land with one and fail with the other."""
    objection: str
    """The id of the objection that most of its buyers raised, or empty."""
    objecting: int
    """How many buyers that were."""
    mentions: tuple[str, ...]
    """The ids of the mentions of that objection."""

    @property
    def ids(self) -> Iterator[str]:
        """The ids of the insights and mentions it is based on."""
        yield from self.mentions
        for crossing in (*self.common, *self.otherwise):
            yield from crossing.heard


class Personas:
    """Compares personas by counting buyers, without reading what they said."""

    def __init__(
        self,
        personas: Sequence[Persona],
        themes: Sequence[Theme],
        counting: FacetCounts,
        outcomes: Outcomes,
        wordings: Wordings,
    ) -> None:
        self.all = sorted(personas, key=lambda persona: (persona.name, persona.id))
        self._themes = themes
        self._counting = counting
        self._outcomes = outcomes
        self._wordings = wordings
        self._buyers: dict[str, int] = {}
        self._received: dict[str, dict[str, ThemeReception]] = {}
        self._top: dict[str, tuple[str, int, tuple[str, ...]]] = {}

    def buyers(self, persona: Persona) -> int:
        """The number of buyers at whose conversations a persona was present or spoke."""
        if persona.id not in self._buyers:
            self._buyers[persona.id] = len(buyers_of(met(self._counting, persona)))
        return self._buyers[persona.id]

    @cached_property
    def won(self) -> Mapping[str, WonShares]:
        """How it ended with the buyers of each persona, by its id."""
        return {persona.id: self._outcomes.of(met(self._counting, persona)) for persona in self.all}

    @cached_property
    def comparisons(self) -> Comparisons:
        """Which personas win more or fewer of their buyers than all others together."""
        return compare(self.won)

    def beside(self, persona: Persona) -> list[tuple[Persona, WonShares]]:
        """A persona and others with known outcomes, sorted by name; if there are many, those with the most."""
        shares = [(other, self.won[other.id]) for other in self._comparable(persona)]
        largest = sorted(shares, key=lambda pair: (pair[0].id != persona.id, -sum(share.of for share in pair[1])))
        kept = {other.id for other, _ in largest[: 2 * MOST]}
        return [pair for pair in shares if pair[0].id in kept]

    def _comparable(self, persona: Persona) -> list[Persona]:
        return [other for other in self.all if other.id == persona.id or any(share.of for share in self.won[other.id])]

    def left_out(self, persona: Persona) -> int:
        """How many more personas have known outcomes than ``beside`` returns."""
        return max(0, len(self._comparable(persona)) - 2 * MOST)

    def received(self, persona: Persona) -> dict[str, ThemeReception]:
        """How a persona received each theme that was raised with it, by the theme's id."""
        if persona.id not in self._received:
            facet = f"persona={persona.id}"
            raised = self._counting.among("is=insights", facet).values("theme")
            themes = [theme for theme in self._themes if theme.id in raised]
            receptions = theme_receptions(self._wordings.standing, self._outcomes, themes, facet)
            self._received[persona.id] = {each.theme.id: each for each in receptions}
        return self._received[persona.id]

    def bridges(self, persona: Persona) -> list[Bridge]:
        """Bridges to the personas met with most buyers."""
        landed = [each for each in self.received(persona).values() if _enough(each) and _landed(each) >= 0.5]
        others = [other for other in self.all if other.id != persona.id]
        return [self._to(other, landed) for other in sorted(others, key=lambda other: -self.buyers(other))[:MOST]]

    def _to(self, other: Persona, landed: Sequence[ThemeReception]) -> Bridge:
        theirs = self.received(other)
        pairs = [(ours, theirs[ours.theme.id]) for ours in landed if ours.theme.id in theirs]
        known = [pair for pair in pairs if _enough(pair[1])]
        common = [pair for pair in known if _landed(pair[1]) >= 0.5]
        otherwise = [pair for pair in known if _failed(pair[1]) > 0.5]
        objection, objecting, mentions = self._most_raised(other)
        return Bridge(
            other,
            tuple(Crossing(*pair, self._heard(other, pair[1])) for pair in common[:_THEMES]),
            tuple(Crossing(*pair, self._heard(other, pair[1])) for pair in otherwise[:_THEMES]),
            objection,
            objecting,
            mentions,
        )

    def _heard(self, persona: Persona, received: ThemeReception) -> tuple[str, ...]:
        """The ids of the insights that a persona's figures for a theme count: those of the part that is shown."""
        theme = received.theme.id
        insights = self._wordings.standing(theme).among("is=insights", f"persona={persona.id}", f"theme={theme}")
        part = received.received.landed.main
        shown, _ = insights.parted(*(f"theme={theme}:{stance}" for stance in RAISED))
        said, reported = shown.parted(*SAID)
        by_buyer = (said if part < 2 else reported).ids_by_buyer()
        return tuple(key for buyer, keys in by_buyer.items() if is_named(buyer) is (part % 2 == 0) for key in keys)

    def _most_raised(self, persona: Persona) -> tuple[str, int, tuple[str, ...]]:
        """The objection that most of a persona's buyers raised (of equals the first id), how many, and its mentions."""
        if persona.id not in self._top:
            mentions = self._counting.among("is=mentions", f"persona={persona.id}")
            raised = {key: len(buyers_of(mentions.talks(f"objection={key}"))) for key in mentions.values("objection")}
            first = min(raised, key=lambda key: (-raised[key], key), default="")
            ids = tuple(mentions.ids(f"objection={first}")) if first else ()
            self._top[persona.id] = first, raised.get(first, 0), ids
        return self._top[persona.id]

    @cached_property
    def footings(self) -> dict[str, Footing]:
        """What the brief of each persona says about other personas, by the persona's id."""
        return {persona.id: self._footing(persona) for persona in self.all}

    def _footing(self, persona: Persona) -> Footing:
        ours = self.received(persona)
        bridges = self.bridges(persona)
        crossings = [crossing for bridge in bridges for crossing in (*bridge.common, *bridge.otherwise)]
        content: list[object] = [
            [(other.id, other.name, self.buyers(other), won) for other, won in self.beside(persona)],
            [self.buyers(bridge.other) for bridge in bridges],
            self.left_out(persona),
            len(self.all),
            self.comparisons,
            [(bridge.other, bridge.objection, bridge.objecting, sorted(bridge.ids)) for bridge in bridges],
            [
                (crossing.ours.theme.id, crossing.theirs.received.landed, crossing.theirs.received.failed)
                for crossing in crossings
            ],
            sorted(map(self._own, ours.values())),
        ]
        themes = (crossing.ours.theme.id for crossing in crossings)
        deciding = self._outcomes.deciding(met(self._counting, persona))
        content.append(deciding)
        ids = frozenset([*themes, *deciding, *(key for bridge in bridges for key in bridge.ids)])
        return Footing(sha256(repr(content).encode()).hexdigest(), ids)

    def _own(self, each: ThemeReception) -> tuple[object, ...]:
        """What a brief says of a theme, which changes as well when the theme is reworded."""
        reworded = self._wordings.reworded(each.theme.id)
        wording = reworded and (reworded.on, reworded.heard)
        return each.theme.id, each.theme.name, each.received.landed, each.received.failed, each.won, wording


class Footing(NamedTuple):
    """What the brief of a persona says about other personas."""

    stamp: str
    """A hash that changes with what is said, but not when the wording of an insight or mention changes."""
    ids: frozenset[str]
    """The ids of the themes, insights and mentions it is based on."""


def _enough(each: ThemeReception) -> bool:
    """Whether enough buyers heard of it to advise anything."""
    landed = each.received.landed
    return landed[landed.main].enough


def _landed(each: ThemeReception) -> float:
    landed = each.received.landed
    return landed[landed.main].share


def _failed(each: ThemeReception) -> float:
    failed = each.received.failed
    return failed[failed.main].share
