"""Redaction: taking a person or an account out of every free text, in the log and its history, snapshots and drafts.

The declarations of the fields say what is redacted: free texts are; coded values, ids, dates and the program's own
keys are not. The log comes last, so that an interrupted erasure can be begun again.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, cast

from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.changes import without_repeats
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Json, Operation, RecordKey
from shadowlog.store.maintenance.concerned import BASE, UUID, ConcernedRecords
from shadowlog.store.maintenance.log_rewrite import rewrite

_TOKEN = re.compile(r"\S+")


class Redaction(Protocol):
    """What becomes of each kind of text."""

    word: str
    """The word that stands in place of a forgotten name."""
    keys: set[RecordKey]
    """The records that are forgotten."""

    def text(self, text: str) -> str:
        """A free text."""

    def own_name(self, text: str) -> str:
        """The name of another record."""

    def code(self, text: str) -> str:
        """A text that may be a code or a key."""

    def concerns(self, text: str) -> bool:
        """Whether a text may be changed by any of these, or names somebody in doubt."""

    def names_them(self, text: str) -> bool:
        """Whether a text of any kind surely names whom the redaction is about."""


def redacted_operation(operation: Operation, redaction: Redaction) -> Operation:
    """An operation with every free text redacted; the very same one where that changes nothing."""
    key = operation["table"], operation["record"]
    known = declared(key[0])
    redacted: dict[str, Any] = dict(operation)
    if "set" in redacted:
        redacted["set"] = redacted_document(key, redacted["set"], redaction)
    if "put" in redacted:
        redacted["put"] = redacted_document(key, redacted["put"], redaction)
    if "drop" in redacted:
        redacted["drop"] = {
            _name(name, known, redaction): keys
            if name in known
            else [redaction.code(entry) if isinstance(entry, str) else entry for entry in keys]
            for name, keys in redacted["drop"].items()
        }
    if "clear" in redacted:
        redacted["clear"] = [_name(name, known, redaction) for name in redacted["clear"]]
    if "label" in redacted:
        redacted["label"] = redaction.code(redacted["label"])
    return operation if redacted == operation else cast("Operation", redacted)


def declared(table: str) -> dict[str, Field]:
    """The declared fields of a table's records, none where this version does not know it."""
    return dict(fields_of(RECORDS[table])) if table in RECORDS else {}


def redacted_document(key: RecordKey, document: Json, redaction: Redaction) -> Json:
    """A document, or the fields that an operation sets, with every free text redacted.

    Values of fields and tables that this version does not know are taken for free text, unless they can only be an id
    or a code.
    """
    table, _ = key
    known = declared(table)
    redacted: Json = {}
    for name, value in document.items():
        if name in BASE:
            redacted[name] = value
        elif name in known:
            redacted[name] = _redacted_field(key, known[name], value, redaction)
        else:
            redacted[_free(_name(name, known, redaction), redacted)] = redacted_value(value, redaction)
    return redacted


def _name(name: str, known: dict[str, Field], redaction: Redaction) -> str:
    """The name of a field, redacted where no kind of record declares it: it may hold anything."""
    return name if name in known or name in BASE else redaction.code(name)


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
    """The function that redacts a field's texts."""
    if not is_own_name(key[0], field):
        return redaction.text
    if key in redaction.keys:
        return lambda text: redaction.word if text else text
    # A title is a sentence that may mention somebody; a name can only share words with theirs.
    return redaction.own_name if RECORDS[key[0]].title_field == "name" else redaction.code


def is_own_name(table: str, field: Field) -> bool:
    """Whether a field holds a name of its record."""
    declared = RECORDS[table].declared
    return field.name == "aliases" or (declared.named and field.name == declared.title)


def redacted_value(value: Any, redaction: Redaction) -> Any:
    """A JSON value of no declared field, with every text in it redacted, keys included."""
    match value:
        case str():
            if UUID.fullmatch(value):
                return value
            return redaction.code(value) if _TOKEN.fullmatch(value) and value.islower() else redaction.text(value)
        case list():
            return [redacted_value(inner, redaction) for inner in value]
        case dict():
            redacted: Json = {}
            for key, inner in value.items():
                changed = redaction.code(key) if isinstance(key, str) and not UUID.fullmatch(key) else key
                redacted[_free(changed, redacted)] = redacted_value(inner, redaction)
            return redacted
    return value


def _free(key: Any, taken: Json) -> Any:
    """The key, numbered where it is taken: redacted names may become the same."""
    number, wanted = 1, key
    while key in taken:
        number += 1
        key = f"{wanted} {number}"
    return key


def redact_log(event_store: EventStore, redaction: Redaction, concerned: ConcernedRecords) -> None:
    """Redact the whole history, what others save meanwhile included. Not to be called with the lock held.

    Search index and model of tags lose what only the redacted texts had. Raises SaveFailed; it can then be done again.
    """
    rewrite(event_store, lambda operation: redacted_operation(operation, redaction), concerned)


def concerned_in_order(event_store: EventStore, concerned: ConcernedRecords) -> list[RecordKey]:
    """The records that a redaction may change, deleted ones too, in the order they were first seen."""
    with event_store.guard, contextlib.closing(LogFile(event_store.path)) as log_file:
        event_store.flush()
        keys = concerned.keys(log_file, event_store.read_length)
        numbers = event_store.query(Index.numbers, sorted({record_id for _, record_id in keys}))
        return sorted((key for key in numbers if key in keys), key=numbers.__getitem__)


def every_operation(event_store: EventStore, keys: Iterable[RecordKey]) -> Iterator[Operation]:
    """The operations on some records, record by record, each once."""
    for key in keys:
        yield from without_repeats(event_store.operations(key))
