"""The theme brief, the content team's main one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shadowlog.analysis.evidence.answers import best_of
from shadowlog.analysis.evidence.responses import ResponseRecord, responses_to, tried
from shadowlog.analysis.evidence.themes import ThemeEvidence, raised, theme_evidence
from shadowlog.analysis.stats.intervals import FEWEST, Share, compared
from shadowlog.briefs.builder import MOST, Draft
from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.sections import (
    REQUESTS,
    assets_by_use,
    best_answer,
    how_many,
    open_requests,
    proof_lines,
    ranked,
    request_line,
    tell,
    times,
    undecided_words,
)
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.records import Asset, ContentRequest, Insight, Mention, Objection, Person, Persona, Theme
from shadowlog.domain.values import Basis, InsightKind, Stance


def theme_brief(edition: Edition, theme: Theme, earlier: Earlier | None = None) -> Brief:
    """The brief of a theme."""
    draft = Draft(edition, "theme", theme.id, theme.name, "Theme brief")
    draft.stand_on([theme])
    found = theme_evidence(draft.reader, theme)
    draft.reader.fetch(Persona, (insight.persona for insight in found.insights))
    draft.counts = {
        "insights": len(found.insights),
        "encounters": len(found.encounters),
        "accounts": len(found.accounts),
        "reps": len(found.reps),
        "won": found.won.hits,
        "decided": found.won.of,
    }
    _message(draft, found)
    _strength(draft, found)
    _audience(draft, found)
    _words(draft, found)
    _by_persona(draft, found)
    _proof(draft, found)
    _questions(draft, found)
    _objections(draft, found)
    _claims(draft, found)
    _reported(draft, found)
    _to_make(draft, found)
    _assets(draft, found)
    return draft.finish(_gaps(found), earlier)


def _message(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("The message")
    message = found.theme.message
    draft.paragraph(
        f"**In one sentence:** {draft.words(found.theme, 'message')}" if message else "No message written yet."
    )
    valid = [point for point in found.proof_points if not point.expired(draft.as_of)]
    if valid:
        point = max(valid, key=lambda point: (point.verified_on or date.min, point.id))
        draft.paragraph(f"**The one thing the reader should believe:** {draft.words(point, 'claim')}", point)
    else:
        draft.paragraph(
            "**The one thing the reader should believe:** no proof point that holds on this day, so nothing can be "
            "claimed yet."
        )


def _strength(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Strength of evidence")
    stances = ", ".join(f"{stance.words} {found.stances[stance]}" for stance in Stance if found.stances[stance])
    buyers = sum(bool(insight.basis and insight.basis.from_buyer) for insight in found.insights)
    draft.bullets(
        [
            (
                f"Accounts: {len(found.accounts)}. Encounters: {len(found.encounters)}. Reps: {len(found.reps)}. "
                f"Insights: {len(found.insights)}, of which buyers said {buyers}."
            ),
            f"Stances: {stances or 'none'}.",
            draft.line(f"Resonated: {Share(found.stances[Stance.RESONATED], raised(found.stances))}.", *found.insights),
            draft.line(f"Won, of the encounters it was raised in that were decided: {found.won}.", *found.encounters),
            f"Trend: {found.trend.words}.",
        ]
    )
    draft.months("Heard", (draft.reader.day(insight) for insight in found.insights))


def _audience(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Audience, stage and state of mind")
    meant = [draft.name(Persona, key) for key in found.theme.personas]
    heard = [
        f"{draft.name(Persona, key, 'persona not said')} {sum(stances.values())}"
        for key, stances in sorted(found.by_persona.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    ]
    stages = Counter(encounter.stage_before for encounter in found.encounters if encounter.stage_before)
    kinds = Counter(insight.kind for insight in found.insights if insight.kind)
    draft.bullets(
        [
            f"Meant for: {', '.join(sorted(meant)) or 'nobody named'}.",
            f"Heard from: {', '.join(heard) or 'nobody yet'}.",
            f"Stage: {ranked(stages) or 'not said'}.",
            f"State of mind: {ranked(kinds) or 'not said'}.",
        ]
    )


def _words(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("The buyer’s words")
    draft.quotes([insight for insight in found.insights if found.stance(insight) is not Stance.NOT_RAISED])
    use: dict[str, tuple[Insight, ...]] = dict.fromkeys(found.theme.keywords, ())
    avoid: dict[str, tuple[Insight, ...]] = {}
    for insight in found.insights:
        if insight.kind is InsightKind.LANGUAGE and _bought(insight) and draft.discretion.may_tell(insight):
            stance = found.stance(insight)
            where = use if stance is Stance.RESONATED else avoid
            if stance in (Stance.RESONATED, Stance.REJECTED, Stance.CONFUSED):
                where[insight.text] = (*where.get(insight.text, ()), insight)
    lines = []
    for label, words in (("use", use), ("avoid", avoid)):
        said = "; ".join(draft.text(text) for text in list(words)[:MOST])
        heard = [insight for insights in words.values() for insight in insights]
        lines.append(draft.line(f"Words to {label}: {said or 'none logged'}.", *heard))
    draft.bullets(lines)


def _by_persona(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Stance by persona")
    named = {key: draft.name(Persona, key, "persona not said") for key in found.by_persona}
    shares = {key: Share(stances[Stance.RESONATED], raised(stances)) for key, stances in found.by_persona.items()}
    order = sorted(named, key=lambda key: (-shares[key].of, named[key], key))
    draft.table(
        ["persona", *(stance.words for stance in Stance), "resonated of raised", "won of decided"],
        (
            [
                named[key],
                *(str(found.by_persona[key][stance]) for stance in Stance),
                str(shares[key]),
                str(found.won_by_persona.get(key, Share(0, 0))),
            ]
            for key in order
        ),
    )
    known = {key: shares[key] for key in order if key and shares[key].of >= FEWEST}
    if len(known) >= 2:
        draft.paragraph(_apart(named, known, "Resonance"))
    decided = {key: share for key, share in found.won_by_persona.items() if key and share.of >= FEWEST}
    if len(decided) >= 2:
        draft.paragraph(_apart(named, decided, "Won of decided"))


def _apart(named: dict[str, str], shares: dict[str, Share], what: str) -> str:
    """What may be said of the personas furthest apart."""
    best = max(shares, key=lambda key: (shares[key].interval[0], key))
    worst = min((key for key in shares if key != best), key=lambda key: (shares[key].interval[1], key))
    return f"{what}: {compared(named[best], shares[best], named[worst], shares[worst])}"


def _proof(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Proof points and proof gaps")
    draft.bullets(proof_lines(draft, found.proof_points), "No proof point backs this theme yet.")
    doubted = [insight for insight in found.insights if found.stance(insight) in (Stance.REJECTED, Stance.CONFUSED)]
    holds = any(not point.expired(draft.as_of) for point in found.proof_points)
    if doubted and not holds:
        draft.paragraph(f"Proof gap: doubted {times(len(doubted))}, and nothing that holds backs it.", *doubted)


def _questions(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Questions asked")
    asked = [insight for insight in found.insights if insight.kind is InsightKind.QUESTION and _bought(insight)]
    tell(draft, asked)


def _bought(insight: Insight) -> bool:
    """Whether a buyer said it."""
    return insight.basis is not None and insight.basis.from_buyer


def _objections(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Objections to answer")
    items = []
    counts = dict(found.objections[:MOST])
    for objection in draft.reader.fetch(Objection, counts):
        answers = _answers(draft, objection)
        best = best_of(answers)
        items.append(
            draft.line(
                f"{draft.words(objection, 'title')} — heard {times(counts[objection.id])} in these encounters; "
                f"{best_answer(draft, answers)}.",
                objection, *([best.response] if best else []),
            )
        )  # fmt: skip
    draft.bullets(items)
    if len(found.objections) > MOST:
        draft.paragraph(f"And {len(found.objections) - MOST} more, each heard less often.")


def _answers(draft: Draft, objection: Objection) -> list[ResponseRecord]:
    """How the responses to an objection did, best first."""
    if draft.edition.narrowed is None:
        return tried(draft.reader, draft.edition.counting, objection)
    return responses_to(draft.reader, draft.reader.referring(Mention, objection.id, "objection"))


def _claims(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Competing claims heard")
    claims = [
        insight for insight in found.insights if insight.kind is InsightKind.COMPETITOR_MENTION and _bought(insight)
    ]
    tell(draft, claims)


def _reported(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("What the team reports, not buyers")
    reports = [insight for insight in found.insights if insight.basis in (Basis.REP_REPORT, Basis.OBSERVER_INFERENCE)]
    tell(draft, reports)


def _to_make(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("What to make, and who answers for it")
    reps = Counter(encounter.rep for encounter in found.encounters if encounter.rep)
    reviewer = min(reps, key=lambda key: (-reps[key], key)) if reps else None
    wished = open_requests(
        draft, draft.reader.referring(ContentRequest, found.theme.id, "themes"), [held.id for held in found.insights]
    )
    first = wished[0] if wished else ContentRequest()
    if draft.outside:
        draft.leave_out(REQUESTS)
        draft.bullets(
            [
                f"Format: {first.asset_type.words if first.asset_type else 'not decided'}.",
                f"Due: {first.due or 'no day yet'}.",
            ]
        )
        draft.bullets((request_line(draft, request) for request in wished), "No content request is open for it.", MOST)
        return
    draft.bullets(
        [
            f"Format: {first.asset_type.words if first.asset_type else 'not decided'}.",
            f"Call to action: {draft.text(first.call_to_action) or 'not decided'}.",
            f"Owner: {draft.name(Person, first.owner or found.theme.owner, 'nobody yet')}.",
            f"Rep to review it: {draft.name(Person, reviewer, 'nobody yet')}.",
            f"Due: {first.due or 'no day yet'}.",
            f"Measure of success: {draft.text(first.measure) or 'not decided'}.",
        ]
    )
    draft.bullets((request_line(draft, request) for request in wished), "No content request is open for it.", MOST)


def _assets(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Assets to reuse or retire")
    assets_by_use(draft, draft.reader.referring(Asset, found.theme.id, "themes"))


def _gaps(found: ThemeEvidence) -> list[str]:
    gaps = []
    if len(found.accounts) < 3:
        gaps.append(f"Heard at {how_many(len(found.accounts), 'account')}: not yet a pattern.")
    unknown = sum(found.by_persona.get("", Counter()).values())
    if unknown:
        gaps.append(f"{unknown} of {len(found.insights)} insights do not say whose persona spoke.")
    without = sum(insight.basis is None for insight in found.insights)
    if without:
        gaps.append(f"{without} of {len(found.insights)} insights do not say who they come from, and are not told.")
    undecided = len(found.encounters) - found.won.of
    if undecided:
        gaps.append(undecided_words(undecided, len(found.encounters)))
    return gaps
