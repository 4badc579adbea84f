"""Capturing from anywhere: a line at the bottom of whatever one looks at."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer

from shadowlog.analysis.recall import Recall
from shadowlog.domain.display import shown
from shadowlog.domain.records import Encounter
from shadowlog.store.capturing import Context
from shadowlog.store.drafts import CAPTURE, Drafts
from shadowlog.store.errors import SaveFailed
from shadowlog.store.logbook import Logbook
from shadowlog.tui.capture_box import CaptureBox
from shadowlog.tui.commands import bindings
from shadowlog.tui.key_bar import KeyBar
from shadowlog.tui.rows import columns

PAUSE = 1.0
"""Seconds after which what was typed is kept as a draft."""


class CaptureScreen(ModalScreen[None]):
    """A capture line over another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("capturing")]

    def __init__(
        self, logbook: Logbook, drafts: Drafts, recall: Recall, *, day_first: bool, encounter: str = "", text: str = ""
    ) -> None:
        super().__init__()
        self._logbook = logbook
        self._drafts = drafts
        held = drafts.held(CAPTURE)
        self._box = CaptureBox(
            logbook, recall, day_first=day_first, text=text or str(held["typed"]["text"] if held else "")
        )
        if encounter:
            self._box.context = Context(encounter)
            record = logbook.get(Encounter, encounter)
            if record is not None:
                day, what, _ = columns(logbook, record)
                self._box.context_words = f"{day} {what}"
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield self._box
        yield KeyBar()

    def on_key(self, event: events.Key) -> None:
        self.type_ahead(event)

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was pressed before this screen could."""
        self._box.type_ahead(event)

    @on(CaptureBox.Typed)
    def _keep_soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(PAUSE, self._keep_later)

    def _keep_later(self) -> None:
        self._timer = None
        self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what is typed as a draft, now."""
        text = self._box.line.value
        try:
            if text.strip():
                content = {"typed": {"text": text}, "context": {"encounter": self._box.context.encounter}}
                self._drafts.keep(CAPTURE, content)
            else:
                self._drafts.drop(CAPTURE)
        except SaveFailed as error:
            self.notify(f"{error.title}: {error}", severity="error", markup=False)

    @on(CaptureBox.Kept)
    def _kept(self, message: CaptureBox.Kept) -> None:
        if not message.text.strip():
            self.action_leave()
            return
        self.keep_draft()

    @on(CaptureBox.Refused)
    def _refused(self, message: CaptureBox.Refused) -> None:
        self.notify(shown(str(message.error)), title=message.error.title, severity="error", markup=False)

    def action_mark(self, step: int) -> None:
        """Choose one of the objections that were heard before."""
        self._box.action_mark(step)

    def action_leave(self) -> None:
        """Leave; what is typed stays as a draft."""
        self.keep_draft()
        self.dismiss(None)
