"""The objection brief: what they say, what worries them, what worked."""

from __future__ import annotations

from shadowlog.analysis.evidence.objections import ObjectionEvidence, objection_evidence
from shadowlog.briefs.builder import MOST, NOTHING, Draft
from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.sections import counted, how_many, open_requests, proof_lines, request_line, tell, times
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.records import ContentRequest, LoopReply, Objection, Person, Persona, ProofPoint
from shadowlog.domain.values import Basis, Outcome, Stage
from shadowlog.privacy.withholding import untold


def objection_brief(edition: Edition, objection: Objection, earlier: Earlier | None = None) -> Brief:
    """The brief of an objection."""
    title = objection.title if edition.tells(objection) else untold(objection)
    draft = Draft(edition, "objection", objection.id, title, "Objection brief")
    draft.stand_on([objection])
    found = objection_evidence(draft.reader, objection)
    draft.reader.fetch(Persona, (mention.persona for mention in found.mentions))
    draft.counts = {
        "mentions": len(found.mentions),
        "accounts": len(found.accounts),
        "responses": len(found.responses),
        "resolved": found.outcomes[Outcome.RESOLVED],
    }
    _concern(draft, found)
    _heard(draft, found)
    draft.section("In the buyer’s words")
    draft.quotes(found.mentions)
    _reported(draft, found)
    _responses(draft, found)
    _talk_track(draft, found)
    _proof(draft, found)
    _before(draft, found)
    _requests(draft, found)
    _told(draft, found)
    return draft.finish(_gaps(found), earlier)


def _concern(draft: Draft, found: ObjectionEvidence) -> None:
    objection = found.objection
    draft.section("What they say, and the real concern")
    also = "; ".join(draft.text(alias) for alias in objection.aliases if draft.discretion.leaves(objection, "aliases"))
    if objection.aliases and not also:
        draft.leave_out("other wordings of it")
    severity = "not rated" if objection.severity is None else f"{objection.severity} of 3"
    draft.bullets(
        [
            draft.line(f"They say: {draft.words(objection, 'title')}{f' (also: {also})' if also else ''}.", objection),
            f"The real concern: {draft.words(objection, 'real_concern') or 'not found out yet'}.",
            (
                f"Category: {objection.category.words}. "
                f"Nature: {objection.nature.words if objection.nature else 'not said'}. "
                f"Severity: {severity}. Status: {objection.status.words}."
            ),
        ]
    )


def _heard(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Heard")
    outcomes = ", ".join(f"{value.words} {found.outcomes[value]}" for value in Outcome if found.outcomes[value])
    buyers = sum(bool(mention.basis and mention.basis.from_buyer) for mention in found.mentions)
    draft.bullets(
        [
            draft.line(
                f"Mentions: {len(found.mentions)}, of which buyers said {buyers}, at "
                f"{how_many(len(found.accounts), 'account')}.",
                *found.mentions,
            ),
            f"Outcomes: {outcomes or 'none'}.",
            f"Trend: {found.trend.words}.",
        ]
    )
    draft.months("Heard", (draft.reader.day(mention) for mention in found.mentions))
    draft.table(["by persona", "mentions"], counted(found.by_persona, draft))
    stages = [(stage, found.by_stage[stage]) for stage in Stage if found.by_stage[stage]]
    if stages:
        draft.table(["by stage", "mentions"], [[stage.words, str(count)] for stage, count in stages])
    named = (held for held in found.competitors if held.basis and held.basis.from_buyer)
    tell(draft, named, "Competitors named in the same encounters:")


def _reported(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("What the team reports, not buyers")
    reports = [mention for mention in found.mentions if mention.basis in (Basis.REP_REPORT, Basis.OBSERVER_INFERENCE)]
    tell(draft, reports)


def _responses(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Responses tried")
    draft.table(
        ["response", "technique", "used", "resolved", "resolved or progressed"],
        (
            [
                draft.words(record.response, "text"),
                record.response.technique.words if record.response.technique else "",
                times(record.used),
                str(record.resolved),
                str(record.progressed),
            ]
            for record in found.responses
        ),
        ([record.response] for record in found.responses),
    )
    if len(found.responses) > 1:
        first, second = found.responses[:2]
        apart = first.progressed.separated_from(second.progressed)
        draft.paragraph(
            "The first did better than the second: their intervals do not overlap."
            if apart
            else "The first two are not separated: their intervals overlap, or there are too few cases."
        )


def _talk_track(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Talk track")
    title, concern = draft.words(found.objection, "title"), draft.words(found.objection, "real_concern")
    best = found.responses[0].response if found.responses else None
    draft.bullets(
        [
            f"Acknowledge: {concern or 'the real concern is not known yet; ask for it'}.",
            f"Explore: what makes “{title}” matter now, and to whom?",
            draft.line(f"Respond: {draft.words(best, 'text')}", best)
            if best
            else "Respond: no response was tried yet.",
        ]
    )


def _proof(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Proof")
    keys = [key for record in found.responses for key in record.response.proof_points]
    draft.bullets(proof_lines(draft, draft.reader.fetch(ProofPoint, keys)))


def _before(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Where to answer it before it is raised")
    if not found.by_stage:
        draft.paragraph(NOTHING)
        return
    stage = max(found.by_stage, key=lambda stage: (found.by_stage[stage], stage))
    total = sum(found.by_stage.values())
    draft.paragraph(
        f"Most often raised at the stage {stage.words}: {found.by_stage[stage]} of {total}. "
        "What is read before then should answer it."
    )


def _requests(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Open requests")
    about = draft.reader.referring(ContentRequest, found.objection.id, "objections")
    draft.bullets((request_line(draft, request) for request in open_requests(draft, about)), "None is open.", MOST)


def _told(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Who was told")
    mentions = {mention.id: mention for mention in found.mentions}
    numbered = draft.reader.repository.naming_any(LoopReply, list(mentions), "mention")
    told = [reply for reply in draft.reader.read(LoopReply, numbered) if reply.told_at and reply.mention in mentions]
    waiting = {mention.author for mention in found.mentions} - {mentions[str(reply.mention)].author for reply in told}
    if draft.outside:
        draft.leave_out("who was told what")
        people = {mentions[str(reply.mention)].author for reply in told}
        draft.paragraph(f"Contributors who were told: {len(people)}; who were told nothing yet: {len(waiting)}.", *told)
        return
    lines = []
    for reply in sorted(told, key=lambda reply: (str(reply.told_at), reply.id)):
        who = draft.name(Person, mentions[str(reply.mention)].author, "somebody")
        lines.append(draft.line(f"{who}, {reply.told_at:%Y-%m-%d}: {draft.text(reply.answer)}.", reply))
    draft.bullets(lines, "Nobody yet.", MOST)
    if waiting:
        draft.paragraph(f"Contributors who were told nothing yet: {len(waiting)}.")


def _gaps(found: ObjectionEvidence) -> list[str]:
    gaps = []
    if len(found.accounts) < 3:
        gaps.append(f"Heard at {how_many(len(found.accounts), 'account')}: not yet a pattern.")
    unknown = found.outcomes[Outcome.UNKNOWN]
    if unknown:
        gaps.append(f"{unknown} of {len(found.mentions)} mentions do not say what became of them.")
    unanswered = sum(mention.response is None for mention in found.mentions)
    if unanswered:
        gaps.append(f"{unanswered} of {len(found.mentions)} mentions do not say what was answered.")
    return gaps
