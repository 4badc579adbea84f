"""Ranks the content backlog, and finds the gaps in the content there is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timezone

from shadowlog.analysis.counting.buyers import buyers_of, prevails
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.receptions import reception
from shadowlog.analysis.evidence.responses import buyer_count
from shadowlog.analysis.feedback.loop import SILENT
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.domain.records import Asset, ContentRequest, Encounter, Insight, Mention, Persona, Theme
from shadowlog.domain.values import AssetStatus, RequestStatus, Stage

_BUYERS = (1, 3, 6)
_HOURS = (1, 5, 20)
"""The counts of buyers, and of hours a month, from which a request gets one, two and three points."""

MOST_POINTS = 15

HOW = (
    "Points: up to 3 each for urgency, reuse and fit with the message, as rated; for buyers heard "
    f"({', '.join(map(str, _BUYERS))} or more give 1, 2, 3); for hours lost a month ({', '.join(map(str, _HOURS))})."
)
"""How the backlog is ranked, in words."""


def late(request: ContentRequest, today: date) -> str:
    """Why a content request is late on a day (UTC): ``due 2026-11-20`` or ``24 days, no word``; empty if it is not."""
    if request.status.open and request.due and request.due < today:
        return f"due {request.due}"
    if request.status is RequestStatus.SUBMITTED and request.created:
        waited = today - request.created.astimezone(timezone.utc).date()
        if waited > SILENT:
            return f"{waited.days} days, no word"
    return ""


@dataclass(frozen=True)
class RankedRequest:
    """A content request with what its rank is based on."""

    request: ContentRequest
    insights: tuple[Insight, ...]
    mentions: tuple[Mention, ...]
    buyers: frozenset[str]
    """The buyers it was heard from: those of its insights and objections, and of where it came up."""
    unnamed: int = 0
    """How many of them are conversations without a name."""

    @property
    def points(self) -> int:
        """Its points, 0 to 15."""
        request = self.request
        rated = (request.deal_urgency or 0) + (request.reusability or 0) + (request.alignment or 0)
        return rated + bisect_right(_BUYERS, len(self.buyers)) + bisect_right(_HOURS, request.hours_lost or 0)

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The sort key of the backlog: the most pressing request first; of equals the one of more buyers, then of more
        hours, then what was asked for earlier.
        """
        hours = self.request.hours_lost or 0
        return -self.points, -len(self.buyers), -hours, str(self.request.created), self.request.id

    @property
    def why(self) -> str:
        """What its points stand on: ``4 buyers; urgency 3, reuse 2; 3 hours lost a month``."""
        request = self.request
        reasons = [buyer_count(len(self.buyers), self.unnamed) if self.buyers else "no buyer yet"]
        rated = {"urgency": request.deal_urgency, "reuse": request.reusability, "fit": request.alignment}
        if any(rated.values()):
            reasons.append(", ".join(f"{name} {points}" for name, points in rated.items() if points))
        if hours := request.hours_lost:
            reasons.append(f"{hours} hour{'' if hours == 1 else 's'} lost a month")
        return "; ".join(reasons)


def ranked(reader: RecordReader, requests: Iterable[ContentRequest]) -> list[RankedRequest]:
    """Requests in the order of the backlog."""
    return sorted((_ranked(reader, request) for request in requests), key=lambda entry: entry.order)


def _ranked(reader: RecordReader, request: ContentRequest) -> RankedRequest:
    insights = reader.fetch(Insight, request.evidence)
    numbered = reader.repository.naming_any(Mention, request.objections, "objection")
    mentions = reader.read(Mention, numbered)
    encounter = reader.get(Encounter, request.encounter)
    records: list[Insight | Mention] = [*insights, *mentions]
    heard = {reader.buyer(record): reader.has_name(record) for record in records}
    if request.account:
        heard[request.account] = True
    elif encounter:
        heard[reader.buyer(encounter)] = reader.has_name(encounter)
    return RankedRequest(
        request, tuple(insights), tuple(mentions), frozenset(heard), sum(not named for named in heard.values())
    )


