"""Today: what is worth a look, looked up while the screen is seen already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shadowlog.domain.records import ContentRequest, Encounter, Insight, Objection, Record, Theme
from shadowlog.domain.text.dates import local_zone
from shadowlog.tui.lists.rows import Rows
from shadowlog.tui.lists.today import MOST, Line, Today, lines_of, saved_lines
from shadowlog.tui.screens.main.actions import ActionGroup, Parts

_LOGGED = (Encounter, Insight, Objection, ContentRequest, Theme)
"""Kinds of records of which there is one as soon as there is something to look at."""


class TodayActions(ActionGroup):
    """The list of Today."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._lines: list[Line] = []
        """What is listed."""
        self._found: list[Line] = []
        """The sections as they were looked up last."""
        self._saved: list[Record] = []
        """What was saved last while Today was shown, the latest first."""
        self._looking = False
        """Whether a thread looks up what is worth a look."""
        self._changed = False
        """Whether something was saved since it began to."""

    def rows(self) -> Rows:
        """The lines of Today, to be listed; they are looked up meanwhile. None where nothing is logged yet."""
        self.look_up()
        return Today(self.repository, self._lines)

    def look_up(self) -> None:
        """Look up again what is worth a look: once it is seen, and one look-up after the other. While another screen is
        over it, it waits for ``resume``: whoever types there needs the time.
        """
        if self._looking or self.app.screen is not self.screen:
            self._changed = True
            return
        self._changed = False
        if not any(self.repository.count(kind) for kind in _LOGGED):
            self._lines.clear()
            return
        if not self._lines:
            self._put([Line("Looking up what is new …")])
        # After what is seen has been drawn: reading the log takes longer than that.
        self._looking = True
        self.screen.call_after_refresh(self.in_thread, self._look_up, "today")

    def resume(self) -> None:
        """Look up what changed meanwhile, if something did."""
        if self._changed and isinstance(self.selection.list.rows, Today):
            self.look_up()

    def _look_up(self) -> None:
        try:
            self._find()
        finally:
            self.screen.call_later(self._ended)

    def _ended(self) -> None:
        self._looking = False
        self.resume()

    def _find(self) -> None:
        from shadowlog.analysis.today import SECTIONS, Day

        finder = self.index.finder
        day = Day(self.repository, finder, datetime.now(local_zone()))
        lines = [
            Line(self.keys.named_in(line.words), *line[1:])
            for each in SECTIONS
            for line in lines_of(each, each.find(day))
        ]
        if finder.missing:
            lines = [Line("The search index is being made …"), Line(""), *lines]
        self.screen.call_later(self._show, lines)

    def add(self, record: Record) -> None:
        """List a record that was just saved, on top."""
        self._saved = [record, *(other for other in self._saved if other.id != record.id)][:MOST]
        self._put(self._found)

    def _put(self, lines: Sequence[Line]) -> None:
        """Have the lines listed, below what was just saved."""
        self._found = [*lines]
        still = [record for each in self._saved if (record := self.repository.get(type(each), each.id)) is not None]
        self._lines[:] = [*saved_lines(still), *lines]

    def _show(self, lines: Sequence[Line]) -> None:
        self._put(lines)
        if isinstance(self.selection.list.rows, Today):
            self.selection.list.reread()
            self.status.show()
