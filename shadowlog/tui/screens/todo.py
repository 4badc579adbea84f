"""What waits for somebody, and mending it with a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import on, work
from textual.message import Message

from shadowlog.analysis.tasks import Task, open_tasks
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import ContentRequest, Encounter, Record, Theme, UnknownName
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import ThemeStatus
from shadowlog.services.content_requests import step
from shadowlog.tui.lists.areas import BRIEFS, WAITING, Area
from shadowlog.tui.lists.browser import Browser, LogChanged
from shadowlog.tui.lists.rows import Rows, Waiting


class ChoresFound(Message):
    """What waits was looked up."""

    def __init__(self, found: list[Task]) -> None:
        super().__init__()
        self.found = found


class ToDo(Browser):
    """A screen on which one sees what waits."""

    def _rows(self, area: Area) -> Rows:
        if area is WAITING and not self._wanted:
            self._look_up_chores()
            return Waiting(self._repository, self._tasks)
        return super()._rows(area)

    @on(LogChanged)
    def _look_again(self) -> None:
        if self._area is WAITING:
            self._look_up_chores()

    @work(thread=True, exclusive=True, group="tasks", exit_on_error=False)
    def _look_up_chores(self) -> None:
        try:
            found = open_tasks(self._repository, self.finder, datetime.now(local_zone()))
        except ShadowlogError as error:
            self.app.call_from_thread(self._show_error, error)
            return
        self.post_message(ChoresFound(found))

    @on(ChoresFound)
    def _show_chores(self, message: ChoresFound) -> None:
        self._tasks[:] = message.found
        if isinstance(self._list.rows, Waiting):
            self._list.reread()
            self._show_status()

    @property
    def _open_task(self) -> Task | None:
        """The task that is selected."""
        rows = self._list.rows
        return rows.task(self._list.cursor) if isinstance(rows, Waiting) else None

    def can_mend(self, action: str) -> bool:
        """Whether a command of this screen can be called now."""
        record = self._selected
        match action:
            case "mend":
                return self._open_task is not None
            case "make_new" | "take_as":
                return isinstance(record, UnknownName)
            case "merge":
                return record is not None and "aliases" in fields_of(type(record)) and self._area is not BRIEFS
            case "retire":
                return isinstance(record, Theme) and self._area is not BRIEFS
        return True

    # Commands --------------------------------------------------------------------------------------------------

    def action_mend(self) -> None:
        """Do what mends the task that is selected."""
        task = self._open_task
        if task is None:
            return
        match task.kind:
            case "debrief":
                self._debrief(task.record)
            case "follow-up":
                done = "Followed up"
                self._change(done, lambda: self._repository.edit(task.record, label=done, followed_up=True))
            case "alike" | "together" if task.other is not None:
                self._merge(task.record, task.other)
            case "once" | "silent":
                self.action_retire()
            case "gap":
                self._ask_for(task)
            case "no theme":
                self.action_tag()
            case "silent request" if isinstance(task.record, ContentRequest):
                request = task.record
                self._change("Triaged", lambda: step(self._repository, request, 1))
            case "late request" | "asset" | "proof":
                self.action_edit()
            case _:
                self._sort_out(task.record)

    def _change(self, done: str, change: Callable[[], Any]) -> None:
        """Change something, and say what was done or why not."""
        try:
            change()
        except ShadowlogError as error:
            self._show_error(error)
            return
        self._saved(done)

    @work
    async def _debrief(self, record: Record) -> None:
        if isinstance(record, Encounter):
            await self._fill_in(self._forms().debrief(record))

    @work
    async def _ask_for(self, task: Task) -> None:
        """Ask for content that fills a gap."""
        await self._fill_in(self._forms().add(ContentRequest, task.asks))

    def action_retire(self) -> None:
        """Take a theme out of use; what was tagged with it stays."""
        theme = self._selected
        if isinstance(theme, Theme):
            status = ThemeStatus.ACTIVE if theme.status is ThemeStatus.RETIRED else ThemeStatus.RETIRED
            done = "Retired theme" if status is ThemeStatus.RETIRED else "Theme is in use again"
            self._change(done, lambda: self._repository.edit(theme, label=done, status=status))

    def action_merge(self) -> None:
        """Merge what is selected into another that means the same."""
        self.merge_selected()

    @work
    async def merge_selected(self) -> None:
        """Ask into which other, and merge."""
        from shadowlog.domain.text.fold import folded
        from shadowlog.domain.text.nearest import nearest_names
        from shadowlog.tui.forms.pick import PickScreen

        loser = self._selected
        if loser is None:
            return
        others = {held.id: held for held in self._repository.newest(type(loser), 0, 2_000) if held.id != loser.id}
        names = {key: folded(held.heading) for key, held in others.items()}
        best = nearest_names(loser.heading, names, 20)
        title = f"Merge “{loser.heading}” into which {loser.singular}?"
        winner = await self.app.push_screen_wait(PickScreen(title, [others[key] for key in best]))
        if winner is not None:
            self._merge(loser, winner, sure=True)

    @work
    async def _merge(self, loser: Record, winner: Record, *, sure: bool = False) -> None:
        from shadowlog.services.merge import merge
        from shadowlog.tui.forms.dialogs import Question

        names = [shown_in_line(held.heading)[:100] for held in (loser, winner)]
        if not sure:
            text = f"What names “{names[0]}” will name “{names[1]}”, which answers to both. Undo takes it back."
            question = Question(f"Merge these two {loser.singular}s?", text, {"y": "Merge", "n": "Keep both"}, "n")
            if await self.app.push_screen_wait(question) != "y":
                return
        self._change(f"Merged “{names[0]}” into “{names[1]}”", lambda: merge(self._repository, loser, winner))

    @work
    async def _sort_out(self, record: Record) -> None:
        from shadowlog.tui.forms.dialogs import Question

        if not isinstance(record, UnknownName):
            return
        from shadowlog.services.unknown_names import kind_words

        what = kind_words(record)
        text = (
            f"“{shown_in_line(record.name)}” was typed as a {what}, and nobody is called that. "
            "Is it a new one, another name (alias) of one that is known, or a typing error?"
        )
        answers = {"n": "New", "a": "Alias", "e": "Typo", "l": "Later"}
        answer = await self.app.push_screen_wait(Question("Who is that?", text, answers, "l"))
        if answer == "n":
            self.action_make_new()
        elif answer in ("a", "e"):
            self.action_take_as(answer == "a")

    def action_make_new(self) -> None:
        """Make a new record of an unknown name."""
        from shadowlog.services.unknown_names import kind_words, make_new

        name = self._selected
        if isinstance(name, UnknownName):
            what = kind_words(name)
            self._change(f"New {what}: {shown_in_line(name.name)}", lambda: make_new(self._repository, name))

    @work
    async def action_take_as(self, alias: bool) -> None:
        """Take an unknown name as another name of somebody known, or as a typing error."""
        from shadowlog.services.unknown_names import candidates, take_as
        from shadowlog.tui.forms.pick import PickScreen

        name = self._selected
        if not isinstance(name, UnknownName):
            return
        found = candidates(self._repository, name)
        if not found:
            self.notify(f"There is nobody it could mean yet: {self._first_key('make-new')} makes it new.", markup=False)
            return
        title = f"“{name.name}” is another name of:" if alias else f"“{name.name}” should have been:"
        record = await self.app.push_screen_wait(PickScreen(title, found))
        if record is not None:
            done = f"“{shown_in_line(name.name)}” is {shown_in_line(record.heading)}"
            self._change(done, lambda: take_as(self._repository, name, record, alias=alias))
