"""Adding the records of the demo, each by one of its people."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TypeVar

from uuid_utils import uuid7

from shadowlog.domain.codec import document_of
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Record, Theme
from shadowlog.domain.schema.made import replace
from shadowlog.store.log.difference import difference
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)

_LONG_AGO = 370
"""How many days ago a theme was written that was reworded later."""


class Writer:
    """Adds records of the demo, and keeps the ids of those it added by their names."""

    def __init__(self, repository: Repository, now: datetime) -> None:
        self.repository = repository
        self.now = now
        self.chance = random.Random(38)
        self.made: list[Record] = []
        self.people: dict[str, str] = {}
        self.accounts: list[str] = []
        self.personas: dict[str, str] = {}
        self.themes: dict[str, str] = {}
        self.objections: dict[str, str] = {}
        self.responses: dict[str, list[tuple[str, int, int]]] = {}
        """By objection: the id of each answer, with how many it worked, and with how many it is tried."""

    def add(self, record: R, by: str = "Maud Keller") -> R:
        """Add a record in the name of one of the demo's people: none of them is by whoever looks at the demo."""
        if record.declared.named and (known := self.repository.ids_named(type(record), record.heading)):
            # A name belongs to one record of its kind: whoever tries the demo may be one of its people.
            return self.repository.need(type(record), known[0])
        made = self.repository.add(replace(record, author=record.author or self.people[by]))
        self.made.append(made)
        return made

    def add_reworded(self, theme: Theme, before: str, days: int, by: str) -> Theme:
        """Add a theme whose message was ``before`` until so many days ago, so that the log's history knows both."""
        if self.repository.ids_named(Theme, theme.name):
            return self.add(theme, by)
        then, since = (self.now.replace(microsecond=0) - timedelta(days=ago) for ago in (_LONG_AGO, days))
        first = replace(theme, id=new_id(), author=self.people[by], message=before, created=then, updated=then)
        self._write(None, first, then)
        made = replace(first, message=theme.message, updated=since)
        self._write(first, made, since)
        self.made.append(made)
        return made

    def _write(self, before: Theme | None, after: Theme, at: datetime) -> None:
        """Write a record as it was at a moment: the operation's id says when."""
        store, key = self.repository.event_store, (after.table, after.id)
        document = document_of(after)
        operation = store.operation(key, difference(document_of(before) if before else None, document))
        operation["op"] = str(uuid7(nanoseconds=int(at.timestamp()) * 10**9))
        store.add([operation], {key: document})

    def all(self, kind: type[R]) -> list[R]:
        """The records of a kind made so far: the log's index does not have them before the change is saved."""
        return [record for record in self.made if isinstance(record, kind)]

    def day(self, days: int) -> date:
        """The day (UTC) so many days ago; a negative number is ahead."""
        return (self.now - timedelta(days=days)).date()
