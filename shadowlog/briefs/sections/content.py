"""Proof points, content requests and assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, phrase, strong
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Insight,
    Person,
    Persona,
    ProofPoint,
    Theme,
)
from shadowlog.domain.values import AssetStatus

REQUESTS = "what content is wanted for, and who makes it"
"""What briefs for outside readers leave out of requests."""


def proof_lines(builder: BriefBuilder, points: Iterable[ProofPoint]) -> Iterator[BriefLine]:
    """Proof points, with the day each was verified."""
    for point in sorted(points, key=lambda point: (point.claim, point.id)):
        verified = f" — verified {point.verified_on}" if point.verified_on else " — never verified"
        expired = phrase("; ", strong(f"expired {point.expires_on}")) if point.expired(builder.as_of) else ""
        source = "" if builder.outside else phrase("; ", source_of(builder, point))
        yield builder.line(phrase(builder.words(point, "claim"), verified, expired, source, "."), point)


def source_of(builder: BriefBuilder, point: ProofPoint) -> Text:
    """Where a proof point can be looked up."""
    return phrase("source: ", builder.words(point, "source")) if point.source else phrase("no source")


def open_requests(
    builder: BriefBuilder, about: Sequence[ContentRequest], evidence: Sequence[str] = ()
) -> list[ContentRequest]:
    """The requests that are still open, of those given and those that stand on some insights; due first."""
    numbered = builder.reader.repository.naming_any(ContentRequest, evidence, "evidence")
    requests = {request.id: request for request in (*about, *builder.reader.read(ContentRequest, numbered))}
    still_open = [request for request in requests.values() if request.status.open]
    return sorted(still_open, key=lambda request: (request.due is None, str(request.due), request.use_case, request.id))


def requests_about(builder: BriefBuilder, theme: Theme, insights: Iterable[Insight]) -> list[ContentRequest]:
    """The open requests for content about a theme, and those that stand on some insights; due first."""
    about = builder.reader.referring(ContentRequest, theme.id, "themes")
    return open_requests(builder, about, [insight.id for insight in insights])


def request_line(builder: BriefBuilder, request: ContentRequest) -> BriefLine:
    """A content request in one line."""
    due = f", due {request.due}" if request.due else ""
    owner = builder.name(Person, request.owner, "nobody yet")
    if builder.outside:
        builder.leave_out(REQUESTS)
        return builder.line(f"{type_of(request)} — {request.status.words}{due}.", request)
    what = f"{request.asset_type.words}: " if request.asset_type else ""
    return builder.line(
        phrase(what, builder.words(request, "use_case"), f" — {request.status.words}; owner: ", owner, f"{due}."),
        request,
    )


def type_of(request: ContentRequest) -> str:
    """What a request asks for, in words."""
    return request.asset_type.words if request.asset_type else "type not decided"


def asked_for(builder: BriefBuilder, request: ContentRequest) -> Text:
    """What a request asks for, and for whom: ``case study for Nursing``."""
    undecided = "" if request.asset_type else ","
    return phrase(f"{type_of(request)}{undecided} for ", builder.name(Persona, request.persona, "everybody"))


def assets_by_use(builder: BriefBuilder, assets: Iterable[Asset], most: int = MOST, lead: str = "Reuse: ") -> None:
    """Assets to reuse, each after ``lead``, and those to be looked at or retired."""
    current = [asset for asset in assets if asset.status is AssetStatus.CURRENT]
    current.sort(key=lambda asset: (asset.past(builder.as_of), asset.name, asset.id))
    lines = []
    for asset in current:
        by = f" (to be verified by {asset.verify_by}): "
        first = phrase(strong("Verify or retire"), by) if asset.past(builder.as_of) else phrase(lead)
        lines.append(builder.line(phrase(first, _asset(builder, asset), "."), asset))
    builder.bullets(lines, most)


def _asset(builder: BriefBuilder, asset: Asset) -> Text:
    return phrase(
        builder.words(asset, "name"),
        f" ({f'{asset.type.words}, ' if asset.type else ''}{asset.status.words}",
        phrase(", version ", builder.words(asset, "version")) if asset.version else "",
        phrase(", for ", builder.name(Persona, asset.persona)) if asset.persona else "",
        f", stage {asset.stage.words}" if asset.stage else "",
        ")",
    )
