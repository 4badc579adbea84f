"""What every group of actions of the main screen has in common."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from shadowlog.domain.errors import ShadowlogError
from shadowlog.tui.commands import Keys, keys_of
from shadowlog.tui.screens.main.search_index import SearchIndex
from shadowlog.tui.screens.main.selection import Selection
from shadowlog.tui.screens.main.status import Status
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import show_error

if TYPE_CHECKING:
    from shadowlog.tui.forms.kinds import Forms
    from shadowlog.tui.forms.specification import Form

Opening = Coroutine[Any, Any, None]
"""Opens something and waits for what comes of it: run by a worker, while keys wait for what it opens."""

Action = Callable[[], Opening | None]


@dataclass(frozen=True)
class Parts:
    """What the groups of actions of the main screen share."""

    screen: Screen[None]
    session: Session
    selection: Selection
    index: SearchIndex
    status: Status


class ActionGroup:
    """Actions that belong together, the log they work on, and what is selected."""

    def __init__(self, parts: Parts) -> None:
        self.screen = parts.screen
        self.session = parts.session
        self.repository = parts.session.repository
        self.selection = parts.selection
        self.index = parts.index
        self.status = parts.status

    def actions(self) -> Mapping[str, Action]:
        """The action of each command that this group does, by the command's name."""
        return {}

    @property
    def app(self) -> App[Any]:
        """The app."""
        return self.screen.app

    @property
    def keys(self) -> Keys:
        """The keys as this person has them."""
        return keys_of(self.app)

    def start(self, opening: Opening) -> None:
        """Have something opened by a worker."""
        self.screen.run_worker(opening)

    def in_thread(self, work: Callable[[], None], group: str) -> None:
        """Have something done by a thread in place of what the thread of that group is at. Errors are shown."""

        def work_or_show() -> None:
            try:
                work()
            except ShadowlogError as error:
                self.screen.call_later(show_error, self.app, error)

        self.screen.run_worker(work_or_show, thread=True, exclusive=True, group=group, exit_on_error=False)

    def notify(self, message: str, *, seconds: float = 5) -> None:
        """Show a message for some seconds."""
        self.app.notify(message, markup=False, timeout=seconds)

    def saved(self, done: str) -> None:
        """Say what was done, and how to take it back."""
        self.notify(f"{done} — {self.keys.first('undo')} undo", seconds=4)

    def change(self, done: str, change: Callable[[], object]) -> None:
        """Change something, and say what was done or why not."""
        try:
            change()
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        self.saved(done)

    def forms(self) -> Forms:
        """What makes forms."""
        from shadowlog.tui.forms.kinds import Forms

        return Forms(self.repository, day_first=self.session.settings.day_first)

    async def fill_in(self, form: Form, typed: Mapping[str, str] | None = None) -> bool:
        """Have a form filled in, from what was ``typed``, or from the draft of it that this run left. Returns whether
        it was saved.
        """
        from shadowlog.tui.forms.form import FormScreen

        draft = self.session.drafts.own(form.name)
        if typed is None and draft and draft["context"] == dict(form.context):
            typed = draft["typed"]
        done = await self.app.push_screen_wait(FormScreen(self.session, form, typed))
        if done:
            self.saved(done)
        return bool(done)
