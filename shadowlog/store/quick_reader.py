"""Names and ids straight from the index and the end of the log, without loading what records are.

For completion in the shell, which answers while somebody waits at a key, and may take some 60 ms with Python's own
start. It only reads: it makes no folder, takes no lock, and builds no index. Where the index does not fit the log, it
knows nothing until the next command has put that right.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from shadowlog.domain.ids import TAIL
from shadowlog.domain.text.fold import folded
from shadowlog.store.log.operations import Json, Operation, fold, order

UNREADABLE = (OSError, sqlite3.Error)
"""What the reader raises where a file cannot be read."""

_LONGEST_TAIL = 1 << 20
"""The most bytes read of the log that the index does not have yet."""

_PATIENCE = 0.05
"""Seconds to wait for a process that writes the index."""

_LAST = "\U0010ffff"
"""Behind every text that begins alike."""


class KindWords(NamedTuple):
    """What is to be known of a kind of record to read its names."""

    title: str
    """The field by which people know a record."""
    named: bool
    """Whether the index has its names."""


class Seen(NamedTuple):
    """A record as it is offered."""

    table: str
    record_id: str
    heading: str
    names: tuple[str, ...]
    """The heading and the aliases, as typed."""


class QuickReader:
    """What the log in ``folder`` knows, by its index of ``layout``. ``kinds`` has the tables in the order of records.

    Raises one of UNREADABLE from any method where a file cannot be read.
    """

    def __init__(self, folder: str, layout: str, kinds: dict[str, KindWords]) -> None:
        self._kinds = kinds
        self._database: sqlite3.Connection | None = None
        self._tail: dict[tuple[str, str], list[Operation]] = {}
        self._log: BinaryIO | None = None
        index = os.path.join(folder, "shadowlog.index")
        if os.path.exists(index):
            self._open(index, os.path.realpath(os.path.join(folder, "shadowlog.log")), layout)

    def _open(self, index: str, log: str, layout: str) -> None:
        database = sqlite3.connect(_address(index), uri=True, isolation_level=None, timeout=_PATIENCE)
        meta = dict(database.execute("SELECT key, value FROM meta"))
        if meta.get("layout") != layout:
            return
        self._log = open(log, "rb", buffering=0)  # noqa: SIM115 (it stays open as long as the reader)
        first = _decoded(self._at(0, 512).split(b"\n", 1)[0])
        length, last = meta["length"], meta["last"]
        fits = first is not None and first.get("generation") == meta["generation"]
        if fits and self._at(last, len(meta["last_sum"])) == meta["last_sum"]:
            self._database = database
            for operation in _operations(self._at(length, _LONGEST_TAIL)):
                self._tail.setdefault((operation["table"], operation["record"]), []).append(operation)

    def _at(self, offset: int, size: int) -> bytes:
        """Bytes of the log."""
        assert self._log is not None
        self._log.seek(offset)
        return self._log.read(size)

    def named(self, tables: Sequence[str], starts: Sequence[str], most: int) -> list[Seen]:
        """Records with a name that begins like any of ``starts``, which are folded, in the order of the alphabet.

        Where there are more than ``most`` in a table, the last of all is among them, so that what all of them begin
        with is what those given begin with.
        """
        seen = []
        for table in tables:
            ids: dict[str, None] = {}
            for start in starts:
                ids |= dict.fromkeys(self._ids_starting(table, start, most))
            seen += [
                record
                for record in self._read([(table, record_id) for record_id in ids])
                if any(begins(name, start) for name in record.names for start in starts)
            ]
        return sorted(seen, key=lambda record: folded(record.heading))

    def _ids_starting(self, table: str, start: str, most: int) -> Iterator[str]:
        for (name, record_id), operations in self._tail.items():
            if name == table and any(self._names(table, operation.get("set", {}), start) for operation in operations):
                yield record_id
        if self._database is None:
            return
        found = (
            "FROM names JOIN records USING (record) WHERE names.kind = (SELECT kind FROM kinds WHERE kinds.name = ?) "
            "AND names.name >= ? AND names.name < ? ORDER BY names.name"
        )
        for way, limit in (("", most), (" DESC", 1)):
            rows = self._database.execute(
                f"SELECT records.id {found}{way} LIMIT ?", (table, start, start + _LAST, limit)
            )
            yield from (row[0] for row in rows)

    def newest(self, tables: Sequence[str], most: int) -> list[Seen]:
        """The newest records of some tables, ``most`` at most."""
        dated: dict[tuple[str, str], int] = {}
        if self._database is not None:
            for table in tables:
                rows = self._database.execute(
                    "SELECT id, at FROM records WHERE kind = (SELECT kind FROM kinds WHERE name = ?) AND gone = 0 "
                    "ORDER BY at DESC, record DESC LIMIT ?",
                    (table, most),
                )
                dated |= {(table, record_id): at for record_id, at in rows}
        for key, operations in self._tail.items():
            if key[0] in tables:
                dated.setdefault(key, operations[0]["clock"] >> 16)
        return self._read(sorted(dated, key=lambda key: -dated[key])[:most])

    def with_id(self, start: str, tables: Sequence[str], most: int) -> list[Seen]:
        """Records of some tables whose id, as people see it, begins with ``start``, or is it as a whole."""
        keys: list[tuple[str, str]] = []
        if self._database is not None:
            visible = f"substr(id, -{TAIL})"
            keys = self._database.execute(
                f"SELECT name, id FROM records JOIN kinds USING (kind) WHERE {visible} >= ? AND {visible} < ? "
                "AND gone = 0 LIMIT ?",
                (start, start + _LAST, most),
            ).fetchall()
        keys += [key for key in self._tail if visible_id(key[1]).startswith(start)]
        return self._read([key for key in dict.fromkeys(keys) if key[0] in tables])

    def _read(self, keys: Iterable[tuple[str, str]]) -> list[Seen]:
        """The records of these tables and ids that are not deleted."""
        records = []
        for key in keys:
            document = fold(sorted([*self._indexed(key), *self._tail.get(key, ())], key=order))
            if document is not None:
                heading = _text(document.get(self._kinds[key[0]].title))
                records.append(Seen(*key, heading, tuple(self._names(key[0], document))))
        return records

    def _names(self, table: str, values: Json, start: str = "") -> list[str]:
        """The names among the values of a record that begin with ``start``, which is folded."""
        aliases = values.get("aliases")
        texts = map(_text, (values.get(self._kinds[table].title), *(aliases if isinstance(aliases, list) else ())))
        return [text for text in texts if text and begins(text, start)]

    def _indexed(self, key: tuple[str, str]) -> Iterator[Operation]:
        if self._database is None:
            return
        rows = self._database.execute(
            "SELECT offset, size FROM ops WHERE record = (SELECT record FROM records WHERE id = ? AND kind = "
            "(SELECT kind FROM kinds WHERE name = ?))",
            (key[1], key[0]),
        )
        for offset, size in rows.fetchall():
            yield from _operations(self._at(offset, size))


def _address(path: str) -> str:
    """How SQLite is to open an index: only to read it, and where nobody is writing it, without files of its own."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{escaped}?{'mode=ro' if os.path.exists(f'{path}-wal') else 'immutable=1'}"


def visible_id(record_id: str) -> str:
    """The part of an id that people see and type."""
    return record_id[-TAIL:]


def begins(name: str, start: str) -> bool:
    """Whether a name begins with a text that is folded."""
    return folded(name).startswith(start)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _operations(lines: bytes) -> Iterator[Operation]:
    """The operations in some lines of a log; what is no sound line is left out."""
    for line in lines.split(b"\n"):
        content: Any = _decoded(line)
        if content is not None and "op" in content and "record" in content:
            yield content


def _decoded(line: bytes) -> Json | None:
    """The JSON of a line that matches its checksum."""
    body = line[9:].rstrip(b"\r")
    try:
        content = json.loads(body) if line[:9] == b"%08x " % zlib.crc32(body) else None
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
