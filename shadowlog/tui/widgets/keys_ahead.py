"""Keys that come in while something to type in is being opened: they wait for it, and never act as commands.

A form, a question or the search is opened over several turns of the event loop. A person, or a busy machine, has
pressed the next keys by then; of the words "does it" the first letter alone would delete what is selected.
"""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.screen import ModalScreen
from textual.widget import Widget

OPENING = "default"
"""The group of the workers that open a form or a question: they run from the command to the answer."""

_SOON = 0.01
"""Seconds between two looks whether what is being opened can be typed into."""

_MOST_LOOKS = 1_000
"""Looks after which keys go on whatever is being opened: nobody is locked out of their own screen."""

_MOST_BEHIND = 50
"""Looks at the most for keys that are still on their way through other widgets."""


class KeysAhead(App[int]):
    """An application in which keys wait for what is being opened."""

    _ahead: list[events.Key | events.Paste]
    """What was pressed and pasted ahead, in its order."""
    _goes_to: Widget | None = None
    """What is to have the focus before the keys go on, where it is on the screen already."""
    _looks: int = 0
    """How often was looked since keys wait."""
    _behind: int = 0
    """How often nothing was being opened any more, and keys were still on their way."""
    _through: Widget | None = None
    """Where keys go while they wait, so that none overtakes another on its way up to here."""

    def open_in(self, widget: Widget) -> None:
        """Give a widget the focus, and have the keys wait for it."""
        self._goes_to = widget
        self._wait()
        widget.focus()

    @property
    def keys_wait(self) -> bool:
        """Whether keys that come in wait."""
        return self._through is not None

    def _opening(self) -> bool:
        """Whether something to type in is on its way."""
        goes_to = self._goes_to
        if goes_to is not None and goes_to.is_attached and goes_to.display and not goes_to.has_focus:
            return True
        screen = self.screen
        if any(held.node is screen and held.group == OPENING and not held.is_finished for held in self.workers):
            return True
        return isinstance(screen, ModalScreen) and getattr(screen, "TAKES_FOCUS", False) and screen.focused is None

    def _wait(self) -> None:
        if self._through is None:
            self._ahead = []
            self._looks = self._behind = 0
            self._through = self.focused or self.screen
            self.set_timer(_SOON, self._go_on)

    async def on_event(self, event: events.Event) -> None:
        through = self._through
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded and through is not None:
            if isinstance(event, events.Key) and await self._check_bindings(event.key, priority=True):
                return
            if through.is_attached:
                through._forward_event(event)
            else:
                self._ahead.append(event)
            return
        await super().on_event(event)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that nobody took may belong to what is being opened."""
        self.holds(event)

    def holds(self, event: events.Key | events.Paste) -> bool:
        """Have a key wait, if it has to."""
        if self._through is None and not self._opening():
            return False
        self._wait()
        event.stop()
        event.prevent_default()
        self._ahead.append(event)
        return True

    def _go_on(self) -> None:
        """Hand the keys that waited to what was opened, once none is on its way any more."""
        through = self._through
        if through is None:
            return
        self._looks += 1
        opening = self._opening() and self._looks < _MOST_LOOKS
        on_their_way = through.is_attached and (through.message_queue_size or through.screen.message_queue_size)
        self._behind += not opening
        # Looked at from a timer: a callback of this queue would find itself, or another such, in the queue for ever.
        if opening or ((on_their_way or self.message_queue_size) and self._behind < _MOST_BEHIND):
            self.set_timer(_SOON, self._go_on)
        else:
            self._through = self._goes_to = None
            for event in self._ahead:
                anew = events.Paste(event.text) if isinstance(event, events.Paste) else _same(event)
                self.post_message(anew)


def _same(event: events.Key) -> events.Key:
    return events.Key(event.key, event.character)
