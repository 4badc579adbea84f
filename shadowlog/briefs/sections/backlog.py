"""What the content backlog stands on, and its holes in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shadowlog.analysis.backlog import CoverageCell, RankedRequest, coverage, fails, holes, late, ranked
from shadowlog.analysis.evidence.worn import WornAnswer, worn_answers
from shadowlog.analysis.feedback.loop import Loop
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.figures import how_many
from shadowlog.domain.records import Asset, ContentRequest, Insight, Persona, ProofPoint, Theme
from shadowlog.domain.values import RequestStatus, ThemeStatus


@dataclass(frozen=True)
class BacklogEvidence:
    """What the backlog stands on."""

    open: Sequence[RankedRequest]
    overdue: Sequence[tuple[ContentRequest, str]]
    """Requests that are late, with why."""
    cells: Sequence[CoverageCell]
    holes: Sequence[CoverageCell]
    failing: Mapping[str, Sequence[Theme]]
    """The themes of each open request that fail with its persona, or with everybody, by the request's id."""
    assets: int
    past: Sequence[Asset]
    """Assets that are past their date."""
    expired: Sequence[ProofPoint]
    compared: int
    """How many comparisons of answers were made."""
    worn: Sequence[WornAnswer]
    shipped: Sequence[ContentRequest]
    """What was shipped last comes first."""
    to_tell: Counter[str]
    """How many contributions of each person were answered without them knowing it, by id."""


def backlog_evidence(builder: BriefBuilder) -> BacklogEvidence:
    reader, as_of = builder.reader, builder.as_of
    requests, assets = reader.every(ContentRequest), reader.every(Asset)
    still = ranked(reader, (request for request in requests if request.status.open))
    themes = [theme for theme in reader.every(Theme) if theme.status is ThemeStatus.ACTIVE]
    cells = coverage(builder.context.counting, themes, reader.every(Persona), assets, requests, reader)
    worn = worn_answers(reader, builder.context.counting)
    shipped = [request for request in requests if request.status is RequestStatus.SHIPPED]
    return BacklogEvidence(
        open=still,
        overdue=[(each.request, why) for each in still if (why := late(each.request, as_of))],
        cells=cells,
        holes=holes(cells),
        failing={each.request.id: _failing(builder, each.request, themes) for each in still},
        assets=len(assets),
        past=[asset for asset in assets if asset.past(as_of)],
        expired=sorted(
            (point for point in reader.every(ProofPoint) if point.expired(as_of)),
            key=lambda point: (point.claim, point.id),
        ),
        compared=worn.made,
        worn=worn.found,
        shipped=sorted(shipped, key=lambda request: (str(request.updated), request.id), reverse=True),
        to_tell=Loop(reader.repository).people_to_tell(),
    )


def _failing(builder: BriefBuilder, request: ContentRequest, themes: Sequence[Theme]) -> list[Theme]:
    counting = builder.context.counting
    return [
        theme
        for theme in sorted(themes, key=lambda theme: (theme.name, theme.id))
        if theme.id in request.themes
        and (fails(counting, theme.id) or (request.persona and fails(counting, theme.id, request.persona)))
    ]


def failing_words(builder: BriefBuilder, evidence: BacklogEvidence, request: ContentRequest) -> Text:
    """What speaks against a request: its theme fails with those it is for; empty if it does not."""
    names = joined(", ", (phrase("“", builder.words(each, "name"), "”") for each in evidence.failing[request.id]))
    if not names:
        return Text()
    return phrase("; but ", names, " fails with ", builder.name(Persona, request.persona, "buyers"))


def hole_words(builder: BriefBuilder, cell: CoverageCell) -> Text:
    asked = f"; {how_many(cell.asked, 'open request')}" if cell.asked else "; nobody asked yet"
    return phrase(
        builder.words(cell.theme, "name"), " for ", builder.words(cell.persona, "name"),
        f" at {cell.stage.words}: heard from {how_many(cell.buyers, 'buyer')}, no asset{asked}",
    )  # fmt: skip


def heard_in(builder: BriefBuilder, cell: CoverageCell) -> list[Insight]:
    return builder.reader.fetch(Insight, builder.context.counting.ids("is=insights", *cell.facets))
