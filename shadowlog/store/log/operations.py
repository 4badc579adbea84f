"""Operations: what was changed, by whom, when. Everything else is made from these.

An operation says which fields of one record it sets or clears. Fields that hold a mapping (the themes of an insight)
are changed entry by entry with ``put`` and ``drop``, so that two people who tag one insight do not undo each other. A
record is the result of its operations, applied in the order of their clocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NotRequired, TypedDict

from shadowlog.store.log.clock import DAY, clock_seconds

Json = dict[str, Any]

RecordKey = tuple[str, str]
"""A table and the id of a record in it."""


class Operation(TypedDict):
    """One line of the log. Keys that say nothing are left out."""

    op: str
    """Its own UUIDv7."""
    clock: int
    author: str
    device: str
    table: str
    record: str
    set: NotRequired[Json]
    clear: NotRequired[list[str]]
    put: NotRequired[dict[str, Json]]
    drop: NotRequired[dict[str, list[str]]]
    gone: NotRequired[bool]
    """True deletes the record, False brings it back."""
    change: NotRequired[str]
    """The id of the change it belongs to, where that is not its own: the first operation's."""
    part: NotRequired[list[int]]
    """[number from 0, how many], where a change has several operations: they are kept together or not at all."""
    undoes: NotRequired[str]
    """The change that this one takes back."""
    label: NotRequired[str]
    """What the change did, in words."""


def moment_of(operation: Operation) -> float:
    """When an operation was made, in seconds since 1970.

    Its clock says so, unless the record was saved before by a clock far ahead: then its clock had to be later than
    that, and the time in its id counts.
    """
    return made_at(operation) / 1000 or clock_seconds(operation["clock"])


def made_at(operation: Operation) -> int:
    """When an operation's id was made (milliseconds since 1970), where that is over a day before its clock; else 0."""
    digits = operation["op"].replace("-", "")
    if len(digits) == 32 and digits[12] == "7":
        try:
            made = int(digits[:12], 16)
        except ValueError:
            return 0
        if made + (DAY >> 16) < operation["clock"] >> 16:
            return made
    return 0


def fold(operations: Sequence[Operation], *, deleted_too: bool = False) -> Json | None:
    """The record that operations result in; None where there are none, or it is deleted and not ``deleted_too``."""
    if not operations:
        return None
    document: Json = {}
    gone = False
    for operation in operations if len(operations) == 1 else sorted(operations, key=order):
        apply(document, operation)
        gone = operation.get("gone", gone)
    return None if gone and not deleted_too else document


def key_of(operation: Operation) -> RecordKey:
    """The record that an operation changes."""
    return operation["table"], operation["record"]


def order(operation: Operation) -> tuple[int, str, str]:
    """The sorting key of operations: clock, then device and id, so that every machine has the same order."""
    return operation["clock"], operation["device"], operation["op"]


def apply(document: Json, operation: Operation) -> None:
    """Apply an operation to ``document``, in place."""
    document.update(operation.get("set", {}))
    for name in operation.get("clear", ()):
        document.pop(name, None)
    for name, entries in operation.get("put", {}).items():
        mapping = document.get(name)
        document[name] = {**mapping, **entries} if isinstance(mapping, dict) else dict(entries)
    for name, keys in operation.get("drop", {}).items():
        mapping = document.get(name)
        if isinstance(mapping, dict):
            document[name] = {key: value for key, value in mapping.items() if key not in keys}


def changed_fields(operation: Operation) -> Iterator[tuple[str, str | None]]:
    """Each field an operation touches, as (name, entry) with entry None for a whole field."""
    for name in (*operation.get("set", {}), *operation.get("clear", ())):
        yield name, None
    for name, entries in operation.get("put", {}).items():
        yield from ((name, key) for key in entries)
    for name, keys in operation.get("drop", {}).items():
        yield from ((name, key) for key in keys)
