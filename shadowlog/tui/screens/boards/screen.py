"""The screen on which the boards are seen, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.text.query import Filter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.tui.commands import bindings, keys_of
from shadowlog.tui.commands.boards import BOARDS
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.screens.boards.requests import request_board
from shadowlog.tui.screens.boards.themes import theme_board
from shadowlog.tui.screens.boards.view import View
from shadowlog.tui.widgets.errors import error_page
from shadowlog.tui.widgets.key_bar import KeyBar

DRAWN_BY: Mapping[str, Callable[[View], RenderableType]] = {
    "theme-board": theme_board,
    "request-board": request_board,
}
"""What draws each board, by its name."""


class BoardScreen(Screen[None]):
    """The boards, one at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "boards")]
    place = "boards"

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter) -> None:
        """``wanted`` says what counts on them."""
        super().__init__()
        self._repository = repository
        self._finder = finder
        self._wanted = wanted
        self._board = BOARDS[0]

    def compose(self) -> ComposeResult:
        yield Static(id="status")
        with VerticalScroll(id="scroll"):
            yield Static(id="board")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show()
        self._repository.event_store.on_change(self._changed)

    def on_unmount(self) -> None:
        self._repository.event_store.remove_listener(self._changed)

    def _changed(self, _: object) -> None:
        self.app.call_later(self._show)

    def on_resize(self) -> None:
        self._show()

    @work(thread=True, exclusive=True, group="board", exit_on_error=False)
    def _show(self) -> None:
        board = self._board
        view = View(self._repository, self._finder, self._wanted, *self.size, keys_of(self.app))
        try:
            drawn = DRAWN_BY[board.name](view)
        except ShadowlogError as error:
            drawn = Text(error_page(error))
        self.app.call_from_thread(self._put, board.heading, drawn)

    def _put(self, heading: str, drawn: RenderableType) -> None:
        if not self.is_attached:
            return
        only = f"  only {shown_in_line(str(self._wanted))}" if self._wanted else ""
        self.query_one("#status", Static).update(Text(f"{heading}{only}", no_wrap=True, overflow="ellipsis"))
        self.query_one("#board", Static).update(drawn)

    def explanation(self) -> Explanation:
        """The board that is shown, explained."""
        only = f" Only what fits {shown_in_line(str(self._wanted))} counts." if self._wanted else ""
        return Explanation(self._board.title, f"{self._board.help}{only}")

    def action_show(self, name: str) -> None:
        """Show a board."""
        self._board = next(board for board in BOARDS if board.name == name)
        self._show()

    def action_other(self, by: int = 1) -> None:
        """Show the next board, or the one before."""
        self._board = BOARDS[(BOARDS.index(self._board) + by) % len(BOARDS)]
        self._show()

    def action_leave(self) -> None:
        """Go back to the lists."""
        self.dismiss(None)
