"""The tables of the index, and the entry it keeps of each record."""

from __future__ import annotations

from typing import NamedTuple

from shadowlog.domain.ids import TAIL
from shadowlog.domain.records import schema

TABLES_LAYOUT = "3"
"""Changes with the tables below, and with what is put into them."""

LAYOUT = f"{TABLES_LAYOUT}-{schema()}"
"""Changes with the declared records as well."""

TABLES = f"""
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE kinds(kind INTEGER PRIMARY KEY, name TEXT UNIQUE, live INTEGER DEFAULT 0);
CREATE TABLE records(record INTEGER PRIMARY KEY, kind INTEGER, id TEXT, at INTEGER, gone INTEGER);
CREATE TABLE ops(offset INTEGER PRIMARY KEY, size INTEGER, record INTEGER, clock INTEGER);
CREATE TABLE refs(target TEXT, record INTEGER, field TEXT);
CREATE TABLE names(kind INTEGER, name TEXT, record INTEGER);
CREATE TABLE ever(kind INTEGER, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
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
"""Where an operation is in the log: the offset of its first byte, and its size with the line feed."""


class RecordEntry(NamedTuple):
    """What the index holds of a record's present state."""

    at: int
    """What lists are ordered by: milliseconds since 1970."""
    gone: bool
    names: tuple[str, ...]
    """Folded names it answers to."""
    refs: tuple[tuple[str, str], ...]
    """(target id, field) of every record it names."""
