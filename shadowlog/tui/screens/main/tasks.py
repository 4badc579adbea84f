"""Tasks: what waits for somebody, and mending it with a key; names sorted out, records merged, themes retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from shadowlog.domain.records import RECORDS, ContentRequest, Encounter, Record, Theme, UnknownName
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import ThemeStatus
from shadowlog.services.record_line import title
from shadowlog.tui.lists.rows import Rows, Waiting
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.content import RequestActions
from shadowlog.tui.screens.main.editing import EditingActions
from shadowlog.tui.screens.main.permissions import PermissionActions

if TYPE_CHECKING:
    from shadowlog.analysis.task import Task

_MOST_COMPARED, _MOST_OFFERED = 2_000, 20
"""Records into which another may be merged: those that are compared by name, and those that are offered."""


class TaskActions(ActionGroup):
    """What waits, and what mends it."""

    def __init__(
        self, parts: Parts, editing: EditingActions, requests: RequestActions, permissions: PermissionActions
    ) -> None:
        super().__init__(parts)
        self._editing = editing
        self._requests = requests
        self._permissions = permissions
        self._tasks: list[Task] = []

    def actions(self) -> Mapping[str, Action]:
        return {
            "mend": self.mend, "make-new": self.make_new, "alias": partial(self.take_as, alias=True),
            "typo": partial(self.take_as, alias=False), "merge": self.merge, "retire": self.retire,
        }  # fmt: skip

    def rows(self) -> Rows:
        """The tasks, to be listed; they are looked up meanwhile."""
        self.look_up()
        return Waiting(self.repository, self._tasks)

    def look_up(self) -> None:
        """Look up again what waits."""
        finder = self.index.finder

        def work() -> None:
            from shadowlog.analysis.tasks import open_tasks

            tasks = open_tasks(self.repository, finder, datetime.now(local_zone()))
            self.screen.call_later(self._show, tasks)

        self.in_thread(work, "tasks")

    def _show(self, tasks: list[Task]) -> None:
        self._tasks[:] = tasks
        if isinstance(self.selection.list.rows, Waiting):
            self.selection.list.reread()
            self.status.show()

    async def mend(self) -> None:
        """Do what mends the task that is selected."""
        task = self.selection.task
        if task is None:
            return
        match task.kind:
            case "debrief" if isinstance(task.record, Encounter):
                await self.fill_in(self.forms().debrief(task.record))
            case "follow-up":
                done = "Followed up"
                self.change(done, lambda: self.repository.edit(task.record, label=done, followed_up=True))
            case "alike" | "together" if task.other is not None:
                await self._merge(task.record, task.other, sure=False)
            case "once" | "silent":
                self.retire()
            case "gap":
                await self._requests.ask_for(task.asks)
            case "permission":
                await self._permissions.answer(task.record)
            case "no theme":
                await self._editing.tag()
            case "silent request" if isinstance(task.record, ContentRequest):
                self._requests.triage(task.record)
            case "late request" | "asset" | "proof":
                await self._editing.edit()
            case _:
                await self._sort_out(task.record)

    def retire(self) -> None:
        """Take a theme out of use, or into use again; what was tagged with it stays."""
        theme = self.selection.record
        if isinstance(theme, Theme):
            status = ThemeStatus.ACTIVE if theme.status is ThemeStatus.RETIRED else ThemeStatus.RETIRED
            done = "Retired theme" if status is ThemeStatus.RETIRED else "Theme is in use again"
            self.change(done, lambda: self.repository.edit(theme, label=done, status=status))

    # Merging ---------------------------------------------------------------------------------------------------

    async def merge(self) -> None:
        """Merge what is selected into another that means the same; of a content request, say which it repeats."""
        from shadowlog.domain.text.fold import folded
        from shadowlog.domain.text.nearest import nearest_names
        from shadowlog.tui.forms.pick import PickScreen

        loser = self.selection.record
        if loser is None:
            return
        if isinstance(loser, ContentRequest):
            await self._requests.repeats(loser)
            return
        newest = self.repository.newest(type(loser), 0, _MOST_COMPARED)
        others = {other.id: other for other in newest if other.id != loser.id}
        names = {key: folded(other.heading) for key, other in others.items()}
        best = nearest_names(loser.heading, names, _MOST_OFFERED)
        question = f"Merge “{loser.heading}” into which {loser.singular}?"
        winner = await self.app.push_screen_wait(PickScreen(question, [others[key] for key in best]))
        if winner is not None:
            await self._merge(loser, winner, sure=True)

    async def _merge(self, loser: Record, winner: Record, *, sure: bool) -> None:
        from shadowlog.services.merge import merge
        from shadowlog.tui.forms.dialogs import Question

        names = [title(record) for record in (loser, winner)]
        if not sure:
            text = f"Everything that refers to “{names[0]}” will refer to “{names[1]}”, which keeps both names."
            text += " Undo reverts it."
            question = Question(f"Merge these two {loser.singular}s?", text, {"y": "Merge", "n": "Keep both"}, "n")
            if await self.app.push_screen_wait(question) != "y":
                return
        self.change(f"Merged “{names[0]}” into “{names[1]}”", lambda: merge(self.repository, loser, winner))

    # Unknown names ---------------------------------------------------------------------------------------------

    async def _sort_out(self, record: Record) -> None:
        from shadowlog.tui.forms.dialogs import Question

        if not isinstance(record, UnknownName):
            return
        kind = RECORDS[record.names].declared.one if record.names in RECORDS else "a name"
        text = (
            f"“{shown_in_line(record.name)}” was typed as {kind}, and nobody is called that. "
            "Is it a new one, another name (alias) of one that is known, or a typing error?"
        )
        answers = {"n": "New", "a": "Alias", "e": "Typo", "l": "Later"}
        answer = await self.app.push_screen_wait(Question("Who is that?", text, answers, "l"))
        if answer == "n":
            self.make_new()
        elif answer in ("a", "e"):
            await self.take_as(alias=answer == "a")

    def make_new(self) -> None:
        """Make a new record of an unknown name."""
        from shadowlog.services.unknown_names import kind_words, make_new

        name = self.selection.record
        if isinstance(name, UnknownName):
            done = f"New {kind_words(name)}: {shown_in_line(name.name)}"
            self.change(done, lambda: make_new(self.repository, name))

    async def take_as(self, *, alias: bool) -> None:
        """Take an unknown name as another name of somebody known, or as a typing error."""
        from shadowlog.services.unknown_names import candidates, take_as
        from shadowlog.tui.forms.pick import PickScreen

        name = self.selection.record
        if not isinstance(name, UnknownName):
            return
        known = candidates(self.repository, name)
        if not known:
            self.notify(self.keys.named_in("No name that it could mean is known yet: {make-new} adds it as a new one."))
            return
        question = f"“{name.name}” is another name of:" if alias else f"“{name.name}” should have been:"
        record = await self.app.push_screen_wait(PickScreen(question, known))
        if record is not None:
            done = f"“{shown_in_line(name.name)}” is {shown_in_line(record.heading)}"
            self.change(done, lambda: take_as(self.repository, name, record, alias=alias))
