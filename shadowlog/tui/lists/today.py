"""What the list of Today shows: a heading for each section, and its items below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from shadowlog.domain.records import Record
from shadowlog.store.repository import Repository

if TYPE_CHECKING:
    from shadowlog.analysis.task import Task
    from shadowlog.analysis.today import Item, Section

MOST = 5
"""Items of a section that are listed."""


class Line(NamedTuple):
    """A line of the list: an item, or words that belong to none."""

    words: str
    item: Item | None = None
    heading: bool = False


def lines_of(section: Section, items: Sequence[Item]) -> list[Line]:
    """The lines of a section, with an empty one behind. Commands stand in them in braces."""
    if not items:
        return [Line(f"{section.title}: {section.nothing}"), Line("")]
    lines = [Line(section.title, heading=True)]
    lines += [Line("", item) for item in items[:MOST]]
    if len(items) > MOST:
        lines.append(Line(f"and {len(items) - MOST:,} more{f': {section.more}' if section.more else ''}"))
    return [*lines, Line("")]


def saved_lines(records: Sequence[Record]) -> list[Line]:
    """The lines of what was just saved, with an empty one behind; none of nothing."""
    if not records:
        return []
    from shadowlog.analysis.today import Item

    items = [Line("", Item(record, "saved", record.heading, record.singular)) for record in records]
    return [Line("Just saved", heading=True), *items, Line("")]


class Today:
    """The lines of Today. They are looked up, and put here, by whoever shows them."""

    def __init__(self, repository: Repository, lines: list[Line]) -> None:
        self._repository = repository
        self._lines = lines

    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        """The records of some lines; None for a line without one."""
        records = (line.item.record if line.item else None for line in self._lines[offset : offset + limit])
        return [record and self._repository.get(type(record), record.id) for record in records]

    def position(self, record: Record) -> int | None:
        """The first line that is about a record."""
        items = ((place, line.item) for place, line in enumerate(self._lines) if line.item is not None)
        return next((place for place, item in items if item.record.id == record.id), None)

    def line(self, place: int) -> Line | None:
        """What a line says."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def nearest(self, place: int, step: int) -> int:
        """The line from ``place`` on, in steps of 1 or -1, that has an item; else the last before it that has."""
        items = [each for each, line in enumerate(self._lines) if line.item is not None]
        onwards = [each for each in items if (each - place) * step >= 0]
        return min(onwards or items, key=lambda each: abs(each - place), default=place)

    def task(self, place: int) -> Task | None:
        """The task on a line."""
        line = self.line(place)
        return line.item.task if line is not None and line.item is not None else None
