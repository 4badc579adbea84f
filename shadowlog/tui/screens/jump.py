"""Jump mode: every place one can go to gets a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from shadowlog.tui.commands import bindings, keys_of

LETTERS = "asdfghjklqwertyuiopzxcvbnm1234567890"


class Target(NamedTuple):
    """A place to go to."""

    x: int
    y: int
    go: Callable[[], None]


class JumpScreen(ModalScreen[Callable[[], None] | None]):
    """Letters over the places one can go to. Returns what goes there, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere", "questions"),
    ]
    place = "questions"

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._back = keys_of(self.app).first("jump")
        """The key that came here, and leaves again."""
        letters = [letter for letter in LETTERS if letter != self._back]
        self._targets = dict(zip(letters, targets, strict=False))

    def compose(self) -> ComposeResult:
        for letter, target in self._targets.items():
            label = Label(Content(f" {letter} "), classes="jump")
            label.styles.offset = (target.x, target.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        if self._back in (event.character, event.key):
            event.stop()
            self.action_leave()
            return
        target = self._targets.get(event.character or "")
        if target is not None:
            event.stop()
            self.dismiss(target.go)

    def action_leave(self) -> None:
        """Stay where one is."""
        self.dismiss(None)
