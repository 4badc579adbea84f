"""What the index knows of records: which there are, in what order, and where in the log their operations are."""

from __future__ import annotations

from collections.abc import Sequence

from shadowlog.domain.ids import TAIL
from shadowlog.store.index.connection import Connected, batches, placeholders
from shadowlog.store.index.schema import Place

_LAST = (1 << 63) - 1
"""The highest number that SQLite holds."""


class Places(Connected):
    """The questions about records and operations."""

    def record(self, table: str, record_id: str) -> int:
        """The number of a record, deleted or not; 0 where it has none."""
        row = self.database.execute(
            "SELECT record FROM records WHERE id = ? AND kind = ?", (record_id, self.kind(table))
        ).fetchone()
        return row[0] if row else 0

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

    def every(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        """(number, table, id) of records, deleted ones too, with higher numbers than ``after``."""
        return self.database.execute(
            "SELECT record, kinds.name, id FROM records JOIN kinds USING (kind) "
            "WHERE record > ? ORDER BY record LIMIT ?",
            (after, limit),
        ).fetchall()

    def between(self, table: str, start: int, end: int) -> list[tuple[int, str]]:
        """(number, id) of records of a table from ``start`` up to, not with, ``end`` (milliseconds), newest first."""
        return self.database.execute(
            "SELECT record, id FROM records WHERE kind = ? AND gone = 0 AND at >= ? AND at < ? ORDER BY at DESC",
            (self.kind(table), start, end),
        ).fetchall()

    def moments(self, records: Sequence[int]) -> dict[str, int]:
        """What records are ordered by (milliseconds since 1970), by their ids."""
        moments: dict[str, int] = {}
        for batch in batches(records):
            moments.update(
                self.database.execute(f"SELECT id, at FROM records WHERE record IN ({placeholders(batch)})", batch)
            )
        return moments

    def since(self, offset: int, limit: int = -1) -> list[tuple[str, str, int]]:
        """(table, id, at) of records with an operation at ``offset`` of the log or behind it, deleted ones too; with a
        ``limit`` so many at the most.
        """
        return self.database.execute(
            "SELECT DISTINCT kinds.name, id, at FROM ops JOIN records USING (record) JOIN kinds USING (kind) "
            "WHERE offset >= ? LIMIT ?",
            (offset, limit),
        ).fetchall()

    def states(self, *tables: str) -> dict[tuple[str, str], bool]:
        """Whether each record, of some tables or of all, is there (True) or deleted (False), by table and id."""
        rows = self.database.execute(
            "SELECT kinds.name, id, gone FROM records JOIN kinds USING (kind)"
            + (f" WHERE kinds.name IN ({placeholders(tables)})" if tables else ""),
            tables,
        )
        return {(name, key): not gone for name, key, gone in rows}

    def totals(self) -> tuple[int, int]:
        """How many operations and how many records there are, deleted ones too."""
        row: tuple[int, int] = self.database.execute(
            "SELECT (SELECT count(*) FROM ops), (SELECT count(*) FROM records)"
        ).fetchone()
        return row

    def numbers(self, ids: Sequence[str]) -> dict[tuple[str, str], int]:
        """The numbers of records, by table and id."""
        numbers: dict[tuple[str, str], int] = {}
        for batch in batches(ids):
            rows = self.database.execute(
                f"SELECT kinds.name, id, record FROM records JOIN kinds USING (kind) "
                f"WHERE id IN ({placeholders(batch)})",
                batch,
            )
            numbers.update(((name, key), record) for name, key, record in rows)
        return numbers

    def by_id(self, record_id: str, *, deleted_too: bool = False) -> list[tuple[str, str]]:
        """(table, id) of records with exactly this id."""
        return self.database.execute(
            "SELECT kinds.name, records.id FROM records JOIN kinds USING (kind) WHERE id = ? AND gone <= ?",
            (record_id, int(deleted_too)),
        ).fetchall()

    def by_tail(self, start: str, *, deleted_too: bool = False) -> list[tuple[str, str]]:
        """(table, id) of records whose short id begins with ``start``, at most nine."""
        return self.database.execute(
            f"SELECT kinds.name, records.id FROM records JOIN kinds USING (kind) "
            f"WHERE substr(id, -{TAIL}) >= ? AND substr(id, -{TAIL}) < ? AND gone <= ? LIMIT 9",
            (start, start + "g", int(deleted_too)),
        ).fetchall()

    def places(self, table: str, record_id: str) -> list[Place]:
        """Where the operations of a record stand."""
        rows = self.database.execute(
            "SELECT offset, size FROM ops WHERE record = (SELECT record FROM records WHERE id = ? AND kind = ?)",
            (record_id, self.kind(table)),
        )
        return rows.fetchall()

    def places_of(self, records: Sequence[int]) -> dict[int, list[Place]]:
        """Where the operations of many records stand, by record number."""
        places: dict[int, list[Place]] = {record: [] for record in records}
        for batch in batches(records):
            for record, offset, size in self.database.execute(
                f"SELECT record, offset, size FROM ops WHERE record IN ({placeholders(batch)})", batch
            ):
                places[record].append((offset, size))
        return places

    def operations_after(self, offset: int, end: int, limit: int) -> list[tuple[int, int, int, int]]:
        """(offset, size, record number, clock) of operations behind one offset and before another, as in the log."""
        return self.database.execute(
            "SELECT offset, size, record, clock FROM ops WHERE offset > ? AND offset < ? ORDER BY offset LIMIT ?",
            (offset, end, limit),
        ).fetchall()

    def last_clock(self) -> int:
        """The latest reading of any operation's clock, 0 where there is none."""
        row: tuple[int] = self.database.execute("SELECT coalesce(max(clock), 0) FROM ops").fetchone()
        return row[0]

    def latest_operations(self, before: tuple[int, int] | None, limit: int) -> list[tuple[int, int, int]]:
        """(clock, offset, size) of operations, latest clock first, from those on that come before one of them."""
        clock, offset = before if before else (_LAST, _LAST)
        return self.database.execute(
            "SELECT clock, offset, size FROM ops WHERE (clock, offset) < (?, ?) "
            "ORDER BY clock DESC, offset DESC LIMIT ?",
            (clock, offset, limit),
        ).fetchall()
