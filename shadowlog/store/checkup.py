"""Looking the log over, and repairing it.

Repairing writes a new log beside the old one and puts it in its place in one step. Every operation that can be read is
kept, so that the history of a record and undo reach as far back as before; damaged bytes are set aside in
``data/damaged``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from shadowlog.domain.records import RECORDS
from shadowlog.store import disk
from shadowlog.store.errors import save_failed
from shadowlog.store.follower import Key
from shadowlog.store.housekeeping import sweep
from shadowlog.store.index import Index
from shadowlog.store.journal import Damage
from shadowlog.store.ledger import Ledger
from shadowlog.store.operations import Operation
from shadowlog.store.packing import pack
from shadowlog.store.rebuilding import sweep_index

MOST_NAMED = 20
"""References that lead to nothing, of which so many are named and the others counted."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""


class Finding(NamedTuple):
    """Something that is not as it should be."""

    what: str
    way_out: str


@dataclass
class Report:
    """What a look over the log found."""

    lines: int = 0
    records: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def check(ledger: Ledger, progress: Progress | None = None) -> Report:
    """Verify every checksum, then that index and log agree, then every reference. Writes nothing but the index."""
    report = Report()
    sweep(ledger.folder)
    sweep_index(ledger.folder)
    with ledger.guard:
        ledger.refresh()
        alive = _check_lines(ledger, report, progress)
        _check_index(ledger, report, alive)
        _check_references(ledger, report)
    return report


def _check_lines(ledger: Ledger, report: Report, progress: Progress | None) -> dict[Key, bool]:
    journal = ledger.log.journal
    size = journal.size()
    alive: dict[Key, bool] = {}
    clocks: dict[Key, int] = {}
    if size and journal.generation.startswith("damaged-"):
        report.findings.append(Finding("The first line of the log is damaged.", "Run: shadowlog check --repair"))
    for number, piece in enumerate(ledger.log.every_line()):
        if progress and number % 5_000 == 0:
            progress(piece.offset, size)
        if isinstance(piece, Damage):
            report.findings.append(_damage(piece))
            continue
        report.lines += 1
        if "op" in piece.content:
            operation = cast("Operation", piece.content)
            key = operation["table"], operation["record"]
            if "gone" in operation and operation["clock"] > clocks.get(key, 0):
                alive[key] = not operation["gone"]
                clocks[key] = operation["clock"]
            alive.setdefault(key, True)
    return alive


def _damage(piece: Damage) -> Finding:
    count = len(piece.content)
    if piece.torn:
        return Finding(
            f"The log ends in {count:,} bytes of a save that was interrupted before it was acknowledged.",
            "Nothing: the next save cuts them off.",
        )
    return Finding(
        f"{count:,} bytes from byte {piece.offset:,} on do not match their checksum: what they held is lost, "
        "everything around them is not.",
        "Run: shadowlog check --repair. It sets the damaged bytes aside in data/damaged. "
        "What they held may be in a snapshot: see data/backups.",
    )


def _check_index(ledger: Ledger, report: Report, alive: dict[Key, bool]) -> None:
    counted: dict[str, int] = {}
    for (table, _), live in alive.items():
        counted[table] = counted.get(table, 0) + live
    report.records = {table: count for table, count in sorted(counted.items()) if count}
    if ledger.query(Index.states) != alive:
        ledger.log.rebuild()
        report.findings.append(
            Finding(
                "The index did not agree with the log on which records there are.",
                "Nothing: it was built anew from the log.",
            )
        )


def _check_references(ledger: Ledger, report: Report) -> None:
    found = 0
    for table, record_id, name, target in ledger.query(Index.dangling):
        gone = ledger.query(Index.by_id, target, gone_too=True)
        if name == "author" and not gone:
            continue
        found += 1
        if found <= MOST_NAMED:
            state = "was deleted" if gone else "is not in the log"
            report.findings.append(
                Finding(
                    f"The {name.replace('_', ' ')} of {RECORDS[table].singular} {record_id} {state} ({target}).",
                    f"Bring it back with undo or restore, or choose another: shadowlog edit {record_id}",
                )
            )
    if found > MOST_NAMED:
        report.findings.append(
            Finding(f"{found - MOST_NAMED:,} more references lead to nothing.", "Begin with those above; check again.")
        )


def repair(ledger: Ledger) -> int:
    """Write a new log of everything readable, set damaged bytes aside, and say how many such places there were.

    The old log is kept in ``data/damaged`` where it held any. Raises SaveFailed.
    """
    with ledger.guard:
        ledger.log.reload()
        ledger.log.rebuild()
        damaged = len(ledger.log.damage)
        wanted = damaged > 0 or ledger.log.journal.generation.startswith("damaged-")
    if wanted:
        with ledger.locked():
            _keep_a_copy(ledger)
        pack(ledger)
    return damaged


def _keep_a_copy(ledger: Ledger) -> None:
    journal = ledger.log.journal
    folder = os.path.join(ledger.folder, "damaged")
    try:
        disk.make_folder(folder)
        size = journal.size()
        copy = (disk.read_at(journal.fd, 1 << 20, offset) for offset in range(0, size, 1 << 20))
        disk.replace_file(os.path.join(folder, f"shadowlog-{journal.generation[-12:]}.log"), copy)
    except OSError as error:
        raise save_failed(error, journal.path) from error
