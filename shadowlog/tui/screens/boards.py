"""The boards: how each theme was received by each persona, and how far the content requests are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from shadowlog.analysis.boards import RAISED, ReceptionCell, Resonance, by_status, resonance
from shadowlog.analysis.evidence.facet_counts import FacetCounts
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import ContentRequest, Persona, Theme
from shadowlog.domain.text.query import Filter
from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.domain.values import RequestStatus, Stance, ThemeStatus
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.tui.commands import bindings
from shadowlog.tui.lists.rows import InOrder
from shadowlog.tui.screens.help import rebound, with_keys
from shadowlog.tui.widgets.key_bar import KeyBar

_LOOKS = {
    Stance.RESONATED: ("█", "green"), Stance.NEUTRAL: ("▒", "bright_black"),
    Stance.CONFUSED: ("▚", "yellow"), Stance.REJECTED: ("░", "red"),
}  # fmt: skip
"""Each stance by its own sign, so that it can be told without its colour."""

_ALL_WIDTH, _WIDTH, _NUMBERS = 16, 9, 8
"""Cells of a bar, and of the numbers behind it."""

_SIDE_BY_SIDE = 76
"""Cells of the screen from which on the states of requests stand side by side."""

_MOST_THEMES, _MOST_REQUESTS = 60, 40
_SHOWN = (
    RequestStatus.SUBMITTED, RequestStatus.TRIAGED, RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS,
    RequestStatus.IN_REVIEW, RequestStatus.SHIPPED,
)  # fmt: skip


class BoardScreen(Screen[None]):
    """Two boards, of which one is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("boards")]

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter) -> None:
        super().__init__()
        self._repository = repository
        self._finder = finder
        self._wanted = wanted
        self._requests = False

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
        try:
            drawn = self._request_board() if self._requests else self._theme_board()
        except ShadowlogError as error:
            drawn = Text(shown(f"{error.title}\n\n{error}"))
        self.app.call_from_thread(self._put, drawn)

    def _keyed(self, text: str) -> str:
        return with_keys(text, rebound(self.app))

    def _put(self, drawn: RenderableType) -> None:
        if not self.is_attached:
            return
        only = f"  only {shown_in_line(str(self._wanted))}" if self._wanted else ""
        title = "Content requests" if self._requests else "Themes: resonated of raised"
        self.query_one("#status", Static).update(Text(f"{title}{only}", no_wrap=True, overflow="ellipsis"))
        self.query_one("#board", Static).update(drawn)

    # Themes ----------------------------------------------------------------------------------------------------

    def _theme_board(self) -> RenderableType:
        themes = [theme for theme in self._repository.all(Theme) if theme.status is ThemeStatus.ACTIVE]
        counting = FacetCounts(self._finder, wanted=self._wanted)
        board = resonance(counting, themes, list(self._repository.all(Persona)))
        if not board.themes:
            return Text(self._keyed("No themes yet: {themes} lists them, {new} adds one."), style="dim")
        return drawn_themes(board, self.size.width)

    # Requests --------------------------------------------------------------------------------------------------

    def _request_board(self) -> RenderableType:
        rows = InOrder(self._repository)
        held = [record for record in rows.read(0, rows.count()) if isinstance(record, ContentRequest)]
        if self._wanted:
            let = set(FacetCounts(self._finder, wanted=self._wanted).ids("is=requests"))
            held = [request for request in held if request.id in let]
        if not held:
            return Text(
                self._keyed("No content requests yet: {ask} asks for something from what is selected."), style="dim"
            )
        groups = by_status(held)
        if self.size.width < _SIDE_BY_SIDE:
            return Group(*self._one_below_the_other(groups))
        table = Table(expand=True, box=None, padding=(0, 1), show_edge=False)
        for status in _SHOWN:
            table.add_column(Text(f"{status.words} {len(groups[status])}", style="bold"), ratio=1, overflow="fold")
        for place in range(min(_MOST_REQUESTS, max(len(groups[status]) for status in _SHOWN))):
            table.add_row(*(self._card(groups[status], place) for status in _SHOWN))
        closed = ", ".join(f"{status.words} {len(groups[status])}" for status in RequestStatus if status not in _SHOWN)
        return Group(table, Text(f"\n{closed}", style="dim"))

    def _one_below_the_other(self, groups: dict[RequestStatus, list[ContentRequest]]) -> Iterator[Text]:
        for status, requests in groups.items():
            yield Text(f"{status.words} {len(requests)}", style="bold")
            for place in range(min(_MOST_REQUESTS, len(requests))):
                yield self._card(requests, place)

    def _card(self, requests: list[ContentRequest], place: int) -> Text:
        if place >= len(requests):
            return Text()
        request = requests[place]
        whom = self._repository.heading("personas", request.persona) or "all"
        kind = request.asset_type.words if request.asset_type else "type not decided"
        late = f"  due {request.due}" if request.due else ""
        return Text.assemble(
            (shown_in_line(request.use_case)[:80], ""),
            ("\n" + shown_in_line(f"{kind}, {whom}{late}")[:60] + "\n", "dim"),
        )

    # Commands --------------------------------------------------------------------------------------------------

    def action_other(self) -> None:
        """Show the other board."""
        self._requests = not self._requests
        self._show()

    def action_leave(self) -> None:
        """Go back to the lists."""
        self.dismiss(None)


