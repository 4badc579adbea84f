"""The objection brief: what they say, what worries them, what worked."""

from __future__ import annotations

from datetime import date

from shadowlog.analysis.evidence import ObjectionEvidence, objection_evidence
from shadowlog.briefs.brief import NOTHING, Brief, Draft, Narrowed, times
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.records import Objection, Persona, ProofPoint
from shadowlog.domain.values import Basis, Outcome, Stage
from shadowlog.store.logbook import Logbook


def objection_brief(
    logbook: Logbook,
    objection: Objection,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    only: Narrowed | None = None,
) -> Brief:
    """The brief of an objection as of a day (UTC). Raises BriefUnsound."""
    draft = Draft(logbook, "objection", objection, as_of, audience, only)
    found = objection_evidence(draft.reader, objection)
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
    draft.changed(found.mentions)
    draft.caveats(_gaps(found))
    draft.index()
    return draft.finish()


def _concern(draft: Draft, found: ObjectionEvidence) -> None:
    objection = found.objection
    draft.section("What they say, and the real concern")
    also = "; ".join(draft.text(alias) for alias in objection.aliases)
    severity = "not rated" if objection.severity is None else f"{objection.severity} of 3"
    draft.page.bullets(
        [
            f"They say: {draft.text(objection.title)}{f' (also: {also})' if also else ''}.",
            f"The real concern: {draft.text(objection.real_concern or 'not found out yet')}.",
            f"Category: {objection.category.words}. "
            f"Nature: {objection.nature.words if objection.nature else 'not said'}. "
            f"Severity: {severity}. Status: {objection.status.words}.",
        ]
    )


def _heard(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Heard")
    outcomes = ", ".join(f"{value.words} {found.outcomes[value]}" for value in Outcome if found.outcomes[value])
    draft.page.bullets(
        [
            f"Mentions: {len(found.mentions)}, at {len(found.accounts)} accounts.{draft.evidence(*found.mentions)}",
            f"Outcomes: {outcomes or 'none'}.",
            f"Trend: {found.trend.words}.",
        ]
    )
    personas = sorted(found.by_persona.items(), key=lambda pair: (-pair[1], pair[0]))
    draft.table(
        ["by persona", "mentions"],
        ([draft.name(Persona, key, "persona not said"), str(count)] for key, count in personas),
    )
    stages = [(stage, found.by_stage[stage]) for stage in Stage if found.by_stage[stage]]
    if stages:
        draft.page.table(["by stage", "mentions"], [[stage.words, str(count)] for stage, count in stages])
    told = [insight for insight in found.competitors if draft.discretion.may_tell(insight)]
    draft.page.paragraph("Competitors named in the same encounters:")
    draft.bullets(f"{draft.text(insight.text)}{draft.evidence(insight)}" for insight in told)


def _reported(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("What the team reports, not buyers")
    reports = [
        mention
        for mention in found.mentions
        if mention.verbatim and mention.basis in (None, Basis.REP_REPORT, Basis.OBSERVER_INFERENCE)
    ]
    draft.bullets(f"{draft.text(mention.verbatim)}{draft.evidence(mention)}" for mention in reports)


def _responses(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Responses tried")
    draft.table(
        ["response", "technique", "used", "resolved", "resolved or progressed", "id"],
        (
            [
                draft.text(record.response.text),
                record.response.technique.words if record.response.technique else "",
                times(record.used),
                str(record.resolved),
                str(record.progressed),
                draft.evidence(record.response).strip(" ()"),
            ]
            for record in found.responses
        ),
    )
    if len(found.responses) > 1:
        first, second = found.responses[:2]
        apart = first.progressed.separated_from(second.progressed)
        draft.page.paragraph(
            "The first did better than the second: their intervals do not overlap."
            if apart
            else "The first two are not separated: their intervals overlap, or there are too few cases."
        )


def _talk_track(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Talk track")
    concern = found.objection.real_concern
    best = found.responses[0].response if found.responses else None
    draft.page.bullets(
        [
            f"Acknowledge: {draft.text(concern) if concern else 'the real concern is not known yet; ask for it'}.",
            f"Explore: what makes “{draft.text(found.objection.title)}” matter now, and to whom?",
            f"Respond: {draft.text(best.text) + draft.evidence(best) if best else 'no response was tried yet'}.",
        ]
    )


def _proof(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Proof")
    points: dict[str, ProofPoint] = {}
    for record in found.responses:
        for key in record.response.proof_points:
            if point := draft.reader.get(ProofPoint, key):
                points[key] = point
    items = []
    for point in sorted(points.values(), key=lambda point: (point.claim, point.id)):
        expired = point.expires_on is not None and point.expires_on < draft.as_of
        verified = f"verified {point.verified_on}" if point.verified_on else "never verified"
        late = f"; **expired {point.expires_on}**" if expired else ""
        items.append(f"{draft.text(point.claim)} — {verified}{late}.{draft.evidence(point)}")
    draft.bullets(items)


def _before(draft: Draft, found: ObjectionEvidence) -> None:
    draft.section("Where to answer it before it is raised")
    if not found.by_stage:
        draft.page.paragraph(NOTHING)
        return
    stage = max(found.by_stage, key=lambda stage: (found.by_stage[stage], stage))
    total = sum(found.by_stage.values())
    draft.page.paragraph(
        f"Most often raised at the stage {stage.words}: {found.by_stage[stage]} of {total}. "
        "What is read before then should answer it."
    )


def _gaps(found: ObjectionEvidence) -> list[str]:
    gaps = []
    if len(found.accounts) < 3:
        gaps.append(f"Heard at {len(found.accounts)} accounts: not yet a pattern.")
    unknown = found.outcomes[Outcome.UNKNOWN]
    if unknown:
        gaps.append(f"{unknown} of {len(found.mentions)} mentions do not say what became of them.")
    unanswered = sum(mention.response is None for mention in found.mentions)
    if unanswered:
        gaps.append(f"{unanswered} of {len(found.mentions)} mentions do not say what was answered.")
    return gaps
