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
    KEEP = "keep"
    SEGMENT = "keep for some"
    REWORD = "reword"
    PROVE = "prove"
    ANSWER_FIRST = "answer first"
    DROP = "drop"


def verdict(evidence: ThemeEvidence, answers: list[ResponseRecord] | None, *, proven: bool) -> Verdict:
    """What to do with a theme. ``answers`` are those to the objection that most buyers raise to it, None where none
    is raised; ``proven`` says whether a proof point holds.

    With fewer than five buyers nothing is decided. Where personas differ, it is kept for those it lands with. Where it
    clearly fails (``prevails``) it is reworded if they are confused rather than against it, proven if nothing backs it,
    else dropped. Where it clearly lands it is kept. In between the objection is answered first if no answer is known to
    work, then it is proven, and else kept.
    """
    landed, failed = evidence.received.landed, evidence.received.failed
    cases, against = landed[landed.main], failed[landed.main]
    if not cases.enough:
        return Verdict.HEAR_MORE
    if any(found.difference.above for found in evidence.comparisons.found):
        return Verdict.SEGMENT
    if prevails(against, cases):
        if evidence.stances[Stance.CONFUSED] > evidence.stances[Stance.REJECTED]:
            return Verdict.REWORD
        return Verdict.DROP if proven else Verdict.PROVE
    if prevails(cases, against):
        return Verdict.KEEP
    if answers is not None and best_of(answers) is None:
        return Verdict.ANSWER_FIRST
    if not proven:
        return Verdict.PROVE
    return Verdict.KEEP


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
