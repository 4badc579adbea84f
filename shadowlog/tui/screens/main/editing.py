"""Changing the log: records added, edited, tagged and deleted, and changes undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import RECORDS, Encounter, Insight, Mention, Objection, ProofPoint, Record, Theme
from shadowlog.services.record_line import title, titled
from shadowlog.store.events.event_store import EventStore
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.permissions import PermissionActions
from shadowlog.tui.widgets.errors import show_error

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


class EditingActions(ActionGroup):
    """What changes records of any kind."""

    def __init__(self, parts: Parts, permissions: PermissionActions) -> None:
        super().__init__(parts)
        self._permissions = permissions

    def actions(self) -> Mapping[str, Action]:
        return {
            "encounter": partial(self.add, Encounter), "insight": self.insight,
            "objection": self.objection, "proof": self.proof, "edit": self.edit, "tag": self.tag,
            "delete": self.delete, "undo": self.undo, "redo": self.redo,
        }  # fmt: skip

    async def add(self, kind: type[Record], **context: str) -> None:
        """Add a record of a kind by its form. ``context`` is what it belongs to, by the form's names for it."""
        saved = await self.fill_in(self.forms().add(kind, {name: key for name, key in context.items() if key}))
        if saved and kind in (Insight, Objection, Mention):
            quoted = Insight if kind is Insight else Mention
            newest: list[Record] = [*self.repository.newest(quoted, 0, 1)]
            for record in newest:
                await self._permissions.ask_about_names(record)

    async def insight(self) -> None:
        """Add an insight, to the encounter that is selected or opened if one is."""
        await self.add(Insight, encounter=self.selection.encounter_here)

    async def objection(self) -> None:
        """Add an objection, or record that the one that is selected or opened was heard again."""
        row = self.selection.row
        rows = (row, *self.selection.opened)
        again = next((record.id for record in rows if isinstance(record, Objection)), "")
        if not again and isinstance(row, Mention):
            again = row.objection or ""
        await self.add(Objection, encounter=self.selection.encounter_here, objection=again)

    async def proof(self) -> None:
        """Add a proof point to the theme that is selected."""
        theme = self.selection.record
        if isinstance(theme, Theme):
            await self.add(ProofPoint, theme=theme.id)

    async def edit(self) -> None:
        """Change what is selected, by its form."""
        record = self.selection.record
        if record is not None and await self.fill_in(self.forms().edit(record)):
            changed = self.repository.get(type(record), record.id)
            if changed is not None:
                await self._permissions.ask_about_names(changed)

    async def tag(self) -> None:
        """Say which themes the insights that are marked, or else the one that is selected, bear on."""
        from shadowlog.tui.forms.tagging import TagScreen

        marked = [self.repository.get(Insight, key) for table, key in self.selection.marked if table == Insight.table]
        records: list[Record | None] = [*marked] if marked else [self.selection.record]
        insights = [record for record in records if isinstance(record, Insight)]
        if not insights:
            return
        if not self.repository.count(Theme):
            self.notify(self.keys.named_in("There is no theme yet: {themes}, then {new} adds one."))
            return
        done = await self.app.push_screen_wait(TagScreen(self.session, insights))
        if done:
            self.selection.marked.clear()
            self.saved(done)

    async def delete(self) -> None:
        """Delete what is marked, or else what is selected; after a question, if other records go or change with it."""
        record = self.selection.record
        if self.selection.marked:
            await self._delete_marked()
            return
        if record is None:
            return
        others = self.repository.referring_count(record.id)
        if others:
            text = f"{others} other records name “{title(record, 200)}”. Undo brings it back."
            if not await self._is_sure(f"Delete this {record.singular}?", text):
                return
        try:
            count = self.repository.delete(record)
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        self.saved(f"Deleted {record.singular}" + (f" and {count - 1} that belong to it" if count > 1 else ""))

    async def _is_sure(self, question: str, text: str) -> bool:
        from shadowlog.tui.forms.dialogs import Question

        answer = await self.app.push_screen_wait(Question(question, text, {"y": "Delete", "n": "Keep"}, "n"))
        return answer == "y"

    async def _delete_marked(self) -> None:
        """Delete the records that are marked in the list one looks at, after a question that names them."""
        marked = [self.repository.get(RECORDS[table], key) for table, key in self.selection.marked]
        records = [record for record in marked if record is not None]
        what = counted(records)
        named = [titled(record, _NAMED) for record in records[:_MOST_NAMED]]
        more = [f"… and {len(records) - _MOST_NAMED} more"] if len(records) > _MOST_NAMED else []
        text = "\n".join([*named, *more, "", "Undo brings all of them back."])
        if not await self._is_sure(f"Delete {what}?", text):
            return
        deleted = 0
        try:
            with self.repository.change(f"Delete {what}"):
                for record in records:
                    if self.repository.get(type(record), record.id) is not None:
                        deleted += self.repository.delete(record)
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        self.selection.marked.clear()
        others = deleted - len(records)
        self.saved(f"Deleted {what}" + (f" and {others} that belong to them" if others > 0 else ""))

    def undo(self) -> None:
        """Take back one's last change."""
        from shadowlog.store.events.undo import undo

        self._step(undo, "Undone")

    def redo(self) -> None:
        """Do again what was undone last."""
        from shadowlog.store.events.undo import redo

        self._step(redo, "Done again")

    def _step(self, step: Callable[[EventStore], Undone], verb: str) -> None:
        try:
            done = step(self.repository.event_store)
        except ShadowlogError as error:
            self.notify(str(error))
            return
        kept = f"; {done.kept} fields were changed since and stay" if done.kept else ""
        self.notify(f"{verb}: {done.label}{kept}", seconds=4)
