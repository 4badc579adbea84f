"""What the main screen shows, and what is selected on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from shadowlog.domain.records import Encounter, Record
from shadowlog.domain.text.query import Filter
from shadowlog.tui.commands.areas import AREA_NAMED, BRIEFS, TODAY, Area
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.lists.rows import Waiting
from shadowlog.tui.lists.today import Today

if TYPE_CHECKING:
    from shadowlog.analysis.task import Task


@dataclass
class Export:
    """An export of every brief, while it runs."""

    done: int = 0
    total: int = 0
    stop: Event = field(default_factory=Event)
    """Set to have it stopped."""


class Selection:
    """The area, what was opened in it, what is looked for, and the record, brief or task that is selected."""

    def __init__(self, records: RecordList, opens: str = "") -> None:
        """``opens`` is the name of the area that is shown first; without one, Today is."""
        self.list = records
        self.area: Area = AREA_NAMED.get(opens, TODAY)
        self.opened: list[Record] = []
        """The records that were opened, outermost first."""
        self.filter = Filter()
        """What is looked for."""
        self.external = True
        """Whether briefs are shown and exported for outside readers, else for the team."""
        self.exporting: Export | None = None
        """The export of every brief that runs, if one does."""

    @property
    def row(self) -> Record | None:
        """What the selected line of the list is about: a record, or the subject of a brief."""
        return self.list.selected

    @property
    def record(self) -> Record | None:
        """The record that is selected; in the briefs none is."""
        return None if self.area is BRIEFS else self.list.selected

    @property
    def brief(self) -> Record | None:
        """The subject of the brief that is selected."""
        return self.list.selected if self.area is BRIEFS else None

    @property
    def task(self) -> Task | None:
        """The task that is selected."""
        rows = self.list.rows
        return rows.task(self.list.cursor) if isinstance(rows, Waiting | Today) else None

    @property
    def has_task(self) -> bool:
        """Whether a task is selected."""
        return self.task is not None

    @property
    def marked(self) -> dict[tuple[str, str], None]:
        """The table and id of the records that are marked in the list."""
        return self.list.marked

    @property
    def searching(self) -> bool:
        """Whether something is looked for."""
        return bool(self.filter)

    @property
    def opened_encounter(self) -> str:
        """The id of the encounter that was opened, which a line belongs to without saying so."""
        return _encounter(reversed(self.opened))

    @property
    def encounter_here(self) -> str:
        """The id of the encounter that what is added belongs to: the one selected, or the one that was opened."""
        return _encounter([self.row, *reversed(self.opened)])


def _encounter(records: Iterable[Record | None]) -> str:
    return next((record.id for record in records if isinstance(record, Encounter)), "")
