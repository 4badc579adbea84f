"""The theme brief, the content team's main one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from datetime import date
from hashlib import sha256

from shadowlog.analysis.counting.buyers import CASES, Reception, Shares, buyers_of, share_words
from shadowlog.analysis.counting.receptions import RAISED
from shadowlog.analysis.evidence.bridge import Footing
from shadowlog.analysis.evidence.themes import ReceivedByWording, ThemeEvidence, theme_evidence, theme_trend
from shadowlog.analysis.stats.differences import difference
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.in_short.theme import theme_in_short
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.quotes import FEWEST_QUOTES
from shadowlog.briefs.sections.answers import objection_lines
from shadowlog.briefs.sections.content import (
    REQUESTS,
    assets_by_use,
    proof_lines,
    request_line,
    requests_about,
    source_of,
)
from shadowlog.briefs.sections.figures import (
    claim,
    deciding,
    differences_line,
    how_many,
    ranked,
    share_cell,
    won_cell,
)
from shadowlog.briefs.sections.theme_gaps import not_raised_with, theme_gaps
from shadowlog.briefs.sections.wordings import (
    buyers_words,
    from_buyer,
    list_wordings,
    moved,
    reported,
    said_by_buyers,
    words_to_use,
)
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    Mention,
    Person,
    Persona,
    ProofPoint,
    Theme,
)
from shadowlog.domain.values import InsightKind, Stance


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
        return changes.short_ids | {tail(key) for key in changes.answered}

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What each brief says that conversations without it change: how it ended with those that heard of it, and its
        trend among all that were spoken with.
        """
        return {theme.id: _footing(context, theme.id) for theme in context.repository.all(Theme)}

    def compose(self, builder: BriefBuilder, theme: Theme) -> list[str | Text]:
        """From what is to be done and what moved buyers to what should be made."""
        builder.stand_on([theme])
        context = builder.context
        evidence = theme_evidence(builder.reader, context.counting, context.outcomes, context.wordings, theme)
        builder.about(evidence.talks, evidence.insights)
        builder.counts |= {
            "insights": len(evidence.insights),
            "encounters": len(evidence.encounters),
            "reps": len(evidence.reps),
        }
        claim(builder, "resonance", evidence.comparisons)
        if change := evidence.trend.difference:
            builder.claims.append(Claim("trend", "", change, 1))
        theme_in_short(builder, evidence)
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
        return list(theme_gaps(builder, evidence))


def _footing(context: BriefContext, theme: str) -> Footing:
    insights = context.wordings.standing(theme).among("is=insights", f"theme={theme}")
    facets = ["no=persona", *(f"persona={key}" for key in sorted(insights.values("persona")))]
    won = [(facet, context.outcomes.of(insights.talks(facet))) for facet in facets]
    behind = context.outcomes.deciding(insights.talks())
    raised, _ = context.counting.among("is=insights").parted(*(f"theme={theme}:{stance}" for stance in RAISED))
    unmet = not_raised_with(context, raised.values("persona"))
    content = won, theme_trend(context.counting, context.as_of, theme, context.spoken), unmet, behind
    return Footing(sha256(repr(content).encode()).hexdigest(), frozenset(behind))


