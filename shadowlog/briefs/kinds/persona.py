"""The persona brief: how it ends with one kind of buyer, what to say to it, and the bridge to the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from shadowlog.analysis.counting.buyers import buyers_of
from shadowlog.analysis.counting.comparisons import own_difference
from shadowlog.analysis.evidence.bridge import Bridge, Crossing, Footing
from shadowlog.analysis.evidence.personas import PersonaEvidence, persona_evidence
from shadowlog.analysis.stats.differences import Difference
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.in_short.persona import buyers_of_share, failed_share, landed_share, persona_in_short, quoted
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.claims import Claim
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.quotes import FEWEST_QUOTES
from shadowlog.briefs.sections.answers import objection_lines
from shadowlog.briefs.sections.content import assets_by_use
from shadowlog.briefs.sections.figures import deciding, figures, how_many, not_compared, reception_table, won_cell
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
from shadowlog.domain.records import Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.values import AssetStatus, InsightKind, Stage

_WANTS = (InsightKind.DESIRED_OUTCOME, InsightKind.PAIN, InsightKind.TRIGGER, InsightKind.BUYING_CRITERION)
"""The kinds of insight that say what a buyer wants and decides by."""


class PersonaBrief(BriefKind[Persona]):
    """The brief of a persona."""

    name = "persona"
    about = Persona
    heading = "Persona brief"
    spoken = "a persona"
    long = True

    def depends(self, changes: LogChanges) -> Set[str]:
        """Personas that changed, that changed records name, or that spoke at changed encounters."""
        return (
            changes.ids_of(Persona)
            | changes.named(Persona)
            | changes.heard(Insight, "persona", changed=(Encounter,))
            | changes.heard(Mention, "persona", changed=(Encounter,))
        )

    def looks_up(self, changes: LogChanges) -> Set[str]:
        """Changed records except themes, which are part of its footing, and the objections whose answers have new
        outcomes: whoever raised them, a persona's brief counts those.
        """
        return {tail(key) for key in (changes.ids - changes.ids_of(Theme)) | changes.answered}

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What each brief says of other personas."""
        return context.personas.footings

    def compose(self, builder: BriefBuilder, persona: Persona) -> list[str]:
        """From how it ends with them and what moved them to what is there for them to read."""
        builder.stand_on([persona])
        context = builder.context
        evidence = persona_evidence(builder.reader, context.counting, context.outcomes, context.wordings, persona)
        heard = [*evidence.insights, *evidence.mentions, *evidence.encounters]
        builder.about(evidence.talks, heard)
        won = evidence.won[evidence.won.main]
        builder.counts |= {
            "insights": len(evidence.insights),
            "mentions": len(evidence.mentions),
            "encounters": len(evidence.encounters),
            "won": won.hits,
            "decided": won.of,
        }
        others = context.personas
        builder.comparisons += others.comparisons.made
        apart = own_difference(others.comparisons, others.won, persona.id)
        if apart:
            builder.claims.append(Claim("won", persona.id, apart, others.comparisons.made))
        persona_in_short(builder, evidence, apart)
        moved(builder, evidence.encounters)
        _role(builder, evidence)
        _outcomes(builder, evidence, apart)
        builder.section("Themes that land or fail")
        reception_table(
            builder,
            evidence.themes,
            lambda each: [*evidence.counted[each.theme.id], *deciding(builder, each.received.raised)],
        )
        _by_wording(builder, evidence)
        _words(builder, evidence)
        builder.section("Questions they ask")
        list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION))
        builder.section("Objections they raise")
        builder.bullets(objection_lines(builder, evidence.objections))
        builder.and_more(len(evidence.objections) - MOST)
        reported(builder, evidence.insights)
        _bridge(builder, evidence)
        _assets(builder, evidence)
        return list(_gaps(builder, evidence))


