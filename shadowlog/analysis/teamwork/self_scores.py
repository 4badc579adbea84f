"""How each side answers the twenty statements about working together."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from shadowlog.domain.errors import InvalidField

FEWEST_PEOPLE = 3
"""With fewer sheets than this, a side has no score."""

FEWEST_ANSWERS = 15
"""A sheet with fewer answers than this does not count."""

Sheet = Sequence[int | None]
"""One person's answers to the statements in their order, 1 (not at all) to 5 (fully); None for *don't know*."""


class SideScore(NamedTuple):
    """The score of one side."""

    people: int
    """Whose sheets count."""
    score: float | None
    """From 0 to 100; None with fewer than three people."""
    by_statement: list[float | None]
    """The mean answer to each statement, from 1 to 5; None where nobody answered, and all without a score."""


def side_score(sheets: Sequence[Sheet]) -> SideScore:
    """The score of a side: (mean − 1) · 25, of the means of its people.

    Raises InvalidField for an answer that is not from 1 to 5, and for sheets of different lengths.
    """
    if len({len(sheet) for sheet in sheets}) > 1:
        raise InvalidField("answers", "The sheets have different numbers of statements.", "Give one entry a statement.")
    for sheet in sheets:
        for answer in sheet:
            if answer is not None and answer not in range(1, 6):
                raise InvalidField("answers", f"{answer!r} is not an answer.", "Answer from 1 to 5, or don't know.")
    answered = [[answer for answer in sheet if answer is not None] for sheet in sheets]
    means = [fmean(answers) for answers in answered if len(answers) >= FEWEST_ANSWERS]
    if len(means) < FEWEST_PEOPLE:
        return SideScore(len(means), None, [None] * max(map(len, sheets), default=0))
    counting = [sheet for sheet, answers in zip(sheets, answered, strict=True) if len(answers) >= FEWEST_ANSWERS]
    columns = [[answer for answer in column if answer is not None] for column in zip(*counting, strict=True)]
    return SideScore(len(means), (fmean(means) - 1) * 25, [fmean(column) if column else None for column in columns])


def widest_first(marketing: SideScore, sales: SideScore) -> list[tuple[int, float]]:
    """The statements, counted from 1, on which the sides differ most, and by how much marketing is above sales."""
    apart = [
        (number, one - other)
        for number, (one, other) in enumerate(zip(marketing.by_statement, sales.by_statement, strict=True), 1)
        if one is not None and other is not None
    ]
    return sorted(apart, key=lambda item: -abs(item[1]))
