"""The list of what has a brief, as the kinds of brief declare it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from shadowlog.domain.records import Record
from shadowlog.store.repository import Repository
from shadowlog.tui.lists.rows import Newest

if TYPE_CHECKING:
    from shadowlog.store.search.finder import Finder


class Subjects:
    """What has a brief: first the whole log, then the records of each kind that is read page by page, newest first,
    then everything else.
    """

    def __init__(self, repository: Repository, finder: Finder, external: Callable[[], bool]) -> None:
        """``external`` says whether the briefs are those for outside readers, which are not all that the team has."""
        # Loaded when the list is opened: the first screen does without the briefs.
        from shadowlog.briefs.kinds.registry import BRIEF_KINDS

        self._repository = repository
        self._finder = finder
        self._external = external
        self._records = Newest(repository, *(kind.about for kind in BRIEF_KINDS.values() if kind.paged))
        self._first: list[Record] = []
        self._last: list[Record] = []

    def count(self) -> int:
        """How many there are. What is not read page by page is looked up again."""
        from shadowlog.briefs.context import BriefContext
        from shadowlog.briefs.kinds.registry import BRIEF_KINDS
        from shadowlog.privacy.withholding import Audience

        audience = Audience.EXTERNAL if self._external() else Audience.INTERNAL
        today = datetime.now(timezone.utc).date()
        others = [kind for kind in BRIEF_KINDS.values() if not kind.paged]
        with BriefContext(self._repository, today, audience, finder=self._finder) as context:
            self._first = [subject for kind in others if not kind.named for subject in kind.subjects(context)]
            self._last = [subject for kind in others if kind.named for subject in kind.subjects(context)]
        return len(self._first) + self._records.count() + len(self._last)

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        """Up to ``limit`` subjects from ``offset`` on."""
        page: list[Record] = self._first[offset : offset + limit]
        before = len(self._first)
        if len(page) < limit:
            page += self._records.read(max(0, offset - before), limit - len(page))
        before += self._records.count()
        if len(page) < limit:
            page += self._last[max(0, offset - before) :]
        return page[:limit]

    def kind_of(self, subject: Record) -> str:
        """The kind of brief that a subject has, in a word."""
        from shadowlog.briefs.kinds.registry import BRIEF_KINDS

        return next((name for name, kind in BRIEF_KINDS.items() if kind.about is type(subject)), subject.singular)

    def position(self, record: Record) -> int | None:
        """Where a subject stands, None where it is not listed."""
        for start, subjects in ((0, self._first), (len(self._first) + self._records.count(), self._last)):
            for place, subject in enumerate(subjects, start):
                if type(subject) is type(record) and subject.id == record.id:
                    return place
        place_among_records = self._records.position(record)
        return None if place_among_records is None else len(self._first) + place_among_records
