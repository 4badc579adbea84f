"""TinyDB's own API works on the log as it does on TinyDB's own file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.tinydb_storage import LogDB, OperationTable


def test_what_is_inserted_is_found_by_id_and_by_query(event_store: EventStore) -> None:
    table = LogDB(event_store).table("insights")
    first = table.insert({"text": "too expensive", "kind": "pain"})
    table.insert({"text": "looks simple", "kind": "praise"})
    assert table.get(doc_id=first) == {"text": "too expensive", "kind": "pain"}
    assert [document["text"] for document in table.search(where("kind") == "praise")] == ["looks simple"]
    assert len(table) == 2
    assert isinstance(first, str)


def test_update_upsert_remove_and_operations_are_tinydbs_own(event_store: EventStore) -> None:
    db = LogDB(event_store)
    table = db.table("insights")
    key = table.insert({"text": "a", "n": 1, "extra": True})
    table.update(increment("n"), doc_ids=[key])
    table.update(delete("extra"), where("text") == "a")
    table.update({"kind": "pain"})
    assert table.get(doc_id=key) == {"text": "a", "n": 2, "kind": "pain"}
    assert table.upsert({"text": "b", "n": 5}, where("text") == "b")
    assert table.upsert(Document({"n": 9}, key)) == [key]
    assert {document["text"]: document["n"] for document in table} == {"a": 9, "b": 5}
    table.remove(where("text") == "a")
    assert table.get(doc_id=key) is None
    assert len(table) == 1
    table.truncate()
    assert table.all() == []
    assert db.tables() == set()


def test_a_record_removed_and_inserted_again_is_the_new_one(event_store: EventStore) -> None:
    table = LogDB(event_store).table("insights")
    key = table.insert({"text": "a", "old": 1})
    table.remove(doc_ids=[key])
    table.insert(Document({"text": "b"}, key))
    assert table.get(doc_id=key) == {"text": "b"}
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document({"text": "c"}, key))


def test_tables_can_be_dropped(event_store: EventStore) -> None:
    db = LogDB(event_store)
    db.table("one").insert({"a": 1})
    db.table("two").insert({"b": 2})
    db.drop_table("one")
    assert db.tables() == {"two"}
    db.drop_tables()
    assert db.tables() == set()
    assert len(db.table("two")) == 0


def test_what_is_not_json_is_refused_and_nothing_is_written(event_store: EventStore) -> None:
    table = LogDB(event_store).table("insights")
    with pytest.raises(Exception, match="cannot be stored"):
        table.insert({"text": object()})
    assert len(table) == 0
    assert table.insert({"text": "after"})


def test_a_save_writes_only_what_it_changes(event_store: EventStore) -> None:
    table = LogDB(event_store).table("insights")
    key = table.insert({"text": "x" * 50_000, "signals": {"a": "resonated"}})
    before = event_store.size()
    table.update(lambda document: document["signals"].update(b="rejected"), doc_ids=[key])
    assert event_store.size() - before < 500
    document = table.get(doc_id=key)
    assert document is not None
    assert document["signals"] == {"a": "resonated", "b": "rejected"}
    before = event_store.size()
    table.update({"text": "x" * 50_000}, doc_ids=[key])
    assert event_store.size() == before, "nothing changed, so nothing is written"


def test_numbers_of_any_size_and_odd_texts_come_back(event_store: EventStore) -> None:
    table = LogDB(event_store).table("odd")
    document: dict[str, Any] = {"big": 2**80, "nul": "a\0b", "line": "\u2028", "list": [1, 1.0, True, None], "": "e"}
    key = table.insert(document)
    held = table.get(doc_id=key)
    assert held == document
    assert [type(item) for item in (held or {})["list"]] == [int, float, bool, type(None)]
    table.update({"list": [True, 1, 1.0, None]}, doc_ids=[key])
    assert [type(item) for item in (table.get(doc_id=key) or {})["list"]] == [bool, int, float, type(None)]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)
_steps = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "upsert", "remove", "set"]), st.sampled_from("abc"), _values),
    max_size=12,
)


class _TextIds(OperationTable):
    """Stock behaviour with text ids, to compare with."""

    def __init__(self, storage: Any, name: str, **_: Any) -> None:
        Table.__init__(self, storage, name, cache_size=0)

    def _update_table(self, updater: Any) -> None:
        super(OperationTable, self)._update_table(updater)


class _Stock(TinyDB):
    table_class = _TextIds


def _set_inside(table: Any, value: Any) -> None:
    table.update(lambda document: document.setdefault("m", {}).update(k=value), where("v").exists())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_any_mix_of_writes_ends_as_it_does_in_stock_tinydb(
    steps: list[tuple[str, str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    event_store = EventStore(str(tmp_path_factory.mktemp("data")))
    tables = [LogDB(event_store).table("t"), _Stock(storage=MemoryStorage).table("t")]
    results = []
    for table in tables:
        outcome: list[Any] = []
        for verb, key, value in steps:
            try:
                if verb == "insert":
                    table.insert(Document({"v": value}, key))
                elif verb == "update":
                    table.update({"v": value, "u": [value]}, doc_ids=[key])
                elif verb == "upsert":
                    table.upsert(Document({"w": value}, key))
                elif verb == "remove":
                    table.remove(doc_ids=[key])
                else:
                    _set_inside(table, value)
            except ValueError as error:
                outcome.append(str(error))
        results.append((sorted((str(document.doc_id), repr(dict(document))) for document in table), outcome))
    event_store.close()
    assert [sorted(eval(text).items(), key=str) for _, text in results[0][0]] == [
        sorted(eval(text).items(), key=str) for _, text in results[1][0]
    ]
    assert results[0][1] == results[1][1]
