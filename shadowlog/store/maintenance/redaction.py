"""Rewriting what people wrote, in the log and its history, in snapshots and drafts: what forgetting needs.

What is rewritten follows from the declarations of the fields: free texts are, coded values, ids, dates and the keys of
the program are not. It goes from the outside in, the log last, so that whoever is interrupted can begin again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.tail import Key
from shadowlog.store.log.operations import Json, Operation
from shadowlog.store.maintenance.compact import lines_of, write_anew

_BASE = ("author", "created", "updated")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"\S+")


class Change(Protocol):
    """What becomes of texts."""

    word: str
    """What a record is called that is forgotten."""
    keys: set[Key]
    """The records that are forgotten."""

    def text(self, text: str) -> str:
        """A free text."""

    def own_name(self, text: str) -> str:
        """What another record is called by."""

    def code(self, text: str) -> str:
        """A text that may be a code or a key."""

    def names_them(self, text: str) -> bool:
        """Whether a text of any kind surely names whom it is about."""


def changed_operation(operation: Operation, change: Change) -> Operation:
    """An operation with every text of people's changed; the same one where nothing is."""
    key = operation["table"], operation["record"]
    known = declared(key[0])
    held: dict[str, Any] = dict(operation)
    if "set" in held:
        held["set"] = changed_document(key, held["set"], change)
    if "put" in held:
        held["put"] = changed_document(key, held["put"], change)
    if "drop" in held:
        held["drop"] = {
            _name(name, known, change): keys
            if name in known
            else [change.code(entry) if isinstance(entry, str) else entry for entry in keys]
            for name, keys in held["drop"].items()
        }
    if "clear" in held:
        held["clear"] = [_name(name, known, change) for name in held["clear"]]
    if "label" in held:
        held["label"] = change.code(held["label"])
    return operation if held == operation else cast("Operation", held)


def declared(table: str) -> dict[str, Field]:
    """The declared fields of a table's records, none where this version does not know it."""
    return dict(fields_of(RECORDS[table])) if table in RECORDS else {}


def changed_document(key: Key, document: Json, change: Change) -> Json:
    """A document, or the fields that an operation sets, with every text of people's changed.

    Fields and tables that this version does not know hold free text, but for what can only be an id or a code.
    """
    table, _ = key
    known = declared(table)
    found: Json = {}
    for name, value in document.items():
        if name in _BASE:
            found[name] = value
        elif name in known:
            found[name] = _changed_field(key, known[name], value, change)
        else:
            found[_free(_name(name, known, change), found)] = changed_value(value, change)
    return found


def _name(name: str, known: dict[str, Field], change: Change) -> str:
    """The name of a field; one that nobody declared may hold anything."""
    return name if name in known or name in _BASE else change.code(name)


def _changed_field(key: Key, field: Field, value: Any, change: Change) -> Any:
    match field.shape:
        case Shape.LINE | Shape.PROSE if isinstance(value, str):
            return value if field.coded else _of_own(key, field, change)(value)
        case Shape.WORDS if isinstance(value, list) and all(isinstance(text, str) for text in value):
            changed = [_of_own(key, field, change)(text) for text in value]
            return value if changed == value else list(dict.fromkeys(changed))
        case Shape.CHOICE if field.values is not None and value in list(field.values):
            return value
        case Shape.REF if isinstance(value, str):
            return value
        case Shape.REFS if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        case Shape.STANCES if isinstance(value, dict) and all(stance in list(Stance) for stance in value.values()):
            return value
        case Shape.DAY | Shape.MOMENT if isinstance(value, str) and re.fullmatch(r"[\d:TZ.+-]+", value):
            return value
    return changed_value(value, change)


def _of_own(key: Key, field: Field, change: Change) -> Callable[[str], str]:
    """What becomes of a field's texts."""
    if not is_own_name(key[0], field):
        return change.text
    if key in change.keys:
        return lambda text: change.word if text else text
    # A title is a sentence that may speak of somebody; a name only shares words.
    return change.own_name if RECORDS[key[0]].title_field == "name" else change.code


def is_own_name(table: str, field: Field) -> bool:
    """Whether a record is called by what a field holds."""
    declared = RECORDS[table].declared
    return field.name == "aliases" or (declared.named and field.name == declared.title)


def changed_value(value: Any, change: Change) -> Any:
    """A value of JSON that nobody declared, with every text in it changed, keys as well."""
    match value:
        case str():
            if _UUID.fullmatch(value):
                return value
            return change.code(value) if _TOKEN.fullmatch(value) and value.islower() else change.text(value)
        case list():
            return [changed_value(held, change) for held in value]
        case dict():
            found: Json = {}
            for key, held in value.items():
                changed = change.code(key) if isinstance(key, str) and not _UUID.fullmatch(key) else key
                found[_free(changed, found)] = changed_value(held, change)
            return found
    return value


def _free(key: Any, taken: Json) -> Any:
    """A key that is not taken yet: two people's names may become the same."""
    number, wanted = 1, key
    while key in taken:
        number += 1
        key = f"{wanted} {number}"
    return key


def rewrite_log(event_store: EventStore, change: Change) -> None:
    """Put the whole history through ``change``, what others save meanwhile included.

    The search index and what was learned from tags are removed, and made anew from the new log. Not to be called
    holding the lock. Raises SaveFailed; it can then be done again.
    """
    write_anew(event_store, lambda operation: changed_operation(operation, change))


def every_operation(event_store: EventStore) -> Iterator[Operation]:
    """Every operation of the log, record by record, each once."""
    after = 0
    while rows := event_store.log.index.every(after, 1_000):
        for _, table, record_id in rows:
            yield from lines_of(event_store, (table, record_id))
        after = rows[-1][0]
