"""What the boards show: how each persona received each theme, and the status of the content requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.analysis.stats.intervals import Share
from shadowlog.domain.records import ContentRequest, Persona, Theme
from shadowlog.domain.values import RequestStatus, Stance

RAISED = tuple(stance for stance in Stance if stance is not Stance.NOT_RAISED)


class ReceptionCell(NamedTuple):
    """How a theme was received."""

    counts: tuple[int, ...]
    """How often it was received with each stance of ``RAISED``."""

    @property
    def raised(self) -> int:
        """How often it was raised."""
        return sum(self.counts)

    @property
    def landed(self) -> Share:
        """Resonated of raised."""
        return Share(self.counts[RAISED.index(Stance.RESONATED)], self.raised)


@dataclass(frozen=True)
class Resonance:
    """The board of themes, over all personas and by persona."""

    themes: tuple[Theme, ...]
    """The themes raised most often first."""
    personas: tuple[Persona, ...]
    """The personas who spoke most often first."""
    by_all: tuple[ReceptionCell, ...]
    by_persona: tuple[tuple[ReceptionCell, ...], ...]
    """For each theme, a cell for each persona."""


def resonance(counting: FacetCounts, themes: Sequence[Theme], personas: Sequence[Persona]) -> Resonance:
    """How themes were received, within what ``counting`` covers. No insight is read."""
    insights = counting.among("is=insights")
    facets = [f"theme={theme.id}:{stance}" for theme in themes for stance in RAISED]
    crossed = insights.crossed(facets, [f"persona={persona.id}" for persona in personas])
    width = len(RAISED)

    # Each theme has a row for each stance; transposed, they give a cell over all and one for each persona.
    cells = [
        [ReceptionCell(counts) for counts in zip(*crossed[number * width : (number + 1) * width], strict=True)]
        for number in range(len(themes))
    ]
    order = sorted(range(len(themes)), key=lambda number: (-cells[number][0].raised, themes[number].name))
    totals = [sum(crossed[row][column + 1] for row in range(len(facets))) for column in range(len(personas))]
    columns = sorted(range(len(personas)), key=lambda number: (-totals[number], personas[number].name))
    return Resonance(
        tuple(themes[number] for number in order),
        tuple(personas[number] for number in columns),
        tuple(cells[number][0] for number in order),
        tuple(tuple(cells[number][column + 1] for column in columns) for number in order),
    )


def by_status(requests: Sequence[ContentRequest]) -> dict[RequestStatus, list[ContentRequest]]:
    """Content requests by status, in the order given."""
    columns: dict[RequestStatus, list[ContentRequest]] = {status: [] for status in RequestStatus}
    for request in requests:
        columns[request.status].append(request)
    return columns
