"""The main screen: the areas, a list, and the pane in which what is selected is read."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from shadowlog.domain.display import shown, shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter, Insight, Objection, Record, Theme
from shadowlog.store.drafts import Drafts
from shadowlog.store.follower import Key
from shadowlog.store.logbook import Logbook
from shadowlog.store.settings import Settings
from shadowlog.tui.areas import AREAS, Area
from shadowlog.tui.commands import bindings
from shadowlog.tui.desk import Desk
from shadowlog.tui.history import history_page
from shadowlog.tui.key_bar import KeyBar
from shadowlog.tui.reading_pane import ReadingPane, belongings, record_page
from shadowlog.tui.record_list import RecordList
from shadowlog.tui.rows import Given, House, Newest

_REST = 0.08
"""Seconds for which the selection stays where it is before it is taken to rest."""

_BY_NAME = {area.name: area for area in AREAS}


class AreaTab(Static):
    """The name of an area; a click goes there."""

    def __init__(self, area: Area) -> None:
        super().__init__(Content(f" {area.key} {area.title} "), id=f"tab-{area.name}", classes="tab")
        self._area = area

    async def on_click(self) -> None:
        await self.screen.run_action(f"area({self._area.name!r})")


class LogChanged(Message):
    """Something was saved, here or by another program."""


class BriefWritten(Message):
    """A brief is ready to be read."""

    def __init__(self, subject: str, text: str) -> None:
        super().__init__()
        self.subject = subject
        self.text = text


class MainScreen(Desk):
    """Where one is most of the time."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("lists")]
    AUTO_FOCUS = "RecordList"

    def __init__(self, logbook: Logbook, drafts: Drafts, settings: Settings) -> None:
        super().__init__(logbook, drafts, settings)
        self._area = AREAS[0]
        self._list = RecordList(logbook, Newest(logbook, Encounter), id="list")
        self._external = True
        self._reading: Timer | None = None
        self._was_read = ""
        """The id of the record in the reading pane."""
        self._brief = ""
        """The brief in the reading pane."""
        self._unread = False
        """Whether something was selected, or changed, since it was read."""
        self._history = False
        """Whether the reading pane shows the record's history."""
        self._situation: tuple[str, type, bool] | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="areas"):
            for area in AREAS:
                yield AreaTab(area)
        yield Static(id="status")
        with Horizontal(id="panes"):
            yield self._list
            yield ReadingPane(id="reading")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_area(self._area)
        self._logbook.ledger.on_change(self._on_log_change)
        self.call_after_refresh(self._greet)
        self.set_timer(0.2, self._make_ready)

    def _on_log_change(self, _: set[Key]) -> None:
        self.post_message(LogChanged())

    @on(LogChanged)
    def _reread(self) -> None:
        self._inside = [held for record in self._inside if (held := self._logbook.get(type(record), record.id))]
        self._list.reread()
        self._show_status()

    # Lists -----------------------------------------------------------------------------------------------------

    def _show_area(self, area: Area) -> None:
        self._area = area
        self._was_read = ""
        self._inside.clear()
        for tab in self.query(AreaTab):
            tab.set_class(tab.id == f"tab-{area.name}", "-here")
        rows = House(self._logbook) if area.kinds == (Theme,) else Newest(self._logbook, *area.kinds)
        self._list.show_rows(rows, area.empty, first=area.first)
        self._show_status()

    def _show_status(self) -> None:
        parts = [" › ".join([self._area.title, *(shown_in_line(record.heading)[:40] for record in self._inside)])]
        parts.append(f"{self._list.total:,}")
        if self._area.name == "briefs":
            parts.append("for outside readers" if self._external else "for the team only")
        if self._logbook.ledger.read_only:
            parts.append("READ ONLY")
        if self._logbook.ledger.log.damage:
            parts.append("DAMAGED: shadowlog check")
        self.query_one("#status", Static).update(Text("  ".join(parts), no_wrap=True, overflow="ellipsis"))
        self._offer_commands()

    def _offer_commands(self) -> None:
        """Have the footer made anew, but only where other commands can be called than before: it is slow to make."""
        situation = self._area.name, type(self._selected), bool(self._inside)
        if situation != self._situation:
            self._situation = situation
            self.refresh_bindings()

    @property
    def _selected(self) -> Record | None:
        return self._list.selected

    @on(RecordList.Highlighted)
    def _read_soon(self) -> None:
        """Read what is selected at once; but while the selection moves on quickly, only where it comes to rest."""
        self._offer_commands()
        if self._reading is not None:
            self._reading.reset()
            self._unread = True
            return
        self._reading = self.set_timer(_REST, self._rested)
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
        elif self._area.name == "briefs":
            if not again:
                self._brief = ""
                pane.read(Text("Writing …", style="dim"))
            self._write_brief(record)
        else:
            try:
                page = history_page if self._history else record_page
                pane.read(page(self._logbook, record), from_top=not again)
            except ShadowlogError as error:
                pane.read(Text(shown(f"{error.title}\n\n{error}")))

    @work(thread=True, exclusive=True, group="brief", exit_on_error=False)
    def _write_brief(self, record: Record) -> None:
        from shadowlog.briefs.export import write_brief
        from shadowlog.briefs.withholding import Audience

        audience = Audience.EXTERNAL if self._external else Audience.INTERNAL
        try:
            text = write_brief(self._logbook, record, datetime.now(timezone.utc).date(), audience).text
        except ShadowlogError as error:
            text = f"{error.title}\n\n{error}"
        self.post_message(BriefWritten(record.id, text))

    @on(BriefWritten)
    def _show_brief(self, message: BriefWritten) -> None:
        from shadowlog.tui.reading_pane import markdown

        selected = self._selected
        if self._area.name == "briefs" and selected is not None and selected.id == message.subject:
            body = message.text.partition("\n---\n")[2] if message.text.startswith("---\n") else message.text
            if body != self._brief:
                self._brief = body
                self.query_one(ReadingPane).read(markdown(body))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which commands can be called, by what is selected."""
        record = self._selected
        briefs = self._area.name == "briefs"
        match action:
            case "edit" | "delete" | "history":
                return record is not None and not briefs
            case "tag":
                return isinstance(record, Insight)
            case "proof":
                return isinstance(record, Theme) and not briefs
            case "export" | "audience":
                return briefs and record is not None
            case "open":
                return isinstance(record, (Encounter, Objection, Theme)) and not briefs
            case "back":
                return bool(self._inside)
        return True

    # Commands --------------------------------------------------------------------------------------------------

    def action_area(self, name: str) -> None:
        self._show_area(_BY_NAME[name])
        self._list.focus()

    def action_cursor(self, lines: int) -> None:
        self._list.move(lines)

    def action_cursor_to(self, place: int) -> None:
        self._list.move(-self._list.total if place == 0 else self._list.total)

    def action_page(self, pages: int) -> None:
        self._list.move_page(pages)

    @on(RecordList.Opened)
    def action_open(self) -> None:
        record = self._selected
        if not isinstance(record, (Encounter, Objection, Theme)) or self._area.name == "briefs":
            return
        opened = record
        self._inside.append(opened)
        found = Given(
            self._logbook, lambda: [(kind, numbered) for _, kind, numbered in belongings(self._logbook, opened)]
        )
        self._list.show_rows(found, ("Nothing here yet.", "", "i  adds an insight.", "o  adds an objection."), opened)
        self._show_status()

    def action_back(self) -> None:
        if self._inside:
            came_from = self._inside[0]
            self._show_area(self._area)
            self._list.select(came_from)

    def action_new(self) -> None:
        if self._inside and isinstance(self._inside[-1], Encounter):
            self.action_insight()
        elif self._inside and isinstance(self._inside[-1], Objection):
            self.action_objection()
        elif self._area.name == "briefs":
            self.action_area("themes")
        else:
            selected = self._selected
            kind = type(selected) if selected and self._area.name == "names" else self._area.kinds[0]
            self._add(kind)

    def action_history(self) -> None:
        record = self._selected
        if record is not None:
            # It may be called before what was just selected has been read: keys come faster than messages.
            self._history = not (self._history and self._was_read == record.id)
            self._was_read = record.id
            self._read()
            self.query_one(ReadingPane).scroll_home(animate=False)

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
        from shadowlog.briefs.export import every_brief, save_brief, write_brief
        from shadowlog.briefs.withholding import Audience

        audience = Audience.EXTERNAL if self._external else Audience.INTERNAL
        today = datetime.now(timezone.utc).date()
        folder = self._logbook.workspace.exports
        try:
            if records is None:
                count = len([save_brief(brief, folder) for brief in every_brief(self._logbook, today, audience)])
                done = f"{count} briefs are in {folder}"
            else:
                paths = [save_brief(write_brief(self._logbook, held, today, audience), folder) for held in records]
                done = f"Written: {paths[0]}"
        except ShadowlogError as error:
            self.app.call_from_thread(self._show_error, error)
            return
        self.app.call_from_thread(self.notify, shown(done), markup=False, timeout=8)
