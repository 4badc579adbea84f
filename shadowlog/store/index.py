"""The index: where in the log each record's operations are, and who refers to whom.

A SQLite file beside the log that holds no words of anybody but names. It is bound to the log by a mark
(generation, length, last line) that is written in the same transaction as what it stands for; where that does not
fit, or SQLite finds a fault, it is thrown away and built anew from the log. Nothing is lost with it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from shadowlog.domain.identity import TAIL
from shadowlog.store import disk
from shadowlog.store.journal import Mark

LAYOUT = "1"
"""Changed whenever the tables below, or what is put into them, change."""

_TABLES = f"""
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE kinds(kind INTEGER PRIMARY KEY, name TEXT UNIQUE, live INTEGER DEFAULT 0);
CREATE TABLE records(record INTEGER PRIMARY KEY, kind INTEGER, id TEXT, at INTEGER, gone INTEGER);
CREATE TABLE ops(offset INTEGER PRIMARY KEY, size INTEGER, record INTEGER, clock INTEGER);
CREATE TABLE refs(target TEXT, record INTEGER, field TEXT);
CREATE TABLE names(kind INTEGER, name TEXT, record INTEGER);
CREATE UNIQUE INDEX records_id ON records(id, kind);
CREATE INDEX records_list ON records(kind, gone, at, record);
CREATE INDEX records_tail ON records(substr(id, -{TAIL}));
CREATE INDEX ops_record ON ops(record);
CREATE INDEX ops_clock ON ops(clock);
CREATE INDEX refs_target ON refs(target);
CREATE INDEX refs_record ON refs(record);
CREATE INDEX names_name ON names(kind, name);
CREATE INDEX names_record ON names(record);
"""


Place = tuple[int, int]
"""Where an operation stands in the log: the byte it begins at, and how many it has with its line feed."""


class Entry(NamedTuple):
    """What the index holds of one record's present state."""

    at: int
    """What lists are ordered by: milliseconds since 1970."""
    gone: bool
    names: tuple[str, ...]
    """Folded names it answers to."""
    refs: tuple[tuple[str, str], ...]
    """(target id, field) of every record it names."""


