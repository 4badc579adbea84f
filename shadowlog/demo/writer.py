"""Adding the records of the demo, each by one of its people."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from shadowlog.domain.records import (
    Record,
)
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


class Writer:
    """Adds records of the demo, and keeps the ids of those it added by their names."""

    def __init__(self, repository: Repository, now: datetime) -> None:
        self.repository = repository
        self.now = now
        self.chance = random.Random(20)
        self.made: list[Record] = []
        self.people: dict[str, str] = {}
        self.accounts: list[str] = []
        self.personas: dict[str, str] = {}
        self.themes: dict[str, str] = {}
        self.objections: dict[str, str] = {}
        self.responses: dict[str, list[tuple[str, float]]] = {}

    def add(self, record: R, by: str = "Maud Keller") -> R:
        """Add a record in the name of one of the demo's people: none of them is by whoever looks at the demo."""
        if record.declared.named and (known := self.repository.ids_named(type(record), record.heading)):
            # A name belongs to one record of its kind: whoever tries the demo may be one of its people.
            return self.repository.need(type(record), known[0])
        made = self.repository.add(replace(record, author=record.author or self.people[by]))
        self.made.append(made)
        return made

    def all(self, kind: type[R]) -> list[R]:
        """The records of a kind made so far: the log's index does not have them before the change is saved."""
        return [record for record in self.made if isinstance(record, kind)]

    def day(self, days: int) -> date:
        """The day (UTC) so many days ago; a negative number is ahead."""
        return (self.now - timedelta(days=days)).date()
