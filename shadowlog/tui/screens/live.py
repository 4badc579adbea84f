"""A screen for something that goes on right now: what was typed above, the capture line below."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import RichLog, Static

from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.capturing.capture_box import CaptureBox
from shadowlog.tui.commands import bindings
from shadowlog.tui.screens.line_screen import LineScreen
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.key_bar import KeyBar

SUMMARY = 15
"""Seconds for which it is said what something came to."""

_TICK = 20.0
"""Seconds between two looks at the clock."""


class LiveScreen(LineScreen):
    """Lines typed one after the other. What becomes of them, a subclass says."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "live", "capturing")]

    place = "live"

    MARKS = ""
    """The marks that are used most here, said above the line."""

    def __init__(self, session: Session, *, text: str = "") -> None:
        """``text`` stands in the line at the beginning."""
        super().__init__(session, CaptureBox(session, text=text, wanted=self.is_for_the_log))
        self._repository = session.repository

    def compose(self) -> ComposeResult:
        yield Static(id="live-title")
        yield RichLog(id="lines", markup=False, highlight=False, wrap=True)
        yield Static(Text(self.MARKS, no_wrap=True, overflow="ellipsis"), id="marks")
        yield self._box
        yield KeyBar()

    def on_mount(self) -> None:
        self.show_title()
        self.set_interval(_TICK, self.show_title)

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


def clock() -> str:
    """The minute it is: ``14:02``."""
    return datetime.now().strftime("%H:%M")
