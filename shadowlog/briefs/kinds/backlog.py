"""The content backlog: what to make, in its order, and what is missing, late or waiting to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shadowlog.analysis.backlog import HOW, CoverageCell, RankedRequest, coverage, holes, late, ranked
from shadowlog.analysis.evidence.responses import tried
from shadowlog.analysis.feedback.loop import Loop, by
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.briefs.builder import MOST, Draft
from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.sections import REQUESTS, assets_by_use, proof_lines, request_line, times
from shadowlog.briefs.model.blocks import Line
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Insight,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Theme,
)
from shadowlog.domain.records.whole_log import ALL, Everything
from shadowlog.domain.values import Stage, ThemeStatus

_MOST_HOLES = 20


def backlog_brief(edition: Edition, subject: Everything = ALL, earlier: Earlier | None = None) -> Brief:
    """The content backlog."""
    draft = Draft(edition, "backlog", subject.id, "", "Content backlog")
    reader = draft.reader
    requests, assets = reader.every(ContentRequest), reader.every(Asset)
    still = ranked(reader, (request for request in requests if request.status.open))
    themes = [theme for theme in reader.every(Theme) if theme.status is ThemeStatus.ACTIVE]
    cells = coverage(edition.counting, themes, reader.every(Persona), assets, requests, reader)
    gaps = holes(cells)
    overdue = [(held.request, why) for held in still if (why := late(held.request, draft.as_of))]
    past = [asset for asset in assets if asset.past(draft.as_of)]
    draft.counts = {
        "open": len(still),
        "shipped": sum(request.status == "shipped" for request in requests),
        "declined": sum(request.status == "declined" for request in requests),
        "overdue": len(overdue),
        "holes": len(gaps),
        "assets": len(assets),
        "assets past their date": len(past),
    }
    _order(draft, still)
    _coverage(draft, cells, gaps)
    draft.section("Overdue")
    draft.bullets((_late(draft, *held) for held in overdue), "Nothing is overdue.")
    draft.section("Assets past their verify-by date")
    assets_by_use(draft, past)
    _worn(draft)
    _shipped(draft, requests)
    return draft.finish(_gaps(still), earlier)


def _order(draft: Draft, still: list[RankedRequest]) -> None:
    draft.section("To make, in this order")
    draft.paragraph(HOW)
    rows, evidence = [], []
    if draft.outside and still:
        draft.leave_out(REQUESTS)
    for number, held in enumerate(still, 1):
        request = held.request
        whom = draft.name(Persona, request.persona, "all")
        owner = "" if draft.outside else f"{draft.name(Person, request.owner, 'nobody yet')}, "
        rows.append(
            [
                str(number),
                *([] if draft.outside else [draft.words(request, "use_case")]),
                (
                    f"{request.asset_type.words if request.asset_type else 'type not decided'}, "
                    f"{whom} × {request.stage.words if request.stage else 'all'}"
                ),
                held.words,
                f"{len(held.insights)} insights, {len(held.mentions)} mentions",
                f"{owner}{request.due or 'no day'}, {request.status.words}",
            ]
        )
        evidence.append((request, *held.insights, *held.mentions))
    draft.table(
        ["place", "type, persona × stage", "why here", "evidence", "due, status"]
        if draft.outside
        else ["place", "what for", "type, persona × stage", "why here", "evidence", "owner, due, status"],
        rows,
        evidence,
    )


def _coverage(draft: Draft, cells: list[CoverageCell], gaps: list[CoverageCell]) -> None:
    draft.section("Holes in the coverage")
    heard: dict[tuple[str, Stage], list[CoverageCell]] = {}
    counts: Counter[str] = Counter()
    for cell in cells:
        if cell.heard:
            heard.setdefault((cell.persona.id, cell.stage), []).append(cell)
            counts[cell.persona.id] += cell.heard
    personas = {cell.persona.id: cell.persona for cell in cells if cell.heard}
    stages = [stage for stage in Stage if any(stage is there for _, there in heard)]

    def told(persona: Persona, stage: Stage) -> str:
        here = heard.get((persona.id, stage), [])
        return f"{sum(not cell.hole for cell in here)} of {len(here)}" if here else ""

    if not heard:
        draft.paragraph("Nothing was heard on a theme with both a persona and a stage, so holes cannot be told.")
        return
    draft.paragraph("Themes with an asset, of the themes heard there:")
    most = sorted(personas.values(), key=lambda persona: (-counts[persona.id], persona.name, persona.id))
    order = sorted(most[:_MOST_HOLES], key=lambda persona: (persona.name, persona.id))
    draft.table(
        ["persona", *(stage.words for stage in stages)],
        ([draft.words(persona, "name"), *(told(persona, stage) for stage in stages)] for persona in order),
        ([persona] for persona in order),
    )
    draft.bullets(
        (_hole(draft, cell) for cell in gaps[:_MOST_HOLES]), "Every theme has an asset wherever it was heard."
    )
    if len(gaps) > _MOST_HOLES:
        draft.paragraph(f"And {len(gaps) - _MOST_HOLES} more, each heard less often.")


def _hole(draft: Draft, cell: CoverageCell) -> Line:
    heard = draft.reader.fetch(Insight, draft.edition.counting.ids("is=insights", *cell.facets))
    asked = f"; {cell.asked} open request{'' if cell.asked == 1 else 's'}" if cell.asked else "; nobody asked yet"
    return draft.line(
        f"{draft.words(cell.theme, 'name')} for {draft.words(cell.persona, 'name')} at {cell.stage.words}: heard "
        f"{times(cell.heard)}, no asset{asked}.",
        *heard,
    )


def _late(draft: Draft, request: ContentRequest, why: str) -> Line:
    if draft.outside:
        return request_line(draft, request)
    owner = draft.name(Person, request.owner, "nobody yet")
    return draft.line(f"{draft.words(request, 'use_case')} — {why}, {request.status.words}; owner: {owner}.", request)


def _worn(draft: Draft) -> None:
    """What briefs still carry and should not: proof points past their date, talk tracks that do worse."""
    draft.section("Proof points past their date, and talk tracks that do worse")
    expired = [point for point in draft.reader.every(ProofPoint) if point.expired(draft.as_of)]
    expired.sort(key=lambda point: (point.claim, point.id))
    lines: list[Line] = []
    for point, line in zip(expired, proof_lines(draft, expired), strict=True):
        themes = draft.reader.referring(Theme, point.id, "proof_points")
        where = ", ".join(f"theme brief {draft.words(theme, 'name')}" for theme in themes) or "no theme brief"
        lines.append(Line(f"{line.text} In: {where}.", line.evidence))
    lines += _worse(draft)
    draft.bullets(lines, "None.")


def _worse(draft: Draft) -> Iterator[Line]:
    for objection in sorted(draft.reader.every(Objection), key=lambda held: (held.title, held.id)):
        held = tried(draft.reader, draft.edition.counting, objection, FEWEST)
        for best, other in ((held[0], other) for other in held[1:]):
            if best.progressed.separated_from(other.progressed):
                yield draft.line(
                    f"{draft.words(other.response, 'text')} — resolved or progressed {other.progressed}, less than "
                    f"“{draft.words(best.response, 'text')}” with {best.progressed}. In: objection brief "
                    f"{draft.words(objection, 'title')}.",
                    other.response, best.response,
                )  # fmt: skip


def _shipped(draft: Draft, requests: list[ContentRequest]) -> None:
    draft.section("Shipped, and whom to tell")
    shipped = [request for request in requests if request.status == "shipped"]
    lines = []
    waiting = Loop(draft.reader.repository).untold()
    for request in sorted(shipped, key=lambda held: (held.use_case, held.id)):
        asset = draft.reader.get(Asset, request.asset)
        name = draft.words(asset, "name") if asset else "no asset named"
        what = (
            (request.asset_type.words if request.asset_type else "type not decided")
            if draft.outside
            else draft.words(request, "use_case")
        )
        lines.append(draft.line(f"{what} — shipped as {name}.", request))
    draft.bullets(lines, "Nothing was shipped yet.", MOST)
    people: dict[str, int] = {}
    for record, _ in waiting:
        people[by(record)] = people.get(by(record), 0) + 1
    if draft.outside:
        draft.paragraph(f"People who wait to be told: {len(people)}.")
        return
    told = sorted((draft.name(Person, key, "somebody"), count) for key, count in people.items())
    draft.bullets((f"Tell {name}: {times(count)} answered." for name, count in told), "Nobody waits to be told.")


def _gaps(still: list[RankedRequest]) -> Iterator[str]:
    unrated = sum(held.request.deal_urgency is None for held in still)
    if unrated:
        yield f"{unrated} of {len(still)} requests are not rated for urgency."
    bare = sum(not (held.insights or held.mentions) for held in still)
    if bare:
        yield f"{bare} of {len(still)} requests stand on no insight and no objection heard."
