"""The records that a brief stands on: what front matter and the evidence index say of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.model.blocks import Cited
from shadowlog.domain.codec import stored_moment
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Encounter, Insight, Mention, Record
from shadowlog.store.log.lines import as_json

_DATED = (Encounter, Insight, Mention)
"""Records whose month the evidence index says."""


class Evidence:
    """The records that a brief stands on, while it is written."""

    def __init__(self, reader: RecordReader, subject: str) -> None:
        """``subject`` is the id of what the brief is about."""
        self._reader = reader
        self._subject = subject
        self.records: dict[str, Record] = {}
        """By id, in the order in which the brief came to stand on them."""
        self._numbers: dict[tuple[str, ...], int] = {}
        """The number of each set of records, by their ids."""

    def add(self, records: Iterable[Record]) -> tuple[str, ...]:
        """Note records. Returns their ids in the order in which a line names them."""
        ids = set()
        for record in records:
            self.records[record.id] = record
            ids.add(record.id)
        return in_order(ids)

    def number(self, ids: tuple[str, ...]) -> int:
        """The number by which a line refers to records, the same for the same records; 0 for none."""
        return self._numbers.setdefault(ids, len(self._numbers) + 1) if ids else 0

    @property
    def cited(self) -> list[Cited]:
        """Each number with what it stands for, in their order."""
        return [Cited(number, self._counted(ids), ids) for ids, number in self._numbers.items()]

    def _counted(self, ids: tuple[str, ...]) -> str:
        """``12 insights, 2 mentions, 2026-03 to 2026-11``."""
        records = [self.records[key] for key in ids]
        words = [kind.count(count) for kind, count in Counter(record.declared for record in records).items()]
        months = sorted(filter(None, map(self.month, records)))
        if months:
            words.append(months[0] if months[0] == months[-1] else f"{months[0]} to {months[-1]}")
        return ", ".join(words)

    @property
    def hash(self) -> str:
        """SHA-256 of the records, in the order of their ids."""
        digest = hashlib.sha256()
        for key in sorted(self.records):
            document = dict(self._reader.document(self.records[key]))
            for name in ("created", "updated"):
                document.pop(name, None)
            digest.update(as_json([key, document], ordered=True))
        return digest.hexdigest()

    @property
    def latest(self) -> dict[str, str]:
        """How far the log had come: the latest id and the latest change of a record, empty where there is none."""
        stored = (stored_moment(record.updated) for record in self.records.values() if record.updated)
        return {"id": max(self.records, default=""), "updated": max(stored, default="")}

    def month(self, record: Record) -> str:
        """The month a record counts in, as ``2026-11``; empty for one without a day."""
        return self._reader.day(record).isoformat()[:7] if isinstance(record, _DATED) else ""

    def counts_as(self, record: Record) -> str:
        """What a record counts as in the brief, empty where it only stands there."""
        match record:
            case Insight() if stance := record.signals.get(self._subject):
                return stance.words
            case Mention():
                return record.outcome.words
            case Encounter() if record.stage_after:
                return record.stage_after.words
        return ""


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Ids in the order of the part that people see of them."""
    return tuple(sorted(ids, key=lambda key: (tail(key), key)))
