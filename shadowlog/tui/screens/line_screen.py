"""What every screen with a capture line does: keep what is typed as a draft, take what is typed ahead."""

from __future__ import annotations

from typing import Any

from textual import events, on
from textual.screen import Screen
from textual.timer import Timer

from shadowlog.store.log.errors import SaveFailed
from shadowlog.tui.capturing.capture_box import CaptureBox
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import show_error

PAUSE = 1.0
"""Seconds after which what was typed is kept as a draft."""


class LineScreen(Screen[None]):
    """A screen with a capture line."""

    AUTO_FOCUS = ""

    def __init__(self, session: Session, box: CaptureBox) -> None:
        super().__init__()
        self._session = session
        self._box = box
        self._timer: Timer | None = None

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        """The name of the draft and what is in it, None where nothing is to be kept. A subclass says both."""
        return "", None

    def on_key(self, event: events.Key) -> None:
        self.take_ahead(event)

    def on_paste(self, event: events.Paste) -> None:
        self.take_ahead(event)

    def take_ahead(self, event: events.Key | events.Paste) -> None:
        """Take what was pressed or pasted before the line could."""
        self._box.take_ahead(event)

    @on(CaptureBox.Typed)
    def keep_soon(self) -> None:
        """Keep a draft before long."""
        if self._timer is None:
            self._timer = self.set_timer(PAUSE, self._keep_later)

    def _keep_later(self) -> None:
        self._timer = None
        self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what is typed as a draft, now."""
        name, content = self.draft()
        try:
            if content is None:
                self._session.drafts.drop(name)
            else:
                self._session.drafts.keep(name, content)
        except SaveFailed as error:
            show_error(self.app, error)

    @on(CaptureBox.Kept)
    def _remember(self, message: CaptureBox.Kept) -> None:
        if message.saved.records:
            self._session.saved[:] = message.saved.records

    @on(CaptureBox.Refused)
    def _refused(self, message: CaptureBox.Refused) -> None:
        show_error(self.app, message.error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be called: choosing, where there is something to choose from."""
        return self._box.can_choose(parameters) if action == "choose" else super().check_action(action, parameters)

    def action_choose(self, step: int) -> None:
        """Choose one of what is offered."""
        self._box.choose(step)

    def action_leave(self) -> None:
        """Leave; what is typed stays as a draft."""
        self.keep_draft()
        self.dismiss(None)
