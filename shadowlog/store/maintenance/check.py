"""Checking the log, and repairing it.

A repair writes a new log beside the old one and replaces that in one step. Every operation that can be read is kept,
so that history and undo reach as far back as before; damaged bytes are set aside in ``data/damaged``.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import NamedTuple, cast

from shadowlog.domain.codec import record_of
from shadowlog.domain.progress import Progress
from shadowlog.domain.records import RECORDS, Insight, Mention
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.index.files import sweep_index
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import changes_in
from shadowlog.store.log.clock import Clock, clock_seconds
from shadowlog.store.log.errors import SaveFailed, save_failed
from shadowlog.store.log.housekeeping import sweep
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Operation, RecordKey, key_of, order
from shadowlog.store.log.salvage import Damage
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.tinydb_storage import TableView

MOST_NAMED = 20
"""The most references to missing records that are named one by one; the others are counted."""


class Problem(NamedTuple):
    """Something that is wrong, and what to do about it."""

    what: str
    way_out: str


@dataclass
class CheckReport:
    """What a check found."""

    lines: int = 0
    records: dict[str, int] = field(default_factory=dict)
    findings: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is worth knowing, and not wrong."""


def check(event_store: EventStore, progress: Progress | None = None) -> CheckReport:
    """Verify every checksum, then that index and log agree, then every reference. Writes nothing but the index.

    ``progress`` is called with the bytes of the log read and of all.
    """
    report = CheckReport()
    states = _States()
    sweep(event_store.folder)
    sweep_index(event_store.folder)
    with event_store.guard:
        event_store.refresh()
        with contextlib.closing(LogFile(event_store.path)) as log_file:
            _check_lines(log_file, report, states, progress)
            _check_index(event_store, log_file, report, states)
        _check_references(event_store, report)
        _check_permissions(event_store, report)
    return report


class _States:
    """Which records there are, by the lines of the log read so far."""

    def __init__(self) -> None:
        self.alive: dict[RecordKey, bool] = {}
        """Whether each record is there (True) or deleted (False)."""
        self.end = 0
        """How far the log was read, in bytes."""
        self._latest: dict[RecordKey, tuple[int, str, str]] = {}

    def take(self, operation: Operation) -> None:
        """Take an operation into account."""
        key = key_of(operation)
        if "gone" in operation and order(operation) > self._latest.get(key, (0, "", "")):
            self.alive[key] = not operation["gone"]
            self._latest[key] = order(operation)
        self.alive.setdefault(key, True)


def _check_lines(log_file: LogFile, report: CheckReport, states: _States, progress: Progress | None) -> None:
    states.end = size = log_file.size()
    ahead: list[int] = []
    limit = Clock.limit()
    if size and log_file.header_damaged:
        report.findings.append(Problem("The first line of the log is damaged.", "Run: shadowlog check --repair"))
    for number, piece in enumerate(changes_in(log_file, 0, size)):
        if isinstance(piece, Damage):
            report.findings.append(_damage(piece))
            continue
        if progress and number % 5_000 == 0:
            progress(piece[0].offset, size)
        for line in piece:
            report.lines += bool(line.content)
            if "op" not in line.content:
                continue
            operation = cast("Operation", line.content)
            states.take(operation)
            if operation["clock"] > limit:
                ahead.append(operation["clock"])
    if ahead:
        last = datetime.fromtimestamp(clock_seconds(max(ahead)), timezone.utc)
        report.notes.append(
            f"{_operations(len(ahead))} dated more than a day ahead of this machine's clock, the last {last:%Y-%m-%d}: "
            "a machine's clock was wrong when they were saved. Nothing is lost by it, and later edits count."
        )


def _operations(count: int) -> str:
    return "1 operation is" if count == 1 else f"{count:,} operations are"


def _damage(piece: Damage) -> Problem:
    count = len(piece.content)
    if piece.torn:
        return Problem(
            f"The log ends in {count:,} bytes of a save that was interrupted before it was acknowledged.",
            "Nothing needs to be done: the next save sets them aside in data/damaged and cuts them off.",
        )
    if piece.sound:
        return Problem(
            f"{count:,} bytes from byte {piece.offset:,} on match their checksum, but are nothing that shadowlog "
            "writes: they are skipped.",
            "Run: shadowlog check --repair. It sets them aside in data/damaged.",
        )
    return Problem(
        f"{count:,} bytes from byte {piece.offset:,} on do not match their checksum: what they held is lost, "
        "everything around them is not.",
        "Run: shadowlog check --repair. It sets the damaged bytes aside in data/damaged. "
        "What they held may be in a snapshot: see data/backups.",
    )


