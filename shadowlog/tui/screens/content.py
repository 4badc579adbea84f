"""Content requests and assets: moved along with a key, shipped, declined, asked for from what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work

from shadowlog.analysis.feedback.loop import Contribution, Feedback, Loop
from shadowlog.domain.errors import RuleBroken, ShadowlogError
from shadowlog.domain.records import ContentRequest, Insight, Mention, Objection, Record, Theme
from shadowlog.domain.rules.content_requests import moved
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import RequestStatus
from shadowlog.tui.forms.content_requests import decline_form, ship_form
from shadowlog.tui.lists.areas import BRIEFS
from shadowlog.tui.screens.todo import ToDo

_ASKED_FROM = (Insight, Objection, Mention, Theme)

_MOST_NEWS = 5
"""Answers that are told at once."""


class ContentDesk(ToDo):
    """A screen on which content requests can be moved."""

    def can_mend(self, action: str) -> bool:
        record = self._selected
        match action:
            case "step" | "decline":
                return isinstance(record, ContentRequest)
            case "request":
                return isinstance(record, _ASKED_FROM) and self._area is not BRIEFS
            case "merge" if isinstance(record, ContentRequest):
                return True
        return super().can_mend(action)

    @work
    async def action_step(self, by: int) -> None:
        """Move a request a step on, or back; shipping asks for what was made of it."""
        from shadowlog.services.content_requests import step

        request = self._selected
        if not isinstance(request, ContentRequest):
            return
        status = moved(request.status, by)
        if status is RequestStatus.SHIPPED:
            await self._fill_in(ship_form(self._forms(), self._repository, request))
        elif status is None:
            error = RuleBroken(
                f"A request that is {request.status.words} goes no further that way.",
                f"{self._first_key('edit')} edits it.",
            )
            self._show_error(error)
        else:
            self._change(f"Request is {status.words}", lambda: step(self._repository, request, by))

    @work
    async def action_decline(self) -> None:
        """Decline a request, with a reason."""
        request = self._selected
        if isinstance(request, ContentRequest):
            await self._fill_in(decline_form(self._repository, request))

    @work
    async def action_request(self) -> None:
        """Ask for content from what is selected, or from the insights that are marked."""
        record = self._selected
        if record is not None:
            await self._fill_in(self._forms().add(ContentRequest, self._asked_from(record)))

    def _asked_from(self, record: Record) -> Mapping[str, str]:
        """What a request from a record stands on, by the fields of a request."""
        if self._open_task is not None and self._open_task.asks:
            return self._open_task.asks
        marked = [key for table, key in self._list.marked if table == Insight.table]
        match record:
            case Insight():
                return {"evidence": ",".join(dict.fromkeys((*marked, record.id)))}
            case Objection():
                return {"objections": record.id}
            case Mention():
                return {"objections": record.objection or ""}
        return {"themes": record.id}

    def action_mine(self) -> None:
        """List what one contributed, and tell what became of it since one last looked."""
        super().action_mine()
        self._tell_answers()

    @work(thread=True, exclusive=True, group="answers", exit_on_error=False)
    def _tell_answers(self) -> None:
        """Show what was answered and not told yet, and note that it was told: each answer is news once."""
        loop = Loop(self._repository)
        if self._repository.event_store.read_only or not self._repository.event_store.author:
            return
        try:
            answers = loop.untold(self._repository.event_store.author)
            if answers:
                # Told first, then noted: where noting it fails, it is news again, and not lost.
                self.app.call_from_thread(self.notify, _news(answers), markup=False, timeout=20)
                loop.tell(answers)
        except ShadowlogError as error:
            self.app.call_from_thread(self._show_error, error)

    def action_merge(self) -> None:
        """Say that a request repeats another; merge records of other kinds."""
        request = self._selected
        if isinstance(request, ContentRequest):
            self._repeats(request)
        else:
            self.merge_selected()

    @work
    async def _repeats(self, request: ContentRequest) -> None:
        from shadowlog.services.content_requests import repeats
        from shadowlog.tui.forms.pick import PickScreen

        others: Sequence[Record] = [
            held
            for held in self._repository.newest(ContentRequest, 0, 200)
            if held.id != request.id and held.status is not RequestStatus.DUPLICATE
        ]
        title = f"“{request.use_case}” repeats which content request?"
        other = await self.app.push_screen_wait(PickScreen(title, list(others)))
        if isinstance(other, ContentRequest):
            done = f"It repeats “{shown_in_line(other.use_case)[:80]}”"
            self._change(done, lambda: repeats(self._repository, request, other))


def _news(answers: Sequence[tuple[Contribution, Feedback]]) -> str:
    """What was answered, each answer once."""
    said = list(dict.fromkeys(shown_in_line(standing.answer)[:120] for _, standing in answers))
    news = [f"Answered since you last looked: {len(answers)}.", *said[:_MOST_NEWS]]
    if len(said) > _MOST_NEWS:
        news.append(f"And {len(said) - _MOST_NEWS} more answers: they stand in the list.")
    return "\n".join(news)
