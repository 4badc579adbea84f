"""TinyDB on top of the event store, at TinyDB's own extension points: a Storage and a Table.

TinyDB's insert, upsert, update, remove and queries run as they are. In place of a dictionary of all documents they get
a view that reads a document when it is accessed; of what they change in it, the difference is written.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from shadowlog.domain.ids import new_id
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.operations import Json, RecordKey


class TableView(Mapping[str, Json]):
    """The documents of one table, each read when it is accessed."""

    def __init__(self, event_store: EventStore, name: str) -> None:
        self.event_store = event_store
        self.name = name

    def __getitem__(self, record_id: str) -> Json:
        document = self.event_store.document((self.name, record_id))
        if document is None:
            raise KeyError(record_id)
        return document

    def __contains__(self, record_id: object) -> bool:
        return isinstance(record_id, str) and bool(self.event_store.state((self.name, record_id)))

    def __iter__(self) -> Iterator[str]:
        ids: list[str] = self.event_store.query(Index.ids, self.name)
        return iter(ids)

    def __len__(self) -> int:
        return self.event_store.query(Index.counts).get(self.name, 0)

    def items(self) -> ItemsView[str, Json]:
        """Every document with its id, read from the log in pages."""
        return _Items(self)


class _Items(ItemsView[str, Json]):
    _mapping: TableView

    def __iter__(self) -> Iterator[tuple[str, Json]]:
        return self._mapping.event_store.every_document(self._mapping.name)


class TableChanges(MutableMapping[str, Json]):
    """The changes that TinyDB makes to a table: a view that remembers them."""

    def __init__(self, view: TableView, new_ids: Iterable[str] = ()) -> None:
        """``new_ids``: ids made a moment ago, which no record can have, so that they need not be looked up."""
        self.view = view
        self.touched: dict[str, Json | None] = {}
        self.states: dict[RecordKey, bool | None] = {(view.name, record_id): None for record_id in new_ids}

    def _state(self, record_id: str) -> bool | None:
        key = self.view.name, record_id
        if key not in self.states:
            self.states[key] = self.view.event_store.state(key)
        return self.states[key]

    def __getitem__(self, record_id: str) -> Json:
        if record_id not in self.touched:
            self.touched[record_id] = self.view[record_id]
        document = self.touched[record_id]
        if document is None:
            raise KeyError(record_id)
        return document

    def __setitem__(self, record_id: str, document: Json) -> None:
        self.touched[record_id] = document

    def __delitem__(self, record_id: str) -> None:
        if record_id not in self:
            raise KeyError(record_id)
        self.touched[record_id] = None

    def __contains__(self, record_id: object) -> bool:
        if record_id in self.touched:
            return self.touched[str(record_id)] is not None
        return isinstance(record_id, str) and bool(self._state(record_id))

    def __iter__(self) -> Iterator[str]:
        there = list(self.view)
        yield from (record_id for record_id in there if self.touched.get(record_id, record_id) is not None)
        new = self.touched.keys() - set(there)
        yield from (record_id for record_id in self.touched if record_id in new and self.touched[record_id] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Delete every document."""
        for record_id in list(self):
            self.touched[record_id] = None


class OperationTable(Table):
    """A TinyDB table that writes only differences. Ids are UUIDv7 as text."""

    document_id_class: Any = str

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        """``cache_size`` is 0 because other processes may change the result of a cached query."""
        super().__init__(storage, name, cache_size=cache_size, persist_empty=False)
        self._new_ids: list[str] = []
        self._view = TableView(cast("OperationStorage", storage).event_store, name)

    def _get_next_id(self) -> Any:
        record_id = new_id()
        self._new_ids.append(record_id)
        return record_id

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        event_store = self._view.event_store
        name = self._name
        with event_store.locked():
            changes = TableChanges(self._view, self._new_ids)
            if self._new_ids:
                self._new_ids = []
            updater(changes)
            event_store.write({(name, str(key)): document for key, document in changes.touched.items()}, changes.states)


class OperationStorage(Storage):
    """A TinyDB storage that keeps operations. Reading gives a view, in which documents are read when accessed."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    def read(self) -> dict[str, dict[str, Any]]:
        """A view of every table, with what other processes have written."""
        self.event_store.refresh()
        return cast("dict[str, dict[str, Any]]", _Tables(self.event_store))

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the log hold exactly ``data``: the differences are written as one change."""
        with self.event_store.change("Replace the tables"):
            documents: dict[RecordKey, Json | None] = {}
            for name in self.event_store.query(Index.counts):
                given = data.get(name, {})
                if not isinstance(given, TableView):
                    documents.update(
                        {(name, key): None for key in TableView(self.event_store, name) if key not in given}
                    )
            for name, given in data.items():
                if not isinstance(given, TableView):
                    documents.update({(name, str(key)): dict(document) for key, document in given.items()})
            self.event_store.write(documents)

    def close(self) -> None:
        """Close the event store."""
        self.event_store.close()


class _Tables(dict[str, Any]):
    """The tables by name. Looking one up creates its view; only iterating over them asks the index."""

    def __init__(self, event_store: EventStore) -> None:
        super().__init__()
        self._event_store = event_store
        self._removed: set[str] = set()

    def __missing__(self, name: str) -> TableView:
        if name in self._removed:
            raise KeyError(name)
        return TableView(self._event_store, name)

    def _names(self) -> list[str]:
        names = [name for name, live in self._event_store.query(Index.counts).items() if live]
        return [name for name in dict.fromkeys([*names, *super().keys()]) if name not in self._removed]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __delitem__(self, name: str) -> None:
        self._removed.add(name)

    def items(self) -> Any:
        """Each table's name with its documents."""
        return [(name, self[name]) for name in self]

    def get(self, name: str, default: Any = None) -> Any:
        """A table's documents, or ``default`` where there is no such table."""
        # Looking up a table makes it; asking for it does not.
        if name in self:
            return self[name]
        return default


class LogDB(TinyDB):
    """A TinyDB whose tables write operations."""

    table_class = OperationTable

    def __init__(self, event_store: EventStore) -> None:
        super().__init__(storage=lambda: OperationStorage(event_store))