@dataclass(frozen=True)
class CoverageCell:
    """From how many buyers a theme was heard from a persona at a stage, and what content there is for it."""

    theme: Theme
    persona: Persona
    stage: Stage
    buyers: int
    assets: int
    asked: int
    """Open requests for it."""
    fails: bool = False
    """Whether the theme clearly fails with the persona."""

    @property
    def facets(self) -> tuple[str, str, str]:
        """The facets of the insights that were counted."""
        return f"theme={self.theme.id}", f"persona={self.persona.id}", f"stage={self.stage}"

    @property
    def hole(self) -> bool:
        """Whether it was heard, there is no asset for it, and one might be of use: the theme does not fail there."""
        return self.uncovered and not self.fails

    @property
    def uncovered(self) -> bool:
        """Whether it was heard and there is no asset for it."""
        return bool(self.buyers) and not self.assets


def coverage(
    counting: FacetCounts,
    themes: Sequence[Theme],
    personas: Sequence[Persona],
    assets: Sequence[Asset],
    requests: Sequence[ContentRequest],
    reader: RecordReader,
    *,
    with_failing: bool = True,
) -> list[CoverageCell]:
    """A cell for every combination of theme, persona and stage that was heard or has content.

    ``with_failing``: find out which themes clearly fail, which takes most of the time; else none is said to.
    """
    usable = [asset for asset in assets if asset.status is AssetStatus.CURRENT and not asset.past(reader.as_of)]
    open_requests = [request for request in requests if request.status.open]
    insights = counting.among("is=insights")
    cells = []
    for theme in themes:
        of_theme = insights.among(f"theme={theme.id}")
        theme_assets = [asset for asset in usable if theme.id in asset.themes]
        theme_requests = [request for request in open_requests if theme.id in request.themes]
        concerned = {asset.persona for asset in theme_assets} | {request.persona for request in theme_requests}
        concerned |= _heard_from(theme, of_theme, personas, reader)
        here = [persona for persona in personas if persona.id in concerned]
        talks = of_theme.talks_crossed([f"persona={each.id}" for each in here], [f"stage={stage}" for stage in Stage])
        for persona in here:
            failing: bool | None = None if with_failing else False
            for stage in Stage:
                talks_here = talks.get((f"persona={persona.id}", f"stage={stage}"))
                if not talks_here and not theme_assets and not theme_requests:
                    continue
                heard = len(buyers_of(talks_here or ()))
                fits = sum(_fits(asset, persona, stage) for asset in theme_assets)
                requested = sum(_fits(request, persona, stage) for request in theme_requests)
                if failing is None and heard and not fits:
                    failing = fails(insights, theme.id, persona.id)
                if heard or fits or requested:
                    cells.append(CoverageCell(theme, persona, stage, heard, fits, requested, bool(failing)))
    return cells


def fails(counting: FacetCounts, theme: str, persona: str | None = None) -> bool:
    """Whether a theme clearly fails (``prevails``), with a persona or with all; both are given by their ids. With fewer
    than five buyers nothing is clear.
    """
    received = reception(counting, theme, *([f"persona={persona}"] if persona else []))
    against = received.failed[received.failed.main]
    return against.enough and prevails(against, received.landed[received.failed.main])


def _heard_from(
    theme: Theme, insights: FacetCounts, personas: Sequence[Persona], reader: RecordReader
) -> set[str | None]:
    """The ids of the personas that spoke of a theme, found by whichever way is shorter."""
    if insights.count(f"theme={theme.id}") < len(personas):
        return {insight.persona for insight in reader.fetch(Insight, insights.ids(f"theme={theme.id}"))}
    return {persona.id for persona in personas if insights.count(f"persona={persona.id}")}


def _fits(record: Asset | ContentRequest, persona: Persona, stage: Stage) -> bool:
    """Whether content fits a persona and a stage; one it does not name fits as well."""
    return record.persona in (None, persona.id) and record.stage in (None, stage)


def holes(cells: Iterable[CoverageCell]) -> list[CoverageCell]:
    """The cells that were heard but have no asset, those of most buyers first."""
    uncovered = [cell for cell in cells if cell.hole]
    return sorted(uncovered, key=lambda cell: (-cell.buyers, cell.theme.name, cell.persona.name, cell.stage.value))
