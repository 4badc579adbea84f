"""The repository: records in and out, as the faces of the product use it.

Every record goes through TinyDB's own API; what is checked here is what a record must be, and that what it names
is there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, TypeVar, cast

from tinydb.table import Document

from shadowlog.domain.codec import document_of, record_of
from shadowlog.domain.errors import InvalidField, NotFound, RuleBroken
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import RECORDS, ContentRequest, Person, Record, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.fold import folded
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.index.entry import entry_of
from shadowlog.store.tinydb_storage import LogDB
from shadowlog.store.workspace.workspace import Workspace, system_user

R = TypeVar("R", bound=Record)


class Repository:
    """An open workspace. Raises StoreError where the disk does not do as it should."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        device = workspace.device()
        self.event_store = EventStore(str(workspace.data), str(device.get("author", "")), str(device.get("device", "")))
        self.db = LogDB(self.event_store)
        self.assumed_author = ""
        """The system user's name, where nobody said who they are and it was used instead."""
        self._author: Person | None = None
        """The author as they were read last; None where they may have changed since."""
        self.event_store.on_change(self._changed)

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self.db.close()

    def _table(self, name: str) -> Any:
        """A TinyDB table. TinyDB's annotations say that ids are numbers; ours are texts, as it allows."""
        return self.db.table(name)

    # Who is at the keyboard ------------------------------------------------------------------------------------

    @property
    def author(self) -> Person | None:
        """The person at the keyboard, where they said who they are."""
        me = self.event_store.author
        if not me or self.event_store.pending(Person.table):
            # What the change under way makes of them is not theirs yet.
            return self.get(Person, me) if me else None
        held = self._author
        if held is None or held.id != me:
            held = self._author = self.get(Person, me)
        return held

    def _changed(self, keys: set[tuple[str, str]]) -> None:
        if not keys or (Person.table, self.event_store.author) in keys:
            self._author = None

    def set_author(self, person: Person) -> None:
        """Be ``person`` from now on, on this machine. Raises SaveFailed."""
        device = self.workspace.set_device(author=person.id)
        self.event_store.author, self.event_store.device = person.id, str(device["device"])

    def _require_author(self) -> str:
        """The author's id; where nobody said who they are, a person with the system user's name is made."""
        if not self.event_store.author:
            name = system_user()
            self.assumed_author = name
            known = self.ids_named(Person, name)
            person = Person(id=known[0] if known else new_id(), name=name)
            self.event_store.author = person.id
            try:
                if not known:
                    self.add(person)
                self.set_author(person)
            except BaseException:
                self.event_store.author = ""
                raise
        return self.event_store.author

    # Reading ---------------------------------------------------------------------------------------------------

    def get(self, kind: type[R], record_id: str) -> R | None:
        """The record with this id, None where there is none or it is deleted."""
        document = self._table(kind.table).get(doc_id=record_id)
        return None if document is None else record_of(kind, record_id, document)

    def need(self, kind: type[R], record_id: str) -> R:
        """The record with this id. Raises NotFound."""
        record = self.get(kind, record_id)
        if record is None:
            raise NotFound(f"There is no {kind.singular} with the id {record_id}.")
        return record

    def count(self, kind: type[Record]) -> int:
        """How many records of a kind there are."""
        return self.event_store.query(Index.counts).get(kind.table, 0)

    def counts(self) -> dict[str, int]:
        """How many records each table holds."""
        return self.event_store.query(Index.counts)

    def newest(self, kind: type[R], offset: int = 0, limit: int = 50) -> list[R]:
        """Records by date, newest first, from ``offset`` on."""
        return self.read(kind, self.event_store.query(Index.newest, kind.table, offset, limit))

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every record of a kind, in the order they were entered."""
        for document in self._table(kind.table):
            yield record_of(kind, document.doc_id, document)

    def position(self, record: Record) -> int:
        """How many records of its kind are newer."""
        return int(self.event_store.query(Index.position, record.table, record.id))

    def referring(self, kind: type[R], target: str, field: str) -> list[R]:
        """Records of a kind that name ``target`` in ``field``, oldest first."""
        return self.read(kind, self.naming(kind, target, field))

    def naming(self, kind: type[Record], target: str, field: str) -> list[tuple[int, str]]:
        """What ``read`` takes, of records of a kind that name ``target`` in ``field``, oldest first."""
        return self.event_store.query(Index.naming, kind.table, target, field)

    def read(self, kind: type[R], numbered: Sequence[tuple[int, str]]) -> list[R]:
        """Records given by number and id."""
        return [record_of(kind, key, document) for key, document in self.event_store.documents(kind.table, numbered)]

    def some(self, keys: Sequence[tuple[str, str]]) -> list[Record]:
        """Records by table and id, in the order given; those that are gone are left out."""
        found = self.event_store.documents_of([key for key in keys if key[0] in RECORDS])
        return [record_of(RECORDS[table], record_id, document) for (table, record_id), document in found]

    def referring_count(self, target: str) -> int:
        """How many records name ``target`` anywhere but as their author."""
        rows = self.event_store.query(Index.referring, target)
        return len({(table, key) for table, key, field in rows if field != "author"})

    def ids_named(self, kind: type[Record], name: str) -> list[str]:
        """Ids of records of a kind that answer to a name, whatever its case."""
        wanted = folded(name)
        found = self.event_store.query(Index.named, kind.table, wanted)
        for key, document in self.event_store.pending(kind.table).items():
            if key not in found and wanted in entry_of(kind.table, document, 0).names:
                found.append(key)
        return found

    def heading(self, table: str, record_id: str | None) -> str:
        """What people know a record by, empty for None; a deleted one is said to be so."""
        if not record_id:
            return ""
        kind = RECORDS.get(table)
        if kind is None:
            return ""
        record = self.get(kind, record_id)
        return f"(deleted {kind.singular})" if record is None else record.heading

    # Writing ---------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def change(self, label: str) -> Iterator[None]:
        """Everything written inside is saved together, and undone together."""
        self._require_author()
        with self.event_store.change(label):
            yield

    def add(self, record: R, *, label: str = "") -> R:
        """Save a new record and return it with its id, author and times. Raises InvalidField, NotFound, SaveFailed."""
        author = record.author or self._require_author()
        now = datetime.now(timezone.utc).replace(microsecond=0)
        record = replace(
            record,
            id=record.id or new_id(),
            author=author,
            created=record.created or now,
            updated=record.updated or now,
        )
        with self.event_store.change(label or f"Add {record.singular}"):
            self._check(record, fields_of(type(record)))
            self._check_names(record, {name: getattr(record, name) for name in fields_of(type(record))}, None)
            document = document_of(record)
            self._table(record.table).insert(Document(document, cast("Any", record.id)))
        return record_of(type(record), record.id, document)

    def edit(self, record: R, *, label: str = "", **fields: Any) -> R:
        """Change fields of a record and return it as it is then. What others changed in other fields stays. A record
        that is renamed goes on answering to the name it had.

        Raises InvalidField, NotFound, RuleBroken, SaveFailed.
        """
        kind = type(record)
        if unknown := fields.keys() - fields_of(kind).keys():
            raise InvalidField(unknown.pop(), "is not a field.", f"There are: {', '.join(fields_of(kind))}.")
        self._require_author()
        with self.event_store.change(label or f"Edit {record.singular}"):
            current = self.need(kind, record.id)
            fields = _with_old_name(current, fields)
            changed = replace(current, **fields)
            self._check(changed, fields)
            self._check_names(changed, fields, current)
            changed = replace(changed, updated=datetime.now(timezone.utc))
            wanted = document_of(replace(changed, other=_without(current.other, fields)))

            def become(document: dict[str, Any]) -> None:
                document.clear()
                document.update(wanted)

            self._table(kind.table).update(become, doc_ids=[record.id])
        return record_of(kind, record.id, wanted)

    def delete(self, record: Record) -> int:
        """Delete a record and what means nothing without it; undo brings all back. Says how many were deleted."""
        self._require_author()
        doomed = [(record.table, record.id)]
        for table, record_id, field in self.event_store.query(Index.referring, record.id):
            kind = RECORDS.get(table)
            if kind is not None and kind.owner_field == field:
                # The index does not know yet what the change under way has made of it.
                held = self.get(kind, record_id)
                if held is not None and getattr(held, field) == record.id:
                    doomed.append((table, record_id))
        with self.event_store.change(f"Delete {record.singular}"):
            for table, record_id in doomed:
                self._table(table).remove(doc_ids=[record_id])
        return len(doomed)

    def _check(self, record: Record, names: Mapping[str, Any] | Sequence[str]) -> None:
        """See that what a record names is there, and that a theme stands where it may."""
        for name, field in fields_of(type(record)).items():
            if name not in names:
                continue
            value = getattr(record, name)
            targets = () if not value else (value,) if field.shape is Shape.REF else value
            if field.refers:
                for target in targets:
                    if not self.event_store.state((field.table, target)):
                        raise InvalidField(name, f"there is no {RECORDS[field.table].singular} with the id {target}.")
        if isinstance(record, ContentRequest):
            from shadowlog.domain.rules.content_requests import check_request

            check_request(record)
        if isinstance(record, Theme) and record.parent:
            from shadowlog.domain.rules.message_house import check_place

            siblings = self.referring(Theme, record.parent, "parent")
            check_place(record, self.need(Theme, record.parent), siblings)

    def _check_names(self, record: Record, fields: Mapping[str, Any], before: Record | None) -> None:
        """See that nobody else of its kind answers to a name that a record gets. Raises RuleBroken."""
        kind = type(record)
        if not kind.declared.named:
            return
        had = set(map(folded, before.answers_to)) if before else set()
        given = [name for name in record.answers_to if folded(name) not in had]
        for name in given if fields.keys() & {kind.title_field, "aliases"} else ():
            for key in self.ids_named(kind, name):
                # The index does not know yet what the change under way has made of it.
                other = self.get(kind, key) if key != record.id else None
                if other is not None and folded(name) in map(folded, other.answers_to):
                    way_out = "Give this one a name of its own, or use the one that is there."
                    if before and "aliases" in fields_of(kind):
                        way_out = "If both mean the same, merge them (m, or shadowlog merge); else choose another name."
                    raise RuleBroken(f"There is {kind.declared.one} called “{other.heading}” already.", way_out)


def _with_old_name(record: Record, fields: dict[str, Any]) -> dict[str, Any]:
    """What is changed, with the name a record had before among those it answers to."""
    new = fields.get(record.title_field)
    if not isinstance(new, str) or "aliases" in fields or "aliases" not in fields_of(type(record)):
        return fields
    held: tuple[str, ...] = getattr(record, "aliases", ())
    if folded(new) == folded(record.heading) or folded(record.heading) in map(folded, held):
        return fields
    return {**fields, "aliases": (*held, record.heading)}


def _without(other: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in other.items() if name not in fields}
