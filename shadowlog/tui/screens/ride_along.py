"""Ride-along: one screen for a call as it runs."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timezone
from typing import Any

from textual import work

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Encounter
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.capture_line import read_line
from shadowlog.domain.values import EncounterKind
from shadowlog.services.capture.plan import Plan
from shadowlog.services.capture.save import CaptureContext, Capturing, Saved
from shadowlog.services.capture.summary import ride_along_summary
from shadowlog.services.defaults import with_defaults
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import RIDE_ALONG, Draft
from shadowlog.tui.capturing.capture_box import CaptureBox
from shadowlog.tui.screens.live import SUMMARY, LiveScreen, clock
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import show_error

_STRUCTURE = re.compile(r"(\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)?(.*)", re.DOTALL)
"""What Markdown puts first in a line: the minute goes behind it."""

_NOTE = re.compile(r"(\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+)?\*\*(\d\d:\d\d)\*\* (.*)", re.DOTALL)


def begin(repository: Repository, started: str = "") -> Encounter:
    """An encounter that begins now, or at the moment that ``started`` says as ISO text. It is not in the log yet."""
    when = None
    with contextlib.suppress(ValueError, OverflowError):
        when = datetime.fromisoformat(started).astimezone(timezone.utc)
    kind = EncounterKind.CUSTOMER_RIDE_ALONG
    return with_defaults(repository, Encounter(id=new_id(), kind=kind, started_at=when))


def can_be_resumed(encounter: Encounter | None) -> bool:
    """Whether an encounter is a ride-along that nobody has ended."""
    return (
        encounter is not None
        and encounter.kind is EncounterKind.CUSTOMER_RIDE_ALONG
        and not encounter.debriefed
        and encounter.duration is None
    )


def is_open(repository: Repository, draft: Draft) -> bool:
    """Whether there is something to resume in the draft of a ride-along: words, or a call that nobody has ended."""
    typed, context = draft.content.get("typed", {}), draft.content.get("context", {})
    if context.get("saved") != "yes":
        return any(str(text).strip() for text in typed.values())
    return can_be_resumed(repository.get(Encounter, str(context.get("encounter", ""))))


def with_minute(line: str, minute: str) -> str:
    """A line of notes with the minute it was typed, behind what makes it a list, a heading or a quotation."""
    match = _STRUCTURE.fullmatch(line)
    assert match is not None
    return f"{match[1] or ''}**{minute}** {match[2]}"


class RideAlongScreen(LiveScreen):
    """Notes with their minutes; lines with a mark go to the log at once."""

    MARKS = '+ insight · ! objection · ? question · "quote" · & request · @account ^rep ~persona · else a note'

    def __init__(self, session: Session, encounter: Encounter, *, notes: str = "", text: str = "") -> None:
        """``notes`` are those that were typed before it was interrupted. An encounter that is not in the log comes
        into it with the first words.
        """
        super().__init__(session, text=text)
        self._encounter = encounter
        self._capturing = Capturing(self._repository)
        self._box.save = self._capture
        self._notes = notes or encounter.notes
        self._over = False
        """Whether everything that was typed is in the log."""
        self._box.context = CaptureContext(encounter.id)
        self._box.context_words = "this ride-along"

    def on_mount(self) -> None:
        super().on_mount()
        for line in self._notes.split("\n"):
            match = _NOTE.fullmatch(line)
            if line.strip():
                self.write((match[1] or "") + match[3] if match else line, when=match[2] if match else "     ")

    def headline(self) -> str:
        encounter = self._repository.get(Encounter, self._encounter.id) or self._encounter
        heading = self._repository.heading
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

    def _capture(self, plan: Plan, context: CaptureContext, objection: str) -> Saved:
        """Put a line into the log, and the encounter with the first."""
        if self._repository.get(Encounter, self._encounter.id) is not None:
            return self._capturing.save(plan, context, objection)
        with self._repository.change("Begin ride-along"):
            encounter = self._again()
            saved = self._capturing.save(plan, CaptureContext(encounter.id), objection)
        self._belong_to(encounter)
        return saved

    def _again(self) -> Encounter:
        """The encounter put into the log: for the first time, or again where it was deleted meanwhile."""
        gone = self._repository.event_store.operations((Encounter.table, self._encounter.id))
        return self._repository.add(replace(self._encounter, id=new_id()) if gone else self._encounter)

    def _belong_to(self, encounter: Encounter) -> None:
        self._encounter = encounter
        self._box.context = CaptureContext(encounter.id)

    def draft(self) -> tuple[str, dict[str, Any] | None]:
        typed = {"notes": self._notes, "text": self._box.typed}
        context = {"encounter": self._encounter.id}
        if self._over:
            # What was typed is in the log; the call can be resumed until somebody ends it.
            current = self._repository.get(Encounter, self._encounter.id)
            content = {"typed": typed, "context": {**context, "saved": "yes"}}
            return RIDE_ALONG, content if can_be_resumed(current) else None
        if self._encounter.started_at is not None:
            context["started"] = self._encounter.started_at.isoformat()
        return RIDE_ALONG, {"typed": typed, "context": context} if any(map(str.strip, typed.values())) else None

    def keep_draft(self) -> None:
        kept = self._session.drafts.own(RIDE_ALONG)
        others = kept is not None and kept["context"].get("encounter") != self._encounter.id
        if self.draft()[1] is None and others:
            # Nothing was typed here: what was left of another call stays.
            return
        super().keep_draft()

    def _save(self, *, ended: bool) -> bool:
        """Put the notes into the log. Says whether that went well."""
        self._box.one_by_one()
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
            current = self._repository.get(Encounter, self._encounter.id)
            if current is None and self._notes:
                current = self._again()
                self._belong_to(current)
            if current is not None:
                changed: dict[str, object] = {"notes": self._notes} if self._notes != current.notes else {}
                if ended and current.started_at is not None and current.duration is None:
                    taken = datetime.now(timezone.utc) - current.started_at
                    changed["duration"] = min(10_080, max(1, round(taken.total_seconds() / 60)))
                if changed:
                    self._repository.edit(current, label="Notes of a ride-along", **changed)
        except ShadowlogError as error:
            self.keep_draft()
            show_error(self.app, error)
            return False
        self._over = True
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.keep_draft()
        return True

    @work
    async def action_end(self) -> None:
        """End it, with the debrief."""
        if not self._save(ended=True):
            return
        from shadowlog.tui.forms.form import FormScreen
        from shadowlog.tui.forms.kinds import Forms

        encounter = self._repository.get(Encounter, self._encounter.id)
        if encounter is not None:
            form = Forms(self._repository, day_first=self._session.settings.day_first).debrief(encounter)
            await self.app.push_screen_wait(FormScreen(self._session, form))
            self._summarise(self._repository.get(Encounter, encounter.id) or encounter)
        self.dismiss(None)

    def _summarise(self, encounter: Encounter) -> None:
        """Say what it came to, and have the lists select it."""
        self._session.saved[:] = [encounter]
        sentences = [*ride_along_summary(self._repository, encounter)]
        sentences += [] if encounter.debriefed else ["The debrief waits."]
        self.app.notify("\n".join(sentences), title="Ride-along ended", markup=False, timeout=SUMMARY)

    def action_leave(self) -> None:
        """Leave it as it is; it can be resumed, and waits for its debrief. Where nothing was said, nothing is."""
        if self._save(ended=False):
            self.dismiss(None)
