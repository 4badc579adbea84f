"""Writing the segment of the search index on the disk, from the log, and replacing the one before."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from pyroaring import BitMap

from shadowlog.domain.progress import Progress
from shadowlog.domain.records import RECORDS, Encounter, schema
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.housekeeping import beside, housekeeping
from shadowlog.store.log.operations import Json, RecordKey
from shadowlog.store.search.facets import HEARD, OF_ENCOUNTER, IndexedRecord, heard_facets, indexed_record
from shadowlog.store.search.segment import COLUMNS
from shadowlog.store.search.tokenizer import words_of

LAYOUT = f"6-{schema()}"
"""Changes with what is written here, and with the declared records."""

STALE_LAYOUT = f"{LAYOUT}-stale"
"""Of an index that names records which it no longer describes: those of a redacted log."""

NAME = "shadowlog.search"

PREFIX_LONGEST = 6
"""Characters of the longest beginning of words that has a bitmap of its own."""

_COMMON = 24
"""Words with the same beginning from which on that has a bitmap of its own."""

_FREQUENT = 64
"""Documents from which on a word is frequent. Pairs of frequent words have bitmaps of their own, for phrases."""

_PAGE = 1_000

_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE tables(number INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE terms(term TEXT PRIMARY KEY, docs BLOB) WITHOUT ROWID;
CREATE TABLE keys(doc INTEGER PRIMARY KEY, kind INTEGER, id TEXT);
CREATE TABLE codes(code INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE columns(name TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID
"""


def build(event_store: EventStore, progress: Progress | None = None, patience: float = 0.0) -> bool:
    """Build the index of an event store's log. Raises SaveFailed.

    False where another process does housekeeping, and has not finished after ``patience`` seconds.

    ``progress`` is called with the number of records read and of all. The log may be written meanwhile: the index is
    true up to the checkpoint it carries.
    """
    try:
        with housekeeping(event_store.folder, patience):
            write_index(event_store, progress)
    except LogHeld:
        return False
    return True


def write_index(event_store: EventStore, progress: Progress | None = None) -> None:
    """Build the index; nothing is written if there is no log. Needs the housekeeping lock. Raises SaveFailed."""
    path = os.path.join(event_store.folder, NAME)
    try:
        _build(event_store, path, progress)
    except (OSError, sqlite3.OperationalError) as error:
        failed = error if isinstance(error, OSError) else OSError(str(error))
        raise save_failed(failed, path) from error


def checkpoint_of(folder: str) -> Checkpoint | None:
    """How far in the log the index in a folder reaches, None where there is none that can be read."""
    with (
        contextlib.suppress(sqlite3.Error, KeyError),
        contextlib.closing(open_segment(os.path.join(folder, NAME))) as database,
    ):
        return read_checkpoint(dict(database.execute("SELECT key, value FROM meta")))
    return None


def bind(folder: str, checkpoint: Checkpoint, new: str) -> None:
    """Write a copy of the index in a folder, bound to another checkpoint, to ``new``. Raises OSError."""
    with (
        open(os.path.join(folder, NAME), "rb") as original,
        open(os.open(new, durable_io.NEW, durable_io.FILE_MODE), "wb") as copy,
    ):
        shutil.copyfileobj(original, copy, 1 << 20)
    try:
        with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=OFF")
            database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", _checkpoint_rows(checkpoint))
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def open_segment(path: str) -> sqlite3.Connection:
    """Open an index file, which is never changed in place, for reading. Raises sqlite3.Error."""
    uri = f"file:{path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def read_checkpoint(meta: dict[str, Any]) -> Checkpoint:
    """How far in the log an index reaches, by its meta table. Raises KeyError, sqlite3.DatabaseError."""
    if meta["layout"] not in (LAYOUT, STALE_LAYOUT):
        raise sqlite3.DatabaseError("another layout")
    return Checkpoint(meta["generation"], meta["length"], meta["last"], meta["last_sum"])


def _checkpoint_rows(checkpoint: Checkpoint) -> list[tuple[str, Any]]:
    values = ("generation", "length", "last", "last_sum")
    return [(name, getattr(checkpoint, name)) for name in values]


def _build(event_store: EventStore, path: str, progress: Progress | None) -> None:
    checkpoint = event_store.checkpoint()
    if checkpoint is None:
        # Without a log there is nothing to index.
        return
    postings = _Postings()
    for key, record in _records(event_store, progress):
        postings.add(key, record)
    new = beside(path)
    for left in (new, f"{new}-journal"):
        durable_io.remove(left)
    os.close(os.open(new, os.O_CREAT | os.O_RDWR, durable_io.FILE_MODE))
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")
        for statement in _TABLES.strip().split(";\n"):
            database.execute(statement)
        total = postings.write(database)
        meta = [("layout", LAYOUT), ("total", total), *_checkpoint_rows(checkpoint)]
        database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        database.execute("CREATE INDEX keys_id ON keys(id)")
        database.execute("CREATE INDEX codes_id ON codes(id)")
        database.execute("COMMIT")
    durable_io.put_in_place(new, path)


