"""Medians, ratios, and the table they are printed in."""

from __future__ import annotations

import gc
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.search.segment_writer import build
from shadowlog.store.tinydb_storage import LogDB

CACHE = Path(tempfile.gettempdir()) / "shadowlog-benchmarks"
"""Logs that take long to build are kept here between runs."""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    reached: str
    wanted: str
    good: bool


_SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi", "xo",
    "yu", "za", "str", "pl", "cr",
)  # fmt: skip


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how often each occurs (cumulated): the n-th in proportion to 1/n, as in any language (Zipf)."""
    chance = random.Random(3)
    made = ("".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(40_000))
    words = list(dict.fromkeys(made))
    return words, list(accumulate(1 / (place + 2.7) for place in range(len(words))))


def said(chance: random.Random, least: int = 6, most: int = 24) -> str:
    """Something as long as what people say, out of that vocabulary."""
    words, weights = vocabulary()
    return " ".join(chance.choices(words, cum_weights=weights, k=chance.randrange(least, most)))


def _spoken(number: int) -> dict[str, object]:
    """An insight in words that are distributed as in real texts."""
    chance = random.Random(number)
    day = f"20{chance.randrange(20, 27)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return {
        "text": said(chance),
        "kind": chance.choice(("pain", "question", "praise")),
        "basis": "buyer_verbatim",
        "permission": "unset",
        "created": f"{day}T{chance.randrange(24):02}:30:00Z",
    }


def document(number: int, kind: str = "insights") -> dict[str, object]:
    """A record as long as they are."""
    if kind == "spoken":
        return _spoken(number)
    if kind == "encounters":
        day = f"20{number // 3650 % 30:02}-{number % 12 + 1:02}-{number % 28 + 1:02}T14:30:00Z"
        notes = f"They *liked* it. Talk {number}, with what was said in a line or two, as notes are."
        return {"kind": "demo", "status": "held", "started_at": day, "event": f"Visit {number}", "notes": notes}
    return {
        "text": f"Too expensive next to the lease of the others, said the board in talk {number}",
        "kind": "pain",
        "basis": "buyer_verbatim",
        "encounter": "019aa8f1-2b3c-7d4e-8f5a-1c2d3f9c2a1b",
        "permission": "anonymised",
        "signals": {"019aa8f1-2b3c-7d4e-8f5a-1c2d3f9c2a1b": "resonated"},
        "created": "2026-11-20T14:30:00Z",
        "updated": "2026-11-20T14:30:00Z",
    }


def workspace(count: int, kind: str = "insights") -> Path:
    """A workspace whose log holds so many records of a kind (``spoken``: insights in words as people use them, with
    a search index). Made once, then copied.
    """
    spoken = kind == "spoken"
    made = CACHE / f"{kind}-{count}"
    if not (made / "done").exists():
        shutil.rmtree(made, ignore_errors=True)
        event_store = EventStore(str(made / "data"), "author", "device")
        table = LogDB(event_store).table("insights" if spoken else kind)
        for start in range(0, count, 20_000):
            table.insert_multiple([document(number, kind) for number in range(start, min(count, start + 20_000))])
        event_store.flush()
        if spoken:
            build(event_store)
        event_store.close()
        (made / "data" / "device.json").write_text('{"device": "device", "author": "author"}')
        (made / "done").touch()
    return made


@contextmanager
def copied(count: int, kind: str = "insights") -> Iterator[Path]:
    """A copy of such a workspace that may be written."""
    with copied_of(workspace(count, kind)) as folder:
        yield folder


@contextmanager
def copied_of(source: Path) -> Iterator[Path]:
    """A copy of a workspace that may be written."""
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)
        no_snapshot_due(Path(folder))
        yield Path(folder)


def no_snapshot_due(folder: Path) -> None:
    """Have none be due in a workspace: it would be taken in the background, and be measured along."""
    backups = folder / "data" / "backups"
    backups.mkdir(parents=True, exist_ok=True)
    (backups / "shadowlog-20260101T000000Z.json").touch()


def median(calls: Sequence[Callable[[], object]], turns: int) -> list[float]:
    """The median seconds of each call, taken in turns, so that noise falls on all alike."""
    times: list[list[float]] = [[] for _ in calls]
    gc.collect()
    for _ in range(turns):
        for place, call in enumerate(calls):
            start = time.perf_counter()
            call()
            times[place].append(time.perf_counter() - start)
    return [statistics.median(held) for held in times]


def run(*command: str, cwd: Path | None = None, **environment: str) -> None:
    """Run a command and let it be heard only where it fails."""
    subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, check=True, capture_output=True, stdin=subprocess.DEVNULL
    )


def python(name: str) -> str:
    """A command that is installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def row(what: str, reached: str, value: float, wanted: str, limit: float, *, most: bool = True) -> Row:
    """A line for a value that may be ``limit`` at the most, or must be at least that."""
    return Row(what, reached, wanted, value <= limit if most else value >= limit)
