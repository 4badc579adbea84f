"""Saying which themes an insight bears on, and how each was received."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from shadowlog.domain.display import shown_in_line
from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance, ThemeStatus
from shadowlog.store.logbook import Logbook
from shadowlog.tui.commands import bindings
from shadowlog.tui.key_bar import KeyBar


class TagScreen(ModalScreen[str | None]):
    """The themes with the stance each met in one insight. Returns what was saved, in words, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere"), *bindings("tagging")]

    def __init__(self, logbook: Logbook, insight: Insight) -> None:
        super().__init__()
        self._logbook = logbook
        self._insight = insight
        self._signals = dict(insight.signals)
        themes = sorted(logbook.all(Theme), key=lambda theme: (theme.level.value, theme.name.casefold()))
        self._themes = [theme for theme in themes if theme.status is ThemeStatus.ACTIVE or theme.id in insight.signals]

    def compose(self) -> ComposeResult:
        with Vertical(id="form"):
            yield Label(Content("How were the themes received?"), id="title")
            yield Label(Content(shown_in_line(self._insight.text)[:300]), id="about")
            yield OptionList(*(Option(self._prompt(theme)) for theme in self._themes), id="themes")
            yield Static(
                Content("r resonated · n neutral · c confused · x rejected · 0 not raised · d untag · enter saves"),
                id="hint",
            )
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def _prompt(self, theme: Theme) -> Content:
        stance = self._signals.get(theme.id)
        name = shown_in_line(theme.name)
        return Content.from_markup("[b]$stance[/b] $name", stance=f"{stance.words if stance else '':11}", name=name)

    def action_stance(self, stance: str) -> None:
        """Give the selected theme a stance, or none."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is None:
            return
        theme = self._themes[place]
        if stance:
            self._signals[theme.id] = Stance(stance)
        else:
            self._signals.pop(theme.id, None)
        options.replace_option_prompt_at_index(place, self._prompt(theme))
        if place + 1 < len(self._themes):
            options.highlighted = place + 1

    def on_option_list_option_selected(self) -> None:
        self.action_done()

    def action_done(self) -> None:
        """Save what was tagged."""
        if self._signals == dict(self._insight.signals):
            self.dismiss(None)
            return
        try:
            self._logbook.edit(self._insight, label="Tag insight", signals=self._signals)
        except ShadowlogError as error:
            self.query_one("#hint", Static).update(Content(f"{error.title}: {error}"))
            return
        count = len(self._signals)
        self.dismiss(f"Tagged with {count} theme{'' if count == 1 else 's'}")
