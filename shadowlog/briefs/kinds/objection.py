"""The objection brief: who raises it, what worked, and where to answer it before it is raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from hashlib import sha256

from shadowlog.analysis.counting.buyers import buyers_of
from shadowlog.analysis.evidence.bridge import Footing
from shadowlog.analysis.evidence.objections import ObjectionEvidence, objection_evidence, objection_trend
from shadowlog.analysis.evidence.responses import best_of, buyer_count
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BY_BUYERS, BriefContext
from shadowlog.briefs.in_short.objection import holding, objection_in_short, top_stage
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase
from shadowlog.briefs.sections.answers import WORKED, prepared_answers
from shadowlog.briefs.sections.content import assets_by_use, open_requests, proof_lines, request_line
from shadowlog.briefs.sections.figures import claim, figures, how_many, says, won_cell
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
    Theme,
)
from shadowlog.domain.values import Outcome, RequestStatus
from shadowlog.privacy.withholding import WITHHELD, withheld_title


class ObjectionBrief(BriefKind[Objection]):
    """The brief of an objection."""

    name = "objection"
    about = Objection
    heading = "Objection brief"
    spoken = "an objection"

    def title(self, context: BriefContext, objection: Objection) -> str:
        """Its title, or a placeholder for readers who may not read it."""
        if context.may_show_wording(objection):
            return objection.title
        return withheld_title(objection, plain=context.layout < BY_BUYERS)

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
        prepared = prepared_answers(builder, objection, evidence.responses)
        objection_in_short(builder, evidence, prepared)
        _concern(builder, evidence)
        _heard(builder, evidence)
        builder.section("In the buyers’ words")
        builder.quotes(evidence.mentions)
        reported(builder, evidence.mentions)
        _responses(builder, evidence, prepared)
        _talk_track(builder, evidence, prepared)
        _proof(builder, evidence, prepared)
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
    responses = sorted(context.repository.named_together(objection, "objection", "response"))
    mentions = context.counting.among("is=mentions", f"objection={objection}")
    with_each = [context.outcomes.of(mentions.talks(f"response={key}")) for key in responses]
    return Footing(sha256(repr((context.outcomes.of(talks), with_each, trend)).encode()).hexdigest(), frozenset())


def _concern(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("What they say, and the real concern")
    objection = evidence.objection
    aliases = objection.aliases if builder.discretion.leaves(objection, "aliases") else ()
    if objection.aliases and not aliases:
        builder.leave_out("other wordings of it")
    lines = []
    if aliases:
        lines.append(builder.line(phrase("They also say: ", joined("; ", map(builder.text, aliases)), "."), objection))
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
        [evidence.by_persona[key] for key in shown],
    )
    builder.and_more(len(order) - len(shown))
    builder.table(["stage", "buyers"], ([stage.words, f"{buyers:,}"] for stage, buyers in evidence.by_stage.items()))
    if evidence.trend.recent.of or evidence.trend.before.of:
        builder.paragraph(f"Trend: {evidence.trend.words}.")
    became = ", ".join(f"{value.words} {evidence.outcomes[value]}" for value in Outcome if evidence.outcomes[value])
    said, told = (
        sum(map(from_buyer, mentions)),
        sum(bool(each.basis and not each.basis.from_buyer) for each in mentions),
    )
    by = ", ".join(words for count, words in ((said, f"{said} said by buyers"), (told, f"{told} reported")) if count)
    by_whom = f" ({by})" if by else ""
    builder.paragraph(f"{how_many(len(mentions), 'mention')}{by_whom}. What became of it: {became}.")
    builder.months("Mentions", (builder.reader.day(mention) for mention in mentions))


def _speaker(builder: BriefBuilder, mention: Mention) -> str:
    persona = builder.reader.get(Persona, mention.persona)
    return persona.id if persona else ""


def _responses(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> None:
    builder.section("Responses tried")
    shown = evidence.responses[: 2 * MOST]
    # Where an answer is called the best, its sentence has said what that means.
    worked = "worked" if best_of(shown) else f"worked{WORKED}"
    builder.table(
        ["response", "technique", "tried with", worked, "resolved", "won in the end"],
        (
            [
                builder.words(record.response, "text"),
                record.response.technique.words if record.response.technique else "–",
                buyer_count(record.tried, record.unnamed),
                record.worked.cell if record.worked.of else "not known",
                record.resolved.cell if record.resolved.of else "not known",
                won_cell(evidence.won_with[record.response.id]),
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


def _talk_track(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> None:
    """What to ask, to say and to show when it is raised."""
    builder.section("Talk track")
    objection, best = evidence.objection, best_of(evidence.responses)
    lines = []
    if not objection.real_concern and evidence.mentions:
        lines.append(builder.line("Ask first what worries them: it is not known yet.", objection))
    answer = best.response if best else prepared[0] if prepared else None
    if answer is not None:
        lead = "Say: " if best else "Say (not tried yet): "
        lines.append(builder.line(phrase(lead, builder.words(answer, "text"), "."), answer))
        for point in holding(builder, answer.proof_points)[:1]:
            lines.append(builder.line(phrase("Show: ", builder.words(point, "claim"), "."), point))
    builder.bullets(lines)


def _proof(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> None:
    """The proof points behind the answers, then those of the themes that it bears on, each with its theme."""
    builder.section("Proof")
    answers = [*(record.response for record in evidence.responses), *prepared]
    keys = dict.fromkeys(key for answer in answers for key in answer.proof_points)
    lines = list(proof_lines(builder, builder.reader.fetch(ProofPoint, keys)))
    for theme in builder.reader.fetch(Theme, evidence.objection.themes):
        points = [point for point in builder.reader.fetch(ProofPoint, theme.proof_points) if point.id not in keys]
        points.sort(key=lambda point: point.expired(builder.as_of))
        keys |= dict.fromkeys(point.id for point in points)
        of_theme = phrase(" In: ", builder.words(theme, "name"), ".")
        lines += [replace(line, text=phrase(line.text, of_theme)) for line in proof_lines(builder, points)]
    builder.bullets(lines, MOST)


def _before(builder: BriefBuilder, evidence: ObjectionEvidence) -> None:
    builder.section("Where to answer it before it is raised")
    stage = top_stage(evidence)
    if stage:
        heard = f"{evidence.by_stage[stage]} of {how_many(len(buyers_of(evidence.talks)), 'buyer')}"
        builder.paragraph(
            f"Most often raised at the stage {stage.words} ({heard}). Answer it in what they read before that.",
            *(mention for mention in evidence.mentions if mention.stage is stage),
        )
    _already_made(builder, evidence.objection)


def _already_made(builder: BriefBuilder, objection: Objection) -> None:
    """Assets that answer it, and those that were shipped because it was raised."""
    assets = builder.reader.referring(Asset, objection.id, "objections")
    requests = builder.reader.referring(ContentRequest, objection.id, "objections")
    shipped = [request.asset for request in requests if request.status is RequestStatus.SHIPPED]
    found = {asset.id: asset for asset in (*assets, *builder.reader.fetch(Asset, shipped))}
    assets_by_use(builder, found.values(), lead="Already made: ")


def _gaps(evidence: ObjectionEvidence) -> Iterator[str]:
    buyers = len(buyers_of(evidence.talks))
    if 0 < buyers < 3:
        yield f"Heard from {how_many(buyers, 'buyer')}: not yet a pattern."
    if not evidence.objection.real_concern:
        yield "The real concern is not written down."
    count = how_many(len(evidence.mentions), "mention")
    if unknown := evidence.outcomes[Outcome.UNKNOWN]:
        yield f"{unknown} of {count} {says(unknown)} not say what became of it."
    if unanswered := sum(mention.response is None for mention in evidence.mentions):
        yield f"{unanswered} of {count} {says(unanswered)} not say what was answered."
    if without := sum(mention.basis is None for mention in evidence.mentions):
        yield f"{without} of {count} {says(without)} not say who said it."
