"""Nothing that was acknowledged is lost: failing calls, killed processes, full disks, flipped bits."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shadowlog.store.events import live_index
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log import file_lock
from shadowlog.store.log.errors import FormatTooNew, LogHeld, ReadOnly, SaveFailed
from shadowlog.store.log.file_lock import FileLock
from shadowlog.store.log.lines import encoded
from shadowlog.store.maintenance.check import check, repair
from shadowlog.store.tinydb_storage import LogDB
from tests.conftest import Clock
from tests.some import some
from tests.store import faults

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks and mounts")


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_whatever_call_fails_nothing_acknowledged_is_lost(tmp_path: Path, fault: str) -> None:
    _, calls = faults.run(tmp_path / "whole", 0, fault)
    assert calls > 25
    problems = {}
    for at in range(1, calls + 1):
        folder = tmp_path / str(at)
        acknowledged, _ = faults.run(folder, at, fault)
        found = faults.problem(folder, acknowledged)
        if found:
            problems[at] = found
    assert problems == {}


_WRITER = """
import sys
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB
name, count = sys.argv[2], int(sys.argv[3])
event_store = EventStore(sys.argv[1], name, name)
table = LogDB(event_store).table("insights")
for number in range(count):
    key = table.insert({"text": f"{name} {number}", "n": 0})
    if number % 5 == 4:
        table.update({"n": number}, doc_ids=[key])
    print(key, flush=True)
