"""Records in an order of their own: the message house, the backlog,"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shadowlog.domain.records import Asset, ContentRequest, Record, Theme
from shadowlog.domain.values import ThemeLevel
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.rows import Newest


class House(Newest):
    """Themes as the message house has them: each under the one above it. Too many to be a house: newest first."""

    MOST = 500

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository, Theme)
        self._order: list[Theme] = []

    def count(self) -> int:
        total = super().count()
        themes = list(self.repository.all(Theme)) if total <= self.MOST else []
        self._order = _by_house(themes)
        return total

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        return self._order[offset : offset + limit] if self._order else super().read(offset, limit)

    def position(self, record: Record) -> int | None:
        if not self._order:
            return super().position(record)
        return next((place for place, theme in enumerate(self._order) if theme.id == record.id), None)


def _by_house(themes: list[Theme]) -> list[Theme]:
    known = {theme.id for theme in themes}
    levels = list(ThemeLevel)
    below: dict[str, list[Theme]] = {}
    for theme in sorted(themes, key=lambda theme: (levels.index(theme.level), theme.name.casefold(), theme.id)):
        parent = theme.parent if theme.parent in known and theme.parent != theme.id else None
        below.setdefault(parent or "", []).append(theme)
    ordered: list[Theme] = []
    waiting = list(reversed(below.pop("", [])))
    while waiting:
        theme = waiting.pop()
        ordered.append(theme)
        waiting.extend(reversed(below.pop(theme.id, [])))
    # What names itself in a circle, by two edits on two machines, is still shown.
    return ordered + [theme for rest in below.values() for theme in rest]


class InOrder(Newest):
    """Content requests in the order in which they are to be met, those that are closed behind, then assets."""

    MOST = 500

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository, ContentRequest, Asset)
        self._order: list[Record] = []

    def count(self) -> int:
        from shadowlog.analysis.backlog import ranked
        from shadowlog.analysis.record_reader import RecordReader

        total = super().count()
        self._order = []
        if 0 < total <= self.MOST:
            requests = self.repository.newest(ContentRequest, 0, total)
            reader = RecordReader(self.repository, date.max)
            still_open = [each.request for each in ranked(reader, (each for each in requests if each.status.open))]
            closed = [request for request in requests if not request.status.open]
            self._order = [*still_open, *closed, *self.repository.newest(Asset, 0, total)]
        return total

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        return self._order[offset : offset + limit] if self._order else super().read(offset, limit)

    def position(self, record: Record) -> int | None:
        if not self._order:
            return super().position(record)
        return next((place for place, request in enumerate(self._order) if request.id == record.id), None)
