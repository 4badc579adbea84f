"""Rows of a table that stand on so few buyers that a reader outside the team might tell who they are."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.briefs.model.text import Text
from shadowlog.domain.records import Record
from shadowlog.privacy.anonymity import FEWEST

Row = Sequence[Text | str]


def gathered(
    rows: Sequence[Row], evidence: Sequence[Sequence[Record]], buyers: Sequence[int]
) -> tuple[list[Row], list[Sequence[Record]]]:
    """Rows of a table and the records behind each, with those that stand on fewer than three of ``buyers``, which has
    the number for each row, in one row; no rows where none is left beside it.
    """
    few = [place for place, number in enumerate(buyers) if 0 < number < FEWEST]
    if not few:
        return list(rows), list(evidence)
    if len(few) == len(rows):
        return [], list(evidence)
    others: Row = ["others", f"fewer than {FEWEST} buyers each", *("–" for _ in rows[0][2:])]
    theirs = [record for place in few for record in evidence[place]]
    kept = [place for place in range(len(rows)) if place not in few]
    return [*(rows[place] for place in kept), others], [*(evidence[place] for place in kept), theirs]
