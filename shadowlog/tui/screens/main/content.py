"""Content requests: moved along with a key, shipped, declined, and asked for from what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import ContentRequest, Insight, Record
from shadowlog.domain.rules.content_requests import moved
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import RequestStatus
from shadowlog.services.content_requests import repeats, step
from shadowlog.tui.commands.when import asked_from
from shadowlog.tui.screens.main.actions import Action, ActionGroup
from shadowlog.tui.widgets.errors import show_error

_MOST_OFFERED = 200
"""Requests that are offered as the one that another repeats."""


class RequestActions(ActionGroup):
    """What is done to content requests."""

    def actions(self) -> Mapping[str, Action]:
        return {
            "ask": self.ask, "move-on": partial(self.move, 1), "move-back": partial(self.move, -1),
            "decline": self.decline,
        }  # fmt: skip

    async def move(self, by: int) -> None:
        """Move a request a step on, or back; shipping asks for what was made of it."""
        request = self.selection.record
        if not isinstance(request, ContentRequest):
            return
        status = moved(request.status, by)
        if status is RequestStatus.SHIPPED:
            from shadowlog.tui.forms.content_requests import ship_form

            await self.fill_in(ship_form(self.forms(), request))
        elif status is None:
            problem = f"A request that is {request.status.words} cannot be moved that way."
            show_error(self.app, RuleBroken(problem, self.keys.named_in("{edit} edits it.")))
        else:
            self.change(f"Request is {status.words}", lambda: step(self.repository, request, by))

    def triage(self, request: ContentRequest) -> None:
        """Move a request that nobody has looked at on."""
        self.change("Triaged", lambda: step(self.repository, request, 1))

    async def decline(self) -> None:
        """Decline a request, with a reason."""
        request = self.selection.record
        if isinstance(request, ContentRequest):
            from shadowlog.tui.forms.content_requests import decline_form

            await self.fill_in(decline_form(self.forms(), request))

    async def ask(self) -> None:
        """Ask for content from what is selected, or from the insights that are marked."""
        task, record = self.selection.task, self.selection.record
        if task is not None and task.asks:
            await self.ask_for(task.asks)
        elif record is not None:
            await self.ask_for(self._stands_on(record))

    async def ask_for(self, stands_on: Mapping[str, str]) -> None:
        """Ask for content that stands on some records, by the fields of a request."""
        await self.fill_in(self.forms().add(ContentRequest, stands_on))

    def _stands_on(self, record: Record) -> Mapping[str, str]:
        """What a request from a record stands on, by the fields of a request."""
        names = asked_from(type(record))
        if names is None:
            return {}
        field, of_record = names
        ids = [str(getattr(record, of_record) or "")]
        if isinstance(record, Insight):
            ids = [*(key for table, key in self.selection.marked if table == Insight.table), *ids]
        return {field: ",".join(dict.fromkeys(ids))}

    async def repeats(self, request: ContentRequest) -> None:
        """Say which other request a request repeats."""
        from shadowlog.tui.forms.pick import PickScreen

        others: Sequence[Record] = [
            other
            for other in self.repository.newest(ContentRequest, 0, _MOST_OFFERED)
            if other.id != request.id and other.status is not RequestStatus.DUPLICATE
        ]
        title = f"“{request.use_case}” repeats which content request?"
        other = await self.app.push_screen_wait(PickScreen(title, others))
        if isinstance(other, ContentRequest):
            done = f"It repeats “{shown_in_line(other.use_case)[:80]}”"
            self.change(done, lambda: repeats(self.repository, request, other))
