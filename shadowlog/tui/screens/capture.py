"""Capturing from anywhere: a line at the bottom of whatever one looks at."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from shadowlog.domain.records import Encounter
from shadowlog.services.capture.save import CaptureContext
from shadowlog.store.workspace.drafts import CAPTURE
from shadowlog.tui.capturing.capture_box import CaptureBox
from shadowlog.tui.commands import bindings
from shadowlog.tui.lists.rows import columns
from shadowlog.tui.screens.line_screen import LineScreen
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.key_bar import KeyBar


class CaptureScreen(LineScreen, ModalScreen[None]):
    """A capture line over another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "capturing")]

    place = "capturing"

    def __init__(self, session: Session, *, encounter: str = "", text: str = "") -> None:
        """``encounter`` is the id of the one that the line belongs to. Without ``text``, the draft is resumed."""
        draft = session.drafts.own(CAPTURE)
        super().__init__(session, CaptureBox(session, text=text or str(draft["typed"]["text"] if draft else "")))
        if encounter:
            self._box.context = CaptureContext(encounter)
            record = session.repository.get(Encounter, encounter)
            if record is not None:
                day, what, _ = columns(session.repository, record)
                self._box.context_words = f"{day} {what}"

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield self._box
        yield KeyBar()

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        text = self._box.typed
        if not text.strip():
            return CAPTURE, None
        return CAPTURE, {"typed": {"text": text}, "context": {"encounter": self._box.context.encounter}}

    @on(CaptureBox.Kept)
    def _kept(self, message: CaptureBox.Kept) -> None:
        if not message.text.strip():
            self.action_leave()
            return
        self.keep_draft()
