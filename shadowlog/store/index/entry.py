"""What the index keeps of a record: its place in lists, the names it answers to, and whom it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from functools import cache
from typing import Any

from shadowlog.domain.records import RECORDS, UnknownName
from shadowlog.domain.schema.checks import is_storable
from shadowlog.domain.schema.fields import fields_of
from shadowlog.domain.schema.registry import forgettable_kinds
from shadowlog.domain.text.fold import folded
from shadowlog.store.index.schema import RecordEntry
from shadowlog.store.log.operations import Json, Operation


def milliseconds(text: Any, otherwise: int) -> int:
    """Milliseconds since 1970 of a stored moment or day (UTC), ``otherwise`` where it is none."""
    try:
        when = datetime.fromisoformat(text)
        return int((when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        return otherwise


def entry_of(table: str, document: Json | None, clock: int) -> RecordEntry:
    """The entry of a record; ``clock`` is the reading of its first operation, used where it names no date."""
    if document is None:
        return RecordEntry(0, True, (), ())
    made = clock >> 16
    kind = RECORDS.get(table)
    if kind is None:
        return RecordEntry(made, False, (), ())
    at = milliseconds(document.get(kind.dated_by, document.get("created")), made)
    names: list[str] = []
    if kind.declared.named:
        aliases = document.get("aliases", ())
        texts = [document.get(kind.title_field), *(aliases if isinstance(aliases, list) else ())]
        names = [folded(text) for text in texts if isinstance(text, str) and is_storable(text)]
    references: list[tuple[str, str]] = []
    for name in document.keys() & _references(table):
        value = document[name]
        targets = (value,) if isinstance(value, str) else value if isinstance(value, (list, dict)) else ()
        references.extend((target, name) for target in targets if isinstance(target, str) and is_storable(target))
    return RecordEntry(at, False, tuple(dict.fromkeys(name for name in names if name)), tuple(references))


def names_in(operation: Operation) -> Iterator[tuple[str, str]]:
    """(table, name) of every name that an operation gives somebody who may be forgotten, or that was typed for one."""
    table, values = operation["table"], operation.get("set", {})
    if table in RECORDS and RECORDS[table].declared.forgettable:
        aliases = values.get("aliases")
        texts = (values.get(RECORDS[table].title_field), *(aliases if isinstance(aliases, list) else ()))
        yield from ((table, text) for text in texts if isinstance(text, str) and text)
    elif table == UnknownName.table and isinstance(name := values.get("name"), str):
        # Where an operation only mends the name, it may be of any.
        wanted = values.get("names")
        yield from ((kind.table, name) for kind in forgettable_kinds() if wanted in (kind.table, None))


@cache
def _references(table: str) -> frozenset[str]:
    """The fields of a table's records that name other records."""
    return frozenset(name for name, field in fields_of(RECORDS[table]).items() if field.refers) | {"author"}
