"""Finding: what a filter lets through, newest first, counted, read a page at a time, true to the log at every call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.text.query import Filter
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.evaluation import matching
from shadowlog.store.search.live_segments import LiveSegments
from shadowlog.store.search.query_plan import PlannedClause, QueryPlan, plan_query
from shadowlog.store.search.segment import Segment


@dataclass
class Hits:
    """What a filter let through: documents of the segment on the disk, and of the one in memory newest first."""

    wanted: Filter
    on_disk: BitMap
    in_memory: list[tuple[int, int]]
    """(how many hits on the disk are newer, document)."""
    plan: QueryPlan
    state: int
    """The state of the index that the documents are numbers of."""

    def __len__(self) -> int:
        return len(self.on_disk) + len(self.in_memory)


class Finder(LiveSegments):
    """The search over an event store. Safe to use from several threads."""

    def __init__(
        self, event_store: EventStore, *, day_first: bool = True, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(event_store)
        self.day_first = day_first
        """Whether 3/4 is the third of April."""
        self._now = now or (lambda: datetime.now(local_zone()))

    def find(self, wanted: Filter) -> Hits:
        """What a filter lets through."""
        with self._event_store.guard:
            self._follow()
            plan = plan_query(self._event_store, wanted, self._now, day_first=self.day_first)
            on_disk = BitMap() if self._disk is None else self._matching(self._disk, plan.clauses) - self._superseded
            docs = self._matching(self._memory, plan.clauses)
            newest_first = sorted(((self._memory.moments[doc], doc) for doc in docs), reverse=True)
            in_memory = [(self._newer(on_disk, at), doc) for at, doc in newest_first]
            return Hits(wanted, on_disk, in_memory, plan, self._state)

    def within(self, wanted: Filter) -> list[tuple[Segment, BitMap]]:
        """Each segment, with those of its documents that a filter lets through. To be used while holding ``guard``."""
        clauses = plan_query(self._event_store, wanted, self._now, day_first=self.day_first).clauses
        return [(segment, self._matching(segment, clauses) - superseded) for segment, superseded in self.segments]

    def _matching(self, segment: Segment, clauses: list[PlannedClause]) -> BitMap:
        return matching(segment, clauses, self._event_store.document)

    def _renew(self, hits: Hits) -> None:
        """Find again what was found before something changed."""
        self._follow()
        if hits.state != self._state:
            vars(hits).update(vars(self.find(hits.wanted)))

    def _newer(self, docs: BitMap, at: int) -> int:
        """How many of some documents on the disk are newer than a moment."""
        if self._disk is None or not docs:
            return 0
        first = bisect_left(self._disk.moments, at + 1)
        return len(docs) - docs.rank(first - 1) if first else len(docs)

    def keys(self, hits: Hits, offset: int = 0, limit: int = 50) -> list[RecordKey]:
        """The table and id of some of the hits, newest first, as they are now."""
        with self._event_store.guard:
            self._renew(hits)
            # Where each hit in memory stands among all: behind the newer ones on the disk and those before it here.
            places = {newer + number: doc for number, (newer, doc) in enumerate(hits.in_memory)}
            wanted = range(offset, min(offset + limit, len(hits)))
            among = [place for place in wanted if place not in places]
            on_disk: list[RecordKey] = []
            if among and self._disk is not None:
                before = sum(1 for place in places if place < among[0])
                last = len(hits.on_disk) - (among[0] - before)
                docs = hits.on_disk[max(0, last - len(among)) : last]
                on_disk = self._disk.keys(list(reversed(docs)))
            rest = iter(on_disk)
            return [self._memory.keys([places[place]])[0] if place in places else next(rest) for place in wanted]

    def place(self, hits: Hits, key: RecordKey) -> int | None:
        """Where a record stands among the hits, None where it is not among them."""
        with self._event_store.guard:
            self._renew(hits)
            for number, (newer, doc) in enumerate(hits.in_memory):
                if self._memory.keys([doc]) == [key]:
                    return newer + number
            doc_on_disk = self._disk.doc(key) if self._disk is not None else None
            if doc_on_disk is None or doc_on_disk not in hits.on_disk:
                return None
            newer_on_disk = len(hits.on_disk) - hits.on_disk.rank(doc_on_disk)
            return newer_on_disk + sum(newer <= newer_on_disk for newer, _ in hits.in_memory)