def _records(event_store: EventStore, progress: Progress | None) -> Iterator[tuple[RecordKey, IndexedRecord]]:
    """Every record as it is indexed; encounters come last, since they get facets of what was heard there."""
    encounters = {
        key: {name: document[name] for name in OF_ENCOUNTER if name in document}
        for key, document, _ in _documents(event_store, Encounter.table)
    }
    heard: dict[str, set[str]] = {}
    total = sum(event_store.query(Index.counts).values())
    done = 0
    for table in (*(name for name in RECORDS if name != Encounter.table), Encounter.table):
        for key, document, at in _documents(event_store, table):
            where = str(document.get("encounter"))
            yield (table, key), indexed_record(table, document, at, encounters.get(where), heard.get(key, ()))
            if where in encounters and table in HEARD:
                heard.setdefault(where, set()).update(heard_facets(table, document))
            done += 1
            if progress and not done % _PAGE:
                progress(done, total)


def _documents(event_store: EventStore, table: str) -> Iterator[tuple[str, Json, int]]:
    """Every record of a table: its id, its document, and its moment in milliseconds."""
    after = 0
    while page := event_store.query(Index.page, table, after, _PAGE):
        moments = event_store.query(Index.moments, [number for number, _ in page])
        for key, document in event_store.documents(table, page):
            yield key, document, moments.get(key, 0)
        after = page[-1][0]


class _Postings:
    """The documents of every term, gathered record by record."""

    def __init__(self) -> None:
        self._keys: list[RecordKey] = []
        self._moments = array("q")
        self._numbers: dict[str, int] = {}
        self._docs: list[array[int]] = [array("I")]
        """The places of the records that have a word, by the word's number; 0 stands for the end of a text."""
        self._sequences: list[array[int]] = []
        self._facets: dict[str, array[int]] = {}
        self._codes: dict[str, int] = {}
        self._accounts = array("I")
        self._conversations = array("I")

    def add(self, key: RecordKey, record: IndexedRecord) -> None:
        """Add a record."""
        place = len(self._keys)
        self._keys.append(key)
        self._moments.append(record.at)
        sequence = array("I")
        for text in record.texts:
            if sequence:
                sequence.append(0)
            sequence.extend(self._number(word) for word in words_of(text))
        for number in set(sequence) - {0}:
            self._docs[number].append(place)
        self._sequences.append(sequence)
        for facet in record.facets:
            self._facets.setdefault(facet, array("I")).append(place)
        self._accounts.append(self._code(record.account) if record.account else 0)
        self._conversations.append(self._code(record.conversation or key[1]))

    def _code(self, record_id: str) -> int:
        return self._codes.setdefault(record_id, len(self._codes) + 1)

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._docs)
            self._docs.append(array("I"))
        return number

    def write(self, database: sqlite3.Connection) -> int:
        """Write everything, documents numbered by date, and return how many there are."""
        total = len(self._keys)
        order = sorted(range(total), key=lambda place: (self._moments[place], place))
        ranks = array("I", bytes(4 * total))
        for rank, place in enumerate(order):
            ranks[place] = rank
        tables = {name: number for number, name in enumerate(sorted({table for table, _ in self._keys}))}
        database.executemany("INSERT INTO tables VALUES (?, ?)", [(number, name) for name, number in tables.items()])
        database.executemany(
            "INSERT INTO keys VALUES (?, ?, ?)",
            ((rank, tables[self._keys[place][0]], self._keys[place][1]) for rank, place in enumerate(order)),
        )
        moments = array("q", (self._moments[place] for place in order))
        database.execute("INSERT INTO columns VALUES ('at', ?)", (moments.tobytes(),))
        for name, codes in zip(COLUMNS, (self._accounts, self._conversations), strict=True):
            column = array("I", (codes[place] for place in order))
            database.execute("INSERT INTO columns VALUES (?, ?)", (name, column.tobytes()))
        database.executemany("INSERT INTO codes VALUES (?, ?)", ((code, key) for key, code in self._codes.items()))
        database.executemany("INSERT INTO terms VALUES (?, ?)", self._rows(ranks))
        return total

    def _rows(self, ranks: array[int]) -> Iterator[tuple[str, bytes]]:
        """Every term with its bitmap."""

        def bitmap(places: Iterable[int]) -> BitMap:
            return BitMap(array("I", [ranks[place] for place in places]))

        names = sorted(self._numbers)
        for name in names:
            yield f"w{name}", bitmap(self._docs[self._numbers[name]]).serialize()
        for length in range(1, PREFIX_LONGEST + 1):
            long_enough = (name for name in names if len(name) >= length)
            for start, group in groupby(long_enough, key=lambda name: name[:length]):
                alike = list(group)
                if len(alike) >= _COMMON:
                    united = {place for name in alike for place in self._docs[self._numbers[name]]}
                    yield f"*{start}", bitmap(united).serialize()
        words = {number: name for name, number in self._numbers.items()}
        for (one, other), places in self._pairs().items():
            yield f"p{words[one]} {words[other]}", bitmap(places).serialize()
        for facet, docs in self._facets.items():
            yield f"f{facet}", bitmap(docs).serialize()

    def _pairs(self) -> dict[tuple[int, int], array[int]]:
        """The documents of every pair of frequent words that stand one behind the other."""
        frequent = [len(docs) >= _FREQUENT for docs in self._docs]
        frequent[0] = False
        docs_of: dict[tuple[int, int], array[int]] = {}
        for place, sequence in enumerate(self._sequences):
            for pair in {pair for pair in pairwise(sequence) if frequent[pair[0]] and frequent[pair[1]]}:
                docs = docs_of.get(pair)
                if docs is None:
                    docs = docs_of[pair] = array("I")
                docs.append(place)
        return docs_of
