"""The theme brief, the content team's main one."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shadowlog.analysis.evidence import ThemeEvidence, objection_evidence, theme_evidence
from shadowlog.analysis.intervals import FEWEST, Share, compared
from shadowlog.briefs.brief import Brief, Draft, Narrowed, times
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.records import Insight, Person, Persona, ProofPoint, Theme
from shadowlog.domain.values import Basis, InsightKind, Stage, Stance
from shadowlog.store.logbook import Logbook


def theme_brief(
    logbook: Logbook, theme: Theme, as_of: date, audience: Audience = Audience.EXTERNAL, only: Narrowed | None = None
) -> Brief:
    """The brief of a theme as of a day (UTC). Raises BriefUnsound."""
    draft = Draft(logbook, "theme", theme, as_of, audience, only)
    found = theme_evidence(draft.reader, theme)
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
    _next(draft, found)
    draft.changed([*found.insights, *found.encounters])
    draft.caveats(_gaps(found))
    draft.index()
    return draft.finish()


def _message(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("The message")
    message = found.theme.message
    draft.page.paragraph(f"**In one sentence:** {draft.text(message)}" if message else "No message written yet.")
    valid = [point for point in found.proof_points if not _expired(point, draft.as_of)]
    if valid:
        point = max(valid, key=lambda point: (point.verified_on or date.min, point.id))
        belief = f"{draft.text(point.claim)}{draft.evidence(point)}"
    else:
        belief = "no proof point that holds on this day, so nothing can be claimed yet."
    draft.page.paragraph(f"**The one thing the reader should believe:** {belief}")


def _strength(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Strength of evidence")
    raised = sum(count for stance, count in found.stances.items() if stance is not Stance.NOT_RAISED)
    stances = ", ".join(f"{stance.words} {found.stances[stance]}" for stance in Stance if found.stances[stance])
    draft.page.bullets(
        [
            f"Accounts: {len(found.accounts)}. Encounters: {len(found.encounters)}. Reps: {len(found.reps)}. "
            f"Insights: {len(found.insights)}.",
            f"Stances: {stances or 'none'}.",
            f"Resonated: {Share(found.stances[Stance.RESONATED], raised)}.{draft.evidence(*found.insights)}",
            f"Won, of the encounters it was raised in that were decided: {found.won}."
            f"{draft.evidence(*found.encounters)}",
            f"Trend: {found.trend.words}.",
        ]
    )


def _audience(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Audience, stage and state of mind")
    meant = [draft.name(Persona, key) for key in found.theme.personas]
    heard = [
        f"{draft.name(Persona, key, 'persona not said')} {sum(stances.values())}"
        for key, stances in sorted(found.by_persona.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    ]
    stages = Counter(encounter.stage_before for encounter in found.encounters if encounter.stage_before)
    kinds = Counter(insight.kind for insight in found.insights if insight.kind)
    draft.page.bullets(
        [
            f"Meant for: {', '.join(sorted(meant)) or 'nobody named'}.",
            f"Heard from: {', '.join(heard) or 'nobody yet'}.",
            f"Stage: {_ranked(stages) or 'not said'}.",
            f"State of mind: {_ranked(kinds) or 'not said'}.",
        ]
    )


def _ranked(counts: Counter[Stage] | Counter[InsightKind]) -> str:
    """Values with their counts, most frequent first."""
    pairs = sorted(((value.words, count) for value, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{words} {count}" for words, count in pairs)


def _words(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("The buyer’s words")
    draft.quotes([insight for insight in found.insights if found.stance(insight) is not Stance.NOT_RAISED])
    use = list(found.theme.keywords)
    avoid: list[str] = []
    for insight in found.insights:
        if insight.kind is InsightKind.LANGUAGE and draft.discretion.may_tell(insight):
            stance = found.stance(insight)
            if stance is Stance.RESONATED:
                use.append(insight.text)
            elif stance in (Stance.REJECTED, Stance.CONFUSED):
                avoid.append(insight.text)
    draft.page.bullets(
        [
            f"Words to use: {'; '.join(draft.text(text) for text in dict.fromkeys(use)) or 'none logged'}.",
            f"Words to avoid: {'; '.join(draft.text(text) for text in dict.fromkeys(avoid)) or 'none logged'}.",
        ]
    )


def _by_persona(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Stance by persona")
    named = {key: draft.name(Persona, key, "persona not said") for key in found.by_persona}
    raised = {
        key: Share(
            stances[Stance.RESONATED],
            sum(count for stance, count in stances.items() if stance is not Stance.NOT_RAISED),
        )
        for key, stances in found.by_persona.items()
    }
    order = sorted(named, key=lambda key: (-raised[key].of, named[key], key))
    draft.table(
        ["persona", *(stance.words for stance in Stance), "resonated of raised", "won of decided"],
        (
            [
                named[key],
                *(str(found.by_persona[key][stance]) for stance in Stance),
                str(raised[key]),
                str(found.won_by_persona.get(key, Share(0, 0))),
            ]
            for key in order
        ),
    )
    known = [key for key in order if key and raised[key].of >= FEWEST]
    if len(known) >= 2:
        draft.page.paragraph(_apart(named, {key: raised[key] for key in known}, "Resonance"))
    decided = {key: share for key, share in found.won_by_persona.items() if key and share.of >= FEWEST}
    if len(decided) >= 2:
        draft.page.paragraph(_apart(named, decided, "Won of decided"))


def _apart(named: dict[str, str], shares: dict[str, Share], what: str) -> str:
    """What may be said of the personas furthest apart."""
    best = max(shares, key=lambda key: (shares[key].interval[0], key))
    worst = min((key for key in shares if key != best), key=lambda key: (shares[key].interval[1], key))
    return f"{what}: {compared(named[best], shares[best], named[worst], shares[worst])}"


def _expired(point: ProofPoint, as_of: date) -> bool:
    return point.expires_on is not None and point.expires_on < as_of


def _proof(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Proof points and proof gaps")
    items = []
    for point in found.proof_points:
        verified = f"verified {point.verified_on}" if point.verified_on else "never verified"
        state = f"; **expired {point.expires_on}**" if _expired(point, draft.as_of) else ""
        source = f"; {draft.text(point.source)}" if point.source else "; no source"
        items.append(f"{draft.text(point.claim)} — {verified}{state}{source}.{draft.evidence(point)}")
    draft.bullets(items, "No proof point backs this theme yet.")


def _told(draft: Draft, insights: list[Insight]) -> list[str]:
    """Insights that say the same, once each, most often said first."""
    groups: dict[str, list[Insight]] = {}
    for insight in insights:
        if draft.discretion.may_tell(insight):
            groups.setdefault(" ".join(insight.text.casefold().split()), []).append(insight)
    ranked = sorted(groups.values(), key=lambda group: (-len(group), group[0].text, group[0].id))
    return [f"{draft.text(group[0].text)} — {times(len(group))}.{draft.evidence(*group)}" for group in ranked]


def _questions(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Questions asked")
    draft.bullets(_told(draft, [insight for insight in found.insights if insight.kind is InsightKind.QUESTION]))


def _objections(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Objections to answer")
    items = []
    for objection, count in found.objections:
        best = next(iter(objection_evidence(draft.reader, objection).responses), None)
        answer = (
            f"best answer so far: {draft.text(best.response.text)} — resolved {best.resolved}"
            if best
            else "no answer tried yet"
        )
        items.append(
            f"{draft.text(objection.title)} — heard {times(count)} in these encounters; {answer}."
            f"{draft.evidence(objection, *([best.response] if best else []))}"
        )
    draft.bullets(items)


def _claims(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Competing claims heard")
    draft.bullets(
        _told(draft, [insight for insight in found.insights if insight.kind is InsightKind.COMPETITOR_MENTION])
    )


def _reported(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("What the team reports, not buyers")
    draft.bullets(
        _told(
            draft,
            [
                insight
                for insight in found.insights
                if insight.basis in (Basis.REP_REPORT, Basis.OBSERVER_INFERENCE)
                and insight.kind not in (InsightKind.QUESTION, InsightKind.COMPETITOR_MENTION)
            ],
        )
    )


def _next(draft: Draft, found: ThemeEvidence) -> None:
    draft.section("Who answers for it")
    reps = Counter(encounter.rep for encounter in found.encounters if encounter.rep)
    reviewer = min(reps, key=lambda key: (-reps[key], key)) if reps else None
    draft.page.bullets(
        [
            f"Owner: {draft.name(Person, found.theme.owner, 'nobody yet')}.",
            f"Rep to review it: {draft.name(Person, reviewer, 'nobody yet')}.",
        ]
    )


def _gaps(found: ThemeEvidence) -> list[str]:
    gaps = []
    if len(found.accounts) < 3:
        gaps.append(f"Heard at {len(found.accounts)} accounts: not yet a pattern.")
    unknown = sum(found.by_persona.get("", Counter()).values())
    if unknown:
        gaps.append(f"{unknown} of {len(found.insights)} insights do not say whose persona spoke.")
    without = sum(insight.basis is None for insight in found.insights)
    if without:
        gaps.append(f"{without} of {len(found.insights)} insights do not say who they come from.")
    undecided = len(found.encounters) - found.won.of
    if undecided:
        gaps.append(f"{undecided} of {len(found.encounters)} encounters are not decided and not in the won figure.")
    return gaps
