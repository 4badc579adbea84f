"""Which answer to an objection did best."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.briefs.layout3.responses import ResponseRecord

ENOUGH = 3
"""The number of known outcomes from which an answer may be called the best."""


def best_of(answers: Sequence[ResponseRecord]) -> ResponseRecord | None:
    """The best answer among those with enough known outcomes that worked at least once; ``answers`` are sorted, the
    best first.
    """
    return next((record for record in answers if record.progressed.of >= ENOUGH and record.progressed.hits), None)


def none_best(answers: Sequence[ResponseRecord]) -> str:
    """Why none of the answers is called the best, in words."""
    worked = sum(record.progressed.hits for record in answers)
    outcomes = sum(record.progressed.of for record in answers)
    if not answers:
        return "no answer was tried yet"
    if not outcomes:
        return "not known yet how the answers did"
    if worked:
        return f"too few to tell which answer is best ({worked} of {outcomes} worked)"
    return f"no answer has worked yet (0 of {outcomes})"
