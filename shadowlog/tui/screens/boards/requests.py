"""The request board: how far content requests are."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

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
    if view.width < _SIDE_BY_SIDE:
        return Group(*_one_below_the_other(view.repository, groups))
    table = Table(expand=True, box=None, padding=(0, 1), show_edge=False)
    for status in _COLUMNS:
        table.add_column(Text(f"{status.words} {len(groups[status])}", style="bold"), ratio=1, overflow="fold")
    for place in range(min(_MOST, max(len(groups[status]) for status in _COLUMNS))):
        table.add_row(*(_card(view.repository, groups[status], place) for status in _COLUMNS))
    closed = ", ".join(f"{status.words} {len(groups[status])}" for status in RequestStatus if status not in _COLUMNS)
    return Group(table, Text(f"\n{closed}", style="dim"))


def _one_below_the_other(repository: Repository, groups: dict[RequestStatus, list[ContentRequest]]) -> Iterator[Text]:
    for status, requests in groups.items():
        yield Text(f"{status.words} {len(requests)}", style="bold")
        for place in range(min(_MOST, len(requests))):
            yield _card(repository, requests, place)


def _card(repository: Repository, requests: list[ContentRequest], place: int) -> Text:
    if place >= len(requests):
        return Text()
    request = requests[place]
    whom = repository.heading("personas", request.persona) or "all"
    kind = request.asset_type.words if request.asset_type else "type not decided"
    late = f"  due {request.due}" if request.due else ""
    return Text.assemble(
        (shown_in_line(request.use_case)[:80], ""),
        ("\n" + shown_in_line(f"{kind}, {whom}{late}")[:60] + "\n", "dim"),
    )
