"""The capture line: what is typed, what it will become, what was heard before, and which themes fit."""

from __future__ import annotations

from collections.abc import Callable, Collection

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input, Static

from shadowlog.analysis.recall import Offer
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Mention, Objection
from shadowlog.services.capture.plan import Plan, heard_again, plan_of
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.services.record_line import title
from shadowlog.tui.capturing.capture_line import CaptureLine
from shadowlog.tui.capturing.capture_words import becoming, maybe_names, offered
from shadowlog.tui.capturing.lines_in_turn import LinesInTurn
from shadowlog.tui.capturing.names_to_make import NamesToMake
from shadowlog.tui.capturing.pasted_lines import PastedLines
from shadowlog.tui.capturing.themes_that_fit import ThemesThatFit
from shadowlog.tui.commands import keys_of
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.completing import names_for, words_so_far
from shadowlog.tui.widgets.typed_ahead import EDITS, TypedAhead, is_typing


class CaptureBox(LinesInTurn):
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
        self._wanted = wanted or (lambda _: True)
        self.save: Callable[[Plan, CaptureContext, str], Saved] = Capturing(session.repository).save
        """What saves a line."""
        self.context: CaptureContext = NOWHERE
        self.context_words = ""
        """What the line belongs to without saying so, in words."""
        self._offers: list[Offer] = []
        self._chosen = -1
        self._plan: Plan | None = None
        """What the line will become."""
        self._themes = ThemesThatFit(session.repository, session.recall)
        self._answer = ""
        """What the last line came to."""
        self._new_names = NamesToMake(session.repository)
        self._had_choice = False
        self._begun = False
        self._ahead = TypedAhead()
        """What was typed before the line was there."""
        self.pasted = PastedLines(self._plan_if_wanted)
        self.waiting = later

    def compose(self) -> ComposeResult:
        yield self.line
        yield Static(id="becomes")
        yield Static(id="offers")

    def on_mount(self) -> None:
        self.show(self.line.value)
        # By way of the screen's own queue, behind the keys that wait there, so that they keep their order.
        self.screen.call_later(self._begin)

    def _begin(self) -> None:
        """Take the keys from now on, and first those that were pressed before."""
        self._begun = True
        self.app.call_later(self._focus)
        lines = self._ahead.lines()
        if self._ahead.pasted:
            self.show_lines(lines)
        else:
            self.take(lines)

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
        if not is_typing(event):
            return
        event.stop()
        event.prevent_default()
        if not self._begun:
            self._ahead.take(event)
        elif isinstance(event, events.Paste):
            self.line.take_in(event.text)
        elif event.key == "enter":
            self.enter()
        elif event.key in EDITS:
            EDITS[event.key](self.line)
        elif not self.take_stance(event.key):
            self.line.insert_text_at_cursor(event.character or "")

    def _names(self, table: str, start: str) -> list[str]:
        line, chosen = self.line.value, self._objection
        return names_for(self._repository, self._recall, table, start, line=line, chosen=chosen)

    # While typing ----------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # What stands there now: the line may have been saved since this was typed.
        text = self.line.value
        self._chosen = -1
        if text:
            self._themes.of(None)
            self._answer = ""
            self._new_names.offer(())
        self.show(text)
        self.post_message(self.Typed(text))

    def show(self, text: str) -> None:
        """Say what the line will become, and what is known about it."""
        self._offers, self._plan = [], None
        self._plan = self._plan_if_wanted(text)
        if self._plan is not None and not self.pasted:
            line = self._plan.line
            if line.words and line.kind != "request":
                self._offers = self._recall.offers(words_so_far(text))
        self._show_choice()

    def _plan_if_wanted(self, text: str, objection: str = "") -> Plan | None:
        """What a line will become that hears an objection again, if it does; None where it is not captured."""
        if not text.strip() or not self._wanted(text):
            return None
        plan = plan_of(self._repository, text, day_first=self._day_first)
        return heard_again(self._repository, plan, objection) if objection else plan

    def _put(self, place: str, text: Text) -> None:
        """Put a text in its place; the screen is laid out again only where it needs more lines than it has there."""
        width = max(1, self.scrollable_content_region.width)
        lines = sum(1 + line.cell_len // width for line in text.split("\n"))
        shown = self.query_one(place, Static)
        shown.update(text, layout=lines > shown.size.height)

    def _show_choice(self) -> None:
        """Say what the line will become by what is chosen, and what can be chosen."""
        plan = self._plan
        if plan is not None and self._objection:
            plan = heard_again(self._repository, plan, self._objection)
        self._put("#becomes", becoming(plan, self.context_words, self.line.value) if plan else Text())
        keys = keys_of(self.app)
        key = keys.first("heard-again")
        next_key = "↓" if key == "down" else key
        below = Text(no_wrap=True, overflow="ellipsis")
        below.append(f"{self._answer}\n" if self._answer else "", style="bold")
        if self.pasted:
            below.append_text(self.pasted.shown(keys))
        else:
            below.append_text(self._new_names.shown(keys.first("keep-line")))
        below.append_text(self._themes.shown(keys, next_key))
        self._put("#offers", below.append_text(offered(self._offers, self._chosen, next_key)))
        if self.has_choice != self._had_choice:
            self._had_choice = self.has_choice
            self.screen.refresh_bindings()

    @property
    def has_choice(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self._offers or self._themes or self.pasted)

    def can_choose(self, parameters: Collection[object]) -> bool:
        """Whether there is something to choose from by a step: of pasted lines only the last is taken back."""
        return self.has_choice and (not self.pasted or -1 in parameters)

    @property
    def _objection(self) -> str:
        """The id of the objection that is chosen."""
        return self._offers[self._chosen].standing.objection.id if 0 <= self._chosen < len(self._offers) else ""

    def choose(self, step: int) -> None:
        """Choose one of the objections that were heard before, or of the themes that fit; or none."""
        if self.pasted:
            if step < 0:
                self.bring_back()
        elif self._offers:
            self._chosen = max(-1, min(self._chosen + step, len(self._offers) - 1))
        else:
            self._themes.choose(step)
        self._show_choice()

    def take_stance(self, key: str) -> bool:
        """Tag what was saved last with the theme that is chosen, where the key says how it was received. Returns
        whether it does; any other key leaves the theme, since it begins the next line.
        """
        if not self._themes.is_chosen:
            return False
        try:
            words = self._themes.tag(key, keys_of(self.app))
        except ShadowlogError as error:
            self.post_message(self.Refused(error))
            return True
        if words:
            self._answer = f"{self._answer}, {words}"
        else:
            self._themes.leave()
        self._show_choice()
        return bool(words)

    def enter(self) -> None:
        """Save what stands in the line, and continue with the next that waits."""
        if self.pasted:
            self.save_pasted()
            return
        if not self.line.value and self._themes.is_chosen:
            # It waits for a key that says how the theme was received.
            return
        if not self.line.value and self._new_names:
            try:
                self.say(self._new_names.make())
            except ShadowlogError as error:
                self.post_message(self.Refused(error))
        elif self.submit(self.line.value) and self.line.value == "":
            self.go_on()

    def say(self, answer: str) -> None:
        self._answer = answer
        self._show_choice()

    # Saving ----------------------------------------------------------------------------------------------------

    def chosen_objection(self) -> str:
        return self._objection

    def submit(self, text: str, objection: str | None = None) -> bool:
        objection = self._objection if objection is None else objection
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
        self._new_names.offer(saved.new_names)
        self._themes.of(saved.first(Insight))
        self.say(f"{saved.label}: {title(saved.first(Objection) or saved.records[0])}")
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
        self._offers, self._chosen, self._plan = [], -1, None
        self._themes.of(None)
        self.line.value = ""
