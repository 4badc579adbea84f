"""What the boards show: how each persona received each theme, and the status of the content requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shadowlog.analysis.counting.buyers import BuyerShare, Reception
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.receptions import RAISED, reception
from shadowlog.analysis.counting.spoken import spans, spoken_with, trend_among
from shadowlog.analysis.counting.wordings import Wordings
from shadowlog.analysis.stats.trends import Trend
from shadowlog.domain.records import ContentRequest, Persona, Theme
from shadowlog.domain.values import RequestStatus


class ReceptionCell(NamedTuple):
    """With how many buyers a theme landed and failed; of the part that stands for all (``Shares.main``)."""

    landed: BuyerShare = BuyerShare()
    failed: BuyerShare = BuyerShare()
    part: int = 0
    """What was counted: the place in ``CASES``."""

    @property
    def raised(self) -> int:
        """With how many buyers it was raised."""
        return self.landed.of


@dataclass(frozen=True)
class Resonance:
    """The board of themes, over all personas and by persona."""

    themes: tuple[Theme, ...]
    """The themes raised with most buyers first."""
    personas: tuple[Persona, ...]
    """The personas who spoke most often first."""
    by_all: tuple[ReceptionCell, ...]
    by_persona: tuple[tuple[ReceptionCell, ...], ...]
    """For each theme, a cell for each persona."""
    more_themes: int = 0
    """Themes that were left out, raised less often."""
    more_personas: int = 0


def resonance(
    wordings: Wordings, themes: Sequence[Theme], personas: Sequence[Persona], rows: int = 60, columns: int = 12
) -> Resonance:
    """How themes were received by buyers in the wording that stands, for the ``rows`` themes and the ``columns``
    personas heard most often. No insight is read, and nothing is counted that is not shown.
    """
    insights = wordings.counting.among("is=insights")
    raised = insights.crossed([f"theme={theme.id}:{stance}" for theme in themes for stance in RAISED], ())
    width = len(RAISED)
    times = [sum(count for (count,) in raised[place * width : (place + 1) * width]) for place in range(len(themes))]
    spoke = [count for (count,) in insights.crossed([f"persona={persona.id}" for persona in personas], ())]
    most = sorted(range(len(themes)), key=lambda place: (-times[place], themes[place].name))[:rows]
    who = sorted(range(len(personas)), key=lambda place: (-spoke[place], personas[place].name))[: max(0, columns)]
    facets = [(), *((f"persona={personas[place].id}",) for place in who)]
    shown = [
        (
            themes[place],
            [_cell(reception(wordings.standing(themes[place].id), themes[place].id, *facet)) for facet in facets],
        )
        for place in most
    ]
    shown.sort(key=lambda row: (-row[1][0].raised, row[0].name))
    return Resonance(
        tuple(theme for theme, _ in shown),
        tuple(personas[place] for place in who),
        tuple(cells[0] for _, cells in shown),
        tuple(tuple(cells[1:]) for _, cells in shown),
        len(themes) - len(most),
        len(personas) - len(who),
    )


def trends_of(counting: FacetCounts, themes: Sequence[Theme], today: date) -> tuple[Trend, ...]:
    """Whether more or fewer of the buyers spoken with raise each theme, up to a day (UTC)."""
    spoken = spoken_with(counting, today)
    both = spans(counting.among("is=insights"), today)
    return tuple(
        trend_among(spoken, [span.buyers(f"theme={theme.id}", named=spoken.named) for span in both]) for theme in themes
    )


def _cell(received: Reception) -> ReceptionCell:
    landed = received.landed
    part = landed.main
    return ReceptionCell(landed[part], received.failed[part], part)


def by_status(requests: Sequence[ContentRequest]) -> dict[RequestStatus, list[ContentRequest]]:
    """Content requests by status, in the order given."""
    columns: dict[RequestStatus, list[ContentRequest]] = {status: [] for status in RequestStatus}
    for request in requests:
        columns[request.status].append(request)
    return columns
