"""The log written anew, and its index built anew, while others go on saving."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log import file_lock
from shadowlog.store.log.operations import Operation
from shadowlog.store.maintenance.check import check, repair
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.maintenance.log_rewrite import rewrite
from shadowlog.store.repository import Repository
from shadowlog.store.search import segment_writer
from shadowlog.store.search.finder import Finder
from shadowlog.store.suggest import learning
from shadowlog.store.tinydb_storage import LogDB
from tests.store.test_search import found

_PAUSED = """
import sys
from shadowlog.store.maintenance import log_rewrite
from shadowlog.store.maintenance.concerned import ConcernedRecords
from shadowlog.store.maintenance.log_rewrite import LogRewrite
from shadowlog.store.events.live_index import LiveIndex
from shadowlog.store.events.event_store import EventStore
paused = [False]
def pausing(whole):
    def call(*given):
        made = whole(*given)
        if not paused[0]:
            paused[0] = True
            print("paused", flush=True)
            sys.stdin.readline()
        return made
    return call
def change(operation):
    held = dict(operation)
    if "text" in held.get("set", ()):
        held["set"] = {**held["set"], "text": held["set"]["text"].replace("Dana", "[forgotten]")}
    return held
class Naming:
    keys = set()
    def concerns(self, text): return "Dana" in text
