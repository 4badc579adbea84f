"""Getting permission to quote: a rep is asked to get it, and says what the buyer answered."""

from __future__ import annotations

from collections.abc import Mapping

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Mention, Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Permission
from shadowlog.services.permissions import ANSWERS, answer, ask, permission_day, request_words
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.briefs import BriefActions
from shadowlog.tui.widgets.errors import show_error

_KEYS = {"y": Permission.ATTRIBUTED, "a": Permission.ANONYMISED, "n": Permission.INTERNAL_ONLY}
assert set(_KEYS.values()) == set(ANSWERS)


class PermissionActions(ActionGroup):
    """Whether the words that are selected may be quoted."""

    def __init__(self, parts: Parts, briefs: BriefActions) -> None:
        super().__init__(parts)
        self._briefs = briefs

    def actions(self) -> Mapping[str, Action]:
        return {"permission": self.permission}

    async def permission(self) -> None:
        """Have the rep ask whether the words that are selected may be quoted; once they are asked, answer it. Where
        they may be, first ask about words that may be names, if any are left.
        """
        record = await self._in_brief() if self.selection.brief is not None else self.selection.record
        if not isinstance(record, Insight | Mention):
            return
        if record.permission_asker:
            await self.answer(record)
            return
        if not record.ran_out(permission_day()) and await self.ask_about_names(record):
            return
        try:
            asked = ask(self.repository, record)
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        who = self.repository.heading("people", asked.permission_asker)
        self.saved(shown_in_line(f"{who} is to {request_words(self.repository, asked)}"))

    async def _in_brief(self) -> Record | None:
        """One of the quotes of the brief that is read which nobody has permission for, picked by hand."""
        from shadowlog.tui.forms.pick import PickScreen

        keys = [(kind.table, key) for key in self._briefs.worded for kind in (Insight, Mention)]
        quotes = [
            record
            for record in self.repository.some(keys)
            if isinstance(record, Insight | Mention) and record.cleared(permission_day()) is Permission.UNSET
        ]
        if not quotes:
            ready = "Nothing in this brief waits for a permission."
            self.notify(ready if self._briefs.text else "The brief is still being written.")
            return None
        return await self.app.push_screen_wait(PickScreen("Ask for permission to quote which of these?", quotes))

    async def answer(self, record: Record) -> None:
        """Ask what the buyer answered, and save it."""
        from shadowlog.tui.forms.dialogs import Question

        if not isinstance(record, Insight | Mention):
            return
        words = request_words(self.repository, record)
        text = shown_in_line(f"The task: {words}")
        answers = {key: f"{value.clearance[0].upper()}{value.clearance[1:]}" for key, value in _KEYS.items()}
        key = await self.app.push_screen_wait(
            Question("What did the buyer answer?", text, {**answers, "l": "Later"}, "l")
        )
        if key not in _KEYS:
            return
        try:
            changed = answer(self.repository, record, _KEYS[key])
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        self.saved(answers[key])
        await self.ask_about_names(changed)

    async def ask_about_names(self, record: Record) -> bool:
        """Ask about the words of a quote that may leave the team which may be names, each once. Returns whether there
        were any.
        """
        from shadowlog.privacy.possible_names import answer_names, possible_names
        from shadowlog.tui.forms.dialogs import Question

        if not isinstance(record, Insight | Mention):
            return False
        try:
            words = possible_names(self.repository, record)
            names: dict[str, bool] = {}
            for word in words:
                what = f"It is in a quote that may leave the team: “{record.heading}”. Names are withheld there."
                question = Question(
                    f"{shown_in_line(word)}: a name?", shown_in_line(what), {"y": "Yes", "n": "No", "l": "Later"}, "l"
                )
                key = await self.app.push_screen_wait(question)
                if key == "l":
                    break
                names[word] = key == "y"
            if names:
                answer_names(self.repository, names)
        except ShadowlogError as error:
            show_error(self.app, error)
            return False
        return bool(words)
