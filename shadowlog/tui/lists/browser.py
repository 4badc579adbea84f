"""The lists: going from area to area, finding, opening what belongs to a record, and back."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from shadowlog.analysis.recall import Recall
from shadowlog.domain.records import Account, Encounter, Insight, KeptFilter, Objection, Record, Theme
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.resolve import names_starting
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.settings import Settings
from shadowlog.tui.commands import bindings
from shadowlog.tui.lists.areas import AREAS, BRIEFS, CONTENT, EVERYTHING, Area
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.lists.rows import Found, Given, House, InOrder, Mine, Newest, Rows, Subjects
from shadowlog.tui.screens.desk import Desk
from shadowlog.tui.widgets.keys_ahead import KeysAhead
from shadowlog.tui.widgets.reading_pane import belongings
from shadowlog.tui.widgets.search_bar import SearchBar

if TYPE_CHECKING:
    from shadowlog.analysis.tasks import Task

_INDEX_PATIENCE = 60.0
"""Seconds a process is given to write the search index before another is started."""

_PAUSE = 0.4
"""Seconds without a change after which the list is read again while another screen is over it."""

_BY_NAME = {area.name: area for area in AREAS}

_NOTHING_FITS = ("Nothing fits.", "", "{back}  gives up the search.", "{everything}  looks through everything.")


_WHOLE_NAMES, _SHORT = 90, 6
"""Cells of the screen from which on all names of areas fit whole; letters of a short one."""


class AreaTab(Static):
    """The name of an area; a click goes there."""

    def __init__(self, area: Area, key: str) -> None:
        super().__init__(Content(f" {key} {area.title}"), id=f"tab-{area.name}", classes="tab")
        self._area = area
        self._key = key

    def fit(self, width: int) -> None:
        """Say the whole name where the screen is wide enough for all of them, or a short one."""
        title = self._area.title
        short = width < _WHOLE_NAMES and len(title) > _SHORT + 1
        self.update(Content(f" {self._key} {title[:_SHORT] + '.' if short else title}"))

    async def on_click(self) -> None:
        await self.screen.run_action(f"area({self._area.name!r})")


class LogChanged(Message):
    """Something was saved, here or by another program."""


class Browser(Desk):
    """A screen with a list of records that one moves about in."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("lists")]

    def __init__(self, repository: Repository, drafts: Drafts, settings: Settings, recall: Recall) -> None:
        super().__init__(repository, drafts, settings, recall)
        self._area = AREAS[0]
        self._list = RecordList(repository, Newest(repository, Encounter), id="list")
        self._searched = False
        self._wanted = Filter()
        """What is looked for."""
        self._tasks: list[Task] = []
        self._came_from = self._area
        self._later: Timer | None = None
        self._write_index_from = 0.0
        """When the search index may be written by another process again."""
        self._situation: tuple[str, type, bool] | None = None

    def _on_log_change(self, _: set[RecordKey]) -> None:
        self.post_message(LogChanged())

    @on(LogChanged)
    def _reread_soon(self) -> None:
        """Read the list again: at once where it is looked at, else when those who type on another screen pause."""
        if self.is_current:
            self._reread()
        elif self._later is None:
            self._later = self.set_timer(_PAUSE, self._reread)
        else:
            self._later.reset()

    def _reread(self) -> None:
        if self._later is not None:
            self._later.stop()
            self._later = None
        self._inside = [held for record in self._inside if (held := self._repository.get(type(record), record.id))]
        self._list.reread()
        self._show_status()

    # Lists -----------------------------------------------------------------------------------------------------

    def _show_area(self, area: Area) -> None:
        self._area = area
        self._inside.clear()
        for tab in self.query(AreaTab):
            tab.set_class(tab.id == f"tab-{area.name}", "-here")
        empty = self._with_keys(_NOTHING_FITS if self._wanted else area.empty)
        self._list.show_rows(
            self._rows(area), empty, first=area.first, mixed=area is EVERYTHING, name=f"{area.name} {self._wanted}"
        )
        self._show_status()

    def _with_keys(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Lines with the keys of the commands that they name, as this person has them."""
        from shadowlog.tui.screens.help import with_keys

        return tuple(with_keys(line, self._settings.keys) for line in lines)

    def _rows(self, area: Area) -> Rows:
        if area is BRIEFS:
            # What is looked for counts within the briefs: there are as many of them.
            return Subjects(self._repository, self.finder, *area.kinds)
        if self._wanted or area is EVERYTHING:
            return Found(self._repository, self.finder, self._wanted, *area.kinds)
        if area is CONTENT:
            return InOrder(self._repository)
        return House(self._repository) if area.kinds == (Theme,) else Newest(self._repository, *area.kinds)

    def _show_status(self) -> None:
        parts = [" › ".join([self._area.title, *(shown_in_line(record.heading)[:40] for record in self._inside)])]
        parts.append(f"{self._list.total:,}")
        if self._list.marked:
            parts.append(f"{len(self._list.marked)} marked")
        parts.extend(self._said())
        if self._repository.event_store.read_only:
            parts.append("READ ONLY")
        if self._repository.event_store.damaged:
            parts.append("DAMAGED: shadowlog check")
        status = Text("  ".join(parts), no_wrap=True, overflow="ellipsis")
        self.query_one("#status", Static).update(status, layout=False)
        self._offer_commands()

    def _said(self) -> list[str]:
        """What else the line above the list says."""
        if not self._wanted or self._inside:
            return []
        rows = self._list.rows
        waiting = ["The search index is being made …"] if self.finder.missing else []
        plan = rows.hits.plan if isinstance(rows, Found) else self.finder.find(self._wanted).plan
        words = ("counting only: " if self._area is BRIEFS and plan.resolved.words else "") + plan.resolved.words
        return [shown_in_line(text) for text in (words, *plan.problems, *waiting) if text]

    def _offer_commands(self) -> None:
        """Have the footer made anew, but only where other commands can be called than before: it is slow to make."""
        situation = self._area.name, type(self._selected), bool(self._inside or self._wanted or self._list.marked)
        if situation != self._situation:
            self._situation = situation
            self.refresh_bindings()

    @property
    def _marked(self) -> dict[tuple[str, str], None]:
        return self._list.marked

    @property
    def _selected(self) -> Record | None:
        return self._list.selected

    def action_area(self, name: str) -> None:
        self._show_area(_BY_NAME[name])
        self._list.focus()

    def action_cursor(self, lines: int) -> None:
        self._list.move(lines)

    def action_cursor_to(self, place: int) -> None:
        self._list.move(-self._list.total if place == 0 else self._list.total)

    def action_mark(self) -> None:
        """Mark what is selected, to be changed together with others."""
        self._list.mark()
        self._show_status()

    @work
    async def action_jump(self) -> None:
        """Give every place in sight a letter, and go to the one that is pressed."""
        from shadowlog.tui.widgets.jump import JumpScreen, Target

        targets = [
            Target(tab.region.x, tab.region.y, partial(self.action_area, area.name))
            for tab, area in zip(self.query(AreaTab), AREAS, strict=True)
        ]
        targets += [
            Target(self._list.region.x, y, partial(setattr, self._list, "cursor", place))
            for y, place in self._list.lines()
        ]
        go = await self.app.push_screen_wait(JumpScreen(targets))
        if go is not None:
            go()

    def action_page(self, pages: int) -> None:
        self._list.move_page(pages)

    @on(RecordList.Opened)
    def action_open(self) -> None:
        opened = self._selected
        if not self._can_open(opened):
            return
        if isinstance(opened, KeptFilter):
            self.action_search(f"kept:{opened.name.replace(' ', '-')} ")
            return
        assert opened is not None
        self._inside.append(opened)
        rows: Rows
        if isinstance(opened, Account):
            rows = Found(self._repository, self.finder, Filter((Clause((opened.id,), "account"),)))
        else:
            rows = Given(
                self._repository,
                lambda: [(kind, numbered) for _, kind, numbered in belongings(self._repository, opened)],
            )
        empty = self._with_keys(
            ("Nothing here yet.", "", "{insight}  adds an insight.", "{objection}  adds an objection.")
        )
        self._list.show_rows(rows, empty, opened, mixed=isinstance(opened, Account), name=opened.id)
        self._show_status()

    def _can_open(self, record: Record | None) -> bool:
        return isinstance(record, (Account, Encounter, KeptFilter, Objection, Theme)) and self._area is not BRIEFS

    def action_back(self) -> None:
        if self._inside:
            came_from = self._inside[0]
            self._show_area(self._area)
            self._list.select(came_from)
        elif self._list.marked:
            self._list.marked.clear()
            self._list.refresh()
            self._show_status()
        elif self._wanted:
            self.action_leave_search()

    def action_new(self) -> None:
        if self._inside and isinstance(self._inside[-1], Encounter):
            self.action_insight()
        elif self._inside and isinstance(self._inside[-1], Objection):
            self.action_objection()
        elif self._area is BRIEFS:
            self.action_area("themes")
        else:
            selected = self._selected
            several = self._area.name in ("names", EVERYTHING.name)
            self._add(type(selected) if selected and several else self._area.kinds[0] if self._area.kinds else Insight)

    # Finding ---------------------------------------------------------------------------------------------------

    @property
    def finder(self) -> Finder:
        """The search over the log."""
        self._searched = True
        return self._recall.finder

    def _look_after_index(self) -> None:
        """Have the search index written by a process of its own where it is worth it, and take it up when it is."""
        if not self._searched:
            return
        if self.finder.look():
            self.post_message(LogChanged())
        elif self.finder.worth_writing and monotonic() > self._write_index_from:
            from shadowlog.store.maintenance.background_jobs import write_index

            self._write_index_from = monotonic() + _INDEX_PATIENCE
            if not self._repository.event_store.read_only:
                write_index(self._repository.workspace)

    def _names(self, table: str, start: str) -> list[str]:
        return names_starting(self._repository, table, start)

    def action_search(self, text: str = "") -> None:
        """Look for something, in everything there is."""
        bar = self.query_one(SearchBar)
        bar.display = True
        if isinstance(self.app, KeysAhead):
            self.app.open_in(bar)
        if text:
            bar.value = text
            bar.cursor_position = len(text)

    @on(SearchBar.Typed)
    def _find(self, message: SearchBar.Typed) -> None:
        wanted = read_filter(message.text)
        if wanted == self._wanted:
            return
        if wanted and not self._wanted and self._area is not EVERYTHING:
            self._came_from = self._area
            self._area = EVERYTHING
        self._wanted = wanted
        self._show_area(self._area)

    def action_to_list(self) -> None:
        self._list.focus()

    def action_leave_search(self) -> None:
        """Give up looking, and go back to where one was."""
        bar = self.query_one(SearchBar)
        bar.display = False
        self._wanted = Filter()
        with self.prevent(SearchBar.Typed):
            bar.value = ""
        self._show_area(self._came_from if self._area is EVERYTHING else self._area)
        self._list.focus()

    def action_mine(self) -> None:
        """List what one contributed oneself, with what became of it."""
        self.action_leave_search()
        me = self._repository.event_store.author
        kinds = ("insight", "mention", "content-request")
        wanted = Filter((Clause((me,), "from"), Clause(kinds, "is")))
        rows = Mine(self._repository, self.finder, wanted, today=datetime.now(timezone.utc).date())
        empty = self._with_keys(("Nothing of yours yet.", "", "{capture}  takes a line of what was said."))
        self._inside[:] = [held for held in [self._repository.author] if held]
        self._list.show_rows(rows, empty, name="mine")
        self._show_status()

    def action_keep(self) -> None:
        """Keep what is looked for under a name."""
        self._add(KeptFilter, query=str(self._wanted))
