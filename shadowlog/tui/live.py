"""A screen for something that goes on right now: what was typed above, the capture line below."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import RichLog, Static

from shadowlog.analysis.recall import Recall
from shadowlog.domain.display import shown, shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.store.drafts import Drafts
from shadowlog.store.errors import SaveFailed
from shadowlog.store.logbook import Logbook
from shadowlog.store.settings import Settings
from shadowlog.tui.capture_box import CaptureBox
from shadowlog.tui.commands import bindings
from shadowlog.tui.key_bar import KeyBar

PAUSE = 1.0
"""Seconds after which what was typed is kept as a draft."""

_TICK = 20.0
"""Seconds between two looks at the clock."""


class LiveScreen(Screen[None]):
    """Lines typed one after the other. What becomes of them, a subclass says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere"), *bindings("live"), *bindings("capturing"),
    ]  # fmt: skip
    AUTO_FOCUS = "CaptureLine"

    def __init__(self, logbook: Logbook, drafts: Drafts, recall: Recall, settings: Settings, *, text: str = "") -> None:
        """``text`` stands in the line at the beginning."""
        super().__init__()
        self._logbook = logbook
        self._drafts = drafts
        self._recall = recall
        self._settings = settings
        self._box = CaptureBox(logbook, recall, day_first=settings.day_first, text=text, wanted=self.is_for_the_log)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="live-title")
        yield RichLog(id="lines", markup=False, highlight=False, wrap=True)
        yield self._box
        yield KeyBar()

    def on_mount(self) -> None:
        self.show_title()
        self.set_interval(_TICK, self.show_title)

    def on_key(self, event: events.Key) -> None:
        self.type_ahead(event)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was pressed before this screen could."""
        self._box.type_ahead(event)

    # What a subclass says --------------------------------------------------------------------------------------

    def is_for_the_log(self, text: str) -> bool:
        """Whether a line is captured; one that is not goes to ``note``."""
        return bool(text)

    def headline(self) -> str:
        """What goes on."""
        return ""

    def note(self, text: str) -> None:
        """Take a line that is not captured."""

    def kept(self, message: CaptureBox.Kept) -> None:
        """Take note of a line that was captured."""

    def draft(self) -> tuple[str, dict[str, object]] | None:
        """The name of the draft and what is in it, None where there is nothing to be kept."""
        return None

    # ------------------------------------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Say what goes on, and for how long."""
        self.query_one("#live-title", Static).update(
            Text(shown_in_line(self.headline()), style="bold", no_wrap=True, overflow="ellipsis")
        )

    def write(self, text: str, mark: str = "", *, when: str = "") -> None:
        """Put a line among those that were typed."""
        line = Text.assemble((f"{when or clock()}  ", "dim"), (f"{mark} " if mark else "", "bold"), shown_in_line(text))
        self.query_one("#lines", RichLog).write(line)

    @on(CaptureBox.Kept)
    def _on_kept(self, message: CaptureBox.Kept) -> None:
        if message.saved.records:
            self.kept(message)
        elif message.text.strip():
            self.note(message.text)
        self.keep_soon()
        self.show_title()

    @on(CaptureBox.Refused)
    def _refused(self, message: CaptureBox.Refused) -> None:
        self.show_error(message.error)

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
        held = self.draft()
        if held is None:
            return
        try:
            self._drafts.keep(*held)
        except SaveFailed as error:
            self.show_error(error)

    def show_error(self, error: ShadowlogError) -> None:
        """Tell what went wrong."""
        self.notify(shown(str(error)), title=error.title, severity="error", markup=False)

    def action_mark(self, step: int) -> None:
        """Choose one of the objections that were heard before."""
        self._box.action_mark(step)


def clock() -> str:
    """The minute it is: ``14:02``."""
    return datetime.now().strftime("%H:%M")
