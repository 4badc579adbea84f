"""A copy of an index for a log in which some lines were rewritten, without reading the others again."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from shadowlog.domain.records import UnknownName
from shadowlog.domain.schema.registry import forgettable_kinds
from shadowlog.store.index.entry import entry_of, names_in
from shadowlog.store.index.index import Index
from shadowlog.store.index.schema import TABLES
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.operations import Operation, RecordKey, fold

Rewritten = tuple[list[Operation], list[Operation]]
"""The operations on a record before and after."""


def copy_index(
    index: Index,
    path: str,
    operations: Iterable[tuple[int, int, int, int]],
    rewritten: Mapping[RecordKey, Rewritten],
    length: int,
    checkpoint: Checkpoint,
) -> bool:
    """Write a copy of an index to ``path``, of which no byte comes from the texts of what was rewritten.

    ``operations`` are (offset, size, record number, clock) in the new log up to ``checkpoint``, which is made of the
    first ``length`` bytes of the old one; ``rewritten`` has every record with an operation there that may have changed.
    False where somebody was named since: the index has to be built from the new log then. Raises sqlite3.Error,
    OSError.
    """
    numbers = index.numbers([record_id for _, record_id in rewritten])
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, durable_io.FILE_MODE))
    changed = [numbers[key] for key in rewritten if key in numbers]
    if not _copy_rows(index, path, operations, changed, length):
        return False
    with contextlib.closing(Index(path)) as copy, copy.writing():
        copy.add_names(_names_ever(index, rewritten))
        for key, (_, after) in rewritten.items():
            if key in numbers:
                clock = min(operation["clock"] for operation in after)
                copy.set_entry(numbers[key], key[0], entry_of(key[0], fold(after), clock))
        copy.ranks.make_blocks()
        copy.set_checkpoint(checkpoint)
    return True


def _copy_rows(
    index: Index, path: str, operations: Iterable[tuple[int, int, int, int]], changed: Sequence[int], length: int
) -> bool:
    naming = [UnknownName.table, *(kind.table for kind in forgettable_kinds())]
    database = index.database
    database.execute("ATTACH DATABASE ? AS beside", (path,))
    try:
        database.execute("PRAGMA beside.journal_mode=OFF")
        database.execute("PRAGMA beside.synchronous=OFF")
        # What is read is of one moment, whatever others write meanwhile; they do not wait for it.
        database.execute("BEGIN")
        try:
            since = database.execute(
                "SELECT DISTINCT ops.record, kinds.name FROM main.ops JOIN main.records USING (record) "
                "JOIN main.kinds USING (kind) WHERE offset >= ?",
                (length,),
            ).fetchall()
            if any(table in naming for _, table in since):
                database.execute("ROLLBACK")
                return False
            statements = [
                re.sub(r"^CREATE (TABLE|INDEX|UNIQUE INDEX) ", r"CREATE \1 beside.", statement)
                for statement in TABLES.strip().split(";\n")
            ]
            tables = [statement for statement in statements if statement.startswith("CREATE TABLE")]
            for statement in tables:
                database.execute(statement)
            database.execute("CREATE TEMP TABLE rewritten(record INTEGER PRIMARY KEY)")
            # What changed since is added with the end of the log.
            database.executemany(
                "INSERT OR IGNORE INTO rewritten VALUES (?)", ((number,) for number in (*changed, *dict(since)))
            )
            database.execute("INSERT INTO beside.meta SELECT * FROM main.meta WHERE key = 'ahead'")
            for name, where in (("kinds", ""), ("records", ""), ("refs", _NOT_THESE), ("names", _NOT_THESE)):
                database.execute(f"INSERT INTO beside.{name} SELECT * FROM main.{name}{where}")
            database.executemany("INSERT INTO beside.ops VALUES (?, ?, ?, ?)", operations)
            # An index is made more quickly of all rows at once.
            for statement in statements[len(tables) :]:
                database.execute(statement)
            database.execute("DROP TABLE temp.rewritten")
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
        return True
    finally:
        database.execute("DETACH DATABASE beside")


_NOT_THESE = " WHERE record NOT IN (SELECT record FROM temp.rewritten)"


def _names_ever(index: Index, rewritten: Mapping[RecordKey, Rewritten]) -> Collection[tuple[str, str]]:
    """(table, name) of every name that was ever given in the log as it is after rewriting."""
    before = {name for before, _ in rewritten.values() for operation in before for name in names_in(operation)}
    after = {name for _, after in rewritten.values() for operation in after for name in names_in(operation)}
    rows = index.database.execute("SELECT kinds.name, ever.name FROM ever JOIN kinds USING (kind)")
    return (set(rows) - before) | after
