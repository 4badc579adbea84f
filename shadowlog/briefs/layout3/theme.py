"""The theme brief, the content team's main one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shadowlog.briefs.layout3.builder import MOST, BriefBuilder
from shadowlog.briefs.layout3.responses import ResponseRecord, best_of, responses_to, tried
from shadowlog.briefs.layout3.sections import (
    REQUESTS,
    assets_by_use,
    best_answer,
    compared,
    how_many,
    list_wordings,
    open_requests,
    proof_lines,
    ranked,
    reported,
    request_line,
    said_by_buyers,
    times,
    undecided_words,
)
from shadowlog.briefs.layout3.shares import FEWEST, Share
from shadowlog.briefs.layout3.theme_evidence import ThemeEvidence, raised, theme_evidence
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Insight,
    Mention,
    Objection,
    Person,
    Persona,
    Theme,
)
from shadowlog.domain.values import InsightKind, Stance

_TO_BELIEVE = phrase(strong("The one thing the reader should believe:"), " ")


def compose(builder: BriefBuilder, theme: Theme) -> list[str]:
    """From the message and its evidence to what should be made."""
    builder.stand_on([theme])
    evidence = theme_evidence(builder.reader, theme)
    builder.reader.fetch(Persona, (insight.persona for insight in evidence.insights))
    builder.counts = {
        "insights": len(evidence.insights),
        "encounters": len(evidence.encounters),
        "accounts": len(evidence.accounts),
        "reps": len(evidence.reps),
        "won": evidence.won.hits,
        "decided": evidence.won.of,
    }
    _message(builder, evidence)
    _strength(builder, evidence)
    _audience(builder, evidence)
    _words(builder, evidence)
    _by_persona(builder, evidence)
    _proof(builder, evidence)
    builder.section("Questions asked")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
    _objections(builder, evidence)
    builder.section("Competing claims heard")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.COMPETITOR_MENTION))
    reported(builder, evidence.insights)
    _to_make(builder, evidence)
    builder.section("Assets to reuse or retire")
    assets_by_use(builder, builder.reader.referring(Asset, theme.id, "themes"))
    return _gaps(evidence)


def _message(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("The message")
    message = evidence.theme.message
    builder.paragraph(
        phrase(strong("In one sentence:"), " ", builder.words(evidence.theme, "message"))
        if message
        else "No message written yet."
    )
    valid = [point for point in evidence.proof_points if not point.expired(builder.as_of)]
    if valid:
        point = max(valid, key=lambda point: (point.verified_on or date.min, point.id))
        builder.paragraph(phrase(_TO_BELIEVE, builder.words(point, "claim")), point)
    else:
        builder.paragraph(phrase(_TO_BELIEVE, "no proof point that holds on this day, so nothing can be claimed yet."))


def _strength(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("Strength of evidence")
    stances = ", ".join(f"{stance.words} {evidence.stances[stance]}" for stance in Stance if evidence.stances[stance])
    buyers = sum(bool(insight.basis and insight.basis.from_buyer) for insight in evidence.insights)
    builder.bullets(
        [
            (
                f"Accounts: {len(evidence.accounts)}. Encounters: {len(evidence.encounters)}. "
                f"Reps: {len(evidence.reps)}. Insights: {len(evidence.insights)}, of which buyers said {buyers}."
            ),
            f"Stances: {stances or 'none'}.",
            builder.line(
                f"Resonated: {Share(evidence.stances[Stance.RESONATED], raised(evidence.stances))}.", *evidence.insights
            ),
            builder.line(
                f"Won, of the encounters it was raised in that were decided: {evidence.won}.", *evidence.encounters
            ),
            f"Trend: {evidence.trend.words}.",
        ]
    )
    builder.months("Heard", (builder.reader.day(insight) for insight in evidence.insights))


def _audience(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("Audience, stage and state of mind")
    names = (builder.name(Persona, key) for key in evidence.theme.personas)
    meant = sorted(names, key=lambda name: name.markdown)
    heard = [
        phrase(builder.name(Persona, key, "persona not said"), f" {sum(stances.values())}")
        for key, stances in sorted(evidence.by_persona.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    ]
    stages = Counter(encounter.stage_before for encounter in evidence.encounters if encounter.stage_before)
    kinds = Counter(insight.kind for insight in evidence.insights if insight.kind)
    builder.bullets(
        [
            phrase("Meant for: ", joined(", ", meant) or "nobody named", "."),
            phrase("Heard from: ", joined(", ", heard) or "nobody yet", "."),
            f"Stage: {ranked(stages) or 'not said'}.",
            f"State of mind: {ranked(kinds) or 'not said'}.",
        ]
    )


def _words(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("The buyer’s words")
    builder.quotes([insight for insight in evidence.insights if evidence.stance(insight) is not Stance.NOT_RAISED])
    use: dict[str, tuple[Insight, ...]] = dict.fromkeys(evidence.theme.keywords, ())
    avoid: dict[str, tuple[Insight, ...]] = {}
    for insight in said_by_buyers(evidence.insights, InsightKind.LANGUAGE):
        if builder.discretion.may_show(insight):
            stance = evidence.stance(insight)
            where = use if stance is Stance.RESONATED else avoid
            if stance in (Stance.RESONATED, Stance.REJECTED, Stance.CONFUSED):
                where[insight.text] = (*where.get(insight.text, ()), insight)
    lines = []
    for label, words in (("use", use), ("avoid", avoid)):
        shown = joined("; ", (builder.text(text) for text in list(words)[:MOST]))
        heard = [insight for insights in words.values() for insight in insights]
        lines.append(builder.line(phrase(f"Words to {label}: ", shown or "none logged", "."), *heard))
    builder.bullets(lines)


def _by_persona(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("Stance by persona")
    named = {key: builder.name(Persona, key, "persona not said") for key in evidence.by_persona}
    shares = {key: Share(stances[Stance.RESONATED], raised(stances)) for key, stances in evidence.by_persona.items()}
    order = sorted(named, key=lambda key: (-shares[key].of, named[key].markdown, key))
    builder.table(
        ["persona", *(stance.words for stance in Stance), "resonated of raised", "won of decided"],
        (
            [
                named[key],
                *(str(evidence.by_persona[key][stance]) for stance in Stance),
                str(shares[key]),
                str(evidence.won_by_persona.get(key, Share(0, 0))),
            ]
            for key in order
        ),
    )
    known = {key: shares[key] for key in order if key and shares[key].of >= FEWEST}
    if len(known) >= 2:
        builder.paragraph(_apart(named, known, "Resonance"))
    decided = {key: share for key, share in evidence.won_by_persona.items() if key and share.of >= FEWEST}
    if len(decided) >= 2:
        builder.paragraph(_apart(named, decided, "Won of decided"))


def _apart(named: dict[str, Text], shares: dict[str, Share], measure: str) -> Text:
    """Compares the two personas that are furthest apart in a measure, in words."""
    best = max(shares, key=lambda key: (shares[key].interval[0], key))
    worst = min((key for key in shares if key != best), key=lambda key: (shares[key].interval[1], key))
    return phrase(f"{measure}: ", compared(named[best], shares[best], named[worst], shares[worst]))


def _proof(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("Proof points and proof gaps")
    builder.bullets(proof_lines(builder, evidence.proof_points), "No proof point backs this theme yet.")
    doubted = [
        insight for insight in evidence.insights if evidence.stance(insight) in (Stance.REJECTED, Stance.CONFUSED)
    ]
    holds = any(not point.expired(builder.as_of) for point in evidence.proof_points)
    if doubted and not holds:
        builder.paragraph(f"Proof gap: doubted {times(len(doubted))}, and nothing that holds backs it.", *doubted)


def _objections(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("Objections to answer")
    items = []
    counts = dict(evidence.objections[:MOST])
    for objection in builder.reader.fetch(Objection, counts):
        answers = _answers(builder, objection)
        best = best_of(answers)
        items.append(
            builder.line(
                phrase(
                    builder.words(objection, "title"),
                    f" — heard {times(counts[objection.id])} in these encounters; ",
                    best_answer(builder, answers),
                    ".",
                ),
                objection,
                *([best.response] if best else []),
            )
        )
    builder.bullets(items)
    if len(evidence.objections) > MOST:
        builder.paragraph(f"And {len(evidence.objections) - MOST} more, each heard less often.")


def _answers(builder: BriefBuilder, objection: Objection) -> list[ResponseRecord]:
    """The responses to an objection with their outcomes, best first."""
    if builder.context.narrowed is None:
        return tried(builder.reader, builder.context.counting, objection)
    return responses_to(builder.reader, builder.reader.referring(Mention, objection.id, "objection"))


def _to_make(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("What to make, and who answers for it")
    reps = Counter(encounter.rep for encounter in evidence.encounters if encounter.rep)
    reviewer = min(reps, key=lambda key: (-reps[key], key)) if reps else None
    wished = open_requests(
        builder,
        builder.reader.referring(ContentRequest, evidence.theme.id, "themes"),
        [insight.id for insight in evidence.insights],
    )
    first = wished[0] if wished else ContentRequest()
    form = f"Format: {first.asset_type.words if first.asset_type else 'not decided'}."
    due = f"Due: {first.due or 'no day yet'}."
    if builder.outside:
        builder.leave_out(REQUESTS)
        builder.bullets([form, due])
    else:
        builder.bullets(
            [
                form,
                phrase("Call to action: ", builder.text(first.call_to_action) or "not decided", "."),
                phrase("Owner: ", builder.name(Person, first.owner or evidence.theme.owner, "nobody yet"), "."),
                phrase("Rep to review it: ", builder.name(Person, reviewer, "nobody yet"), "."),
                due,
                phrase("Measure of success: ", builder.text(first.measure) or "not decided", "."),
            ]
        )
    builder.bullets((request_line(builder, request) for request in wished), "No content request is open for it.", MOST)


def _gaps(evidence: ThemeEvidence) -> list[str]:
    gaps = []
    if len(evidence.accounts) < 3:
        gaps.append(f"Heard at {how_many(len(evidence.accounts), 'account')}: not yet a pattern.")
    unknown = sum(evidence.by_persona.get("", Counter()).values())
    if unknown:
        gaps.append(f"{unknown} of {len(evidence.insights)} insights do not say whose persona spoke.")
    without = sum(insight.basis is None for insight in evidence.insights)
    if without:
        gaps.append(f"{without} of {len(evidence.insights)} insights do not say who they come from, and are not told.")
    undecided = len(evidence.encounters) - evidence.won.of
    if undecided:
        gaps.append(undecided_words(undecided, len(evidence.encounters)))
    return gaps
