"""Lines of which only those in sight are drawn, and whose number changes nothing else on the screen."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class DrawnLines(ScrollView):
    """A scroll view that takes the room it is given, however many lines it has.

    Textual lays out the whole screen whenever the size of what is scrolled changes. Here the scrollbar is drawn anew;
    the screen is laid out where one appears or goes.
    """

    virtual_size = Reactive(Size(0, 0))

    def watch_virtual_size(self, size: Size) -> None:
        self._scroll_update(size)
