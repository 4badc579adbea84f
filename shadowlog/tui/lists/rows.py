"""What a list shows: records a page at a time, however many there are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Protocol

from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    KeptFilter,
    Mention,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)
from shadowlog.domain.records.whole_log import ALL
from shadowlog.domain.text.dates import shown
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import Stance, ThemeLevel
from shadowlog.store.repository import Repository

if TYPE_CHECKING:
    from shadowlog.analysis.tasks import Task
    from shadowlog.store.search.finder import Finder

PAGE = 100
_PAGES_KEPT = 20

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
        return next((place for place, held in enumerate(self._order) if held.id == record.id), None)


def _by_house(themes: list[Theme]) -> list[Theme]:
    known = {theme.id for theme in themes}
    levels = list(ThemeLevel)
    below: dict[str, list[Theme]] = {}
    for theme in sorted(themes, key=lambda theme: (levels.index(theme.level), theme.name.casefold(), theme.id)):
        parent = theme.parent if theme.parent in known and theme.parent != theme.id else None
        below.setdefault(parent or "", []).append(theme)
    found: list[Theme] = []
    waiting = list(reversed(below.pop("", [])))
    while waiting:
        theme = waiting.pop()
        found.append(theme)
        waiting.extend(reversed(below.pop(theme.id, [])))
    # What names itself in a circle, by two edits on two machines, is still shown.
    return found + [theme for rest in below.values() for theme in rest]


class InOrder(Newest):
    """Content requests in the order in which they are to be met, those that are closed behind, then assets."""

    MOST = 500

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository, ContentRequest, Asset)
        self._order: list[Record] = []

    def count(self) -> int:
        from shadowlog.analysis.backlog import ranked
        from shadowlog.analysis.evidence.record_reader import RecordReader

        total = super().count()
        self._order = []
        if 0 < total <= self.MOST:
            requests = list(self.repository.all(ContentRequest))
            reader = RecordReader(self.repository, date.max)
            still = [held.request for held in ranked(reader, (held for held in requests if held.status.open))]
            closed = [held for held in self.repository.newest(ContentRequest, 0, total) if not held.status.open]
            self._order = [*still, *closed, *self.repository.newest(Asset, 0, total)]
        return total

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        return self._order[offset : offset + limit] if self._order else super().read(offset, limit)

    def position(self, record: Record) -> int | None:
        if not self._order:
            return super().position(record)
        return next((place for place, held in enumerate(self._order) if held.id == record.id), None)


class Subjects(Newest):
    """What has a brief: everything first, then records of some kinds, each newest first, then events."""

    def __init__(self, repository: Repository, finder: Finder, *kinds: type[Record]) -> None:
        super().__init__(repository, *kinds)
        self._finder = finder
        self._events: list[Record] = []

    def count(self) -> int:
        from shadowlog.analysis.evidence.events import events
        from shadowlog.analysis.evidence.facet_counts import FacetCounts

        today = datetime.now(timezone.utc).date()
        self._events = list(events(self.repository, FacetCounts(self._finder, today)))
        return 1 + super().count() + len(self._events)

    def read(self, offset: int, limit: int) -> Sequence[Record]:
        found: list[Record] = [] if offset else [ALL]
        before = 1 + super().count()
        if offset < before:
            found += super().read(max(0, offset - 1), limit - len(found))
        return [*found, *self._events[max(0, offset - before) :]][:limit]

    def position(self, record: Record) -> int | None:
        if record.id == ALL.id:
            return 0
        if isinstance(record, Event):
            place = next((place for place, held in enumerate(self._events) if held.id == record.id), None)
            return None if place is None else 1 + super().count() + place
        place = super().position(record)
        return None if place is None else place + 1


class Found:
    """What a filter lets through of some kinds of records (of all, where none is named), newest first."""

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter, *kinds: type[Record]) -> None:
        self._repository = repository
        self._finder = finder
        names = tuple(kind.singular.replace(" ", "-") for kind in kinds)
        self._wanted = wanted & Filter((Clause(names, "is"),)) if names else wanted
        self.refresh()

    def refresh(self) -> None:
        """Find them anew."""
        self.hits = self._finder.find(self._wanted)

    @property
    def marked(self) -> tuple[str, ...]:
        """The starts of words that are to be marked."""
        return self.hits.plan.marked

    def count(self) -> int:
        return len(self.hits)

    def read(self, offset: int, limit: int) -> Sequence[Record | None]:
        keys = self._finder.keys(self.hits, offset, limit)
        held = {(record.table, record.id): record for record in self._repository.some(keys)}
        return [held.get(key) for key in keys]

    def position(self, record: Record) -> int | None:
        return self._finder.place(self.hits, (record.table, record.id))


class Mine(Found):
    """What somebody contributed, with what became of it."""

    def __init__(self, repository: Repository, finder: Finder, wanted: Filter, *, today: date) -> None:
        from shadowlog.analysis.feedback.contributions import FeedbackWriter

        super().__init__(repository, finder, wanted)
        self._becoming = FeedbackWriter(repository, finder, today)

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
        return [
            self._repository.get(type(held.record), held.record.id) for held in self._tasks[offset : offset + limit]
        ]

    def position(self, record: Record) -> int | None:
        return next((place for place, held in enumerate(self._tasks) if held.record.id == record.id), None)

    def task(self, place: int) -> Task | None:
        """The task on a line."""
        return self._tasks[place] if 0 <= place < len(self._tasks) else None


Numbered = list[tuple[int, str]]


class Given:
    """The records that belong to one that was opened, found anew whenever something changes."""

    def __init__(self, repository: Repository, find: Callable[[], list[tuple[type[Record], Numbered]]]) -> None:
        self._repository = repository
        self._find = find
        self.refresh()

    def refresh(self) -> None:
        """Find them anew."""
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
        held = self._pages[page]
        place = position - page * PAGE
        return held[place] if 0 <= place < len(held) else None


def columns(
    repository: Repository, record: Record, opened: Record | None = None, *, house: bool = False, mixed: bool = False
) -> tuple[str, str, str]:
    """What a line of a list says of a record: a short word first, what it is, and something of note at the end.

    ``opened`` is the record whose belongings are listed, if any; in a ``house`` themes are set in by their level; in
    a ``mixed`` list the first says the day, the last the kind of record.
    """
    if mixed:
        _, what, _ = columns(repository, record)
        return shown(getattr(record, record.dated_by) or record.created)[:10], what, record.singular
    heading = record.heading
    match record:
        case Encounter():
            names = (repository.heading("accounts", record.account), record.event, record.kind.words, record.moved_by)
            after = record.stage_after.words if record.stage_after else ""
            what = " · ".join(name for name in names if name)
            return shown(record.started_at or record.created)[:10], what, after
        case Insight():
            mark = ""
            if isinstance(opened, Theme) and opened.id in record.signals:
                mark = record.signals[opened.id].words
            elif record.signals:
                mark = f"{len(record.signals)} theme{'s' if len(record.signals) > 1 else ''}"
            return shown(record.created)[:10], f"{record.kind.words}: {heading}" if record.kind else heading, mark
        case Objection():
            return record.category.words, heading, record.status.words
        case Mention():
            account = repository.heading("accounts", record.account)
            return shown(record.created)[:10], record.verbatim or account or "(no words kept)", record.outcome.words
        case Theme():
            deep = {ThemeLevel.UMBRELLA: "", ThemeLevel.PILLAR: "  ", ThemeLevel.SUPPORTING: "    "}
            return record.level.words, (deep[record.level] if house else "") + heading, record.status.words
        case ProofPoint():
            return "proof", heading, f"until {record.expires_on}" if record.expires_on else ""
        case Response():
            return "response", heading, record.technique.words if record.technique else ""
        case Persona():
            return "persona", heading, record.buying_role.words if record.buying_role else ""
        case Person():
            return "person", heading, record.role.words if record.role else ""
        case Account():
            return "account", heading, record.segment
        case ContentRequest():
            kind = record.asset_type.words if record.asset_type else ""
            return record.status.words, heading, f"due {record.due}" if record.due else kind
        case Asset():
            until = f"verify by {record.verify_by}" if record.verify_by else ""
            return record.type.words if record.type else "asset", heading, until or record.status.words
        case KeptFilter():
            return "filter", f"{heading}: {record.query}", ""
    return record.singular, heading, ""
