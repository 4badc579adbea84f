"""The persona brief: what one kind of buyer wants, how it decides, and the bridge to the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shadowlog.analysis.evidence.bridge import Bridge, Crossing
from shadowlog.analysis.evidence.personas import PersonaEvidence, persona_evidence
from shadowlog.analysis.evidence.responses import responses_to
from shadowlog.analysis.stats.intervals import FEWEST, compared
from shadowlog.briefs.builder import MOST, NOTHING, Draft
from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.sections import assets_by_use, best_answer, how_many, tell, times, undecided_words
from shadowlog.briefs.model.blocks import Line
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.records import Asset, Insight, Mention, Objection, Persona
from shadowlog.domain.values import AssetStatus, InsightKind, Stage


def persona_brief(edition: Edition, persona: Persona, earlier: Earlier | None = None) -> Brief:
    """The brief of a persona."""
    draft = Draft(edition, "persona", persona.id, persona.name, "Persona brief")
    draft.stand_on([persona])
    found = persona_evidence(draft.reader, persona)
    draft.counts = {
        "insights": len(found.insights),
        "mentions": len(found.mentions),
        "encounters": len(found.encounters),
        "accounts": len(found.accounts),
        "won": found.won.hits,
        "decided": found.won.of,
    }
    _role(draft, found)
    _outcomes(draft, found)
    _themes(draft, found)
    _said(draft, found)
    _bridge(draft, found)
    _assets(draft, found)
    return draft.finish(_thin(found), earlier)


def _role(draft: Draft, found: PersonaEvidence) -> None:
    persona = found.persona
    draft.section("Role in the purchase")
    role = persona.buying_role.words if persona.buying_role else "not said yet"
    also = "; ".join(draft.text(alias) for alias in persona.aliases if draft.discretion.leaves(persona, "aliases"))
    draft.paragraph(f"{draft.words(persona, 'name')}: {role}.{f' Also called: {also}.' if also else ''}", persona)
    draft.section("Wants, fears and measures")
    draft.bullets(
        [
            f"Wants: {draft.words(persona, 'wants') or 'not written down yet'}.",
            f"Fears: {draft.words(persona, 'fears') or 'not written down yet'}.",
            f"Is measured by: {draft.words(persona, 'measures') or 'not written down yet'}.",
        ]
    )
    kinds = (InsightKind.DESIRED_OUTCOME, InsightKind.PAIN, InsightKind.TRIGGER, InsightKind.BUYING_CRITERION)
    draft.quotes([insight for insight in found.insights if insight.kind in kinds], "In their words:")


def _outcomes(draft: Draft, found: PersonaEvidence) -> None:
    draft.section("Outcomes, beside other personas")
    met, where = how_many(len(found.encounters), "encounter"), how_many(len(found.accounts), "account")
    draft.paragraph(f"Met or heard in {met} at {where}.", *found.encounters)
    others = draft.edition.personas
    beside = others.beside(found.persona)
    if others.left_out(found.persona):
        draft.paragraph("Beside those that were in most decided encounters:")
    rows = [(draft.words(held, "name"), share, held) for held, share in beside]
    draft.table(
        ["persona", "won of decided"],
        ([f"**{name}**" if persona.id == found.persona.id else name, str(share)] for name, share, persona in rows),
        ([persona] for _, _, persona in rows),
    )
    we = draft.words(found.persona, "name")
    alike = []
    for name, share, persona in rows:
        if persona.id == found.persona.id or min(share.of, found.won.of) < FEWEST:
            continue
        if found.won.separated_from(share):
            draft.paragraph(compared(we, found.won, name, share))
        else:
            alike.append(name)
    if alike:
        draft.paragraph(f"{we} is not separated from {', '.join(alike)}: their intervals overlap.")


def _themes(draft: Draft, found: PersonaEvidence) -> None:
    draft.section("Themes that land or fail")
    raised = [held for held in found.receptions if held.raised]
    draft.table(
        ["theme", "resonated of raised", "rejected or confused of raised"],
        ([draft.words(held.theme, "name"), str(held.landed), str(held.failed)] for held in raised[: 2 * MOST]),
        ([insight for insight in found.insights if held.theme.id in insight.signals] for held in raised[: 2 * MOST]),
    )
    if len(raised) > 2 * MOST:
        draft.paragraph(f"And {len(raised) - 2 * MOST} more themes, each landing less often.")


def _said(draft: Draft, found: PersonaEvidence) -> None:
    draft.section("Top objections and questions")
    items = []
    for objection, mentions in found.objections[:MOST]:
        answers = responses_to(draft.reader, mentions)
        answer = f"; {best_answer(draft, answers, 'best answer with them')}" if answers else ""
        items.append(
            draft.line(f"{draft.words(objection, 'title')} — {times(len(mentions))}{answer}.", objection, *mentions)
        )
    draft.bullets(items)
    draft.stand_on(found.mentions)
    bought = [insight for insight in found.insights if insight.basis and insight.basis.from_buyer]
    tell(draft, (held for held in bought if held.kind is InsightKind.QUESTION), "Questions:")
    draft.section("Vocabulary")
    tell(draft, (held for held in bought if held.kind is InsightKind.LANGUAGE))
    draft.section("What the team reports, not buyers")
    reported = [held for held in found.insights if held.basis and not held.basis.from_buyer]
    tell(draft, reported)
    draft.stand_on(found.insights)


def _bridge(draft: Draft, found: PersonaEvidence) -> None:
    draft.section("The bridge: what the other roles must hear")
    others = draft.edition.personas
    bridges = others.bridges(found.persona, found.receptions)
    for bridge in bridges:
        role = f" ({bridge.other.buying_role.words})" if bridge.other.buying_role else ""
        draft.paragraph(f"**To {draft.words(bridge.other, 'name')}**{role}:", bridge.other)
        draft.bullets(_over(draft, found, bridge))
    if not bridges:
        draft.paragraph(NOTHING)
    left = len(others.all) - 1 - len(bridges)
    if left > 0:
        draft.paragraph(f"And {left} more, each met less often.")


def _over(draft: Draft, found: PersonaEvidence, bridge: Bridge) -> Iterator[Line]:
    """What one other role must hear to understand why this one wants it."""
    other = bridge.other
    we, they = draft.words(found.persona, "name"), draft.words(other, "name")
    wants = draft.words(found.persona, "wants")
    measured = draft.words(other, "measures") or draft.words(other, "wants")
    yield Line(
        f"What {we} wants ({wants or 'not written down yet'}), said in what {they} is measured by or wants: "
        f"{measured or 'not written down yet'}."
    )
    if other.fears:
        yield Line(f"What they fear, to be taken away first: {draft.words(other, 'fears')}.")
    for crossing in bridge.common:
        yield _crossing(draft, crossing, "Common ground", we, f"{they} resonated {crossing.theirs.landed}")
    for crossing in bridge.otherwise:
        how = f"{they} rejected or confused {crossing.theirs.failed}"
        yield _crossing(draft, crossing, "Say it otherwise", we, how)
    if not (bridge.common or bridge.otherwise):
        yield Line(f"No theme that lands with {we} was raised with {they} yet: ask.")
    objection = draft.reader.get(Objection, bridge.objection)
    if objection is not None:
        mentions = draft.reader.fetch(Mention, bridge.mentions)
        best = next(iter(responses_to(draft.reader, mentions)), None)
        answer = f"answer: {draft.words(best.response, 'text')}" if best else "no answer was tried with them yet"
        yield draft.line(
            f"They object most often: {draft.words(objection, 'title')} — {times(len(mentions))}; {answer}.",
            objection, *mentions, *([best.response] if best else []),
        )  # fmt: skip


def _crossing(draft: Draft, crossing: Crossing, words: str, we: str, they: str) -> Line:
    theme = crossing.ours.theme
    heard = draft.reader.fetch(Insight, crossing.heard)
    return draft.line(
        f"{words}: {draft.words(theme, 'name')} — with {we} resonated {crossing.ours.landed}, with {they}.",
        theme,
        *heard,
    )


def _assets(draft: Draft, found: PersonaEvidence) -> None:
    draft.section("Assets by stage")
    assets: Iterable[Asset] = [held for held in found.assets if held.status is not AssetStatus.RETIRED]
    by_stage = {stage: [held for held in assets if held.stage is stage] for stage in (*Stage, None)}
    draft.table(
        ["stage", "assets"],
        (
            [stage.words if stage else "any", ", ".join(draft.words(held, "name") for held in by_stage[stage])]
            for stage in by_stage
            if by_stage[stage]
        ),
        (held for held in by_stage.values() if held),
    )
    late = [held for held in assets if held.past(draft.as_of)]
    if late:
        assets_by_use(draft, late)


def _thin(found: PersonaEvidence) -> Iterator[str]:
    """Where the evidence is thin."""
    if len(found.accounts) < 3:
        yield f"Thin evidence: heard at {how_many(len(found.accounts), 'account')}, not yet a pattern."
    few = [held for held in found.receptions if 0 < held.raised < FEWEST]
    if few:
        names = "theme was" if len(few) == 1 else "themes were"
        yield f"Thin evidence: {len(few)} {names} raised fewer than {FEWEST} times with them."
    if found.won.of < FEWEST:
        yield f"Thin evidence: {found.won.of} decided encounters, too few for a rate."
    undecided = len(found.encounters) - found.won.of
    if undecided:
        yield undecided_words(undecided, len(found.encounters))
