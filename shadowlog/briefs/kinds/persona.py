"""The persona brief: what one kind of buyer wants, how it decides, and the bridge to the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from shadowlog.analysis.evidence.bridge import Bridge, Crossing, Footing
from shadowlog.analysis.evidence.personas import PersonaEvidence, persona_evidence
from shadowlog.analysis.evidence.responses import responses_to
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.briefs.builder import MOST, NOTHING, BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.kinds.sections import (
    assets_by_use,
    compared,
    how_many,
    list_wordings,
    objection_lines,
    reception_table,
    reported,
    said_by_buyers,
    times,
    undecided_words,
)
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Asset, Encounter, Insight, Mention, Objection, Persona, Theme
from shadowlog.domain.values import AssetStatus, InsightKind, Stage

_UNKNOWN = "not written down yet"


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
        """Changed records except themes: what a persona's brief says of themes is part of its footing."""
        return {tail(key) for key in changes.ids - changes.ids_of(Theme)}

    def footings(self, context: BriefContext) -> Mapping[str, Footing]:
        """What each brief says of other personas."""
        return context.personas.footings

    def compose(self, builder: BriefBuilder, persona: Persona) -> Iterable[str]:
        """From what the persona wants to the bridge to the others."""
        builder.stand_on([persona])
        evidence = persona_evidence(builder.reader, persona)
        builder.counts = {
            "insights": len(evidence.insights),
            "mentions": len(evidence.mentions),
            "encounters": len(evidence.encounters),
            "accounts": len(evidence.accounts),
            "won": evidence.won.hits,
            "decided": evidence.won.of,
        }
        _role(builder, evidence)
        _outcomes(builder, evidence)
        _themes(builder, evidence)
        _voices(builder, evidence)
        _bridge(builder, evidence)
        _assets(builder, evidence)
        return _thin(evidence)


