"""What was left unfinished: forms, lines, ride-alongs and booths are gone on with, or begun."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from shadowlog.analysis.recall import Recall
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter, Record
from shadowlog.domain.text.sanitize import shown
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import BOOTH, CAPTURE, RIDE_ALONG, Draft, Drafts
from shadowlog.store.workspace.settings import Settings

if TYPE_CHECKING:
    from shadowlog.tui.forms.form import Form
    from shadowlog.tui.forms.kinds import Forms


class Unfinished(Screen[None]):
    """A screen that offers what was left, and opens what one types in."""

    def __init__(self, repository: Repository, drafts: Drafts, settings: Settings, recall: Recall) -> None:
        super().__init__()
        self._recall = recall
        self._repository = repository
        self._drafts = drafts
        self._settings = settings
        self._inside: list[Record] = []
        """The records that were opened, outermost first."""

    @property
    def encounter_here(self) -> str:
        """The encounter that what is added belongs to: the one selected, or the one that was opened."""
        return ""

    @work(group="greeting")
    async def _greet(self) -> None:
        if self._repository.event_store.read_only:
            self.notify(
                shown(self._repository.event_store.read_only), title="Read only", severity="warning", markup=False
            )
        elif not self._repository.event_store.author:
            await self._welcome()
        for draft in self._drafts.left():
            if draft.form == RIDE_ALONG and not self._is_open(draft):
                self._drafts.forget(draft)
            else:
                await self._offer(draft)

    async def _welcome(self) -> None:
        from shadowlog.tui.forms.dialogs import Welcome

        answer = await self.app.push_screen_wait(Welcome(offer_demo=self._repository.count(Encounter) == 0))
        if answer is None:
            return
        name, role, demo = answer
        try:
            from shadowlog.services.current_user import become

            become(self._repository, name, role)
            if demo:
                from shadowlog.demo import fill

                fill(self._repository)
        except ShadowlogError as error:
            self._show_error(error)

    async def _offer(self, draft: Draft) -> None:
        from shadowlog.tui.forms.dialogs import draft_question

        answer = await self.app.push_screen_wait(draft_question(draft))
        if answer == "y" and self._drafts.held(draft.form) is not None:
            self.notify("Save the one you went on with first; this one is asked about at the next start.", markup=False)
        elif answer == "y":
            await self._go_on(draft)
        elif answer == "x":
            self._drafts.forget(draft)

    async def _go_on(self, draft: Draft) -> None:
        try:
            if draft.form in (CAPTURE, RIDE_ALONG, BOOTH):
                self._drafts.take_over(draft)
                await self._go_on_live(draft)
                return
            context, typed = draft.content.get("context"), draft.content.get("typed")
            form = self._forms().of_draft(draft.form, context if isinstance(context, dict) else {})
            if form is None or not isinstance(typed, dict):
                self.notify("What it belongs to is gone, so it stays a draft.", severity="warning", markup=False)
                return
            self._drafts.take_over(draft)
            known = {field.name for field in form.fields}
            await self._fill_in(form, {name: str(text) for name, text in typed.items() if name in known})
        except ShadowlogError as error:
            self._show_error(error)

    async def _go_on_live(self, draft: Draft) -> None:
        """Go on with a line, a ride-along or a booth that was interrupted."""
        typed, context = (
            {key: str(value) for key, value in draft.content[part].items()} for part in ("typed", "context")
        )
        text, encounter = typed.get("text", ""), context.get("encounter", "")
        screen: Screen[None]
        if draft.form == RIDE_ALONG:
            screen = self._ride_on(draft)
        elif draft.form == BOOTH:
            screen = self._booth(context.get("event", ""), text)
        else:
            from shadowlog.tui.screens.capture import CaptureScreen

            screen = CaptureScreen(
                self._repository,
                self._drafts,
                self._recall,
                day_first=self._settings.day_first,
                encounter=encounter,
                text=text,
            )
        await self.app.push_screen_wait(screen)

    def _is_open(self, draft: Draft) -> bool:
        from shadowlog.tui.screens.ride_along import is_open

        return is_open(self._repository, draft)

    def _ride_on(self, draft: Draft) -> Screen[None]:
        """The ride-along that was left, with what was typed and is not in the log."""
        from shadowlog.tui.forms.dialogs import is_saved
        from shadowlog.tui.screens.ride_along import begin

        typed, context = (
            {key: str(text) for key, text in draft.content[part].items()} for part in ("typed", "context")
        )
        held = self._repository.get(Encounter, context.get("encounter", ""))
        encounter = held or begin(self._repository, context.get("started", ""))
        if is_saved(draft):
            return self._ride_along(encounter)
        return self._ride_along(encounter, typed.get("notes", ""), typed.get("text", ""))

    def _ride_along(self, encounter: Encounter, notes: str = "", text: str = "") -> Screen[None]:
        from shadowlog.tui.screens.ride_along import RideAlongScreen

        return RideAlongScreen(
            self._repository, self._drafts, self._recall, self._settings, encounter, notes=notes, text=text
        )

    def _booth(self, event: str, text: str = "") -> Screen[None]:
        from shadowlog.services.capture.booth import Booth
        from shadowlog.tui.screens.booth import BoothScreen

        booth = Booth(self._repository, event)
        return BoothScreen(self._repository, self._drafts, self._recall, self._settings, booth, text=text)

    def action_ride_along(self) -> None:
        """Go on with the ride-along that is selected, if it runs, or with one that was left; else begin one.

        At once, not in a worker: what is typed next must not act as commands of the list.
        """
        from shadowlog.tui.forms.dialogs import ride_along_question
        from shadowlog.tui.screens.ride_along import begin, goes_on

        selected = self._repository.get(Encounter, self.encounter_here)
        left = self._drafts.latest(RIDE_ALONG)
        if selected is not None and goes_on(selected):
            self.app.push_screen(self._ride_along(selected))
        elif left is not None and self._is_open(left):
            self.app.push_screen(ride_along_question(left), partial(self._ride_on_or_begin, left))
        else:
            self.app.push_screen(self._ride_along(begin(self._repository)))

    def _ride_on_or_begin(self, left: Draft, answer: str | None) -> None:
        from shadowlog.tui.screens.ride_along import begin

        if answer == "y":
            try:
                self._drafts.take_over(left)
            except ShadowlogError as error:
                self._show_error(error)
            self.app.push_screen(self._ride_on(left))
        elif answer == "n":
            self.app.push_screen(self._ride_along(begin(self._repository)))

    @work
    async def action_booth(self) -> None:
        from shadowlog.tui.forms.form import FormScreen
        from shadowlog.tui.screens.booth import event_of_today

        form = self._forms().booth(event_of_today(self._repository))
        event = await self.app.push_screen_wait(FormScreen(self._repository, self._drafts, form))
        if event:
            await self.app.push_screen_wait(self._booth(event))

    def _forms(self) -> Forms:
        from shadowlog.tui.forms.kinds import Forms

        return Forms(self._repository, day_first=self._settings.day_first)

    async def _fill_in(self, form: Form, typed: Mapping[str, str] | None = None) -> None:
        from shadowlog.tui.forms.form import FormScreen

        held = self._drafts.held(form.name)
        if typed is None and held and held["context"] == dict(form.context):
            typed = held["typed"]
        done = await self.app.push_screen_wait(FormScreen(self._repository, self._drafts, form, typed, self._recall))
        if done:
            self._saved(done)

    def _saved(self, done: str) -> None:
        self.notify(f"{shown(done)} — {self._keys('undo')} to undo", markup=False, timeout=4)

    def _keys(self, name: str) -> str:
        """The keys of a command as people see them, rebound ones too."""
        from shadowlog.tui.screens.help import keys_of

        return keys_of(name, self._settings.keys)

    def _first_key(self, name: str) -> str:
        """The first of the keys of a command."""
        return self._keys(name).partition(" ")[0]

    def _show_error(self, error: ShadowlogError) -> None:
        self.notify(shown(str(error)), title=error.title, severity="error", timeout=10, markup=False)
