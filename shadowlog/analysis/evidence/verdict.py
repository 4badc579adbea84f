"""What to do with a theme, by rule: keep it, reword it, prove it, answer an objection first, drop it, or hear more."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from shadowlog.analysis.counting.buyers import prevails
from shadowlog.analysis.evidence.responses import ResponseRecord, best_of
from shadowlog.analysis.evidence.themes import ThemeEvidence
from shadowlog.domain.values import Stance


class Verdict(StrEnum):
    """What to do with a theme."""

    HEAR_MORE = "hear more"
    HEAR_BUYERS = "hear it from buyers"
    HEAR_AGAIN = "hear it again"
    WRITE = "write the message"
    KEEP = "keep"
    SEGMENT = "keep for some"
    REWORD = "reword"
    PROVE = "prove"
    ANSWER_FIRST = "answer first"
    DROP = "drop"


def verdict(evidence: ThemeEvidence, answers: Sequence[ResponseRecord] | None, *, proven: bool, worth: bool) -> Verdict:
    """What to do with a theme. ``answers`` are those to the objection that most buyers raise to it, None where none
    is raised; ``proven`` says whether a proof point holds. ``worth`` says whether the same brief shows that something
    can be made of it: an answer that worked for an objection that bears on it, or an open request for content.

    With fewer than five buyers nothing is decided, nor where only the team reports how they received it. Where
    personas differ, it is kept for those it lands with. Where it clearly fails (``prevails``) it is reworded if they
    are confused rather than against it, proven if nothing backs it, else dropped; but what is ``worth`` something is
    reworded, so that no brief says to drop what it shows to work or to be in the making. Where it clearly lands it is
    kept. In between the objection is answered first if no answer is known to work, then it is proven, and else kept.

    Nothing is kept that was not heard for ninety days: it is heard again first. Nothing is kept or reworded that has no
    message: that is written first. What is kept for some may have none; the brief says so beside it.
    """
    decided = _decided(evidence, answers, proven=proven, worth=worth)
    if evidence.stale and decided in (Verdict.KEEP, Verdict.SEGMENT):
        return Verdict.HEAR_AGAIN
    if not evidence.theme.message.strip() and decided in (Verdict.KEEP, Verdict.REWORD):
        return Verdict.WRITE
    return decided


def _decided(
    evidence: ThemeEvidence, answers: Sequence[ResponseRecord] | None, *, proven: bool, worth: bool
) -> Verdict:
    landed, failed = evidence.received.landed, evidence.received.failed
    part = landed.main
    cases, against = landed[part], failed[part]
    if not cases.enough:
        return Verdict.HEAR_MORE
    if not landed.from_buyers:
        return Verdict.HEAR_BUYERS
    if evidence.lands_with:
        return Verdict.SEGMENT
    if prevails(against, cases):
        if confuses(evidence):
            return Verdict.REWORD
        if not proven:
            return Verdict.PROVE
        return Verdict.REWORD if worth else Verdict.DROP
    if prevails(cases, against):
        return Verdict.KEEP
    if answers is not None and best_of(answers) is None:
        return Verdict.ANSWER_FIRST
    if not proven:
        return Verdict.PROVE
    return Verdict.KEEP


def confuses(evidence: ThemeEvidence) -> bool:
    """Whether more were confused by a theme than were against it."""
    stances = [evidence.stance(insight) for insight in evidence.shown]
    return stances.count(Stance.CONFUSED) > stances.count(Stance.REJECTED)


class AnswerVerdict(StrEnum):
    """What to do about an objection."""

    USE = "use the answer"
    BETTER = "find a better answer"
    TRY = "try the prepared answer"
    PREPARE = "prepare an answer"
    LOG = "log outcomes"
    MORE = "try with more buyers"


def answer_verdict(responses: Sequence[ResponseRecord], *, prepared: bool, worse: bool = False) -> AnswerVerdict:
    """What to do about an objection, by how its responses did, the best first; ``prepared`` says whether there is one
    that was not tried yet, ``worse`` whether fewer were won of the buyers with whom the best was used than of others.
    """
    best = best_of(responses)
    if best:
        return AnswerVerdict.USE if not worse and 2 * best.worked.hits >= best.worked.of else AnswerVerdict.BETTER
    if prepared:
        return AnswerVerdict.TRY
    if responses and not any(response.worked.of for response in responses):
        return AnswerVerdict.LOG
    if any(response.worked.hits for response in responses):
        return AnswerVerdict.MORE
    return AnswerVerdict.PREPARE
