"""The theme brief in short: with whom it lands and fails, what cannot be told, what to do, what to be ready for."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.analysis.counting.buyers import CASES, share_words
from shadowlog.analysis.evidence.responses import ResponseRecord, best_of
from shadowlog.analysis.evidence.themes import ThemeEvidence
from shadowlog.analysis.evidence.verdict import Verdict, confuses, verdict
from shadowlog.analysis.stats.intervals import percent
from shadowlog.analysis.stats.trends import RECENT
from shadowlog.briefs.block_writer import MOST
from shadowlog.briefs.builder import BriefBuilder
from shadowlog.briefs.in_short import IN_SHORT
from shadowlog.briefs.model.blocks import BriefLine
from shadowlog.briefs.model.text import Text, joined, phrase, strong
from shadowlog.briefs.sections.answers import answers_anywhere, be_ready
from shadowlog.briefs.sections.content import requests_about
from shadowlog.briefs.sections.figures import how_many, listed, on_average
from shadowlog.domain.records import (
    Mention,
    Objection,
    Persona,
)

_TO_DO = {
    Verdict.HEAR_MORE: "Hear more before you write about it: it was raised with fewer than five buyers.",
    Verdict.HEAR_BUYERS: "Hear it from buyers before you write about it: so far the team reports it.",
    Verdict.HEAR_AGAIN: f"Hear it again before you keep it: nothing newer than {RECENT} days tells how it lands.",
    Verdict.WRITE: "Write its message first: there is none yet.",
    Verdict.KEEP: "Keep it as it is worded.",
    Verdict.PROVE: "Prove it before you repeat it: nothing that holds backs it.",
    Verdict.ANSWER_FIRST: "Answer the objection below first: no answer is known to work.",
    Verdict.DROP: "Drop it: most buyers do not take it, though proof backs it.",
}
"""What to do, in a sentence. Of what is kept for some, and of what is reworded, it says more."""


def theme_in_short(builder: BriefBuilder, evidence: ThemeEvidence) -> None:
    builder.section(IN_SHORT)
    heard = (_lands(builder, evidence), _fails(builder, evidence), _unclear(builder, evidence))
    proven = any(not point.expired(builder.as_of) for point in evidence.proof_points)
    first = _first_objection(builder, evidence)
    answered = any(best_of(answers_anywhere(builder, objection)) for objection, _ in evidence.objections)
    wanted = bool(requests_about(builder, evidence.theme, evidence.insights))
    decided = verdict(evidence, first[1] if first else None, proven=proven, worth=answered or wanted)
    builder.front["verdict"] = decided.value
    lines = [line for line in heard if line is not None]
    to_do = {
        Verdict.SEGMENT: lambda: _segment(builder, evidence, proven=proven),
        Verdict.REWORD: lambda: phrase(_reword(evidence, answered=answered)),
    }.get(decided, lambda: phrase(_TO_DO[decided]))()
    lines += [builder.line(phrase(strong("To do:"), " ", to_do), evidence.theme, *evidence.shown)]
    ready = be_ready(builder, first[0], first[2]) if first else None
    builder.bullets([*lines, *filter(None, [ready])])


def _segment(builder: BriefBuilder, evidence: ThemeEvidence, *, proven: bool) -> Text:
    """``Keep it for Nursing, and say something else to Purchasing; ask Finance what they need.``"""
    part = evidence.received.landed.main
    keep = evidence.lands_with
    others = {key: each.failed[part] for key, each in evidence.by_persona.items() if key and key not in keep}
    heard = dict(sorted(others.items(), key=lambda pair: (-pair[1].hits, -pair[1].of, pair[0])))
    against = [key for key, failed in heard.items() if failed.touched]
    neutral = [key for key, failed in heard.items() if failed.of and not failed.touched]
    parts = [phrase("Keep it for ", _names(builder, keep))]
    if against:
        parts.append(phrase("say something else to ", _names(builder, against)))
    if neutral:
        parts.append(phrase("ask ", _names(builder, neutral), " what they need"))
    *before, last = parts
    needs = [
        *([] if evidence.theme.message.strip() else ["Write its message: there is none yet."]),
        *([] if proven else ["Nothing that holds backs it: prove it as well."]),
    ]
    sentence = phrase(joined(", ", before), ", and " if before else "", last, ".")
    return joined(" ", [sentence, *needs])


def _names(builder: BriefBuilder, keys: Sequence[str]) -> Text:
    """The names of some personas, of many the first three."""
    more = [how_many(len(keys) - MOST, "other persona")] if len(keys) > MOST else []
    return listed([*(builder.name(Persona, key) for key in keys[:MOST]), *more])


def _reword(evidence: ThemeEvidence, *, answered: bool) -> str:
    if confuses(evidence):
        return "Reword it: it confuses more than it is rejected."
    why = "an answer to an objection below has worked" if answered else "content for it is asked for below"
    return f"Reword it: most buyers do not take it as it is, but {why}."


def _lands(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine:
    landed = evidence.received.landed
    if not landed[landed.main].of:
        return _not_raised(builder, evidence)
    sides = [
        phrase(f"{side} with ", who)
        for side, keys in (("most", evidence.lands_with), ("least", evidence.lands_least_with))
        if (who := _with_shares(builder, evidence, keys))
    ]
    with_whom = phrase(", ", joined(" and ", sides)) if sides else phrase()
    begin, end = "It", ""
    if evidence.reworded and evidence.reworded.heard:
        begin = f"Since the wording changed on {evidence.reworded.on} it"
    elif evidence.reworded:
        end = f"; since the wording changed on {evidence.reworded.on} no buyer was heard"
    return builder.line(phrase(f"{begin} resonated with ", on_average(landed), with_whom, f"{end}."), *evidence.shown)


def _not_raised(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine:
    """That nobody spoke of it, or of something that bears on it only."""
    objections = [objection for objection, _ in evidence.objections]
    known = [
        how_many(count, noun)
        for count, noun in ((len(evidence.insights), "insight"), (len(objections), "objection"))
        if count
    ]
    if not known:
        return builder.line("Nobody has spoken of it yet.", evidence.theme)
    bear = "bears" if known == [f"1 {known[0].split()[1]}"] else "bear"
    words = phrase("It was not raised with a buyer yet, though ", listed(known), f" {bear} on it.")
    return builder.line(words, evidence.theme, *evidence.insights, *objections)


def _fails(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    failed = evidence.received.failed
    share = failed[failed.main]
    if not share.touched:
        return None
    words = share_words(share, CASES[failed.main])
    once = "" if share.enough or share.conversations == share.of else "at least once "
    return builder.line(f"It failed {once}with {words}, who rejected it or were confused.", *evidence.shown)


def _with_shares(builder: BriefBuilder, evidence: ThemeEvidence, keys: Sequence[str]) -> Text:
    """Personas, each with its share: ``Nursing (86 % of 21)``."""
    part = evidence.received.landed.main
    shares = [(key, evidence.by_persona[key].landed[part]) for key in keys]
    return joined(
        " and ", (phrase(builder.name(Persona, key), f" ({percent(one.share)} of {one.of})") for key, one in shares)
    )


def _unclear(builder: BriefBuilder, evidence: ThemeEvidence) -> BriefLine | None:
    few = sorted(key for key, each in evidence.by_persona.items() if key and not each.landed[each.landed.main].enough)
    if few:
        heard = [insight for insight in evidence.counted if insight.persona in few]
        words = phrase("It cannot be told yet how it lands with ", _names(builder, few), ": too few buyers.")
        return builder.line(words, *heard)
    if evidence.comparisons.made and not evidence.comparisons.found:
        return builder.line(
            "Personas cannot be told apart: differences as large come about by chance.", *evidence.shown
        )
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
    return objection, answers_anywhere(builder, objection), mentions
