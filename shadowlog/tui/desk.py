"""What can be done to the log from the main screen: forms, tags, deleting, undo, and what was left unsaved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from shadowlog.analysis.recall import Recall
from shadowlog.domain.display import shown, shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import RECORDS, Encounter, Insight, Mention, Objection, ProofPoint, Record, Theme
from shadowlog.domain.values import EncounterKind
from shadowlog.store.drafts import BOOTH, CAPTURE, RIDE_ALONG, Draft, Drafts
from shadowlog.store.ledger import Ledger
from shadowlog.store.logbook import Logbook
from shadowlog.store.settings import Settings
from shadowlog.tui.reading_pane import load_markdown

if TYPE_CHECKING:
    from shadowlog.store.undo import Undone
    from shadowlog.tui.form import Form
    from shadowlog.tui.forms import Forms


_MOST_NAMED, _NAMED = 12, 80
"""Records that a question names, and the characters of each."""


def counted(records: Sequence[Record]) -> str:
    """How many records, in words: ``3 insights``."""
    kinds = {type(record) for record in records}
    if len(records) == 1:
        return f"1 {records[0].singular}"
    return f"{len(records)} {kinds.pop().table.replace('_', ' ') if len(kinds) == 1 else 'records'}"


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

    @property
    def _marked(self) -> dict[tuple[str, str], None]:
        """The table and id of the records that were marked."""
        return {}

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
        if self._logbook.count(Theme):
            self._recall.suggester.suggest("ready")

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
        if answer == "y" and draft.form in (CAPTURE, RIDE_ALONG, BOOTH):
            await self._go_on_live(draft)
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

    async def _go_on_live(self, draft: Draft) -> None:
        """Go on with a line, a ride-along or a booth that was interrupted."""
        typed, context = (
            {key: str(value) for key, value in draft.content[part].items()} for part in ("typed", "context")
        )
        text, encounter = typed.get("text", ""), context.get("encounter", "")
        screen: Screen[None]
        if draft.form == RIDE_ALONG:
            held = self._logbook.get(Encounter, encounter) or self._begin()
            if held is None:
                return
            screen = self._ride_along(held, typed.get("notes", ""), text)
        elif draft.form == BOOTH:
            screen = self._booth(context.get("event", ""), text)
        else:
            from shadowlog.tui.capture_screen import CaptureScreen

            screen = CaptureScreen(
                self._logbook,
                self._drafts,
                self._recall,
                day_first=self._settings.day_first,
                encounter=encounter,
                text=text,
            )
        await self.app.push_screen_wait(screen)

    def _begin(self) -> Encounter | None:
        from shadowlog.tui.ride_along import begin

        try:
            return begin(self._logbook)
        except ShadowlogError as error:
            self._show_error(error)
        return None

    def _ride_along(self, encounter: Encounter, notes: str = "", text: str = "") -> Screen[None]:
        from shadowlog.tui.ride_along import RideAlongScreen

        return RideAlongScreen(
            self._logbook, self._drafts, self._recall, self._settings, encounter, notes=notes, text=text
        )

    def _booth(self, event: str, text: str = "") -> Screen[None]:
        from shadowlog.store.booth import Booth
        from shadowlog.tui.booth import BoothScreen

        booth = Booth(self._logbook, event)
        return BoothScreen(self._logbook, self._drafts, self._recall, self._settings, booth, text=text)

    def action_ride_along(self) -> None:
        """Go on with the ride-along that is selected, if it runs, else begin one.

        At once, not in a worker: what is typed next must not act as commands of the list.
        """
        selected = self._logbook.get(Encounter, self.encounter_here)
        running = selected is not None and selected.kind is EncounterKind.CUSTOMER_RIDE_ALONG and not selected.debriefed
        encounter = selected if running and selected and selected.duration is None else self._begin()
        if encounter is not None:
            self.app.push_screen(self._ride_along(encounter))

    @work
    async def action_booth(self) -> None:
        from shadowlog.tui.booth import event_of_today
        from shadowlog.tui.form import FormScreen

        form = self._forms().booth(event_of_today(self._logbook))
        event = await self.app.push_screen_wait(FormScreen(self._logbook, self._drafts, form))
        if event:
            await self.app.push_screen_wait(self._booth(event))

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
        done = await self.app.push_screen_wait(FormScreen(self._logbook, self._drafts, form, typed, self._recall))
        if done:
            self._saved(done)

    def _saved(self, done: str) -> None:
        self.notify(f"{shown(done)} — {self._keys('undo')} to undo", markup=False, timeout=4)

    def _keys(self, name: str) -> str:
        """The keys of a command as people see them, rebound ones too."""
        from shadowlog.tui.commands import COMMANDS
        from shadowlog.tui.help import shown_keys

        command = next(held for held in COMMANDS if held.name == name)
        return shown_keys(self._settings.keys.get(name, command.keys))

    @work
    async def action_edit(self) -> None:
        record = self._selected
        if record is not None:
            await self._fill_in(self._forms().edit(record))

    @work
    async def action_tag(self) -> None:
        from shadowlog.tui.tagging import TagScreen

        marked = [self._logbook.get(Insight, key) for table, key in self._marked if table == Insight.table]
        found: list[Record | None] = [*marked] if marked else [self._selected]
        insights = [held for held in found if isinstance(held, Insight)]
        if not insights:
            return
        if not self._logbook.count(Theme):
            self.notify("There is no theme yet: 4, then n adds one.", markup=False)
            return
        done = await self.app.push_screen_wait(TagScreen(self._logbook, self._recall, insights))
        if done:
            self._marked.clear()
            self._saved(done)

    @work
    async def action_delete(self) -> None:
        from shadowlog.tui.dialogs import Question

        record = self._selected
        if self._marked:
            await self._delete_marked()
            return
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

    async def _delete_marked(self) -> None:
        """Delete the records that are marked in the list one looks at, after a question that names them."""
        from shadowlog.tui.dialogs import Question

        marked = [self._logbook.get(RECORDS[table], key) for table, key in self._marked]
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
            with self._logbook.change(f"Delete {what}"):
                for record in records:
                    if self._logbook.get(type(record), record.id) is not None:
                        gone += self._logbook.delete(record)
        except ShadowlogError as error:
            self._show_error(error)
            return
        self._marked.clear()
        others = gone - len(records)
        self._saved(f"Deleted {what}" + (f" and {others} that belong to them" if others > 0 else ""))

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
