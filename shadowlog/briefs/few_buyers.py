"""Rows of a table that stand on so few buyers that a reader outside the team might tell who they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.model.text import Text
from shadowlog.domain.records import Encounter, Insight, Mention, Record
from shadowlog.privacy.anonymity import FEWEST

Row = Sequence[Text | str]


def gathered(
    reader: RecordReader, header: Sequence[str], rows: Iterable[Row], evidence: Iterable[Sequence[Record]]
) -> tuple[list[Row], list[Sequence[Record]]]:
    """Rows of a table and the records behind each, with those that stand on fewer than three buyers in one row; no rows
    where none is left beside it.
    """
    cells, behind = list(rows), list(evidence)
    few = {
        place
        for place, (row, records) in enumerate(zip(cells, behind, strict=True))
        if 0 < _buyers(reader, header, row, records) < FEWEST
    }
    if not few:
        return cells, behind
    if len(few) == len(cells):
        return [], behind
    others: Row = ["others", f"fewer than {FEWEST} buyers each", *("–" for _ in header[2:])]
    theirs = [record for place in sorted(few) for record in behind[place]]
    return (
        [*(row for place, row in enumerate(cells) if place not in few), others],
        [*(records for place, records in enumerate(behind) if place not in few), theirs],
    )


def _buyers(reader: RecordReader, header: Sequence[str], row: Row, records: Iterable[Record]) -> int:
    """How many buyers a row stands on: as it says itself, else those behind its records."""
    said = str(row[1] if isinstance(row[1], str) else row[1].plain).replace(",", "")
    if header[1].startswith("buyers") and said.isdecimal():
        return int(said)
    heard = (record for record in records if isinstance(record, Insight | Mention | Encounter))
    return len({reader.buyer(record) for record in heard})
