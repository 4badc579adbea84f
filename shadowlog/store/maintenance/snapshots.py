"""Snapshots: the whole log as plain TinyDB JSON, which stock ``TinyDB(path)`` opens.

With them anyone can check what is in the log, go back to an earlier state, and take the data elsewhere.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from shadowlog.domain.errors import NotFound, ShadowlogError
from shadowlog.domain.records import RECORDS, Person, UnknownName
from shadowlog.domain.schema.fields import fields_of
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.log.lines import as_json
from shadowlog.store.log.operations import Json, RecordKey
from shadowlog.store.maintenance.snapshot_times import backups_folder, taken
from shadowlog.store.tinydb_storage import TableView

ABOUT = "_shadowlog"
"""The table of a snapshot that says where it comes from. It is not restored."""

_RENAMED = UUID("5f0c6c1e-8a55-4c5c-9a0e-7c1f6d0b3a52")
"""The UUID namespace of new ids, for records restored with an id that several tables use."""

LARGEST = 4_000_000_000
"""Bytes of a TinyDB file that is read."""


class NotASnapshot(ShadowlogError):
    """A file that TinyDB cannot read, or whose records cannot be kept."""

    title = "Not a TinyDB file"
    exit_code = 2


class Restored(NamedTuple):
    """How many records a restore changed."""

    added: int
    changed: int
    deleted: int


def snapshots(event_store: EventStore) -> list[Path]:
    """The snapshots there are, oldest first."""
    folder = Path(backups_folder(event_store))
    dated = [(when, path) for path in folder.glob("shadowlog-*.json") if (when := taken(path.name)) is not None]
    return [path for _, path in sorted(dated)]


def taken_at(path: Path) -> datetime:
    """When a snapshot was taken, by its name (UTC)."""
    when = taken(path.name)
    assert when
    return when


def take_snapshot(event_store: EventStore) -> Path:
    """Write a snapshot of everything, and remove those that are superseded. Raises SaveFailed."""
    folder = backups_folder(event_store)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = os.path.join(folder, f"shadowlog-{stamp}.json")
    number = 1
    while os.path.exists(path):
        number += 1
        path = os.path.join(folder, f"shadowlog-{stamp}-{number}.json")
    event_store.refresh()
    try:
        durable_io.make_folder(folder)
        durable_io.replace_file(path, _json(event_store, stamp))
        for old in superseded(snapshots(event_store), datetime.now(timezone.utc)):
            durable_io.remove(str(old))
    except OSError as error:
        raise save_failed(error, path) from error
    return Path(path)


def _json(event_store: EventStore, stamp: str) -> Iterator[bytes]:
    about = {"1": {"taken": stamp, "generation": event_store.generation}}
    yield b'{"%b": %b' % (ABOUT.encode(), orjson.dumps(about))
    for table in sorted(event_store.query(Index.counts)):
        yield b",\n%b: {" % orjson.dumps(table)
        between = b"\n"
        for record_id, document in TableView(event_store, table).items():
            yield between + as_json(record_id) + b": " + as_json(document)
            between = b",\n"
        yield b"}"
    yield b"}\n"


def superseded(paths: list[Path], now: datetime) -> list[Path]:
    """Which of some snapshots, oldest first, need not be kept.

    Kept are the newest six, and the newest of each of the last 7 days, 4 weeks and 12 months that have any. Snapshots
    dated in the future, by a clock that was wrong, are kept and do not count as the newest.
    """
    ahead = {path for path in paths if taken_at(path) > now + timedelta(days=1)}
    paths = [path for path in paths if path not in ahead]
    keep = set(paths[-6:])
    seen: set[tuple[str, object]] = set()
    for path in reversed(paths):
        when = taken_at(path)
        age = now - when
        week = when.isocalendar()
        for name, key, days in (
            ("day", when.date(), 7),
            ("week", (week.year, week.week), 28),
            ("month", (when.year, when.month), 366),
        ):
            if age.days < days and (name, key) not in seen:
                seen.add((name, key))
                keep.add(path)
    return [path for path in paths if path not in keep]


def read_snapshot(path: Path) -> dict[RecordKey, Json]:
    """The records in a TinyDB file, this product's or another's. Raises NotFound, NotASnapshot."""
    try:
        tables: Any = json.loads(durable_io.read_text(str(path), LARGEST) or "{}")
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Snapshots are in data/backups of the workspace.") from None
    except OSError as error:
        raise NotASnapshot(f"{path} cannot be read: {error.strerror}.", "Give a file that TinyDB wrote.") from None
    except (ValueError, RecursionError) as error:
        raise NotASnapshot(f"{path} cannot be read: {error}.", "Give a file that TinyDB wrote.") from None
    records: dict[RecordKey, Json] = {}
    for table, documents in tables.items() if isinstance(tables, dict) else [("", None)]:
        if not isinstance(documents, dict) or not all(isinstance(document, dict) for document in documents.values()):
            raise NotASnapshot(f"{path} is JSON, but not tables of documents.", "Give a file that TinyDB wrote.")
        if not table or "" in documents:
            raise NotASnapshot(f"{path} holds a table or a document without a name.", "Give each of them one.")
        if table != ABOUT:
            records.update({(table, record_id): document for record_id, document in documents.items()})
    for (table, record_id), document in records.items():
        if _has_nan(document):
            raise NotASnapshot(
                f"{path}: record {record_id} of {table} holds a number that JSON does not have (NaN or infinite).",
                "Replace it in that file, then restore again.",
            )
    return records


def _reachable(event_store: EventStore, wanted: dict[RecordKey, Json]) -> dict[RecordKey, Json]:
    """The records, with new ids where several tables use the same one; references to them are changed as well.

    Stock TinyDB numbers the documents of each table from 1 on; in a log an id alone says which record is meant. A new
    id is made from the table and the old id, so that a file gives the same ids whenever it is restored.
    """
    known = [key for key in wanted if key[0] in RECORDS]
    here = event_store.query(Index.numbers, list(dict.fromkeys(record_id for _, record_id in known)))
    used: dict[str, set[str]] = {}
    for table, record_id in (*known, *here):
        if table in RECORDS:
            used.setdefault(record_id, set()).add(table)
    fresh = {
        (table, record_id): str(uuid5(_RENAMED, f"{table}:{record_id}"))
        for table, record_id in known
        if len(used[record_id]) > 1 and (table, record_id) not in here
    }
    if not fresh:
        return wanted
    return {(key[0], fresh.get(key, key[1])): _naming(key[0], document, fresh) for key, document in wanted.items()}


def _naming(table: str, document: Json, fresh: Mapping[RecordKey, str]) -> Json:
    """A document that refers to records by their new ids."""
    if table not in RECORDS:
        return document
    changed = dict(document)
    fields = {name: field.table for name, field in fields_of(RECORDS[table]).items() if field.refers}
    for name, target in {**fields, "author": Person.table}.items():
        reference = document.get(name)
        match reference:
            case str() | int():
                changed[name] = fresh.get((target, str(reference)), reference)
            case list():
                changed[name] = [fresh.get((target, str(key)), key) for key in reference]
            case dict():
                changed[name] = {fresh.get((target, str(key)), key): value for key, value in reference.items()}
    if table == UnknownName.table:
        where, reference = document.get("where"), document.get("record")
        changed["record"] = fresh.get((str(where), str(reference)), reference)
    return changed


def _has_nan(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, dict):
        return any(_has_nan(inner) for inner in value.values())
    return isinstance(value, list) and any(_has_nan(inner) for inner in value)


def restore(
    event_store: EventStore, wanted: dict[RecordKey, Json], *, merge: bool = False, dry: bool = False
) -> Restored:
    """Make the log hold what a snapshot held; with ``merge`` keep what it did not hold as well.

    It is one change: undo takes it back, and every record keeps its history. With ``dry`` nothing is written.
    Raises SaveFailed.
    """
    with event_store.locked():
        wanted = _reachable(event_store, wanted)
        added = changed = deleted = 0
        documents: dict[RecordKey, Json | None] = {}
        for key, document in wanted.items():
            current = event_store.document(key) if event_store.state(key) else None
            if current is None:
                added += 1
            elif current != document:
                changed += 1
            else:
                continue
            documents[key] = document
        if not merge:
            for table in event_store.query(Index.counts):
                for record_id in TableView(event_store, table):
                    if (table, record_id) not in wanted:
                        documents[table, record_id] = None
                        deleted += 1
        if not dry and documents:
            with event_store.change("Restore a snapshot"):
                event_store.write(documents)
        return Restored(added, changed, deleted)
