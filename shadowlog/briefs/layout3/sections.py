"""Parts that several kinds of brief are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from shadowlog.briefs.layout3.builder import MOST, BriefBuilder
from shadowlog.briefs.layout3.persona_evidence import Reception
from shadowlog.briefs.layout3.responses import ResponseRecord, best_of, none_best, responses_to
from shadowlog.briefs.layout3.shares import FEWEST, Share
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, phrase, strong
from shadowlog.domain.records import Asset, ContentRequest, Insight, Mention, Objection, Person, Persona, ProofPoint
from shadowlog.domain.value_list import Value
from shadowlog.domain.values import AssetStatus, InsightKind

REQUESTS = "what content is wanted for, and who makes it"
"""What briefs for outside readers leave out of requests."""

V = TypeVar("V", bound=Value)


def times(count: int) -> str:
    """A number of times in words: ``once``, ``12 times``."""
    return "once" if count == 1 else f"{count} times"


def how_many(count: int, one: str) -> str:
    """``1 account``, ``12 accounts``."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def undecided_words(count: int, of: int) -> str:
    """The sentence about encounters that a won figure leaves out."""
    return f"Not decided yet, and not in the won figure: {count} of {how_many(of, 'encounter')}."


def from_buyer(record: Insight | Mention) -> bool:
    """Whether a buyer said it, in these words or others."""
    return record.basis is not None and record.basis.from_buyer


def compared(name: Text, one: Share, other_name: Text, other: Share) -> Text:
    """Compares the shares of two personas in words."""
    if min(one.of, other.of) < FEWEST:
        return phrase("Too few cases to compare ", name, " with ", other_name, ".")
    if not one.separated_from(other):
        return phrase(name, " and ", other_name, " are not separated: their intervals overlap.")
    more, less = (name, other_name) if one.hits / one.of > other.hits / other.of else (other_name, name)
    return phrase(more, " is above ", less, ": their intervals do not overlap. An association, not a cause.")


def best_answer(builder: BriefBuilder, answers: Sequence[ResponseRecord], label: str = "best answer so far") -> Text:
    """The best answer and its record, or why none is named. ``answers`` are sorted, best first."""
    best = best_of(answers)
    if best is None:
        return phrase(none_best(answers))
    answer = builder.words(best.response, "text")
    return phrase(f"{label}: ", answer, f" — resolved or progressed {best.progressed}")


def ranked(counts: Mapping[V, int]) -> str:
    """Values with their counts, most frequent first."""
    pairs = sorted(((value.words, count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{words} {count}" for words, count in pairs)


def list_wordings(builder: BriefBuilder, records: Iterable[Insight | Mention], heading: str = "") -> None:
    """Adds a list of what was said, each wording once, most frequent first, without what this audience may not read.

    Adds nothing, not even the heading, if an outside reader may read none of it.
    """
    groups: dict[str, list[Insight | Mention]] = {}
    worded = [record for record in records if record.heading]
    allowed = [record for record in worded if builder.may_show(record)]
    if worded and not allowed and builder.outside:
        builder.stand_on(worded)
        return
    if heading:
        builder.paragraph(heading)
    for record in allowed:
        groups.setdefault(" ".join(record.heading.casefold().split()), []).append(record)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0].heading, group[0].id))
    builder.bullets(
        builder.line(phrase(builder.text(group[0].heading), f" — {times(len(group))}."), *group)
        for group in ordered[:MOST]
    )
    for group in ordered[MOST:]:
        builder.stand_on(group)
    builder.and_more(len(ordered) - MOST)


def reported(builder: BriefBuilder, records: Iterable[Insight | Mention]) -> None:
    """The section of what reps report and observers infer, apart from what buyers said."""
    builder.section("What the team reports, not buyers")
    list_wordings(builder, (record for record in records if record.basis and not record.basis.from_buyer))


def said_by_buyers(insights: Iterable[Insight], kind: InsightKind) -> list[Insight]:
    """The insights of a kind that come from a buyer."""
    return [insight for insight in insights if insight.kind is kind and from_buyer(insight)]


