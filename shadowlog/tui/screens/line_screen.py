"""What every screen with a capture line does: keep what is typed as a draft, take what is typed ahead."""

from __future__ import annotations

from typing import Any

from textual import events, on
from textual.screen import Screen
from textual.timer import Timer

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.text.sanitize import shown
from shadowlog.store.log.errors import SaveFailed
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.tui.widgets.capture_box import CaptureBox

PAUSE = 1.0
"""Seconds after which what was typed is kept as a draft."""


class LineScreen(Screen[None]):
    """A screen with a capture line. ``_box`` and ``_drafts`` are a subclass's to set."""

    AUTO_FOCUS = ""

    _box: CaptureBox
    _drafts: Drafts
    _timer: Timer | None = None

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        """The name of the draft and what is in it, None where nothing is to be kept. A subclass says both."""
        return "", None

    def on_key(self, event: events.Key) -> None:
        self.type_ahead(event)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was pressed before this screen could."""
        self._box.type_ahead(event)

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
                self._drafts.drop(name)
            else:
                self._drafts.keep(name, content)
        except SaveFailed as error:
            self.show_error(error)

    @on(CaptureBox.Refused)
    def _refused(self, message: CaptureBox.Refused) -> None:
        self.show_error(message.error)

    def show_error(self, error: ShadowlogError) -> None:
        """Tell what went wrong."""
        self.notify(shown(str(error)), title=error.title, severity="error", markup=False)

    def action_mark(self, step: int) -> None:
        """Choose one of the objections that were heard before."""
        self._box.action_mark(step)

    def action_leave(self) -> None:
        """Leave; what is typed stays as a draft."""
        self.keep_draft()
        self.dismiss(None)
