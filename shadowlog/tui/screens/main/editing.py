"""What can be done to the log from the main screen: forms, tags, deleting and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import work

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import RECORDS, Encounter, Insight, Mention, Objection, ProofPoint, Record, Theme
from shadowlog.domain.text.sanitize import shown, shown_in_line
from shadowlog.store.events.event_store import EventStore
from shadowlog.tui.screens.unfinished import Unfinished
from shadowlog.tui.widgets.reading_pane import load_markdown

if TYPE_CHECKING:
    from shadowlog.store.events.undo import Undone


_MOST_NAMED, _NAMED = 12, 80
"""Records that a question names, and the characters of each."""


def counted(records: Sequence[Record]) -> str:
    """How many records, in words: ``3 insights``."""
    kinds = {type(record) for record in records}
    if len(records) == 1:
        return f"1 {records[0].singular}"
    return f"{len(records)} {kinds.pop().table.replace('_', ' ') if len(kinds) == 1 else 'records'}"


class Desk(Unfinished):
    """A screen from which records are added and changed. What is selected on it, a subclass knows."""

    @property
    def _selected(self) -> Record | None:
        """The record that is selected."""
        return None

    @property
    def _marked(self) -> dict[tuple[str, str], None]:
        """The table and id of the records that were marked."""
        return {}

    def _read(self) -> None:
        """Show what is selected."""

    @work(thread=True, group="ready", exit_on_error=False)
    def _make_ready(self) -> None:
        """Load what the first form needs while nobody waits for it."""
        import shadowlog.tui.forms.form
        import shadowlog.tui.forms.kinds
        import shadowlog.tui.forms.tagging  # noqa: F401

        load_markdown()
        self.app.call_from_thread(self._read)
        if self._repository.count(Theme):
            self._recall.suggester.suggest("ready")

    def action_encounter(self) -> None:
        self._add(Encounter)

    def action_insight(self) -> None:
        self._add(Insight, encounter=self.encounter_here)

    def action_objection(self) -> None:
        opened = next((held for held in (self._selected, *self._inside) if isinstance(held, Objection)), None)
        mention = self._selected if isinstance(self._selected, Mention) else None
        objection = opened.id if opened else (mention.objection or "") if mention else ""
        self._add(Objection, encounter=self.encounter_here, objection=objection)

    def action_proof(self) -> None:
        theme = self._selected
        if isinstance(theme, Theme):
            self._add(ProofPoint, theme=theme.id)

    @property
    def opened_encounter(self) -> str:
        """The encounter that was opened, which a line belongs to without saying so."""
        return next((record.id for record in reversed(self._inside) if isinstance(record, Encounter)), "")

    @property
    def encounter_here(self) -> str:
        """The encounter that what is added belongs to: the one selected, or the one that was opened."""
        here = [self._selected, *reversed(self._inside)]
        return next((record.id for record in here if isinstance(record, Encounter)), "")

    @work
    async def _add(self, kind: type[Record], **context: str) -> None:
        held = {name: key for name, key in context.items() if key}
        await self._fill_in(self._forms().add(kind, held))

    @work
    async def action_edit(self) -> None:
        record = self._selected
        if record is not None:
            await self._fill_in(self._forms().edit(record))

    @work
    async def action_tag(self) -> None:
        from shadowlog.tui.forms.tagging import TagScreen

        marked = [self._repository.get(Insight, key) for table, key in self._marked if table == Insight.table]
        found: list[Record | None] = [*marked] if marked else [self._selected]
        insights = [held for held in found if isinstance(held, Insight)]
        if not insights:
            return
        if not self._repository.count(Theme):
            self.notify(
                f"There is no theme yet: {self._first_key('themes')}, then {self._first_key('new')} adds one.",
                markup=False,
            )
            return
        done = await self.app.push_screen_wait(TagScreen(self._repository, self._recall, insights))
        if done:
            self._marked.clear()
            self._saved(done)

    @work
    async def action_delete(self) -> None:
        from shadowlog.tui.forms.dialogs import Question

        record = self._selected
        if self._marked:
            await self._delete_marked()
            return
        if record is None:
            return
        others = self._repository.referring_count(record.id)
        if others:
            text = f"{others} other records name “{shown_in_line(record.heading)[:200]}”. Undo brings it back."
            question = Question(f"Delete this {record.singular}?", text, {"y": "Delete", "n": "Keep"}, "n")
            if await self.app.push_screen_wait(question) != "y":
                return
        try:
            count = self._repository.delete(record)
        except ShadowlogError as error:
            self._show_error(error)
            return
        self._saved(f"Deleted {record.singular}" + (f" and {count - 1} that belong to it" if count > 1 else ""))

    async def _delete_marked(self) -> None:
        """Delete the records that are marked in the list one looks at, after a question that names them."""
        from shadowlog.tui.forms.dialogs import Question

        marked = [self._repository.get(RECORDS[table], key) for table, key in self._marked]
        records = [record for record in marked if record is not None]
        what = counted(records)
        named = [f"{record.singular}: {shown_in_line(record.heading)[:_NAMED]}" for record in records[:_MOST_NAMED]]
        more = [f"… and {len(records) - _MOST_NAMED} more"] if len(records) > _MOST_NAMED else []
        text = "\n".join([*named, *more, "", "Undo brings back all that goes."])
        question = Question(f"Delete {what}?", text, {"y": "Delete", "n": "Keep"}, "n")
        if await self.app.push_screen_wait(question) != "y":
            return
        gone = 0
        try:
            with self._repository.change(f"Delete {what}"):
                for record in records:
                    if self._repository.get(type(record), record.id) is not None:
                        gone += self._repository.delete(record)
        except ShadowlogError as error:
            self._show_error(error)
            return
        self._marked.clear()
        others = gone - len(records)
        self._saved(f"Deleted {what}" + (f" and {others} that belong to them" if others > 0 else ""))

    def action_undo(self) -> None:
        from shadowlog.store.events.undo import undo

        self._step(undo, "Undone")

    def action_redo(self) -> None:
        from shadowlog.store.events.undo import redo

        self._step(redo, "Done again")

    def _step(self, step: Callable[[EventStore], Undone], verb: str) -> None:
        try:
            done = step(self._repository.event_store)
        except ShadowlogError as error:
            self.notify(shown(str(error)), markup=False)
            return
        kept = f"; {done.kept} fields were changed since and stay" if done.kept else ""
        self.notify(f"{verb}: {shown(done.label)}{kept}", markup=False, timeout=4)
