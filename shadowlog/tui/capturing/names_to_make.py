"""The names of a line that nobody has: asked about once below the line, and made by one key."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from shadowlog.domain.records import UnknownName
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import titled
from shadowlog.services.unknown_names import kind_words, make_all_new
from shadowlog.store.repository import Repository


class NamesToMake:
    """The names that are offered to be made."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._names: Sequence[UnknownName] = ()

    def __bool__(self) -> bool:
        return bool(self._names)

    def offer(self, names: Sequence[UnknownName]) -> None:
        """Offer these; none where there are none."""
        self._names = names

    def make(self) -> str:
        """Make them, and return what was made, in words. Raises ShadowlogError."""
        names, self._names = self._names, ()
        made = make_all_new(self._repository, names)
        return f"Added {', '.join(titled(record) for record in made)}" if made else "Sorted out already"

    def shown(self, key: str) -> Text:
        """The question, which ``key`` answers; nothing where none are offered."""
        if not self._names:
            return Text()
        each = dict.fromkeys(f"{kind_words(name)} {name.name}" for name in self._names)
        what = f"{len(each)} new names" if len(each) > 1 else "a new name"
        text = Text.assemble((key, "bold"), f" make {what}? {shown_in_line(', '.join(each))}")
        return text.append(" · any other key: later\n", style="dim")
