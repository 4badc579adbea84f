"""The index: where in the log the operations of each record are, and which records refer to which.

A SQLite file beside the log that holds no texts but names. A checkpoint, written in the same transaction as the rows it
stands for, binds it to the log. Where that does not fit the log, or SQLite finds a fault, the index is rebuilt from
the log; nothing is lost with it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from shadowlog.store.index.connection import Database
from shadowlog.store.index.records import Places
from shadowlog.store.index.references import Links
from shadowlog.store.index.schema import LAYOUT, TABLES, TABLES_LAYOUT, RecordEntry
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint

if TYPE_CHECKING:
    from shadowlog.store.index.ranks import Ranks

_NEAR = 2_000
"""Records that are stepped over one by one, to find a page of a list."""


class Index(Places, Links):
    """An open index file. Raises sqlite3.Error from any method where the file is not sound."""

    def __init__(self, path: str, *, older_too: bool = False) -> None:
        """``older_too``: one that was made when other records were declared is taken as it is."""
        super().__init__(self._connect(path))
        self._ranks: Ranks | None = None
        self.path = path
        self._older_too = older_too
        self._layout = LAYOUT

    @property
    def older(self) -> bool:
        """Whether it was made when other records were declared, and should be rebuilt."""
        return self._layout != LAYOUT

    @staticmethod
    def _connect(path: str) -> sqlite3.Connection:
        if path != ":memory:" and not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, durable_io.FILE_MODE))
        database = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=64, factory=Database
        )
        # NORMAL in WAL mode: a power cut may lose the last transactions, never tear one; the checkpoint tells which.
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("PRAGMA mmap_size=268435456")
        return database

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def checkpoint(self) -> Checkpoint | None:
        """How far in the log it reaches; None where it has no tables, or those of another layout."""
        try:
            meta = dict(self.database.execute("SELECT key, value FROM meta"))
        except sqlite3.OperationalError:
            return None
        layout = str(meta.get("layout"))
        if layout != LAYOUT and not (self._older_too and layout.startswith(f"{TABLES_LAYOUT}-")):
            return None
        self._layout = layout
        return Checkpoint(meta["generation"], meta["length"], meta["last"], meta["last_sum"])

    def clear(self) -> None:
        """Remove everything, and create the tables."""
        for name in ("meta", "kinds", "records", "ops", "refs", "names", "ever", "blocks"):
            self.database.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in TABLES.strip().split(";\n"):
            self.database.execute(statement)
        self._kinds.clear()
        self._ranks = None
        self._layout = LAYOUT

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction, rolled back where anything raises inside. Within another one it is part of that."""
        inside = self.database.in_transaction
        if not inside:
            self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._kinds.clear()
            self._ranks = None
            if not inside:
                with contextlib.suppress(sqlite3.Error):
                    self.database.execute("ROLLBACK")
            raise
        if not inside:
            self.database.execute("COMMIT")

    def set_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Set how far in the log it reaches."""
        values = {
            "layout": self._layout,
            "generation": checkpoint.generation,
            "length": checkpoint.length,
            "last": checkpoint.last,
        }
        rows: list[tuple[str, Any]] = [*values.items(), ("last_sum", checkpoint.last_sum)]
        self.database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def set_ahead(self) -> None:
        """Note that some operation's clock was far ahead of the machine that read it."""
        self.database.execute("INSERT OR REPLACE INTO meta VALUES ('ahead', 1)")

    def ahead(self) -> bool:
        """Whether some operation's clock was far ahead of the machine that read it."""
        return self.database.execute("SELECT 1 FROM meta WHERE key = 'ahead'").fetchone() is not None

    @property
    def ranks(self) -> Ranks:
        """What knows where records stand in a list."""
        if self._ranks is None:
            from shadowlog.store.index.ranks import Ranks

            self._ranks = Ranks(self)
        return self._ranks

    def newest(self, table: str, offset: int, limit: int) -> list[tuple[int, str]]:
        """(number, id) of records, newest first, from ``offset`` on."""
        if offset > _NEAR:
            return self.ranks.newest(table, offset, limit)
        return self.database.execute(
            "SELECT record, id FROM records WHERE kind = ? AND gone = 0 ORDER BY at DESC, record DESC LIMIT ? OFFSET ?",
            (self.kind(table), limit, offset),
        ).fetchall()

    def older_than(self, table: str, bound: tuple[int, int] | None, limit: int) -> list[tuple[int, int, str]]:
        """(date in milliseconds, number, id) of records, newest first, that are older than one, given by its date and
        number; of all where none is given.
        """
        return self.ranks.older_than(table, bound, limit)

    def position(self, table: str, record_id: str) -> int:
        """How many records of its table are newer than this one."""
        return self.ranks.position(table, record_id)

    def add_operations(self, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Add (offset, size, record number, clock) of operations."""
        self.database.executemany("INSERT OR REPLACE INTO ops VALUES (?, ?, ?, ?)", rows)

    def next_number(self) -> int:
        """The first record number that is free."""
        row: tuple[int] = self.database.execute("SELECT coalesce(max(record), 0) + 1 FROM records").fetchone()
        return row[0]

    def add_entries(self, rows: Sequence[tuple[int, str, str, RecordEntry]]) -> None:
        """Add (number, table, id, entry) of new records."""
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

    def set_entry(self, record: int, table: str, entry: RecordEntry) -> None:
        """Replace the entry of a record that it has."""
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

    def add_names(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add (table, name) of names as typed; they stay whatever becomes of the record."""
        self.database.executemany(
            "INSERT OR IGNORE INTO ever VALUES (?, ?)", [(self.kind(table, make=True), name) for table, name in rows]
        )

    def in_memory(self) -> Index:
        """A copy in memory, for when the file cannot be written."""
        copy = Index(":memory:", older_too=self._older_too)
        self.database.backup(copy.database)
        return copy
