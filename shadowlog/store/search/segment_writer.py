"""Building the search index anew from the log, and putting it in place of the one before."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from pyroaring import BitMap

from shadowlog.domain.records import RECORDS, Encounter, schema
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.housekeeping import beside, housekeeping
from shadowlog.store.log.log_file import Mark
from shadowlog.store.log.operations import Json
from shadowlog.store.search.facets import HEARD, OF_ENCOUNTER, Findable, findable, heard_facets
from shadowlog.store.search.tokenizer import words_of

LAYOUT = f"5-{schema()}"
"""Changed whenever what is written here changes, or the records that are declared."""

NAME = "shadowlog.search"

PREFIX_LONGEST = 6
"""Characters of the longest word start that has a bitmap of its own."""

_COMMON = 24
"""Words that begin alike from which on their start has a bitmap of its own."""

_FREQUENT = 64
"""Documents from which on a word counts as frequent: pairs of such words are kept, so that phrases are found."""

_PAGE = 1_000

COLUMN = "account"
"""The facet that is kept for each document as a number as well, so that accounts can be counted."""

_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE tables(number INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE terms(term TEXT PRIMARY KEY, docs BLOB) WITHOUT ROWID;
CREATE TABLE keys(doc INTEGER PRIMARY KEY, kind INTEGER, id TEXT);
CREATE TABLE codes(code INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE columns(name TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID
"""


def build(event_store: EventStore, progress: Callable[[int], None] | None = None, patience: float = 0.0) -> bool:
    """Build the index of an event store's log. False where another process is at it already, and is so for ``patience``
    seconds. Raises SaveFailed.

    ``progress`` is told how many records were read. The log may be written meanwhile: the index is true up to the
    mark it carries.
    """
    try:
        with housekeeping(event_store.folder, patience):
            write_index(event_store, progress)
    except LogHeld:
        return False
    return True


def write_index(event_store: EventStore, progress: Callable[[int], None] | None = None) -> None:
    """Build the index. Needs the turn of housekeeping. Raises SaveFailed."""
    path = os.path.join(event_store.folder, NAME)
    try:
        _build(event_store, path, progress)
    except (OSError, sqlite3.OperationalError) as error:
        failed = error if isinstance(error, OSError) else OSError(str(error))
        raise save_failed(failed, path) from error


def mark_of(folder: str) -> Mark | None:
    """How far the index in a folder is true, None where there is none that can be read."""
    with contextlib.suppress(sqlite3.Error, KeyError), contextlib.closing(opened(os.path.join(folder, NAME))) as found:
        return read_mark(dict(found.execute("SELECT key, value FROM meta")))
    return None


def bind(folder: str, mark: Mark, new: str) -> None:
    """Write a copy of the index in a folder that says it is true up to another mark. Raises OSError."""
    with (
        open(os.path.join(folder, NAME), "rb") as held,
        open(os.open(new, durable_io.NEW, durable_io.FILE_MODE), "wb") as copy,
    ):
        shutil.copyfileobj(held, copy, 1 << 20)
    try:
        with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=OFF")
            database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", _mark_rows(mark))
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def opened(path: str) -> sqlite3.Connection:
    """An index file, open for reading what is never changed. Raises sqlite3.Error."""
    uri = f"file:{path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)


def read_mark(meta: dict[str, Any]) -> Mark:
    """How far an index is true, by what it says of itself. Raises KeyError, sqlite3.DatabaseError."""
    if meta["layout"] != LAYOUT:
        raise sqlite3.DatabaseError("another layout")
    return Mark(meta["generation"], meta["length"], meta["last"], meta["last_sum"])


def _mark_rows(mark: Mark) -> list[tuple[str, Any]]:
    return [
        ("generation", mark.generation), ("length", mark.length), ("last", mark.last), ("last_sum", mark.last_sum),
    ]  # fmt: skip


