"""Every system call of a verb fails once, or the process dies at it: the log is as before or as after, never less."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shadowlog.domain.records import Account, Asset, ContentRequest, Encounter, Insight, Mention, Objection, Theme
from shadowlog.domain.values import EncounterKind, Role, Stance
from shadowlog.services.current_user import become
from shadowlog.store.log import durable_io
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace
from tests.store import faults
from tests.store.verbs import Done, run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks")

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")

VERBS: dict[str, tuple[str, ...]] = {
    "forget": ("forget", "Quorrax Industries", "--confirm", "Quorrax Industries"),
    "restore": ("restore", "SNAPSHOT", "--yes"),
    "merge": ("merge", "=Zubrin Works", "=Zubrin Works Limited"),
    "undo": ("undo",),
    "ship": ("ship", "=A page on cost", "The cost page"),
    "repair": ("check", "--repair"),
    "pack": ("pack",),
    "export": ("export",),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace with something for every verb to do, among it a damaged line."""
    root = tmp_path_factory.mktemp("prepared") / "workspace"
    with Repository(Workspace(root, "")) as repository:
        become(repository, "Maud", Role.MARKETER)
        accounts = [repository.add(Account(name=name)) for name in ("Quorrax Industries", "Zubrin Works")]
        kept = repository.add(Account(name="Zubrin Works Limited"))
        theme = repository.add(Theme(name="Cost"))
        call = repository.add(Encounter(kind=EncounterKind.DEMO, account=accounts[0].id))
        lost = repository.add(Insight(text="this line will be damaged"))
        repository.add(
            Insight(text="Quorrax Industries finds it slow", encounter=call.id, signals={theme.id: Stance.REJECTED})
        )
        objection = repository.add(Objection(title="Too expensive"))
        repository.add(Mention(objection=objection.id, account=accounts[1].id, verbatim="far too much"))
        repository.add(ContentRequest(use_case="A page on cost", account=kept.id))
        take_snapshot(repository.event_store)
        with repository.change("Three"):
            for number in range(3):
                repository.add(Insight(text=f"after the snapshot {number}"))
    log = root / "data" / "shadowlog.log"
    log.write_bytes(log.read_bytes().replace(b"this line will be damaged", b"this line was damaged now"))
    with Repository(Workspace(root, "")) as repository:
        assert repository.get(Insight, lost.id) is None
        assert repository.count(Asset) == 0
    return root


def _state(root: Path, known: frozenset[str] | None = None) -> tuple[list[str], frozenset[str]]:
    """Every record that is there, made comparable between runs; the ids of all records, deleted ones too."""
    with Repository(Workspace(root, "")) as repository:
        rows = repository.event_store.query(lambda index: index.every(0, 10_000))
        ids = frozenset(record_id for _, _, record_id in rows)
        told = []
        for _, table, record_id in rows:
            document: dict[str, Any] | None = repository.event_store.document((table, record_id))
            if document is not None:
                document = {name: held for name, held in document.items() if name not in ("created", "updated")}
                told.append(json.dumps([table, record_id, document], sort_keys=True))
    known = ids if known is None else known
    return sorted(_UUID.sub(lambda held: held[0] if held[0] in known else "NEW", text) for text in told), ids


def _sabotaged(command: tuple[str, ...], at: int, fault: str) -> tuple[Done, int]:
    """Run a command, the call number ``at`` failing, and say how many calls it made."""
    saboteur = faults.Saboteur(at, fault)
    held: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in faults.CALLS}
    sync = durable_io.sync
    saboteur.install()
    try:
        return run(*command), saboteur.count
    finally:
        for name, real in held.items():
            setattr(os, name, real)
        durable_io.sync = sync


def _killed(command: tuple[str, ...], at: int) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            _sabotaged(command, at, "kill")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


@pytest.mark.parametrize("verb", VERBS)
def test_whatever_call_fails_the_log_is_as_before_or_as_after(
    prepared: Path, tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fresh(name: str) -> tuple[Path, tuple[str, ...]]:
        root = tmp_path / name
        shutil.copytree(prepared, root, symlinks=True)
        monkeypatch.setenv("SHADOWLOG_WORKSPACE", str(root))
        snapshot = next((root / "data" / "backups").glob("shadowlog-*.json"))
        words = {"SNAPSHOT": str(snapshot), **ids}
        return root, tuple(words.get(word, word) for word in VERBS[verb])

    with Repository(Workspace(prepared, "")) as repository:
        records = [*repository.all(Account), *repository.all(ContentRequest)]
        ids = {f"={record.heading}": record.id for record in records}
    before, known = _state(prepared)
    root, command = fresh("whole")
    done, calls = _sabotaged(command, 0, "eio")
    assert done.code in (0, 5), done.err
    after, _ = _state(root, known)
    assert calls > 1
    for at in range(1, calls + 1):
        for fault in ("eio", "enospc", "kill") if at % 3 == 0 else ("eio", "kill"):
            where = f"{verb}, call {at}, {fault}"
            root, command = fresh(f"{at}-{fault}")
            if fault == "kill":
                _killed(command, at)
            else:
                _sabotaged(command, at, fault)
            state, _ = _state(root, known)
            assert state in (before, after), where
            if state == before:
                again = run(*command)
                assert again.code in (0, 5), f"{where}: {again.err}"
                assert _state(root, known)[0] == after, where
            with Repository(Workspace(root, "")) as repository:
                repository.add(Insight(text="afterwards"))
                assert not [held for held in check(repository.event_store).findings if "index" in held.what], where
            shutil.rmtree(root)
