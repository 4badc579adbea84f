"""The theme brief, the content team's main one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from datetime import date

from shadowlog.analysis.evidence.buyers import CASES, Reception, share_words
from shadowlog.analysis.evidence.responses import ResponseRecord, best_of
from shadowlog.analysis.evidence.themes import ThemeEvidence, theme_evidence
from shadowlog.analysis.evidence.verdict import Verdict, verdict
from shadowlog.analysis.evidence.vocabulary import Word, vocabulary
from shadowlog.briefs.builder import MOST, BriefBuilder
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.kinds.sections import (
    IN_SHORT,
    REQUESTS,
    answers_to,
    assets_by_use,
    best_answer,
    claim,
    differences_line,
    from_buyer,
    how_many,
    list_wordings,
    moved,
    objection_lines,
    on_average,
    open_requests,
    proof_lines,
    reported,
    request_line,
    said_by_buyers,
    share_cell,
    times,
    won_cell,
)
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Theme,
)
from shadowlog.domain.values import InsightKind, Stance

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


class ThemeBrief(BriefKind[Theme]):
    """The brief of a theme."""

    name = "theme"
    about = Theme
    heading = "Theme brief"
    spoken = "a theme"

    def depends(self, changes: LogChanges) -> Set[str]:
        """Themes that changed, and those that changed records are tagged with."""
        return (
            changes.ids_of(Theme)
            | changes.named(Theme)
            | changes.heard(Insight, "signals", changed=(Encounter, Mention))
        )

    def looks_up(self, changes: LogChanges) -> Set[str]:
        """Changed records, and the objections whose answers have new outcomes: a theme's brief counts those."""
        answered = changes.heard(Mention, "objection", changed=(Encounter,))
        for change in changes.of(Mention):
            answered |= change.named(Objection)
        return changes.short_ids | {tail(key) for key in answered}

    def compose(self, builder: BriefBuilder, theme: Theme) -> list[str]:
        """From what is to be done and what moved buyers to what should be made."""
        builder.stand_on([theme])
        context = builder.context
        evidence = theme_evidence(builder.reader, context.counting, context.outcomes, theme)
        builder.about(evidence.received.raised, evidence.insights)
        builder.counts |= {
            "insights": len(evidence.insights),
            "encounters": len(evidence.encounters),
            "reps": len(evidence.reps),
        }
        claim(builder, "resonance", evidence.comparisons)
        if change := evidence.trend.difference:
            builder.claims.append(Claim("trend", "", change, 1))
        _in_short(builder, evidence)
        moved(builder, evidence.encounters)
        _message(builder, evidence)
        _received(builder, evidence)
        _words(builder, evidence)
        builder.section("Questions asked")
        list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
        builder.section("Objections to answer")
        builder.bullets(objection_lines(builder, evidence.objections))
        builder.and_more(len(evidence.objections) - MOST)
        builder.section("Competing claims heard")
        list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.COMPETITOR_MENTION))
        reported(builder, evidence.insights)
        _to_make(builder, evidence)
        builder.section("Assets to reuse or retire")
        assets_by_use(builder, builder.reader.referring(Asset, theme.id, "themes"))
        return _gaps(evidence)


# In short --------------------------------------------------------------------------------------------------------


