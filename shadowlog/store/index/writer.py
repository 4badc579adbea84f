"""Adding operations to the index: where they are in the log, and the entries of the records they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shadowlog.store.index import Index, Place, RecordEntry
from shadowlog.store.index.entry import entry_of, names_in
from shadowlog.store.log.clock import Clock
from shadowlog.store.log.operations import Operation, RecordKey, fold, made_at

Placed = tuple[Operation, Place]
"""An operation, and where in the log it is."""

Read = Callable[[RecordKey, Sequence[Place]], list[Operation]]
"""Reads the operations on a record that are at some places of the log."""


def add_to_index(index: Index, items: Sequence[Placed], clock: Clock, read: Read) -> None:
    """Add operations to an index, and update the entry of every record they change.

    ``clock`` learns of readings that are far ahead of it. Raises sqlite3.Error, and what ``read`` raises.
    """
    numbers: dict[RecordKey, int] = {}
    fresh: dict[RecordKey, Operation | None] = {}
    free = index.next_number()
    rows = []
    limit = clock.limit()
    before = index.last_clock()
    for operation, place in items:
        key = operation["table"], operation["record"]
        number = numbers.get(key)
        if number is None:
            number = index.record(*key)
            if not number:
                number, free = free, free + 1
                fresh[key] = operation
            numbers[key] = number
        elif key in fresh:
            fresh[key] = None
        reading = operation["clock"]
        if reading > limit:
            clock.ahead = True
            reading = _ordering_reading(operation, before, limit)
        before = reading
        rows.append((*place, number, reading))
    index.add_operations(rows)
    if clock.ahead:
        index.set_ahead()
    index.add_names({name for operation, _ in items for name in names_in(operation)})

    def entry(key: RecordKey) -> RecordEntry:
        """The entry of a record, from its only operation where that is known, else from the log."""
        only, number = fresh.get(key), numbers[key]
        operations = [only] if only else read(key, index.places_of([number])[number])
        return entry_of(key[0], fold(operations), min(operation["clock"] for operation in operations))

    index.add_entries([(numbers[key], *key, entry(key)) for key in fresh])
    for key, number in numbers.items():
        if key not in fresh:
            index.set_entry(number, key[0], entry(key))
    if index.has_blocks:
        index.ranks.divide_blocks()


def _ordering_reading(operation: Operation, before: int, limit: int) -> int:
    """The reading that orders an operation whose clock is far ahead.

    It is the time in its id, if that lies between ``before``, the reading of the operation that stands before it in
    the log, and ``limit``; else just after ``before``.
    """
    made = made_at(operation)
    return made << 16 if before >> 16 < made <= limit >> 16 else before + 1
