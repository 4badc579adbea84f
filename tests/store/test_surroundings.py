"""Files that are not what they should be, kinds of record from a newer version, ids from elsewhere."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from shadowlog.domain import records
from shadowlog.domain.records import RECORDS, Encounter, Insight, Person, Theme
from shadowlog.domain.values import EncounterKind, Role, Stance
from shadowlog.services.current_user import become
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log import durable_io
from shadowlog.store.maintenance.snapshot_times import OLDEST, snapshot_due
from shadowlog.store.maintenance.snapshots import superseded, take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.drafts import Drafts
from shadowlog.store.workspace.workspace import Workspace
from tests.store.verbs import run, walk

_ODD = ["pipe", "/dev/zero", "folder", "missing folder"]


def _make(path: Path, what: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    elif what == "/dev/zero":
        path.symlink_to("/dev/zero")
    else:
        path.symlink_to(path.parent / "nowhere" / "at all")


@pytest.mark.parametrize("what", _ODD)
def test_only_ordinary_files_are_read_and_nothing_hangs(workspace: Workspace, tmp_path: Path, what: str) -> None:
    _make(tmp_path / "odd", what)
    # Some of these are a folder, some lead nowhere, and some are not a regular file.
    with pytest.raises(OSError, match=r"regular file|directory|No such file|symbolic links"):
        durable_io.read_file(str(tmp_path / "odd"), 1_000)
    _make(workspace.data / "device.json", what)
    assert workspace.device() == {}
    _make(workspace.data / "drafts" / "left.json", what)
    assert Drafts(str(workspace.data)).of_ended_programs() == []
    done = run("restore", str(tmp_path / "odd"), "--yes")
    assert done.code in (2, 3), done.err
    _make(tmp_path / "settings.toml", what)
    done = run("list", "--where", "since:2026-01-01")
    assert (done.code == 2 and "could not be read" in done.err) or what == "missing folder"


def test_a_file_longer_than_it_may_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 1_001)
    with pytest.raises(OSError, match="larger than 1,000 bytes"):
        durable_io.read_file(str(tmp_path / "long"), 1_000)
    assert durable_io.read_file(str(tmp_path / "long"), 1_001) == b"x" * 1_001


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le with mark", "utf-16-be with mark"])
def test_settings_and_device_are_read_with_a_byte_order_mark(
    workspace: Workspace, tmp_path: Path, encoding: str
) -> None:
    def put(path: Path, text: str) -> None:
        name, _, mark = encoding.partition(" ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((f"\ufeff{text}" if mark else text).encode(name))

    put(tmp_path / "settings.toml", "day_first = false\n# für Größe\n")
    from shadowlog.store.workspace.settings import read_settings

    assert not read_settings().day_first
    put(workspace.data / "device.json", json.dumps({"device": "d", "author": "somebody"}))
    assert workspace.device() == {"device": "d", "author": "somebody"}
    put(tmp_path / "file.json", json.dumps({"insights": {"x": {"text": "größer"}}}))
    assert run("restore", str(tmp_path / "file.json"), "--yes").code == 0
    assert "größer" in run("list", "insights").out


def test_settings_that_are_no_text_are_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'theme = "\xff\xfe"\n')
    done = run("list", "--where", "since:2026-01-01")
    assert done.code == 2
    assert "neither UTF-8 nor UTF-16. Save it as UTF-8." in " ".join(done.err.split())
    (tmp_path / "settings.toml").write_bytes("day_first = true\n".encode("utf-16-le"))
    done = run("list", "--where", "since:2026-01-01")
    assert done.code == 2
    assert "settings.toml" in done.err


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_the_workspace_is_for_its_owner_alone_whatever_the_mask(tmp_path: Path, mask: int) -> None:
    root = tmp_path / "above" / "workspace"
    before = os.umask(mask)
    try:
        with Repository(Workspace(root, "")) as repository:
            become(repository, "Maud", Role.REP)
            repository.add(Insight(text="x"))
            take_snapshot(repository.event_store)
            Drafts(str(root / "data")).keep("form", {"typed": "x"})
    finally:
        os.umask(before)
    found = [tmp_path / "above", root, *root.rglob("*")]
    assert len(found) > 8
    wrong = {str(path): oct(path.stat().st_mode) for path in found if path.stat().st_mode & 0o077}
    assert wrong == {}


def test_snapshots_go_on_beside_files_dated_in_the_future(event_store: EventStore) -> None:
    with event_store.locked():
        event_store.write({("insights", "1"): {"text": "x"}})
    path = take_snapshot(event_store)
    ahead = path.with_name("shadowlog-29990101T000000Z.json")
    no_day = path.with_name("shadowlog-20261399T000000Z.json")
    now = time.time()
    for name in (ahead, no_day):
        name.write_text("{}")
        os.utime(name, (now + 10**9, now + 10**9))
    os.utime(path, (now - OLDEST - 60, now - OLDEST - 60))
    assert snapshot_due(event_store)
    taken = [take_snapshot(event_store) for _ in range(2)]
    assert not snapshot_due(event_store)
    assert all(held.exists() for held in (ahead, no_day, *taken))
    from datetime import datetime, timezone

    assert ahead not in superseded([path, *taken, ahead], datetime.now(timezone.utc))


# A newer version's records ----------------------------------------------------------------------------------------


def with_unknown_kinds(workspace: Workspace) -> str:
    """A log with an insight, and with records of a kind from a newer version around it; the insight's id."""
    with Repository(workspace) as repository:
        become(repository, "Maud", Role.MARKETER)
        theme = repository.add(Theme(name="Cost"))
        call = repository.add(Encounter(kind=EncounterKind.DEMO))
        insight = repository.add(Insight(text="a sound one", encounter=call.id, signals={theme.id: Stance.REJECTED}))
        widgets = repository.db.table("widgets")
        keys = [str(widgets.insert({"name": "big", "encounter": call.id, "insight": insight.id})) for _ in range(3)]
        repository.db.table("insights").insert({"text": "names a widget", "widget": keys[0], "encounter": keys[1]})
        repository.db.table("unknown_names").insert(
            {"name": "Bigco", "names": "widgets", "where": "widgets", "record": keys[0], "field": "widget"}
        )
        repository.db.table("unknown_names").insert(
            {"name": "Bigco", "names": "accounts", "where": "insights", "record": insight.id, "field": "widget"}
        )
    return insight.id


