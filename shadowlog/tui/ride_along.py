"""Ride-along: one screen for a call as it runs."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from textual import work

from shadowlog.analysis.recall import Recall
from shadowlog.domain.capture import read_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter
from shadowlog.domain.values import EncounterKind
from shadowlog.store.capturing import Context
from shadowlog.store.defaults import with_defaults
from shadowlog.store.drafts import RIDE_ALONG, Drafts
from shadowlog.store.errors import SaveFailed
from shadowlog.store.logbook import Logbook
from shadowlog.store.settings import Settings
from shadowlog.tui.capture_box import CaptureBox
from shadowlog.tui.live import LiveScreen, clock

_STRUCTURE = re.compile(r"(\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)?(.*)", re.DOTALL)
"""What Markdown puts first in a line: the minute goes behind it."""

_NOTE = re.compile(r"(\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)?\*\*(\d\d:\d\d)\*\* (.*)", re.DOTALL)


def begin(logbook: Logbook) -> Encounter:
    """A new encounter that begins now. Raises SaveFailed."""
    return logbook.add(with_defaults(logbook, Encounter(kind=EncounterKind.CUSTOMER_RIDE_ALONG)))


def with_minute(line: str, minute: str) -> str:
    """A line of notes with the minute it was typed, behind what makes it a list, a heading or a quotation."""
    match = _STRUCTURE.fullmatch(line)
    assert match is not None
    return f"{match[1] or ''}**{minute}** {match[2]}"


class RideAlongScreen(LiveScreen):
    """Notes with their minutes; lines with a mark go to the log at once."""

    def __init__(
        self,
        logbook: Logbook,
        drafts: Drafts,
        recall: Recall,
        settings: Settings,
        encounter: Encounter,
        *,
        notes: str = "",
        text: str = "",
    ) -> None:
        """``notes`` are those that were typed before it was interrupted."""
        super().__init__(logbook, drafts, recall, settings, text=text)
        self._encounter = encounter
        self._notes = notes or encounter.notes
        self._over = False
        """Whether everything is in the log, and no draft is wanted."""
        self._box.context = Context(encounter.id)
        self._box.context_words = "this ride-along"

    def on_mount(self) -> None:
        super().on_mount()
        for line in self._notes.split("\n"):
            match = _NOTE.fullmatch(line)
            if line.strip():
                self.write((match[1] or "") + match[3] if match else line, when=match[2] if match else "     ")

    def headline(self) -> str:
        encounter = self._logbook.get(Encounter, self._encounter.id) or self._encounter
        heading = self._logbook.heading
        names = [heading("accounts", encounter.account), heading("people", encounter.rep)]
        names += [heading("personas", key) for key in encounter.personas]
        started = encounter.started_at or datetime.now(timezone.utc)
        minutes = int((datetime.now(timezone.utc) - started).total_seconds() // 60)
        with_whom = ", ".join(name for name in names if name) or "@account ^rep ~persona say with whom"
        return f"Ride-along · {with_whom} · {minutes} min"

    def is_for_the_log(self, text: str) -> bool:
        line = read_line(text)
        return bool(line.led or line.marks or line.values or line.doubts)

    def note(self, text: str) -> None:
        minute = clock()
        self._notes += ("\n" if self._notes else "") + with_minute(text.strip(), minute) + "\n"
        self.write(text, when=minute)

    def kept(self, message: CaptureBox.Kept) -> None:
        self.write(message.text, "✓")

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        if self._over:
            return RIDE_ALONG, None
        typed = {"notes": self._notes, "text": self._box.typed}
        return RIDE_ALONG, {"typed": typed, "context": {"encounter": self._encounter.id}}

    def _save(self, *, ended: bool) -> bool:
        """Put the notes into the log. Says whether that went well."""
        text = self._box.line.value
        while text.strip():
            if not self.is_for_the_log(text):
                self.note(text)
            elif not self._box.submit(text):
                return False
            self._box.line.value = ""
            self._box.go_on()
            text = self._box.line.value
        try:
            current = self._logbook.get(Encounter, self._encounter.id)
            if current is not None:
                changed: dict[str, object] = {"notes": self._notes} if self._notes != current.notes else {}
                if ended and current.started_at is not None and current.duration is None:
                    taken = datetime.now(timezone.utc) - current.started_at
                    changed["duration"] = min(10_080, max(1, round(taken.total_seconds() / 60)))
                if changed:
                    self._logbook.edit(current, label="Notes of a ride-along", **changed)
            self._over = True
            self._drop_draft()
        except ShadowlogError as error:
            self.keep_draft()
            self.show_error(error)
            return False
        return True

    def _drop_draft(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        try:
            self._drafts.drop(RIDE_ALONG)
        except SaveFailed:
            # The draft of something saved comes up again at the next start; that is the lesser evil.
            return

    @work
    async def action_end(self) -> None:
        """End it, with the debrief."""
        if not self._save(ended=True):
            return
        from shadowlog.tui.form import FormScreen
        from shadowlog.tui.forms import Forms

        encounter = self._logbook.get(Encounter, self._encounter.id)
        if encounter is not None:
            form = Forms(self._logbook, day_first=self._settings.day_first).debrief(encounter)
            done = await self.app.push_screen_wait(FormScreen(self._logbook, self._drafts, form))
            if done:
                self.app.notify(done, markup=False)
        self.dismiss(None)

    def action_leave(self) -> None:
        """Leave it as it is; it can be gone on with, and waits for its debrief."""
        if self._save(ended=False):
            self.dismiss(None)