"""

_WORK = {
    "compact": "LogRewrite._copy_records = pausing(LogRewrite._copy_records)\n"
    "log_rewrite.rewrite(EventStore(sys.argv[1]))\n",
    "forget": "LogRewrite._copy_lines = pausing(LogRewrite._copy_lines)\n"
    "log_rewrite.rewrite(EventStore(sys.argv[1]), change)\n",
    "forget some": "LogRewrite._copy_lines = pausing(LogRewrite._copy_lines)\n"
    "log_rewrite.rewrite(EventStore(sys.argv[1]), change, ConcernedRecords(Naming()))\n",
    "index": "event_store = EventStore(sys.argv[1])\nLiveIndex._build = pausing(LiveIndex._build)\n"
    "event_store.rebuild_index()\n",
}


@pytest.fixture
def paused(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts work on the log in a process of its own, which stops in the middle until it reads a line."""
    running: list[subprocess.Popen[str]] = []

    def start(work: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _PAUSED + _WORK[work], str(tmp_path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "paused\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def _go_on(process: subprocess.Popen[str]) -> None:
    process.communicate("\n")
    assert process.returncode == 0


def _texts(folder: Path) -> list[str]:
    event_store = EventStore(str(folder))
    assert check(event_store).findings == []
    texts = sorted(document["text"] for document in LogDB(event_store).table("insights"))
    event_store.close()
    return texts


@pytest.mark.parametrize("work", list(_WORK))
def test_others_save_while_the_log_or_its_index_is_written_anew(
    tmp_path: Path, paused: Callable[[str], subprocess.Popen[str]], work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    table.insert_multiple([{"text": f"before {number}"} for number in range(30)])
    before = event_store.generation
    process = paused(work)
    monkeypatch.setattr(file_lock, "PATIENCE", 0.0)
    for number in range(20):
        table.insert({"text": f"meanwhile {number} said Dana"})
    with event_store.change("Two"):
        table.insert_multiple([{"text": "both"}, {"text": "of them"}])
    monkeypatch.undo()
    _go_on(process)
    table.insert({"text": "afterwards"})
    event_store.close()
    name = "[forgotten]" if work.startswith("forget") else "Dana"
    assert _texts(tmp_path) == sorted([
        *(f"before {number}" for number in range(30)), *(f"meanwhile {number} said {name}" for number in range(20)),
        "both", "of them", "afterwards",
    ])  # fmt: skip
    if work.startswith("forget"):
        for path in tmp_path.iterdir():
            assert path.is_dir() or b"Dana" not in path.read_bytes(), path
    again = EventStore(str(tmp_path))
    assert (again.generation == before) is (work == "index")
    again.close()


@pytest.mark.parametrize("work", list(_WORK))
def test_what_is_killed_leaves_the_log_as_it_was_and_is_swept_away(
    tmp_path: Path, paused: Callable[[str], subprocess.Popen[str]], work: str
) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    LogDB(event_store).table("insights").insert_multiple([{"text": f"{number}"} for number in range(10)])
    event_store.close()
    process = paused(work)
    assert list(tmp_path.glob("*.new"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(_texts(tmp_path)) == 10
    assert list(tmp_path.glob("*.new*")) == []


def test_two_that_pack_at_a_time_lose_nothing(tmp_path: Path, paused: Callable[[str], subprocess.Popen[str]]) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    table.insert({"text": "before"})
    one = paused("compact")
    code = f"import sys\nfrom {EventStore.__module__} import EventStore\nfrom {compact.__module__} import compact\n"
    other = subprocess.Popen([sys.executable, "-c", f"{code}compact(EventStore(sys.argv[1]))", str(tmp_path)])
    table.insert({"text": "meanwhile"})
    _go_on(one)
    assert other.wait() == 0
    table.insert({"text": "afterwards"})
    event_store.close()
    assert _texts(tmp_path) == ["afterwards", "before", "meanwhile"]


def test_a_log_that_is_a_link_stays_one(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    event_store = EventStore(str(data), "a", "d")
    table = LogDB(event_store).table("insights")
    table.insert({"text": "one"})
    event_store.close()
    elsewhere.mkdir()
    (data / "shadowlog.log").rename(elsewhere / "team.log")
    (data / "shadowlog.log").symlink_to(elsewhere / "team.log")
    event_store = EventStore(str(data), "a", "d")
    compact(event_store)
    LogDB(event_store).table("insights").insert({"text": "two"})
    event_store.close()
    assert (data / "shadowlog.log").is_symlink()
    assert _texts(data) == ["one", "two"]
    assert [path.name for path in elsewhere.iterdir()] == ["team.log"]


def test_after_packing_the_search_index_and_what_was_learned_still_fit(repository: Repository) -> None:
    theme = repository.add(Theme(name="Total cost"))
    held = [
        repository.add(Insight(text=f"lease {number}", signals={theme.id: Stance.RESONATED})) for number in range(9)
    ]
    event_store = repository.event_store
    segment_writer.build(event_store)
    repository.edit(held[0], text="rent")
    learning.learn(event_store)
    repository.edit(held[1], text="hire")
    repository.add(Insight(text="borrow"))
    inodes = {
        name: os.stat(os.path.join(event_store.folder, name)).st_ino for name in (segment_writer.NAME, learning.NAME)
    }
    compact(event_store)
    repository.add(Insight(text="borrow it"))
    for module in (segment_writer, learning):
        name, checkpoint = module.NAME, module.checkpoint_of(event_store.folder)
        assert checkpoint is not None
        assert event_store.holds(checkpoint)
        assert os.stat(os.path.join(event_store.folder, name)).st_ino != inodes[name]
    finder = Finder(event_store)
    assert [len(found(finder, text)) for text in ("lease", "rent", "hire", "borrow")] == [7, 1, 1, 2]
    finder.close()
    assert check(event_store).findings == []


def test_after_every_operation_was_rewritten_nothing_learned_or_indexed_holds_the_old_words(
    repository: Repository,
) -> None:
    repository.add(Insight(text="Dana wants a lease"))
    segment_writer.build(repository.event_store)

    def change(operation: Operation) -> Operation:
        fields = dict(operation.get("set", {}))
        if "text" not in fields:
            return operation
        return {**operation, "set": {**fields, "text": fields["text"].replace("Dana", "Somebody")}}

    rewrite(repository.event_store, change)
    finder = Finder(repository.event_store)
    assert not finder.missing
    assert [len(found(finder, text)) for text in ("dana", "somebody")] == [0, 1]
    finder.close()
    checkpoint = learning.checkpoint_of(repository.event_store.folder)
    assert checkpoint is not None
    assert checkpoint.generation == repository.event_store.generation


def test_repair_writes_a_new_log_of_all_that_can_be_read(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    LogDB(event_store).table("insights").insert_multiple([{"text": f"{number}"} for number in range(5)])
    LogDB(event_store).table("insights").insert({"text": "last"})
    event_store.close()
    log = tmp_path / "shadowlog.log"
    lines = log.read_bytes().split(b"\n")
    lines[3] = lines[3].replace(b'"2"', b'"x"')
    log.write_bytes(b"\n".join(lines))
    event_store = EventStore(str(tmp_path), "a", "d")
    assert repair(event_store) > 0
    event_store.close()
    assert "last" in _texts(tmp_path)


def test_lines_that_are_not_changed_stay_byte_for_byte_where_they_stood(repository: Repository) -> None:
    with repository.change("Two at a time"):
        repository.add(Insight(text="about a lease"))
        repository.add(Insight(text="about Dana"))
    before = repository.workspace.log.read_bytes().splitlines(keepends=True)

    def change(operation: Operation) -> Operation:
        fields = operation.get("set", {})
        return {**operation, "set": {**fields, "text": "."}} if "Dana" in str(fields.get("text")) else operation

    rewrite(repository.event_store, change)
    after = repository.workspace.log.read_bytes().splitlines(keepends=True)
    assert len(after) == len(before) > 3
    assert [number for number, line in enumerate(after) if line != before[number]] == [0, len(after) - 1]
