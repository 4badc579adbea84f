"""Reads the records a brief is based on: each once, many at a time, and none later than the brief's day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone
from functools import cached_property
from typing import Any, TypeVar

from shadowlog.domain.codec import record_of
from shadowlog.domain.records import Encounter, Insight, Mention, Record
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.quotations import own_words
from shadowlog.store.names import unresolved_accounts
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)
Key = tuple[str, str]

_HEARD = (Insight.table, Mention.table)
_OFTEN = (*_HEARD, Encounter.table)


class RecordReader:
    """Reads each record once and leaves out those later than a day."""

    def __init__(
        self, repository: Repository, as_of: date, only: frozenset[str] | None = None, *, own_words: bool = False
    ) -> None:
        """``as_of`` is the last day that counts (UTC); ``only`` are the ids of the insights and mentions that count, if
        not all do; ``own_words`` says whether only what buyers said themselves is read of what was heard.
        """
        self._own_words = own_words
        self.repository = repository
        self.as_of = as_of
        self.only = only
        self._records: dict[Key, Record | None] = {}
        self._documents: dict[Key, dict[str, Any]] = {}
        self._days: dict[str, date] = {}

    def get(self, kind: type[R], record_id: str | None) -> R | None:
        """A record by its id, or None if there is no id or the record was deleted."""
        if not record_id:
            return None
        key = kind.table, record_id
        if key not in self._records:
            document = self.repository.event_store.document(key)
            self._records[key] = None if document is None else self._made(kind, record_id, document)
        record = self._records[key]
        return record if isinstance(record, kind) else None

    def fetch(self, kind: type[R], ids: Iterable[str | None]) -> list[R]:
        """Records by their ids, read together. Deleted ones are left out."""
        distinct = [record_id for record_id in dict.fromkeys(ids) if record_id]
        missing = [(kind.table, key) for key in distinct if (kind.table, key) not in self._records]
        if missing:
            self._records.update(dict.fromkeys(missing))
            for (table, key), document in self.repository.event_store.documents_of(missing):
                self._records[table, key] = self._made(kind, key, document)
        records = (self._records[kind.table, key] for key in distinct)
        return [record for record in records if isinstance(record, kind)]

    @property
    def looked_up(self) -> set[str]:
        """The ids of all records that were looked up, whether they exist or not, except insights, mentions and
        encounters.
        """
        return {key for table, key in self._records if table not in _OFTEN}

    def every(self, kind: type[R]) -> list[R]:
        """Every record of a kind that counts."""
        for record in self.repository.all(kind):
            self._records.setdefault((kind.table, record.id), self._without_report(record))
        return self._counted(kind, [other for other in self._records.values() if isinstance(other, kind)])

    def referring(self, kind: type[R], target: str, name: str) -> list[R]:
        """Records of a kind that refer to ``target`` in the field ``name`` and count."""
        return self.read(kind, self.repository.naming(kind, target, name))

    def read(self, kind: type[R], numbered: Sequence[tuple[int, str]]) -> list[R]:
        """The records that count, by pairs of number and id as the index returns them."""
        table = kind.table
        missing = [pair for pair in numbered if (table, pair[1]) not in self._records]
        for key, document in self.repository.event_store.documents(table, missing):
            self._records[table, key] = self._made(kind, key, document)
        records = [record for _, key in numbered if isinstance(record := self._records.get((table, key)), kind)]
        return self._counted(kind, records)

    def _counted(self, kind: type[R], records: list[R]) -> list[R]:
        if kind.table in _HEARD:
            self.fetch(Encounter, (getattr(record, "encounter", None) for record in records))
            if self.only is not None:
                records = [record for record in records if record.id in self.only]
        return [record for record in records if self.day(record) <= self.as_of]

    def _made(self, kind: type[R], key: str, document: dict[str, Any]) -> R:
        self._documents[kind.table, key] = document
        return self._without_report(record_of(kind, key, document))

    def _without_report(self, record: R) -> R:
        """A record without what whoever wrote it down says around the buyer's own words, where those alone count."""
        if self._own_words and isinstance(record, Insight | Mention):
            own = own_words(record.heading)
            words: dict[str, Any] = {record.title_field: own}
            return record if own == record.heading else replace(record, **words)
        return record

    def document(self, record: Record) -> dict[str, Any]:
        """A record as it is stored."""
        key = record.table, record.id
        if key not in self._documents:
            self._documents[key] = self.repository.event_store.document(key) or {}
        return self._documents[key]

    def day(self, record: Record) -> date:
        """The day (UTC) something was heard: that of its encounter, else the day it was entered."""
        day = self._days.get(record.id)
        if day is None:
            when: datetime | None = record.created
            heard_at = getattr(record, "encounter", None)
            encounter = record if isinstance(record, Encounter) else self.get(Encounter, heard_at)
            if encounter is not None and encounter.started_at is not None:
                when = encounter.started_at
            day = self._days[record.id] = when.astimezone(timezone.utc).date() if when else date.min
        return day

    def buyer(self, record: Insight | Mention | Encounter) -> str:
        """Who spoke: the account's id, else the folded name that nobody has resolved yet, else the conversation."""
        encounter = record if isinstance(record, Encounter) else self.get(Encounter, record.encounter)
        account = record.account if isinstance(record, Mention) else None
        account = account or (encounter.account if encounter else None)
        conversation = encounter.id if encounter else record.id
        return account or self._unresolved.get(conversation, conversation)

    def has_name(self, record: Insight | Mention | Encounter) -> bool:
        """Whether the buyer who spoke has a name, resolved or not; a talk at a booth may have none."""
        return self.buyer(record) not in (record.id, getattr(record, "encounter", None))

    @cached_property
    def _unresolved(self) -> dict[str, str]:
        return unresolved_accounts(self.repository.event_store)

    def in_order(self, records: Iterable[R]) -> list[R]:
        """Records by the day they were heard, latest first, in the same order for everybody."""
        return sorted(records, key=lambda record: (-self.day(record).toordinal(), record.heading, record.id))


def account_of(reader: RecordReader, record: Record) -> str | None:
    """The id of the account at which something was heard: its own, else that of its encounter."""
    own: str | None = getattr(record, "account", None)
    if own:
        return own
    encounter = reader.get(Encounter, getattr(record, "encounter", None))
    return encounter.account if encounter else None
