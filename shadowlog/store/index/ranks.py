"""Reading any page of a list, newest first, as quickly as its first one.

The records of a kind are divided into blocks by date, with the number of live records in each, so that a page is found
by adding up some hundred numbers. Triggers keep the numbers true whoever writes the index; where an index has none
yet, as one that another version made, they are made when they are first needed.
"""

from __future__ import annotations

import contextlib
import sqlite3

from shadowlog.store.index.connection import Connected

BLOCK = 1_024
"""Live records in a new block. A block of four times as many is divided."""

_FIRST = -(1 << 63)
"""Before every date."""

_BLOCKS = f"""
CREATE TABLE blocks(kind INTEGER, at INTEGER, record INTEGER, live INTEGER, PRIMARY KEY (kind, at, record))
WITHOUT ROWID;
CREATE TRIGGER records_added AFTER INSERT ON records WHEN new.gone = 0 BEGIN
INSERT OR IGNORE INTO blocks VALUES (new.kind, {_FIRST}, 0, 0);
UPDATE blocks SET live = live + 1 WHERE kind = new.kind AND (at, record) = (SELECT at, record FROM blocks
WHERE kind = new.kind AND (at, record) <= (new.at, new.record) ORDER BY at DESC, record DESC LIMIT 1); END;
CREATE TRIGGER records_changed AFTER UPDATE OF at, gone ON records BEGIN
UPDATE blocks SET live = live - 1 WHERE old.gone = 0 AND kind = old.kind AND (at, record) = (SELECT at, record
FROM blocks WHERE kind = old.kind AND (at, record) <= (old.at, old.record) ORDER BY at DESC, record DESC LIMIT 1);
INSERT OR IGNORE INTO blocks SELECT new.kind, {_FIRST}, 0, 0 WHERE new.gone = 0;
UPDATE blocks SET live = live + 1 WHERE new.gone = 0 AND kind = new.kind AND (at, record) = (SELECT at, record
FROM blocks WHERE kind = new.kind AND (at, record) <= (new.at, new.record) ORDER BY at DESC, record DESC LIMIT 1); END
"""


_Bound = tuple[int, int]
"""A date and the number of a record, by which lists are ordered."""


