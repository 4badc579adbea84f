"""What was left unfinished: forms, lines, ride-alongs and booths are resumed, or begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual.app import SuspendNotSupported
from textual.screen import Screen

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Encounter
from shadowlog.store.workspace.drafts import BOOTH, CAPTURE, RIDE_ALONG, Draft
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.tour import TourBar
from shadowlog.tui.widgets.errors import show_error


class UnfinishedActions(ActionGroup):
    """What one types in for longer: begun, or resumed at the next start."""

    def __init__(self, parts: Parts, tour: TourBar | None) -> None:
        super().__init__(parts)
        self._tour = tour

    def actions(self) -> Mapping[str, Action]:
        return {"ride-along": self.ride_along, "booth": self.booth, "tour": self.tour}

    def tour(self) -> None:
        """Take the tour, in a log of its own; where one is on it, go on to the next step."""
        if self._tour is not None:
            self._tour.go_on()
            return
        import subprocess
        import sys

        try:
            with self.app.suspend():
                subprocess.run([sys.executable, "-m", "shadowlog", "tour"], check=False)
        except SuspendNotSupported:
            self.notify("This terminal cannot show it from here. In another one: shadowlog tour", seconds=10)
        self.app.refresh()

    async def greet(self) -> None:
        """Ask who one is at the first start, and whether to resume what was left."""
        events = self.repository.event_store
        if events.read_only:
            self.app.notify(events.read_only, title="Read only", severity="warning", markup=False)
        elif not events.author:
            await self._welcome()
        self._offer_each(self.session.drafts.of_ended_programs())

    async def _welcome(self) -> None:
        from shadowlog.tui.forms.dialogs import Welcome

        answer = await self.app.push_screen_wait(Welcome(offer_demo=self.repository.count(Encounter) == 0))
        if answer is None:
            return
        name, role, demo = answer
        try:
            from shadowlog.services.current_user import become

            become(self.repository, name, role)
            if demo:
                from shadowlog.demo import fill

                fill(self.repository)
        except ShadowlogError as error:
            show_error(self.app, error)

    def _offer_each(self, drafts: Sequence[Draft]) -> None:
        """Ask about one draft after the other."""
        from shadowlog.tui.forms.dialogs import draft_question

        for number, draft in enumerate(drafts, 1):
            if draft.form != RIDE_ALONG or self._is_open(draft):
                # Answered by a callback, which is called before a key that follows the answer: nothing waits for a
                # worker that has not begun yet.
                self.app.push_screen(draft_question(draft), partial(self._answered, draft, drafts[number:]))
                return
            self.session.drafts.forget(draft)

    def _answered(self, draft: Draft, others: Sequence[Draft], answer: str | None) -> None:
        if answer == "y" and self.session.drafts.own(draft.form) is None:
            self.start(self._go_on_and_offer(draft, others))
            return
        if answer == "y":
            self.notify("Save the one you continued first; you are asked about this one at the next start.")
        elif answer == "x":
            self.session.drafts.forget(draft)
        self._offer_each(others)

    async def _go_on_and_offer(self, draft: Draft, others: Sequence[Draft]) -> None:
        await self._go_on(draft)
        self._offer_each(others)

    async def _go_on(self, draft: Draft) -> None:
        from shadowlog.tui.forms.of_draft import form_of_draft

        try:
            if draft.form in (CAPTURE, RIDE_ALONG, BOOTH):
                self.session.drafts.take_over(draft)
                await self.app.push_screen_wait(self._line_of(draft))
                return
            context, typed = draft.content.get("context"), draft.content.get("typed")
            form = form_of_draft(self.forms(), draft.form, context if isinstance(context, dict) else {})
            if form is None or not isinstance(typed, dict):
                message = "What it belongs to is gone, so it stays a draft."
                self.app.notify(message, severity="warning", markup=False)
                return
            self.session.drafts.take_over(draft)
            known = {field.name for field in form.fields}
            await self.fill_in(form, {name: str(text) for name, text in typed.items() if name in known})
        except ShadowlogError as error:
            show_error(self.app, error)

    def _line_of(self, draft: Draft) -> Screen[None]:
        """The screen that resumes a line, a ride-along or a booth that was interrupted."""
        if draft.form == RIDE_ALONG:
            return self._ride_on(draft)
        typed, context = _parts(draft)
        if draft.form == BOOTH:
            return self._booth(context.get("event", ""), typed.get("text", ""))
        from shadowlog.tui.screens.capture import CaptureScreen

        return CaptureScreen(self.session, encounter=context.get("encounter", ""), text=typed.get("text", ""))

    def _is_open(self, draft: Draft) -> bool:
        from shadowlog.tui.screens.ride_along import is_open

        return is_open(self.repository, draft)

    def _ride_on(self, draft: Draft) -> Screen[None]:
        """The ride-along that was left, with what was typed and is not in the log."""
        from shadowlog.tui.forms.dialogs import is_saved
        from shadowlog.tui.screens.ride_along import begin

        typed, context = _parts(draft)
        saved = self.repository.get(Encounter, context.get("encounter", ""))
        encounter = saved or begin(self.repository, context.get("started", ""))
        if is_saved(draft):
            return self._ride_along(encounter)
        return self._ride_along(encounter, typed.get("notes", ""), typed.get("text", ""))

    def _ride_along(self, encounter: Encounter, notes: str = "", text: str = "") -> Screen[None]:
        from shadowlog.tui.screens.ride_along import RideAlongScreen

        return RideAlongScreen(self.session, encounter, notes=notes, text=text)

    def _booth(self, event: str, text: str = "") -> Screen[None]:
        from shadowlog.services.capture.booth import Booth
        from shadowlog.tui.screens.booth import BoothScreen

        return BoothScreen(self.session, Booth(self.repository, event), text=text)

    def ride_along(self) -> None:
        """Go on with the ride-along that is selected, if it runs, or with one that was left; else begin one.

        At once, not in a worker: what is typed next must not act as commands of the list.
        """
        from shadowlog.tui.forms.dialogs import ride_along_question
        from shadowlog.tui.screens.ride_along import begin, can_be_resumed

        selected = self.repository.get(Encounter, self.selection.encounter_here)
        left = self.session.drafts.latest(RIDE_ALONG)
        if selected is not None and can_be_resumed(selected):
            self.app.push_screen(self._ride_along(selected))
        elif left is not None and self._is_open(left):
            self.app.push_screen(ride_along_question(left), partial(self._ride_on_or_begin, left))
        else:
            self.app.push_screen(self._ride_along(begin(self.repository)))

    def _ride_on_or_begin(self, left: Draft, answer: str | None) -> None:
        from shadowlog.tui.screens.ride_along import begin

        if answer == "y":
            try:
                self.session.drafts.take_over(left)
            except ShadowlogError as error:
                show_error(self.app, error)
            self.app.push_screen(self._ride_on(left))
        elif answer == "n":
            self.app.push_screen(self._ride_along(begin(self.repository)))

    async def booth(self) -> None:
        """Ask at which event, and take talks there, one a line."""
        from shadowlog.tui.forms.form import FormScreen
        from shadowlog.tui.screens.booth import event_of_today

        form = self.forms().booth(event_of_today(self.repository))
        event = await self.app.push_screen_wait(FormScreen(self.session, form))
        if event:
            await self.app.push_screen_wait(self._booth(event))


def _parts(draft: Draft) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What was typed, and what it belongs to."""
    typed, context = draft.content["typed"], draft.content["context"]
    return {key: str(text) for key, text in typed.items()}, {key: str(text) for key, text in context.items()}
