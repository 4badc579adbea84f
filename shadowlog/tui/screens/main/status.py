"""The line above the list: what is listed, how many, and what is looked for."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.widgets import Static

from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import title
from shadowlog.store.repository import Repository
from shadowlog.tui.commands import keys_of
from shadowlog.tui.commands.areas import BRIEFS
from shadowlog.tui.commands.catalogue import LISTS
from shadowlog.tui.lists.rows import Found
from shadowlog.tui.lists.today import Today
from shadowlog.tui.screens.main.search_index import SearchIndex
from shadowlog.tui.screens.main.selection import Export, Selection


class Status(Static):
    """The line above the list."""

    def __init__(self, repository: Repository, selection: Selection, index: SearchIndex) -> None:
        super().__init__(id="status")
        self._repository = repository
        self._selection = selection
        self._index = index
        self._offered: list[str] = []
        """The commands in the footer."""

    def show(self) -> None:
        """Say what is listed now, and offer the commands that apply to it."""
        selection = self._selection
        parts = [" › ".join([selection.area.short, *(title(each, 40) for each in selection.opened)])]
        if selection.exporting:
            parts.append(self._exporting(selection.exporting))
        parts.append(_today() if isinstance(selection.list.rows, Today) else f"{selection.list.total:,}")
        if selection.marked:
            parts.append(f"{len(selection.marked)} marked")
        if selection.area is BRIEFS:
            parts.append("Outside readers’ edition" if selection.external else "Team edition")
        parts.extend(self._looked_for())
        if self._repository.event_store.read_only:
            parts.append("READ ONLY")
        if self._repository.event_store.damaged:
            parts.append("DAMAGED: shadowlog check")
        self.update(Text("  ".join(parts), no_wrap=True, overflow="ellipsis"), layout=False)
        self.offer_commands()

    def _exporting(self, export: Export) -> str:
        """How far an export is, and how it is stopped."""
        keys = keys_of(self.app)
        if export.stop.is_set():
            return "Stopping the export …"
        of = f"{export.done:,} of {export.total:,}" if export.total else "…"
        return f"Exporting {of} ({keys.first('export-all')} or {keys.first('back')} stops)"

    def _looked_for(self) -> list[str]:
        """What is looked for, in words, and what is wrong with it."""
        selection = self._selection
        if not selection.filter or selection.opened:
            return []
        rows = selection.list.rows
        finder = self._index.finder
        waiting = ["The search index is being made …"] if finder.missing else []
        plan = (rows.hits if isinstance(rows, Found) else finder.find(selection.filter)).plan
        words = plan.resolved.words
        counting = f"counting only: {words}" if selection.area is BRIEFS and words else words
        return [shown_in_line(text) for text in (counting, *plan.problems, *waiting) if text]

    def offer_commands(self) -> None:
        """Have the footer made again, but only where other commands apply than before: it is slow to make."""
        area = self._selection.area.name
        shown = (command for command in LISTS if command.rank(area) is not None)
        offered = [area, *(command.name for command in shown if command.when.applies(self._selection))]
        if offered != self._offered:
            self._offered = offered
            self.screen.refresh_bindings()


def _today() -> str:
    """The day it is: ``Wednesday 25 November``."""
    now = datetime.now()
    return f"{now:%A} {now.day} {now:%B}"
