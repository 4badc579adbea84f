"""Starting: from exec to the first whole screen, and a quick capture as a whole process."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tinydb import TinyDB

from benchmarks.measuring import CACHE, Row, copied, copied_of, document, median, python, row, run
from benchmarks.sold import sold
from shadowlog.store.index.schema import TABLES_LAYOUT

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


def _first_screen(command: list[str], *wanted: str) -> float:
    """Seconds from exec until all of ``wanted`` has been written to a terminal of 120 by 36."""
    written = b""
    start = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color")
        os.execv(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    try:
        while time.perf_counter() - start < 30:
            if select.select([fd], [], [], 0.002)[0]:
                with contextlib.suppress(OSError):
                    written += os.read(fd, 1 << 16)
                taken = time.perf_counter() - start
                text = _ESCAPE.sub(b"", written).decode(errors="replace")
                if all(word in text for word in wanted):
                    return taken
        raise TimeoutError(text)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def first_screen() -> Iterator[Row]:
    """Exec to the first whole screen, beside an empty Textual app in the same run, and until Today was looked up, which
    nobody waits for: every key works before.
    """
    with copied(10, "encounters") as few, copied(100_000, "encounters") as many:
        times: list[list[float]] = [[], [], [], []]
        # One turn unmeasured, for the file system's and Python's caches.
        for turn in range(12):
            for place, folder in enumerate((None, few, many)):
                if folder is None:
                    taken = _first_screen([sys.executable, "-c", _EMPTY], "first line", "Quit")
                else:
                    command = [python("shadowlog"), "--workspace", str(folder)]
                    taken = _first_screen(command, "1 Encounters", "Today", f"{datetime.now():%B}", "Quit")
                if turn:
                    times[place].append(taken)
            taken = _first_screen([python("shadowlog"), "--workspace", str(many)], "Raised by")
            if turn:
                times[3].append(taken)
    empty, ten, hundred, today = (statistics.median(each) for each in times)
    for name, taken, limit in (("10", ten, 1.4), ("100,000", hundred, 1.7)):
        yield row(
            f"exec to first whole screen with {name} records, of an empty Textual app",
            f"{taken / empty:.2f} ({taken * 1e3:.0f} ms of {empty * 1e3:.0f})", taken / empty, f"≤ {limit}", limit,
        )  # fmt: skip
    yield row(
        "exec until Today is looked up with 100,000 records, of an empty Textual app",
        f"{today / empty:.2f} ({today * 1e3:.0f} ms of {empty * 1e3:.0f})", today / empty, "≤ 3", 3,
    )  # fmt: skip


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
    """``shadowlog add LINE`` on 100,000 records of a team that sells, beside ``add insight``; also with an index
    that was made when other records were declared, as after an upgrade.
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
        for when in ("", ", after an upgrade"):
            if when:
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
