"""Any page of a long list: the same records in the same order, whatever was added, dated anew, deleted or undone."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import undo
from shadowlog.store.index import Index, index, ranks
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.tinydb_storage import LogDB


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "BLOCK", 5)
    monkeypatch.setattr(index, "_NEAR", -1)


@pytest.fixture
def event_store(tmp_path: Path) -> Iterator[EventStore]:
    with closing(EventStore(str(tmp_path / "data"), "author", "device")) as opened:
        yield opened


def _moment(chance: random.Random) -> str:
    # Few days, so that many records are of the same moment.
    return f"2026-11-{chance.randrange(1, 9):02}T10:00:00Z"


def _add(event_store: EventStore, chance: random.Random, count: int) -> list[str]:
    documents = [{"text": f"They said {number}", "created": _moment(chance)} for number in range(count)]
    return LogDB(event_store).table("insights").insert_multiple(documents)


def _wrong(event_store: EventStore) -> list[int]:
    """The places at which a page or a position does not agree with the whole list, sorted here."""
    documents = dict(event_store.every_document("insights"))
    numbers = event_store.query(Index.numbers, list(documents))
    ordered = sorted(documents, key=lambda key: (documents[key]["created"], numbers["insights", key]), reverse=True)
    assert ordered
    wrong = []
    for offset in range(len(ordered) + 1):
        page = [key for _, key in event_store.query(Index.newest, "insights", offset, 3)]
        if page != ordered[offset : offset + 3]:
            wrong.append(offset)
    return wrong + [
        place for place, key in enumerate(ordered) if event_store.query(Index.position, "insights", key) != place
    ]


def test_pages_stay_right_whatever_happens_to_the_records(event_store: EventStore) -> None:
    chance = random.Random(4)
    ids = _add(event_store, chance, 120)
    table = LogDB(event_store).table("insights")
    assert _wrong(event_store) == []
    for _ in range(4):
        for key in chance.sample(ids, 10):
            table.update({"created": _moment(chance)}, doc_ids=[key])
        with event_store.change("Delete some"):
            gone = chance.sample(ids, 15)
            table.remove(doc_ids=gone)
        assert _wrong(event_store) == []
        undo(event_store)
        ids += _add(event_store, chance, 7)
        assert _wrong(event_store) == []


def test_one_record_after_the_other_fills_and_divides_the_blocks(event_store: EventStore) -> None:
    chance = random.Random(9)
    for _ in range(60):
        _add(event_store, chance, 1)
        event_store.flush()
    assert _wrong(event_store) == []
    blocks = event_store._index.index.database.execute("SELECT live FROM blocks").fetchall()
    assert len(blocks) > 5
    assert max(live for (live,) in blocks) <= 4 * ranks.BLOCK


def test_an_index_of_a_version_without_blocks_gets_them(event_store: EventStore, tmp_path: Path) -> None:
    _add(event_store, random.Random(2), 50)
    assert _wrong(event_store) == []
    event_store.close()
    with closing(sqlite3.connect(tmp_path / "data" / "shadowlog.index")) as database:
        database.executescript(
            "DROP TRIGGER records_added; DROP TRIGGER records_changed; DELETE FROM blocks;"
            "INSERT INTO blocks VALUES (1, 5, 5, 5)"
        )
    with closing(EventStore(str(tmp_path / "data"), "author", "device")) as again:
        assert _wrong(again) == []
        _add(again, random.Random(3), 30)
        assert _wrong(again) == []


def test_where_the_index_cannot_be_written_every_page_is_there(event_store: EventStore, tmp_path: Path) -> None:
    _add(event_store, random.Random(2), 50)
    assert _wrong(event_store) == []
    event_store.close()
    path = tmp_path / "data" / "shadowlog.index"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TRIGGER records_added; DROP TRIGGER records_changed; DROP TABLE blocks")
    with closing(EventStore(str(tmp_path / "data"), "author", "device")) as again:
        again._index.index.database.execute("PRAGMA query_only=1")
        assert _wrong(again) == []
        assert not again._index.index.ranks.make_blocks()


def test_compacting_keeps_the_order(event_store: EventStore) -> None:
    _add(event_store, random.Random(2), 50)
    compact(event_store)
    assert _wrong(event_store) == []
