"""The evidence for a persona, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shadowlog.analysis.counting.buyers import Reception, Talk
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.outcomes import Outcomes, WonShares
from shadowlog.analysis.counting.receptions import reception
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.evidence.counted import counted_for
from shadowlog.analysis.evidence.objections import by_objection
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.records import Asset, Encounter, Insight, Mention, Objection, Persona, Theme


@dataclass(frozen=True)
class ThemeReception:
    """How a persona received a theme, and how it ended with the buyers that heard of it there."""

    theme: Theme
    received: Reception
    won: WonShares


@dataclass
class PersonaEvidence:
    """Everything heard from a persona. Insights, mentions and encounters are amounts; every share is of buyers."""

    persona: Persona
    insights: list[Insight]
    mentions: list[Mention]
    encounters: list[Encounter]
    """Those at which it was present or spoke, latest first."""
    talks: set[Talk]
    """The same, each with its buyer."""
    won: WonShares
    themes: list[ThemeReception]
    """Each theme that was raised with it, those that landed with most buyers first."""
    counted: Mapping[str, list[Insight]]
    """By theme id: the insights that those figures count."""
    objections: list[tuple[Objection, list[Mention]]]
    """The objections it raised."""
    assets: list[Asset]


def persona_evidence(
    reader: RecordReader, counting: FacetCounts, outcomes: Outcomes, wordings: Wordings, persona: Persona
) -> PersonaEvidence:
    """The evidence for a persona, as of the reader's day; ``counting`` and ``wordings`` cover the same records."""
    insights = reader.in_order(reader.referring(Insight, persona.id, "persona"))
    mentions = reader.in_order(reader.referring(Mention, persona.id, "persona"))
    present = reader.referring(Encounter, persona.id, "personas")
    spoke = reader.fetch(
        Encounter, [*(record.encounter for record in insights), *(record.encounter for record in mentions)]
    )
    encounters = reader.in_order({encounter.id: encounter for encounter in (*present, *spoke)}.values())
    talks = met(counting, persona)
    themes = theme_receptions(wordings.standing, outcomes, _themes(reader, insights), f"persona={persona.id}")
    return PersonaEvidence(
        persona=persona,
        insights=insights,
        mentions=mentions,
        encounters=encounters,
        talks=talks,
        won=outcomes.of(talks),
        themes=themes,
        counted={each.theme.id: counted_for(reader, wordings, each.theme.id, insights) for each in themes},
        objections=by_objection(reader, mentions),
        assets=reader.referring(Asset, persona.id, "persona"),
    )


def met(counting: FacetCounts, persona: Persona) -> set[Talk]:
    """The conversations in which a persona was present or spoke."""
    at_encounters = counting.talks("is=encounters", f"met={persona.id}")
    return at_encounters.union(*(counting.talks(f"is={table}", f"persona={persona.id}") for table in _HEARD))


_HEARD = (Insight.table, Mention.table)


def _themes(reader: RecordReader, insights: Sequence[Insight]) -> list[Theme]:
    return reader.fetch(Theme, dict.fromkeys(theme for insight in insights for theme in insight.signals))


def theme_receptions(
    counting: Callable[[str], FacetCounts], outcomes: Outcomes, themes: Sequence[Theme], *facets: str
) -> list[ThemeReception]:
    """How themes were received in the insights with some facets, those that landed with most buyers first. Themes that
    were not raised are left out. ``counting`` gives the counts for a theme, by its id.
    """
    found = [(theme, reception(counting(theme.id), theme.id, *facets)) for theme in themes]
    receptions = [
        ThemeReception(theme, received, outcomes.of(received.raised)) for theme, received in found if received.raised
    ]
    return sorted(receptions, key=_landed_first)


def _landed_first(each: ThemeReception) -> tuple[float, float, str, str]:
    landed, failed = each.received.landed, each.received.failed
    return -landed[landed.main].hits, failed[failed.main].hits, each.theme.name, each.theme.id
