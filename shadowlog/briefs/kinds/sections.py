"""Parts that several kinds of brief are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from shadowlog.analysis.evidence.answers import best_of, none_best
from shadowlog.analysis.evidence.responses import ResponseRecord
from shadowlog.briefs.builder import MOST, Draft
from shadowlog.briefs.model.blocks import Line
from shadowlog.domain.records import Asset, ContentRequest, Insight, Mention, Person, Persona, ProofPoint
from shadowlog.domain.values import AssetStatus, Value

REQUESTS = "what content is wanted for, and who makes it"
"""What outside readers are not told of requests."""

V = TypeVar("V", bound=Value)


def times(count: int) -> str:
    """How often, in words."""
    return "once" if count == 1 else f"{count} times"


def how_many(count: int, one: str) -> str:
    """``1 account``, ``12 accounts``."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def undecided_words(count: int, of: int) -> str:
    """How many encounters a won figure leaves out."""
    return f"Not decided yet, and not in the won figure: {count} of {how_many(of, 'encounter')}."


def best_answer(draft: Draft, answers: Sequence[ResponseRecord], said: str = "best answer so far") -> str:
    """Which answer did best and how it did, or why none is named; ``answers`` stand best first."""
    best = best_of(answers)
    if best is None:
        return none_best(answers)
    return f"{said}: {draft.words(best.response, 'text')} — resolved or progressed {best.progressed}"


def ranked(counts: Mapping[V, int]) -> str:
    """Values with their counts, most frequent first."""
    pairs = sorted(((value.words, count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{words} {count}" for words, count in pairs)


def tell(draft: Draft, records: Iterable[Insight | Mention], heading: str = "") -> None:
    """What was said, the same words once, most often said first; what may not be told is left out.

    Where an outside reader would be told nothing but that, nothing is said, the heading neither.
    """
    groups: dict[str, list[Insight | Mention]] = {}
    held = [record for record in records if record.heading]
    told = [record for record in held if draft.may_tell(record)]
    if held and not told and draft.outside:
        draft.stand_on(held)
        return
    if heading:
        draft.paragraph(heading)
    for record in told:
        if record.heading:
            groups.setdefault(" ".join(record.heading.casefold().split()), []).append(record)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0].heading, group[0].id))
    draft.bullets(
        draft.line(f"{draft.text(group[0].heading)} — {times(len(group))}.", *group) for group in ordered[:MOST]
    )
    for group in ordered[MOST:]:
        draft.stand_on(group)
    draft.and_more(len(ordered) - MOST)


def proof_lines(draft: Draft, points: Iterable[ProofPoint]) -> Iterator[Line]:
    """Proof points, with the day each was verified."""
    for point in sorted(points, key=lambda point: (point.claim, point.id)):
        verified = f"verified {point.verified_on}" if point.verified_on else "never verified"
        late = f"; **expired {point.expires_on}**" if point.expired(draft.as_of) else ""
        source = f"; source: {draft.words(point, 'source')}" if point.source else "; no source"
        if draft.outside:
            source = ""
        yield draft.line(f"{draft.words(point, 'claim')} — {verified}{late}{source}.", point)


def open_requests(draft: Draft, about: Sequence[ContentRequest], evidence: Sequence[str] = ()) -> list[ContentRequest]:
    """The requests that are still open, of those given and those that stand on some insights; due first."""
    numbered = draft.reader.repository.naming_any(ContentRequest, evidence, "evidence")
    found = {request.id: request for request in (*about, *draft.reader.read(ContentRequest, numbered))}
    still = [request for request in found.values() if request.status.open]
    return sorted(still, key=lambda held: (held.due is None, str(held.due), held.use_case, held.id))


def request_line(draft: Draft, request: ContentRequest) -> Line:
    """A content request in one line."""
    what = f"{request.asset_type.words}: " if request.asset_type else ""
    owner = draft.name(Person, request.owner, "nobody yet")
    due = f", due {request.due}" if request.due else ""
    if draft.outside:
        draft.leave_out(REQUESTS)
        kind = request.asset_type.words if request.asset_type else "type not decided"
        return draft.line(f"{kind} — {request.status.words}{due}.", request)
    return draft.line(
        f"{what}{draft.words(request, 'use_case')} — {request.status.words}; owner: {owner}{due}.", request
    )


def assets_by_use(draft: Draft, assets: Iterable[Asset]) -> None:
    """Assets to reuse, and those to be looked at or retired."""
    held = sorted(assets, key=lambda asset: (asset.name, asset.id))
    kept = [asset for asset in held if asset.status is AssetStatus.CURRENT and not asset.past(draft.as_of)]
    late = [asset for asset in held if asset.status is AssetStatus.CURRENT and asset.past(draft.as_of)]
    lines = [draft.line(f"Reuse: {_asset(draft, asset)}.", asset) for asset in kept]
    lines += [
        draft.line(f"**Verify or retire** (to be verified by {asset.verify_by}): {_asset(draft, asset)}.", asset)
        for asset in late
    ]
    draft.bullets(lines, "No asset yet.")


def _asset(draft: Draft, asset: Asset) -> str:
    kind = f"{asset.type.words}, " if asset.type else ""
    version = f", version {draft.words(asset, 'version')}" if asset.version else ""
    whom = f", for {draft.name(Persona, asset.persona)}" if asset.persona else ""
    stage = f", stage {asset.stage.words}" if asset.stage else ""
    return f"{draft.words(asset, 'name')} ({kind}{asset.status.words}{version}{whom}{stage})"


def counted(counts: Counter[str], draft: Draft, otherwise: str = "persona not said") -> list[list[str]]:
    """Rows of personas and counts, most first."""
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], draft.name(Persona, pair[0], otherwise), pair[0]))
    return [[draft.name(Persona, key, otherwise), str(count)] for key, count in pairs]
