"""Merges two records that mean the same, and takes a merge back.

Everything that refers to one record is changed to refer to the other, which gets the names of both. It is one change,
so it can be taken back exactly at any later time, except for what was changed since.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shadowlog.domain.errors import NothingToUndo, RuleBroken
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.schema.registry import can_be_merged
from shadowlog.domain.text.fold import folded
from shadowlog.store.events.undo import Undone, changes, take_back
from shadowlog.store.log.changes import change_of
from shadowlog.store.names import MERGE
from shadowlog.store.repository import Repository


class Merged(NamedTuple):
    """What a merge did."""

    record: Record
    """The record that stays."""
    moved: int
    """How many records refer to it instead of the other."""


def merge(repository: Repository, loser: Record, winner: Record) -> Merged:
    """Merge ``loser`` into ``winner`` and delete ``loser``. Raises RuleBroken, SaveFailed."""
    kind = type(winner)
    if type(loser) is not kind:
        raise RuleBroken(
            "Only two records of the same kind can be merged. These are: "
            f"{loser.singular} “{loser.heading}”, {winner.singular} “{winner.heading}”.",
            f"Choose two of the same kind: {_mergeable()}.",
        )
    if not can_be_merged(kind):
        raise RuleBroken(
            f"{kind.declared.plural.capitalize()} cannot be merged, since {kind.declared.one} has no other names.",
            f"These can be merged: {_mergeable()}.",
        )
    if loser.id == winner.id:
        raise RuleBroken("That is the same record twice.", "Choose two records.")
    with repository.change(f"{MERGE}{kind.singular}"):
        # Read both again: names may have been added since.
        loser, winner = repository.need(kind, loser.id), repository.need(kind, winner.id)
        moved = 0
        for table, record_id, field in repository.references_to(loser.id):
            record = repository.get(RECORDS[table], record_id) if table in RECORDS else None
            if record is not None and field in fields_of(type(record)) and record_id != winner.id:
                repository.edit(record, **{field: _renamed(record, field, loser.id, winner.id)})
                moved += 1
        names = loser.answers_to
        folded_names = set(map(folded, winner.answers_to))
        aliases = [name for name in names if folded(name) not in folded_names]
        changed: dict[str, Any] = {"aliases": (*getattr(winner, "aliases", ()), *aliases)}
        if getattr(winner, "parent", None) == loser.id:
            changed["parent"] = getattr(loser, "parent", None)
        # Deleting the one frees its names for the other.
        repository.delete(loser)
        merged = repository.edit(winner, **changed)
    return Merged(merged, moved)


def _mergeable() -> str:
    """The kinds of record that can be merged, in words."""
    return ", ".join(kind.declared.plural for kind in RECORDS.values() if can_be_merged(kind))


def _renamed(record: Record, field: str, loser: str, winner: str) -> Any:
    """A field's value with one id in place of the other."""
    value = getattr(record, field)
    match fields_of(type(record))[field].shape:
        case Shape.REFS:
            return tuple(dict.fromkeys(winner if key == loser else key for key in value))
        case Shape.STANCES:
            # If both were tagged, the stance of the one that stays counts.
            moved = {winner if key == loser else key: stance for key, stance in value.items()}
            return {**moved, winner: value.get(winner, value[loser])}
    return winner


def unmerge(repository: Repository, key: tuple[str, str]) -> Undone:
    """Take back the latest merge that a record was part of, on either side. Raises NothingToUndo, SaveFailed."""
    event_store = repository.event_store
    with event_store.locked():
        merges = {
            change_of(operation)
            for operation in event_store.operations(key)
            # In a change of several operations only the first has the label; the merged record's is one of the last.
            if operation.get("label", MERGE).startswith(MERGE)
        }
        taken_back: set[str] = set()
        for change in changes(event_store):
            if change.undoes:
                taken_back.add(change.undoes)
            elif change.id in merges and change.label.startswith(MERGE) and change.id not in taken_back:
                return take_back(event_store, change)
    raise NothingToUndo(
        "This record was never merged, or the merge was taken back already.",
        f"To see what was done to it: shadowlog history {key[1]}",
    )