def drawn_themes(board: Resonance, width: int) -> RenderableType:
    """The board of themes, as wide as the screen: first by all, then by as many personas as there is room for."""
    name = max(16, min(34, width // 4))
    wide = min(_ALL_WIDTH, max(4, width - name - _NUMBERS - 4))
    room = (width - name - _ALL_WIDTH - _NUMBERS - 4) // (_WIDTH + _NUMBERS + 1)
    personas = board.personas[: max(0, room)]
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(Text("theme", style="bold"), width=name, no_wrap=True, overflow="ellipsis")
    table.add_column(Text("all", style="bold"), no_wrap=True)
    for persona in personas:
        table.add_column(
            Text(shown_in_line(persona.name), style="bold"), width=_WIDTH + 9, no_wrap=True, overflow="ellipsis"
        )
    most = max((cell.raised for cell in board.by_all), default=0)
    for theme, cell, row in list(zip(board.themes, board.by_all, board.by_persona, strict=True))[:_MOST_THEMES]:
        bars = [_bar(held, _WIDTH, held.raised) for held in row[: len(personas)]]
        table.add_row(Text(shown_in_line(theme.name)), _bar(cell, wide, most), *bars)
    legend = Text("\n")
    for stance in RAISED:
        sign, colour = _LOOKS[stance]
        legend.append(f"{sign * 2} ", style=colour).append(f"{stance.words}   ", style="dim")
    legend.append("The bars of all are as long as a theme was raised often.", style="dim")
    if len(personas) < len(board.personas):
        more = len(board.personas) - len(personas)
        legend.append(f" {more} more persona{'s' * (more > 1)}: a wider window shows more.", style="dim")
    if len(board.themes) > _MOST_THEMES:
        legend.append(f" {len(board.themes) - _MOST_THEMES} more themes, raised less often.", style="dim")
    return Group(table, legend)


def _bar(cell: ReceptionCell, width: int, most: int) -> Text:
    """A bar of the stances, as long as its share of ``most``, and resonated of raised behind it."""
    text = Text()
    if not cell.raised:
        return text.append("·", style="dim")
    length = max(1, round(width * cell.raised / most)) if most else 0
    drawn = done = 0
    for stance, count in zip(RAISED, cell.counts, strict=True):
        done += count
        until = round(length * done / cell.raised)
        sign, colour = _LOOKS[stance]
        text.append(sign * (until - drawn), style=colour)
        drawn = until
    text.append(" " * (width - length))
    return text.append(f" {cell.landed.hits}/{cell.raised}")
