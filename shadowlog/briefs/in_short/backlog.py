"""The content backlog in short: what to make first, what is overdue, what is missing, worn out or waiting."""

from __future__ import annotations

from datetime import date, timezone

from shadowlog.analysis.backlog import MOST_POINTS
from shadowlog.analysis.feedback.loop import SILENT
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import phrase, strong
from shadowlog.briefs.sections.backlog import BacklogEvidence, failing_words, heard_in, hole_words
from shadowlog.briefs.sections.content import asked_for, type_of
from shadowlog.briefs.sections.figures import how_many
from shadowlog.domain.records import ContentRequest, Person, Record


def backlog_in_short(builder: BriefBuilder, evidence: BacklogEvidence) -> None:
    builder.section(IN_SHORT)
    lines = (
        _make_first(builder, evidence), _what_is_overdue(builder, evidence), _largest_hole(builder, evidence),
        _what_has_worn_out(builder, evidence), _who_waits(builder, evidence),
    )  # fmt: skip
    builder.bullets(line for line in lines if line is not None)


def _make_first(builder: BriefBuilder, evidence: BacklogEvidence) -> BriefLine:
    if not evidence.open:
        return builder.line("Nothing is asked for: the backlog is empty.")
    first = evidence.open[0]
    kind = asked_for(builder, first.request)
    named = phrase("“", builder.words(first.request, "use_case"), "” (", kind, ")")
    why = f"{first.why[:1].upper()}{first.why[1:]}"
    points = phrase(
        f": {first.points} of {MOST_POINTS} points. {why}", failing_words(builder, evidence, first.request), "."
    )
    return builder.line(
        phrase(strong("Make first:"), " ", kind if builder.outside else named, points),
        first.request, *first.insights, *first.mentions,
    )  # fmt: skip


def _what_is_overdue(builder: BriefBuilder, evidence: BacklogEvidence) -> BriefLine | None:
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


def _largest_hole(builder: BriefBuilder, evidence: BacklogEvidence) -> BriefLine | None:
    if not evidence.holes:
        return None
    hole = evidence.holes[0]
    return builder.line(phrase(strong("Largest hole:"), " ", hole_words(builder, hole), "."), *heard_in(builder, hole))


def _what_has_worn_out(builder: BriefBuilder, evidence: BacklogEvidence) -> BriefLine | None:
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


def _who_waits(builder: BriefBuilder, evidence: BacklogEvidence) -> BriefLine | None:
    if builder.outside or not evidence.to_tell:
        return None
    waits = "waits" if len(evidence.to_tell) == 1 else "wait"
    people = builder.reader.fetch(Person, evidence.to_tell)
    who = how_many(len(evidence.to_tell), "person", "people")
    return builder.line(f"{who} {waits} to be told what came of what they passed on.", *people)