def _in_short(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section(IN_SHORT)
    heard = (_lands(builder, evidence), _fails(builder, evidence), _unclear(builder, evidence))
    valid = [point for point in evidence.proof_points if not point.expired(builder.as_of)]
    first = _first_objection(builder, evidence)
    decided = verdict(evidence, first[1] if first else None, proven=bool(valid))
    builder.front["verdict"] = decided.value
    lines = [line for line in heard if line is not None]
    lines += [builder.line(phrase(strong("To do:"), " ", _TO_DO[decided]), evidence.theme, *evidence.insights)]
    if first and builder.context.may_show_wording(first[0]):
        objection, answers, mentions = first
        best = best_of(answers)
        lines.append(
            builder.line(
                phrase("Be ready for “", builder.words(objection, "title"), "”: ", best_answer(builder, answers), "."),
                objection,
                *mentions,
                *([best.response] if best else []),
            )
        )
    builder.bullets(lines)


def _lands(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    landed = evidence.received.landed
    if not landed[landed.main].of:
        return builder.line("Nobody has spoken of it yet.", evidence.theme)
    above = [found for found in evidence.comparisons.found if found.difference.above]
    with_whom = joined(" and ", (builder.name(Persona, found.persona) for found in above))
    who = phrase(", more than elsewhere with ", with_whom) if above else ""
    return builder.line(phrase("It resonated with ", on_average(landed), who, "."), *_raised(evidence))


def _fails(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    failed = evidence.received.failed
    if not failed[failed.main].touched:
        return None
    below = [found for found in evidence.comparisons.found if not found.difference.above]
    with_whom = joined(" and ", (builder.name(Persona, found.persona) for found in below))
    who = phrase("; it lands least with ", with_whom) if below else ""
    words = share_words(failed[failed.main], CASES[failed.main])
    return builder.line(
        phrase(f"It failed with {words}, who rejected it or were confused", who, "."), *_raised(evidence)
    )


def _raised(evidence: ThemeEvidence) -> list[Insight]:
    """What a share is counted from: the insights in which it was raised, however it was received."""
    return [insight for insight in evidence.insights if evidence.stance(insight) is not Stance.NOT_RAISED]


def _unclear(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    few = sorted(key for key, each in evidence.by_persona.items() if key and not each.landed[each.landed.main].enough)
    if few:
        names = joined(", ", (builder.name(Persona, key) for key in few[:MOST]))
        more = f" and {how_many(len(few) - MOST, 'other persona')}" if len(few) > MOST else ""
        heard = [insight for insight in evidence.insights if insight.persona in few]
        return builder.line(
            phrase("It cannot be told yet how it lands with ", names, f"{more}: too few buyers."), *heard
        )
    if evidence.comparisons.made and not evidence.comparisons.found:
        words = "Personas cannot be told apart: differences as large come about by chance."
        return builder.line(words, *_raised(evidence))
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
    return objection, answers_to(builder, objection, mentions), mentions


# The sections ----------------------------------------------------------------------------------------------------


def _message(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("The message, and its proof")
    theme = evidence.theme
    names = sorted((builder.name(Persona, key) for key in theme.personas), key=lambda name: name.markdown)
    meant = joined(", ", names) or phrase("no persona named")
    message = builder.words(theme, "message") if theme.message else phrase("No message written yet.")
    builder.paragraph(phrase(message, " Meant for: ", meant, "."), theme)
    valid = [point for point in evidence.proof_points if not point.expired(builder.as_of)]
    best = max((point for point in valid if point.verified_on), key=_newest_proof, default=None)
    if best is not None:
        verified = phrase(builder.words(best, "claim"), f" (verified {best.verified_on}).")
        builder.paragraph(phrase(strong("The one thing to believe:"), " ", verified), best)
    else:
        builder.paragraph(phrase(strong("The one thing to believe:"), " no proof point was verified and holds."))
    builder.bullets((line for line in proof_lines(builder, evidence.proof_points)), MOST)
    doubted = [
        insight for insight in evidence.insights if evidence.stance(insight) in (Stance.REJECTED, Stance.CONFUSED)
    ]
    if doubted and not valid:
        builder.paragraph(f"Proof gap: doubted {times(len(doubted))}, and nothing that holds backs it.", *doubted)


def _newest_proof(point: ProofPoint) -> tuple[date, str]:
    return point.verified_on or date.min, point.id


def _received(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("How it was received")
    named = {key: builder.name(Persona, key, "No persona named") for key in evidence.by_persona}
    order = sorted(named, key=lambda key: (-_cases(evidence.by_persona[key]), named[key].markdown, key))
    shown = order[: 2 * MOST]
    builder.table(
        ["persona", "resonated", "rejected or confused", "won"],
        (
            [
                named[key], share_cell(evidence.by_persona[key].landed), share_cell(evidence.by_persona[key].failed),
                won_cell(evidence.won_by_persona[key]),
            ]
            for key in shown
        ),
        ([insight for insight in evidence.insights if (insight.persona or "") == key] for key in shown),
    )  # fmt: skip
    builder.and_more(len(order) - len(shown))
    if not order:
        return
    builder.paragraph(differences_line(builder, evidence.comparisons, "Resonance"))
    builder.paragraph(f"Trend: {evidence.trend.words}.")
    if evidence.reworded:
        since, before = (each.landed for each in (evidence.reworded.since, evidence.reworded.before))
        builder.paragraph(
            f"Since the wording changed on {evidence.reworded.on}: "
            f"{on_average(since) if evidence.reworded.since.raised else 'not heard yet'}; before: {on_average(before)}."
        )
    buyers = sum(map(from_buyer, evidence.insights))
    stances = ", ".join(f"{stance.words} {evidence.stances[stance]}" for stance in Stance if evidence.stances[stance])
    builder.paragraph(
        f"Amounts: {how_many(len(evidence.insights), 'insight')}, of which buyers said {buyers} ({stances}), with "
        f"{how_many(len(evidence.reps), 'rep')}."
    )
    builder.months("Insights", (builder.reader.day(insight) for insight in evidence.insights))


def _cases(reception: Reception) -> int:
    return reception.landed[reception.landed.main].of


def _words(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("In the buyers’ words")
    raised = _raised(evidence)
    builder.quotes(raised)
    told = [insight for insight in raised if from_buyer(insight) and builder.discretion.may_show(insight)]
    landed, failed = (
        [
            (builder.reader.buyer(insight), builder.spoken(insight.text))
            for insight in told
            if evidence.stance(insight) in stances
        ]
        for stances in ((Stance.RESONATED,), (Stance.REJECTED, Stance.CONFUSED))
    )
    found = vocabulary(landed, failed)
    lines = []
    for label, words in (("Words to use: ", found.use), ("Words to avoid: ", found.avoid)):
        if words:
            lines.append(phrase(label, joined(", ", (_word(builder, word) for word in words)), "."))
    builder.bullets(lines)


def _word(builder: BriefBuilder, word: Word) -> Text:
    return phrase("“", builder.text(word.text), f"” ({word.landed} for, {word.failed} against)")


def _to_make(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("What to make, and who answers for it")
    reps = Counter(encounter.rep for encounter in evidence.encounters if encounter.rep)
    reviewer = min(reps, key=lambda key: (-reps[key], key)) if reps else None
    wished = open_requests(
        builder,
        builder.reader.referring(ContentRequest, evidence.theme.id, "themes"),
        [insight.id for insight in evidence.insights],
    )
    builder.bullets((request_line(builder, request) for request in wished), MOST)
    if builder.outside:
        if wished:
            builder.leave_out(REQUESTS)
        return
    first = wished[0] if wished else ContentRequest()
    parts = list(_assignment(builder, first, first.owner or evidence.theme.owner, reviewer))
    if parts:
        builder.paragraph(phrase(joined(" ", parts)))


def _assignment(
    builder: BriefBuilder, request: ContentRequest, owner: str | None, reviewer: str | None
) -> Iterator[Text]:
    """Who makes it and reviews it, what it should bring about, as far as somebody said."""
    if owner:
        yield phrase("Owner: ", builder.name(Person, owner), ".")
    if reviewer:
        yield phrase("Rep to review it: ", builder.name(Person, reviewer), ".")
    if request.call_to_action:
        yield phrase("Call to action: ", builder.text(request.call_to_action), ".")
    if request.measure:
        yield phrase("Measure of success: ", builder.text(request.measure), ".")


def _gaps(evidence: ThemeEvidence) -> list[str]:
    gaps = []
    cases = evidence.received.landed[evidence.received.landed.main].of
    if cases < 3:
        gaps.append(f"Heard from {how_many(cases, 'buyer')}: not yet a pattern.")
    unknown = sum(not insight.persona for insight in evidence.insights)
    if unknown:
        gaps.append(f"{unknown} of {how_many(len(evidence.insights), 'insight')} name no persona.")
    without = sum(insight.basis is None for insight in evidence.insights)
    if without:
        gaps.append(f"{without} of {how_many(len(evidence.insights), 'insight')} do not say who they come from.")
    return gaps
