"""Saying of a name that nobody has that it will be a new one, and who may be meant instead."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.domain.records import RECORDS
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.nearest import nearest_names
from shadowlog.store.repository import Repository

ALIKE = 80.0
"""How alike (of 100) a name must be to be taken for the one that was meant."""

_MOST = 2_000
"""Names that are compared."""


class NewNames:
    """Looks up who may be meant. The names of a table are read once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._names: dict[str, dict[str, str]] = {}

    def words(self, table: str, new: Sequence[str]) -> str:
        """What to say of ``new`` names in a table: ``new account · did you mean Mercy Hospital?``; nothing of none."""
        if not new:
            return ""
        what = RECORDS[table].singular
        words = f"new {what}" if len(new) == 1 else f"{len(new)} new {what}s"
        meant = list(dict.fromkeys(name_meant for name in new if (name_meant := self._meant(table, name))))
        return f"{words} · did you mean {' or '.join(meant)}?" if meant else words

    def _meant(self, table: str, name: str) -> str:
        """The name that is spelled most like this one, nothing where none is alike."""
        if table not in self._names:
            keys = self._repository.ids(table)[:_MOST]
            headings = (self._repository.heading(table, key) for key in keys)
            self._names[table] = {heading: folded(heading) for heading in headings}
        return next(iter(nearest_names(name, self._names[table], 1, at_least=ALIKE)), "")