def documents_of_unknown_kinds(repository: Repository) -> dict[str, Any]:
    """The records of kinds this version does not know, as the log has them."""
    return {key: repository.event_store.document(("widgets", key)) for key in repository.ids("widgets")}


def test_records_of_a_kind_this_version_does_not_know_are_kept_skipped_and_named(workspace: Workspace) -> None:
    known = with_unknown_kinds(workspace)
    with Repository(workspace) as repository:
        held = repository.ids("widgets")
        before = documents_of_unknown_kinds(repository)
        assert len(before) == 3
    done = walk(known)
    with Repository(workspace) as repository:
        assert documents_of_unknown_kinds(repository) == before
    assert {command: held.err for command, held in done.items() if held.code not in (0, 5)} == {}
    assert "3 records are of a kind this version does not know: widgets." in done["check"].out
    assert done["export --html --json"].err.count("Briefs written") == 2
    with Repository(workspace) as repository:
        repository.db.table("widgets").update({"name": "bigger"}, doc_ids=[held[1]])
    assert run("export").code == 0, "what changed since the last export is of a kind it does not know"
    for key in held:
        assert run("show", key).code == 3
        assert run("delete", key).code == 3
        assert run("history", key).code == 0
    with Repository(workspace) as repository:
        assert [repository.event_store.document(("widgets", key)) is not None for key in held] == [True] * 3
        assert len(repository.event_store.operations(("widgets", held[0]))) == 1


