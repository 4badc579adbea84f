"""The capture line: what is typed, what it will become, what was heard before, and which themes fit."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from shadowlog.analysis.recall import Offer
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Mention
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.capture.plan import Plan, plan_of
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.store.suggest.suggester import Suggestion
from shadowlog.tui.commands import keys_of
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.capture_line import CaptureLine
from shadowlog.tui.widgets.capture_words import becoming, maybe_names, offered
from shadowlog.tui.widgets.one_line import in_one_line, lines_of

_EDITS = {"backspace": Input.action_delete_left, "ctrl+u": Input.action_delete_left_all}
"""What keys do that may be typed ahead, beside letters and enter."""


class CaptureBox(Vertical):
    """A line in which things are captured one after the other."""

    class Typed(Message):
        """Other text stands in the line."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Kept(Message):
        """A line was saved."""

        def __init__(self, text: str, saved: Saved) -> None:
            super().__init__()
            self.text = text
            self.saved = saved

    class Refused(Message):
        """A line could not be saved."""

        def __init__(self, error: ShadowlogError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, session: Session, *, text: str = "", wanted: Callable[[str], bool] | None = None) -> None:
        """``wanted`` says of a line whether it is to be captured; lines that are not, the screen deals with."""
        super().__init__(id="capture")
        self._repository = session.repository
        self._recall = session.recall
        self._day_first = session.settings.day_first
        first, *later = text.split("\n")
        self.line = CaptureLine(first, self, self._names)
        """The line one types in."""
        self._wanted = wanted or (lambda _: True)
        self.save: Callable[[Plan, CaptureContext, str], Saved] = Capturing(session.repository).save
        """What saves a line."""
        self.context: CaptureContext = NOWHERE
        self.context_words = ""
        """What the line belongs to without saying so, in words."""
        self._offers: list[Offer] = []
        self._chosen = -1
        self._suggested: list[Suggestion] = []
        self._insight: Insight | None = None
        """The insight that was saved last, for which themes are suggested."""
        self._answer = ""
        """What the last line came to."""
        self._begun = False
        self._ahead = ""
        """What was typed before the line was there."""
        self.waiting: list[str] = later
        """Lines that were pasted or refused and come up after the one that is typed."""

    def compose(self) -> ComposeResult:
        yield self.line
        yield Static(id="becomes")
        yield Static(id="offers")

    def on_mount(self) -> None:
        self._show(self.line.value)
        # By way of the screen's own queue, behind the keys that wait there, so that they keep their order.
        self.screen.call_later(self._begin)

    def _begin(self) -> None:
        """Take the keys from now on, and first those that were pressed before."""
        self._begun = True
        self.app.call_later(self._focus)
        ahead, self._ahead = self._ahead, ""
        self._take(ahead.split("\n"))

    def _focus(self) -> None:
        """Give the line the focus once the screen has dealt with every key that was sent to it.

        Keys go to the line's own queue from then on, and would overtake those that wait in the screen's.
        """
        if not self.is_attached:
            return
        if self.screen.message_queue_size:
            self.screen.call_later(self.app.call_later, self._focus)
        else:
            self.screen.set_focus(self.line)

    def take_ahead(self, event: events.Key | events.Paste) -> None:
        """Take what came in before the line was there to take it: keys must not act as commands."""
        if isinstance(event, events.Paste):
            event.stop()
            event.prevent_default()
            self._paste_ahead(event.text)
            return
        typed = "\n" if event.key == "enter" else (event.character or "") if event.is_printable else ""
        edits = _EDITS.get(event.key)
        if not (typed or edits):
            return
        event.stop()
        event.prevent_default()
        if edits and self._begun:
            edits(self.line)
            return
        if edits:
            # Before the line is there, only what stands at the end of it can be taken away.
            line, mark, last = self._ahead.rpartition("\n")
            self._ahead = line + mark + (last[:-1] if event.key == "backspace" else "")
            return
        if not self._begun:
            self._ahead += typed
        elif typed == "\n":
            self.enter()
        else:
            self.line.insert_text_at_cursor(typed)

    def _paste_ahead(self, text: str) -> None:
        if self._begun:
            self.line.take_in(text)
        else:
            self._ahead += "\n".join(in_one_line(line) for line in lines_of(text) if line.strip())

    def _names(self, table: str, start: str) -> list[str]:
        from shadowlog.services.resolve import names_starting

        return names_starting(self._repository, table, start)

    @property
    def offers(self) -> list[Offer]:
        """The objections that are offered now, the likeliest first."""
        return self._offers

    # While typing ----------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # What stands there now: the line may have been saved since this was typed.
        text = self.line.value
        self._chosen = -1
        if text:
            self._suggested = []
            self._answer = ""
        self._show(text)
        self.post_message(self.Typed(text))

    def _show(self, text: str) -> None:
        """Say what the line will become, and what is known about it."""
        becomes = Text()
        self._offers = []
        if text.strip() and self._wanted(text):
            plan = plan_of(self._repository, text, day_first=self._day_first)
            becomes = becoming(plan, self.context_words)
            if plan.line.kind == "objection" and plan.line.words:
                self._offers = self._recall.offers(plan.line.words)
        self._put("#becomes", becomes)
        self._show_offers()

    def _put(self, place: str, text: Text) -> None:
        """Put a text in its place; the screen is laid out again only where it needs more lines than it has there."""
        width = max(1, self.scrollable_content_region.width)
        lines = sum(1 + line.cell_len // width for line in text.split("\n"))
        shown = self.query_one(place, Static)
        shown.update(text, layout=lines > shown.size.height)

    def _show_offers(self) -> None:
        heading = self._repository.heading
        suggested = [(heading("themes", each.theme), each.because) for each in self._suggested]
        self._put("#offers", offered(self._answer, suggested, self._offers, self._chosen, self._next_key()))

    def _next_key(self) -> str:
        """The key that chooses the next objection, as short as it can be printed."""
        key = keys_of(self.app).first("heard-again")
        return "↓" if key == "down" else key

    def choose(self, step: int) -> None:
        """Choose one of the objections that were heard before, or none."""
        if self._offers:
            self._chosen = max(-1, min(self._chosen + step, len(self._offers) - 1))
            self._show_offers()

    def take_suggestion(self, place: int) -> bool:
        """Tag what was saved last with a theme that is suggested. Says whether there is such a one."""
        if place >= len(self._suggested):
            return False
        self._tag(self._suggested.pop(place))
        return True

    def submit_all(self, lines: list[str]) -> None:
        """Save all but the last of several lines, and leave that to be continued."""
        self._take([in_one_line(line) for line in lines])

    def _take(self, lines: list[str]) -> None:
        """Save all but the last of several lines that begin in this one; what is refused comes up in its turn."""
        first, *more = lines
        self.line.insert_text_at_cursor(first)
        if not more:
            return
        *between, last = more
        begun = self.line.value
        refused = [line for line in (begun, *between) if line.strip() and not self.submit(line)]
        self.waiting = [*refused, last, *self.waiting]
        self.go_on()

    def go_on(self) -> None:
        """Have the next of the lines that wait in the line, to be continued."""
        if self.waiting:
            self.line.value = self.waiting.pop(0)
            self.line.cursor_position = len(self.line.value)

    @property
    def typed(self) -> str:
        """Everything that is typed and not saved, a line each."""
        return "\n".join((self.line.value, *self.waiting))

    def enter(self) -> None:
        """Save what stands in the line, and continue with the next that waits."""
        if self.submit(self.line.value) and self.line.value == "":
            self.go_on()

    # Saving ----------------------------------------------------------------------------------------------------

    def submit(self, text: str) -> bool:
        """Save a line and clear it; where it cannot be saved it stays. Says whether it is dealt with."""
        objection = self._offers[self._chosen].standing.objection.id if 0 <= self._chosen < len(self._offers) else ""
        if not text.strip() or not self._wanted(text):
            if text.strip():
                self._clear()
            self.post_message(self.Kept(text, Saved("", [])))
            return True
        try:
            plan = plan_of(self._repository, text, day_first=self._day_first)
            saved = self.save(plan, self.context, objection)
        except ShadowlogError as error:
            self.post_message(self.Refused(error))
            return False
        self._clear()
        self._tell_names(saved.first(Mention) or saved.first(Insight))
        self._insight = saved.first(Insight)
        self._answer = saved.label
        if self._insight is not None and not self._insight.signals:
            self._suggested = self._recall.suggester.suggest(self._insight.text)
        self._show_offers()
        self.post_message(self.Kept(text, saved))
        return True

    def _tell_names(self, quote: Mention | Insight | None) -> None:
        """Tell which words may be names. A question would take what is typed next for its answer."""
        try:
            told = maybe_names(self._repository, quote, keys_of(self.app)) if quote else ""
        except ShadowlogError as error:
            self.post_message(self.Refused(error))
            return
        if told:
            self.app.notify(told, markup=False, timeout=8)

    def _clear(self) -> None:
        """Empty the line, and forget what belonged to it."""
        self._offers, self._chosen, self._suggested, self._insight = [], -1, [], None
        self.line.value = ""

    def _tag(self, suggestion: Suggestion) -> None:
        assert self._insight is not None
        current = self._repository.get(Insight, self._insight.id)
        if current is None:
            return
        try:
            signals = {**current.signals, suggestion.theme: Stance.RESONATED}
            self._insight = self._repository.edit(current, label="Tag insight", signals=signals)
        except ShadowlogError as error:
            self.post_message(self.Refused(error))
            return
        theme = shown_in_line(self._repository.heading("themes", suggestion.theme))
        self._answer = f"{self._answer}, tagged with {theme}"
        self._show_offers()
