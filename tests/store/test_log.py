"""The log through line ends, links, foreign files, flipped bits and wrong clocks: it never loses a word."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shadowlog.domain.errors import NothingToUndo
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import undo
from shadowlog.store.index import Index
from shadowlog.store.log.changes import changes_in
from shadowlog.store.log.errors import NotALog, PerhapsSaved, SaveFailed
from shadowlog.store.log.file_lock import FileLock
from shadowlog.store.log.lines import LogLine
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.salvage import Damage
from shadowlog.store.maintenance.check import check, repair
from shadowlog.store.maintenance.compact import compact
from tests.conftest import Clock

_TEXTS = [f"number {number}" for number in range(7)] + [f"part {number}" for number in range(5)]


def _filled(folder: Path) -> bytes:
    """A log of seven operations and a change of five behind them; its bytes."""
    event_store = EventStore(str(folder), "a", "d")
    for number in range(7):
        _write(event_store, {("insights", f"n{number}"): {"text": f"number {number}"}})
    with event_store.change("Five"):
        _write(event_store, {("insights", f"p{number}"): {"text": f"part {number}"} for number in range(5)})
    event_store.close()
    return (folder / "shadowlog.log").read_bytes()


def _write(event_store: EventStore, documents: dict[tuple[str, str], dict[str, str] | None]) -> None:
    with event_store.locked():
        event_store.write(documents)


def _put(folder: Path, content: bytes) -> None:
    for file in folder.glob("shadowlog.index*"):
        file.unlink()
    (folder / "shadowlog.log").write_bytes(content)


def _texts(event_store: EventStore) -> list[str]:
    keys = [f"n{number}" for number in range(7)] + [f"p{number}" for number in range(5)]
    return [held["text"] for key in keys if (held := event_store.document(("insights", key)))]


def _aside(folder: Path) -> bytes:
    return b"|".join(path.read_bytes() for path in sorted((folder / "damaged").glob("*")))


_ENDS: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda whole: whole.replace(b"\n", b"\r\n"),
    "CRCRLF": lambda whole: whole.replace(b"\n", b"\r\r\n"),
    "CR": lambda whole: whole.replace(b"\n", b"\r"),
    "none": lambda whole: whole.replace(b"\n", b""),
    "no last": lambda whole: whole[:-1],
    "CRLF, no last": lambda whole: whole.replace(b"\n", b"\r\n")[:-1],
    "blank lines": lambda whole: b"\n" + whole.replace(b"\n", b"\n\r\n\n"),
    "half CRLF": lambda whole: whole.replace(b"\n", b"\r\n", 6),
}


@pytest.mark.parametrize("ends", _ENDS)
def test_a_log_is_read_whole_whatever_ends_its_lines(tmp_path: Path, ends: str) -> None:
    _put(tmp_path, _ENDS[ends](_filled(tmp_path)))
    for turn in range(2):
        event_store = EventStore(str(tmp_path), "a", "d")
        assert _texts(event_store) == _TEXTS
        assert check(event_store).findings == []
        _write(event_store, {("insights", f"later {turn}"): {"text": "appended"}})
        event_store.close()
    event_store = EventStore(str(tmp_path), "a", "d")
    assert repair(event_store) == 0
    assert _texts(event_store) == _TEXTS
    for turn in range(2):
        assert event_store.document(("insights", f"later {turn}")) == {"text": "appended"}
    undo(event_store)
    undo(event_store)
    undo(event_store)
    assert _texts(event_store) == _TEXTS[:7]
    compact(event_store)
    assert _texts(event_store) == _TEXTS[:7]
    event_store.close()
    assert not (tmp_path / "damaged").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"one line of text", b"a text\nof two lines\n", b"\n\n", b"\0" * 5_000, b'{"insights": {"1": {"text": "x"}}}',
        b"SQLite format 3\0" + bytes(range(256)) * 40, "\ufeffKunden: zu teuer\r\n".encode("utf-16"),
        b"00000000 {\"op\":\"1\"}\n",
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    log = tmp_path / "shadowlog.log"
    log.write_bytes(content)
    with pytest.raises(NotALog, match="not a log of shadowlog"):
        EventStore(str(tmp_path))
    assert log.read_bytes() == content


def test_a_pipe_or_a_folder_in_the_place_of_the_log_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "shadowlog.log")
    with pytest.raises(NotALog, match="not a regular file"):
        EventStore(str(tmp_path))
    (tmp_path / "shadowlog.log").unlink()
    (tmp_path / "shadowlog.log").mkdir()
    with pytest.raises(NotALog, match="not a regular file"):
        EventStore(str(tmp_path))


def test_a_log_that_something_else_replaces_while_it_is_open_is_refused(tmp_path: Path) -> None:
    _filled(tmp_path)
    event_store = EventStore(str(tmp_path), "a", "d")
    other = tmp_path / "other"
    other.write_bytes(b"a shopping list")
    os.replace(other, tmp_path / "shadowlog.log")
    for _ in range(2):
        with pytest.raises(NotALog):
            _write(event_store, {("insights", "x"): {"text": "x"}})
    assert (tmp_path / "shadowlog.log").read_bytes() == b"a shopping list"
    event_store.close()


@pytest.mark.parametrize("tail", [b"torn", b"\0" * 300, b'51ab03c7 {"op":"1","clo', b"x" * 70_000])
def test_every_end_that_is_cut_off_is_set_aside_first(
    tmp_path: Path, tail: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _filled(tmp_path)
    _put(tmp_path, whole + tail)
    event_store = EventStore(str(tmp_path), "a", "d")
    assert _texts(event_store) == _TEXTS
    assert [held.what for held in check(event_store).findings] == [
        f"The log ends in {len(tail):,} bytes of a save that was interrupted before it was acknowledged."
    ]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("shadowlog.store.log.durable_io.replace_file", full)
        with pytest.raises(SaveFailed):
            _write(event_store, {("insights", "x"): {"text": "x"}})
        assert (tmp_path / "shadowlog.log").read_bytes() == whole + tail, "not cut before it is set aside"
    _write(event_store, {("insights", "x"): {"text": "x"}})
    assert tail in _aside(tmp_path)
    assert _texts(event_store) == _TEXTS
    assert check(event_store).findings == []
    event_store.close()


def test_a_change_cut_short_is_set_aside_whole_and_no_fault_of_the_index(tmp_path: Path) -> None:
    whole = _filled(tmp_path)
    lines = whole.splitlines(keepends=True)
    for kept in (b"".join(lines[:-1]), b"".join(lines[:-2]) + lines[-2][:-9], b"".join(lines[:9])):
        _put(tmp_path, kept)
        event_store = EventStore(str(tmp_path), "a", "d")
        assert _texts(event_store) == _TEXTS[:7]
        assert ["interrupted" in held.what for held in check(event_store).findings] == [True]
        _write(event_store, {("insights", "x"): {"text": "x"}})
        assert check(event_store).findings == []
        assert kept[len(b"".join(lines[:8])) :] in _aside(tmp_path)
        event_store.close()


@pytest.mark.parametrize("ends", ["LF", "CRLF"])
def test_one_bit_flipped_anywhere_is_told_and_nothing_else_is_lost(tmp_path: Path, ends: str) -> None:
    whole = _filled(tmp_path)
    if ends == "CRLF":
        whole = whole.replace(b"\n", b"\r\n")
    lines = whole.splitlines(keepends=True)
    starts = [len(b"".join(lines[:number])) for number in range(len(lines))]
    breaks = [place for place, byte in enumerate(whole) if byte in b"\r\n"]
    flips = [(place, 1 << place % 8) for place in range(len(whole))]
    flips += [(place, 1 << bit) for place in breaks for bit in range(8)]
    log = tmp_path / "shadowlog.log"
    log_file = LogFile(str(log))
    for turn, (place, bit) in enumerate(flips):
        damaged = bytearray(whole)
        damaged[place] ^= bit
        line = max(number for number, start in enumerate(starts) if start <= place)
        # The header is line 0. A line end may be damaged without harm to the line.
        hit = [] if place in breaks or line == 0 else [_TEXTS[line - 1]]
        left = [text for text in _TEXTS if text not in hit]
        log.write_bytes(damaged)
        log_file.open()
        found = list(changes_in(log_file, 0, len(damaged)))
        assert any(isinstance(piece, Damage) for piece in found), (place, bit)
        held = [line.content["set"]["text"] for piece in found for line in _of(piece) if "op" in line.content]
        assert held == left, (place, bit)
        # Opening, checking and mending is as long as hundreds of these: a sample of each kind of place.
        if turn % 61 == 0 or place == breaks[-1] or (place in breaks and turn % 7 == 0):
            _put(tmp_path, bytes(damaged))
            event_store = EventStore(str(tmp_path), "a", "d")
            assert check(event_store).findings, (place, bit)
            assert _texts(event_store) == left, (place, bit)
            _write(event_store, {("insights", "x"): {"text": "x"}})
            assert _texts(event_store) == left, (place, bit)
            repair(event_store)
            assert _texts(event_store) == left, (place, bit)
            assert check(event_store).findings == [], (place, bit)
            assert event_store.document(("insights", "x")) == {"text": "x"}
            event_store.close()
    log_file.close()


def _of(piece: list[LogLine] | Damage) -> list[LogLine]:
    return piece if isinstance(piece, list) else []


def test_a_log_that_is_a_link_stays_one(tmp_path: Path) -> None:
    _filled(tmp_path / "data")
    log = tmp_path / "data" / "shadowlog.log"
    (tmp_path / "synced").mkdir()
    real = tmp_path / "synced" / "our.log"
    os.replace(log, real)
    log.symlink_to(real)
    event_store = EventStore(str(tmp_path / "data"), "a", "d")
    compact(event_store)
    _write(event_store, {("insights", "x"): {"text": "x"}})
    real.write_bytes(real.read_bytes()[:-40] + b"?" + real.read_bytes()[-39:])
    event_store.reload()
    repair(event_store)
    event_store.close()
    assert log.is_symlink()
    assert log.resolve() == real.resolve()
    assert sorted(path.name for path in real.parent.iterdir()) == ["our.log"]
    event_store = EventStore(str(tmp_path / "data"), "a", "d")
    assert _texts(event_store) == _TEXTS
    event_store.close()


def test_not_saved_is_said_only_of_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _filled(tmp_path)
    event_store = EventStore(str(tmp_path), "a", "d")

    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("shadowlog.store.log.durable_io.sync", failing)
        broken.setattr("shadowlog.store.log.durable_io.truncate", failing)
        with pytest.raises(PerhapsSaved, match=r"may be in .* or may not"):
            _write(event_store, {("insights", "x"): {"text": "x"}})
    with pytest.raises(SaveFailed, match="may be in"):
        _write(event_store, {("insights", "y"): {"text": "y"}})
    event_store.close()
    again = EventStore(str(tmp_path), "a", "d")
    _write(again, {("insights", "z"): {"text": "z"}})
    assert _texts(again) == _TEXTS
    assert again.document(("insights", "y")) is None
    again.close()


# Clocks ----------------------------------------------------------------------------------------------------------

_FAR_AHEAD = datetime(2099, 1, 1, tzinfo=timezone.utc)


def test_a_save_by_a_clock_far_ahead_dates_nothing_but_itself(tmp_path: Path, clock: Clock) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    _write(event_store, {("insights", "old"): {"text": "before"}})
    with clock(_FAR_AHEAD):
        _write(event_store, {("insights", "far"): {"text": "in 2099"}})
    for process in range(2):
        _write(event_store, {("insights", f"new {process}"): {"text": "now"}})
        (made,) = event_store.operations(("insights", f"new {process}"))
        assert abs((made["clock"] >> 16) / 1000 - time.time()) < 3_600
        _write(event_store, {("insights", "far"): {"text": f"mended {process}"}})
        assert event_store.document(("insights", "far")) == {"text": f"mended {process}"}
        _write(event_store, {("insights", "old"): {"text": f"edited {process}"}})
        assert event_store.document(("insights", "old")) == {"text": f"edited {process}"}
        report = check(event_store)
        assert report.findings == []
        assert any("ahead of this machine's clock" in note for note in report.notes)
        undo(event_store)
        assert event_store.document(("insights", "far")) == {"text": f"mended {process}"}
        assert (event_store.document(("insights", "old")) or {})["text"] != f"edited {process}"
        event_store.flush()
        if process:
            compact(event_store)
            assert event_store.document(("insights", "far")) == {"text": f"mended {process}"}
        event_store.close()
        event_store = EventStore(str(tmp_path), "a", "d")
        assert event_store.document(("insights", "far")) == {"text": f"mended {process}"}
    event_store.close()


def test_a_change_that_touches_a_record_from_far_ahead_is_undone_whole(tmp_path: Path, clock: Clock) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    with clock(_FAR_AHEAD):
        _write(event_store, {("insights", "far"): {"text": "in 2099"}})
    _write(event_store, {("insights", "near"): {"text": "near"}})
    with event_store.change("Both"):
        _write(
            event_store, {("insights", "near"): {"text": "near, edited"}, ("insights", "far"): {"text": "far, edited"}}
        )
    _write(event_store, {("insights", "after"): {"text": "after"}})
    undo(event_store)
    assert undo(event_store).label == "Both"
    assert event_store.document(("insights", "near")) == {"text": "near"}
    assert event_store.document(("insights", "far")) == {"text": "in 2099"}
    event_store.close()


# The lock --------------------------------------------------------------------------------------------------------


def test_reading_does_not_wait_for_whoever_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _filled(tmp_path)
    writer, reader = EventStore(str(tmp_path), "a", "d"), EventStore(str(tmp_path), "a", "d")
    waited: list[float] = []
    real = FileLock._wait

    def wait(lock: FileLock, patience: float) -> None:
        waited.append(patience)
        real(lock, patience)

    monkeypatch.setattr(FileLock, "_wait", wait)
    with writer.locked():
        assert sum(reader.query(lambda index: index.counts()).values()) == 12
        assert _texts(reader) == _TEXTS
        for file in tmp_path.glob("shadowlog.index*"):
            file.unlink()
        fresh = EventStore(str(tmp_path), "a", "d")
        assert _texts(fresh) == _TEXTS
        fresh.close()
    assert waited
    assert max(waited) < 0.25
    writer.close()
    reader.close()


@pytest.mark.parametrize("removed", [True, False])
def test_where_the_log_is_gone_and_its_index_is_not_there_are_no_records(tmp_path: Path, removed: bool) -> None:
    _filled(tmp_path)
    event_store = EventStore(str(tmp_path), "a", "d")
    event_store.flush()
    event_store.close()
    if removed:
        (tmp_path / "shadowlog.log").unlink()
    else:
        (tmp_path / "shadowlog.log").write_bytes(b"")
    event_store = EventStore(str(tmp_path), "a", "d")
    assert event_store.query(Index.counts) == {}
    assert event_store.documents("insights", event_store.query(Index.newest, "insights", 0, 50)) == []
    with pytest.raises(NothingToUndo):
        undo(event_store)
    _write(event_store, {("insights", "n0"): {"text": "number 0"}})
    assert _texts(event_store) == ["number 0"]
    assert not check(event_store).findings
    event_store.close()


@pytest.mark.parametrize("packed", [False, True])
def test_a_check_while_others_save_finds_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    """Another process saves, and puts it into the index, after the log was read and before the index is."""
    _filled(tmp_path)
    event_store, other = EventStore(str(tmp_path), "a", "d"), EventStore(str(tmp_path), "b", "e")
    states = Index.states

    def late(index: Index) -> dict[tuple[str, str], bool]:
        monkeypatch.setattr(Index, "states", states)
        if packed:
            compact(other)
        _write(other, {("insights", "late"): {"text": "late"}, ("insights", "n1"): None})
        other.flush()
        return states(index)

    monkeypatch.setattr(Index, "states", late)
    report = check(event_store)
    assert not report.findings
    assert report.records == {"insights": 12}
    event_store.close()
    other.close()
