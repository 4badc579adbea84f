"""Reading records: by id, by date, by what they name, by what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from shadowlog.domain.codec import record_of
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.text.fold import folded
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.index.entry import entry_of
from shadowlog.store.log.operations import RecordKey

if TYPE_CHECKING:
    from shadowlog.store.tinydb_storage import LogDB

R = TypeVar("R", bound=Record)

_PAGE = 500
"""Records that are read at a time."""

Numbered = tuple[int, str]
"""A record's number in the index, and its id: what ``read`` takes."""


class RecordQueries:
    """What can be asked about the records of a log. Raises StoreError where the disk does not do as it should."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    @cached_property
    def db(self) -> LogDB:
        """The records as a TinyDB, for programs that know its interface."""
        from shadowlog.store.tinydb_storage import LogDB

        return LogDB(self.event_store)

    # Records themselves ----------------------------------------------------------------------------------------

    def get(self, kind: type[R], record_id: str) -> R | None:
        """The record with this id, None where there is none or it is deleted."""
        self.event_store.refresh()
        document = self.event_store.document((kind.table, record_id))
        return None if document is None else record_of(kind, record_id, document)

    def need(self, kind: type[R], record_id: str) -> R:
        """The record with this id. Raises NotFound."""
        record = self.get(kind, record_id)
        if record is None:
            raise NotFound(
                f"There is no {kind.singular} with the id {record_id}.",
                f"It may have been deleted: shadowlog history {record_id}",
            )
        return record

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every record of a kind, in the order they were entered."""
        self.event_store.refresh()
        for record_id, document in self.event_store.every_document(kind.table):
            yield record_of(kind, record_id, document)

    def newest(self, kind: type[R], offset: int = 0, limit: int = 50) -> list[R]:
        """Records by date, newest first, from ``offset`` on."""
        return self.read(kind, self.event_store.query(Index.newest, kind.table, offset, limit))

    def newest_first(self, kind: type[R], most: int = 0) -> Iterator[R]:
        """Records by date, newest first, ``most`` at most (0: all), read a page at a time.

        None comes twice where others save meanwhile.
        """
        after: tuple[int, int] | None = None
        left = most
        while page := self.event_store.query(Index.older_than, kind.table, after, min(left, _PAGE) if most else _PAGE):
            yield from self.read(kind, [(number, record_id) for _, number, record_id in page])
            after = page[-1][:2]
            left -= len(page)
            if most and not left:
                return

    def dated_between(self, kind: type[R], start: int, end: int) -> list[R]:
        """Records of a kind dated from ``start`` up to, not with, ``end`` (milliseconds since 1970), newest first."""
        return self.read(kind, self.event_store.query(Index.between, kind.table, start, end))

    def read(self, kind: type[R], numbered: Sequence[Numbered]) -> list[R]:
        """Records given by number and id."""
        return [record_of(kind, key, document) for key, document in self.event_store.documents(kind.table, numbered)]

    def some(self, keys: Sequence[RecordKey]) -> list[Record]:
        """Records by table and id, in the order given; deleted ones are left out."""
        documents = self.event_store.documents_of([key for key in keys if key[0] in RECORDS])
        return [record_of(RECORDS[table], record_id, document) for (table, record_id), document in documents]

    def heading(self, table: str, record_id: str | None) -> str:
        """What people know a record by, empty for None; for a deleted one, that it is deleted."""
        if not record_id:
            return ""
        kind = RECORDS.get(table)
        if kind is None:
            return ""
        record = self.get(kind, record_id)
        return f"(deleted {kind.singular})" if record is None else record.heading

    # How many, and where ---------------------------------------------------------------------------------------

    def count(self, kind: type[Record]) -> int:
        """How many records of a kind there are."""
        return self.counts().get(kind.table, 0)

    def counts(self) -> dict[str, int]:
        """How many records each table holds, also of kinds that this version does not know."""
        return self.event_store.query(Index.counts)

    def position(self, record: Record) -> int:
        """How many records of its kind are newer."""
        return int(self.event_store.query(Index.position, record.table, record.id))

    # By id and name --------------------------------------------------------------------------------------------

    def ids(self, table: str) -> list[str]:
        """The ids of every record of a table, in the order they were entered."""
        return self.event_store.query(Index.ids, table)

    def keys_with_id(self, record_id: str, *, deleted_too: bool = False) -> list[RecordKey]:
        """The records with exactly this id: several where tables restored from elsewhere use the same ids."""
        return self.event_store.query(Index.by_id, record_id, deleted_too=deleted_too)

    def keys_with_short_id(self, start: str, *, deleted_too: bool = False) -> list[RecordKey]:
        """The records whose short id begins so, nine at the most."""
        return self.event_store.query(Index.by_tail, start, deleted_too=deleted_too)

    def ids_named(self, kind: type[Record], name: str) -> list[str]:
        """Ids of records of a kind that answer to a name, whatever its case."""
        wanted = folded(name)
        ids = self.event_store.query(Index.named, kind.table, wanted)
        for key, document in self.event_store.pending(kind.table).items():
            if key not in ids and wanted in entry_of(kind.table, document, 0).names:
                ids.append(key)
        return ids

    def ids_named_from(self, table: str, start: str) -> list[str]:
        """Ids of records with a name that begins so, nine at the most, to complete what is typed."""
        return [record_id for _, record_id in self.event_store.query(Index.names_starting, table, folded(start))]

    def names(self, kind: type[Record]) -> set[str]:
        """The folded names that records of a kind answer to."""
        names = set(self.event_store.query(Index.names, kind.table))
        for document in self.event_store.pending(kind.table).values():
            names.update(entry_of(kind.table, document, 0).names)
        return names

    def names_ever(self, kind: type[Record]) -> list[str]:
        """Every name that people or companies ever had, as typed, also where it was removed, deleted or undone."""
        return self.event_store.query(Index.names_ever, kind.table)

    # By what they name -----------------------------------------------------------------------------------------

    def referring(self, kind: type[R], target: str, field: str) -> list[R]:
        """Records of a kind that name ``target`` in ``field``, oldest first."""
        return self.read(kind, self.naming(kind, target, field))

    def naming(self, kind: type[Record], target: str, field: str) -> list[Numbered]:
        """What ``read`` takes, of records of a kind that name ``target`` in ``field``, oldest first."""
        return self.event_store.query(Index.naming, kind.table, target, field)

    def naming_any(self, kind: type[Record], targets: Sequence[str], field: str) -> list[Numbered]:
        """What ``read`` takes, of records of a kind that name any of ``targets`` in ``field``, oldest first."""
        return self.event_store.query(Index.naming_any, kind.table, targets, field)

    def references_to(self, target: str) -> list[tuple[str, str, str]]:
        """(table, id, field) of every record that names ``target``, oldest first."""
        return self.event_store.query(Index.referring, target)

    def referring_count(self, target: str) -> int:
        """How many records name ``target`` anywhere but as their author."""
        return len({(table, key) for table, key, field in self.references_to(target) if field != "author"})

    def named_beside(self, kind: type[Record], targets: Sequence[str], field: str, other: str) -> list[tuple[str, str]]:
        """(record, named) ids of what records of a kind that name any of ``targets`` in ``field`` name in ``other``."""
        return self.event_store.query(Index.named_by, kind.table, targets, field, other)

    def named_together(self, target: str, field: str, other: str) -> list[str]:
        """The ids that records which name ``target`` in ``field`` name in ``other``, each once."""
        return self.event_store.query(Index.named_together, target, field, other)
