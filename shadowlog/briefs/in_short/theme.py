"""The theme brief in short: with whom it lands and fails, what cannot be told, what to do, what to be ready for."""

from __future__ import annotations

from shadowlog.analysis.counting.buyers import CASES, share_words
from shadowlog.analysis.evidence.responses import ResponseRecord
from shadowlog.analysis.evidence.themes import ThemeEvidence
from shadowlog.analysis.evidence.verdict import Verdict, verdict
from shadowlog.analysis.stats.intervals import percent
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.sections.answers import answers_anywhere, be_ready
from shadowlog.briefs.sections.figures import how_many, listed, on_average
from shadowlog.domain.records import (
    Insight,
    Mention,
    Objection,
    Persona,
)
from shadowlog.domain.values import Stance

_TO_DO = {
    Verdict.HEAR_MORE: "Hear more before you write about it: fewer than five buyers have spoken of it.",
    Verdict.KEEP: "Keep it as it is worded.",
    Verdict.SEGMENT: "Keep it for those it lands with, and say something else to the others.",
    Verdict.REWORD: "Reword it: it confuses more than it is rejected.",
    Verdict.PROVE: "Prove it before you repeat it: nothing that holds backs it.",
    Verdict.ANSWER_FIRST: "Answer the objection below first: no answer is known to work.",
    Verdict.DROP: "Drop it: most buyers do not take it, though proof backs it.",
}
"""What to do, in a sentence."""


def theme_in_short(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section(IN_SHORT)
    heard = (_lands(builder, evidence), _fails(builder, evidence), _unclear(builder, evidence))
    valid = [point for point in evidence.proof_points if not point.expired(builder.as_of)]
    first = _first_objection(builder, evidence)
    decided = verdict(evidence, first[1] if first else None, proven=bool(valid))
    builder.front["verdict"] = decided.value
    lines = [line for line in heard if line is not None]
    lines += [builder.line(phrase(strong("To do:"), " ", _TO_DO[decided]), evidence.theme, *evidence.insights)]
    ready = be_ready(builder, first[0], first[2]) if first else None
    builder.bullets([*lines, *filter(None, [ready])])


def _lands(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    landed = evidence.received.landed
    if not landed[landed.main].of:
        return builder.line("Nobody has spoken of it yet.", evidence.theme)
    with_whom = _with_whom(builder, evidence, above=True)
    who = phrase(", most with ", with_whom) if with_whom else ""
    return builder.line(phrase("It resonated with ", on_average(landed), who, "."), *raised_in(evidence))


def _fails(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    failed = evidence.received.failed
    if not failed[failed.main].touched:
        return None
    with_whom = _with_whom(builder, evidence, above=False)
    who = phrase("; it resonated least with ", with_whom) if with_whom else ""
    share = failed[failed.main]
    words = share_words(share, CASES[failed.main])
    once = "" if share.enough or share.conversations == share.of else "at least once "
    return builder.line(
        phrase(f"It failed {once}with {words}, who rejected it or were confused", who, "."), *raised_in(evidence)
    )


def _with_whom(builder: BriefBuilder, evidence: ThemeEvidence, *, above: bool) -> Text:
    """The personas above all others together, or below them, each with its share: ``Nursing (86 % of 21)``."""
    found = [each for each in evidence.comparisons.found if each.difference.above is above]
    return joined(
        " and ",
        (
            phrase(builder.name(Persona, each.persona), f" ({percent(one.hits / one.of)} of {one.of})")
            for each in found
            for one in (each.difference.one,)
        ),
    )


def raised_in(evidence: ThemeEvidence) -> list[Insight]:
    """What a share is counted from: the insights in which it was raised, however it was received."""
    return [insight for insight in evidence.insights if evidence.stance(insight) is not Stance.NOT_RAISED]


def _unclear(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    few = sorted(key for key, each in evidence.by_persona.items() if key and not each.landed[each.landed.main].enough)
    if few:
        more = [how_many(len(few) - MOST, "other persona")] if len(few) > MOST else []
        names = listed([*(builder.name(Persona, key) for key in few[:MOST]), *more])
        heard = [insight for insight in evidence.insights if insight.persona in few]
        return builder.line(phrase("It cannot be told yet how it lands with ", names, ": too few buyers."), *heard)
    if evidence.comparisons.made and not evidence.comparisons.found:
        words = "Personas cannot be told apart: differences as large come about by chance."
        return builder.line(words, *raised_in(evidence))
    return None


def _first_objection(
    builder: BriefBuilder, evidence: ThemeEvidence
) -> tuple[Objection, list[ResponseRecord], list[Mention]] | None:
    """The objection that most buyers raise, how its answers did, and its mentions."""
    heard = [(objection, mentions) for objection, mentions in evidence.objections if mentions]
    if not heard:
        return None
    buyers = {objection.id: len({builder.reader.buyer(mention) for mention in held}) for objection, held in heard}
    objection, mentions = max(heard, key=lambda pair: buyers[pair[0].id])
    return objection, answers_anywhere(builder, objection), mentions
