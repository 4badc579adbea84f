"""The objection brief: what they say, what worries them, what worked."""

from __future__ import annotations

from shadowlog.briefs.layout3.builder import MOST, NOTHING, BriefBuilder
from shadowlog.briefs.layout3.objections_and_events import ObjectionEvidence, objection_evidence
from shadowlog.briefs.layout3.sections import (
    counted,
    from_buyer,
    how_many,
    list_wordings,
    open_requests,
    proof_lines,
    reported,
    request_line,
    times,
)
from shadowlog.briefs.model.text import joined, phrase
from shadowlog.domain.records import (
    ContentRequest,
    LoopReply,
    Objection,
    Person,
    Persona,
    ProofPoint,
)
from shadowlog.domain.values import Outcome, Stage


def compose(builder: BriefBuilder, objection: Objection) -> list[str]:
    """What is said and what worries them, how answers did, and who was told."""
    builder.stand_on([objection])
    evidence = objection_evidence(builder.reader, objection)
    builder.reader.fetch(Persona, (mention.persona for mention in evidence.mentions))
    builder.counts = {
        "mentions": len(evidence.mentions),
        "accounts": len(evidence.accounts),
        "responses": len(evidence.responses),
        "resolved": evidence.outcomes[Outcome.RESOLVED],
    }
    _concern(builder, evidence)
    _heard(builder, evidence)
    builder.section("In the buyer’s words")
    builder.quotes(evidence.mentions)
    reported(builder, evidence.mentions)
    _responses(builder, evidence)
    _talk_track(builder, evidence)
    _proof(builder, evidence)
    _before(builder, evidence)
    _requests(builder, evidence)
    _replies(builder, evidence)
    return _gaps(evidence)


def _concern(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    objection = evidence.objection
    builder.section("What they say, and the real concern")
    aliases = objection.aliases if builder.discretion.leaves(objection, "aliases") else ()
    also = joined("; ", map(builder.text, aliases))
    if objection.aliases and not also:
        builder.leave_out("other wordings of it")
    title = builder.words(objection, "title")
    severity = "not rated" if objection.severity is None else f"{objection.severity} of 3"
    builder.bullets(
        [
            builder.line(phrase("They say: ", title, phrase(" (also: ", also, ")") if also else "", "."), objection),
            phrase("The real concern: ", builder.words(objection, "real_concern") or "not found out yet", "."),
            (
                f"Category: {objection.category.plain}. "
                f"Nature: {objection.nature.words if objection.nature else 'not said'}. "
                f"Severity: {severity}. Status: {objection.status.words}."
            ),
        ]
    )


def _heard(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Heard")
    outcomes = ", ".join(f"{value.words} {evidence.outcomes[value]}" for value in Outcome if evidence.outcomes[value])
    buyers = sum(bool(mention.basis and mention.basis.from_buyer) for mention in evidence.mentions)
    builder.bullets(
        [
            builder.line(
                f"Mentions: {len(evidence.mentions)}, of which buyers said {buyers}, at "
                f"{how_many(len(evidence.accounts), 'account')}.",
                *evidence.mentions,
            ),
            f"Outcomes: {outcomes or 'none'}.",
            f"Trend: {evidence.trend.words}.",
        ]
    )
    builder.months("Heard", (builder.reader.day(mention) for mention in evidence.mentions))
    builder.table(["by persona", "mentions"], counted(evidence.by_persona, builder))
    stages = [(stage, evidence.by_stage[stage]) for stage in Stage if evidence.by_stage[stage]]
    if stages:
        builder.table(["by stage", "mentions"], [[stage.words, str(count)] for stage, count in stages])
    list_wordings(builder, filter(from_buyer, evidence.competitors), "Competitors named in the same encounters:")


def _responses(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Responses tried")
    builder.table(
        ["response", "technique", "used", "resolved", "resolved or progressed"],
        (
            [
                builder.words(record.response, "text"),
                record.response.technique.plain if record.response.technique else "",
                times(record.used),
                str(record.resolved),
                str(record.progressed),
            ]
            for record in evidence.responses
        ),
        ([record.response] for record in evidence.responses),
    )
    if len(evidence.responses) > 1:
        first, second = evidence.responses[:2]
        apart = first.progressed.separated_from(second.progressed)
        builder.paragraph(
            "The first did better than the second: their intervals do not overlap."
            if apart
            else "The first two are not separated: their intervals overlap, or there are too few cases."
        )


def _talk_track(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Talk track")
    title, concern = builder.words(evidence.objection, "title"), builder.words(evidence.objection, "real_concern")
    best = evidence.responses[0].response if evidence.responses else None
    builder.bullets(
        [
            phrase("Acknowledge: ", concern or "the real concern is not known yet; ask for it", "."),
            phrase("Explore: what makes “", title, "” matter now, and to whom?"),
            builder.line(phrase("Respond: ", builder.words(best, "text")), best)
            if best
            else "Respond: no response was tried yet.",
        ]
    )


def _proof(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Proof")
    keys = [key for record in evidence.responses for key in record.response.proof_points]
    builder.bullets(proof_lines(builder, builder.reader.fetch(ProofPoint, keys)))


def _before(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Where to answer it before it is raised")
    if not evidence.by_stage:
        builder.paragraph(NOTHING)
        return
    stage = max(evidence.by_stage, key=lambda stage: (evidence.by_stage[stage], stage))
    total = sum(evidence.by_stage.values())
    builder.paragraph(
        f"Most often raised at the stage {stage.words}: {evidence.by_stage[stage]} of {total}. "
        "What is read before then should answer it."
    )


def _requests(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Open requests")
    about = builder.reader.referring(ContentRequest, evidence.objection.id, "objections")
    builder.bullets(
        (request_line(builder, request) for request in open_requests(builder, about)), "None is open.", MOST
    )


def _replies(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Who was told")
    mentions = {mention.id: mention for mention in evidence.mentions}
    numbered = builder.reader.repository.naming_any(LoopReply, list(mentions), "mention")
    replies = [
        reply for reply in builder.reader.read(LoopReply, numbered) if reply.told_at and reply.mention in mentions
    ]
    informed = {mentions[str(reply.mention)].author for reply in replies}
    waiting = {mention.author for mention in evidence.mentions} - informed
    if builder.outside:
        builder.leave_out("who was told what")
        builder.paragraph(
            f"Contributors who were told: {len(informed)}; who were told nothing yet: {len(waiting)}.", *replies
        )
        return
    lines = []
    for reply in sorted(replies, key=lambda reply: (str(reply.told_at), reply.id)):
        who = builder.name(Person, mentions[str(reply.mention)].author, "somebody")
        answer = builder.text(reply.answer)
        lines.append(builder.line(phrase(who, f", {reply.told_at:%Y-%m-%d}: ", answer, "."), reply))
    builder.bullets(lines, "Nobody yet.", MOST)
    if waiting:
        builder.paragraph(f"Contributors who were told nothing yet: {len(waiting)}.")


def _gaps(evidence: ObjectionEvidence) -> list[str]:
    gaps = []
    if len(evidence.accounts) < 3:
        gaps.append(f"Heard at {how_many(len(evidence.accounts), 'account')}: not yet a pattern.")
    unknown = evidence.outcomes[Outcome.UNKNOWN]
    if unknown:
        gaps.append(f"{unknown} of {len(evidence.mentions)} mentions do not say what became of them.")
    unanswered = sum(mention.response is None for mention in evidence.mentions)
    if unanswered:
        gaps.append(f"{unanswered} of {len(evidence.mentions)} mentions do not say what was answered.")
    return gaps
