"""Finding: what is looked for, what was opened, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from functools import partial

from shadowlog.analysis.feedback.loop import Contribution, Feedback, Loop
from shadowlog.domain.records import Encounter, Insight, KeptFilter, Objection, UnknownName
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.commands.areas import AREA_NAMED, BRIEFS, EVERYTHING, TASKS, TODAY
from shadowlog.tui.lists.record_page import belongings
from shadowlog.tui.lists.rows import Found, Given, Mine, Rows
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.browsing import BrowsingActions
from shadowlog.tui.screens.main.editing import EditingActions
from shadowlog.tui.widgets.keys_ahead import KeysAhead
from shadowlog.tui.widgets.search_bar import SearchBar

_CONTRIBUTIONS = ("insight", "mention", "content-request")
"""The kinds of records of which one is told what became."""

_NOTHING_HERE = ("Nothing here yet.", "", "{insight}  adds an insight.", "{objection}  adds an objection.")
_NOTHING_OF_YOURS = ("Nothing of yours yet.", "", "{capture}  takes a line of what was said.")

_MOST_NEWS = 5
"""Answers that are shown at once."""


class FindingActions(ActionGroup):
    """The search, and records that are opened."""

    def __init__(self, parts: Parts, browsing: BrowsingActions, editing: EditingActions) -> None:
        super().__init__(parts)
        self._browsing = browsing
        self._editing = editing
        self._came_from = self.selection.area

    def actions(self) -> Mapping[str, Action]:
        return {
            "search": self.search, "leave-search": self.leave, "found": self.to_list,
            "keep": self.keep, "mine": self.mine, "open": self.open, "back": self.back, "boards": self.show_boards,
            "new": self.new,
        }  # fmt: skip

    # The search ------------------------------------------------------------------------------------------------

    def search(self, text: str = "") -> None:
        """Look for something, in everything there is."""
        bar = self.screen.query_one(SearchBar)
        bar.display = True
        if isinstance(self.app, KeysAhead):
            self.app.open_in(bar)
        if text:
            bar.value = text
            bar.cursor_position = len(text)

    def find(self, text: str) -> None:
        """List what a text that is typed as a filter lets through."""
        selection = self.selection
        wanted = read_filter(text)
        if wanted == selection.filter:
            return
        if wanted and not selection.filter and selection.area is not EVERYTHING:
            self._came_from = self.selection.area
            selection.area = EVERYTHING
        selection.filter = wanted
        self._browsing.show(selection.area)

    def leave(self) -> None:
        """Give up looking, and go back to where one was."""
        self._browsing.end_search()
        self._browsing.go_to(self._came_from if self.selection.area is EVERYTHING else self.selection.area)

    def to_list(self) -> None:
        """Go to what was found."""
        self.selection.list.focus()

    async def keep(self) -> None:
        """Keep what is looked for under a name."""
        await self._editing.add(KeptFilter, query=str(self.selection.filter))

    def show_boards(self) -> None:
        """Show the boards, with what is looked for."""
        from shadowlog.tui.screens.boards.screen import BoardScreen

        self.app.push_screen(BoardScreen(self.repository, self.index.finder, self.selection.filter))

    # What is opened --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """List what belongs to what is selected; of a kept filter, look for what it says; from Today, go to a record to
        which nothing belongs.
        """
        record = self.selection.record
        if record is None:
            return
        if not record.declared.can_be_opened:
            area = TASKS if isinstance(record, UnknownName) else AREA_NAMED.get(record.declared.area, EVERYTHING)
            self._browsing.go_to(area)
            self.selection.list.select(record)
            return
        if isinstance(record, KeptFilter):
            self.search(f"kept:{record.name.replace(' ', '-')} ")
            return
        self.selection.opened.append(record)
        by = record.declared.opens
        if by:
            rows: Rows = Found(self.repository, self.index.finder, Filter((Clause((record.id,), by),)))
        else:
            rows = Given(
                self.repository,
                lambda: [(kind, numbered) for _, kind, numbered in belongings(self.repository, record)],
            )
        self._browsing.list_rows(rows, _NOTHING_HERE, mixed=bool(by), name=record.id)

    def back(self) -> None:
        """Stop an export; else leave what was opened; else take the marks away; else leave the search; else go to
        Today.
        """
        selection = self.selection
        if selection.exporting:
            selection.exporting.stop.set()
            self.status.show()
        elif selection.opened:
            came_from = selection.opened[0]
            self._browsing.show(selection.area)
            selection.list.select(came_from)
        elif selection.marked:
            selection.marked.clear()
            selection.list.refresh()
            self.status.show()
        elif selection.filter:
            self.leave()
        else:
            self._browsing.go_to(TODAY)

    async def new(self) -> None:
        """Add what this list holds."""
        selection = self.selection
        innermost = selection.opened[-1] if selection.opened else None
        if isinstance(innermost, Encounter):
            await self._editing.insight()
        elif isinstance(innermost, Objection):
            await self._editing.objection()
        elif selection.area is BRIEFS:
            self._browsing.go_to(AREA_NAMED["themes"])
        elif selection.row and selection.area in (AREA_NAMED["names"], EVERYTHING):
            await self._editing.add(type(selection.row))
        else:
            await self._editing.add(next(iter(selection.area.kinds), Insight))

    # One's own -------------------------------------------------------------------------------------------------

    def mine(self) -> None:
        """List what one contributed, and tell what became of it since one last looked."""
        self.leave()
        if self.selection.area is BRIEFS:
            # There, what is selected would be taken for what a brief is about.
            self._browsing.show(EVERYTHING)
        events = self.repository.event_store
        wanted = Filter((Clause((events.author,), "from"), Clause(_CONTRIBUTIONS, "is")))
        rows = Mine(self.repository, self.index.finder, wanted, today=datetime.now(timezone.utc).date())
        author = self.repository.author
        self.selection.opened[:] = [author] if author else []
        self._browsing.list_rows(rows, _NOTHING_OF_YOURS, name="mine")
        if events.author and not events.read_only:
            self.in_thread(self._tell_answers, "answers")

    def _tell_answers(self) -> None:
        """Show what was answered and not shown yet, and note that it was: each answer is news once."""
        loop = Loop(self.repository)
        answers = loop.untold(self.repository.event_store.author)
        if answers:
            # Shown first, then noted: where noting it fails, it is news again, and not lost.
            self.app.call_from_thread(partial(self.notify, _news(answers), seconds=20))
            loop.tell(answers, self.repository.event_store.author)


def _news(answers: Sequence[tuple[Contribution, Feedback]]) -> str:
    """What was answered, each answer once."""
    each = list(dict.fromkeys(shown_in_line(feedback.answer)[:120] for _, feedback in answers))
    news = [f"Answered since you last looked: {len(answers)}.", *each[:_MOST_NEWS]]
    if len(each) > _MOST_NEWS:
        news.append(f"And {len(each) - _MOST_NEWS} more answers, in the list.")
    return "\n".join(news)
