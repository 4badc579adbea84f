"""The repository: records in and out of a workspace, as the rest of the product uses it.

Reading is in ``queries``, what is checked before a save in ``record_checks``. The same records are a TinyDB as well,
``Repository.db``, whose changes become operations in the same way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from shadowlog.domain.codec import document_of, record_of
from shadowlog.domain.errors import InvalidField
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import RECORDS, Person, Record
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.fold import folded
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.queries import RecordQueries
from shadowlog.store.record_checks import check_names, check_record
from shadowlog.store.workspace.workspace import Workspace, system_user

R = TypeVar("R", bound=Record)


class Repository(RecordQueries):
    """An open workspace: its records, read and changed. Raises StoreError where the disk does not do as it should."""

    def __init__(self, workspace: Workspace, *, older_index: bool = False) -> None:
        """``older_index``: see EventReader; for captures, which wait for nothing."""
        self.workspace = workspace
        device = workspace.device()
        author, machine = str(device.get("author", "")), str(device.get("device", ""))
        super().__init__(EventStore(workspace.data_folder, author, machine, older_index=older_index))
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
        """Close the files."""
        self.event_store.close()

    # Who is at the keyboard ------------------------------------------------------------------------------------

    @property
    def author(self) -> Person | None:
        """The person at the keyboard, where they said who they are."""
        me = self.event_store.author
        if not me or self.event_store.pending(Person.table):
            # What the change under way makes of them is not theirs yet.
            return self.get(Person, me) if me else None
        author = self._author
        if author is None or author.id != me:
            author = self._author = self.get(Person, me)
        return author

    def _changed(self, keys: set[RecordKey]) -> None:
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
            check_record(self, record, fields_of(type(record)))
            check_names(self, record, fields_of(type(record)), None)
            document = document_of(record)
            self.event_store.write({(record.table, record.id): document})
        return record_of(type(record), record.id, document)

    def edit(self, record: R, *, label: str = "", **fields: Any) -> R:
        """Change fields of a record and return it as it is then. What others changed in other fields stays.

        A record that is renamed goes on answering to the name it had. Raises InvalidField, NotFound, RuleBroken,
        SaveFailed.
        """
        kind = type(record)
        if unknown := fields.keys() - fields_of(kind).keys():
            raise InvalidField(unknown.pop(), "is not a field.", f"There are: {', '.join(fields_of(kind))}.")
        self._require_author()
        with self.event_store.change(label or f"Edit {record.singular}"):
            current = self.need(kind, record.id)
            fields = _with_old_name(current, fields)
            changed = replace(current, **fields)
            check_record(self, changed, fields)
            check_names(self, changed, fields, current)
            changed = replace(changed, updated=datetime.now(timezone.utc))
            wanted = document_of(replace(changed, other=_without(current.other, fields)))
            self.event_store.write({(kind.table, record.id): wanted})
        return record_of(kind, record.id, wanted)

    def delete(self, record: Record) -> int:
        """Delete a record and those that mean nothing without it; undo brings all back. Returns how many those are."""
        self._require_author()
        doomed = [(record.table, record.id)]
        for table, record_id, field in self.references_to(record.id):
            kind = RECORDS.get(table)
            if kind is not None and kind.owner_field == field:
                # Read as the change under way makes it, which the index does not know yet.
                owned = self.get(kind, record_id)
                if owned is not None and getattr(owned, field) == record.id:
                    doomed.append((table, record_id))
        with self.event_store.change(f"Delete {record.singular}"):
            self.event_store.write(dict.fromkeys(doomed))
        return len(doomed)


def _with_old_name(record: Record, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that change, the name a record had before added to those it answers to."""
    new = fields.get(record.title_field)
    if not isinstance(new, str) or "aliases" in fields or "aliases" not in fields_of(type(record)):
        return fields
    aliases: tuple[str, ...] = getattr(record, "aliases", ())
    if folded(new) == folded(record.heading) or folded(record.heading) in map(folded, aliases):
        return fields
    return {**fields, "aliases": (*aliases, record.heading)}


def _without(other: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in other.items() if name not in fields}
