"""The content backlog: what to make, in its order, and what is missing, late or waiting to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shadowlog.analysis.backlog import HOW, CoverageCell, RankedRequest
from shadowlog.analysis.evidence.responses import worked_words
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short.backlog import backlog_in_short
from shadowlog.briefs.kinds.kind import WholeLogKind
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.answers import WORKED
from shadowlog.briefs.sections.backlog import BacklogEvidence, backlog_evidence, failing_words, heard_in, hole_words
from shadowlog.briefs.sections.content import REQUESTS, asked_for, assets_by_use, proof_lines, type_of
from shadowlog.briefs.sections.figures import how_many
from shadowlog.domain.records import Asset, ContentRequest, Person, Persona, Theme
from shadowlog.domain.records.whole_log import ALL, Everything
from shadowlog.domain.values import Stage

_FIRST = 10
"""The most requests that the table shows."""

_TELL = "whom to tell"

_CAVEAT = "Coverage counts the buyers of whom persona and stage are known; others are in no cell."


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
        evidence = backlog_evidence(builder)
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
        backlog_in_short(builder, evidence)
        _order(builder, evidence)
        _coverage(builder, evidence)
        # That nothing is late or worn out is no lack of evidence.
        if evidence.overdue:
            builder.section("Overdue")
            builder.bullets(_late_line(builder, request, why) for request, why in evidence.overdue[:MOST])
            builder.and_more(len(evidence.overdue) - MOST)
        if evidence.past:
            builder.section("Assets to verify or retire")
            assets_by_use(builder, evidence.past)
        builder.caveats = [_CAVEAT, *(builder.caveats if evidence.worn else [])]
        _worn(builder, evidence)
        _shipped(builder, evidence)
        return list(_gaps(evidence.open))


def _order(builder: BriefBuilder, evidence: BacklogEvidence) -> None:
    builder.section("To make, in this order")
    still = evidence.open
    shown = still[:_FIRST]
    if not shown:
        return
    builder.paragraph(HOW)
    rows: list[list[Text | str]] = []
    for number, each in enumerate(shown, 1):
        request = each.request
        stage = f", {request.stage.words}" if request.stage else ""
        what = phrase(asked_for(builder, request), stage)
        points = phrase(f"{each.points}: {each.why}", failing_words(builder, evidence, request))
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
        else ["place", "what", "type, for whom", "points, and why", "owner, due"],
        rows,
        ((each.request, *each.insights, *each.mentions) for each in shown),
    )
    builder.and_more(len(still) - len(shown))


def _coverage(builder: BriefBuilder, evidence: BacklogEvidence) -> None:
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
        return f"{sum(not cell.uncovered for cell in here)} of {len(here)}" if here else "–"

    if not heard:
        return
    most = sorted(personas.values(), key=lambda persona: (-buyers[persona.id], persona.name, persona.id))
    builder.bullets(_hole(builder, cell) for cell in evidence.holes[:MOST])
    builder.and_more(len(evidence.holes) - MOST)
    if not any(cell.uncovered for cell in evidence.cells):
        builder.paragraph("Every theme has an asset wherever it was heard.")
    failing = [cell for cell in evidence.cells if cell.uncovered and cell.fails]
    if failing:
        pairs = {(cell.theme.name, cell.persona.name, cell.theme.id): cell for cell in failing}
        named = joined(
            "; ",
            (
                phrase("“", builder.words(each.theme, "name"), "” with ", builder.words(each.persona, "name"))
                for _, each in sorted(pairs.items())
            ),
        )
        builder.paragraph(
            phrase(
                f"Not listed, {how_many(len(failing), 'hole')} where the theme fails: ", named, ". Reword it first."
            ),
            *(insight for each in failing for insight in heard_in(builder, each)),
        )
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
    return builder.line(phrase(hole_words(builder, cell), "."), *heard_in(builder, cell))


def _late_line(builder: BriefBuilder, request: ContentRequest, why: str) -> BriefLine:
    if builder.outside:
        return builder.line(f"{type_of(request)} — {why}.", request)
    owner = builder.name(Person, request.owner, "nobody yet")
    state = f" — {why}, {request.status.words}; owner: "
    return builder.line(phrase(builder.words(request, "use_case"), state, owner, "."), request)


def _worn(builder: BriefBuilder, evidence: BacklogEvidence) -> None:
    """What briefs still show and should not: answers that do worse, proof points past their date."""
    if not (evidence.worn or evidence.expired):
        return
    builder.section("Answers and proof that have worn out")
    lines: list[BriefLine] = []
    for worn in evidence.worn:
        lines.append(
            builder.line(
                phrase(
                    builder.words(worn.answer.response, "text"), f" — {worked_words(worn.answer)}",
                    f"{'' if lines else WORKED}, fewer than “",
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


def _shipped(builder: BriefBuilder, evidence: BacklogEvidence) -> None:
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
            builder.line(
                phrase("Tell ", name, f" what became of {how_many(count, 'thing')} passed on."),
                *builder.reader.fetch(Person, [key]),
            )
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
