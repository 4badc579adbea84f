"""A form for a record: it fills itself in as far as it can, keeps a draft as one types, and says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Button, Label, Static

from shadowlog.domain.errors import InvalidField, ShadowlogError
from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Field, Shape
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.field_input import makes_names, would_be_new
from shadowlog.services.resolve import names_starting
from shadowlog.store.log.errors import SaveFailed
from shadowlog.tui.commands import bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.forms.controls import Changed, Choice, Control, Line, Names, Notes
from shadowlog.tui.forms.explained import explained
from shadowlog.tui.forms.heard_before import HeardBefore
from shadowlog.tui.forms.new_names import NewNames
from shadowlog.tui.forms.specification import Form, fold_words
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import error_line
from shadowlog.tui.widgets.key_bar import KeyBar

PAUSE = 1.0
"""Seconds after which what was typed is kept as a draft."""


class FormScreen(ModalScreen[str | None]):
    """Asks for the fields of a form. Returns what was saved, in words, or None."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "forms")]
    place = "forms"

    def __init__(self, session: Session, form: Form, typed: Mapping[str, str] | None = None) -> None:
        """``typed`` is what a draft holds, to go on from."""
        super().__init__()
        self._saved = session.saved
        self._heard_before = HeardBefore(session.repository, session.recall)
        self._repository = session.repository
        self._drafts = session.drafts
        self._form = form
        self._folded: Sequence[Field] = form.fields[form.first :] if form.first else ()
        """The fields that are not asked for at once."""
        self._resumed = typed is not None
        self._start = {**form.filled, **(typed or {})}
        self._controls: dict[str, Control] = {}
        self._timer: Timer | None = None
        self._followed: dict[str, str] = {}
        """What was put into fields since, because it follows."""
        self._seen: dict[str, str] = {}
        """What was typed when it was last looked whether it is new."""
        self._new_names = NewNames(self._repository)

    def compose(self) -> ComposeResult:
        with Vertical(id="form"):
            yield Label(self._title(), id="title")
            if self._form.about:
                yield Label(Content(shown_in_line(self._about())), id="about")
            with VerticalScroll(id="fields", can_focus=False):
                yield from self._rows(self._form.fields[: self._form.first or None])
                if self._folded:
                    yield Button(Content(fold_words(self._folded, folded=True)), id="more", compact=True)
                    with Vertical(id="folded"):
                        yield from self._rows(self._folded)
            yield Static(id="hint")
            with Horizontal(id="buttons"):
                yield Button("Save", variant="primary", id="save", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
        yield KeyBar()

    def _rows(self, fields: Sequence[Field]) -> ComposeResult:
        for field in fields:
            control = self._control(field)
            self._controls[field.name] = control
            with Horizontal(classes="prose row" if isinstance(control, Notes) else "row"):
                yield Label(Content(field.label + ("*" if field.required else "")), classes="label")
                yield control
            if makes_names(field):
                yield Label(id=f"new-{field.name}", classes="new")

    def fold(self, *, folded: bool) -> None:
        """Show the fields that are not asked for at once, or hide them."""
        self.query_one("#folded").display = not folded
        self.query_one("#more", Button).label = Content(fold_words(self._folded, folded=folded))
        if not folded:
            self._controls[self._folded[0].name].focus()

    def _control(self, field: Field) -> Control:
        text = self._start.get(field.name, "")
        identifier = f"field-{field.name}"
        if field.shape is Shape.PROSE:
            return Notes(text, id=identifier)
        if field.shape is Shape.CHOICE and field.values is not None:
            values = [(value.value, value.words) for value in field.values]
            return Choice(values, text, optional=not field.required, id=identifier)
        if field.shape is Shape.FLAG:
            return Choice([("no", "no"), ("yes", "yes")], text, optional=False, id=identifier)
        proposed = "id" not in self._form.context and text == self._form.filled.get(field.name)
        return Line(text, self._suggester(field), field.help, id=identifier, proposed=proposed)

    def _suggester(self, field: Field) -> Names | None:
        table = field.table
        kind = RECORDS.get(table)
        if kind is None:
            return None
        return Names(partial(names_starting, self._repository, table), many=field.shape in (Shape.REFS, Shape.STANCES))

    def on_mount(self) -> None:
        controls = list(self._controls.values())
        empty = [] if "id" in self._form.context else [control for control in controls if not control.typed]
        (empty or controls)[0].focus()
        if any(self._start.get(field.name) != self._form.filled.get(field.name) for field in self._folded):
            # A draft has something there.
            self.fold(folded=False)
        for field in self._form.fields:
            self._say_new(field)

    def typed(self) -> dict[str, str]:
        """What is in the form. What was not touched is given back as it was filled in, to the letter."""
        # A form that is still being opened has no controls yet, or some of them.
        controls = self._controls
        names = [field.name for field in self._form.fields]
        return {name: controls[name].typed if name in controls else self._start.get(name, "") for name in names}

    # Drafts ----------------------------------------------------------------------------------------------------

    def on_changed(self, event: Changed) -> None:
        event.stop()
        if not self.is_attached or len(self._controls) < len(self._form.fields):
            return
        self._hint()
        self._offer()
        self._follow()
        for field in self._form.fields:
            self._say_new(field)
        # At most a pause goes by between typing and the draft, however fast one types on.
        if self._timer is None:
            self._timer = self.set_timer(PAUSE, self._keep_later)

    def _offer(self) -> None:
        """Offer the likeliest objection that was heard before, while one types."""
        for name in self._form.offers:
            if self._controls[name] is self.focused:
                typed = self.typed()
                words = self._heard_before.look(typed[name], typed["title"])
                if words:
                    self._say("", hint=f"{keys_of(self.app).all('same')}: {words}")

    def action_same(self) -> None:
        """Take the objection that is offered."""
        taken = self._heard_before.take(self.typed()) if self._form.offers else {}
        for name, text in taken.items():
            self._controls[name].type_in(text)
        if taken:
            self.focus_next()

    def _keep_later(self) -> None:
        self._timer = None
        self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what is typed as a draft, now."""
        if self.typed() == dict(self._form.filled):
            return
        try:
            self._drafts.keep(self._form.name, {"typed": self.typed(), "context": dict(self._form.context)})
        except SaveFailed as error:
            self._say(error_line(error))

    def _drop_draft(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        try:
            self._drafts.drop(self._form.name)
        except SaveFailed:
            # The draft of something saved comes up again at the next start; that is the lesser evil.
            return

    # What a person does ----------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save, or say what is wrong and keep everything as it is typed."""
        try:
            done = self._form.save(self.typed())
        except InvalidField as error:
            self._say(f"{error.problem} {error.way_out}", error.field)
            return
        except ShadowlogError as error:
            self.keep_draft()
            self._say(error_line(error))
            return
        self._drop_draft()
        self._saved[:] = done.records
        self.dismiss(done.words)

    def action_cancel(self) -> None:
        """Leave; what was typed stays as a draft."""
        if self.typed() != dict(self._form.filled):
            self.keep_draft()
            self.app.notify("Kept as a draft. Open the same form to continue.", markup=False)
        self.dismiss(None)

    def action_discard(self) -> None:
        """Leave, and throw away what was typed."""
        self._drop_draft()
        self.dismiss(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "more":
            self.fold(folded=bool(self.query_one("#folded").display))
        elif event.button.id == "save":
            self.action_save()
        else:
            self.action_cancel()

    def on_input_submitted(self) -> None:
        self.focus_next()

    def on_descendant_focus(self) -> None:
        self._hint()

    def _about(self) -> str:
        """What it belongs to, by what is typed."""
        typed = {**self._start, **self.typed()}
        return self._form.belongs(typed) if self._form.belongs else self._form.about

    def _title(self) -> Content:
        """What the form does, by what is typed."""
        form = self._form
        title = form.heading({**self._start, **self.typed()}) if form.heading else form.title
        return Content(shown_in_line(f"{title}  (from your draft)" if self._resumed else title))

    def _follow(self) -> None:
        """Have the fields that nobody touched follow from what was typed."""
        for name, text in (self._form.follow(self.typed()) if self._form.follow else {}).items():
            control = self._controls[name]
            if control.typed != text and control.typed == self._followed.get(name, self._form.filled.get(name, "")):
                self._followed[name] = text
                control.type_in(text)
        self.query_one("#title", Label).update(self._title())
        if self._form.belongs and self._form.about:
            self.query_one("#about", Label).update(Content(shown_in_line(self._about())))

    def _say_new(self, field: Field) -> None:
        """Say below a field which names nobody has yet, and who may be meant."""
        if not makes_names(field):
            return
        control = self._controls[field.name]
        if self._seen.get(field.name) == control.typed:
            return
        self._seen[field.name] = control.typed
        new = would_be_new(self._repository, field, control.typed)
        words = self._new_names.words(field.table, new)
        label = self.query_one(f"#new-{field.name}", Label)
        label.update(Content(shown_in_line(words)))
        label.set_class(bool(words), "-said")

    def _hint(self) -> None:
        focused = self.focused
        for field in self._form.fields:
            control = self._controls.get(field.name)
            if control is not None and control is focused:
                self._say("", hint=self._help(field, control))

    def explanation(self) -> Explanation | None:
        """The field that has the focus, explained."""
        return next((explained(each) for each in self._form.fields if self._controls[each.name] is self.focused), None)

    def _help(self, field: Field, control: Control) -> str:
        help = f"{field.help}: arrows or a letter choose" if isinstance(control, Choice) else field.help
        known = self._heard_before.known(self._controls["title"].typed) if self._form.offers else ""
        return f"{known} · {help}" if known else help

    def _say(self, problem: str, field: str = "", *, hint: str = "") -> None:
        where = next((each.label for each in self._form.fields if each.name == field), field)
        text = Text(shown_in_line(f"{where}: {problem}" if where else problem), style="bold")
        place = self.query_one("#hint", Static)
        place.set_class(bool(problem), "problem")
        place.update(text if problem else Text(shown_in_line(hint), style="dim"))
        if field in self._controls:
            if field in {each.name for each in self._folded}:
                self.fold(folded=False)
            self._controls[field].focus()
            self.call_after_refresh(place.update, text)
