"""The request board: how far content requests are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from shadowlog.analysis.backlog import late
from shadowlog.analysis.boards import by_status
from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.domain.records import ContentRequest
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import RequestStatus
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.ordered import InOrder
from shadowlog.tui.screens.boards.view import View

_SIDE_BY_SIDE = 76
"""Cells of the screen from which on the states of requests stand side by side."""

_BESIDE_BAR = 4
"""Cells beside a bar."""

_MOST = 40
"""Requests of a state that are shown."""

_COLUMNS = (
    RequestStatus.SUBMITTED, RequestStatus.TRIAGED, RequestStatus.ACCEPTED, RequestStatus.IN_PROGRESS,
    RequestStatus.IN_REVIEW, RequestStatus.SHIPPED,
)  # fmt: skip


def request_board(view: View) -> RenderableType:
    """The requests that count, by their state, in the order in which they are to be met."""
    rows = InOrder(view.repository)
    requests = [record for record in rows.read(0, rows.count()) if isinstance(record, ContentRequest)]
    if view.wanted:
        counted = set(FacetCounts(view.finder, wanted=view.wanted).ids("is=requests"))
        requests = [request for request in requests if request.id in counted]
    if not requests:
        return view.empty("No content requests yet: {ask} asks for something from what is selected.")
    groups = by_status(requests)
    today = datetime.now(timezone.utc).date()
    most = max(map(len, groups.values()))
    if view.width < _SIDE_BY_SIDE:
        return Group(*_one_below_the_other(view, groups, most, today))
    table = Table(expand=True, box=None, padding=(0, 1), show_edge=False)
    bar = view.width // len(_COLUMNS) - _BESIDE_BAR
    for status in _COLUMNS:
        table.add_column(_heading(status, len(groups[status]), most, bar), ratio=1, overflow="fold")
    for place in range(min(_MOST, max(len(groups[status]) for status in _COLUMNS))):
        cards = (groups[status][place : place + 1] for status in _COLUMNS)
        table.add_row(*(_card(view.repository, card[0], today) if card else Text() for card in cards))
    closed = ", ".join(f"{status.words} {len(groups[status])}" for status in RequestStatus if status not in _COLUMNS)
    return Group(table, Text(f"\n{closed}", style="dim"))


def _heading(status: RequestStatus, count: int, most: int, bar: int) -> Text:
    """A state, how many requests are in it, and a bar of at most ``bar`` cells, as long as their part of ``most``."""
    return Text.assemble((f"{status.words} {count:,}\n", "bold"), _bar(count, most, bar), "\n")


def _bar(count: int, most: int, room: int) -> Text:
    length = max(1, round(room * count / most)) if count and most else 0
    return Text("█" * length, style="dodger_blue2")


def _one_below_the_other(
    view: View, groups: dict[RequestStatus, list[ContentRequest]], most: int, today: date
) -> Iterator[Text]:
    words = max(len(status.words) for status in groups) + 1
    for status, requests in groups.items():
        bar = _bar(len(requests), most, view.width - words - 2 * _BESIDE_BAR)
        yield Text.assemble((status.words.ljust(words), "bold"), (f"{len(requests):>3,} ", "bold"), bar, no_wrap=True)
    for status, requests in groups.items():
        if requests:
            yield Text(f"\n{status.words} {len(requests):,}", style="bold")
        for request in requests[:_MOST]:
            yield _card(view.repository, request, today)


def _card(repository: Repository, request: ContentRequest, today: date) -> Text:
    """What is asked for, as what and for whom, and when it is due; what is late is marked."""
    whom = repository.heading("personas", request.persona) or "all"
    kind = request.asset_type.words if request.asset_type else "type not decided"
    text = Text(shown_in_line(request.use_case)[:80])
    text.append("\n" + shown_in_line(f"{kind}, {whom}")[:60], style="dim")
    why = late(request, today)
    if why:
        text.append(f"\n! late: {why}", style="bold")
    elif request.due:
        text.append(f"\ndue {request.due}", style="dim")
    return text.append("\n")
