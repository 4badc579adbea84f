"""The content backlog: what to make, in its order, and what is missing, late or waiting to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timezone

from shadowlog.analysis.backlog import HOW, MOST_POINTS, CoverageCell, RankedRequest, coverage, holes, late, ranked
from shadowlog.analysis.evidence.responses import worked_words
from shadowlog.analysis.evidence.worn import WornAnswer, worn_answers
from shadowlog.analysis.feedback.loop import SILENT, Loop
from shadowlog.briefs.builder import MOST, BriefBuilder
from shadowlog.briefs.kinds.kind import WholeLogKind
from shadowlog.briefs.kinds.sections import IN_SHORT, REQUESTS, assets_by_use, how_many, proof_lines, type_of
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.records import Asset, ContentRequest, Insight, Person, Persona, ProofPoint, Record, Theme
from shadowlog.domain.records.whole_log import ALL, Everything
from shadowlog.domain.values import RequestStatus, Stage, ThemeStatus

_FIRST = 10
"""The most requests that the table shows."""

_TELL = "whom to tell"


class BacklogBrief(WholeLogKind[Everything]):
    """The content backlog, of the whole log."""

    name = "backlog"
    about = Everything
    heading = "Content backlog"
    spoken = "the content backlog"
    long = True
    subject = ALL

    def compose(self, builder: BriefBuilder, subject: Everything) -> list[str]:
        """What to make, in order, what is missing or late, and whom to tell."""
        evidence = _evidence(builder)
        builder.about((), ())
        builder.counts = {
            "open": len(evidence.open),
            "shipped": len(evidence.shipped),
            "overdue": len(evidence.overdue),
            "holes": len(evidence.holes),
            "assets": evidence.assets,
            "assets past their date": len(evidence.past),
        }
        builder.comparisons += evidence.compared
        builder.claims += [
            Claim("worked", worn.different, worn.difference, evidence.compared) for worn in evidence.worn
        ]
        if builder.outside and evidence.open:
            builder.leave_out(REQUESTS)
        _in_short(builder, evidence)
        _order(builder, evidence.open)
        _coverage(builder, evidence)
        builder.section("Overdue")
        builder.bullets(_late_line(builder, request, why) for request, why in evidence.overdue[:MOST])
        builder.and_more(len(evidence.overdue) - MOST)
        builder.section("Assets past their date")
        assets_by_use(builder, evidence.past)
        _worn(builder, evidence)
        _shipped(builder, evidence)
        return list(_gaps(evidence.open))


@dataclass(frozen=True)
class _Evidence:
    """What the backlog stands on."""

    open: Sequence[RankedRequest]
    overdue: Sequence[tuple[ContentRequest, str]]
    """Requests that are late, with why."""
    cells: Sequence[CoverageCell]
    holes: Sequence[CoverageCell]
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
    """How many answers each person waits for, by id."""


def _evidence(builder: BriefBuilder) -> _Evidence:
    reader, as_of = builder.reader, builder.as_of
    requests, assets = reader.every(ContentRequest), reader.every(Asset)
    still = ranked(reader, (request for request in requests if request.status.open))
    themes = [theme for theme in reader.every(Theme) if theme.status is ThemeStatus.ACTIVE]
    cells = coverage(builder.context.counting, themes, reader.every(Persona), assets, requests, reader)
    worn = worn_answers(reader, builder.context.counting)
    loop = Loop(reader.repository)
    told = (person for record, _ in loop.untold() for person in loop.from_whom(record))
    shipped = [request for request in requests if request.status is RequestStatus.SHIPPED]
    return _Evidence(
        open=still,
        overdue=[(each.request, why) for each in still if (why := late(each.request, as_of))],
        cells=cells,
        holes=holes(cells),
        assets=len(assets),
        past=[asset for asset in assets if asset.past(as_of)],
        expired=sorted(
            (point for point in reader.every(ProofPoint) if point.expired(as_of)),
            key=lambda point: (point.claim, point.id),
        ),
        compared=worn.made,
        worn=worn.found,
        shipped=sorted(shipped, key=lambda request: (str(request.updated), request.id), reverse=True),
        to_tell=Counter(told),
    )


# In short --------------------------------------------------------------------------------------------------------


def _in_short(builder: BriefBuilder, evidence: _Evidence) -> None:
    builder.section(IN_SHORT)
    lines = (
        _make_first(builder, evidence), _what_is_overdue(builder, evidence), _largest_hole(builder, evidence),
        _what_has_worn_out(builder, evidence), _who_waits(builder, evidence),
    )  # fmt: skip
    builder.bullets(line for line in lines if line is not None)


def _make_first(builder: BriefBuilder, evidence: _Evidence) -> BriefLine:
    if not evidence.open:
        return builder.line("Nothing is asked for: the backlog is empty.")
    first = evidence.open[0]
    whom = builder.name(Persona, first.request.persona, "everybody")
    kind = phrase(type_of(first.request), " for ", whom)
    named = phrase("“", builder.words(first.request, "use_case"), "” (", kind, ")")
    points = f": {first.points} of {MOST_POINTS} points. {first.why[:1].upper()}{first.why[1:]}."
    return builder.line(
        phrase(strong("Make first:"), " ", kind if builder.outside else named, points),
        first.request, *first.insights, *first.mentions,
    )  # fmt: skip


def _what_is_overdue(builder: BriefBuilder, evidence: _Evidence) -> BriefLine | None:
    overdue = [request for request, _ in evidence.overdue]
    if not overdue:
        return (
            builder.line("No request is overdue.", *(each.request for each in evidence.open)) if evidence.open else None
        )
    request, why = min(evidence.overdue, key=lambda pair: (_late_since(pair[0], builder.as_of), pair[0].id))
    what = phrase(type_of(request)) if builder.outside else phrase("“", builder.words(request, "use_case"), "”")
    verb = "is" if len(overdue) == 1 else "are"
    longest = "" if len(overdue) == 1 else ", longest"
    return builder.line(
        phrase(f"{how_many(len(overdue), 'request')} {verb} overdue{longest}: ", what, f" ({why})."), *overdue
    )


def _late_since(request: ContentRequest, as_of: date) -> date:
    """The day since which a request is late, its due day or the one by which somebody should have answered."""
    if request.due and request.due < as_of:
        return request.due
    return (request.created.astimezone(timezone.utc) + SILENT).date() if request.created else as_of


def _largest_hole(builder: BriefBuilder, evidence: _Evidence) -> BriefLine | None:
    if not evidence.holes:
        return None
    hole = evidence.holes[0]
    return builder.line(
        phrase(strong("Largest hole:"), " ", _hole_words(builder, hole), "."), *_heard_in(builder, hole)
    )


def _what_has_worn_out(builder: BriefBuilder, evidence: _Evidence) -> BriefLine | None:
    parts: list[tuple[int, str, str]] = [
        (len(evidence.worn), "answer does worse than the others", "answers do worse than the others"),
        (len(evidence.expired), "proof point has expired", "proof points have expired"),
        (len(evidence.past), "asset is past its date", "assets are past their date"),
    ]
    found = [how_many(count, one, many) for count, one, many in parts if count]
    if not found:
        return None
    records: list[Record] = [*(worn.answer.response for worn in evidence.worn), *evidence.expired, *evidence.past]
    return builder.line(phrase(strong("Worn out:"), f" {'; '.join(found)}."), *records)


def _who_waits(builder: BriefBuilder, evidence: _Evidence) -> BriefLine | None:
    if builder.outside or not evidence.to_tell:
        return None
    waits = "waits" if len(evidence.to_tell) == 1 else "wait"
    people = builder.reader.fetch(Person, evidence.to_tell)
    who = how_many(len(evidence.to_tell), "person", "people")
    return builder.line(f"{who} {waits} to be told what came of what they passed on.", *people)


# The sections ----------------------------------------------------------------------------------------------------


def _order(builder: BriefBuilder, still: Sequence[RankedRequest]) -> None:
    builder.section("To make, in this order")
    shown = still[:_FIRST]
    if not shown:
        return
    builder.paragraph(HOW)
    rows: list[list[Text | str]] = []
    for number, each in enumerate(shown, 1):
        request = each.request
        stage = f", {request.stage.words}" if request.stage else ""
        what = phrase(type_of(request), " for ", builder.name(Persona, request.persona, "all"), stage)
        points = f"{each.points}: {each.why}"
        due = str(request.due or "no day")
        owner = builder.name(Person, request.owner, "nobody yet")
        rows.append(
            [str(number), what, points, due]
            if builder.outside
            else [str(number), builder.words(request, "use_case"), what, points, phrase(owner, f", {due}")]
        )
    builder.table(
        ["place", "what", "points, and why", "due"]
        if builder.outside
        else ["place", "what for", "what", "points, and why", "owner, due"],
        rows,
        ((each.request, *each.insights, *each.mentions) for each in shown),
    )
    builder.and_more(len(still) - len(shown))


def _coverage(builder: BriefBuilder, evidence: _Evidence) -> None:
    builder.section("Holes in the coverage")
    heard: dict[tuple[str, Stage], list[CoverageCell]] = {}
    buyers: Counter[str] = Counter()
    for cell in evidence.cells:
        if cell.buyers:
            heard.setdefault((cell.persona.id, cell.stage), []).append(cell)
            buyers[cell.persona.id] += cell.buyers
    personas = {cell.persona.id: cell.persona for cell in evidence.cells if cell.buyers}
    stages = [stage for stage in Stage if any(stage is there for _, there in heard)]

    def covered(persona: Persona, stage: Stage) -> str:
        here = heard.get((persona.id, stage), [])
        return f"{sum(not cell.hole for cell in here)} of {len(here)}" if here else "–"

    if not heard:
        return
    most = sorted(personas.values(), key=lambda persona: (-buyers[persona.id], persona.name, persona.id))
    builder.bullets(_hole(builder, cell) for cell in evidence.holes[:MOST])
    builder.and_more(len(evidence.holes) - MOST)
    if not evidence.holes:
        builder.paragraph("Every theme has an asset wherever it was heard.")
    builder.paragraph("Themes with an asset, of the themes heard there:")
    builder.table(
        ["persona", *(stage.words for stage in stages)],
        (
            [builder.words(persona, "name"), *(covered(persona, stage) for stage in stages)]
            for persona in most[: 2 * MOST]
        ),
        ([persona] for persona in most[: 2 * MOST]),
    )
    builder.and_more(len(most) - 2 * MOST)


def _hole(builder: BriefBuilder, cell: CoverageCell) -> BriefLine:
    return builder.line(phrase(_hole_words(builder, cell), "."), *_heard_in(builder, cell))


def _hole_words(builder: BriefBuilder, cell: CoverageCell) -> Text:
    asked = f"; {how_many(cell.asked, 'open request')}" if cell.asked else "; nobody asked yet"
    return phrase(
        builder.words(cell.theme, "name"), " for ", builder.words(cell.persona, "name"),
        f" at {cell.stage.words}: heard from {how_many(cell.buyers, 'buyer')}, no asset{asked}",
    )  # fmt: skip


def _heard_in(builder: BriefBuilder, cell: CoverageCell) -> list[Insight]:
    return builder.reader.fetch(Insight, builder.context.counting.ids("is=insights", *cell.facets))


def _late_line(builder: BriefBuilder, request: ContentRequest, why: str) -> BriefLine:
    if builder.outside:
        return builder.line(f"{type_of(request)} — {why}.", request)
    owner = builder.name(Person, request.owner, "nobody yet")
    state = f" — {why}, {request.status.words}; owner: "
    return builder.line(phrase(builder.words(request, "use_case"), state, owner, "."), request)


def _worn(builder: BriefBuilder, evidence: _Evidence) -> None:
    """What briefs still show and should not: answers that do worse, proof points past their date."""
    builder.section("Answers and proof that have worn out")
    lines: list[BriefLine] = []
    for worn in evidence.worn:
        lines.append(
            builder.line(
                phrase(
                    builder.words(worn.answer.response, "text"), f" — {worked_words(worn.answer)}, fewer than “",
                    builder.words(worn.best.response, "text"), f"” ({worked_words(worn.best)}). Objection: ",
                    builder.words(worn.objection, "title"), ".",
                ),
                worn.answer.response, worn.best.response, worn.objection,
            )
        )  # fmt: skip
    for point, line in zip(evidence.expired, proof_lines(builder, evidence.expired), strict=True):
        themes = builder.reader.referring(Theme, point.id, "proof_points")
        names = joined(", ", (builder.words(theme, "name") for theme in themes))
        lines.append(replace(line, text=phrase(line.text, " In: ", names, ".")) if names else line)
    builder.bullets(lines, 2 * MOST)


def _shipped(builder: BriefBuilder, evidence: _Evidence) -> None:
    builder.section("Shipped, and whom to tell")
    lines = []
    for request in evidence.shipped[:MOST]:
        asset = builder.reader.get(Asset, request.asset)
        name = builder.words(asset, "name") if asset else phrase("an asset that is gone")
        what = phrase(type_of(request)) if builder.outside else builder.words(request, "use_case")
        lines.append(builder.line(phrase(what, " — shipped as ", name, "."), request, *([asset] if asset else [])))
    builder.bullets(lines)
    builder.and_more(len(evidence.shipped) - MOST)
    if builder.outside:
        if evidence.to_tell:
            builder.leave_out(_TELL)
        return
    named = [(key, builder.name(Person, key, "somebody"), count) for key, count in evidence.to_tell.items()]
    order = sorted(named, key=lambda each: (-each[2], each[1].markdown, each[0]))
    builder.bullets(
        (
            builder.line(phrase("Tell ", name, f": {how_many(count, 'answer')}."), *builder.reader.fetch(Person, [key]))
            for key, name, count in order[:MOST]
        ),
    )
    builder.and_more(len(order) - MOST)


def _gaps(still: Sequence[RankedRequest]) -> Iterator[str]:
    requests = how_many(len(still), "request")
    for count, one, many in (
        (
            sum(each.request.deal_urgency is None for each in still),
            "is not rated for urgency",
            "are not rated for urgency",
        ),
        (
            sum(not (each.insights or each.mentions) for each in still),
            "stands on no insight and no objection heard",
            "stand on no insight and no objection heard",
        ),
    ):
        if count:
            yield f"{count} of {requests} {one if count == 1 else many}."
