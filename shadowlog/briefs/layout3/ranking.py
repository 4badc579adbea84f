"""How the content backlog was ranked and its gaps were found up to layout 3: by accounts and insights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timezone

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.feedback.loop import SILENT
from shadowlog.analysis.record_reader import RecordReader, account_of
from shadowlog.domain.records import Asset, ContentRequest, Encounter, Insight, Mention, Persona, Theme
from shadowlog.domain.values import AssetStatus, RequestStatus, Stage

_ACCOUNTS = (1, 3, 6)
_HOURS = (1, 5, 20)
"""The counts of accounts, and of hours a month, from which a request gets one, two and three points."""

MOST_POINTS = 15

HOW = (
    "Five things count, from 0 to 3 each: urgency, reusability and alignment as rated; accounts it was heard at "
    f"({', '.join(map(str, _ACCOUNTS))} and more: 1, 2, 3); hours lost a month "
    f"({', '.join(map(str, _HOURS))} and more: 1, 2, 3). What is not rated counts as 0. Of equals, more accounts come "
    "first, then more hours, then what was asked for earlier."
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
    accounts: frozenset[str]
    """The ids of the accounts at which its evidence was heard."""

    @property
    def parts(self) -> dict[str, int]:
        """Its points for each criterion."""
        request = self.request
        return {
            "urgency": request.deal_urgency or 0,
            "reusability": request.reusability or 0,
            "alignment": request.alignment or 0,
            "accounts": bisect_right(_ACCOUNTS, len(self.accounts)),
            "hours": bisect_right(_HOURS, request.hours_lost or 0),
        }

    @property
    def points(self) -> int:
        """Its points, 0 to 15."""
        return sum(self.parts.values())

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """The sort key of the backlog: the most pressing request first."""
        hours = self.request.hours_lost or 0
        return -self.points, -len(self.accounts), -hours, str(self.request.created), self.request.id

    @property
    def words(self) -> str:
        """``11 of 15: urgency 3, reusability 2, alignment 3, accounts 2 (4 heard), hours 1 (3 a month)``."""
        parts = self.parts
        details = {"accounts": f" ({len(self.accounts)} heard)", "hours": f" ({self.request.hours_lost or 0} a month)"}
        points_in_words = ", ".join(f"{name} {points}{details.get(name, '')}" for name, points in parts.items())
        return f"{self.points} of {MOST_POINTS}: {points_in_words}"


def ranked(reader: RecordReader, requests: Iterable[ContentRequest]) -> list[RankedRequest]:
    """Requests in the order of the backlog."""
    return sorted((_ranked(reader, request) for request in requests), key=lambda entry: entry.order)


def _ranked(reader: RecordReader, request: ContentRequest) -> RankedRequest:
    insights = reader.fetch(Insight, request.evidence)
    numbered = reader.repository.naming_any(Mention, request.objections, "objection")
    mentions = reader.read(Mention, numbered)
    encounter = reader.get(Encounter, request.encounter)
    accounts = {request.account, encounter.account if encounter else None}
    accounts.update(account_of(reader, record) for record in insights)
    accounts.update(account_of(reader, record) for record in mentions)
    return RankedRequest(request, tuple(insights), tuple(mentions), frozenset(key for key in accounts if key))


@dataclass(frozen=True)
class CoverageCell:
    """How often a theme was heard from a persona at a stage, and what content there is for it."""

    theme: Theme
    persona: Persona
    stage: Stage
    heard: int
    assets: int
    asked: int
    """Open requests for it."""

    @property
    def facets(self) -> tuple[str, str, str]:
        """The facets of the insights that were counted."""
        return f"theme={self.theme.id}", f"persona={self.persona.id}", f"stage={self.stage}"

    @property
    def hole(self) -> bool:
        """Whether it was heard and there is no asset for it."""
        return bool(self.heard) and not self.assets


def coverage(
    counting: FacetCounts,
    themes: Sequence[Theme],
    personas: Sequence[Persona],
    assets: Sequence[Asset],
    requests: Sequence[ContentRequest],
    reader: RecordReader,
) -> list[CoverageCell]:
    """A cell for every combination of theme, persona and stage that was heard or has content."""
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
        for persona in [persona for persona in personas if persona.id in concerned]:
            of_persona = of_theme.among(f"persona={persona.id}")
            for stage in Stage:
                heard = of_persona.count(f"stage={stage}")
                fits = sum(_fits(asset, persona, stage) for asset in theme_assets)
                requested = sum(_fits(request, persona, stage) for request in theme_requests)
                if heard or fits or requested:
                    cells.append(CoverageCell(theme, persona, stage, heard, fits, requested))
    return cells


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
    """The cells that were heard but have no asset, those heard most often first."""
    uncovered = [cell for cell in cells if cell.hole]
    return sorted(uncovered, key=lambda cell: (-cell.heard, cell.theme.name, cell.persona.name, cell.stage.value))
