"""What a list shows: records a page at a time, however many there are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from shadowlog.domain.records import Objection, Record, Theme
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import Stance, ThemeLevel
from shadowlog.services import record_line
from shadowlog.store.queries import Numbered
from shadowlog.store.repository import Repository

if TYPE_CHECKING:
    from shadowlog.analysis.task import Task
    from shadowlog.store.search.finder import Finder

PAGE = 40
"""Records read at once: as many as are seen at a time, since a search lists others at every key."""

_PAGES_KEPT = 50

_MOST_OBJECTIONS = 2_000
"""The most objections whose mentions are looked through by a filter, the newest."""

MARKS = {Stance.RESONATED: "+", Stance.NEUTRAL: "·", Stance.CONFUSED: "?", Stance.REJECTED: "−", Stance.NOT_RAISED: " "}
"""How a stance is marked in one column."""


class Rows(Protocol):
    """Records in an order, to be read by position."""

    def count(self) -> int:
        """How many there are."""

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        """Some of them; None for one that is gone since."""

    def position(self, record: Record) -> int | None:
        """Where a record stands, None where it is not among them."""


class Newest:
    """All records of some kinds, one kind after the other, each newest first."""

    def __init__(self, repository: Repository, *kinds: type[Record]) -> None:
        self.repository = repository
        self.kinds = kinds

    def count(self) -> int:
        return sum(self.repository.count(kind) for kind in self.kinds)

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        found: list[Record] = []
        for kind in self.kinds:
            here = self.repository.count(kind)
            if offset < here and len(found) < limit:
                found += self.repository.newest(kind, offset, limit - len(found))
            offset = max(0, offset - here)
        return found

    def position(self, record: Record) -> int | None:
        before = 0
        for kind in self.kinds:
            if isinstance(record, kind):
                found = self.repository.get(kind, record.id)
                return None if found is None else before + self.repository.position(found)
            before += self.repository.count(kind)
        return None


class Found:
    """What a filter lets through of some kinds of records (of all, where none is named), newest first."""

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter, *kinds: type[Record]) -> None:
        self._repository = repository
        self._finder = finder
        names = tuple(kind.declared.word for kind in kinds)
        self._wanted = wanted & Filter((Clause(names, "is"),)) if names else wanted
        self.refresh()

    def refresh(self) -> None:
        """Find them again."""
        self.hits = self._finder.find(self._wanted)

    @property
    def marked(self) -> tuple[str, ...]:
        """The starts of words that are to be marked."""
        return self.hits.plan.marked

    def count(self) -> int:
        return len(self.hits)

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        keys = self._finder.keys(self.hits, offset, limit)
        records = {(record.table, record.id): record for record in self._repository.some(keys)}
        return [records.get(key) for key in keys]

    def position(self, record: Record) -> int | None:
        return self._finder.place(self.hits, (record.table, record.id))


class FoundObjections(Found):
    """The objections that a filter lets through, or of which it lets a mention through, newest first."""

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter) -> None:
        self._mentions_wanted = wanted
        self._ids: list[str] = []
        super().__init__(repository, finder, wanted, Objection)

    def refresh(self) -> None:
        """Find them again."""
        from shadowlog.analysis.counting.facet_counts import FacetCounts

        super().refresh()
        themselves = {key for _, key in self._finder.keys(self.hits, 0, len(self.hits))}
        mentions = FacetCounts(self._finder, wanted=self._mentions_wanted).among("is=mentions")
        objections = self._repository.newest(Objection, 0, _MOST_OBJECTIONS)
        self._ids = [each.id for each in objections if each.id in themselves or mentions.count(f"objection={each.id}")]

    def count(self) -> int:
        return len(self._ids)

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        return [self._repository.get(Objection, key) for key in self._ids[offset : offset + limit]]

    def position(self, record: Record) -> int | None:
        return self._ids.index(record.id) if record.id in self._ids else None


class Mine(Found):
    """What somebody contributed, with what became of it."""

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter, *, today: date) -> None:
        from shadowlog.analysis.feedback.contributions import FeedbackWriter

        super().__init__(repository, finder, wanted)
        self._becoming = FeedbackWriter(repository, finder, today, repository.event_store.author)

    def became(self, record: Record) -> str:
        """What became of a contribution, in words."""
        return self._becoming.words(record)


class Waiting:
    """What waits for somebody. The list is filled by whoever looks it up."""

    def __init__(self, repository: Repository, tasks: list[Task]) -> None:
        self._repository = repository
        self._tasks = tasks

    def count(self) -> int:
        return len(self._tasks)

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        tasks = self._tasks[offset : offset + limit]
        return [self._repository.get(type(task.record), task.record.id) for task in tasks]

    def position(self, record: Record) -> int | None:
        return next((place for place, task in enumerate(self._tasks) if task.record.id == record.id), None)

    def task(self, place: int) -> Task | None:
        """The task on a line."""
        return self._tasks[place] if 0 <= place < len(self._tasks) else None


class Given:
    """The records that belong to one that was opened, looked up again whenever something changes."""

    def __init__(self, repository: Repository, find: Callable[[], list[tuple[type[Record], list[Numbered]]]]) -> None:
        self._repository = repository
        self._find = find
        self.refresh()

    def refresh(self) -> None:
        """Find them again."""
        self._places = [(kind, place) for kind, numbered in self._find() for place in numbered]

    def count(self) -> int:
        return len(self._places)

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        some = self._places[offset : offset + limit]
        return [record for kind, place in some for record in self._repository.read(kind, [place])]

    def position(self, record: Record) -> int | None:
        return next((place for place, (_, (_, key)) in enumerate(self._places) if key == record.id), None)


class Pages:
    """Rows with the pages last read kept."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._pages: OrderedDict[int, Sequence[Record | None]] = OrderedDict()
        self.count = rows.count()

    def refresh(self) -> None:
        """Forget what was read: something changed."""
        self._pages.clear()
        if isinstance(self.rows, (Given, Found)):
            self.rows.refresh()
        self.count = self.rows.count()

    def __getitem__(self, position: int) -> Record | None:
        page = position // PAGE
        if page not in self._pages:
            self._pages[page] = self.rows.read(page * PAGE, PAGE)
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        records = self._pages[page]
        place = position - page * PAGE
        return records[place] if 0 <= place < len(records) else None


def columns(
    repository: Repository, record: Record, opened: Record | None = None, *, house: bool = False, mixed: bool = False
) -> tuple[str, str, str]:
    """What a line of a list says of a record: a short word first, what it is, and something of note at the end.

    ``opened`` is the record whose belongings are listed, if any; in a ``house`` themes are set in by their level; in
    a ``mixed`` list the first says the day, the last the kind of record.
    """
    first, what, last = record_line.columns(repository, record, opened)
    if mixed:
        return record_line.day(record), what, record.singular
    if house and isinstance(record, Theme):
        what = _SET_IN[record.level] + what
    return first, what, last


_SET_IN = {ThemeLevel.UMBRELLA: "", ThemeLevel.PILLAR: "  ", ThemeLevel.SUPPORTING: "    "}
"""How far themes are set in where they are listed as the message house has them."""
