"""Undo and redo, by the history in the log.

Undo writes operations that restore what was there before; redo undoes the undo. A field that somebody changed again
since is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shadowlog.domain.errors import NothingToUndo
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.changes import change_of
from shadowlog.store.log.difference import difference
from shadowlog.store.log.operations import Json, Operation, RecordKey, changed_fields, fold, key_of, order

_MISSING = object()


class Change(NamedTuple):
    """Operations that were saved together."""

    id: str
    operations: list[Operation]

    @property
    def label(self) -> str:
        """What it did, in words."""
        return next((operation["label"] for operation in self.operations if "label" in operation), "a change")

    @property
    def undoes(self) -> str:
        """The id of the change it takes back; empty where it takes back none."""
        return next((operation["undoes"] for operation in self.operations if "undoes" in operation), "")


class Undone(NamedTuple):
    """What an undo or redo did."""

    label: str
    kept: int
    """Fields that were left as they are because somebody changed them since."""


def changes(event_store: EventStore) -> Iterator[Change]:
    """Every change, latest first."""
    group: list[Operation] = []
    for operation in event_store.latest_operations():
        if group and change_of(operation) != change_of(group[0]):
            yield _change(group)
            group = []
        group.append(operation)
    if group:
        yield _change(group)


def _change(group: list[Operation]) -> Change:
    return Change(change_of(group[0]), sorted(group, key=order))


def undo(event_store: EventStore) -> Undone:
    """Take back this author's latest change that was not taken back. Raises NothingToUndo, SaveFailed."""
    with event_store.locked():
        taken_back: set[str] = set()
        for change in changes(event_store):
            if change.operations[0]["author"] != event_store.author:
                continue
            if change.id in taken_back:
                continue
            if change.undoes:
                taken_back.add(change.undoes)
            else:
                return _take_back(event_store, change, f"Undo: {change.label}")
    raise NothingToUndo(
        "There is nothing of yours left to undo.",
        "Undo takes back your own changes only. Who changed a record: shadowlog history ID",
    )


def redo(event_store: EventStore) -> Undone:
    """Do again what was undone last, if nothing else was changed since. Raises NothingToUndo, SaveFailed."""
    with event_store.locked():
        taken_back: set[str] = set()
        for change in changes(event_store):
            if change.operations[0]["author"] != event_store.author or change.id in taken_back:
                continue
            if not change.undoes:
                break
            if change.operations[0].get("label", "").startswith("Redo: "):
                taken_back.add(change.undoes)
                continue
            return _take_back(event_store, change, change.label.replace("Undo: ", "Redo: ", 1))
    raise NothingToUndo(
        "There is nothing to redo: your last change was not an undo.", "Redo takes back an undo, right after it."
    )


def take_back(event_store: EventStore, change: Change) -> Undone:
    """Take back a change, however old. Raises SaveFailed."""
    return _take_back(event_store, change, f"Undo: {change.label}")


def _take_back(event_store: EventStore, change: Change, label: str) -> Undone:
    kept = 0
    by_record: dict[RecordKey, list[Operation]] = {}
    for operation in change.operations:
        by_record.setdefault(key_of(operation), []).append(operation)
    with event_store.change(label, undoes=change.id):
        for key, mine in by_record.items():
            kept += _restore(event_store, key, mine)
    return Undone(label.split(": ", 1)[-1], kept)


def _restore(event_store: EventStore, key: RecordKey, mine: list[Operation]) -> int:
    """Restore a record to before a change whose operations on it are ``mine``, but for fields changed since.

    Returns how many fields those are.
    """
    history = event_store.operations(key)
    earlier = [operation for operation in history if order(operation) < order(mine[0])]
    before = fold(earlier, deleted_too=True)
    now = fold(history, deleted_too=True) or {}
    live = fold(history) is not None
    if before is None:
        if live:
            event_store.add([event_store.operation(key, {"gone": True})], {key: None})
        return 0
    after = fold([*earlier, *mine], deleted_too=True) or {}
    target = dict(now)
    kept = 0
    for name, entry in {field for operation in mine for field in changed_fields(operation)}:
        if entry is None:
            documents = (before, after, now, target)
        else:
            target[name] = dict(target.get(name) or {})
            documents = (before.get(name) or {}, after.get(name) or {}, now.get(name) or {}, target[name])
        kept += _put_back(entry or name, *documents)
    parts: Json = difference(now, target)
    was_live = fold(earlier) is not None
    if live != was_live and live == (fold([*earlier, *mine]) is not None):
        parts["gone"] = not was_live
        live = was_live
    if parts:
        event_store.add([event_store.operation(key, parts)], {key: target if live else None})
    return kept


def _put_back(name: str, before: Json, after: Json, now: Json, target: Json) -> int:
    """Set a field of ``target`` to its value in ``before``; 1 where somebody changed it since, and it is left."""
    if now.get(name, _MISSING) != after.get(name, _MISSING):
        return 1
    if name in before:
        target[name] = before[name]
    else:
        target.pop(name, None)
    return 0
