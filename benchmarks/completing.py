"""The tab key in a shell: what may follow, as a whole process, from a log of 100,000 records that have names."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import CACHE, Row, no_snapshot_due, python, row
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB

_LIMIT = 0.06
"""Seconds of the processor: somebody waits at a key."""

_TURNS = 15

_LINES = {
    "a name of 60,000 accounts": "shadowlog add encounter --account clinic\\ 30",
    "the names of all accounts": "shadowlog add encounter --account ",
    "an id": "shadowlog show 9",
    "the newest records": "shadowlog show ",
    "a filter's value": "shadowlog list --where persona:pers",
    "a mark in a capture line": "shadowlog add 'too expensive #theme-4",
    "a listed value": "shadowlog add objection x --category pri",
}


def _named(folder: Path) -> None:
    """A log of 100,000 records: accounts, objections, personas, themes and insights."""
    event_store = EventStore(str(folder / "data"), "author", "device")
    db = LogDB(event_store)
    many = {
        "accounts": [
            {"name": f"Clinic {number:05} of the valley", "aliases": [f"C{number}"]} for number in range(60_000)
        ],
        "objections": [
            {"title": f"It costs {number} too much", "category": "price_budget"} for number in range(10_000)
        ],
        "personas": [{"name": f"Persona {number}"} for number in range(100)],
        "themes": [{"name": f"Theme {number}", "level": "supporting"} for number in range(100)],
        "insights": [{"text": f"They said so in talk {number}", "kind": "pain"} for number in range(29_800)],
    }
    for table, documents in many.items():
        for start in range(0, len(documents), 20_000):
            db.table(table).insert_multiple(documents[start : start + 20_000])
    event_store.flush()
    # Some that were saved since, and that the index does not have yet.
    db.table("accounts").insert_multiple([{"name": f"Clinic {number}"} for number in range(100_000, 100_040)])
    event_store.close()
    no_snapshot_due(folder)


def _once(command: list[str], lines: int, **environment: str) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, of a command that must print so many lines at the least."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
    wall = time.perf_counter() - start
    assert done.stdout.count(b"\n") >= lines, done
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def completing() -> Iterator[Row]:
    """What may follow, in a shell; beside ``python -c pass`` in the same run."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        _named(folder)
        surroundings = {"SHADOWLOG_WORKSPACE": name, "XDG_CACHE_HOME": str(folder / "cache")}
        calls = {
            what: partial(
                _once, [python("shadowlog")], 2, COMP_LINE=line, _SHADOWLOG_COMPLETE="zsh", **surroundings,
            )
            for what, line in _LINES.items()
        }  # fmt: skip
        bare = partial(_once, [sys.executable, "-c", "pass"], 0)
        for call in (*calls.values(), bare):
            call()
        # In turns, so that noise falls on all alike.
        times = [[call() for call in (bare, *calls.values())] for _ in range(_TURNS)]
        python_alone, *ours = (
            tuple(statistics.median(turn[place][which] for turn in times) for which in (0, 1))
            for place in range(len(calls) + 1)
        )
        for what, (wall, processor) in zip(calls, ours, strict=True):
            yield row(
                f"the tab key, {what}, 100,000 records, whole process",
                f"{processor * 1e3:.0f} ms of the processor, {wall * 1e3:.0f} by the clock "
                f"({processor / python_alone[1]:.1f} and {wall / python_alone[0]:.1f} of python -c pass)",
                processor, f"≤ {_LIMIT * 1e3:.0f} ms", _LIMIT,
            )  # fmt: skip