def _build(event_store: EventStore, path: str, progress: Callable[[int], None] | None) -> None:
    with event_store.guard:
        mark = event_store.index().mark()
    assert mark is not None
    made = _Postings()
    for key, found in _records(event_store, progress):
        made.add(key, found)
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
        total = made.write(database)
        meta = [("layout", LAYOUT), ("total", total), *_mark_rows(mark)]
        database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        database.execute("CREATE INDEX keys_id ON keys(id)")
        database.execute("COMMIT")
    durable_io.put_in_place(new, path)


def _records(
    event_store: EventStore, progress: Callable[[int], None] | None
) -> Iterator[tuple[tuple[str, str], Findable]]:
    """Every record as it is found, encounters last, since they are found by what was heard there."""
    encounters = {
        key: {name: document[name] for name in OF_ENCOUNTER if name in document}
        for key, document, _ in _documents(event_store, Encounter.table)
    }
    heard: dict[str, set[str]] = {}
    done = 0
    for table in (*(name for name in RECORDS if name != Encounter.table), Encounter.table):
        for key, document, at in _documents(event_store, table):
            where = str(document.get("encounter"))
            yield (table, key), findable(table, document, at, encounters.get(where), heard.get(key, ()))
            if where in encounters and table in HEARD:
                heard.setdefault(where, set()).update(heard_facets(table, document))
            done += 1
            if progress and not done % _PAGE:
                progress(done)


def _documents(event_store: EventStore, table: str) -> Iterator[tuple[str, Json, int]]:
    """Every record of a table: its id, its document, and its moment in milliseconds."""
    after = 0
    while page := event_store.query(Index.page, table, after, _PAGE):
        moments = event_store.query(Index.moments, [number for number, _ in page])
        for key, document in event_store.documents(table, page):
            yield key, document, moments.get(key, 0)
        after = page[-1][0]


class _Postings:
    """What is written, gathered record by record."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, str]] = []
        self._moments = array("q")
        self._numbers: dict[str, int] = {}
        self._docs: list[array[int]] = [array("I")]
        """The records a word is in, by its number; 0 stands for the end of a text."""
        self._sequences: list[array[int]] = []
        self._facets: dict[str, array[int]] = {}
        self._codes: dict[str, int] = {}
        self._accounts = array("I")

    def add(self, key: tuple[str, str], found: Findable) -> None:
        """Take a record."""
        place = len(self._keys)
        self._keys.append(key)
        self._moments.append(found.at)
        sequence = array("I")
        for text in found.texts:
            if sequence:
                sequence.append(0)
            sequence.extend(self._number(word) for word in words_of(text))
        for number in set(sequence) - {0}:
            self._docs[number].append(place)
        self._sequences.append(sequence)
        code = 0
        for facet in found.facets:
            self._facets.setdefault(facet, array("I")).append(place)
            name, _, value = facet.partition("=")
            if name == COLUMN:
                code = self._codes.setdefault(value, len(self._codes) + 1)
        self._accounts.append(code)

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._docs)
            self._docs.append(array("I"))
        return number

    def write(self, database: sqlite3.Connection) -> int:
        """Write everything, numbered by moment, and say how many documents there are."""
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
        accounts = array("I", (self._accounts[place] for place in order))
        database.execute("INSERT INTO columns VALUES (?, ?)", (COLUMN, accounts.tobytes()))
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
        for facet, held in self._facets.items():
            yield f"f{facet}", bitmap(held).serialize()

    def _pairs(self) -> dict[tuple[int, int], array[int]]:
        """The documents of every pair of frequent words that stand one behind the other."""
        frequent = [len(docs) >= _FREQUENT for docs in self._docs]
        frequent[0] = False
        found: dict[tuple[int, int], array[int]] = {}
        for place, sequence in enumerate(self._sequences):
            for pair in {pair for pair in pairwise(sequence) if frequent[pair[0]] and frequent[pair[1]]}:
                held = found.get(pair)
                if held is None:
                    held = found[pair] = array("I")
                held.append(place)
        return found
