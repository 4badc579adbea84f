"""The capture line: what is typed, what it will become, what was heard before, and which themes fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from shadowlog.analysis.evidence.answers import answer_words
from shadowlog.analysis.recall import Offer, Recall
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight
from shadowlog.domain.text.marks import FIELDS as CAPTURE_FIELDS
from shadowlog.domain.text.marks import NAMES, SIGILS, VALUES
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.services.capture.plan import Plan, plan_in_words, plan_of
from shadowlog.services.capture.save import NOWHERE, CaptureContext, Capturing, Saved
from shadowlog.store.repository import Repository
from shadowlog.store.suggest.suggester import Suggestion
from shadowlog.tui.commands import bindings
from shadowlog.tui.widgets.completing import completed, hyphened
from shadowlog.tui.widgets.one_line import OneLine, in_one_line, lines_of

_EDITS = {"backspace": Input.action_delete_left, "ctrl+u": Input.action_delete_left_all}
"""What keys do that may be typed ahead, beside letters and enter."""

_PLACEHOLDER = 'what was said   !objection  #theme:rejected  @account  ~persona  ^rep  "in their words"'


class CaptureLine(OneLine):
    """The line itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("capturing")]

    async def on_key(self, event: events.Key) -> None:
        """Enter saves at once, before what is typed ahead comes in; a digit right after takes a suggested theme."""
        box = self.parent
        if not event.is_printable and self._saves(event.key) and isinstance(box, CaptureBox):
            event.prevent_default()
            event.stop()
            box.enter()
            return
        digit = event.character if event.character in ("1", "2", "3") and not self.value else ""
        if digit and isinstance(box, CaptureBox) and box.take_suggestion(int(digit) - 1):
            event.prevent_default()
            event.stop()

    def _saves(self, key: str) -> bool:
        """Whether a key is the one that saves, by the person's settings."""
        held = self.screen.active_bindings.get(key)
        return held is not None and held.binding.id == "keep-line"

    def take_in(self, text: str) -> None:
        """Several lines that are pasted are captured one by one, all but the last."""
        box = self.parent
        lines = [line for line in lines_of(text) if line.strip()]
        if len(lines) > 1 and isinstance(box, CaptureBox):
            box.submit_all(lines)
        else:
            super().take_in(text)


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

    def __init__(
        self,
        repository: Repository,
        recall: Recall,
        *,
        day_first: bool,
        text: str = "",
        wanted: Callable[[str], bool] | None = None,
    ) -> None:
        """``wanted`` says of a line whether it is to be captured; lines that are not, the screen deals with."""
        super().__init__(id="capture")
        self._repository = repository
        self._recall = recall
        self._day_first = day_first
        self._start, *later = text.split("\n")
        self._wanted = wanted or (lambda _: True)
        self.save: Callable[[Plan, CaptureContext, str], Saved] = Capturing(repository).save
        """What saves a line."""
        self.context: CaptureContext = NOWHERE
        self.context_words = ""
        """What the line belongs to without saying so, in words."""
        self._offers: list[Offer] = []
        self._marked = -1
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
        yield CaptureLine(
            self._start, placeholder=_PLACEHOLDER, suggester=Marks(self._names), select_on_focus=False, id="line"
        )
        yield Static(id="becomes")
        yield Static(id="offers")

    def on_mount(self) -> None:
        self._show(self._start)
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

    def type_ahead(self, event: events.Key) -> None:
        """Take a key that was pressed before the line was there to take it: it must not act as a command."""
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

    @property
    def line(self) -> CaptureLine:
        """The line one types in."""
        return self.query_one(CaptureLine)

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
        self._marked = -1
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
            becomes = _becoming(plan, self.context_words)
            if plan.line.kind == "objection" and plan.line.words:
                self._offers = self._recall.offers(plan.line.words)
        self._put("#becomes", becomes)
        self._show_offers()

    def _put(self, place: str, text: Text) -> None:
        """Put a text in its place; the screen is laid out anew only where it needs more lines than it has there."""
        width = max(1, self.scrollable_content_region.width)
        lines = sum(1 + line.cell_len // width for line in text.split("\n"))
        shown = self.query_one(place, Static)
        shown.update(text, layout=lines > shown.size.height)

    def _show_offers(self) -> None:
        lines = Text(no_wrap=True, overflow="ellipsis")
        if self._answer:
            lines.append(self._answer + "\n", style="bold")
        for number, suggestion in enumerate(self._suggested, 1):
            name = shown_in_line(self._repository.heading("themes", suggestion.theme))
            because = ", ".join(shown_in_line(word) for word in suggestion.because)
            lines.append(f" {number} ", style="bold reverse")
            lines.append(f" {name}")
            lines.append(f"  because of: {because}\n" if because else "\n", style="dim")
        for place, offer in enumerate(self._offers):
            lines.append("▸ " if place == self._marked else "↓ " if place == self._marked + 1 else "  ", style="bold")
            style = "bold" if offer.same or place == self._marked else ""
            lines.append(shown_in_line(offer.standing.objection.title)[:200], style=style)
            lines.append(f"  {offer.standing.words}\n", style="dim")
            if place == max(self._marked, 0):
                if offer.wording != offer.standing.objection.title:
                    lines.append(f"    heard as “{shown_in_line(offer.wording)[:200]}”\n", style="dim")
                if not offer.standing.best:
                    lines.append(f"    {shown_in_line(offer.standing.best_words)}\n", style="dim")
                for held in offer.standing.answers[:2]:
                    lines.append(f"    say: {shown_in_line(held.response.text)[:200]}\n")
                    lines.append(f"         {answer_words(held)}\n", style="dim")
        self._put("#offers", lines)

    def action_mark(self, step: int) -> None:
        """Choose one of the objections that were heard before, or none."""
        if self._offers:
            self._marked = max(-1, min(self._marked + step, len(self._offers) - 1))
            self._show_offers()

    def take_suggestion(self, place: int) -> bool:
        """Tag what was saved last with a theme that is suggested. Says whether there is such a one."""
        if place >= len(self._suggested):
            return False
        self._tag(self._suggested.pop(place))
        return True

    def submit_all(self, lines: list[str]) -> None:
        """Save all but the last of several lines, and leave that to be gone on with."""
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
        """Have the next of the lines that wait in the line, to be gone on with."""
        if self.waiting:
            self.line.value = self.waiting.pop(0)
            self.line.cursor_position = len(self.line.value)

    @property
    def typed(self) -> str:
        """Everything that is typed and not saved, a line each."""
        return "\n".join((self.line.value, *self.waiting))

    def enter(self) -> None:
        """Save what stands in the line, and go on with the next that waits."""
        if self.submit(self.line.value) and self.line.value == "":
            self.go_on()

    # Saving ----------------------------------------------------------------------------------------------------

    def submit(self, text: str) -> bool:
        """Save a line and clear it; where it cannot be saved it stays. Says whether it is dealt with."""
        objection = self._offers[self._marked].standing.objection.id if 0 <= self._marked < len(self._offers) else ""
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
        self._insight = next((record for record in saved.records if isinstance(record, Insight)), None)
        self._answer = saved.label
        if self._insight is not None and not self._insight.signals:
            self._suggested = self._recall.suggester.suggest(self._insight.text)
        self._show_offers()
        self.post_message(self.Kept(text, saved))
        return True

    def _clear(self) -> None:
        """Empty the line, and forget what belonged to it."""
        self._offers, self._marked, self._suggested, self._insight = [], -1, [], None
        self.line.value = ""

    def _tag(self, suggestion: Suggestion) -> None:
        assert self._insight is not None
        held = self._repository.get(Insight, self._insight.id)
        if held is None:
            return
        try:
            signals = {**held.signals, suggestion.theme: Stance.RESONATED}
            self._insight = self._repository.edit(held, label="Tag insight", signals=signals)
        except ShadowlogError as error:
            self.post_message(self.Refused(error))
            return
        self._answer = (
            f"{self._answer}, tagged with {shown_in_line(self._repository.heading('themes', suggestion.theme))}"
        )
        self._show_offers()


def _becoming(plan: Plan, context: str) -> Text:
    """What a line will become, in one paragraph."""
    parts: list[Text] = []
    for what, words in plan_in_words(plan, context):
        style = "bold" if not parts else "italic" if what.startswith("unknown") else ""
        said = Text(f"{what} ", style="dim")
        said.append(shown_in_line(words), style=style)
        if what.startswith("unknown"):
            said.append(" → to be sorted out", style="dim")
        parts.append(said)
    parts.extend(Text(shown_in_line(problem), style="bold") for problem in plan.problems)
    return Text(" · ").join(parts)


class Marks(Suggester):
    """Completes what follows a mark: names of themes, accounts, personas and people, and listed values."""

    def __init__(self, names: Callable[[str, str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word completed, None where nothing comes to mind."""
        word = value[max(value.rfind(" "), value.rfind("\t")) + 1 :]
        field, typed = SIGILS.get(word[:1], ""), word[1:]
        if not field:
            field, _, typed = word.partition(":")
        if field not in CAPTURE_FIELDS or not typed:
            return None
        quoted = typed[:1] == '"'
        typed = typed.removeprefix('"')
        if field == "theme" and ":" in typed:
            typed = typed.rpartition(":")[2]
            return completed(value, typed, list(Stance))
        names = self._names(NAMES[field], typed.replace("-", " ")) if field in NAMES else list(VALUES.get(field, ()))
        return completed(value, typed, names if quoted else [hyphened(name) for name in names])
