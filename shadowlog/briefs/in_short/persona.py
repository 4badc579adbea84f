"""The persona brief in short: how it ends with them, what lands and fails, what to do, what to be ready for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shadowlog.analysis.counting.buyers import CASES, BuyerShare, buyers_of, prevails, share_words
from shadowlog.analysis.evidence.counted import of_part
from shadowlog.analysis.evidence.personas import PersonaEvidence, ThemeReception
from shadowlog.analysis.stats.differences import Difference
from shadowlog.analysis.stats.intervals import FEWEST, percent
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, phrase, strong
from shadowlog.briefs.sections.answers import be_ready, by_buyers
from shadowlog.briefs.sections.figures import deciding, figures, how_many, listed, won_words
from shadowlog.domain.records import Insight

_REAL = 1 / 3
"""The share of buyers from which on each of two views is one that divides a persona."""


@dataclass(frozen=True)
class _Sorted:
    """The themes that were raised with a persona, by how they were received."""

    land: Sequence[ThemeReception]
    """Those that resonated with more than half of at least five buyers, and clearly fewer had a contrary view."""
    fail: Sequence[ThemeReception]
    """Those that as many rejected or were confused by."""
    divided: Sequence[ThemeReception]
    """Those of at least five buyers of which a third or more took it well and a third or more did not."""
    neither: Sequence[ThemeReception]
    """All others of at least five buyers. Like those before, of most buyers first."""
    open: Sequence[ThemeReception]
    """Those that fewer buyers heard."""


def _sorted(themes: Sequence[ThemeReception]) -> _Sorted:
    enough = sorted((each for each in themes if landed_share(each).enough), key=lambda each: -landed_share(each).of)
    land = [each for each in enough if prevails(landed_share(each), failed_share(each))]
    fail = [each for each in enough if prevails(failed_share(each), landed_share(each))]
    between = [each for each in enough if each not in land and each not in fail]
    return _Sorted(
        sorted(land, key=lambda each: -landed_share(each).interval[0]),
        sorted(fail, key=lambda each: -failed_share(each).interval[0]),
        [each for each in between if _divides(each)],
        [each for each in between if not _divides(each)],
        [each for each in themes if not landed_share(each).enough],
    )


def _divides(each: ThemeReception) -> bool:
    return min(landed_share(each).share, failed_share(each).share) >= _REAL


def landed_share(each: ThemeReception) -> BuyerShare:
    landed = each.received.landed
    return landed[landed.main]


def failed_share(each: ThemeReception) -> BuyerShare:
    """In the same part as it landed: a theme has as many cases for it as against it."""
    return each.received.failed[each.received.landed.main]


def persona_in_short(builder: BriefBuilder, evidence: PersonaEvidence, apart: Difference | None) -> None:
    builder.section(IN_SHORT)
    themes = _sorted(evidence.themes)
    lines = [_ended(builder, evidence, apart)]
    if themes.land:
        lines.append(_landing(builder, evidence, themes.land))
    if themes.fail:
        lines.append(_failing(builder, evidence, themes.fail))
    if themes.divided:
        lines.append(_between(builder, evidence, themes.divided, "divides them"))
    if themes.neither:
        lines.append(_between(builder, evidence, themes.neither, "neither lands nor fails"))
    if themes.open:
        named: list[Text | str] = [quoted(builder, each) for each in themes.open[:MOST]]
        if len(themes.open) > MOST:
            named.append(how_many(len(themes.open) - MOST, "other theme"))
        they = "it does" if len(themes.open) == 1 else "they do"
        lines.append(
            builder.line(
                phrase("Too few buyers heard of ", listed(named), f" to tell how {they}."),
                *_counted(evidence, themes.open),
            )
        )
    stands_on = _shown(builder, evidence, [*themes.land[:1], *themes.fail[:1]]) or evidence.encounters
    lines.append(
        builder.line(phrase(strong("To do:"), " ", _to_do(builder, evidence, themes)), evidence.persona, *stands_on)
    )
    heard = by_buyers(builder, evidence.objections)
    ready = be_ready(builder, *heard[0][1:]) if heard else None
    builder.bullets([*lines, *filter(None, [ready])])


def _ended(builder: BriefBuilder, evidence: PersonaEvidence, apart: Difference | None) -> BriefLine:
    won = evidence.won
    if not won[won.main].of:
        return builder.line("It is not known yet how it ended with any of them.", evidence.persona)
    beside = ""
    if apart:
        beside = f", {'more' if apart.above else 'fewer'} than of all other personas ({figures(apart.others)})"
    elif builder.context.personas.comparisons.made:
        beside = "; no difference from other personas can be told"
    return builder.line(f"We won {won_words(won)}{beside}.", evidence.persona, *deciding(builder, evidence.talks))


def quoted(builder: BriefBuilder, each: ThemeReception) -> Text:
    return phrase("“", builder.words(each.theme, "name"), "”")


def _counted(evidence: PersonaEvidence, themes: Sequence[ThemeReception]) -> list[Insight]:
    """The insights that the figures of some themes count."""
    found = {insight.id: insight for each in themes for insight in evidence.counted[each.theme.id]}
    return list(found.values())


def _shown(builder: BriefBuilder, evidence: PersonaEvidence, themes: Sequence[ThemeReception]) -> list[Insight]:
    """Those of them that a sentence counts, which names the part of each theme that stands for all."""
    return [
        insight
        for each in themes
        for insight in of_part(builder.reader, evidence.counted[each.theme.id], each.received.landed.main)
    ]


def _landing(builder: BriefBuilder, evidence: PersonaEvidence, themes: Sequence[ThemeReception]) -> BriefLine:
    shown = themes[:MOST]
    names = listed([quoted(builder, each) for each in shown])
    shares = _shares(shown, [landed_share(each) for each in shown])
    how = " lands: it resonated with " if len(shown) == 1 else " land: they resonated with "
    return builder.line(phrase(names, how, shares, f"{_more(themes)}."), *_shown(builder, evidence, shown))


def _failing(builder: BriefBuilder, evidence: PersonaEvidence, themes: Sequence[ThemeReception]) -> BriefLine:
    shown = themes[:MOST]
    names = listed([quoted(builder, each) for each in shown])
    shares = _shares(shown, [failed_share(each) for each in shown])
    fail, what = ("fails", "it") if len(shown) == 1 else ("fail", "them")
    sentence = phrase(names, f" {fail}: ", shares, f" rejected {what} or were confused{_more(themes)}.")
    return builder.line(sentence, *_shown(builder, evidence, shown))


def _between(builder: BriefBuilder, evidence: PersonaEvidence, themes: Sequence[ThemeReception], how: str) -> BriefLine:
    """Of themes that do not clearly land or fail: what becomes of the one of most buyers, and the names of others."""
    first, *others = themes[:MOST]
    landed, failed = landed_share(first), failed_share(first)
    against = percent(failed.share) if failed.hits else "none"
    sentence = f" {how}: it resonated with {buyers_of_share(first, landed)}, and {against} rejected it or were confused"
    more: list[Text | str] = [quoted(builder, each) for each in others]
    if len(themes) > MOST:
        more.append(how_many(len(themes) - MOST, "other theme"))
    also = phrase("; so it is with ", listed(more)) if more else phrase()
    shown = _shown(builder, evidence, themes[:MOST])
    return builder.line(phrase(quoted(builder, first), sentence, also, "."), *shown)


def _shares(themes: Sequence[ThemeReception], shares: Sequence[BuyerShare]) -> Text:
    """``60 % of 12 and 55 % of 9 buyers``: what the cases are once, where they are the same."""
    cases = {CASES[each.received.landed.main] for each in themes}
    if len(cases) > 1:
        return listed([buyers_of_share(each, share) for each, share in zip(themes, shares, strict=True)])
    return phrase(listed(list(map(figures, shares))), f" {cases.pop()}")


def buyers_of_share(each: ThemeReception, share: BuyerShare) -> str:
    return share_words(share, CASES[each.received.landed.main])


def _more(themes: Sequence[ThemeReception]) -> str:
    """How many themes more than are named."""
    return f"; {how_many(len(themes) - MOST, 'theme')} more" if len(themes) > MOST else ""


def _to_do(builder: BriefBuilder, evidence: PersonaEvidence, themes: _Sorted) -> Text:
    if len(buyers_of(evidence.talks)) < FEWEST:
        return phrase("Hear more of them before you write for them: fewer than five buyers so far.")
    fail = quoted(builder, themes.fail[0]) if themes.fail else None
    if themes.land:
        otherwise = phrase(", and do not open with ", fail) if fail else phrase()
        return phrase("Say ", quoted(builder, themes.land[0]), " first", otherwise, ".")
    if fail:
        return phrase("Do not open with ", fail, "; ask what matters to them.")
    return phrase("Ask what matters to them: no theme is known to land.")
