"""The lists: going from area to area, and about in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual.timer import Timer

from shadowlog.domain.records import Objection, Record, Theme
from shadowlog.domain.text.query import Filter
from shadowlog.tui.commands.areas import AREAS, BRIEFS, CONTENT, EVERYTHING, TASKS, TODAY, Area
from shadowlog.tui.lists.area_bar import AreaBar
from shadowlog.tui.lists.ordered import House, InOrder
from shadowlog.tui.lists.rows import Found, FoundObjections, Newest, Rows
from shadowlog.tui.lists.subjects import Subjects
from shadowlog.tui.lists.today import Today
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.reading import ReadingActions
from shadowlog.tui.screens.main.tasks import TaskActions
from shadowlog.tui.screens.main.today import TodayActions
from shadowlog.tui.widgets.search_bar import SearchBar

_PAUSE = 0.4
"""Seconds without a change after which the list is read again while another screen is over it."""

_NOTHING_FITS = ("Nothing matches.", "", "{back}  leaves the search.", "{everything}  searches everything.")


class BrowsingActions(ActionGroup):
    """The list of an area, and the cursor in it."""

    def __init__(self, parts: Parts, reading: ReadingActions, tasks: TaskActions, today: TodayActions) -> None:
        super().__init__(parts)
        self._today = today
        self._reading = reading
        self._tasks = tasks
        self._later: Timer | None = None

    def actions(self) -> Mapping[str, Action]:
        records = self.selection.list
        return {
            **{area.name: partial(self.go_to, area) for area in AREAS},
            "down": partial(records.move, 1), "up": partial(records.move, -1),
            "first": partial(self.move_to, 0), "last": partial(self.move_to, -1),
            "page-down": partial(records.move_page, 1), "page-up": partial(records.move_page, -1),
            "mark": self.mark, "jump": self.jump,
        }  # fmt: skip

    def go_to(self, area: Area) -> None:
        """Show an area, to move about in it. Today is shown whole: a search ends there."""
        if area is TODAY:
            self.end_search()
        self.show(area)
        self.selection.list.focus()

    def end_search(self) -> None:
        """Forget what is looked for, and close the search."""
        bar = self.screen.query_one(SearchBar)
        bar.display = False
        self.selection.filter = Filter()
        with self.screen.prevent(SearchBar.Typed):
            bar.value = ""

    def show(self, area: Area) -> None:
        """Show an area from its beginning, with what is looked for."""
        self._reading.forget()
        selection = self.selection
        selection.area = area
        selection.opened.clear()
        self.screen.query_one(AreaBar).show(area)
        empty = _NOTHING_FITS if selection.filter else area.empty
        self.list_rows(
            self._rows(area),
            empty,
            first=area.first,
            mixed=area is EVERYTHING,
            answers=area.kinds == (Objection,),
            name=f"{area.name} {selection.filter}",
        )

    def list_rows(
        self,
        rows: Rows,
        empty: tuple[str, ...],
        *,
        name: str,
        first: int = 10,
        mixed: bool = False,
        answers: bool = False,
    ) -> None:
        """List rows, as RecordList.show_rows does, with the keys that ``empty`` names."""
        opened = self.selection.opened[-1] if self.selection.opened else None
        named = tuple(self.keys.named_in(line) for line in empty)
        self.selection.list.show_rows(rows, named, opened, first=first, mixed=mixed, answers=answers, name=name)
        self.status.show()

    def _rows(self, area: Area) -> Rows:
        repository, wanted = self.repository, self.selection.filter
        if area is BRIEFS:
            # What is looked for counts within the briefs: there are as many of them.
            return Subjects(repository, self.index.finder, lambda: self.selection.external)
        if area is TODAY:
            return self._today.rows()
        if area is TASKS and not wanted:
            return self._tasks.rows()
        if wanted and area.kinds == (Objection,):
            return FoundObjections(repository, self.index.finder, wanted)
        if wanted or area is EVERYTHING:
            return Found(repository, self.index.finder, wanted, *area.kinds)
        if area is CONTENT:
            return InOrder(repository)
        return House(repository) if area.kinds == (Theme,) else Newest(repository, *area.kinds)

    def move_to(self, place: int) -> None:
        """Move to the first line (0) or to the last (-1)."""
        records = self.selection.list
        records.move(records.total if place else -records.total)

    def mark(self) -> None:
        """Mark what is selected, to be changed together with others."""
        self.selection.list.mark()
        self.status.show()

    async def jump(self) -> None:
        """Give every place in sight a letter, and go to the one that is pressed."""
        from shadowlog.tui.screens.jump import JumpScreen, Target

        records = self.selection.list
        areas = self.screen.query_one(AreaBar)
        targets = [Target(x, areas.region.y, partial(self.go_to, area)) for x, area in areas.places()]
        targets += [
            Target(records.region.x, y, partial(setattr, records, "cursor", place)) for y, place in records.lines()
        ]
        go = await self.app.push_screen_wait(JumpScreen(targets))
        if go is not None:
            go()

    # Changes of the log ----------------------------------------------------------------------------------------

    def reread_soon(self) -> None:
        """Read the list again: at once where it is looked at, else when those who type on a screen over it pause.

        The screen is "current" for Textual also where another one lets it shine through.
        """
        if self.selection.area is TASKS:
            self._tasks.look_up()
        elif isinstance(self.selection.list.rows, Today):
            self._today.look_up()
        if self.app.screen is self.screen:
            self._reread()
        elif self._later is None:
            self._later = self.screen.set_timer(_PAUSE, self._reread)
        else:
            self._later.reset()

    def resume(self, saved: Sequence[Record]) -> None:
        """Go on with the list after another screen was over it, with what was ``saved`` there."""
        if saved:
            self._select_saved(saved)
        self._today.resume()

    def _select_saved(self, saved: Sequence[Record]) -> None:
        """Select the first of some records that were just saved which is in the list. Today lists what it is about."""
        if isinstance(self.selection.list.rows, Today):
            self._today.add(saved[0])
        self._reread()
        for record in saved:
            if self.selection.list.select(record):
                break

    def _reread(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        current = [self.repository.get(type(record), record.id) for record in self.selection.opened]
        self.selection.opened[:] = [record for record in current if record is not None]
        self.selection.list.reread()
        self.status.show()