def test_an_index_made_under_other_declarations_is_made_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = with_unknown_kinds(workspace)
    with Repository(workspace) as repository:
        (call,) = {held.encounter for held in repository.all(Insight) if held.id == known}
        assert not [row for row in repository.references_to(str(call)) if row[0] == "widgets"]
    before = records.schema()

    class Widget(Encounter):
        table = "widgets"

    with monkeypatch.context() as newer:
        newer.setitem(RECORDS, "widgets", Widget)
        assert records.schema() != before
        newer.setattr("shadowlog.store.index.index.LAYOUT", f"of {records.schema()}")
        with Repository(workspace) as repository:
            mark = repository.event_store.checkpoint()
            assert mark is not None
    with Repository(workspace) as repository:
        assert repository.count(Insight) == 2
    assert records.schema() == before


# Ids from elsewhere -----------------------------------------------------------------------------------------------


def test_records_of_a_stock_file_that_share_ids_are_all_reached(workspace: Workspace, tmp_path: Path) -> None:
    tables: dict[str, dict[str, dict[str, Any]]] = {
        "people": {"1": {"name": "Maud"}, "2": {"name": "Ben"}},
        "themes": {"1": {"name": "Cost"}, "2": {"name": "Speed", "parent": "1"}},
        "encounters": {"1": {"kind": "demo", "rep": 2, "personas": ["1"]}, "2": {"kind": "demo"}},
        "insights": {
            "1": {"text": "too dear", "encounter": 1, "signals": {"1": "rejected"}, "author": "2"},
            "2": {"text": "too slow", "encounter": "2"},
        },
        "personas": {"1": {"name": "Purchasing"}},
        "objections": {"7": {"title": "Alone with its id"}},
    }
    file = tmp_path / "stock.json"
    file.write_text(json.dumps(tables))
    assert run("restore", str(file), "--yes").code == 0
    listed = json.loads(run("list", "--json").out)
    assert len(listed) == 10
    assert len({held["id"] for held in listed}) == 10
    assert "7" in {held["id"] for held in listed}
    by = {(held["record"], held.get("text") or held.get("name")): held for held in listed}
    dear = by["insight", "too dear"]
    assert dear["signals"] == {by["theme", "Cost"]["id"]: "rejected"}
    assert dear["author"] == by["person", "Ben"]["id"]
    assert by["theme", "Speed"]["parent"] == by["theme", "Cost"]["id"]
    (where,) = [held for held in listed if held["id"] == dear["encounter"]]
    assert where["rep"] == by["person", "Ben"]["id"]
    assert where["personas"] == [by["persona", "Purchasing"]["id"]]
    assert run("check").out.endswith("All is well.\n")
    for line in run("list").out.splitlines():
        assert run("show", line.split()[0]).code == 0
    assert run("edit", dear["id"], "--text", "far too dear").code == 0
    assert "nothing to restore" not in run("restore", str(file), "--merge", "--yes").out
    assert len(json.loads(run("list", "--json").out)) == 10, "the same file gives the same ids"
    assert run("delete", dear["id"]).code == 0
    assert run("undo").code == 0


def test_records_of_a_log_that_share_ids_are_told_apart_by_their_table(repository: Repository) -> None:
    become(repository, "Maud", Role.MARKETER)
    with repository.change("As an older version restored them"):
        for table, document in (("insights", {"text": "x"}), ("themes", {"name": "Cost"})):
            repository.event_store.write({(table, "1"): document})
    done = run("show", "1")
    assert done.code != 0
    assert "insights:1" in done.err
    assert "themes:1" in done.err
    assert run("show", "insights:1").out.startswith("insight 1")
    assert run("edit", "themes:1", "--name", "Price").code == 0
    assert run("delete", "insights:1").code == 0
    assert run("show", "themes:1").out.startswith("theme 1")
    assert repository.count(Person) == 1
