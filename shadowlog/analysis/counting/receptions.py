"""How themes were received, counted by buyers from the search index without reading an insight."""

from __future__ import annotations

from shadowlog.analysis.counting.buyers import Reception
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.domain.values import Basis, Stance

RAISED = tuple(stance for stance in Stance if stance is not Stance.NOT_RAISED)
"""The stances of a theme that was raised."""

SAID = tuple(f"basis={basis}" for basis in Basis if basis.from_buyer)
"""The facets of what buyers said."""


def reception(counting: FacetCounts, theme: str, *facets: str) -> Reception:
    """How a theme, named by its id, was received in the insights with these facets."""
    received = Reception()
    insights = counting.among("is=insights", f"theme={theme}", *facets)
    if insights.total:
        for said, part in zip((True, False), insights.parted(*SAID), strict=True):
            for stance in RAISED:
                received.add(stance, part.talks(f"theme={theme}:{stance}"), said=said)
    return received
