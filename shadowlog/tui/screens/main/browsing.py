"""The lists: going from area to area, and about in one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from shadowlog.domain.records import Objection, Theme
from shadowlog.tui.commands.areas import AREAS, BRIEFS, CONTENT, EVERYTHING, TASKS, Area
from shadowlog.tui.lists.ordered import House, InOrder
from shadowlog.tui.lists.rows import Found, FoundObjections, Newest, Rows
from shadowlog.tui.lists.subjects import Subjects
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.reading import ReadingActions
from shadowlog.tui.screens.main.tasks import TaskActions

_PAUSE = 0.4
"""Seconds without a change after which the list is read again while another screen is over it."""

_NOTHING_FITS = ("Nothing matches.", "", "{back}  leaves the search.", "{everything}  searches everything.")

_WHOLE_NAMES, _SHORT_NAMES, _SHORT = 90, 80, 6
"""Cells of the screen from which on all names of areas fit whole, and short; letters of a short one."""


class AreaTab(Static):
    """The name of an area; a click goes there."""

    def __init__(self, area: Area, key: str) -> None:
        super().__init__(Content(f" {key} {area.short}"), id=f"tab-{area.name}", classes="tab")
        self.area = area
        self._key = key
        self._width = _WHOLE_NAMES
        self._title = area.short
        """The name as it is shown."""

    def fit(self, width: int) -> None:
        """Say the whole name where the screen is wide enough for all of them, or a short one; or the key alone, but of
        the area that is shown.
        """
        self._width = width
        title = self.area.short
        if width < _SHORT_NAMES and not self.has_class("-here"):
            title = ""
        elif width < _WHOLE_NAMES and len(title) > _SHORT + 1:
            title = f"{title[:_SHORT]}."
        if title != self._title:
            self._title = title
            self.update(Content(f" {self._key} {title}".rstrip()))

    def show(self, here: bool) -> None:
        """Show whether it is the area that one looks at."""
        self.set_class(here, "-here")
        self.fit(self._width)

    async def on_click(self) -> None:
        await self.screen.run_action(f"do({self.area.name!r})")


class BrowsingActions(ActionGroup):
    """The list of an area, and the cursor in it."""

    def __init__(self, parts: Parts, reading: ReadingActions, tasks: TaskActions) -> None:
        super().__init__(parts)
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
        """Show an area, to move about in it."""
        self.show(area)
        self.selection.list.focus()

    def show(self, area: Area) -> None:
        """Show an area from its beginning, with what is looked for."""
        self._reading.forget()
        selection = self.selection
        selection.area = area
        selection.opened.clear()
        for tab in self.screen.query(AreaTab):
            tab.show(tab.area is area)
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
        from shadowlog.tui.widgets.jump import JumpScreen, Target

        records = self.selection.list
        targets = [
            Target(tab.region.x, tab.region.y, partial(self.go_to, tab.area)) for tab in self.screen.query(AreaTab)
        ]
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
        if self.app.screen is self.screen:
            self._reread()
        elif self._later is None:
            self._later = self.screen.set_timer(_PAUSE, self._reread)
        else:
            self._later.reset()

    def _reread(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        current = [self.repository.get(type(record), record.id) for record in self.selection.opened]
        self.selection.opened[:] = [record for record in current if record is not None]
        self.selection.list.reread()
        self.status.show()
