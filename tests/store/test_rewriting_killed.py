"""Rewriting killed at each of its calls while another process saves: all that was saved is there, and written anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import Operation
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.maintenance.concerned import ConcernedRecords
from shadowlog.store.maintenance.log_rewrite import rewrite
from shadowlog.store.maintenance.snapshots import read_snapshot, snapshots, take_snapshot
from shadowlog.store.search import segment_writer
from shadowlog.store.suggest import learning
from shadowlog.store.tinydb_storage import LogDB
from tests.store import faults

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks")

_SAVER = """
import json, sys, threading
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB
table = LogDB(EventStore(sys.argv[1], "other", "other")).table("insights")
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
saved = []
while not stop.is_set():
    text = f"meanwhile {len(saved)}"
    table.insert({"text": text})
    saved.append(text)
    if len(saved) == 1:
        print("saving", flush=True)
    stop.wait(0.002)
print(json.dumps(saved))
"""


class _Naming:
    def __init__(self) -> None:
        self.keys: set[tuple[str, str]] = set()

    def concerns(self, text: str) -> bool:
        return "Dana" in text


def _without_dana(operation: Operation) -> Operation:
    text = operation.get("set", {}).get("text", "")
    if "Dana" not in text:
        return operation
    return {**operation, "set": {**operation["set"], "text": text.replace("Dana", "[forgotten]")}}


def _forget(event_store: EventStore) -> None:
    rewrite(event_store, _without_dana, ConcernedRecords(_Naming()))


_WORK: dict[str, Callable[[EventStore], object]] = {
    "pack": compact,
    "forget": _forget,
    "index": EventStore.rebuild_index,
    "snapshot": take_snapshot,
}


def _killed(folder: Path, work: Callable[[EventStore], object], at: int) -> bool:
    """Do some work in a process of its own, killed at its call number ``at``. Whether it came so far."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            saboteur = faults.Saboteur(at, "kill")
            saboteur.install()
            with closing(EventStore(str(folder), "a", "d")) as event_store:
                work(event_store)
            code = 0
        finally:
            os._exit(code)
    code = os.WEXITSTATUS(os.waitpid(pid, 0)[1])
    # The saboteur ends a process with 9.
    assert code in (0, 9)
    return code == 9


@pytest.mark.parametrize("name", list(_WORK))
def test_killed_at_any_call_while_another_process_saves_nothing_is_lost(tmp_path: Path, name: str) -> None:
    folder, work = tmp_path / "data", _WORK[name]
    texts = [f"before {number}{' said Dana' if number % 5 == 0 else ''}" for number in range(40)]
    with closing(EventStore(str(folder), "a", "d")) as event_store:
        theme = LogDB(event_store).table("themes").insert({"name": "Cost"})
        LogDB(event_store).table("insights").insert_multiple(
            [{"text": text, "signals": {theme: "resonated"}} for text in texts]
        )
        segment_writer.build(event_store)
        learning.learn(event_store)
    command = [sys.executable, "-c", _SAVER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as saver:
        assert saver.stdout is not None
        assert saver.stdout.readline() == "saving\n"
        at = 1
        # While the other process keeps the lock busy, an index may be built in memory, without any of these calls.
        while _killed(folder, work, at) or at <= 4:
            at += 1
        saved = json.loads(saver.communicate()[0])
    assert saver.returncode == 0
    with closing(EventStore(str(folder), "a", "d")) as event_store:
        assert check(event_store).findings == []
        found = sorted(document["text"] for document in LogDB(event_store).table("insights"))
        assert found == sorted(
            [*saved, *(text.replace("Dana", "[forgotten]") if name == "forget" else text for text in texts)]
        )
        if name == "snapshot":
            assert {document.get("text") for document in read_snapshot(snapshots(event_store)[-1]).values()} >= {*texts}
    assert name != "forget" or not [
        path for path in folder.iterdir() if path.is_file() and b"Dana" in path.read_bytes()
    ]