def _message(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("The message, and its proof")
    theme = evidence.theme
    names = sorted((builder.name(Persona, key) for key in theme.personas), key=lambda name: name.markdown)
    meant = joined(", ", names) or phrase("no persona named")
    message = builder.words(theme, "message") if theme.message else phrase("No message written yet.")
    stop = "" if message.plain[-1:] in tuple(".!?…") else "."
    builder.paragraph(phrase(message, f"{stop} Meant for: ", meant, "."), theme)
    valid = [point for point in evidence.proof_points if not point.expired(builder.as_of)]
    best = max((point for point in valid if point.verified_on), key=_newest_proof, default=None)
    if best is not None:
        source = "" if builder.outside else phrase("; ", source_of(builder, best))
        verified = phrase(builder.words(best, "claim"), f" (verified {best.verified_on}", source, ").")
        builder.paragraph(phrase(strong("The one thing to believe:"), " ", verified), best)
    else:
        builder.paragraph(phrase(strong("The one thing to believe:"), " no proof point was verified and holds."))
    builder.bullets(proof_lines(builder, (point for point in evidence.proof_points if point is not best)), MOST)
    doubted = [
        insight for insight in evidence.insights if evidence.stance(insight) in (Stance.REJECTED, Stance.CONFUSED)
    ]
    if doubted and not valid:
        whom = buyers_words(builder, doubted)
        builder.paragraph(f"Proof gap: doubted by {whom}, and nothing that holds backs it.", *doubted)


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
                named[key], share_cell(evidence.by_persona[key].landed),
                share_cell(evidence.by_persona[key].failed, zeros=False), won_cell(evidence.won_by_persona[key]),
            ]
            for key in shown
        ),
        (
            [
                *(insight for insight in evidence.counted if (insight.persona or "") == key),
                *deciding(builder, evidence.by_persona[key].raised),
            ]
            for key in shown
        ),
        [len(buyers_of(evidence.by_persona[key].raised)) for key in shown],
    )  # fmt: skip
    builder.and_more(len(order) - len(shown))
    if not order:
        return
    if compared := differences_line(builder, evidence.comparisons, "Resonance"):
        builder.paragraph(compared)
    builder.paragraph(f"Trend: {evidence.trend.words}.")
    if evidence.reworded:
        builder.paragraph(_by_wording(evidence.reworded))
    buyers = sum(map(from_buyer, evidence.insights))
    stances = ", ".join(f"{stance.words} {evidence.stances[stance]}" for stance in Stance if evidence.stances[stance])
    builder.paragraph(
        f"Amounts: {how_many(len(evidence.insights), 'insight')} ({stances}), {buyers} of them from buyers; "
        f"{how_many(len(evidence.reps), 'rep')}.",
        *evidence.insights,
    )
    stages = Counter(encounter.stage_before for encounter in evidence.encounters if encounter.stage_before)
    kinds = Counter(insight.kind for insight in evidence.insights if insight.kind)
    of_what = (("Stage, in conversations", ranked(stages)), ("What was noted, in insights", ranked(kinds)))
    if counted := [f"{label}: {counts}." for label, counts in of_what if counts]:
        staged = [encounter for encounter in evidence.encounters if encounter.stage_before]
        builder.paragraph(" ".join(counted), *staged, *(insight for insight in evidence.insights if insight.kind))
    builder.months("Insights", (builder.reader.day(insight) for insight in evidence.insights))


def _by_wording(reworded: ReceivedByWording) -> str:
    """How a theme was received before it was reworded; that all else counts what was heard since is said in short."""
    since, before = reworded.since.landed, reworded.before.landed
    if not reworded.since.raised:
        return f"Not heard since the wording changed on {reworded.on}."
    return f"Before the wording changed: {_share(before)}{_by_chance(since, before)}."


def _share(shares: Shares) -> str:
    return share_words(shares[shares.main], CASES[shares.main])


def _by_chance(since: Shares, before: Shares) -> str:
    """That two shares of the same part cannot be told apart by the rule, where they cannot."""
    part = since.main
    one, other = since[part], before[part]
    same = part == before.main and min(one.of, other.of) >= FEWEST and difference(one, other) is None
    return "; the difference is within chance" if same else ""


def _cases(reception: Reception) -> int:
    return reception.landed[reception.landed.main].of


def _words(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("In the buyers’ words")
    quotable = sum(map(builder.discretion.may_quote, evidence.counted))
    raised = [insight for insight in evidence.insights if evidence.stance(insight) in RAISED]
    builder.quotes(evidence.counted if quotable >= FEWEST_QUOTES else raised)
    told = [insight for insight in evidence.counted if from_buyer(insight) and builder.discretion.may_show(insight)]
    words_to_use(builder, ((insight, [evidence.stance(insight)]) for insight in told))


def _to_make(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section("What to make, and who answers for it")
    reps = Counter(encounter.rep for encounter in evidence.encounters if encounter.rep)
    reviewer = min(reps, key=lambda key: (-reps[key], key)) if reps else None
    wished = requests_about(builder, evidence.theme, evidence.insights)
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