class Ranks:
    """The questions about where records stand in a list of their kind, newest first.

    Apart from the index because a quick capture asks none of them.
    """

    def __init__(self, index: Connected) -> None:
        self._index = index
        self.database = index.database
        self.kind = index.kind
        self._blocks = False
        """Whether it is known that there are blocks."""

    def newest(self, table: str, offset: int, limit: int) -> list[tuple[int, str]]:
        """(number, id) of records, newest first, from ``offset`` on."""
        kind = self.kind(table)
        before, bound = self._newer_blocks(kind, offset)
        spans, values = _spans("record, id, at", kind, None, bound)
        rows = self.database.execute(
            f"{spans} ORDER BY at DESC, record DESC LIMIT ? OFFSET ?", (*values, limit, offset - before)
        )
        return [row[:2] for row in rows]

    def older_than(self, table: str, bound: _Bound | None, limit: int) -> list[tuple[int, int, str]]:
        """(date in milliseconds, number, id) of records, newest first, that are older than one, given by its date and
        number; of all where none is given.
        """
        spans, values = _spans("at, record, id", self.kind(table), None, bound)
        return self.database.execute(f"{spans} ORDER BY at DESC, record DESC LIMIT ?", (*values, limit)).fetchall()

    def _newer_blocks(self, kind: int, offset: int) -> tuple[int, _Bound | None]:
        """How many records the newest blocks hold, ``offset`` at most, and where these begin."""
        before, bound = 0, None
        if self.make_blocks():
            rows = self.database.execute(
                "SELECT at, record, live FROM blocks WHERE kind = ? ORDER BY at DESC, record DESC", (kind,)
            )
            for at, record, live in rows:
                if before + live > offset:
                    break
                before, bound = before + live, (at, record)
        return before, bound

    def position(self, table: str, record_id: str) -> int:
        """How many records of its table are newer than this one."""
        kind = self.kind(table)
        row = self.database.execute(
            "SELECT at, record FROM records WHERE id = ? AND kind = ?", (record_id, kind)
        ).fetchone()
        if row is None:
            return 0
        at, record = row
        newer, end = 0, None
        if self.make_blocks() and (end := self._block_after(kind, row)):
            newer = self.database.execute(
                "SELECT sum(live) FROM blocks WHERE kind = ? AND (at, record) >= (?, ?)", (kind, *end)
            ).fetchone()[0]
        return int(newer) + self._count(kind, (at, record + 1), end)

    def _block_after(self, kind: int, start: _Bound) -> _Bound | None:
        """Where the first block begins that begins behind a record."""
        row: _Bound | None = self.database.execute(
            "SELECT at, record FROM blocks WHERE kind = ? AND (at, record) > (?, ?) ORDER BY at, record LIMIT 1",
            (kind, *start),
        ).fetchone()
        return row

    def _count(self, kind: int, start: _Bound, end: _Bound | None) -> int:
        """How many live records there are from one up to, not with, another."""
        spans, values = _spans("1", kind, start, end)
        row: tuple[int] = self.database.execute(f"SELECT count(*) FROM ({spans})", values).fetchone()
        return row[0]

    # Blocks ----------------------------------------------------------------------------------------------------

    def make_blocks(self) -> bool:
        """Make the blocks where the index has none. False where they cannot be made now: all works without them."""
        if self._blocks or self._index.has_blocks:
            self._blocks = True
            return True
        with contextlib.suppress(sqlite3.OperationalError):
            inside = self.database.in_transaction
            if not inside:
                self.database.execute("BEGIN IMMEDIATE")
            try:
                if not self._index.has_blocks:
                    self._fill_blocks()
            except BaseException:
                if not inside:
                    self.database.execute("ROLLBACK")
                raise
            if not inside:
                self.database.execute("COMMIT")
                # Within a transaction they may be rolled back with it.
                self._blocks = True
            return True
        return False

    def _fill_blocks(self) -> None:
        self.database.execute("DROP TABLE IF EXISTS blocks")
        for statement in _BLOCKS.strip().split(";\nCREATE "):
            self.database.execute(statement if statement.startswith("CREATE") else f"CREATE {statement}")
        for (kind,) in self.database.execute("SELECT DISTINCT kind FROM records WHERE gone = 0").fetchall():
            self._divide(kind, _FIRST, 0)

    def divide_blocks(self) -> None:
        """Divide every block that has become long. To be called in a transaction, after records were added."""
        if self._index.has_blocks:
            long = "SELECT kind, at, record FROM blocks WHERE live > ?"
            for kind, at, record in self.database.execute(long, (4 * BLOCK,)).fetchall():
                self._divide(kind, at, record)

    def _divide(self, kind: int, at: int, record: int) -> None:
        """Write the block that begins at a (date, record) again, as blocks of ``BLOCK`` live records."""
        end = self._block_after(kind, (at, record))
        bounds = [(at, record)]
        while True:
            spans, values = _spans("at, record", kind, bounds[-1], end)
            row = self.database.execute(f"{spans} ORDER BY at, record LIMIT 1 OFFSET ?", (*values, BLOCK)).fetchone()
            if row is None:
                break
            bounds.append(row)
        counts = [BLOCK] * (len(bounds) - 1) + [self._count(kind, bounds[-1], end)]
        self.database.executemany(
            "INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?)",
            [(kind, *bound, count) for bound, count in zip(bounds, counts, strict=True)],
        )


def _spans(columns: str, kind: int, start: _Bound | None, end: _Bound | None) -> tuple[str, list[int]]:
    """A statement for the live records of a kind from one up to, not with, another, and its values.

    SQLite does not use an index for the second of two columns that are compared together if that is the number of the
    row, so each span of dates is a part of its own.
    """
    spans: list[tuple[str, tuple[int, ...]]]
    if start and end and start[0] == end[0]:
        spans = [("at = ? AND record >= ? AND record < ?", (*start, end[1]))]
    else:
        between = " AND ".join([*(["at > ?"] if start else []), *(["at < ?"] if end else [])])
        spans = [(between, (*(start[:1] if start else ()), *(end[:1] if end else ())))]
        if start:
            spans.append(("at = ? AND record >= ?", start))
        if end:
            spans.append(("at = ? AND record < ?", end))
    parts = [
        f"SELECT {columns} FROM records WHERE kind = ? AND gone = 0{' AND ' if span else ''}{span}" for span, _ in spans
    ]
    return " UNION ALL ".join(parts), [value for _, bounds in spans for value in (kind, *bounds)]
