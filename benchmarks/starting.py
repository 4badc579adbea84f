"""Starting: from exec to the first whole screen, and a quick capture as a whole process."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tinydb import TinyDB

from benchmarks.measuring import CACHE, Row, copied, copied_of, document, median, python, row, run
from benchmarks.sold import sold
from benchmarks.typing_there import Keys
from shadowlog.domain.records import Account
from shadowlog.store.index.schema import TABLES_LAYOUT
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace

_EMPTY = """
from textual.app import App
from textual.widgets import Footer, Static
class Empty(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Static("first line")
        yield Footer()
Empty().run()
"""


_ESCAPE = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x1b\\\\|\x07)|\x1b.", re.DOTALL)


_QUIET = 0.1
"""Seconds without output after which a screen counts as quiet."""


class Start(NamedTuple):
    """What a start took, in seconds."""

    painted: float
    """By the clock, from exec until all that was looked for had been written."""
    painted_processor: float
    """Of the processor, until then."""
    quiet: float
    """By the clock, until the last output before a pause."""
    quiet_processor: float
    """Of the processor, until the pause was over."""


def _start(command: list[str], *wanted: str) -> Start:
    """What it takes from exec until all of ``wanted`` is written to a terminal of 120 by 36, and until it pauses."""
    written = b""
    start = time.perf_counter()
    with Keys(command) as program:
        painted: tuple[float, float] | None = None
        last = 0.0
        while last < 30:
            if select.select([program.fd], [], [], _QUIET if painted else 0.002)[0]:
                with contextlib.suppress(OSError):
                    written += os.read(program.fd, 1 << 16)
                last = time.perf_counter() - start
                text = _ESCAPE.sub(b"", written).decode(errors="replace")
                if painted is None and all(word in text for word in wanted):
                    painted = last, program.processor()
            elif painted:
                return Start(*painted, last, program.processor())
        raise TimeoutError(written)


def first_screen() -> Iterator[Row]:
    """Exec to the first whole screen, beside an empty Textual app in the same run: by the clock and of the processor,
    until it is painted and until it is quiet; and until Today was looked up, which nobody waits for: every key works
    before.
    """
    with copied(10, "encounters") as few, copied(100_000, "encounters") as many:
        starts: list[list[Start]] = [[], [], [], []]
        # One turn unmeasured, for the file system's and Python's caches.
        for turn in range(12):
            for place, folder in enumerate((None, few, many)):
                if folder is None:
                    taken = _start([sys.executable, "-c", _EMPTY], "first line", "Quit")
                else:
                    command = [python("shadowlog"), "--workspace", str(folder)]
                    taken = _start(command, "1 Encounters", "Today", f"{datetime.now():%B}", "Quit")
                if turn:
                    starts[place].append(taken)
            taken = _start([python("shadowlog"), "--workspace", str(many)], "Raised by")
            if turn:
                starts[3].append(taken)
    empty, ten, hundred, today = (Start(*map(statistics.median, zip(*each, strict=True))) for each in starts)
    for name, ours, limit in (("10", ten, 1.25), ("100,000", hundred, 1.35)):
        for way, taken, theirs in zip(_WAYS, ours, empty, strict=True):
            yield row(
                f"exec to first whole screen with {name} records, {way}, of an empty Textual app",
                f"{taken / theirs:.2f} ({taken * 1e3:.0f} ms of {theirs * 1e3:.0f}; limit: our own modules, and the "
                "styles of 25 widgets)", taken / theirs, f"≤ {limit}", limit,
            )  # fmt: skip
    yield row(
        "exec until Today is looked up with 100,000 records, of an empty Textual app",
        f"{today[0] / empty[0]:.2f} ({today[0] * 1e3:.0f} ms of {empty[0] * 1e3:.0f})", today[0] / empty[0], "≤ 3", 3,
    )  # fmt: skip


_WAYS = ("painted, clock", "painted, processor", "quiet, clock", "quiet, processor")


def quick_capture() -> Iterator[Row]:
    """``shadowlog add`` as a whole process on 100,000 records, beside its peers on as many, and Python's own start."""
    peers = [("python -c pass", 2.5), ("sqlite-utils insert", 0.5)]
    with copied(100_000) as folder, tempfile.TemporaryDirectory(dir=CACHE) as name:
        place = Path(name)
        database, records, one = place / "peer.db", place / "records.json", place / "one.json"
        records.write_text(json.dumps([{"id": number, **document(number)} for number in range(100_000)]))
        one.write_text(json.dumps(document(0)))
        run(python("sqlite-utils"), "insert", str(database), "insights", str(records), "--pk", "id")
        calls = [
            lambda: run(python("shadowlog"), "--workspace", str(folder), "add", "insight", "too expensive"),
            lambda: run(sys.executable, "-c", "pass"),
            lambda: run(python("sqlite-utils"), "insert", str(database), "insights", str(one)),
        ]
        task = shutil.which("task")
        if task:
            _many_tasks(place, task)
            calls.append(lambda: run(str(task), "add", "too expensive", TASKRC=str(place / "taskrc")))
            peers.append(("Taskwarrior's task add", 0.05))
        for call in calls:
            call()
        ours, *theirs = median(calls, 9)
        stock = CACHE / "json-100000.json"
        shutil.copy(stock, place / "stock.json")
        with TinyDB(place / "stock.json") as db:
            (insert,) = median([lambda: db.table("insights").insert(document(1))], 3)
        for (peer, limit), taken in zip(peers, theirs, strict=True):
            yield row(
                f"shadowlog add, whole process, of {peer}",
                f"{ours / taken:.2f} ({ours * 1e3:.0f} ms of {taken * 1e3:.0f})", ours / taken, f"≤ {limit}", limit,
            )  # fmt: skip
        if not task:
            yield Row("shadowlog add, of Taskwarrior's task add", "not installed", "≤ 0.05", good=False)
        yield row(
            "shadowlog add, faster than a default TinyDB insert", f"{insert / ours:.0f} times", insert / ours,
            "≥ 20 times", 20, most=False,
        )  # fmt: skip


def captured_lines() -> Iterator[Row]:
    """``shadowlog add LINE`` on 100,000 records of a team that sells, beside ``add insight``; also right after the
    log was compacted, after somebody was forgotten, and with an index that was made when other records were declared.
    """
    with copied_of(sold(100_000)) as folder:
        program = python("shadowlog")
        run(program, "--workspace", str(folder), "list")
        run(program, "--workspace", str(folder), "learn")
        for job in ("index", "learn"):
            # None is started in the background, where it would be measured along.
            (folder / "data" / f"shadowlog.{job}.begun").touch()
        calls = [
            lambda: run(program, "--workspace", str(folder), "add", "insight", "they want to pay less"),
            lambda: run(program, "--workspace", str(folder), "add", "they want to pay less"),
        ]
        with Repository(Workspace(folder, "a benchmark")) as repository:
            repository.add(Account(name="Wexhurst Orthopaedics"))
        for when in ("", ", after pack", ", after forget", ", after an upgrade"):
            if when == ", after pack":
                run(program, "--workspace", str(folder), "pack")
            elif when == ", after forget":
                name = "Wexhurst Orthopaedics"
                run(program, "--workspace", str(folder), "forget", name, "--confirm", name)
            elif when:
                with contextlib.closing(sqlite3.connect(folder / "data" / "shadowlog.index")) as database, database:
                    database.execute(f"UPDATE meta SET value = '{TABLES_LAYOUT}-other' WHERE key = 'layout'")
            insight, line = median(calls, 9)
            yield row(
                f"shadowlog add LINE, of shadowlog add insight{when}",
                f"{line / insight:.2f} ({line * 1e3:.0f} ms of {insight * 1e3:.0f})", line / insight, "≤ 1.5", 1.5,
            )  # fmt: skip


def _many_tasks(place: Path, task: str) -> None:
    (place / "taskrc").write_text(f"data.location={place / 'tasks'}\nconfirmation=no\nhooks=0\n")
    source = place / "tasks.json"
    source.write_text("\n".join(json.dumps({"description": str(document(n)["text"])}) for n in range(100_000)))
    (place / "tasks").mkdir()
    run(task, "import", str(source), TASKRC=str(place / "taskrc"))
