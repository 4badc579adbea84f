"""How everything grows with the log: each verb and list at 1,000, 10,000, 100,000 and a million records."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from benchmarks.long_lists import forgotten, taken
from benchmarks.measuring import Row, copied_of
from benchmarks.sold import sold
from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.records import Account, Insight, Mention, Objection, Theme
from shadowlog.domain.text.query import read_filter
from shadowlog.store.index import Index
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.similar import SimilarObjections
from shadowlog.store.suggest.suggester import Suggester
from shadowlog.store.workspace.workspace import Workspace

COUNTS = (1_000, 10_000, 100_000, 1_000_000)
_ALL = COUNTS[-1] / COUNTS[0]

_FLAT = 4.0
"""How many times as long something in the foreground may take at a million as at a thousand: flat, and a little."""

_VERBS: dict[str, tuple[str, ...]] = {
    "add insight": ("add", "insight", "they want to pay less"),
    "add LINE": ("add", "they want to pay less"),
    "list": ("list", "insights"),
    "list --where": ("list", "--where", "ba ce"),
    "undo": ("undo",),
    "mine": ("mine",),
    "where": ("where",),
    "list --json": ("list", "insights", "--json"),
    "check": ("check",),
    "backup": ("backup",),
    "pack": ("pack",),
    "index": ("index",),
}
_LINEAR = ("list --json", "check", "backup", "pack", "index", "forget", "open: index built anew")
"""What reads the whole log, and may take as many times as long as there are records."""


def _whole(folder: Path, *arguments: str) -> float:
    """Seconds of the processor that a command takes, as a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "shadowlog", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env={**os.environ, "SHADOWLOG_WORKSPACE": str(folder)}, check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _in_a_window(repository: Repository) -> Iterator[tuple[str, Callable[[], object]]]:
    """What happens at a key in the terminal UI."""
    finder = Finder(repository.event_store)
    finder.find(read_filter("ba"))
    half = repository.count(Insight) // 2
    yield "save", lambda: repository.add(Insight(text="they want to pay less"))
    for kind in (Insight, Mention, Account, Objection, Theme):
        yield f"first page of {kind.table}", lambda kind=kind: repository.newest(kind, 0, 100)
    yield "a page in the middle of insights", lambda: repository.newest(Insight, half, 100)
    middle = repository.event_store.query(Index.newest, "insights", half, 1)
    yield "where a record stands", lambda: repository.event_store.query(Index.position, "insights", middle[0][1])
    yield "search key", lambda: finder.keys(finder.find(read_filter("ba ce")), 0, 50)
    similar = SimilarObjections(repository.event_store, finder)
    yield "objection typed", lambda: similar.find("far too expensive for us", 3)
    suggester = Suggester(repository.event_store, from_few=True)
    yield "first suggestion", lambda: suggester.suggest("they would rather lease it")
    yield "what waits", lambda: open_tasks(repository, finder, datetime.now(timezone.utc))


def _measured(count: int) -> dict[str, float]:
    """Seconds of the processor that each thing takes in a log of so many records."""
    seconds: dict[str, float] = {}
    with copied_of(sold(count)) as folder:
        _whole(folder, "list")
        for job in ("index", "learn", "backup", "pack"):
            # None is started in the background, where it would be measured along.
            (folder / "data" / f"shadowlog.{job}.begun").touch()
        with Repository(Workspace(folder, "a benchmark")) as repository:
            for name, work in _in_a_window(repository):
                seconds[name] = min(taken(work)[1] for _ in range(1 if name.startswith("first s") else 3))
            seconds["open: index built anew"] = taken(repository.event_store.rebuild_index)[1]
        for name, arguments in _VERBS.items():
            seconds[name] = min(_whole(folder, *arguments) for _ in range(1 if name in _LINEAR else 3))
        seconds["forget"] = forgotten(folder)[1]
    return seconds


def growth() -> Iterator[Row]:
    """A row for each verb and list: processor time at each length of the log, and how many times it grows in all."""
    start = time.perf_counter()
    columns = [_measured(count) for count in COUNTS]
    for name in columns[0]:
        times = [column[name] for column in columns]
        # Below a millisecond the clock of the processor says little.
        grown = max(times[-1], 0.001) / max(times[0], 0.001)
        limit = _ALL * 1.5 if name in _LINEAR else _FLAT
        yield Row(
            f"growth: {name}",
            f"{' → '.join(_shown(each) for each in times)} ({grown:,.1f} times)",
            f"≤ {limit:,.0f} times", grown <= limit,
        )  # fmt: skip
    yield Row("growth: measured in", f"{time.perf_counter() - start:,.0f} s", "told", good=True)


def _shown(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"
