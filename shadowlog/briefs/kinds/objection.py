"""The objection brief: who raises it, what worked, and where to answer it before it is raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from hashlib import sha256

from shadowlog.analysis.counting.buyers import buyers_of
from shadowlog.analysis.evidence.bridge import Footing
from shadowlog.analysis.evidence.objections import ObjectionEvidence, objection_evidence, objection_trend
from shadowlog.analysis.evidence.responses import best_of, buyer_count
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.in_short.objection import objection_in_short, raised_by, top_stage
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.content import assets_by_use, open_requests, proof_lines, request_line
from shadowlog.briefs.sections.figures import claim, figures, how_many, won_cell
from shadowlog.briefs.sections.told import who_was_told
from shadowlog.briefs.sections.wordings import from_buyer, list_wordings, reported
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Persona,
    ProofPoint,
    Response,
)
from shadowlog.domain.values import Outcome
from shadowlog.privacy.withholding import WITHHELD, withheld_title


class ObjectionBrief(BriefKind[Objection]):
    """The brief of an objection."""

    name = "objection"
    about = Objection
    heading = "Objection brief"
    spoken = "an objection"

    def title(self, context: BriefContext, objection: Objection) -> str:
        """Its title, or a placeholder for readers who may not read it."""
        return objection.title if context.may_show_wording(objection) else withheld_title(objection)

    def may_be_called(self, context: BriefContext, subject_id: str, title: str) -> bool:
        """Whether this audience may read the objection's wording, or the title already withholds it."""
        objection = self.get(context, subject_id)
        return objection is None or context.may_show_wording(objection) or WITHHELD in title

    def depends(self, changes: LogChanges) -> Set[str]:
        """Objections that changed, and those that changed records name."""
        return (
            changes.ids_of(Objection)
            | changes.named(Objection)
            | changes.heard(Mention, "objection", changed=(Encounter, Insight))
        )

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What each brief says that conversations without it change: how it ended with those that raised it, and
        its trend among all that were spoken with.
        """
        return {objection.id: _footing(context, objection.id) for objection in context.repository.all(Objection)}

    def compose(self, builder: BriefBuilder, objection: Objection) -> list[str]:
        """From what is to be done about it to who was told."""
        builder.stand_on([objection])
        context = builder.context
        evidence = objection_evidence(builder.reader, context.counting, context.outcomes, objection, context.spoken)
        builder.about(evidence.talks, evidence.mentions)
        builder.counts |= {
            "mentions": len(evidence.mentions),
            "responses": len(evidence.responses),
            "resolved": evidence.outcomes[Outcome.RESOLVED],
        }
        claim(builder, "worked", evidence.comparisons)
        if change := evidence.trend.difference:
            builder.claims.append(Claim("trend", "", change, 1))
        prepared = _prepared(builder, evidence)
        objection_in_short(builder, evidence, prepared)
        _concern(builder, evidence)
        _heard(builder, evidence)
        builder.section("In the buyers’ words")
        builder.quotes(evidence.mentions)
        reported(builder, evidence.mentions)
        _responses(builder, evidence, prepared)
        _talk_track(builder, evidence)
        builder.section("Proof")
        answers = [*(record.response for record in evidence.responses), *prepared]
        keys = dict.fromkeys(key for answer in answers for key in answer.proof_points)
        builder.bullets(proof_lines(builder, builder.reader.fetch(ProofPoint, keys)), MOST)
        _before(builder, evidence)
        builder.section("Competitors named beside it")
        list_wordings(builder, filter(from_buyer, evidence.competitors))
        builder.section("Open requests")
        about = builder.reader.referring(ContentRequest, objection.id, "objections")
        builder.bullets((request_line(builder, request) for request in open_requests(builder, about)), MOST)
        who_was_told(builder, evidence.mentions)
        return list(_gaps(evidence))


def _footing(context: BriefContext, objection: str) -> Footing:
    talks = context.counting.talks("is=mentions", f"objection={objection}")
    trend = objection_trend(context.counting, context.as_of, objection, context.spoken)
    return Footing(sha256(repr((context.outcomes.of(talks), trend)).encode()).hexdigest(), frozenset())


def _prepared(builder: BriefBuilder, evidence: ObjectionEvidence) -> list[Response]:
    """The responses that are prepared for it and were not tried yet."""
    tried = {record.response.id for record in evidence.responses}
    meant_for_it = builder.reader.referring(Response, evidence.objection.id, "objections")
    return sorted((answer for answer in meant_for_it if answer.id not in tried), key=lambda each: (each.text, each.id))


def _concern(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("What they say, and the real concern")
    objection = evidence.objection
    aliases = objection.aliases if builder.discretion.leaves(objection, "aliases") else ()
    if objection.aliases and not aliases:
        builder.leave_out("other wordings of it")
    also = phrase(" (also: ", joined("; ", map(builder.text, aliases)), ")") if aliases else ""
    lines = []
    if builder.context.may_show_wording(objection):
        lines.append(builder.line(phrase("They say: ", builder.words(objection, "title"), also, "."), objection))
    if concern := builder.words(objection, "real_concern"):
        lines.append(builder.line(phrase("The real concern: ", concern, "."), objection))
    parts = [f"Category: {objection.category.words}"]
    if objection.nature:
        parts.append(f"nature: {objection.nature.words}")
    if objection.severity is not None:
        parts.append(f"severity: {objection.severity} of 3")
    parts.append(f"status: {objection.status.words}")
    lines.append(builder.line(f"{'; '.join(parts)}.", objection))
    builder.bullets(lines)


def _heard(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Who raises it, and when")
    mentions = evidence.mentions
    if not mentions:
        return
    names = {key: builder.name(Persona, key, "No persona named") for key in evidence.by_persona}
    order = sorted(names, key=lambda key: (-evidence.by_persona[key], names[key].markdown, key))
    shown = order[: 2 * MOST]
    builder.table(
        ["persona", "buyers", "won"],
        ([names[key], f"{evidence.by_persona[key]:,}", won_cell(evidence.won_by_persona[key])] for key in shown),
        ([mention for mention in mentions if _speaker(builder, mention) == key] for key in shown),
    )
    builder.and_more(len(order) - len(shown))
    builder.table(["stage", "buyers"], ([stage.words, f"{buyers:,}"] for stage, buyers in evidence.by_stage.items()))
    if evidence.trend.recent.of or evidence.trend.before.of:
        builder.paragraph(f"Trend: {evidence.trend.words}.")
    became = ", ".join(f"{value.words} {evidence.outcomes[value]}" for value in Outcome if evidence.outcomes[value])
    said = sum(map(from_buyer, mentions))
    builder.paragraph(f"Amounts: {how_many(len(mentions), 'mention')}, of which buyers said {said} ({became}).")
    builder.months("Mentions", (builder.reader.day(mention) for mention in mentions))


def _speaker(builder: BriefBuilder, mention: Mention) -> str:
    persona = builder.reader.get(Persona, mention.persona)
    return persona.id if persona else ""


def _responses(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> None:
    builder.section("Responses tried")
    shown = evidence.responses[: 2 * MOST]
    builder.table(
        ["response", "technique", "tried with", "worked", "resolved"],
        (
            [
                builder.words(record.response, "text"),
                record.response.technique.words if record.response.technique else "–",
                buyer_count(record.tried, record.unnamed),
                record.worked.cell if record.worked.of else "not known",
                record.resolved.cell if record.resolved.of else "not known",
            ]
            for record in shown
        ),
        (
            [record.response, *(mention for mention in evidence.mentions if mention.response == record.response.id)]
            for record in shown
        ),
    )
    builder.and_more(len(evidence.responses) - len(shown))
    if len(evidence.responses) > 1:
        builder.paragraph(_differences(builder, evidence))
    if prepared:
        builder.bullets(
            [
                builder.line(phrase("Prepared, not tried yet: ", builder.words(each, "text"), "."), each)
                for each in prepared
            ],
            MOST,
        )


def _differences(builder: BriefBuilder, evidence: ObjectionEvidence) -> Text:
    comparisons = evidence.comparisons
    if not comparisons.made:
        return phrase("Too few outcomes are known to compare them.")
    if not comparisons.found:
        return phrase("None can be told apart from the others.")
    by_id = {record.response.id: record.response for record in evidence.responses}
    sentences = []
    for found in comparisons.found:
        side = "more" if found.difference.above else "less"
        against = f"{figures(found.difference.one)} against {figures(found.difference.others)}"
        words = builder.words(by_id[found.persona], "text")
        sentences.append(phrase("“", words, f"” works {side} often than all others together ({against})"))
    return phrase(joined("; ", sentences), ".")


def _talk_track(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Talk track")
    objection = evidence.objection
    concern = builder.words(objection, "real_concern")
    best = best_of(evidence.responses)
    if not (concern or best):
        return
    shown = builder.context.may_show_wording(objection)
    wording = phrase("“", builder.words(objection, "title"), "”") if shown else "it"
    first = []
    if concern:
        first.append(builder.line(phrase("Acknowledge: ", concern, "."), objection))
    elif not objection.real_concern:
        first.append(builder.line("Ask first what worries them: it is not known yet.", objection))
    builder.bullets(
        [
            *first,
            phrase("Explore: what makes ", wording, " matter now, and to whom?"),
            builder.line(phrase("Respond: ", builder.words(best.response, "text")), best.response)
            if best
            else phrase("Respond: no answer is known to work."),
        ]
    )


def _before(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Where to answer it before it is raised")
    stage = top_stage(evidence)
    if stage:
        heard = f"{evidence.by_stage[stage]} of {raised_by(evidence)}"
        builder.paragraph(
            f"Most often raised at the stage {stage.words} ({heard}). Answer it in what they read before that.",
            *(mention for mention in evidence.mentions if mention.stage is stage),
        )
    assets_by_use(builder, builder.reader.referring(Asset, evidence.objection.id, "objections"))


def _gaps(evidence: ObjectionEvidence) -> Iterator[str]:
    buyers = len(buyers_of(evidence.talks))
    if 0 < buyers < 3:
        yield f"Heard from {how_many(buyers, 'buyer')}: not yet a pattern."
    if not evidence.objection.real_concern:
        yield "The real concern is not written down."
    count = how_many(len(evidence.mentions), "mention")
    if unknown := evidence.outcomes[Outcome.UNKNOWN]:
        yield f"{unknown} of {count} do not say what became of it."
    if unanswered := sum(mention.response is None for mention in evidence.mentions):
        yield f"{unanswered} of {count} do not say what was answered."
    if without := sum(mention.basis is None for mention in evidence.mentions):
        yield f"{without} of {count} do not say who they come from."
