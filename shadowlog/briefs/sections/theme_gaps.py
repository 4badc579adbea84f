"""What a theme brief cannot tell, or not yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from shadowlog.analysis.counting.buyers import Shares
from shadowlog.analysis.counting.receptions import RAISED
from shadowlog.analysis.evidence.themes import ThemeEvidence
from shadowlog.analysis.stats.intervals import FEWEST
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.model.text import Text, phrase
from shadowlog.briefs.sections.figures import how_many, listed
from shadowlog.domain.records import Persona


def not_raised_with(context: BriefContext, speakers: Collection[str]) -> list[tuple[str, int]]:
    """The personas met with enough buyers of whom none spoke of a theme, each by its id with how many were met, those
    with most first. ``speakers`` are the ids of those who did.
    """
    met = [(each.id, context.personas.buyers(each)) for each in context.personas.all if each.id not in speakers]
    return sorted((pair for pair in met if pair[1] >= FEWEST), key=lambda pair: (-pair[1], pair[0]))


def theme_gaps(builder: BriefBuilder, evidence: ThemeEvidence) -> Iterator[str | Text]:
    landed = evidence.received.landed
    cases = landed[landed.main].of
    if cases < 3:
        yield f"Heard from {how_many(cases, 'buyer')}: not yet a pattern."
    speakers = {each.persona for each in evidence.insights if each.persona and evidence.stance(each) in RAISED}
    if missing := not_raised_with(builder.context, speakers):
        more = [how_many(len(missing) - MOST, "other persona")] if len(missing) > MOST else []
        names = [phrase(builder.name(Persona, key), f" ({how_many(met, 'buyer')})") for key, met in missing[:MOST]]
        yield phrase("Not raised yet with ", listed([*names, *more]), ".")
    if evidence.unheard:
        names = [builder.name(Persona, key) for key in evidence.unheard]
        yield phrase("Not raised since the wording changed with ", listed(names), ".")
    insights = how_many(len(evidence.insights), "insight")
    if unknown := sum(not insight.persona for insight in evidence.insights):
        yield f"No persona named: {unknown} of {insights}."
    if without := sum(insight.basis is None for insight in evidence.insights):
        yield f"Not said who it comes from: {without} of {insights}."
    known = {key: each.landed[landed.main].of for key, each in evidence.by_persona.items()}
    apart = [
        *(["reports and talks without a name are counted apart"] if _has_parts(landed) else []),
        *(["a buyer met in two roles counts in both rows"] if sum(known.values()) > cases else []),
    ]
    if apart:
        words = "; ".join(apart)
        yield f"{words[0].upper()}{words[1:]}."


def _has_parts(shares: Shares) -> bool:
    """Whether anything is counted apart from the part that stands for all."""
    return any(share.of for place, share in enumerate(shares) if place != shares.main)