def _role(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Role, wants, fears and measures")
    persona = evidence.persona
    fields = [
        (label, words)
        for label, field in (("Wants", "wants"), ("Fears", "fears"), ("Is measured by", "measures"))
        if (words := builder.words(persona, field))
    ]
    lines = []
    if persona.buying_role:
        lines.append(builder.line(f"Role in the purchase: {persona.buying_role.words}.", persona))
    lines += [builder.line(phrase(f"{label}: ", words, "."), persona) for label, words in fields]
    if persona.aliases and builder.discretion.leaves(persona, "aliases"):
        lines.append(
            builder.line(phrase("Also called: ", joined("; ", map(builder.text, persona.aliases)), "."), persona)
        )
    builder.bullets(lines)


def _missing(persona: Persona) -> list[str]:
    """What nobody has written down of a persona."""
    fields = {
        "its role": persona.buying_role, "what it wants": persona.wants, "what it fears": persona.fears,
        "what it is measured by": persona.measures,
    }  # fmt: skip
    return [words for words, value in fields.items() if not value]


def _outcomes(builder: BriefBuilder, evidence: PersonaEvidence, apart: Difference | None) -> None:
    builder.section("Outcomes beside other personas")
    others = builder.context.personas
    rows = others.beside(evidence.persona)
    own = evidence.persona.id
    if not any(share.of for _, won in rows for share in won):
        return
    names = {persona.id: builder.words(persona, "name") for persona, _ in rows}
    won_with = deciding(builder, evidence.talks)
    builder.table(
        ["persona", "buyers met", "won of those whose outcome is known"],
        (
            [
                strong(names[persona.id]) if persona.id == own else names[persona.id], f"{others.buyers(persona):,}",
                won_cell(won),
            ]
            for persona, won in rows
        ),
        # What the rows of others count was heard elsewhere: the brief does not list it, and so refers to nothing.
        ([*evidence.encounters, *won_with] if persona.id == own else [] for persona, _ in rows),
        [others.buyers(persona) for persona, _ in rows],
    )  # fmt: skip
    builder.and_more(others.left_out(evidence.persona))
    if apart:
        side = "above" if apart.above else "below"
        against = f"({figures(apart.one)} against {figures(apart.others)})"
        builder.paragraph(phrase(names[own], f" is {side} all others together {against}."))
    elif others.comparisons.made:
        builder.paragraph(phrase(names[own], " cannot be told apart from the others."))
    elif why := not_compared(others.comparisons):
        builder.paragraph(why)


def _by_wording(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    """From when on the figures count of themes that were reworded."""
    reworded = [
        (each, parted) for each in evidence.themes if (parted := builder.context.wordings.reworded(each.theme.id))
    ]
    if reworded:
        names = (
            phrase(quoted(builder, each), f", {'since' if parted.heard else 'before'} {parted.on}")
            for each, parted in reworded
        )
        # What was said of another wording is in no figure: it stands here, so that the brief follows it all the same.
        keys = {each.theme.id for each, _ in reworded}
        heard = [insight for insight in evidence.insights if not keys.isdisjoint(insight.signals)]
        builder.paragraph(phrase("Counted in one wording only: ", joined("; ", names), "."), *heard)


def _words(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("In their words")
    about_wants = [insight for insight in evidence.insights if insight.kind in _WANTS]
    quotable = sum(map(builder.discretion.may_quote, about_wants))
    builder.quotes(about_wants if quotable >= FEWEST_QUOTES else evidence.insights)
    told = [insight for insight in evidence.insights if from_buyer(insight) and builder.discretion.may_show(insight)]
    words_to_use(builder, ((insight, insight.signals.values()) for insight in told))
    builder.section("What they call things")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.LANGUAGE))


def _bridge(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("The bridge: what others must hear")
    others = builder.context.personas
    met = [bridge for bridge in others.bridges(evidence.persona) if others.buyers(bridge.other)]
    for bridge in met:
        builder.paragraph(_to_whom(builder, bridge.other), bridge.other)
        builder.bullets(_over(builder, bridge))
    more = len(others.all) - 1 - len(met)
    if met and more > 0:
        builder.paragraph(f"And {how_many(more, 'other persona')}, met with fewer buyers.")


def _to_whom(builder: BriefBuilder, other: Persona) -> Text:
    """Another persona, and what it is measured by and fears, as far as that is written down."""
    role = f" ({other.buying_role.words})" if other.buying_role else ""
    parts = [phrase(strong("To ", builder.words(other, "name")), role)]
    measures, wants, fears = (builder.words(other, field) for field in ("measures", "wants", "fears"))
    if measures:
        parts.append(phrase("measured by: ", measures))
    elif wants:
        parts.append(phrase("wants: ", wants))
    if fears:
        parts.append(phrase("fears: ", fears))
    return phrase(joined("; ", parts), ".")


def _over(builder: BriefBuilder, bridge: Bridge) -> Iterator[BriefLine]:
    """What one other persona must hear to understand why this one wants the product."""
    for crossing in bridge.common[:1]:
        there = buyers_of_share(crossing.theirs, landed_share(crossing.theirs))
        yield _crossing(builder, crossing, "Begin with ", f": there it resonated with {there}.")
    for crossing in bridge.otherwise[:1]:
        there = buyers_of_share(crossing.theirs, failed_share(crossing.theirs))
        yield _crossing(builder, crossing, "Say ", f" otherwise: there {there} rejected it or were confused.")
    if not (bridge.common or bridge.otherwise):
        yield builder.line("Nothing that lands here is known to land or fail with them: ask.", bridge.other)
    objection = builder.reader.get(Objection, bridge.objection)
    if objection is not None:
        mentions = builder.reader.fetch(Mention, bridge.mentions)
        title, raised = builder.words(objection, "title"), buyers_words(builder, mentions)
        yield builder.line(phrase("Their first objection: “", title, f"” — {raised}."), objection, *mentions)


def _crossing(builder: BriefBuilder, crossing: Crossing, before: str, after: str) -> BriefLine:
    heard = builder.reader.fetch(Insight, crossing.heard)
    return builder.line(phrase(before, quoted(builder, crossing.ours), after), crossing.ours.theme, *heard)


def _assets(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Assets by stage")
    assets = [asset for asset in evidence.assets if asset.status is not AssetStatus.RETIRED]
    by_stage = {stage: [asset for asset in assets if asset.stage is stage] for stage in (*Stage, None)}
    rows = [(stage.words if stage else "any", there) for stage, there in by_stage.items() if there]
    builder.table(
        ["stage", "assets"],
        ([stage, joined(", ", (builder.words(asset, "name") for asset in there))] for stage, there in rows),
        (there for _, there in rows),
    )
    late = [asset for asset in assets if asset.past(builder.as_of)]
    if late:
        assets_by_use(builder, late)


def _gaps(builder: BriefBuilder, evidence: PersonaEvidence) -> Iterator[str]:
    missing = _missing(evidence.persona)
    if missing:
        yield f"Nobody has written down: {', '.join(missing)}."
    buyers = len(buyers_of(evidence.talks))
    if buyers < 3:
        yield f"Heard from {how_many(buyers, 'buyer')}: not yet a pattern."
    won = evidence.won[evidence.won.main]
    if won.of < buyers:
        yield f"The outcome is known for {won.of} of {how_many(buyers, 'buyer')}."
    if without := sum(insight.basis is None for insight in evidence.insights):
        yield f"Not said who it comes from: {without} of {how_many(len(evidence.insights), 'insight')}."
