"""Saving and opening."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tinydb import TinyDB

from benchmarks.measuring import CACHE, Row, copied, document, median, row, workspace
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB


def saving() -> Iterator[Row]:
    """One record through TinyDB, the sync included."""
    seconds = {}
    for count in (1_000, 100_000, 1_000_000):
        with copied(count) as folder:
            event_store = EventStore(str(folder / "data"), "author", "device")
            table = LogDB(event_store).table("insights")
            size = event_store.size()
            table.insert(document(0))
            line = b"x" * (event_store.size() - size)
            bare = os.open(folder / "data" / "bare", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

            def append(bare: int = bare, line: bytes = line) -> None:
                os.write(bare, line)
                os.fdatasync(bare)

            seconds[count] = median([lambda table=table: table.insert(document(1)), append], 1_500)
            event_store.close()
    ours, bare_append = seconds[100_000]
    yield row(
        "save in a log of 100,000, of a bare append + fdatasync",
        f"{ours / bare_append:.2f} ({ours * 1e6:.0f} µs of {bare_append * 1e6:.0f})",
        ours / bare_append, "≤ 1.5", 1.5,
    )  # fmt: skip
    path = CACHE / "json-100000.json"
    if not path.exists():
        path.write_text(json.dumps({"insights": {str(number): document(number) for number in range(100_000)}}))
    with TinyDB(path) as stock:
        (theirs,) = median([lambda: stock.table("insights").insert(document(1))], 3)
    yield row(
        "save in a log of 100,000, faster than JSONStorage", f"{theirs / ours:,.0f} times", theirs / ours,
        "≥ 5,000 times", 5_000, most=False,
    )  # fmt: skip
    growth = seconds[1_000_000][0] / seconds[1_000][0]
    yield row("save in a log of 1,000,000, of one in 1,000", f"{growth:.2f}", growth, "≤ 1.5", 1.5)


_OPEN = """
import resource, sys, time
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.tinydb_storage import LogDB
import orjson, json, tinydb
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() // 1024
before = resident()
start = time.perf_counter()
if sys.argv[2] == "ours":
    event_store = EventStore(sys.argv[1])
    found = event_store.documents("insights", event_store.query(Index.newest, "insights", 0, 50))
else:
    db = tinydb.TinyDB(sys.argv[1], access_mode="r")
    everything = db.table("insights").all()
    found = everything[-50:]
assert len(found) == 50
print(time.perf_counter() - start, resident() - before)
"""


def _opened(path: Path, whose: str) -> tuple[float, float]:
    """Seconds and kilobytes of opening and reading the newest 50, in a fresh process."""
    done = subprocess.run([sys.executable, "-c", _OPEN, str(path), whose], capture_output=True, text=True, check=True)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), float(kilobytes)


def opening() -> Iterator[Row]:
    """Opening a log and reading the newest 50."""
    ours = sorted(_opened(workspace(100_000) / "data", "ours") for _ in range(9))[4]
    path = CACHE / "json-100000.json"
    if not path.exists():
        path.write_text(json.dumps({"insights": {str(number): document(number) for number in range(100_000)}}))
    theirs = sorted(_opened(path, "theirs") for _ in range(3))[1]
    yield row(
        "open 100,000 and read the newest 50, faster than JSONStorage",
        f"{theirs[0] / ours[0]:.0f} times ({ours[0] * 1e3:.1f} ms)", theirs[0] / ours[0], "≥ 40 times", 40, most=False,
    )  # fmt: skip
    million = sorted(_opened(workspace(1_000_000) / "data", "ours") for _ in range(5))[2]
    yield row("open 1,000,000 and read the newest 50", f"{million[0] * 1e3:.1f} ms", million[0], "≤ 100 ms", 0.1)
    share = ours[1] / theirs[1]
    yield row(
        "memory added by opening, of decoding everything",
        f"{share:.3f} ({ours[1] / 1024:.1f} MB of {theirs[1] / 1024:.0f})", share, "≤ 0.2", 0.2,
    )  # fmt: skip


_WRITER = """
import sys
which, path, name, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
from benchmarks.measuring import document
if which == "ours":
    from shadowlog.store.events.event_store import EventStore
    from shadowlog.store.tinydb_storage import LogDB
    event_store = EventStore(path, name, name)
    table = LogDB(event_store).table("insights")
    for number in range(count):
        table.insert(document(number))
    event_store.close()
else:
    import json, sqlite3
    database = sqlite3.connect(path, timeout=60, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    for number in range(count):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO insights VALUES (?, ?)", (f"{name}-{number}", json.dumps(document(number))))
        database.execute("COMMIT")
"""


def _eight(which: str, path: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-c", _WRITER, which, str(path)]
    writers = [subprocess.Popen([*command, f"p{number}", "1000"]) for number in range(8)]
    assert all(writer.wait() == 0 for writer in writers)
    return time.perf_counter() - start


def together() -> Iterator[Row]:
    """Eight processes that save a thousand records each."""
    import sqlite3

    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    present = set()
    for _ in range(3):
        with tempfile.TemporaryDirectory(dir=CACHE) as name:
            folder = Path(name)
            times["ours"].append(_eight("ours", folder / "data"))
            event_store = EventStore(str(folder / "data"))
            present.add(len(LogDB(event_store).table("insights")))
            event_store.close()
            with sqlite3.connect(folder / "peer.db") as database:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute("CREATE TABLE insights(id TEXT PRIMARY KEY, document TEXT)")
            times["theirs"].append(_eight("theirs", folder / "peer.db"))
    ours, theirs = (sorted(held)[1] for held in times.values())
    good = present == {8_000}
    yield Row("8 processes × 1,000 saves: present", " ".join(map(str, sorted(present))), "8,000", good)
    yield row(
        "8 processes × 1,000 saves, of SQLite in WAL mode", f"{ours / theirs:.2f} ({ours:.1f} s of {theirs:.1f})",
        ours / theirs, "≤ 2", 2,
    )  # fmt: skip
