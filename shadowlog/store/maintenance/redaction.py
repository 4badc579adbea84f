"""Rewriting what people wrote, in the log and its history, in snapshots and drafts: what forgetting needs.

What is rewritten follows from the declarations of the fields: free texts are, coded values, ids, dates and the keys of
the program are not. It goes from the outside in, the log last, so that whoever is interrupted can begin again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

from shadowlog.domain.records import RECORDS, UnknownName
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.operations import Json, Operation, RecordKey
from shadowlog.store.maintenance.log_rewrite import rewrite, without_repeats

_PAGE = 1_000
_BASE = ("author", "created", "updated")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"\S+")


class Redaction(Protocol):
    """What becomes of texts."""

    word: str
    """What a record is called that is forgotten."""
    keys: set[RecordKey]
    """The records that are forgotten."""

    def text(self, text: str) -> str:
        """A free text."""

    def own_name(self, text: str) -> str:
        """What another record is called by."""

    def code(self, text: str) -> str:
        """A text that may be a code or a key."""

    def names_them(self, text: str) -> bool:
        """Whether a text of any kind surely names whom it is about."""


def redacted_operation(operation: Operation, redaction: Redaction) -> Operation:
    """An operation with every text of people's changed; the same one where nothing is."""
    key = operation["table"], operation["record"]
    known = declared(key[0])
    held: dict[str, Any] = dict(operation)
    if "set" in held:
        held["set"] = redacted_document(key, held["set"], redaction)
    if "put" in held:
        held["put"] = redacted_document(key, held["put"], redaction)
    if "drop" in held:
        held["drop"] = {
            _name(name, known, redaction): keys
            if name in known
            else [redaction.code(entry) if isinstance(entry, str) else entry for entry in keys]
            for name, keys in held["drop"].items()
        }
    if "clear" in held:
        held["clear"] = [_name(name, known, redaction) for name in held["clear"]]
    if "label" in held:
        held["label"] = redaction.code(held["label"])
    return operation if held == operation else cast("Operation", held)


def declared(table: str) -> dict[str, Field]:
    """The declared fields of a table's records, none where this version does not know it."""
    return dict(fields_of(RECORDS[table])) if table in RECORDS else {}


def redacted_document(key: RecordKey, document: Json, redaction: Redaction) -> Json:
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
            found[name] = _redacted_field(key, known[name], value, redaction)
        else:
            found[_free(_name(name, known, redaction), found)] = redacted_value(value, redaction)
    return found


def _name(name: str, known: dict[str, Field], redaction: Redaction) -> str:
    """The name of a field; one that nobody declared may hold anything."""
    return name if name in known or name in _BASE else redaction.code(name)


def _redacted_field(key: RecordKey, field: Field, value: Any, redaction: Redaction) -> Any:
    match field.shape:
        case Shape.LINE | Shape.PROSE if isinstance(value, str):
            return value if field.coded else _of_own(key, field, redaction)(value)
        case Shape.WORDS if isinstance(value, list) and all(isinstance(text, str) for text in value):
            changed = [_of_own(key, field, redaction)(text) for text in value]
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
    return redacted_value(value, redaction)


def _of_own(key: RecordKey, field: Field, redaction: Redaction) -> Callable[[str], str]:
    """What becomes of a field's texts."""
    if not is_own_name(key[0], field):
        return redaction.text
    if key in redaction.keys:
        return lambda text: redaction.word if text else text
    # A title is a sentence that may speak of somebody; a name only shares words.
    return redaction.own_name if RECORDS[key[0]].title_field == "name" else redaction.code


def is_own_name(table: str, field: Field) -> bool:
    """Whether a record is called by what a field holds."""
    kind = RECORDS[table]
    # An unknown name is what somebody typed, and nothing is called by it.
    is_title = field.name == kind.title_field and field.name in ("name", "title") and kind is not UnknownName
    return field.name == "aliases" or is_title


def redacted_value(value: Any, redaction: Redaction) -> Any:
    """A value of JSON that nobody declared, with every text in it changed, keys as well."""
    match value:
        case str():
            if _UUID.fullmatch(value):
                return value
            return redaction.code(value) if _TOKEN.fullmatch(value) and value.islower() else redaction.text(value)
        case list():
            return [redacted_value(held, redaction) for held in value]
        case dict():
            found: Json = {}
            for key, held in value.items():
                changed = redaction.code(key) if isinstance(key, str) and not _UUID.fullmatch(key) else key
                found[_free(changed, found)] = redacted_value(held, redaction)
            return found
    return value


def _free(key: Any, taken: Json) -> Any:
    """A key that is not taken yet: two people's names may become the same."""
    number, wanted = 1, key
    while key in taken:
        number += 1
        key = f"{wanted} {number}"
    return key


def redact_log(event_store: EventStore, redaction: Redaction) -> None:
    """Redact the whole history, what others save meanwhile included. Not to be called with the lock held.

    Search index and model of tags are removed, and made anew from the new log. Raises SaveFailed; it can then be done
    again.
    """
    rewrite(event_store, lambda operation: redacted_operation(operation, redaction))


def every_operation(event_store: EventStore) -> Iterator[Operation]:
    """Every operation of the log, record by record, each once."""
    after = 0
    while rows := event_store.query(Index.every, after, _PAGE):
        for _, table, record_id in rows:
            yield from without_repeats(event_store.operations((table, record_id)))
        after = rows[-1][0]
