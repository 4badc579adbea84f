"""Surviving: kills, failing calls, flipped bits, a full disk. These count losses, not seconds."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import CACHE, Row, document
from shadowlog.domain.errors import ShadowlogError
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.errors import SaveFailed
from shadowlog.store.maintenance.check import check
from shadowlog.store.tinydb_storage import LogDB
from tests.store import faults
from tests.store.test_durability import _WRITER

_INSTANTS = 1_000
_BITS = 1_000


def kills() -> Iterator[Row]:
    """kill −9 at random instants of a mixed workload."""
    chance = random.Random(11)
    lost = unreadable = acknowledged = 0
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        for turn in range(_INSTANTS):
            folder = Path(name) / str(turn // 50)
            command = [sys.executable, "-c", _WRITER, str(folder), f"t{turn}", "100000"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
                assert writer.stdout is not None
                keys = {writer.stdout.readline().strip() for _ in range(chance.randrange(1, 60))}
                writer.send_signal(signal.SIGKILL)
                keys.update(line.strip() for line in writer.stdout if line.endswith("\n"))
            acknowledged += len(keys)
            try:
                event_store = EventStore(str(folder))
            except ShadowlogError:
                unreadable += 1
                continue
            lost += sum(not event_store.state(("insights", key)) for key in keys)
            event_store.close()
    yield Row(
        f"kill −9 at {_INSTANTS:,} instants: unreadable, lost of {acknowledged:,} acknowledged",
        f"{unreadable}, {lost}", "0, 0", unreadable == lost == 0,
    )  # fmt: skip


def failing_calls() -> Iterator[Row]:
    """A kill, a torn write, EIO and ENOSPC at every call that changes a file."""
    bad = runs = 0
    for fault in faults.FAULTS:
        with tempfile.TemporaryDirectory(dir=CACHE) as name:
            _, calls = faults.run(Path(name) / "whole", 0, fault)
            for at in range(1, calls + 1):
                acknowledged, _ = faults.run(Path(name) / str(at), at, fault)
                bad += bool(faults.problem(Path(name) / str(at), acknowledged))
                runs += 1
    yield Row(f"kill, torn write, EIO, ENOSPC at every call ({runs} runs): bad", str(bad), "0", bad == 0)


def flipped_bits() -> Iterator[Row]:
    """One bit flipped, at a thousand places."""
    undetected = lost = 0
    chance = random.Random(13)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        event_store = EventStore(str(folder))
        kept = LogDB(event_store).table("insights").insert_multiple([document(number) for number in range(50)])
        event_store.close()
        log = folder / "shadowlog.log"
        whole = log.read_bytes()
        for _ in range(_BITS):
            damaged = bytearray(whole)
            damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            log.write_bytes(damaged)
            event_store = EventStore(str(folder))
            undetected += not check(event_store).findings
            lost += max(0, sum(not event_store.state(("insights", str(key))) for key in kept) - 1)
            event_store.close()
    yield Row(
        f"one bit flipped at {_BITS:,} places: undetected, other records lost", f"{undetected}, {lost}", "0, 0",
        undetected == lost == 0,
    )  # fmt: skip


def full_disk() -> Iterator[Row]:
    """A file system of 2 MiB filled up, then freed. Needs to mount one."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", name]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            yield Row("2 MiB file system filled up, then freed", "cannot be mounted here", "0 lost", good=False)
            return
        try:
            data = Path(name) / "data"
            ballast = Path(name) / "ballast"
            ballast.write_bytes(b"x" * 300_000)
            event_store = EventStore(str(data))
            table = LogDB(event_store).table("insights")
            keys = []
            with contextlib.suppress(SaveFailed):
                while True:
                    keys.append(str(table.insert(document(len(keys)))))
            ballast.unlink()
            keys.append(str(table.insert(document(0))))
            event_store.close()
            event_store = EventStore(str(data))
            lost = sum(not event_store.state(("insights", key)) for key in keys)
            event_store.close()
        finally:
            subprocess.run(["umount", "-l", name], check=True)
    what = f"2 MiB file system filled up, then freed: lost of {len(keys):,}, saving resumes"
    yield Row(what, f"{lost}, yes", "0, yes", lost == 0)
