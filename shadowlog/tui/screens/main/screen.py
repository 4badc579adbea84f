"""The main screen: the areas, a list, and the pane in which what is selected is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import title
from shadowlog.services.resolve import names_starting
from shadowlog.tui.commands import COMMAND_NAMED, Command, bindings, keys_of
from shadowlog.tui.commands.catalogue import LISTS
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.commands.moved import MovedKeys
from shadowlog.tui.lists.area_bar import AreaBar
from shadowlog.tui.lists.record_list import RecordList
from shadowlog.tui.lists.rows import Newest
from shadowlog.tui.screens.main.actions import Action, Parts
from shadowlog.tui.screens.main.briefs import BriefActions
from shadowlog.tui.screens.main.browsing import BrowsingActions
from shadowlog.tui.screens.main.content import RequestActions
from shadowlog.tui.screens.main.editing import EditingActions
from shadowlog.tui.screens.main.finding import FindingActions
from shadowlog.tui.screens.main.permissions import PermissionActions
from shadowlog.tui.screens.main.reading import ReadingActions
from shadowlog.tui.screens.main.search_index import SearchIndex
from shadowlog.tui.screens.main.selection import Selection
from shadowlog.tui.screens.main.status import Status
from shadowlog.tui.screens.main.tasks import TaskActions
from shadowlog.tui.screens.main.today import TodayActions
from shadowlog.tui.screens.main.unfinished import UnfinishedActions
from shadowlog.tui.screens.tour import TourBar
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import show_error
from shadowlog.tui.widgets.key_bar import KeyBar
from shadowlog.tui.widgets.reading_pane import ReadingPane, load_markdown
from shadowlog.tui.widgets.search_bar import SearchBar

_INDEX_LOOK = 3.0
"""Seconds between two looks whether the search index is to be written, or was."""

_READY = 0.5
"""Seconds after the first screen until what the first form needs is loaded."""


class MainScreen(Screen[None]):
    """Where one is most of the time. What it does, groups of actions do, by the name of the command."""

    AUTO_FOCUS = "RecordList"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "lists")]

    def __init__(self, session: Session, *, tour: bool = False) -> None:
        """With ``tour``, its steps stand above the lists."""
        super().__init__()
        self._session = session
        index = self._index = SearchIndex(session)
        self._list = RecordList(session.repository, Newest(session.repository), index.standing, id="list")
        self.selection = Selection(self._list, session.settings.opens)
        status = self._status = Status(session.repository, self.selection, index)

        self._tour = TourBar(session.repository, self.selection) if tour else None

        parts = Parts(self, session, self.selection, index, status)
        briefs = BriefActions(parts)
        reading = self._reading = ReadingActions(parts, briefs)
        permissions = PermissionActions(parts, briefs)
        editing = EditingActions(parts, permissions)
        requests = RequestActions(parts)
        tasks = TaskActions(parts, editing, requests, permissions)
        browsing = self._browsing = BrowsingActions(parts, reading, tasks, TodayActions(parts))
        finding = self._finding = FindingActions(parts, browsing, editing)
        unfinished = self._unfinished = UnfinishedActions(parts, self._tour)

        groups = briefs, reading, permissions, editing, requests, tasks, browsing, finding, unfinished
        self.actions: Mapping[str, Action] = {name: do for group in groups for name, do in group.actions().items()}
        """What each command of the lists does, by the command's name."""

    def compose(self) -> ComposeResult:
        yield AreaBar(id="areas")
        if self._tour is not None:
            yield self._tour
        yield SearchBar(self._names)
        yield self._status
        with Horizontal(id="panes"):
            yield self._list
            yield ReadingPane(id="reading")
        yield KeyBar()

    def on_mount(self) -> None:
        self._moved = MovedKeys(self._session.repository.workspace, keys_of(self.app))
        self._browsing.show(self.selection.area)
        self._session.repository.event_store.on_change(self._changed)
        self.call_after_refresh(self._greet)
        self.set_timer(_READY, self._make_ready)
        self.set_interval(_INDEX_LOOK, lambda: self._index.look_after(self._browsing.reread_soon))

    def on_unmount(self) -> None:
        # Nobody waits for an export of every brief once the program is left.
        if self.selection.exporting:
            self.selection.exporting.stop.set()

    def on_screen_resume(self) -> None:
        self._browsing.resume(self._session.saved)
        self._session.saved.clear()

    def _greet(self) -> None:
        # Not in the group for which keys wait: what is pressed before a question is seen must not answer it.
        self.run_worker(self._unfinished.greet(), group="greeting")

    def _make_ready(self) -> None:
        self.run_worker(self._load, thread=True, group="ready", exit_on_error=False)

    def _load(self) -> None:
        """Load what the first form needs while nobody waits for it."""
        import shadowlog.tui.forms.form
        import shadowlog.tui.forms.kinds
        import shadowlog.tui.forms.tagging  # noqa: F401

        load_markdown()
        self.app.call_from_thread(self._reading.read)
        if self._session.repository.count(Theme):
            self._session.recall.suggester.suggest("ready")

    def _names(self, table: str, start: str) -> list[str]:
        return names_starting(self._session.repository, table, start)

    def _changed(self, _: object) -> None:
        """Something was saved, here or by another program; it may be told from any thread.

        By way of the app: where this screen shines through another, Textual draws both whole after each message to it.
        """
        self.app.call_later(self._browsing.reread_soon)

    def on_key(self, event: events.Key) -> None:
        """Tell those who knew an older map of keys of one that moved, where the old one would have worked."""
        before = self._moved.pressed(event.key) if self.place == "lists" else None
        if before is None or not self.applies(before):
            return
        self.app.notify(self._moved.words(event.key), markup=False, timeout=12)
        try:
            self._moved.told(event.key)
        except ShadowlogError as error:
            show_error(self.app, error)

    @on(Worker.StateChanged)
    def _on_worker_changed(self, message: Worker.StateChanged) -> None:
        """Say that something done by a thread failed: it would end without a word."""
        if message.state is WorkerState.ERROR:
            told = f"It failed, by a fault of shadowlog: {shown_in_line(str(message.worker.error))}"
            self.app.notify(told, markup=False, severity="error", timeout=20)

    @on(RecordList.Highlighted)
    def _on_highlighted(self) -> None:
        self._status.offer_commands()
        self._reading.read_soon()

    @on(RecordList.Opened)
    async def _on_opened(self) -> None:
        await self.run_action("do('open')")

    @on(SearchBar.Typed)
    def _on_typed(self, message: SearchBar.Typed) -> None:
        self._finding.find(message.text)

    # Commands --------------------------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """The place of the commands that one has at hand."""
        return "searching" if isinstance(self.focused, SearchBar) else "lists"

    @property
    def area(self) -> str:
        """The name of the area that is shown."""
        return self.selection.area.name

    def applies(self, command: Command) -> bool:
        """Whether a command of the lists applies now."""
        return command.when.applies(self.selection)

    def explanation(self) -> Explanation:
        """The list, the reading pane or the search, explained."""
        keys = keys_of(self.app)
        if isinstance(self.focused, SearchBar):
            return Explanation("The search", "It finds as you type; enter goes to what was found. How is said below.")
        selection = self.selection
        if isinstance(self.focused, ReadingPane):
            text = f"What is selected, read here. The arrows scroll; {keys.first('reading')} goes back to the list."
            return Explanation("The reading pane", text)
        row, area = selection.row, selection.area
        text = f"{area.help} {selection.list.total:,} {'line' if selection.list.total == 1 else 'lines'}."
        if selection.opened:
            text = (
                f"What belongs to “{shown_in_line(title(selection.opened[-1], 80))}”. {keys.first('back')} leaves it."
            )
        if selection.filter:
            text += f" Only what fits {shown_in_line(str(selection.filter))}; {keys.first('back')} leaves the search."
        what = "a brief" if selection.brief is not None else row.declared.one if row is not None else ""
        ready = [command for command in LISTS if command.when.needs_selection and self.applies(command)]
        return Explanation(f"The list: {area.title}", text, f"On {what}" if what else "", ready if what else ())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action can be called: for commands, what their declaration says."""
        return self.applies(COMMAND_NAMED[str(parameters[0])]) if action == "do" else True

    def action_do(self, name: str) -> None:
        """Do what a command does."""
        opening = self.actions[name]()
        if opening is not None:
            self.run_worker(opening)
