"""The main screen: the areas, a list, and the pane in which what is selected is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from shadowlog.analysis.recall import Recall
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Record, Theme
from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.lists.areas import AREAS, BRIEFS, Area
from shadowlog.tui.lists.browser import AreaTab
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.lists.rows import Mine
from shadowlog.tui.screens.content import ContentDesk
from shadowlog.tui.screens.history import history_page
from shadowlog.tui.widgets.key_bar import KeyBar
from shadowlog.tui.widgets.reading_pane import ReadingPane, record_page
from shadowlog.tui.widgets.search_bar import SearchBar

if TYPE_CHECKING:
    from shadowlog.privacy.withholding import Audience

_INDEX_LOOK = 3.0
"""Seconds between two looks whether the search index is to be written, or was."""

_REST = 0.08
"""Seconds for which the selection stays where it is before it is taken to rest."""


class BriefWritten(Message):
    """A brief is ready to be read."""

    def __init__(self, of: tuple[str, bool, str], text: str, remarks: Sequence[str] = ()) -> None:
        super().__init__()
        self.of = of
        """The id of what it is about, whether it is for outside readers, and what counts in it."""
        self.text = text
        self.remarks = remarks
        """What to know of it before it goes out."""


class MainScreen(ContentDesk):
    """Where one is most of the time."""

    AUTO_FOCUS = "RecordList"

    def __init__(self, repository: Repository, drafts: Drafts, settings: Settings, recall: Recall) -> None:
        super().__init__(repository, drafts, settings, recall)
        self._external = True
        self._reading: Timer | None = None
        self._was_read = ""
        """The id of the record in the reading pane."""
        self._brief: BriefWritten | None = None
        """The brief in the reading pane."""
        self._unread = False
        """Whether something was selected, or changed, since it was read."""
        self._history = False
        """Whether the reading pane shows the record's history."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="areas"):
            for area in AREAS:
                yield AreaTab(area, self._first_key(area.name))
        yield SearchBar(self._names)
        yield Static(id="status")
        with Horizontal(id="panes"):
            yield self._list
            yield ReadingPane(id="reading")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_area(self._area)
        self._repository.event_store.on_change(self._on_log_change)
        self.call_after_refresh(self._greet)
        self.set_timer(0.2, self._make_ready)
        self.set_interval(_INDEX_LOOK, self._look_after_index)

    def on_resize(self, event: events.Resize) -> None:
        for tab in self.query(AreaTab):
            tab.fit(event.size.width)

    @property
    def _audience(self) -> Audience:
        """Who the brief that is shown is for."""
        from shadowlog.privacy.withholding import Audience

        return Audience.EXTERNAL if self._external else Audience.INTERNAL

    def _show_area(self, area: Area) -> None:
        self._was_read = ""
        super()._show_area(area)

    def _said(self) -> list[str]:
        audience = "for outside readers" if self._external else "for the team only"
        return [*([audience] if self._area is BRIEFS else []), *super()._said()]

    @on(RecordList.Highlighted)
    def _read_soon(self) -> None:
        """Read what is selected at once; but while the selection moves on quickly, only where it comes to rest."""
        self._offer_commands()
        if self._reading is not None:
            self._reading.reset()
            self._unread = True
            return
        self._reading = self.set_timer(_REST, self._rested)
        if isinstance(self.focused, SearchBar):
            # What is found comes first; it is read when the fingers rest.
            self._unread = True
        else:
            self._read()

    def _rested(self) -> None:
        self._reading = None
        if self._unread:
            self._read()

    def _read(self) -> None:
        self._unread = False
        record = self._selected
        pane = self.query_one(ReadingPane)
        key = record.id if record else ""
        again = key == self._was_read
        self._was_read = key
        self._history = self._history and again
        if record is None:
            pane.read(Text())
        elif self._area is BRIEFS:
            if not again:
                self._brief = None
                pane.read(Text("Writing …", style="dim"))
            self._write_brief(record, (record.id, self._external, str(self._wanted)))
        else:
            try:
                page = history_page if self._history else record_page
                parts = [page(self._repository, record)]
                if isinstance(self._list.rows, Mine):
                    parts.insert(0, Text(f"→ {shown_in_line(self._list.rows.became(record))}\n", style="italic"))
                if self._open_task is not None:
                    # The list has no room for all of it.
                    waits = f"{self._open_task.what} {f'({self._open_task.note})' if self._open_task.note else ''}"
                    mends = f"{self._keys('mend')}: {self._open_task.remedy}"
                    parts.insert(0, Text(f"→ {shown_in_line(waits)}\n   {mends}\n", style="italic"))
                pane.read(Group(*parts), from_top=not again)
            except ShadowlogError as error:
                pane.read(Text(shown(f"{error.title}\n\n{error}")))

    @work(thread=True, exclusive=True, group="brief", exit_on_error=False)
    def _write_brief(self, record: Record, of: tuple[str, bool, str]) -> None:
        from shadowlog.briefs.context import Edition
        from shadowlog.briefs.export.one import folder_of, written
        from shadowlog.briefs.export.preview import remarks

        audience = self._audience
        try:
            with Edition(self._repository, datetime.now(timezone.utc).date(), audience, where=of[2]) as edition:
                brief, exported = written(edition, record, folder_of(self._repository.workspace, audience))
            self.post_message(BriefWritten(of, brief.body, list(remarks(brief, exported))))
        except ShadowlogError as error:
            self.post_message(BriefWritten(of, f"{error.title}\n\n{error}"))

    @on(BriefWritten)
    def _show_brief(self, message: BriefWritten) -> None:
        from shadowlog.tui.widgets.reading_pane import markdown

        selected = self._selected
        now = selected.id if selected else "", self._external, str(self._wanted)
        if self._area is BRIEFS and message.of == now:
            before, self._brief = self._brief, message
            if before is None or (before.remarks, before.text) != (message.remarks, message.text):
                known = [Text(shown_in_line(remark), style="italic") for remark in message.remarks]
                self.query_one(ReadingPane).read(Group(*known, Text(), markdown(message.text)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which commands can be called, by what is selected."""
        record = self._selected
        briefs = self._area is BRIEFS
        match action:
            case "edit" | "delete" | "history":
                return record is not None and not briefs
            case "tag":
                return isinstance(record, Insight) or any(table == Insight.table for table, _ in self._list.marked)
            case "proof":
                return isinstance(record, Theme) and not briefs
            case "mark":
                return not briefs
            case "export" | "audience" | "copy_path":
                return briefs and record is not None
            case "open":
                return self._can_open(record)
            case "back":
                return bool(self._inside or self._wanted or self._list.marked)
            case "keep":
                return bool(self._wanted)
        return self.can_mend(action)

    # Commands --------------------------------------------------------------------------------------------------

    def action_history(self) -> None:
        record = self._selected
        if record is not None:
            # It may be called before what was just selected has been read: keys come faster than messages.
            self._history = not (self._history and self._was_read == record.id)
            self._was_read = record.id
            self._read()
            self.query_one(ReadingPane).scroll_home(animate=False)

    def action_copy(self) -> None:
        """Copy what is selected: to the clipboard, and into a file for terminals that have none."""
        from shadowlog.tui.widgets.copying import copy

        record = self._selected
        if record is not None:
            text = self._brief.text if self._brief and self._area is BRIEFS else ""
            try:
                path = copy(self.app, self._repository, record, text)
            except ShadowlogError as error:
                self._show_error(error)
                return
            self.notify(f"Copied; it is in {path} as well", markup=False, timeout=5)

    def action_copy_path(self) -> None:
        """Copy where the brief that is shown lies, once it was exported."""
        from shadowlog.briefs.context import Edition
        from shadowlog.briefs.export.one import exported_before, folder_of

        record = self._selected
        if record is None:
            return
        audience = self._audience
        try:
            with Edition(
                self._repository, datetime.now(timezone.utc).date(), audience, where=str(self._wanted)
            ) as edition:
                narrowed = edition.narrowed.key if edition.narrowed else ""
        except ShadowlogError as error:
            self._show_error(error)
            return
        held = exported_before(record, folder_of(self._repository.workspace, audience), narrowed)
        if held is None:
            self.notify(f"It was not exported yet: {self._keys('export')} exports it.", markup=False, timeout=5)
            return
        self.app.copy_to_clipboard(str(held.path))
        self.notify(f"Copied: {held.path}", markup=False, timeout=8)

    def action_boards(self) -> None:
        """Show how themes were received, and how far content requests are."""
        from shadowlog.tui.screens.boards import BoardScreen

        self.app.push_screen(BoardScreen(self._repository, self.finder, self._wanted))

    def action_audience(self) -> None:
        self._external = not self._external
        self._show_status()
        self._read()

    def action_export(self) -> None:
        record = self._selected
        if record is not None:
            self._export([record])

    def action_export_all(self) -> None:
        self._export(None)

    @work(thread=True, exclusive=True, group="export", exit_on_error=False)
    def _export(self, records: list[Record] | None) -> None:
        from shadowlog.briefs.context import Edition
        from shadowlog.briefs.export.incremental import export
        from shadowlog.briefs.export.one import export_one, folder_of

        audience, where = self._audience, str(self._wanted)
        today = datetime.now(timezone.utc).date()
        folder = folder_of(self._repository.workspace, audience)
        try:
            if records is None:
                report = export(self._repository, folder, today, audience)
                whole = ", with all there is, not what is looked for" if where else ""
                done = "\n".join(
                    [f"{len(report.written)} of {report.total} briefs written in {folder}{whole}", *report.beside.told]
                )
                if report.faults:
                    raise report.faults[0]
            else:
                with Edition(self._repository, today, audience, where=where) as edition:
                    each = [export_one(edition, held, folder) for held in records]
                done = f"{'Written' if each[0].written else 'Nothing changed since'}: {each[0].path}"
        except ShadowlogError as error:
            self.app.call_from_thread(self._show_error, error)
            return
        self.app.call_from_thread(self.notify, shown(done), markup=False, timeout=8)
        self.app.call_from_thread(self._read)
