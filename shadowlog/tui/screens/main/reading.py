"""Reading what is selected: a record, its history, or a brief; and copying it."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.text import Text
from textual.timer import Timer

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Objection, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.lists.record_page import record_page
from shadowlog.tui.lists.rows import Mine
from shadowlog.tui.lists.today import Today
from shadowlog.tui.screens.history import history_page
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.briefs import BriefActions
from shadowlog.tui.widgets.errors import error_page, show_error
from shadowlog.tui.widgets.reading_pane import ReadingPane
from shadowlog.tui.widgets.search_bar import SearchBar

_REST = 0.08
"""Seconds for which the selection stays where it is before it is taken to rest."""


class ReadingActions(ActionGroup):
    """The pane in which what is selected is read."""

    def __init__(self, parts: Parts, briefs: BriefActions) -> None:
        super().__init__(parts)
        self._briefs = briefs
        self._timer: Timer | None = None
        self._read_id = ""
        """The id of the record in the pane."""
        self._unread = False
        """Whether something was selected, or changed, since it was read."""
        self._history = False
        """Whether the pane shows the record's history."""

    def actions(self) -> Mapping[str, Action]:
        return {"history": self.history, "copy": self.copy}

    def forget(self) -> None:
        """Have what is selected next read from its top, even if it is what was read last."""
        self._read_id = ""

    def read_soon(self) -> None:
        """Read what is selected at once; but while the selection moves on quickly, only where it comes to rest."""
        if self._timer is not None:
            self._timer.reset()
            self._unread = True
            return
        self._timer = self.screen.set_timer(_REST, self._rested)
        if isinstance(self.screen.focused, SearchBar):
            # The list comes first; it is read when the fingers rest.
            self._unread = True
        else:
            self.read()

    def _rested(self) -> None:
        self._timer = None
        if self._unread:
            self.read()

    def read(self) -> None:
        """Read what is selected: from where one was reading, if it is the same."""
        self._unread = False
        row = self.selection.row
        key = row.id if row else ""
        again = key == self._read_id
        self._read_id = key
        self._history = self._history and again
        pane = self.screen.query_one(ReadingPane)
        if row is None:
            pane.read(Text())
        elif self.selection.brief is not None:
            self._briefs.write(again=again)
        else:
            try:
                pane.read(Group(*self._page(row)), from_top=not again)
            except ShadowlogError as error:
                pane.read(Text(error_page(error)))

    def _page(self, record: Record) -> list[RenderableType]:
        standing = self.index.standing(record) if isinstance(record, Objection) else None
        page = (
            history_page(self.repository, record) if self._history else record_page(self.repository, record, standing)
        )
        parts = [page]
        rows = self.selection.list.rows
        if isinstance(rows, Mine):
            parts.insert(0, Text(f"→ {shown_in_line(rows.became(record))}\n", style="italic"))
        task = self.selection.task
        line = rows.line(self.selection.list.cursor) if isinstance(rows, Today) else None
        if line is not None and line.item is not None and task is None:
            what = shown_in_line(f"{line.item.what} {f'({line.item.note})' if line.item.note else ''}")
            parts.insert(0, Text(f"→ {f'{line.item.label}: ' if line.item.label else ''}{what}\n", style="italic"))
        if task is not None:
            # The list has no room for all of it.
            what = shown_in_line(f"{task.what} {f'({task.note})' if task.note else ''}")
            parts.insert(0, Text(f"→ {what}\n   {self.keys.all('mend')}: {task.remedy}\n", style="italic"))
        return parts

    def history(self) -> None:
        """Show the history of the record that is selected, or the record again."""
        record = self.selection.record
        if record is not None:
            # It may be called before what was just selected has been read: keys come faster than messages.
            self._history = not (self._history and self._read_id == record.id)
            self._read_id = record.id
            self.read()
            self.screen.query_one(ReadingPane).scroll_home(animate=False)

    def copy(self) -> None:
        """Copy what is selected: to the clipboard, and into a file for terminals that have none."""
        from shadowlog.tui.widgets.copying import copy

        row = self.selection.row
        if row is None:
            return
        try:
            path = copy(self.app, self.repository, row, self._briefs.text)
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        self.notify(f"Copied, and saved in {path}")
