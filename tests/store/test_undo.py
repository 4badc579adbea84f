"""Undo, redo and history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shadowlog.domain.errors import NothingToUndo
from shadowlog.domain.records import Insight, Mention, Objection, Theme
from shadowlog.domain.values import InsightKind, Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import Change, changes, redo, take_back, undo
from shadowlog.store.log.operations import Operation
from shadowlog.store.repository import Repository
from shadowlog.store.tinydb_storage import LogDB
from tests.some import some


def test_an_added_record_is_undone_and_redone(repository: Repository) -> None:
    insight = repository.add(Insight(text="too slow"))
    assert undo(repository.event_store).label == "Add insight"
    assert repository.get(Insight, insight.id) is None
    assert redo(repository.event_store).label == "Add insight"
    assert repository.get(Insight, insight.id) == insight


def test_edits_are_undone_one_after_the_other_and_redone_in_turn(repository: Repository) -> None:
    insight = repository.add(Insight(text="one"))
    repository.edit(insight, text="two")
    repository.edit(insight, text="three", kind=InsightKind.PAIN)
    texts = []
    for step in (undo, undo, redo, redo, undo):
        step(repository.event_store)
        held = repository.need(Insight, insight.id)
        texts.append((held.text, held.kind))
    assert texts == [("two", None), ("one", None), ("two", None), ("three", InsightKind.PAIN), ("two", None)]


def test_after_a_new_change_there_is_nothing_to_redo(repository: Repository) -> None:
    insight = repository.add(Insight(text="one"))
    repository.edit(insight, text="two")
    undo(repository.event_store)
    repository.edit(insight, text="three")
    with pytest.raises(NothingToUndo):
        redo(repository.event_store)


def test_deleting_an_objection_takes_its_mentions_along_and_undo_brings_all_back(repository: Repository) -> None:
    objection = repository.add(Objection(title="Too expensive"))
    mention = repository.add(Mention(objection=objection.id, verbatim="we cannot pay that"))
    assert repository.delete(objection) == 2
    assert repository.get(Mention, mention.id) is None
    undo(repository.event_store)
    assert repository.need(Mention, mention.id).verbatim == "we cannot pay that"
    assert repository.need(Objection, objection.id).title == "Too expensive"


def test_several_records_saved_together_are_undone_together(repository: Repository) -> None:
    insights = [repository.add(Insight(text=str(number))) for number in range(3)]
    theme = repository.add(Theme(name="Cost"))
    with repository.change("Tag 3 insights"):
        for insight in insights:
            repository.edit(insight, signals={theme.id: Stance.RESONATED})
    assert undo(repository.event_store).label == "Tag 3 insights"
    assert all(not repository.need(Insight, insight.id).signals for insight in some(insights))


def test_where_one_of_them_fails_none_is_saved(repository: Repository) -> None:
    def save_two() -> None:
        with repository.change("Two"):
            repository.add(Insight(text="first"))
            repository.add(Insight(text="second", encounter="no-such-id"))

    with pytest.raises(Exception, match="there is no encounter"):
        save_two()
    assert repository.count(Insight) == 0


def test_undo_leaves_what_somebody_else_changed_since(tmp_path: Path) -> None:
    mine, theirs = EventStore(str(tmp_path), "me", "a"), EventStore(str(tmp_path), "you", "b")
    key = LogDB(mine).table("insights").insert({"text": "one", "kind": "pain"})
    LogDB(mine).table("insights").update({"text": "two", "kind": "praise"}, doc_ids=[key])
    LogDB(theirs).table("insights").update({"text": "their word"}, doc_ids=[key])
    assert undo(mine).kept == 1
    assert mine.document(("insights", key)) == {"text": "their word", "kind": "pain"}
    with pytest.raises(NothingToUndo):
        redo(theirs)


def test_two_people_tagging_one_insight_do_not_undo_each_other(tmp_path: Path) -> None:
    mine, theirs = EventStore(str(tmp_path), "me", "a"), EventStore(str(tmp_path), "you", "b")
    key = LogDB(mine).table("insights").insert({"text": "one", "signals": {"x": "neutral"}})
    LogDB(mine).table("insights").update(lambda document: document["signals"].update(a="resonated"), doc_ids=[key])
    LogDB(theirs).table("insights").update(lambda document: document["signals"].update(b="rejected"), doc_ids=[key])
    undo(mine)
    theirs.refresh()
    assert (theirs.document(("insights", key)) or {})["signals"] == {"x": "neutral", "b": "rejected"}


def test_the_history_of_a_record_says_who_changed_what_and_when(repository: Repository) -> None:
    insight = repository.add(Insight(text="one"))
    repository.edit(insight, text="two")
    repository.delete(insight)
    history = repository.event_store.operations(("insights", insight.id))
    assert [operation.get("label") for operation in history] == ["Add insight", "Edit insight", "Delete insight"]
    assert history[1]["set"]["text"] == "two"
    assert {operation["author"] for operation in history} == {repository.event_store.author}
    assert [operation["clock"] for operation in history] == sorted(operation["clock"] for operation in history)


class _Counted(list[Operation]):
    """Operations that count how often one of them is looked at."""

    looked = 0

    def __iter__(self) -> Iterator[Operation]:
        for operation in super().__iter__():
            self.looked += 1
            yield operation


def test_taking_back_a_change_of_many_records_looks_at_each_of_its_operations_equally_often(tmp_path: Path) -> None:
    looked = {}
    for count in (20, 400):
        event_store = EventStore(str(tmp_path / str(count)), "a", "d")
        table = LogDB(event_store).table("insights")
        with event_store.change("many"):
            table.insert_multiple([{"text": "x"} for _ in range(count)])
        change = next(changes(event_store))
        operations = _Counted(change.operations)
        take_back(event_store, Change(change.id, operations))
        assert len(table) == 0
        looked[count] = operations.looked / count
        event_store.close()
    assert looked[400] <= looked[20]


def test_the_changes_of_a_long_log_are_read_in_pages_without_a_gap(tmp_path: Path) -> None:
    event_store = EventStore(str(tmp_path), "a", "d")
    table = LogDB(event_store).table("insights")
    with event_store.change("many"):
        table.insert_multiple([{"text": str(number)} for number in range(450)])
    for number in range(450):
        table.insert({"text": f"single {number}"})
    found = list(changes(event_store))
    assert [len(change.operations) for change in found] == [1] * 450 + [450]
    assert [change.operations[0].get("set", {}).get("text") for change in found[:450]] == [
        f"single {number}" for number in reversed(range(450))
    ]
    event_store.close()