def _role(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    persona = evidence.persona
    builder.section("Role in the purchase")
    role = persona.buying_role.words if persona.buying_role else "not said yet"
    also = joined("; ", map(builder.text, persona.aliases if builder.discretion.leaves(persona, "aliases") else ()))
    called = phrase(" Also called: ", also, ".") if also else ""
    builder.paragraph(phrase(builder.words(persona, "name"), f": {role}.", called), persona)
    builder.section("Wants, fears and measures")
    builder.bullets(
        [
            phrase("Wants: ", builder.words(persona, "wants") or _UNKNOWN, "."),
            phrase("Fears: ", builder.words(persona, "fears") or _UNKNOWN, "."),
            phrase("Is measured by: ", builder.words(persona, "measures") or _UNKNOWN, "."),
        ]
    )
    kinds = (InsightKind.DESIRED_OUTCOME, InsightKind.PAIN, InsightKind.TRIGGER, InsightKind.BUYING_CRITERION)
    builder.quotes([insight for insight in evidence.insights if insight.kind in kinds], "In their words:")


def _outcomes(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Outcomes, beside other personas")
    met, where = how_many(len(evidence.encounters), "encounter"), how_many(len(evidence.accounts), "account")
    builder.paragraph(f"Met or heard in {met} at {where}.", *evidence.encounters)
    others = builder.context.personas
    beside = others.beside(evidence.persona)
    if others.left_out(evidence.persona):
        builder.paragraph("Beside those that were in most decided encounters:")
    rows = [(builder.words(persona, "name"), share, persona) for persona, share in beside]
    builder.table(
        ["persona", "won of decided"],
        ([strong(name) if persona.id == evidence.persona.id else name, str(share)] for name, share, persona in rows),
        ([persona] for _, _, persona in rows),
    )
    we = builder.words(evidence.persona, "name")
    alike = []
    for name, share, persona in rows:
        if persona.id == evidence.persona.id or min(share.of, evidence.won.of) < FEWEST:
            continue
        if evidence.won.separated_from(share):
            builder.paragraph(compared(we, evidence.won, name, share))
        else:
            alike.append(name)
    if alike:
        builder.paragraph(phrase(we, " is not separated from ", joined(", ", alike), ": their intervals overlap."))


def _themes(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Themes that land or fail")
    raised = [reception for reception in evidence.receptions if reception.raised]
    shown = raised[: 2 * MOST]
    reception_table(builder, shown, evidence.insights)
    if len(raised) > 2 * MOST:
        builder.paragraph(f"And {len(raised) - 2 * MOST} more themes, each landing less often.")


def _voices(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Top objections and questions")
    builder.bullets(objection_lines(builder, evidence.objections[:MOST], "best answer with them"))
    builder.stand_on(evidence.mentions)
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.QUESTION), "Questions:")
    builder.section("Vocabulary")
    list_wordings(builder, said_by_buyers(evidence.insights, InsightKind.LANGUAGE))
    reported(builder, evidence.insights)
    builder.stand_on(evidence.insights)


def _bridge(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("The bridge: what the other roles must hear")
    others = builder.context.personas
    bridges = others.bridges(evidence.persona, evidence.receptions)
    for bridge in bridges:
        role = f" ({bridge.other.buying_role.words})" if bridge.other.buying_role else ""
        builder.paragraph(phrase(strong("To ", builder.words(bridge.other, "name")), f"{role}:"), bridge.other)
        builder.bullets(_over(builder, evidence, bridge))
    if not bridges:
        builder.paragraph(NOTHING)
    left = len(others.all) - 1 - len(bridges)
    if left > 0:
        builder.paragraph(f"And {left} more, each met less often.")


def _over(builder: BriefBuilder, evidence: PersonaEvidence, bridge: Bridge) -> Iterator[BriefLine]:
    """What one other role must hear to understand why this one wants it."""
    other = bridge.other
    we, they = builder.words(evidence.persona, "name"), builder.words(other, "name")
    wants = builder.words(evidence.persona, "wants")
    measured = builder.words(other, "measures") or builder.words(other, "wants")
    yield BriefLine(
        phrase(
            "What ", we, " wants (", wants or _UNKNOWN, "), said in what ", they, " is measured by or wants: ",
            measured or _UNKNOWN, ".",
        )
    )  # fmt: skip
    if other.fears:
        yield BriefLine(phrase("What they fear, to be taken away first: ", builder.words(other, "fears"), "."))
    for crossing in bridge.common:
        yield _crossing(builder, crossing, "Common ground", we, phrase(they, f" resonated {crossing.theirs.landed}"))
    for crossing in bridge.otherwise:
        failed = phrase(they, f" rejected or confused {crossing.theirs.failed}")
        yield _crossing(builder, crossing, "Say it otherwise", we, failed)
    if not (bridge.common or bridge.otherwise):
        yield BriefLine(phrase("No theme that lands with ", we, " was raised with ", they, " yet: ask."))
    objection = builder.reader.get(Objection, bridge.objection)
    if objection is not None:
        mentions = builder.reader.fetch(Mention, bridge.mentions)
        best = next(iter(responses_to(builder.reader, mentions)), None)
        answer = (
            phrase("answer: ", builder.words(best.response, "text")) if best else "no answer was tried with them yet"
        )
        title, heard = builder.words(objection, "title"), f" — {times(len(mentions))}; "
        yield builder.line(
            phrase("They object most often: ", title, heard, answer, "."),
            objection,
            *mentions,
            *([best.response] if best else []),
        )


def _crossing(builder: BriefBuilder, crossing: Crossing, label: str, we: Text, theirs: Text) -> BriefLine:
    theme = crossing.ours.theme
    heard = builder.reader.fetch(Insight, crossing.heard)
    return builder.line(
        phrase(
            f"{label}: ", builder.words(theme, "name"), " — with ", we, f" resonated {crossing.ours.landed}, with ",
            theirs, ".",
        ),
        theme,
        *heard,
    )  # fmt: skip


def _assets(builder: BriefBuilder, evidence: PersonaEvidence) -> None:
    builder.section("Assets by stage")
    assets: Iterable[Asset] = [asset for asset in evidence.assets if asset.status is not AssetStatus.RETIRED]
    by_stage = {stage: [asset for asset in assets if asset.stage is stage] for stage in (*Stage, None)}
    builder.table(
        ["stage", "assets"],
        (
            [stage.words if stage else "any", joined(", ", (builder.words(asset, "name") for asset in by_stage[stage]))]
            for stage in by_stage
            if by_stage[stage]
        ),
        (there for there in by_stage.values() if there),
    )
    late = [asset for asset in assets if asset.past(builder.as_of)]
    if late:
        assets_by_use(builder, late)


def _thin(evidence: PersonaEvidence) -> Iterator[str]:
    """Where the evidence is thin."""
    if len(evidence.accounts) < 3:
        yield f"Thin evidence: heard at {how_many(len(evidence.accounts), 'account')}, not yet a pattern."
    few = [reception for reception in evidence.receptions if 0 < reception.raised < FEWEST]
    if few:
        names = "theme was" if len(few) == 1 else "themes were"
        yield f"Thin evidence: {len(few)} {names} raised fewer than {FEWEST} times with them."
    if evidence.won.of < FEWEST:
        yield f"Thin evidence: {evidence.won.of} decided encounters, too few for a rate."
    undecided = len(evidence.encounters) - evidence.won.of
    if undecided:
        yield undecided_words(undecided, len(evidence.encounters))
