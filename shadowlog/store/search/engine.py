"""Finding: what a filter lets through, newest first, counted, read a page at a time, true to the log at every call."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from pyroaring import BitMap

from shadowlog.domain.records import RECORDS, Encounter
from shadowlog.domain.text.dates import local_zone
from shadowlog.domain.text.query import Filter
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.index.entry import entry_of
from shadowlog.store.log.housekeeping import housekeeping
from shadowlog.store.log.operations import Json, Operation, fold
from shadowlog.store.search.disk_segment import Stored
from shadowlog.store.search.facets import HEARD, Findable, findable, heard_facets, texts_of
from shadowlog.store.search.memory_segment import Recent
from shadowlog.store.search.query_plan import Meaning, Meant, meaning
from shadowlog.store.search.segment import Part
from shadowlog.store.search.segment_writer import NAME, build, write_index
from shadowlog.store.search.tokenizer import words_of

Key = tuple[str, str]

MANY_CHANGED = 500
"""Records changed since the index was written from which on it is worth writing anew."""

_MOST_IN_MEMORY = 5_000
"""Records that are indexed in memory where there is no index file that fits."""

_PATIENCE = 300.0
"""Seconds to wait for another process that writes the index file, where nothing can be found without."""


@dataclass
class Hits:
    """What was found: documents of the stored part, and of the recent one newest first."""

    wanted: Filter
    stored: BitMap
    recent: list[tuple[int, int]]
    """(how many stored hits are newer, document)."""
    meaning: Meaning
    state: int
    """The state of the index that the documents are numbers of."""

    def __len__(self) -> int:
        return len(self.stored) + len(self.recent)


class Finder:
    """The search over an event store. Safe to use from several threads."""

    def __init__(
        self, event_store: EventStore, *, day_first: bool = True, now: Callable[[], datetime] | None = None
    ) -> None:
        self._event_store = event_store
        self.day_first = day_first
        """Whether 3/4 is the third of April."""
        self._now = now or (lambda: datetime.now(local_zone()))
        self._path = os.path.join(event_store.folder, NAME)
        self._stored: Stored | None = None
        self._recent = Recent()
        self._dead = BitMap()
        """Documents of the stored part that were changed or deleted since."""
        self._changed: set[Key] = set()
        self._inode = 0
        """The number of the file that was looked at last, be it sound or not."""
        self._afresh = True
        self._state = 0
        """Counted up with whatever is taken in: hits that were found before are found again."""
        self.missing = False
        """Whether no index file fits and the log is too long to do without: nothing is found until it is written."""
        event_store.on_change(self._note)

    def close(self) -> None:
        """Let go of the file and of the event store. It cannot be used after."""
        self._event_store.forget(self._note)
        self._close_file()

    def _close_file(self) -> None:
        if self._stored is not None:
            self._stored.close()
            self._stored = None

    def _note(self, touched: set[Key]) -> None:
        if touched:
            self._changed |= touched
        else:
            self._afresh = True

    # Keeping true ----------------------------------------------------------------------------------------------

    @property
    def worth_writing(self) -> bool:
        """Whether so much changed since the index file was written that it should be written anew."""
        with self._event_store.guard:
            self._follow()
            return self.missing or len(self._recent) > MANY_CHANGED

    def look(self) -> bool:
        """Look whether another index file was put in place since, and say so."""
        with self._event_store.guard:
            self._afresh = self._afresh or self._inode_now() != self._inode
            return self._afresh

    def _inode_now(self) -> int:
        """The number of the file that is in place, 0 where there is none."""
        try:
            return os.stat(self._path).st_ino
        except OSError:
            return 0

    def write(self, progress: Callable[[int], None] | None = None) -> bool:
        """Write the index file anew; False where another process is at it. Raises SaveFailed."""
        written = build(self._event_store, progress)
        self._afresh = self._afresh or written
        return written

    def need(self, progress: Callable[[int], None] | None = None) -> None:
        """See that there is an index file, whoever writes it; it may take long. Raises SaveFailed."""
        with housekeeping(self._event_store.folder, _PATIENCE):
            # Another process may have written it meanwhile.
            self._afresh = True
            if self.worth_writing:
                write_index(self._event_store, progress)
                self._afresh = True

    def _follow(self) -> None:
        """Take in what changed."""
        if self._afresh:
            self._open()
        if self._changed and not self.missing:
            changed, self._changed = self._changed, set()
            self._take(changed)

    def _open(self) -> None:
        self._close_file()
        self._recent = Recent()
        self._dead = BitMap()
        self._changed.clear()
        self._afresh = False
        self._state += 1
        self._inode = self._inode_now()
        event_store = self._event_store
        event_store.index()
        with contextlib.suppress(sqlite3.Error, OSError, KeyError, TypeError):
            stored = Stored(self._path)
            if event_store.log.log_file.holds(stored.mark, event_store.log.seen.length):
                self._stored = stored
            else:
                stored.close()
        after = self._stored.mark.length if self._stored is not None else 0
        since = event_store.query(Index.since, after)
        self.missing = len(since) > _MOST_IN_MEMORY
        if self.missing:
            self._close_file()
        else:
            self._take({(table, key) for table, key, _ in since})

    def _take(self, changed: set[Key]) -> None:
        """Index records as they are now, with what was heard at encounters among them."""
        event_store = self._event_store
        self._state += 1
        read = {key: event_store.operations(key) for key in changed if key[0] in RECORDS}
        also: set[Key] = set()
        for (table, record_id), operations in read.items():
            if table == Encounter.table:
                also.update(self._heard_at(record_id))
            elif table in HEARD:
                # Every encounter it was ever said to be heard at: it may have been taken from one to another.
                said = (held.get("set", {}).get("encounter") for held in operations)
                also.update((Encounter.table, where) for where in said if isinstance(where, str))
        for key in also - read.keys():
            read[key] = event_store.operations(key)
        # In the order they were entered: what has the same moment is listed by that.
        entered = sorted(read.items(), key=lambda held: held[1][0]["clock"] if held[1] else 0)
        for key, operations in entered:
            document = fold(operations)
            if self._stored is not None and (doc := self._stored.doc(key)) is not None:
                self._dead.add(doc)
            self._recent.take(key, None if document is None else self._findable(key, document, operations))

    def _heard_at(self, encounter: str) -> list[Key]:
        """What was heard at an encounter."""
        rows = self._event_store.query(Index.referring, encounter)
        return [(table, key) for table, key, _ in rows if table in HEARD]

    def _findable(self, key: Key, document: Json, operations: list[Operation]) -> Findable:
        event_store = self._event_store
        at = entry_of(key[0], document, operations[0]["clock"]).at
        if key[0] == Encounter.table:
            heard = (
                facet
                for other in self._heard_at(key[1])
                if (lent := event_store.document(other))
                for facet in heard_facets(other[0], lent)
            )
            return findable(key[0], document, at, heard=set(heard))
        where = document.get("encounter")
        encounter = event_store.document((Encounter.table, where)) if isinstance(where, str) else None
        return findable(key[0], document, at, encounter)

    @property
    def parts(self) -> Iterator[tuple[Part, BitMap]]:
        """The parts of the log that are searched one by one, each with what in it counts no longer.

        To be gone through while holding the event store's guard.
        """
        self._follow()
        if self._stored is not None:
            yield self._stored, self._dead
        yield self._recent, BitMap()

    @property
    def guard(self) -> AbstractContextManager[object]:
        """What is held while parts are gone through."""
        return self._event_store.guard

    def within(self, wanted: Filter) -> list[tuple[Part, BitMap]]:
        """The parts of the log, each with what of it a filter lets through. To be used holding ``guard``."""
        clauses = meaning(self._event_store, wanted, self._now, day_first=self.day_first).clauses
        return [(part, self._answer(part, clauses) - dead) for part, dead in self.parts]

    # Asking ----------------------------------------------------------------------------------------------------

    def find(self, wanted: Filter) -> Hits:
        """What a filter lets through."""
        with self._event_store.guard:
            self._follow()
            meant = meaning(self._event_store, wanted, self._now, day_first=self.day_first)
            stored = BitMap() if self._stored is None else self._answer(self._stored, meant.clauses) - self._dead
            newer = self._answer(self._recent, meant.clauses)
            placed = sorted(((self._recent.moments[doc], doc) for doc in newer), reverse=True)
            return Hits(wanted, stored, [(self._newer(stored, at), doc) for at, doc in placed], meant, self._state)

    def _renew(self, hits: Hits) -> None:
        """Find again what was found before something changed."""
        self._follow()
        if hits.state != self._state:
            vars(hits).update(vars(self.find(hits.wanted)))

    def _newer(self, stored: BitMap, at: int) -> int:
        """How many stored hits are newer than a moment."""
        if self._stored is None or not stored:
            return 0
        first = bisect_left(self._stored.moments, at + 1)
        return len(stored) - stored.rank(first - 1) if first else len(stored)

    def keys(self, hits: Hits, offset: int = 0, limit: int = 50) -> list[Key]:
        """The table and id of some of the hits, newest first, as they are now."""
        with self._event_store.guard:
            self._renew(hits)
            # Where each recent hit stands among all: after the stored ones that are newer, and the recent before it.
            places = {newer + number: doc for number, (newer, doc) in enumerate(hits.recent)}
            wanted = range(offset, min(offset + limit, len(hits)))
            among = [place for place in wanted if place not in places]
            found: list[Key] = []
            if among and self._stored is not None:
                before = sum(1 for place in places if place < among[0])
                last = len(hits.stored) - (among[0] - before)
                docs = hits.stored[max(0, last - len(among)) : last]
                found = self._stored.keys(list(reversed(docs)))
            rest = iter(found)
            return [self._recent.keys([places[place]])[0] if place in places else next(rest) for place in wanted]

    def place(self, hits: Hits, key: Key) -> int | None:
        """Where a record stands among the hits, None where it is not among them."""
        with self._event_store.guard:
            self._renew(hits)
            for number, (newer, doc) in enumerate(hits.recent):
                if self._recent.keys([doc]) == [key]:
                    return newer + number
            doc_stored = self._stored.doc(key) if self._stored is not None else None
            if doc_stored is None or doc_stored not in hits.stored:
                return None
            newer_stored = len(hits.stored) - hits.stored.rank(doc_stored)
            return newer_stored + sum(newer <= newer_stored for newer, _ in hits.recent)

    def _answer(self, part: Part, clauses: list[Meant]) -> BitMap:
        """The documents of a part for which every clause holds."""
        found: BitMap | None = None
        for clause in sorted(clauses, key=lambda clause: clause.negated):
            if clause.negated:
                docs = self._clause(part, clause)
                found = (part.all() if found is None else found) - docs
            else:
                docs = self._clause(part, clause)
                found = docs if found is None else found & docs
            if not found:
                break
        return part.all() if found is None else found

    def _clause(self, part: Part, clause: Meant) -> BitMap:
        if clause.span is not None:
            return part.between(*clause.span)
        if not clause.words:
            return BitMap.union(*(part.docs(f"f{facet}") for facet in clause.facets)) if clause.facets else BitMap()
        *whole, last = clause.words
        if not clause.phrase:
            return part.starting(last)
        found = part.starting(last) if clause.open else part.docs(f"w{last}")
        for word in whole:
            found = found & part.docs(f"w{word}")
        if not whole or not found:
            return found
        closed = clause.words[:-1] if clause.open else clause.words
        exact = not clause.open and len(clause.words) == 2
        for one, other in pairwise(closed):
            pairs = part.pair(f"{one} {other}")
            exact = exact and pairs is not None
            if pairs is not None:
                found = found & pairs
        return found if exact else self._with_phrase(part, found, clause)

    def _with_phrase(self, part: Part, docs: BitMap, clause: Meant) -> BitMap:
        """Those documents in which the words really stand one behind the other, found by reading them."""
        return BitMap(doc for doc, key in zip(docs, part.keys(list(docs)), strict=True) if self._says(key, clause))

    def _says(self, key: Key, clause: Meant) -> bool:
        document = self._event_store.document(key)
        wanted = list(clause.words)
        for text in texts_of(key[0], document) if document else ():
            words = words_of(text)
            for place in range(len(words) - len(wanted) + 1):
                here = words[place : place + len(wanted)]
                if here[:-1] == wanted[:-1] and (
                    here[-1].startswith(wanted[-1]) if clause.open else here[-1] == wanted[-1]
                ):
                    return True
        return False
