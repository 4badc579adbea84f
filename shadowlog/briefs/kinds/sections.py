"""Parts that several kinds of brief are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from shadowlog.analysis.evidence.buyers import CASES, BuyerShare, Shares, share_words
from shadowlog.analysis.evidence.comparisons import Comparisons
from shadowlog.analysis.evidence.groups import Group, Move, grouped, moves
from shadowlog.analysis.evidence.outcomes import WonShares
from shadowlog.analysis.evidence.personas import ThemeReception
from shadowlog.analysis.evidence.responses import ResponseRecord, best_of, none_best, response_records, worked_words
from shadowlog.analysis.stats.intervals import Share, interval_words, percent
from shadowlog.briefs.builder import MOST, BriefBuilder
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import ShareSpan, Text, joined, phrase, strong
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Response,
)
from shadowlog.domain.value_list import Value
from shadowlog.domain.values import AssetStatus, InsightKind

REQUESTS = "what content is wanted for, and who makes it"
"""What briefs for outside readers leave out of requests."""

MOVED = "what moved prospects forward"
IN_SHORT = "In short"

V = TypeVar("V", bound=Value)
R = TypeVar("R", Insight, Mention, Encounter)


# Words for counts ------------------------------------------------------------------------------------------------


def times(count: int) -> str:
    """A number of times in words: ``once``, ``12 times``."""
    return "once" if count == 1 else f"{count} times"


def how_many(count: int, one: str, many: str = "") -> str:
    """``1 buyer``, ``12 buyers``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def on_average(shares: Shares) -> str:
    """``60 % of 12 buyers on average (45 conversations)``, and behind it the parts that are counted apart."""
    main, *apart = _parts(shares)
    words = [_on_average(shares[main], CASES[main])]
    words += [f"counted apart, {_on_average(shares[place], CASES[place])}" for place in apart]
    return "; ".join(words)


def _on_average(share: BuyerShare, cases: str) -> str:
    noun, _, how = cases.partition(", ")
    average = (
        f" on average ({how_many(share.conversations, 'conversation')})" if share.conversations != share.of else ""
    )
    return f"{share_words(share, noun)}{average}{f', {how}' if how else ''}"


def _parts(shares: Sequence[BuyerShare] | Sequence[Share]) -> list[int]:
    """The parts with any cases, the main one first."""
    first = shares.main if isinstance(shares, (Shares, WonShares)) else 0
    return [place for place in sorted(range(len(shares)), key=lambda place: place != first) if shares[place].of]


def share_cell(shares: Shares) -> Text:
    """A share as a table shows it: ``60 % (32–83 %) of 12``, with what its cases are where they are not buyers."""
    return joined("; ", (_cell(shares[place], CASES[place]) for place in _parts(shares))) or phrase("–")


def _cell(share: BuyerShare, cases: str) -> Text:
    what = "" if cases == CASES[0] else f" {cases}"
    if not share.enough:
        return phrase(f"{share.touched} of {share.of}{what}")
    words = f"{percent(share.share)} ({interval_words(share.interval)}) of {share.of}{what}"
    return phrase(ShareSpan(words, share.share, *share.interval, share.of))


def won_cell(won: WonShares) -> Text:
    """The share won as a table shows it: ``9 of 12 (75 %, 47–91 %)``."""
    return joined("; ", (_won(won[place], place) for place in _parts(won))) or phrase("–")


def _won(share: Share, place: int) -> Text:
    words = f"{share.cell}{'' if place == 0 else ' without a name'}"
    if not share.enough:
        return phrase(words)
    return phrase(ShareSpan(words, share.hits / share.of, *share.interval, share.of))


