"""The objection brief in short: from how many it was heard, who raises it, what worked, what to do, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shadowlog.analysis.counting.buyers import buyers_of, is_named
from shadowlog.analysis.evidence.objections import ObjectionEvidence
from shadowlog.analysis.evidence.responses import best_of, buyer_count, none_best
from shadowlog.analysis.evidence.verdict import AnswerVerdict, answer_verdict
from shadowlog.analysis.stats.differences import difference
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.sections.answers import WORKED, best_answer
from shadowlog.briefs.sections.figures import won_words
from shadowlog.domain.records import (
    Encounter,
    Persona,
    ProofPoint,
    Response,
    Theme,
)
from shadowlog.domain.values import Stage

_TO_DO = {
    AnswerVerdict.USE: "Use that answer.",
    AnswerVerdict.BETTER: "Use that answer for now, and prepare a better one.",
    AnswerVerdict.PREPARE: "Prepare an answer: none was tried.",
    AnswerVerdict.LOG: "Log what became of it where it was answered: no outcome is known.",
    AnswerVerdict.MORE: "Try the answers with more buyers: too few outcomes are known to choose one.",
}
"""What to do, in a sentence."""


def objection_in_short(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> None:
    builder.section(IN_SHORT)
    if not evidence.mentions:
        nobody = "None of these has" if builder.context.narrowed else "Nobody has"
        builder.bullets([builder.line(f"{nobody} raised it yet.", evidence.objection)])
        return
    lines = [_how_often(builder, evidence), _who_and_when(builder, evidence), _what_worked(builder, evidence)]
    lines.append(
        builder.line(
            phrase(strong("To do:"), " ", joined(" ", _to_do(builder, evidence, prepared))),
            evidence.objection,
            *prepared,
        )
    )
    lines.append(_ended(builder, evidence))
    builder.bullets(line for line in lines if line is not None)


def raised_by(evidence: ObjectionEvidence) -> str:
    buyers = buyers_of(evidence.talks)
    return buyer_count(len(buyers), sum(not is_named(buyer) for buyer in buyers), evidence.reported)


def _how_often(builder: BriefBuilder, evidence: ObjectionEvidence) -> BriefLine:
    way = evidence.trend.way
    trend = f"it is {way}" if way in ("rising", "falling") else f"trend: {way}"
    return builder.line(f"Heard from {raised_by(evidence)}; {trend}.", *evidence.mentions)


def _who_and_when(builder: BriefBuilder, evidence: ObjectionEvidence) -> BriefLine | None:
    known = {key: buyers for key, buyers in evidence.by_persona.items() if key}
    every = len(buyers_of(evidence.talks))
    parts = []
    mentions = evidence.mentions
    if known:
        first = min(known, key=lambda key: (-known[key], key))
        parts.append(phrase("by ", builder.name(Persona, first), f" ({known[first]} of {every})"))
        mentions = [mention for mention in mentions if mention.persona == first]
    stage = top_stage(evidence)
    if stage:
        parts.append(phrase(f"at the stage {stage.words} ({evidence.by_stage[stage]} of {every})"))
    return builder.line(phrase("Most often raised ", joined(", ", parts), "."), *mentions) if parts else None


def top_stage(evidence: ObjectionEvidence) -> Stage | None:
    """The stage at which most buyers raise it, of equals the first."""
    return max(evidence.by_stage, key=lambda stage: evidence.by_stage[stage], default=None)


def _what_worked(builder: BriefBuilder, evidence: ObjectionEvidence) -> BriefLine:
    best = best_of(evidence.responses)
    tried = [mention for mention in evidence.mentions if mention.response]
    if best is None:
        words = none_best(evidence.responses)
        return builder.line(f"{words[0].upper()}{words[1:]}.", evidence.objection, *tried)
    used = [mention for mention in tried if mention.response == best.response.id]
    return builder.line(
        phrase("The best answer ", best_answer(builder, evidence.responses, WORKED), "."), best.response, *used
    )


def _to_do(builder: BriefBuilder, evidence: ObjectionEvidence, prepared: Sequence[Response]) -> Iterator[Text]:
    """What to do about it: use the best answer, or get to one; and where to publish it."""
    best, stage = best_of(evidence.responses), top_stage(evidence)
    worse = best is not None and _worse(builder, evidence, best.response)
    decided = answer_verdict(evidence.responses, prepared=bool(prepared), worse=worse)
    builder.front["verdict"] = decided.value
    match decided:
        case AnswerVerdict.TRY:
            yield phrase("Try the answer that is prepared: ", builder.words(prepared[0], "text"), ".")
        case AnswerVerdict.PREPARE if evidence.responses:
            yield phrase("Prepare another answer: those tried have not worked.")
        case _:
            yield phrase(_TO_DO[decided])
    if best and decided is AnswerVerdict.USE:
        won = evidence.won_with[best.response.id].named
        if won.enough and 2 * won.hits < won.of:
            yield phrase("Before you publish it, find out why most of those it was used with were lost.")
        elif stage and evidence.by_stage[stage] >= MOST:
            yield phrase(f"Publish it for readers before the stage {stage.words}.")
        if not holding(builder, best.response.proof_points):
            themes = builder.reader.fetch(Theme, evidence.objection.themes)
            found = holding(builder, (key for theme in themes for key in theme.proof_points))
            if found:
                yield phrase("Put proof behind it: “", builder.words(found[0], "claim"), "”.")
            else:
                yield phrase("Back it with proof: no proof point that holds stands behind it.")


def holding(builder: BriefBuilder, keys: Iterable[str]) -> list[ProofPoint]:
    """The proof points that were verified and have not expired, of those with these ids."""
    points = builder.reader.fetch(ProofPoint, keys)
    return [point for point in points if point.verified_on and not point.expired(builder.as_of)]


def _worse(builder: BriefBuilder, evidence: ObjectionEvidence, best: Response) -> bool:
    """Whether fewer of the buyers with whom an answer was used were won than of the others that raised it, by the rule.
    The comparison is noted as data.
    """
    used, others = evidence.won_with[best.id].named, evidence.won_without[best.id].named
    if not (used.enough and others.enough):
        return False
    builder.comparisons += 1
    made = evidence.comparisons.made + 1
    found = difference(used, others, made)
    if found:
        builder.claims.append(Claim("won", best.id, found, made))
    return found is not None and not found.above


def _ended(builder: BriefBuilder, evidence: ObjectionEvidence) -> BriefLine | None:
    if not evidence.won[evidence.won.main].of:
        return None
    encounters = builder.reader.fetch(Encounter, (mention.encounter for mention in evidence.mentions))
    stands_on = encounters or evidence.mentions
    best = best_of(evidence.responses)
    won = evidence.won_with[best.response.id].named if best else None
    used = (
        f"; of the {won.of} that answer was used with, {won.hits or 'none'} {_were(won.hits)}"
        if won and won.enough
        else ""
    )
    return builder.line(f"Of those that raised it, we won {won_words(evidence.won)}{used}.", *stands_on)


def _were(won: int) -> str:
    return "was won" if won < 2 else "were won"
