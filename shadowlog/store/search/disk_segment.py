"""The segment of the search index on the disk: written once, and read until a newer one replaces it.

A SQLite file with a bitmap of documents for each word, pair of words and facet. Documents are numbered by date, oldest
first, so that the newest hits are the last ones of any bitmap, and a span of time is a range.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from pyroaring import BitMap

from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.segment import ACCOUNT
from shadowlog.store.search.segment_writer import PREFIX_LONGEST, STALE_LAYOUT, open_segment, read_checkpoint

_REMEMBERED = 4_096
"""Bitmaps kept in memory: room for those of every theme, stance and persona of a large team."""

_AT_ONCE = 500
"""Values in one statement: SQLite takes no more than some thousands."""


class DiskSegment:
    """An open index file. Raises sqlite3.Error where it is not sound."""

    def __init__(self, path: str) -> None:
        self._database = open_segment(path)
        self._database.execute("PRAGMA mmap_size=1073741824")
        meta = dict(self._database.execute("SELECT key, value FROM meta"))
        self.checkpoint = read_checkpoint(meta)
        self.total: int = meta["total"]
        self.moments = self._read_column("at", "q")
        """The date of each document, by its number (milliseconds since 1970)."""
        self._columns: dict[str, array[int]] = {}
        self._tables: list[str] = [row[0] for row in self._database.execute("SELECT name FROM tables ORDER BY number")]
        self.stale: set[RecordKey] = set()
        """Records that it no longer describes, and that are to be indexed in memory."""
        if meta["layout"] == STALE_LAYOUT:
            self.stale.update(self._database.execute("SELECT kind, id FROM stale"))
        self.docs = lru_cache(maxsize=_REMEMBERED)(self._docs)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _docs(self, term: str) -> BitMap:
        """The documents of a term. Not to be changed."""
        row = self._database.execute("SELECT docs FROM terms WHERE term = ?", (term,)).fetchone()
        return BitMap.deserialize(row[0]) if row else BitMap()

    def starting(self, start: str) -> BitMap:
        """Documents with a word that begins with ``start``."""
        if len(start) <= PREFIX_LONGEST:
            row = self._database.execute("SELECT docs FROM terms WHERE term = ?", (f"*{start}",)).fetchone()
            if row:
                return BitMap.deserialize(row[0])
        return BitMap.union(BitMap(), *self._range(f"w{start}", f"w{start}\U0010ffff"))

    def pair(self, pair: str) -> BitMap | None:
        """Documents with two words one behind the other; None where that pair is not kept."""
        row = self._database.execute("SELECT docs FROM terms WHERE term = ?", (f"p{pair}",)).fetchone()
        return BitMap.deserialize(row[0]) if row else None

    def _range(self, low: str, high: str) -> list[BitMap]:
        rows = self._database.execute("SELECT docs FROM terms WHERE term >= ? AND term < ?", (low, high))
        return [BitMap.deserialize(row[0]) for row in rows]

    def terms(self, start: str) -> list[tuple[str, BitMap]]:
        """Every term that begins with ``start``, with its documents."""
        rows = self._database.execute(
            "SELECT term, docs FROM terms WHERE term >= ? AND term < ?", (start, f"{start}\U0010ffff")
        )
        return [(term, BitMap.deserialize(docs)) for term, docs in rows]

    def between(self, start: int, end: int) -> BitMap:
        """Documents dated from ``start`` up to, not with, ``end`` (milliseconds since 1970)."""
        return BitMap(range(bisect_left(self.moments, start), bisect_left(self.moments, end)))

    def all(self) -> BitMap:
        """Every document."""
        return BitMap(range(self.total))

    def column(self, name: str) -> array[int]:
        """A number for each document: the code of its account, 0 without one, or of its conversation."""
        if name not in self._columns:
            self._columns[name] = self._read_column(name, "I")
        return self._columns[name]

    def _read_column(self, name: str, typecode: str) -> array[int]:
        column = array(typecode)
        column.frombytes(self._database.execute("SELECT data FROM columns WHERE name = ?", (name,)).fetchone()[0])
        return column

    def code(self, record_id: str) -> int | None:
        """The number that stands for an id in columns, None where none does."""
        row = self._database.execute("SELECT code FROM codes WHERE id = ?", (record_id,)).fetchone()
        return row[0] if row else None

    def accounts(self, docs: BitMap) -> set[str]:
        """The accounts that documents belong to."""
        codes = sorted(set(map(self.column(ACCOUNT).__getitem__, docs)) - {0})
        accounts: set[str] = set()
        for start in range(0, len(codes), _AT_ONCE):
            batch = codes[start : start + _AT_ONCE]
            placeholders = ",".join("?" * len(batch))
            accounts.update(
                row[0] for row in self._database.execute(f"SELECT id FROM codes WHERE code IN ({placeholders})", batch)
            )
        return accounts

    def keys(self, docs: Sequence[int]) -> list[RecordKey]:
        """The table and id of documents, in the order given."""
        by_doc: dict[int, RecordKey] = {}
        for start in range(0, len(docs), _AT_ONCE):
            batch = docs[start : start + _AT_ONCE]
            placeholders = ",".join("?" * len(batch))
            rows = self._database.execute(f"SELECT doc, kind, id FROM keys WHERE doc IN ({placeholders})", batch)
            by_doc.update((doc, (self._tables[kind], key)) for doc, kind, key in rows)
        return [by_doc[doc] for doc in docs]

    def doc(self, key: RecordKey) -> int | None:
        """The document of a record, None where it has none."""
        rows = self._database.execute("SELECT doc, kind FROM keys WHERE id = ?", (key[1],))
        return next((doc for doc, kind in rows if self._tables[kind] == key[0]), None)