def ranked(counts: Mapping[V, int]) -> str:
    """Values with their counts, most frequent first."""
    pairs = sorted(((value.words, count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{words} {count}" for words, count in pairs)


# Differences -----------------------------------------------------------------------------------------------------


def claim(builder: BriefBuilder, measure: str, comparisons: Comparisons) -> None:
    """Note the comparisons that the brief made, and the differences it claims, as data."""
    builder.comparisons += comparisons.made
    builder.claims += [Claim(measure, found.persona, found.difference, comparisons.made) for found in comparisons.found]


def differences_line(builder: BriefBuilder, comparisons: Comparisons, measure: str) -> Text | str:
    """Which personas differ from the others together, in a sentence; or that none can be told apart."""
    if not comparisons.made:
        return "Too few buyers to compare personas."
    if not comparisons.found:
        return f"{measure}: no persona can be told apart from the others."
    sentences = []
    for found in comparisons.found:
        one, others = found.difference.one, found.difference.others
        side = "above" if found.difference.above else "below"
        figures = f"{percent(one.hits / one.of)} of {one.of} against {percent(others.hits / others.of)} of {others.of}"
        sentences.append(phrase(builder.name(Persona, found.persona), f" is {side} all others ({figures})"))
    return phrase(f"{measure}: ", joined("; ", sentences), ". An association, not a cause.")


# Lists -----------------------------------------------------------------------------------------------------------


def from_buyer(record: Insight | Mention) -> bool:
    """Whether a buyer said it, in these words or others."""
    return record.basis is not None and record.basis.from_buyer


def said_by_buyers(insights: Iterable[Insight], kind: InsightKind) -> list[Insight]:
    """The insights of a kind that come from a buyer."""
    return [insight for insight in insights if insight.kind is kind and from_buyer(insight)]


def list_wordings(builder: BriefBuilder, records: Iterable[R], most: int = MOST) -> None:
    """Add a list of what was said, what means the same in one line, by the number of buyers; without what this audience
    may not read.
    """
    worded = [record for record in records if record.heading]
    allowed = [record for record in worded if isinstance(record, Encounter) or builder.may_show(record)]
    name = worded[0].title_field if worded else ""
    groups = grouped(builder.reader, allowed, name)
    builder.bullets(_group_line(builder, group) for group in groups[:most])
    builder.and_more(len(groups) - most)


def _group_line(builder: BriefBuilder, group: Group[R]) -> BriefLine:
    buyers = how_many(len(group.buyers), "buyer")
    other = f", in {group.wordings} wordings" if group.wordings > 1 else ""
    return builder.line(phrase(builder.text(group.text), f" — {buyers}{other}."), *group.records)


def reported(builder: BriefBuilder, records: Iterable[Insight] | Iterable[Mention]) -> None:
    """The section of what reps report and observers infer, apart from what buyers said."""
    builder.section("What the team reports, not buyers")
    found = [record for record in records if record.basis and not record.basis.from_buyer]
    list_wordings(builder, found)  # type: ignore[type-var]


def moved(builder: BriefBuilder, encounters: Iterable[Encounter]) -> None:
    """The section of what moved prospects forward, by the stages before and after."""
    builder.section("What moved them")
    found = moves(builder.reader, encounters)
    if builder.outside:
        if found:
            builder.leave_out(MOVED)
        return
    builder.bullets(_move_line(builder, move) for move in found[:MOST])
    builder.and_more(len(found) - MOST)


def _move_line(builder: BriefBuilder, move: Move) -> BriefLine:
    reasons = [
        phrase("“", builder.text(reason.text), f"” ({how_many(len(reason.buyers), 'buyer')})")
        for reason in move.reasons[:MOST]
    ]
    more = len(move.reasons) - MOST
    tail = f" and {how_many(more, 'more reason')}" if more > 0 else ""
    records = [encounter for reason in move.reasons for encounter in reason.records]
    return builder.line(
        phrase(strong(move.words), f", {how_many(len(move.buyers), 'buyer')}: ", joined(", ", reasons), f"{tail}."),
        *records,
    )


# Objections ------------------------------------------------------------------------------------------------------


def answers_to(builder: BriefBuilder, objection: Objection, mentions: Iterable[Mention]) -> list[ResponseRecord]:
    """How the responses to an objection did, the best first."""
    heard = builder.context.counting.among("is=mentions", f"objection={objection.id}")
    keys = sorted({mention.response for mention in mentions if mention.response})
    return response_records(heard, builder.reader.fetch(Response, keys))


def best_answer(builder: BriefBuilder, answers: Sequence[ResponseRecord]) -> Text:
    """``worked for 4 of 8 buyers: We take back …``, or why no answer is called the best."""
    best = best_of(answers)
    if best is None:
        return phrase(none_best(answers))
    return phrase(f"{worked_words(best)}: ", builder.words(best.response, "text"))


def objection_lines(
    builder: BriefBuilder, objections: Iterable[tuple[Objection, list[Mention]]], most: int = MOST
) -> Iterator[BriefLine]:
    """The objections of most buyers, each with its best answer."""
    counted = [
        (len({builder.reader.buyer(mention) for mention in mentions}), objection, mentions)
        for objection, mentions in objections
    ]
    counted.sort(key=lambda each: (-each[0], -len(each[2]), each[1].title, each[1].id))
    for buyers, objection, mentions in counted[:most]:
        answers = answers_to(builder, objection, mentions)
        best = best_of(answers)
        heard = f" — {how_many(buyers, 'buyer')}; " if buyers else " — not heard yet; "
        yield builder.line(
            phrase(builder.words(objection, "title"), heard, best_answer(builder, answers), "."),
            objection, *mentions, *([best.response] if best else []),
        )  # fmt: skip


def reception_table(builder: BriefBuilder, receptions: Sequence[ThemeReception], insights: Sequence[Insight]) -> None:
    """How themes were received and how it ended, with the insights behind each."""
    builder.table(
        ["theme", "resonated", "rejected or confused", "won"],
        (
            [
                builder.words(each.theme, "name"), share_cell(each.received.landed), share_cell(each.received.failed),
                won_cell(each.won),
            ]
            for each in receptions[: 2 * MOST]
        ),
        ([insight for insight in insights if each.theme.id in insight.signals] for each in receptions[: 2 * MOST]),
    )  # fmt: skip
    builder.and_more(len(receptions) - 2 * MOST)


# Proof, requests, assets -----------------------------------------------------------------------------------------


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


def assets_by_use(builder: BriefBuilder, assets: Iterable[Asset], most: int = MOST) -> None:
    """Assets to reuse, and those to be looked at or retired."""
    current = [asset for asset in assets if asset.status is AssetStatus.CURRENT]
    current.sort(key=lambda asset: (asset.past(builder.as_of), asset.name, asset.id))
    lines = []
    for asset in current:
        by = f" (to be verified by {asset.verify_by}): "
        lead = phrase(strong("Verify or retire"), by) if asset.past(builder.as_of) else phrase("Reuse: ")
        lines.append(builder.line(phrase(lead, _asset(builder, asset), "."), asset))
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