def _check_index(event_store: EventStore, log_file: LogFile, report: CheckReport, states: _States) -> None:
    # Others may have saved since the log was read, and have put that into the index they share.
    agree = event_store.states() == states.alive or _agree_now(event_store, log_file, states)
    counted: dict[str, int] = {}
    for (table, _), alive in states.alive.items():
        counted[table] = counted.get(table, 0) + alive
    report.records = {table: count for table, count in sorted(counted.items()) if count}
    for table, count in report.records.items():
        if table not in RECORDS:
            what = "1 record is" if count == 1 else f"{count:,} records are"
            report.notes.append(
                f"{what} of a kind this version does not know: {table}. Nothing of it is lost; the newest shadowlog "
                "may know it."
            )
    if not agree:
        event_store.rebuild_index()
        report.findings.append(
            Problem(
                "The index did not agree with the log on which records there are.",
                "Nothing needs to be done: it was rebuilt from the log.",
            )
        )


def _agree_now(event_store: EventStore, log_file: LogFile, states: _States) -> bool:
    """Whether log and index agree while nobody saves, after what was saved meanwhile was read as well."""
    try:
        with event_store.locked():
            if event_store.generation != log_file.generation:
                # Another log was put in place, with an index made from it.
                return True
            size = log_file.size()
            for piece in changes_in(log_file, states.end, size):
                for line in () if isinstance(piece, Damage) else piece:
                    if "op" in line.content:
                        states.take(cast("Operation", line.content))
            states.end = size
            return event_store.states() == states.alive
    except SaveFailed:
        # Without write access there is no lock, and no moment in which nobody saves: the first comparison stands.
        return False


def _check_references(event_store: EventStore, report: CheckReport) -> None:
    count = 0
    for table, record_id, name, target in event_store.query(Index.dangling):
        gone = event_store.query(Index.by_id, target, deleted_too=True)
        if name == "author" and not gone:
            continue
        if table not in RECORDS:
            continue
        count += 1
        if count <= MOST_NAMED:
            state = "was deleted" if gone else "is not in the log"
            report.findings.append(
                Problem(
                    f"The field {name.replace('_', ' ')} of {RECORDS[table].singular} {record_id} refers to a record "
                    f"that {state}: {target}.",
                    f"Bring that record back with undo or restore, or choose another: shadowlog edit {record_id}",
                )
            )
    if count > MOST_NAMED:
        report.findings.append(
            Problem(
                f"{count - MOST_NAMED:,} more references point to nothing.",
                "Correct those above first, then check again.",
            )
        )


def _check_permissions(event_store: EventStore, report: CheckReport) -> None:
    """Name permissions to quote whose end cannot be read: they count as run out."""
    kinds: tuple[type[Insight | Mention], ...] = (Insight, Mention)
    for kind in kinds:
        for key, document in TableView(event_store, kind.table).items():
            if "permission_until" in document and record_of(kind, key, document).end_unreadable:
                report.findings.append(
                    Problem(
                        f"The last day of the permission of {kind.singular} {key} cannot be read: the permission "
                        "counts as run out.",
                        f"Set it again: shadowlog permit {key} PERMISSION --until DATE",
                    )
                )


def repair(event_store: EventStore) -> int:
    """Set damaged bytes aside, write a new log of everything readable, and return how many damaged places there were.

    Where the log had any, the old one is kept in ``data/damaged``. Raises SaveFailed.
    """
    mended = event_store.mend()
    with contextlib.closing(LogFile(event_store.path)) as log_file:
        damaged = mended.damaged > 0 or log_file.header_damaged
        if damaged:
            with event_store.locked():
                _keep_a_copy(event_store, log_file)
    if damaged:
        compact(event_store)
    return mended.damaged + mended.cut


def _keep_a_copy(event_store: EventStore, log_file: LogFile) -> None:
    folder = os.path.join(event_store.folder, "damaged")
    try:
        durable_io.make_folder(folder)
        size = log_file.size()
        copy = (durable_io.read_at(log_file.fd, 1 << 20, offset) for offset in range(0, size, 1 << 20))
        durable_io.replace_file(os.path.join(folder, f"shadowlog-{log_file.generation[-12:]}.log"), copy)
    except OSError as error:
        raise save_failed(error, log_file.path) from error
