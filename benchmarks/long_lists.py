"""Long lists: any page of a million, everything as JSON, what waits, and the first theme suggested in a long log."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

from benchmarks.measuring import Row, copied, copied_of, row
from benchmarks.sold import sold
from shadowlog.analysis.tasks import open_tasks
from shadowlog.domain.records import Insight
from shadowlog.store.index import Index
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder
from shadowlog.store.suggest.suggester import Suggester
from shadowlog.store.workspace.workspace import Workspace

_MILLION = 1_000_000


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    start, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - processor


def any_page() -> Iterator[Row]:
    """Any page of a list of a million: which records stand there, and with them read."""
    with copied(_MILLION) as folder, Repository(Workspace(folder, "a benchmark")) as repository:
        places = random.Random(3).sample(range(_MILLION - 50), 300)
        repository.newest(Insight, _MILLION // 2, 50)
        found = [taken(lambda place=place: repository.event_store.query(Index.newest, "insights", place, 50))
                 for place in places]  # fmt: skip
        read = [taken(lambda place=place: repository.newest(Insight, place, 50)) for place in places]
    longest = max(processor for _, processor in found)
    yield row(
        "any page of a list of 1,000,000, the slowest of 300 (limit: stepping over a block of records)",
        f"{longest * 1e3:.1f} ms processor, {max(clock for clock, _ in found) * 1e3:.1f} ms clock; "
        f"with 50 records read {max(processor for _, processor in read) * 1e3:.1f} ms",
        longest, "≤ 5 ms", 0.005,
    )  # fmt: skip


_PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "shadowlog", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime)
"""


def list_json() -> Iterator[Row]:
    """Everything there is as JSON: the memory it takes at the most."""
    for arguments in (("list", "insights", "--json"), ("list", "--json")):
        environment = {**os.environ, "SHADOWLOG_WORKSPACE": str(sold(100_000))}
        command = [sys.executable, "-c", _PEAK, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        kilobytes, seconds = map(float, done.stdout.split())
        yield row(
            f"{' '.join(arguments)} of a log of 100,000 (limit: decoding and printing each record)",
            f"{kilobytes / 1024:.0f} MB, {seconds:.1f} s processor", kilobytes / 1024, "≤ 60 MB", 60,
        )  # fmt: skip


def first_offers() -> Iterator[Row]:
    """What waits, and the first theme suggested, in a log of 100,000 that was just opened."""
    with copied_of(sold(100_000)) as folder, Repository(Workspace(folder, "a benchmark")) as repository:
        (folder / "data" / "shadowlog.themes").unlink(missing_ok=True)
        suggester = Suggester(repository.event_store, from_few=True)
        clock, processor = taken(lambda: suggester.suggest("they would rather lease it"))
        yield row(
            "the first suggestion, nothing learned, in 100,000 (limit: learning from 300 insights)",
            f"{processor * 1e3:.0f} ms processor, {clock * 1e3:.0f} ms clock", processor, "≤ 200 ms", 0.2,
        )  # fmt: skip
        finder = Finder(repository.event_store)
        clock, processor = taken(lambda: open_tasks(repository, finder, datetime.now(timezone.utc)))
        finder.close()
        yield row(
            "what waits (key 7), in 100,000 (limit: reading 1,549 talks to follow up, and counting gaps)",
            f"{processor * 1e3:.0f} ms processor, {clock * 1e3:.0f} ms clock", processor, "≤ 30 ms", 0.03,
        )  # fmt: skip


_FORGET = """
import json, resource, sys, time
from pathlib import Path
from shadowlog.domain.records import Account, Insight
from shadowlog.privacy.erasure.erasure import Erasure
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
with Repository(Workspace(Path(sys.argv[1]), "a benchmark")) as repository:
    account = repository.add(Account(name="Wexhurst Orthopaedics", aliases=("Wexhurst",)))
    with repository.change("Insights"):
        for number in range(40):
            repository.add(Insight(text=f"At Wexhurst they would rather lease it, said number {number}"))
    start, processor = time.perf_counter(), time.process_time()
    erasure = Erasure(repository, account)
    assert not erasure.preview().asked
    erasure.forget()
    print(json.dumps([time.perf_counter() - start, time.process_time() - processor]))
"""


def forgotten(folder: Path) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, of forgetting an account named in 40 of the insights."""
    done = subprocess.run([sys.executable, "-c", _FORGET, str(folder)], capture_output=True, text=True, check=True)
    clock, processor = json.loads(done.stdout)
    return clock, processor


def forgetting() -> Iterator[Row]:
    """An account forgotten in a log of 100,000: preview, log, index, search index and model of themes."""
    with copied_of(sold(100_000)) as folder:
        with Repository(Workspace(folder, "a benchmark")) as repository:
            from shadowlog.store.suggest.learning import learn

            learn(repository.event_store)
        clock, processor = forgotten(folder)
        yield row(
            "an account forgotten in 100,000 (limit: one look at each text)",
            f"{processor:.1f} s processor, {clock:.1f} s clock", processor, "≤ 6 s", 6,
        )  # fmt: skip
