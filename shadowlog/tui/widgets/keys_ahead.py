"""What comes in while something to type in is being opened: keys and pastes wait for it, and never act as commands.

A form, a question or the search is opened over several turns of the event loop. A person, or a busy machine, has
pressed the next keys by then; of the words "does it" the first letter alone would delete what is selected. The mouse
is pressed on what is seen, and that is going: such a click does nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

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


KeyOrPaste = events.Key | events.Paste


@runtime_checkable
class TakesAhead(Protocol):
    """A screen that takes what nobody took, for a line that is to have the focus."""

    def take_ahead(self, event: KeyOrPaste) -> None:
        """Take what was pressed or pasted before the line could."""


class KeysAhead(App[int]):
    """An application in which keys and pastes wait for what is being opened."""

    _ahead: list[KeyOrPaste]
    """What was pressed and pasted ahead, in its order."""
    _goes_to: Widget | None = None
    """What is to have the focus before the keys go on, where it is on the screen already."""
    _looks: int = 0
    """How often was looked since keys wait."""
    _behind: int = 0
    """How often nothing was being opened any more, and keys were still on their way."""
    _through: Widget | None = None
    """Where keys go while they wait, so that none overtakes another on its way up to here."""

    _doing = False
    """Whether what keys wait for is being done."""

    def do_before_keys(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do something before what is pressed from now on acts. To be called on a key that came to the widget that has
        the focus, which hands to ``keep_key`` whatever reaches it after that.
        """
        self._wait()
        self._doing = True
        self.call_later(self._do, do)

    def keep_key(self, event: KeyOrPaste) -> None:
        """Keep what was pressed or pasted for whatever is being opened."""
        self._ahead.append(event)

    async def _do(self, do: Callable[[], Awaitable[None]]) -> None:
        through = self._through
        for _ in range(_MOST_LOOKS):
            if through is None or not through.message_queue_size:
                break
            # What was on its way there comes before what is pressed next.
            await asyncio.sleep(0)
        try:
            await do()
        finally:
            self._doing = False

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
        if self._doing:
            return True
        goes_to = self._goes_to
        if goes_to is not None and goes_to.is_attached and goes_to.display and not goes_to.has_focus:
            return True
        if self._is_replaced():
            return True
        screen = self.screen
        return isinstance(screen, ModalScreen) and getattr(screen, "TAKES_FOCUS", False) and screen.focused is None

    def _is_replaced(self) -> bool:
        """Whether a worker is opening something over the screen."""
        screen = self.screen
        return any(
            worker.node is screen and worker.group == OPENING and not worker.is_finished for worker in self.workers
        )

    def _wait(self) -> None:
        if self._through is None:
            self._ahead = []
            self._looks = self._behind = 0
            self._through = self.focused or self.screen
            self.set_timer(_SOON, self._go_on)

    async def on_event(self, event: events.Event) -> None:
        through = self._through
        if isinstance(event, KeyOrPaste) and not event.is_forwarded and through is not None:
            if isinstance(event, events.Key) and await self._check_bindings(event.key, priority=True):
                return
            if through.is_attached and (not self._doing or through.message_queue_size):
                through._forward_event(event)
            else:
                self._ahead.append(event)
            return
        if isinstance(event, events.MouseDown) and (through is not None or self._is_replaced()):
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        self._nobody_took(event)

    def on_paste(self, event: events.Paste) -> None:
        self._nobody_took(event)

    def _nobody_took(self, event: KeyOrPaste) -> None:
        """It may belong to what is being opened, or have been on its way before a line to type in was opened."""
        screen = self.screen
        if not self._holds(event) and isinstance(screen, TakesAhead):
            screen.take_ahead(event)

    def _holds(self, event: KeyOrPaste) -> bool:
        """Have a key or a paste wait, if it has to."""
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
                again = events.Paste(event.text) if isinstance(event, events.Paste) else _same(event)
                self.post_message(again)


def _same(event: events.Key) -> events.Key:
    return events.Key(event.key, event.character)
