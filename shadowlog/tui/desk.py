"""What can be done to the log from the main screen: forms, tags, deleting, undo, and what was left unsaved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from shadowlog.analysis.recall import Recall
from shadowlog.domain.display import shown, shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter, Insight, Mention, Objection, ProofPoint, Record, Theme
from shadowlog.store.drafts import CAPTURE, Draft, Drafts
from shadowlog.store.ledger import Ledger
from shadowlog.store.logbook import Logbook
from shadowlog.store.settings import Settings
from shadowlog.tui.reading_pane import load_markdown

if TYPE_CHECKING:
    from shadowlog.store.undo import Undone
    from shadowlog.tui.form import Form
    from shadowlog.tui.forms import Forms


class Desk(Screen[None]):
    """A screen from which records are added and changed. What is selected on it, a subclass knows."""

    def __init__(self, logbook: Logbook, drafts: Drafts, settings: Settings, recall: Recall) -> None:
        super().__init__()
        self._recall = recall
        self._logbook = logbook
        self._drafts = drafts
        self._settings = settings
        self._inside: list[Record] = []
        """The records that were opened, outermost first."""

    @property
    def _selected(self) -> Record | None:
        """The record that is selected."""
        return None

    def _read(self) -> None:
        """Show what is selected."""

    @work(thread=True, exit_on_error=False)
    def _make_ready(self) -> None:
        """Load what the first form needs while nobody waits for it."""
        import shadowlog.tui.capture_screen
        import shadowlog.tui.form
        import shadowlog.tui.forms
        import shadowlog.tui.tagging  # noqa: F401

        load_markdown()
        self.app.call_from_thread(self._read)

    @work
    async def _greet(self) -> None:
        if self._logbook.ledger.read_only:
            self.notify(shown(self._logbook.ledger.read_only), title="Read only", severity="warning", markup=False)
        elif not self._logbook.ledger.author:
            await self._welcome()
        for draft in self._drafts.left():
            await self._offer(draft)

    async def _welcome(self) -> None:
        from shadowlog.tui.dialogs import Welcome

        answer = await self.app.push_screen_wait(Welcome(offer_demo=self._logbook.count(Encounter) == 0))
        if answer is None:
            return
        name, role, demo = answer
        try:
            from shadowlog.store.authors import become

            become(self._logbook, name, role)
            if demo:
                from shadowlog.demo import fill

                fill(self._logbook)
        except ShadowlogError as error:
            self._show_error(error)

    async def _offer(self, draft: Draft) -> None:
        from shadowlog.tui.dialogs import draft_question

        answer = await self.app.push_screen_wait(draft_question(draft))
        if answer == "l":
            return
        if answer == "y" and draft.form == CAPTURE:
            await self._go_on_capturing(draft)
        elif answer == "y":
            context = draft.content.get("context")
            form = self._forms().of_draft(draft.form, context if isinstance(context, dict) else {})
            typed = draft.content.get("typed")
            if form is None or not isinstance(typed, dict):
                self.notify("What it belongs to is gone, so it stays a draft.", severity="warning", markup=False)
                return
            known = {field.name for field in form.fields}
            await self._fill_in(form, {name: str(text) for name, text in typed.items() if name in known})
        self._drafts.forget(draft)

    async def _go_on_capturing(self, draft: Draft) -> None:
        from shadowlog.tui.capture_screen import CaptureScreen

        text, encounter = (
            str(draft.content[part].get(name, "")) for part, name in (("typed", "text"), ("context", "encounter"))
        )
        day_first = self._settings.day_first
        screen = CaptureScreen(
            self._logbook, self._drafts, self._recall, day_first=day_first, encounter=encounter, text=text
        )
        await self.app.push_screen_wait(screen)

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

    def _forms(self) -> Forms:
        from shadowlog.tui.forms import Forms

        return Forms(self._logbook, day_first=self._settings.day_first)

    @work
    async def _add(self, kind: type[Record], **context: str) -> None:
        held = {name: key for name, key in context.items() if key}
        await self._fill_in(self._forms().add(kind, held))

    async def _fill_in(self, form: Form, typed: Mapping[str, str] | None = None) -> None:
        from shadowlog.tui.form import FormScreen

        held = self._drafts.held(form.name)
        if typed is None and held and held["context"] == dict(form.context):
            typed = held["typed"]
        done = await self.app.push_screen_wait(FormScreen(self._logbook, self._drafts, form, typed))
        if done:
            self._saved(done)

    def _saved(self, done: str) -> None:
        from shadowlog.tui.help import shown_keys

        undo = shown_keys(self._settings.keys.get("undo", "u"))
        self.notify(f"{shown(done)} — {undo} to undo", markup=False, timeout=4)

    @work
    async def action_edit(self) -> None:
        record = self._selected
        if record is not None:
            await self._fill_in(self._forms().edit(record))

    @work
    async def action_tag(self) -> None:
        from shadowlog.tui.tagging import TagScreen

        insight = self._selected
        if not isinstance(insight, Insight):
            return
        if not self._logbook.count(Theme):
            self.notify("There is no theme yet: 4, then n adds one.", markup=False)
            return
        done = await self.app.push_screen_wait(TagScreen(self._logbook, insight))
        if done:
            self._saved(done)

    @work
    async def action_delete(self) -> None:
        from shadowlog.tui.dialogs import Question

        record = self._selected
        if record is None:
            return
        others = self._logbook.referring_count(record.id)
        if others:
            text = f"{others} other records name “{shown_in_line(record.heading)[:200]}”. Undo brings it back."
            question = Question(f"Delete this {record.singular}?", text, {"y": "Delete", "n": "Keep"}, "n")
            if await self.app.push_screen_wait(question) != "y":
                return
        try:
            count = self._logbook.delete(record)
        except ShadowlogError as error:
            self._show_error(error)
            return
        self._saved(f"Deleted {record.singular}" + (f" and {count - 1} that belong to it" if count > 1 else ""))

    def action_undo(self) -> None:
        from shadowlog.store.undo import undo

        self._step(undo, "Undone")

    def action_redo(self) -> None:
        from shadowlog.store.undo import redo

        self._step(redo, "Done again")

    def _step(self, step: Callable[[Ledger], Undone], verb: str) -> None:
        try:
            done = step(self._logbook.ledger)
        except ShadowlogError as error:
            self.notify(shown(str(error)), markup=False)
            return
        kept = f"; {done.kept} fields were changed since and stay" if done.kept else ""
        self.notify(f"{verb}: {shown(done.label)}{kept}", markup=False, timeout=4)

    def _show_error(self, error: ShadowlogError) -> None:
        self.notify(shown(str(error)), title=error.title, severity="error", timeout=10, markup=False)
