"""The content backlog: what to make, in its order, and what is missing, late or waiting to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from shadowlog.analysis.feedback.loop import Loop, by
from shadowlog.briefs.layout3.builder import MOST, BriefBuilder
from shadowlog.briefs.layout3.ranking import HOW, CoverageCell, RankedRequest, coverage, holes, late, ranked
from shadowlog.briefs.layout3.responses import tried
from shadowlog.briefs.layout3.sections import REQUESTS, assets_by_use, proof_lines, request_line, times, type_of
from shadowlog.briefs.layout3.shares import FEWEST
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Theme,
)
from shadowlog.domain.records.whole_log import Everything
from shadowlog.domain.values import Stage, ThemeStatus

_MOST_HOLES = 20


def compose(builder: BriefBuilder, subject: Everything) -> Iterable[str]:
    """What to make, in order, what is missing or late, and whom to tell."""
    reader = builder.reader
    requests, assets = reader.every(ContentRequest), reader.every(Asset)
    still = ranked(reader, (request for request in requests if request.status.open))
    themes = [theme for theme in reader.every(Theme) if theme.status is ThemeStatus.ACTIVE]
    cells = coverage(builder.context.counting, themes, reader.every(Persona), assets, requests, reader)
    gaps = holes(cells)
    overdue = [(each.request, why) for each in still if (why := late(each.request, builder.as_of))]
    past = [asset for asset in assets if asset.past(builder.as_of)]
    builder.counts = {
        "open": len(still),
        "shipped": sum(request.status == "shipped" for request in requests),
        "declined": sum(request.status == "declined" for request in requests),
        "overdue": len(overdue),
        "holes": len(gaps),
        "assets": len(assets),
        "assets past their date": len(past),
    }
    _order(builder, still)
    _coverage(builder, cells, gaps)
    builder.section("Overdue")
    builder.bullets((_late(builder, request, why) for request, why in overdue), "Nothing is overdue.")
    builder.section("Assets past their verify-by date")
    assets_by_use(builder, past)
    _worn(builder)
    _shipped(builder, requests)
    return _gaps(still)


def _order(builder: BriefBuilder, still: list[RankedRequest]) -> None:
    builder.section("To make, in this order")
    builder.paragraph(HOW)
    rows: list[list[Text | str]] = []
    evidence: list[tuple[ContentRequest | Insight | Mention, ...]] = []
    if builder.outside and still:
        builder.leave_out(REQUESTS)
    for number, each in enumerate(still, 1):
        request = each.request
        whom = builder.name(Persona, request.persona, "all")
        owner = "" if builder.outside else phrase(builder.name(Person, request.owner, "nobody yet"), ", ")
        rows.append(
            [
                str(number),
                *([] if builder.outside else [builder.words(request, "use_case")]),
                phrase(f"{type_of(request)}, ", whom, f" × {request.stage.words if request.stage else 'all'}"),
                each.words,
                f"{len(each.insights)} insights, {len(each.mentions)} mentions",
                phrase(owner, f"{request.due or 'no day'}, {request.status.words}"),
            ]
        )
        evidence.append((request, *each.insights, *each.mentions))
    builder.table(
        ["place", "type, persona × stage", "why here", "evidence", "due, status"]
        if builder.outside
        else ["place", "what for", "type, persona × stage", "why here", "evidence", "owner, due, status"],
        rows,
        evidence,
    )


def _coverage(builder: BriefBuilder, cells: list[CoverageCell], gaps: list[CoverageCell]) -> None:
    builder.section("Holes in the coverage")
    heard: dict[tuple[str, Stage], list[CoverageCell]] = {}
    counts: Counter[str] = Counter()
    for cell in cells:
        if cell.heard:
            heard.setdefault((cell.persona.id, cell.stage), []).append(cell)
            counts[cell.persona.id] += cell.heard
    personas = {cell.persona.id: cell.persona for cell in cells if cell.heard}
    stages = [stage for stage in Stage if any(stage is there for _, there in heard)]

    def covered(persona: Persona, stage: Stage) -> str:
        here = heard.get((persona.id, stage), [])
        return f"{sum(not cell.hole for cell in here)} of {len(here)}" if here else ""

    if not heard:
        builder.paragraph("Nothing was heard on a theme with both a persona and a stage, so holes cannot be told.")
        return
    builder.paragraph("Themes with an asset, of the themes heard there:")
    most = sorted(personas.values(), key=lambda persona: (-counts[persona.id], persona.name, persona.id))
    order = sorted(most[:_MOST_HOLES], key=lambda persona: (persona.name, persona.id))
    builder.table(
        ["persona", *(stage.words for stage in stages)],
        ([builder.words(persona, "name"), *(covered(persona, stage) for stage in stages)] for persona in order),
        ([persona] for persona in order),
    )
    builder.bullets(
        (_hole(builder, cell) for cell in gaps[:_MOST_HOLES]), "Every theme has an asset wherever it was heard."
    )
    if len(gaps) > _MOST_HOLES:
        builder.paragraph(f"And {len(gaps) - _MOST_HOLES} more, each heard less often.")


def _hole(builder: BriefBuilder, cell: CoverageCell) -> BriefLine:
    heard = builder.reader.fetch(Insight, builder.context.counting.ids("is=insights", *cell.facets))
    asked = f"; {cell.asked} open request{'' if cell.asked == 1 else 's'}" if cell.asked else "; nobody asked yet"
    return builder.line(
        phrase(
            builder.words(cell.theme, "name"),
            " for ",
            builder.words(cell.persona, "name"),
            f" at {cell.stage.words}: heard {times(cell.heard)}, no asset{asked}.",
        ),
        *heard,
    )


def _late(builder: BriefBuilder, request: ContentRequest, why: str) -> BriefLine:
    if builder.outside:
        return request_line(builder, request)
    owner = builder.name(Person, request.owner, "nobody yet")
    state = f" — {why}, {request.status.words}; owner: "
    return builder.line(phrase(builder.words(request, "use_case"), state, owner, "."), request)


def _worn(builder: BriefBuilder) -> None:
    """What briefs still show and should not: proof points past their date, talk tracks that do worse."""
    builder.section("Proof points past their date, and talk tracks that do worse")
    expired = [point for point in builder.reader.every(ProofPoint) if point.expired(builder.as_of)]
    expired.sort(key=lambda point: (point.claim, point.id))
    lines: list[BriefLine] = []
    for point, line in zip(expired, proof_lines(builder, expired), strict=True):
        themes = builder.reader.referring(Theme, point.id, "proof_points")
        names = [phrase("theme brief ", builder.words(theme, "name")) for theme in themes]
        lines.append(BriefLine(phrase(line.text, " In: ", joined(", ", names) or "no theme brief", "."), line.evidence))
    lines += _worse(builder)
    builder.bullets(lines, "None.")


def _worse(builder: BriefBuilder) -> Iterator[BriefLine]:
    for objection in sorted(builder.reader.every(Objection), key=lambda objection: (objection.title, objection.id)):
        answers = tried(builder.reader, builder.context.counting, objection, FEWEST)
        for best, other in ((answers[0], other) for other in answers[1:]):
            if best.progressed.separated_from(other.progressed):
                yield builder.line(
                    phrase(
                        builder.words(other.response, "text"),
                        f" — resolved or progressed {other.progressed}, less than “",
                        builder.words(best.response, "text"),
                        f"” with {best.progressed}. In: objection brief ",
                        builder.words(objection, "title"),
                        ".",
                    ),
                    other.response,
                    best.response,
                )


def _shipped(builder: BriefBuilder, requests: list[ContentRequest]) -> None:
    builder.section("Shipped, and whom to tell")
    shipped = [request for request in requests if request.status == "shipped"]
    lines = []
    waiting = Loop(builder.reader.repository).untold()
    for request in sorted(shipped, key=lambda request: (request.use_case, request.id)):
        asset = builder.reader.get(Asset, request.asset)
        name = builder.words(asset, "name") if asset else "no asset named"
        what = type_of(request) if builder.outside else builder.words(request, "use_case")
        lines.append(builder.line(phrase(what, " — shipped as ", name, "."), request))
    builder.bullets(lines, "Nothing was shipped yet.", MOST)
    people: dict[str, int] = {}
    for record, _ in waiting:
        people[by(record)] = people.get(by(record), 0) + 1
    if builder.outside:
        builder.paragraph(f"People who wait to be told: {len(people)}.")
        return
    named = ((builder.name(Person, key, "somebody"), count) for key, count in people.items())
    order = sorted(named, key=lambda pair: (pair[0].markdown, pair[1]))
    builder.bullets(
        (phrase("Tell ", name, f": {times(count)} answered.") for name, count in order), "Nobody waits to be told."
    )


def _gaps(still: list[RankedRequest]) -> Iterator[str]:
    unrated = sum(each.request.deal_urgency is None for each in still)
    if unrated:
        yield f"{unrated} of {len(still)} requests are not rated for urgency."
    bare = sum(not (each.insights or each.mentions) for each in still)
    if bare:
        yield f"{bare} of {len(still)} requests stand on no insight and no objection heard."
