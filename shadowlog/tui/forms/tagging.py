"""Saying which themes an insight bears on, and how each was received."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance, ThemeStatus
from shadowlog.tui.commands import COMMANDS, bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import error_line
from shadowlog.tui.widgets.key_bar import KeyBar

_KEYS = (
    "{resonated} resonated · {neutral} neutral · {confused} confused · {rejected} rejected · "
    "{not-raised} not raised · {untag} untag · {done} saves"
)


class TagScreen(ModalScreen[str | None]):
    """The themes with the stance each met in one insight, or in several. Returns what was saved, in words, or None."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "tagging")]
    place = "tagging"

    def __init__(self, session: Session, insights: Sequence[Insight]) -> None:
        super().__init__()
        repository, recall = session.repository, session.recall
        self._repository = repository
        self._insights = insights
        # Of several only the themes that all of them have in common, with the same stance.
        signals = [set(insight.signals.items()) for insight in insights]
        self._before: dict[str, Stance] = dict(set.intersection(*signals))
        self._signals = dict(self._before)
        self._because: dict[str, tuple[str, ...]] = {}
        if len(insights) == 1:
            suggested = recall.suggester.suggest(insights[0].text, but=insights[0].signals)
            self._because = {suggestion.theme: suggestion.because for suggestion in suggested}
        themes = sorted(repository.all(Theme), key=lambda theme: (theme.level.value, theme.name.casefold()))
        used = [theme for theme in themes if theme.status is ThemeStatus.ACTIVE or theme.id in self._signals]
        order = list(self._because)
        self._themes = sorted(used, key=lambda theme: order.index(theme.id) if theme.id in order else len(order))

    def compose(self) -> ComposeResult:
        several = len(self._insights) > 1
        about = f"{len(self._insights)} insights that were marked" if several else self._insights[0].text
        with Vertical(id="form"):
            yield Label(Content("How were the themes received?"), id="title")
            yield Label(Content(shown_in_line(about)[:300]), id="about")
            yield OptionList(*(Option(self._prompt(theme)) for theme in self._themes), id="themes")
            yield Static(Content(keys_of(self.app).named_in(_KEYS)), id="hint")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def _prompt(self, theme: Theme) -> Content:
        stance = self._signals.get(theme.id)
        because = ", ".join(shown_in_line(word) for word in self._because.get(theme.id, ()))
        return Content.from_markup(
            "[b]$stance[/b] $name[dim]$because[/dim]",
            stance=f"{stance.words if stance else '':11}",
            name=shown_in_line(theme.name),
            because=f"  suggested because of: {because}" if because else "",
        )

    def explanation(self) -> Explanation:
        """Tagging, explained."""
        what = "these insights" if len(self._insights) > 1 else "this insight"
        return Explanation(
            "How the themes were received",
            f"A line is a theme of your message house, those that fit {what} first. Go to one, and say how it was "
            f"received: what you leave open was not spoken of. {keys_of(self.app).first('done')} saves.",
            "On a theme",
            [command for command in COMMANDS if command.place == "tagging"],
        )

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
        if self._signals == self._before:
            self.dismiss(None)
            return
        gone = self._before.keys() - self._signals.keys()
        several = len(self._insights) > 1
        label = f"Tag {len(self._insights)} insights" if several else "Tag insight"
        try:
            with self._repository.change(label):
                for insight in self._insights:
                    kept = {key: stance for key, stance in insight.signals.items() if key not in gone}
                    self._repository.edit(insight, label=label, signals={**kept, **self._signals})
        except ShadowlogError as error:
            self.query_one("#hint", Static).update(Content(error_line(error)))
            return
        count = len(self._signals)
        themes = f"{count} theme{'' if count == 1 else 's'}"
        self.dismiss(f"Tagged {len(self._insights)} insights" if several else f"Tagged with {themes}")