def objection_lines(
    builder: BriefBuilder, objections: Iterable[tuple[Objection, list[Mention]]], label: str
) -> Iterator[BriefLine]:
    """Objections with how often each was heard, and its best answer, called ``label``, where one was tried."""
    for objection, mentions in objections:
        answers = responses_to(builder.reader, mentions)
        answer = phrase("; ", best_answer(builder, answers, label)) if answers else ""
        text = phrase(builder.words(objection, "title"), f" — {times(len(mentions))}", answer, ".")
        yield builder.line(text, objection, *mentions)


def reception_table(builder: BriefBuilder, receptions: Sequence[Reception], insights: Sequence[Insight]) -> None:
    """How themes were received, with the insights behind each."""
    builder.table(
        ["theme", "resonated of raised", "rejected or confused of raised"],
        ([builder.words(each.theme, "name"), str(each.landed), str(each.failed)] for each in receptions),
        ([insight for insight in insights if each.theme.id in insight.signals] for each in receptions),
    )


def proof_lines(builder: BriefBuilder, points: Iterable[ProofPoint]) -> Iterator[BriefLine]:
    """Proof points, with the day each was verified."""
    for point in sorted(points, key=lambda point: (point.claim, point.id)):
        verified = f" — verified {point.verified_on}" if point.verified_on else " — never verified"
        expired = phrase("; ", strong(f"expired {point.expires_on}")) if point.expired(builder.as_of) else ""
        source = phrase("; source: ", builder.words(point, "source")) if point.source else phrase("; no source")
        parts = (builder.words(point, "claim"), verified, expired, "" if builder.outside else source, ".")
        yield builder.line(phrase(*parts), point)


def open_requests(
    builder: BriefBuilder, about: Sequence[ContentRequest], evidence: Sequence[str] = ()
) -> list[ContentRequest]:
    """The requests that are still open, of those given and those that stand on some insights; due first."""
    numbered = builder.reader.repository.naming_any(ContentRequest, evidence, "evidence")
    requests = {request.id: request for request in (*about, *builder.reader.read(ContentRequest, numbered))}
    still_open = [request for request in requests.values() if request.status.open]
    return sorted(still_open, key=lambda request: (request.due is None, str(request.due), request.use_case, request.id))


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


def assets_by_use(builder: BriefBuilder, assets: Iterable[Asset]) -> None:
    """Assets to reuse, and those to be looked at or retired."""
    current = [asset for asset in assets if asset.status is AssetStatus.CURRENT]
    current.sort(key=lambda asset: (asset.name, asset.id))
    late = [asset for asset in current if asset.past(builder.as_of)]
    lines = [
        builder.line(phrase("Reuse: ", _asset(builder, asset), "."), asset)
        for asset in current
        if not asset.past(builder.as_of)
    ]
    for asset in late:
        by = f" (to be verified by {asset.verify_by}): "
        lines.append(builder.line(phrase(strong("Verify or retire"), by, _asset(builder, asset), "."), asset))
    builder.bullets(lines, "No asset yet.")


def _asset(builder: BriefBuilder, asset: Asset) -> Text:
    return phrase(
        builder.words(asset, "name"),
        f" ({f'{asset.type.words}, ' if asset.type else ''}{asset.status.words}",
        phrase(", version ", builder.words(asset, "version")) if asset.version else "",
        phrase(", for ", builder.name(Persona, asset.persona)) if asset.persona else "",
        f", stage {asset.stage.words}" if asset.stage else "",
        ")",
    )


def counted(counts: Counter[str], builder: BriefBuilder, otherwise: str = "persona not said") -> list[list[Text | str]]:
    """Rows of personas and counts, most first."""
    names = {key: builder.name(Persona, key, otherwise) for key in counts}
    order = sorted(counts, key=lambda key: (-counts[key], names[key].markdown, key))
    return [[names[key], str(counts[key])] for key in order]
