"""The themes that fit the insight that was saved last. One is chosen, and a key says how it was received."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from shadowlog.analysis.recall import Recall
from shadowlog.domain.records import Insight
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository
from shadowlog.store.suggest.suggester import Suggestion
from shadowlog.tui.commands import Keys

_STANCES = (Stance.RESONATED, Stance.NEUTRAL, Stance.CONFUSED, Stance.REJECTED)
"""How a theme that fits may have been received; the commands that say so while tagging are named alike."""


class ThemesThatFit:
    """The themes that are offered, and the one among them that is chosen."""

    def __init__(self, repository: Repository, recall: Recall) -> None:
        self._repository = repository
        self._recall = recall
        self._insight: Insight | None = None
        self._themes: list[Suggestion] = []
        self._chosen = -1

    def __bool__(self) -> bool:
        return bool(self._themes)

    @property
    def is_chosen(self) -> bool:
        """Whether one of them is chosen."""
        return self._chosen >= 0

    def of(self, insight: Insight | None) -> None:
        """Offer the themes that fit an insight that was saved; none for one that has themes, or for None."""
        self._insight, self._chosen = insight, -1
        untagged = insight is not None and not insight.signals
        self._themes = self._recall.suggester.suggest(insight.text) if insight is not None and untagged else []

    def choose(self, step: int) -> None:
        """Choose the next of them, the one before, or none."""
        self._chosen = max(-1, min(self._chosen + step, len(self._themes) - 1))

    def leave(self) -> None:
        """Choose none."""
        self._chosen = -1

    def tag(self, key: str, keys: Keys) -> str | None:
        """Tag the insight with the theme that is chosen and the stance that a key stands for, and return both in
        words; None where the key stands for none. Raises SaveFailed.
        """
        stance = next((each for each in _STANCES if keys.has(each.value, key)), None)
        if stance is None or not self.is_chosen or self._insight is None:
            return None
        current = self._repository.get(Insight, self._insight.id)
        if current is None:
            self.of(None)
            return "not tagged: it was deleted"
        theme = self._themes[self._chosen].theme
        signals = {**current.signals, theme: stance}
        self._insight = self._repository.edit(current, label="Tag insight", signals=signals)
        self._themes.pop(self._chosen)
        self._chosen = -1
        return f"tagged with {shown_in_line(self._repository.heading('themes', theme))}: {stance.words}"

    def shown(self, keys: Keys, next_key: str) -> Text:
        """The themes, a line each, with the words because of which they fit; ``next_key`` chooses the next."""
        lines = Text(no_wrap=True, overflow="ellipsis")
        for place, each in enumerate(self._themes):
            mark = "▸" if place == self._chosen else next_key if place == self._chosen + 1 else " "
            lines.append(f"{mark} ", style="bold")
            name = shown_in_line(self._repository.heading("themes", each.theme))
            lines.append(name, style="bold" if place == self._chosen else "")
            lines.append(_because(each.because), style="dim")
            if place == self._chosen:
                stances = " · ".join(f"{keys.first(stance.value)} {stance.words}" for stance in _STANCES)
                lines.append(f"    {stances}\n", style="bold")
        return lines


def _because(words: Sequence[str]) -> str:
    because = ", ".join(shown_in_line(word) for word in words)
    return f"  because of: {because}\n" if because else "\n"