class Index:
    """An open index file. Raises sqlite3.Error from any method where the file is not sound."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.database = self._connect(path)
        self._kinds: dict[str, int] = {}

    def _connect(self, path: str) -> sqlite3.Connection:
        if path != ":memory:" and not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, disk.FILE_MODE))
        database = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=64
        )
        # NORMAL in WAL mode: a power cut may lose the last transactions, never tear one; the mark tells which.
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("PRAGMA mmap_size=268435456")
        return database

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def mark(self) -> Mark | None:
        """How far it is true, or None where it has no tables, or those of another layout."""
        try:
            held = dict(self.database.execute("SELECT key, value FROM meta"))
        except sqlite3.OperationalError:
            return None
        if held.get("layout") != LAYOUT:
            return None
        return Mark(held["generation"], held["length"], held["last"], held["last_sum"])

    def clear(self) -> None:
        """Empty it and lay out its tables."""
        for name in ("meta", "kinds", "records", "ops", "refs", "names"):
            self.database.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in _TABLES.strip().split(";\n"):
            self.database.execute(statement)
        self._kinds.clear()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, taken back where anything fails."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._kinds.clear()
            if self.database.in_transaction:
                self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    def set_mark(self, mark: Mark) -> None:
        """Say how far it is true now."""
        values = {"layout": LAYOUT, "generation": mark.generation, "length": mark.length, "last": mark.last}
        rows: list[tuple[str, Any]] = [*values.items(), ("last_sum", mark.last_sum)]
        self.database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def kind(self, table: str, *, make: bool = False) -> int:
        """The number of a table, 0 where it has none."""
        number = self._kinds.get(table)
        if number is None:
            row = self.database.execute("SELECT kind FROM kinds WHERE name = ?", (table,)).fetchone()
            if row is None:
                if not make:
                    return 0
                row = (self.database.execute("INSERT INTO kinds(name) VALUES (?)", (table,)).lastrowid,)
            number = self._kinds[table] = row[0]
        return number

    def record(self, table: str, record_id: str) -> int:
        """The number of a record, deleted or not; 0 where it has none."""
        row = self.database.execute(
            "SELECT record FROM records WHERE id = ? AND kind = ?", (record_id, self.kind(table))
        ).fetchone()
        return row[0] if row else 0

    def add_operations(self, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Add (offset, size, record number, clock) of operations."""
        self.database.executemany("INSERT OR REPLACE INTO ops VALUES (?, ?, ?, ?)", rows)

    def next_number(self) -> int:
        """The first record number that is free."""
        row: tuple[int] = self.database.execute("SELECT coalesce(max(record), 0) + 1 FROM records").fetchone()
        return row[0]

    def add_entries(self, rows: Sequence[tuple[int, str, str, Entry]]) -> None:
        """Put down (number, table, id, entry) of records it did not have."""
        kinds = [self.kind(table, make=True) for _, table, _, _ in rows]
        many = self.database.executemany
        many(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?)",
            [(row[0], kind, row[2], row[3].at, int(row[3].gone)) for row, kind in zip(rows, kinds, strict=True)],
        )
        many("INSERT INTO refs VALUES (?, ?, ?)", [(to, row[0], field) for row in rows for to, field in row[3].refs])
        many(
            "INSERT INTO names VALUES (?, ?, ?)",
            [(kind, name, row[0]) for row, kind in zip(rows, kinds, strict=True) for name in row[3].names],
        )
        live = Counter(kind for row, kind in zip(rows, kinds, strict=True) if not row[3].gone)
        many("UPDATE kinds SET live = live + ? WHERE kind = ?", [(count, kind) for kind, count in live.items()])

    def set_entry(self, record: int, table: str, entry: Entry) -> None:
        """Put down the present state of a record it has."""
        kind = self.kind(table)
        execute = self.database.execute
        was_gone = execute("SELECT gone FROM records WHERE record = ?", (record,)).fetchone()[0]
        execute("DELETE FROM refs WHERE record = ?", (record,))
        execute("DELETE FROM names WHERE record = ?", (record,))
        execute("UPDATE records SET at = ?, gone = ? WHERE record = ?", (entry.at, int(entry.gone), record))
        execute("UPDATE kinds SET live = live + ? WHERE kind = ?", (was_gone - int(entry.gone), kind))
        self.database.executemany(
            "INSERT INTO refs VALUES (?, ?, ?)", [(to, record, field) for to, field in entry.refs]
        )
        self.database.executemany("INSERT INTO names VALUES (?, ?, ?)", [(kind, name, record) for name in entry.names])

    # Reading ---------------------------------------------------------------------------------------------------

    def places(self, table: str, record_id: str) -> list[Place]:
        """Where the operations of a record stand."""
        rows = self.database.execute(
            "SELECT offset, size FROM ops WHERE record = (SELECT record FROM records WHERE id = ? AND kind = ?)",
            (record_id, self.kind(table)),
        )
        return rows.fetchall()

    def live(self, table: str, record_id: str) -> bool | None:
        """Whether a record is there and not deleted; None where it was never there."""
        row = self.database.execute(
            "SELECT gone FROM records WHERE id = ? AND kind = ?", (record_id, self.kind(table))
        ).fetchone()
        return None if row is None else not row[0]

    def counts(self) -> dict[str, int]:
        """How many records each table holds that are not deleted."""
        return dict(self.database.execute("SELECT name, live FROM kinds"))

    def ids(self, table: str) -> list[str]:
        """Every record of a table, in the order it was first seen."""
        rows = self.database.execute(
            "SELECT id FROM records WHERE kind = ? AND gone = 0 ORDER BY record", (self.kind(table),)
        )
        return [row[0] for row in rows]

    def page(self, table: str, after: int, limit: int) -> list[tuple[int, str]]:
        """(number, id) of records with higher numbers than ``after``, in the order they were first seen."""
        return self.database.execute(
            "SELECT record, id FROM records WHERE +kind = ? AND +gone = 0 AND record > ? ORDER BY record LIMIT ?",
            (self.kind(table), after, limit),
        ).fetchall()

    def moments(self, records: Sequence[int]) -> dict[str, int]:
        """What records are ordered by (milliseconds since 1970), by their ids."""
        marks = ",".join("?" * len(records))
        return dict(self.database.execute(f"SELECT id, at FROM records WHERE record IN ({marks})", list(records)))

    def since(self, offset: int) -> list[tuple[str, str, int]]:
        """(table, id, at) of records with an operation at ``offset`` of the log or behind it, deleted ones too."""
        return self.database.execute(
            "SELECT DISTINCT kinds.name, id, at FROM ops JOIN records USING (record) JOIN kinds USING (kind) "
            "WHERE offset >= ?",
            (offset,),
        ).fetchall()

    def numbers(self, ids: Sequence[str]) -> dict[tuple[str, str], int]:
        """The numbers of records, by table and id."""
        found: dict[tuple[str, str], int] = {}
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self.database.execute(
                f"SELECT kinds.name, id, record FROM records JOIN kinds USING (kind) WHERE id IN ({marks})", list(some)
            )
            found.update(((name, key), record) for name, key, record in rows)
        return found

    def between(self, table: str, start: int, end: int) -> list[tuple[int, str]]:
        """(number, id) of records of a table from ``start`` up to, not with, ``end`` (milliseconds), newest first."""
        return self.database.execute(
            "SELECT record, id FROM records WHERE kind = ? AND gone = 0 AND at >= ? AND at < ? ORDER BY at DESC",
            (self.kind(table), start, end),
        ).fetchall()

    def names_with(self, table: str, start: str, limit: int = 200) -> list[str]:
        """Ids of records of a table with a name in which a word begins with ``start``."""
        plain = start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self.database.execute(
            "SELECT DISTINCT records.id FROM names JOIN records USING (record) WHERE names.kind = ? "
            "AND (names.name LIKE ? ESCAPE '\\' OR names.name LIKE ? ESCAPE '\\') LIMIT ?",
            (self.kind(table), f"{plain}%", f"% {plain}%", limit),
        )
        return [row[0] for row in rows]

    def every(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        """(number, table, id) of records, deleted ones too, with higher numbers than ``after``."""
        return self.database.execute(
            "SELECT record, kinds.name, id FROM records JOIN kinds USING (kind) "
            "WHERE record > ? ORDER BY record LIMIT ?",
            (after, limit),
        ).fetchall()

    def states(self) -> dict[tuple[str, str], bool]:
        """Whether each record it knows is there (True) or deleted (False), by table and id."""
        rows = self.database.execute("SELECT kinds.name, id, gone FROM records JOIN kinds USING (kind)")
        return {(name, key): not gone for name, key, gone in rows}

    def totals(self) -> tuple[int, int]:
        """How many operations and how many records there are, deleted ones too."""
        row: tuple[int, int] = self.database.execute(
            "SELECT (SELECT count(*) FROM ops), (SELECT count(*) FROM records)"
        ).fetchone()
        return row

    def newest(self, table: str, offset: int, limit: int) -> list[tuple[int, str]]:
        """(number, id) of records, newest first."""
        return self.database.execute(
            "SELECT record, id FROM records WHERE kind = ? AND gone = 0 ORDER BY at DESC, record DESC LIMIT ? OFFSET ?",
            (self.kind(table), limit, offset),
        ).fetchall()

    def position(self, table: str, record_id: str) -> int:
        """How many records of its table are newer than this one."""
        row: tuple[int] = self.database.execute(
            "SELECT count(*) FROM records AS one JOIN records AS other ON other.kind = one.kind AND other.gone = 0 "
            "AND (other.at, other.record) > (one.at, one.record) WHERE one.id = ? AND one.kind = ?",
            (record_id, self.kind(table)),
        ).fetchone()
        return row[0]

    def places_of(self, records: Sequence[int]) -> dict[int, list[Place]]:
        """Where the operations of many records stand, by record number."""
        found: dict[int, list[Place]] = {record: [] for record in records}
        for start in range(0, len(records), 500):
            some = records[start : start + 500]
            marks = ",".join("?" * len(some))
            for record, offset, size in self.database.execute(
                f"SELECT record, offset, size FROM ops WHERE record IN ({marks})", some
            ):
                found[record].append((offset, size))
        return found

    def referring(self, target: str) -> list[tuple[str, str, str]]:
        """(table, id, field) of every record that names ``target``, oldest first."""
        return self.database.execute(
            "SELECT kinds.name, records.id, refs.field FROM refs JOIN records USING (record) JOIN kinds USING (kind) "
            "WHERE refs.target = ? ORDER BY records.at, records.record",
            (target,),
        ).fetchall()

    def naming(self, table: str, target: str, field: str) -> list[tuple[int, str]]:
        """(number, id) of records of a table that name ``target`` in a field, oldest first."""
        return self.database.execute(
            "SELECT records.record, records.id FROM refs JOIN records USING (record) "
            "WHERE refs.target = ? AND refs.field = ? AND records.kind = ? ORDER BY records.at, records.record",
            (target, field, self.kind(table)),
        ).fetchall()

    def all_names(self, table: str) -> list[str]:
        """The folded names that any record of a table answers to."""
        rows = self.database.execute("SELECT DISTINCT name FROM names WHERE kind = ?", (self.kind(table),))
        return sorted(row[0] for row in rows)

    def naming_any(self, table: str, targets: Sequence[str], field: str) -> list[tuple[int, str]]:
        """(number, id) of records of a table that name any of ``targets`` in a field, oldest first."""
        found: set[tuple[int, int, str]] = set()
        for some in _some(targets):
            found.update(
                self.database.execute(
                    "SELECT records.at, records.record, records.id FROM refs CROSS JOIN records USING (record) "
                    f"WHERE refs.target IN ({_marks(some)}) AND refs.field = ? AND records.kind = ?",
                    (*some, field, self.kind(table)),
                )
            )
        return [(number, key) for _, number, key in sorted(found)]

    def named_by(self, table: str, targets: Sequence[str], field: str, other: str) -> list[tuple[str, str]]:
        """(id, target) of what records of a table name in ``other``, which name any of ``targets`` in ``field``."""
        found: list[tuple[str, str]] = []
        for some in _some(targets):
            found.extend(
                self.database.execute(
                    "SELECT records.id, two.target FROM refs AS one CROSS JOIN refs AS two USING (record) "
                    f"CROSS JOIN records USING (record) WHERE one.target IN ({_marks(some)}) AND one.field = ? "
                    "AND two.field = ? AND records.kind = ?",
                    (*some, field, other, self.kind(table)),
                )
            )
        return found

    def said_together(self, target: str, field: str, other: str) -> list[str]:
        """Ids that records name in the field ``other``, which name ``target`` in ``field``."""
        rows = self.database.execute(
            "SELECT DISTINCT two.target FROM refs AS one JOIN refs AS two USING (record) "
            "WHERE one.target = ? AND one.field = ? AND two.field = ?",
            (target, field, other),
        )
        return [row[0] for row in rows]

    def dangling(self) -> list[tuple[str, str, str, str]]:
        """(table, id, field, target) of every reference to a record that is not there, or is deleted."""
        return self.database.execute(
            "SELECT kinds.name, one.id, refs.field, refs.target FROM refs JOIN records AS one USING (record) "
            "JOIN kinds USING (kind) WHERE NOT EXISTS "
            "(SELECT 1 FROM records AS other WHERE other.id = refs.target AND other.gone = 0)"
        ).fetchall()

    def named(self, table: str, name: str) -> list[str]:
        """Ids of records of a table that answer to a folded name."""
        rows = self.database.execute(
            "SELECT DISTINCT records.id FROM names JOIN records USING (record) WHERE names.kind = ? AND names.name = ?",
            (self.kind(table), name),
        )
        return [row[0] for row in rows]

    def names_starting(self, table: str, start: str, limit: int = 9) -> list[tuple[str, str]]:
        """(folded name, id) of records of a table with a name that begins with ``start``."""
        return self.database.execute(
            "SELECT DISTINCT names.name, records.id FROM names JOIN records USING (record) "
            "WHERE names.kind = ? AND names.name >= ? AND names.name < ? LIMIT ?",
            (self.kind(table), start, start + "\U0010ffff", limit),
        ).fetchall()

    def by_tail(self, start: str, *, gone_too: bool = False) -> list[tuple[str, str]]:
        """(table, id) of records whose short id begins with ``start``, at most nine."""
        return self.database.execute(
            f"SELECT kinds.name, records.id FROM records JOIN kinds USING (kind) "
            f"WHERE substr(id, -{TAIL}) >= ? AND substr(id, -{TAIL}) < ? AND gone <= ? LIMIT 9",
            (start, start + "g", int(gone_too)),
        ).fetchall()

    def by_id(self, record_id: str, *, gone_too: bool = False) -> list[tuple[str, str]]:
        """(table, id) of records with exactly this id."""
        return self.database.execute(
            "SELECT kinds.name, records.id FROM records JOIN kinds USING (kind) WHERE id = ? AND gone <= ?",
            (record_id, int(gone_too)),
        ).fetchall()

    def last_clock(self) -> int:
        """The latest reading of any operation's clock, 0 where there is none."""
        row: tuple[int] = self.database.execute("SELECT coalesce(max(clock), 0) FROM ops").fetchone()
        return row[0]

    def latest_operations(self, skip: int, limit: int) -> list[Place]:
        """Where operations stand, latest clock first."""
        return self.database.execute(
            "SELECT offset, size FROM ops ORDER BY clock DESC, offset DESC LIMIT ? OFFSET ?", (limit, skip)
        ).fetchall()

    def in_memory(self) -> Index:
        """A copy that can be changed where the file cannot."""
        copy = Index(":memory:")
        self.database.backup(copy.database)
        return copy


def _some(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Values a few hundred at a time: SQLite takes no more than some thousands in a statement."""
    return (values[start : start + 500] for start in range(0, len(values), 500))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
