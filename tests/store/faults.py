"""A scripted run of the store in which one system call fails, or the process dies at it."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shadowlog.domain.errors import ShadowlogError
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.undo import undo
from shadowlog.store.log import durable_io
from shadowlog.store.maintenance.check import check
from shadowlog.store.maintenance.compact import compact
from shadowlog.store.maintenance.snapshots import take_snapshot
from shadowlog.store.tinydb_storage import LogDB
from shadowlog.store.workspace.drafts import Drafts

FAULTS = ("kill", "torn", "eio", "enospc")
CALLS = ("write", "fsync", "fdatasync", "ftruncate", "replace", "unlink")


class Saboteur:
    """Counts the system calls that change files, and lets one of them fail."""

    def __init__(self, at: int, fault: str) -> None:
        self.at = at
        self.fault = fault
        self.count = 0
        self.names: list[str] = []

    def install(self) -> None:
        """Put itself in the way of every call."""
        for name in CALLS:
            setattr(os, name, self._guarded(name, getattr(os, name)))
        durable_io.sync = os.fdatasync

    def _guarded(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.count += 1
            self.names.append(name)
            if self.count != self.at:
                return real(*arguments)
            if self.fault == "kill":
                os._exit(9)
            if self.fault == "torn":
                if name == "write":
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                else:
                    real(*arguments)
                os._exit(9)
            raise OSError(errno.EIO if self.fault == "eio" else errno.ENOSPC, "injected")

        return call


def script(folder: str, acknowledge: Callable[[dict[str, Any]], None]) -> None:
    """Save, edit, delete, undo, snapshot, pack, draft; tell what was acknowledged, and go on after errors."""
    drafts = Drafts(folder)
    state: dict[str, Any] = {}

    def attempt(step: Callable[[], dict[str, Any]]) -> None:
        touched = {edit: next(iter(state), ""), delete: next(reversed(state), ""), take_back: next(reversed(state), "")}
        acknowledge({"begun": touched.get(step, "")})
        try:
            state.update(step())
        except ShadowlogError:
            return
        acknowledge(dict(state))

    event_store = EventStore(folder, "author", "device")
    table = LogDB(event_store).table("insights")

    def insert(name: str) -> Callable[[], dict[str, Any]]:
        def step() -> dict[str, Any]:
            key = str(table.insert({"text": name}))
            return {key: {"text": name}}

        return step

    def several() -> dict[str, Any]:
        with event_store.change("three"):
            keys = [str(table.insert({"text": f"part {number}"})) for number in range(3)]
        return {key: {"text": f"part {number}"} for number, key in enumerate(keys)}

    def edit() -> dict[str, Any]:
        key = next(iter(state))
        table.update({"text": "edited"}, doc_ids=[key])
        return {key: {"text": "edited"}}

    def delete() -> dict[str, Any]:
        key = list(state)[-1]
        table.remove(doc_ids=[key])
        return {key: None}

    def take_back() -> dict[str, Any]:
        key = list(state)[-1]
        undo(event_store)
        return {key: event_store.document(("insights", key))}

    def care(step: Callable[[], object]) -> Callable[[], dict[str, Any]]:
        def run() -> dict[str, Any]:
            step()
            return {}

        return run

    for step in (
        insert("one"), insert("two"), several, edit, care(lambda: drafts.keep("form", {"typed": {"a": "b"}})),
        insert("three"), delete, care(lambda: take_snapshot(event_store)), insert("four"),
        care(lambda: compact(event_store)),
        insert("five"), care(lambda: drafts.drop("form")), take_back, insert("six"),
    ):  # fmt: skip
        if state or step not in (edit, delete, take_back):
            attempt(step)
    drafts.close()
    event_store.close()


def run(folder: Path, at: int, fault: str) -> tuple[dict[str, Any], int]:
    """Run the script in a process of its own; what it acknowledged last, and how many calls it made.

    Where it died in the middle of a step, what that step was changing may be as before or as after: it is left out.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        real_write = os.write
        saboteur = Saboteur(at, fault)
        saboteur.install()
        try:
            script(str(folder), lambda state: _tell(real_write, writing, state))
            _tell(real_write, writing, {"calls": saboteur.count})
        except ShadowlogError:
            os._exit(0)
        except BaseException as error:
            _tell(real_write, writing, {"crash": repr(error)})
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    os.waitpid(pid, 0)
    acknowledged: dict[str, Any] = {}
    calls = 0
    begun = ""
    for state in told:
        assert "crash" not in state, f"at call {at}, {fault}: {state['crash']}"
        if "calls" in state:
            calls, begun = state["calls"], ""
        elif "begun" in state:
            begun = state["begun"]
        else:
            acknowledged, begun = state, ""
    acknowledged.pop(begun, None)
    return acknowledged, calls


def _tell(write: Callable[[int, bytes], int], fd: int, state: dict[str, Any]) -> None:
    write(fd, json.dumps(state).encode() + b"\n")


def problem(folder: Path, acknowledged: dict[str, Any]) -> str:
    """What is wrong with the workspace that the run left, or nothing."""
    try:
        event_store = EventStore(str(folder), "author", "device")
    except ShadowlogError as error:
        return f"unreadable: {error}"
    try:
        for key, document in acknowledged.items():
            held = event_store.document(("insights", key))
            if held != document:
                return f"{key} is {held}, and {document} was acknowledged"
        later = str(LogDB(event_store).table("insights").insert({"text": "afterwards"}))
        if event_store.document(("insights", later)) != {"text": "afterwards"}:
            return "nothing can be saved any more"
        findings = check(event_store).findings
        return "; ".join(finding.what for finding in findings)
    except ShadowlogError as error:
        return f"fails afterwards: {error}"
    finally:
        event_store.close()
