"""The short questions: sure? who are you? resume what you began?"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.widgets.button import ButtonVariant

from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.domain.values import Role
from shadowlog.store.workspace.drafts import BOOTH, CAPTURE, RIDE_ALONG, Draft
from shadowlog.store.workspace.workspace import system_user
from shadowlog.tui.commands import bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.forms.controls import Choice, Line

_LIVE = {CAPTURE: "line", RIDE_ALONG: "ride-along", BOOTH: "talk at a booth"}
_MOST_WORDS = 600
"""Characters of a draft that are shown."""

_AROUND = 8
"""Cells around the words of an answer, at the most."""

_TELLING = ("text", "title", "notes", "name", "claim", "verbatim", "message", "use_case")
"""The fields that tell best what a draft is about."""


class Question(ModalScreen[str]):
    """A question with answers, each by a key. Returns the answer's key."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "questions")]
    place = "questions"

    def __init__(self, title: str, text: str, answers: dict[str, str], cancel: str, *, first: str = "") -> None:
        """``answers`` are key and words; who leaves the question gives ``cancel``. Enter gives that as well, or the
        answer whose key is ``first``: nothing that cannot be wanted by accident.
        """
        super().__init__()
        self._title = title
        self._text = text
        self._answers = answers
        self._cancel = cancel
        self._first = first or cancel
        self._answered = False

    def compose(self) -> ComposeResult:
        with Vertical(id="question"):
            yield Label(Content(self._title), id="title")
            with VerticalScroll(can_focus=False):
                yield Static(Content(self._text))
            with Horizontal(id="buttons"):
                for key, words in self._answers.items():
                    variant: ButtonVariant = "primary" if key == self._first else "default"
                    yield Button(Content(f"{words} ({key})"), id=f"answer-{key}", variant=variant, compact=True)

    def on_mount(self) -> None:
        self.query_one(f"#answer-{self._first}").focus()

    def explanation(self) -> Explanation:
        """The question, explained."""
        answers = ", ".join(f"{key} {words}" for key, words in self._answers.items())
        enter, leave = self._answers.get(self._first, ""), self._answers.get(self._cancel, "")
        key = keys_of(self.app).first("leave-question")
        text = f"Answers: {answers}. Enter is “{enter}” until tab goes to another; {key} is “{leave}”."
        return Explanation(shown_in_line(self._title), text)

    def on_resize(self) -> None:
        """Give each answer a line of its own where they do not fit on one."""
        buttons = self.query_one("#buttons")
        wanted = sum(cell_len(f"{words} ({key})") + _AROUND for key, words in self._answers.items())
        buttons.set_class(wanted > self.query_one("#question").scrollable_content_region.width, "-stacked")

    def on_key(self, event: events.Key) -> None:
        # Before any command: it may have been rebound to an answer's letter.
        if event.character in self._answers and not self._answered:
            event.stop()
            event.prevent_default()
            self._answer(event.character)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        assert event.button.id
        if not self._answered:
            self._answer(event.button.id.removeprefix("answer-"))

    def _answer(self, key: str) -> None:
        """Leave by way of the app's queue: what was typed after the answer is handled by then, and is not lost."""
        self._answered = True
        self.app.call_later(self.dismiss, key)

    def action_leave(self) -> None:
        """Leave it without an answer."""
        self.dismiss(self._cancel)


def draft_question(draft: Draft) -> Question:
    """Whether to resume something that was left unsaved."""
    typed = draft.content.get("typed", {})
    texts = {name: str(text) for name, text in typed.items()} if isinstance(typed, dict) else {}
    telling = next((texts[name] for name in _TELLING if texts.get(name, "").strip()), "")
    words = telling or max(texts.values(), key=len, default="")
    when = shown_in_line(draft.when)
    if is_saved(draft):
        notes = shown(words.strip()[-_MOST_WORDS:])
        return Question(
            "Go on with the ride-along?",
            f"It was left at {when} and not ended. Its notes so far:\n\n{notes or '(none)'}",
            {"y": "Go on", "l": "Later", "x": "Do not ask again"},
            "l",
            first="y",
        )
    what = _LIVE.get(draft.form, "")
    if not what:
        what = shown_in_line(draft.form.partition(" ")[2].partition(" ")[0].replace("_", " ").removesuffix("s"))
    return Question(
        "Go on where you stopped?",
        f"An unsaved {what} was kept, last typed at {when}:\n\n{shown(words[:_MOST_WORDS])}",
        {"y": "Go on", "l": "Later", "x": "Throw away"},
        "l",
        first="y",
    )


def is_saved(draft: Draft) -> bool:
    """Whether what is in a draft is in the log too, as that of a ride-along that was left."""
    context = draft.content.get("context")
    return isinstance(context, dict) and context.get("saved") == "yes"


def ride_along_question(draft: Draft) -> Question:
    """Whether to resume the ride-along that was left, or begin another."""
    typed = draft.content.get("typed", {})
    words = str(typed.get("notes") or typed.get("text", "")) if isinstance(typed, dict) else ""
    return Question(
        "Go on with the ride-along?",
        f"One was left at {shown_in_line(draft.when)} and not ended:\n\n{shown(words.strip()[-_MOST_WORDS:])}",
        {"y": "Go on", "n": "Another", "l": "Neither"},
        "l",
        first="y",
    )


class Welcome(ModalScreen[tuple[str, Role, bool] | None]):
    """The first start: who are you, and do you want to look around in the demo? None puts it off."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere", "questions"),
        Binding("ctrl+s,f2", "done(False)", "Begin"),
    ]
    place = "questions"

    def __init__(self, *, offer_demo: bool) -> None:
        super().__init__()
        self._offer_demo = offer_demo

    def compose(self) -> ComposeResult:
        with Vertical(id="question"):
            yield Label(Content("Welcome to shadowlog"), id="title")
            with VerticalScroll(can_focus=False, id="fields"):
                yield Static(Content("It carries what buyers say to the people who write what buyers read.\n"))
                with Horizontal(classes="row"):
                    yield Label(Content("your name*"), classes="label")
                    yield Line(system_user(), None, "as your team knows you", id="name", proposed=True)
                with Horizontal(classes="row"):
                    yield Label(Content("what you do"), classes="label")
                    yield Choice([(role.value, role.words) for role in Role], "marketer", optional=False, id="role")
                yield Static(Content("\nLeft and right choose what you do. The demo is a year of a made-up company."))
            with Horizontal(id="buttons"):
                yield Button("Begin", variant="primary", id="begin", compact=True)
                if self._offer_demo:
                    yield Button("Begin with the demo", id="demo", compact=True)

    def on_mount(self) -> None:
        self.query_one("#name", Line).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_done(event.button.id == "demo")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.focus_next()

    def action_leave(self) -> None:
        """Put it off: the system's name for the user serves until then."""
        self.dismiss(None)

    def action_done(self, demo: bool) -> None:
        """Begin, if there is a name."""
        name = self.query_one("#name", Line).typed.strip()
        if not name:
            self.query_one("#name", Line).focus()
            return
        self.dismiss((name, Role(self.query_one("#role", Choice).typed), demo))