event_store.close()
"""


def _writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder), name, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_a_process_killed_at_any_instant_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for turn in range(12):
        writer = _writer(tmp_path, f"turn {turn}", 100_000)
        assert writer.stdout is not None
        for _ in range(chance.randrange(1, 120)):
            acknowledged.add(writer.stdout.readline().strip())
        writer.send_signal(signal.SIGKILL)
        acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
        writer.wait()
        event_store = EventStore(str(tmp_path))
        missing = [key for key in acknowledged if not event_store.state(("insights", key))]
        assert not missing
        event_store.close()
    event_store = EventStore(str(tmp_path))
    assert check(event_store).findings == []
    event_store.close()


def test_eight_processes_at_work_lose_nothing_and_see_each_other(tmp_path: Path) -> None:
    writers = [_writer(tmp_path, f"p{number}", 40) for number in range(8)]
    keys = [line.strip() for writer in writers for line in writer.communicate()[0].splitlines()]
    assert len(set(keys)) == 320
    event_store = EventStore(str(tmp_path))
    held = {document["text"] for document in LogDB(event_store).table("insights")}
    assert held == {f"p{writer} {number}" for writer in range(8) for number in range(40)}
    assert check(event_store).findings == []
    event_store.close()


def _filled(folder: Path, count: int = 30) -> dict[str, str]:
    event_store = EventStore(str(folder), "a", "d")
    table = LogDB(event_store).table("insights")
    kept = {str(table.insert({"text": f"number {number}"})): f"number {number}" for number in range(count)}
    event_store.flush()
    event_store.close()
    return kept


@pytest.mark.parametrize("index", ["kept", "lost"])
def test_a_flipped_bit_is_found_and_every_other_record_recovered(tmp_path: Path, index: str) -> None:
    kept = _filled(tmp_path)
    log = tmp_path / "shadowlog.log"
    whole = log.read_bytes()
    chance = random.Random(7)
    places = [chance.randrange(len(whole)) for _ in range(60)]
    places += [place for place, byte in enumerate(whole) if byte == 10][::4]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        log.write_bytes(damaged)
        if index == "lost":
            for file in tmp_path.glob("shadowlog.index*"):
                file.unlink()
        event_store = EventStore(str(tmp_path))
        assert check(event_store).findings, place
        # Whichever line the bit is in, at most that one record may be missing.
        missing = [key for key, text in kept.items() if event_store.document(("insights", key)) != {"text": text}]
        assert len(missing) <= 1, place
        LogDB(event_store).table("insights").insert({"text": "afterwards"})
        event_store.close()


def test_repair_keeps_every_readable_record_and_sets_the_damaged_bytes_aside(tmp_path: Path) -> None:
    kept = _filled(tmp_path)
    log = tmp_path / "shadowlog.log"
    whole = bytearray(log.read_bytes())
    middle = whole.index(b"number 15")
    whole[middle : middle + 9] = b"\0" * 9
    log.write_bytes(whole)
    event_store = EventStore(str(tmp_path))
    (finding,) = [held for held in check(event_store).findings if "checksum" in held.what]
    assert "shadowlog check --repair" in finding.way_out
    assert repair(event_store) == 1
    assert check(event_store).findings == []
    left = {document["text"] for document in LogDB(event_store).table("insights")}
    assert left == set(kept.values()) - {"number 15"}
    aside = b"".join(path.read_bytes() for path in (tmp_path / "damaged").iterdir())
    assert b"\0" * 9 in aside
    assert bytes(whole) in aside, "the whole damaged log is kept as well"
    event_store.close()


def test_repair_finds_the_damage_also_where_another_program_has_just_built_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(tmp_path)
    log = tmp_path / "shadowlog.log"
    log.write_bytes(log.read_bytes().replace(b"number 15", b"number 51"))

    class HeldAtFirst(FileLock):
        """Held by another program at the first try, which ends while it is waited for."""

        tries = 0

        def acquire(self, patience: float = 0) -> None:
            self.tries += 1
            if self.tries == 1:
                raise LogHeld("Another program builds the index.", "Wait.")
            super().acquire(patience)

    monkeypatch.setattr(live_index, "build_lock", lambda folder: HeldAtFirst(str(Path(folder) / "building")))
    with contextlib.closing(EventStore(str(tmp_path))) as event_store:
        assert repair(event_store) == 1
        assert check(event_store).findings == []


def test_a_torn_end_is_cut_off_and_the_next_record_is_not_glued_to_it(tmp_path: Path) -> None:
    kept = _filled(tmp_path, 3)
    log = tmp_path / "shadowlog.log"
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in range(1, len(lines[-1])):
        log.write_bytes(whole[:-cut])
        event_store = EventStore(str(tmp_path))
        table = LogDB(event_store).table("insights")
        table.insert({"text": "next"})
        texts = [document["text"] for document in table]
        assert texts[:2] == list(kept.values())[:2]
        assert texts[-1] == "next"
        assert len(texts) == (4 if cut == 1 else 3), "only the line feed was missing, or the record is gone"
        assert check(event_store).findings == []
        event_store.close()


def test_a_change_of_which_only_a_part_reached_the_disk_is_left_out_whole(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    table.insert({"text": "before"})
    with event_store.change("three"):
        for number in range(3):
            table.insert({"text": f"part {number}"})
    event_store.close()
    log = tmp_path / "shadowlog.log"
    lines = log.read_bytes().splitlines(keepends=True)
    for file in tmp_path.glob("shadowlog.index*"):
        file.unlink()
    log.write_bytes(b"".join(lines[:-1]))
    for _ in range(2):
        event_store = EventStore(str(tmp_path), "a", "d")
        assert [document["text"] for document in LogDB(event_store).table("insights")][:1] == ["before"]
        assert len(LogDB(event_store).table("insights")) == 1
        event_store.close()
    event_store = EventStore(str(tmp_path), "a", "d")
    LogDB(event_store).table("insights").insert({"text": "after"})
    assert [document["text"] for document in LogDB(event_store).table("insights")] == ["before", "after"]
    assert check(event_store).findings == []
    event_store.close()


@pytest.mark.parametrize("content", [b"", b"not a database", b"\0" * 9000])
def test_an_index_that_does_not_fit_is_built_anew(tmp_path: Path, content: bytes) -> None:
    kept = _filled(tmp_path)
    for file in tmp_path.glob("shadowlog.index*"):
        file.unlink()
    (tmp_path / "shadowlog.index").write_bytes(content)
    event_store = EventStore(str(tmp_path))
    assert {document["text"] for document in LogDB(event_store).table("insights")} == set(kept.values())
    event_store.close()


def test_an_index_of_another_log_is_not_believed(tmp_path: Path) -> None:
    _filled(tmp_path / "one", 5)
    kept = _filled(tmp_path / "two", 40)
    (tmp_path / "two" / "shadowlog.index").write_bytes((tmp_path / "one" / "shadowlog.index").read_bytes())
    for file in (tmp_path / "two").glob("shadowlog.index-*"):
        file.unlink()
    event_store = EventStore(str(tmp_path / "two"))
    assert {document["text"] for document in LogDB(event_store).table("insights")} == set(kept.values())
    event_store.close()


def test_a_log_that_was_rewritten_is_noticed_by_a_program_that_has_it_open(tmp_path: Path) -> None:
    _filled(tmp_path, 5)
    reader, writer = EventStore(str(tmp_path), "r", "r"), EventStore(str(tmp_path), "w", "w")
    from shadowlog.store.maintenance.compact import compact

    compact(writer)
    LogDB(writer).table("insights").insert({"text": "after packing"})
    assert len(LogDB(reader).table("insights")) == 6
    LogDB(reader).table("insights").insert({"text": "and so"})
    assert len(LogDB(writer).table("insights")) == 7
    assert check(reader).findings == []
    reader.close()
    writer.close()


def test_many_references_to_nothing_are_named_in_part_and_counted(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    LogDB(event_store).table("insights").insert_multiple([{"text": "x", "encounter": "none"} for _ in range(50)])
    findings = check(event_store).findings
    assert len(findings) == 21
    assert findings[-1].what == "30 more references point to nothing."
    event_store.close()


def test_packing_keeps_every_operation_and_undo_reaches_as_far_back(tmp_path: Path) -> None:
    from shadowlog.store.events.undo import undo
    from shadowlog.store.maintenance.compact import compact

    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    keys = [str(table.insert({"text": "one"})), str(table.insert({"text": "other"}))]
    with event_store.change("Both"):
        for key in keys:
            table.update({"text": f"edited {key}"}, doc_ids=[key])
    table.remove(doc_ids=[keys[1]])
    before = {key: event_store.operations(("insights", key)) for key in keys}
    compact(event_store)
    for key in keys:
        after = event_store.operations(("insights", key))
        assert [held["op"] for held in after] == [held["op"] for held in before[key]]
    undo(event_store)
    assert len(table) == 2
    undo(event_store)
    assert sorted(document["text"] for document in table) == ["one", "other"]
    assert check(event_store).findings == []
    event_store.close()


def test_a_log_that_grew_by_edits_is_worth_compacting_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shadowlog.store.maintenance import compact

    monkeypatch.setattr(compact, "COMPACT_FROM", 20_000)
    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    key = table.insert({"text": ""})
    assert not compact.worth_compacting(event_store)
    for number in range(100):
        table.update({"text": f"{number}" * 50}, doc_ids=[key])
    assert compact.worth_compacting(event_store)
    compact.compact(event_store)
    assert not compact.worth_compacting(event_store)
    event_store.close()


def test_a_log_of_a_newer_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "shadowlog.log"
    content = encoded({"shadowlog": 99, "generation": "x"})
    log.write_bytes(content)
    with pytest.raises(FormatTooNew, match="format 99"):
        EventStore(str(tmp_path))
    assert log.read_bytes() == content


def test_fields_tables_and_values_this_version_does_not_know_survive(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path))
    db = LogDB(event_store)
    key = str(db.table("insights").insert({"text": "a", "mood": {"sky": "grey"}, "kind": "prophecy"}))
    db.table("omens").insert({"crow": 1})
    event_store.close()
    from shadowlog.domain.records import Insight
    from shadowlog.store.repository import Repository
    from shadowlog.store.workspace.workspace import Workspace

    root = tmp_path.parent / "moved"
    root.mkdir()
    tmp_path.rename(root / "data")
    with Repository(Workspace(root, "")) as repository:
        insight = repository.need(Insight, key)
        assert insight.kind is None
        repository.edit(insight, text="b")
        document = repository.event_store.document(("insights", key)) or {}
        assert (document["text"], document["mood"], document["kind"]) == ("b", {"sky": "grey"}, "prophecy")
        assert len(repository.db.table("omens")) == 1
    (root / "data").rename(tmp_path)


def test_a_failed_sync_makes_the_program_read_only_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    event_store = EventStore(str(tmp_path))
    table = LogDB(event_store).table("insights")
    table.insert({"text": "before"})

    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("shadowlog.store.log.durable_io.sync", failing)
        with pytest.raises(ReadOnly, match="reported an error while saving"):
            table.insert({"text": "lost"})
    with pytest.raises(ReadOnly):
        table.insert({"text": "later"})
    assert [document["text"] for document in table] == ["before"]
    assert "reported an error" in event_store.read_only
    event_store.close()
    again = EventStore(str(tmp_path))
    assert [document["text"] for document in LogDB(again).table("insights")] == ["before"]
    again.close()


def test_a_lock_that_is_held_is_waited_for_and_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = EventStore(str(tmp_path)), EventStore(str(tmp_path))
    monkeypatch.setattr(file_lock, "PATIENCE", 0.05)
    with one.locked(), pytest.raises(LogHeld, match=r"kept .* locked"):
        LogDB(two).table("insights").insert({"text": "x"})
    LogDB(two).table("insights").insert({"text": "x"})
    one.close()
    two.close()


@contextlib.contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_file_system_that_fills_up_loses_nothing_and_saving_resumes(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    with _mounted(folder, "size=2m"):
        ballast = folder / "ballast"
        ballast.write_bytes(b"x" * 300_000)
        event_store = EventStore(str(folder / "data"), "a", "d")
        table = LogDB(event_store).table("insights")
        acknowledged = []

        def fill_up() -> None:
            for number in range(100_000):
                acknowledged.append(str(table.insert({"text": f"{number} " + "x" * 900})))

        with pytest.raises(SaveFailed, match="is full"):
            fill_up()
        assert len(acknowledged) > 100
        with pytest.raises(SaveFailed):
            table.insert({"text": "y" * 20_000})
        ballast.unlink()
        acknowledged.append(str(table.insert({"text": "after space was made"})))
        event_store.close()
        again = EventStore(str(folder / "data"))
        assert all(again.state(("insights", key)) for key in some(acknowledged))
        assert [held for held in check(again).findings if "checksum" in held.what] == []
        again.close()


def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    with _mounted(folder, "size=4m"):
        kept = _filled(folder / "data")
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        event_store = EventStore(str(folder / "data"))
        table = LogDB(event_store).table("insights")
        assert {document["text"] for document in table} == set(kept.values())
        assert "may not be written" in event_store.read_only
        with pytest.raises(ReadOnly, match="may not be written"):
            table.insert({"text": "x"})
        event_store.close()


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    _filled(tmp_path / "data")
    from shadowlog.store.maintenance.snapshots import take_snapshot

    event_store = EventStore(str(tmp_path / "data"))
    take_snapshot(event_store)
    event_store.close()
    for path in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_save_in_a_long_log_reads_nothing_of_it(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path))
    table = LogDB(event_store).table("insights")
    table.insert_multiple([{"text": f"number {number}"} for number in range(5_000)])
    event_store.close()
    event_store = EventStore(str(tmp_path))
    from shadowlog.store.log import durable_io

    read: list[int] = []
    real = durable_io.read_at
    durable_io.read_at = lambda fd, count, offset, /: read.append(count) or real(fd, count, offset)
    try:
        LogDB(event_store).table("insights").insert({"text": "one more"})
    finally:
        durable_io.read_at = real
    assert sum(read) < 4_096
    event_store.close()


def test_clocks_only_go_forward_even_when_the_machine_clock_goes_back(tmp_path: Path, clock: Clock) -> None:
    event_store = EventStore(str(tmp_path))
    key = ("insights", str(LogDB(event_store).table("insights").insert({"text": "one"})))
    with clock(datetime(2001, 9, 9, tzinfo=timezone.utc)):
        LogDB(event_store).table("insights").update({"text": "two"}, doc_ids=[key[1]])
    assert (event_store.document(key) or {})["text"] == "two"
    clocks = [operation["clock"] for operation in event_store.operations(key)]
    assert clocks[0] < clocks[1]
    event_store.close()
