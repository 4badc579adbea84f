"""What housekeeping costs others: saves while the log is written anew, many lines at once, undo of a large change."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measuring import CACHE, Row, copied_of, document, no_snapshot_due, python, row
from benchmarks.sold import sold
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import undo
from shadowlog.store.tinydb_storage import LogDB

LINES = 20_000

_SAVER = """
import json, sys, threading, time
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB
table = LogDB(EventStore(sys.argv[1], "author", "device")).table("insights")
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
print("ready", flush=True)
taken = []
while not stop.is_set():
    start = time.perf_counter()
    table.insert({"text": "saved meanwhile", "created": "2026-11-20T14:30:00Z"})
    taken.append(time.perf_counter() - start)
    time.sleep(0.001)
print(json.dumps([max(taken), len(taken)]))
"""

_WORK = {
    "let alone": "import time; time.sleep(5)",
    "packed": "from shadowlog.store.maintenance.compact import compact; compact(event_store)",
    "indexed anew": "event_store.rebuild_index()",
    "indexed for the search": "from shadowlog.store.search.segment_writer import build; build(event_store)",
    "learned from": "from shadowlog.store.suggest.learning import learn; learn(event_store)",
    "copied to a snapshot": "from shadowlog.store.maintenance.snapshots import take_snapshot;"
    "take_snapshot(event_store)",
    "forgotten from": "event_store.close(); from pathlib import Path; from benchmarks.long_lists import forgotten;"
    "forgotten(Path(sys.argv[1]).parent)",
    "rewritten, every line of it": "from shadowlog.store.maintenance.log_rewrite import rewrite;"
    "rewrite(event_store, dict)",
}


def waiting() -> Iterator[Row]:
    """The longest wait of a save while another process works on the whole log of 100,000 records."""
    for what, code in _WORK.items():
        with copied_of(sold(100_000)) as folder:
            data = str(folder / "data")
            command = [sys.executable, "-c", _SAVER, data]
            saver = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert saver.stdout is not None
            saver.stdout.readline()
            start = time.perf_counter()
            opened = f"import sys; from {EventStore.__module__} import EventStore"
            opened += f"; event_store = EventStore(sys.argv[1]); {code}"
            subprocess.run([sys.executable, "-c", opened, data], check=True)
            seconds = time.perf_counter() - start
            longest, count = json.loads(saver.communicate()[0])
        yield row(
            f"longest wait of a save while a log of 100,000 is {what}",
            f"{longest * 1e3:.0f} ms ({count:,} saves in {seconds:.1f} s)", longest, "≤ 250 ms", 0.25,
        )  # fmt: skip


def undoing() -> Iterator[Row]:
    """Undo of one change with 10,000 records."""
    seconds = {}
    for count in (1_000, 10_000):
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            event_store = EventStore(folder, "author", "device")
            table = LogDB(event_store).table("insights")
            table.insert_multiple([document(number) for number in range(count)])
            with event_store.change("Edit all"):
                table.update({"kind": "question"})
            start = time.perf_counter()
            undo(event_store)
            seconds[count] = time.perf_counter() - start
            event_store.close()
    yield row("undo of one change with 10,000 records", f"{seconds[10_000]:.2f} s", seconds[10_000], "≤ 3 s", 3)
    growth = seconds[10_000] / seconds[1_000]
    yield row("undo of 10,000, of undo of 1,000", f"{growth:.1f} times as long", growth, "≤ 12", 12)


def _taken(command: Sequence[str], data: Path, **environment: str) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, of a command that reads ``data``."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with data.open("rb") as file:
        subprocess.run(command, stdin=file, env={**os.environ, **environment}, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


_ALONE = """
import sys
from shadowlog.cli import capture
capture.MOST = 1
from shadowlog.__main__ import main
sys.argv = ["shadowlog", "add", "-"]
sys.exit(main())
"""


def adding_many() -> Iterator[Row]:
    """``add -`` of a large file, beside ``sqlite-utils insert --nl`` and a sync for each line."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        texts = [f"They would rather lease it than buy it, said number {number}" for number in range(LINES)]
        (folder / "lines").write_text("".join(f"{text}\n" for text in texts))
        (folder / "json").write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))

        def ours(turn: str, *command: str) -> tuple[float, float]:
            no_snapshot_due(folder / turn)
            return _taken(command, folder / "lines", SHADOWLOG_WORKSPACE=str(folder / turn))

        many = ours("many", python("shadowlog"), "add", "-")
        peer = _taken([python("sqlite-utils"), "insert", str(folder / "peer.db"), "said", "-", "--nl"], folder / "json")
        alone = ours("alone", sys.executable, "-c", _ALONE)
    yield row(
        f"add - of {LINES:,} lines, faster than with a sync for each", f"{alone[0] / many[0]:.1f} times "
        f"({many[0]:.1f} s of {alone[0]:.1f})", alone[0] / many[0], "≥ 10 times", 10, most=False,
    )  # fmt: skip
    for what, place in (("by the clock", 0), ("of the processor", 1)):
        yield Row(
            f"add - of {LINES:,} lines, of sqlite-utils insert --nl, {what}",
            f"{many[place] / peer[place]:.1f} ({many[place]:.1f} s of {peer[place]:.1f})", "told", True,
        )  # fmt: skip
