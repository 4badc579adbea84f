"""What a board is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from shadowlog.domain.text.query import Filter
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.tui.commands import Keys


@dataclass(frozen=True)
class View:
    """The log, what counts of it, and the screen's width and height in cells."""

    repository: Repository
    finder: Finder
    wanted: Filter
    width: int
    height: int
    keys: Keys

    def empty(self, text: str) -> Text:
        """What is said where there is nothing to draw; ``{new}`` stands for the first key of that command."""
        return Text(self.keys.named_in(text), style="dim")
