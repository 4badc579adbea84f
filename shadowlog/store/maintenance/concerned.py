"""Which records a redaction may change: found by one quick look at every line, so that the others are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

import orjson

from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.store.log import durable_io
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Json, RecordKey
from shadowlog.store.log.salvage import Damage, salvage

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What every text of which stays as it is, unless it is a free text."""

BASE = ("author", "created", "updated")
"""The fields that every record has, and of which no redaction changes any."""

_CHUNK = 1 << 20


class Concerning(Protocol):
    """What tells whom a redaction is about."""

    keys: set[RecordKey]
    """The records that are forgotten."""

    def concerns(self, text: str) -> bool:
        """Whether a text, or several one below the other, may name them; where in doubt, it does."""


class ConcernedRecords:
    """The records of a log that a redaction may change. What was looked at once is not looked at again."""

    def __init__(self, redaction: Concerning) -> None:
        self._redaction = redaction
        self._keys: set[RecordKey] = set()
        self._generation = ""
        self._length = 0

    def keys(self, log_file: LogFile, length: int) -> set[RecordKey]:
        """Those with an operation in the first ``length`` bytes of the log in which somebody may be named."""
        if log_file.generation != self._generation or length < self._length:
            self._generation, self._length = log_file.generation, 0
            self._keys.clear()
        for content in _contents(log_file, self._length, length):
            table, record_id = content.get("table"), content.get("record")
            if isinstance(table, str) and isinstance(record_id, str):
                key = table, record_id
                if key not in self._keys and self._redaction.concerns("\n".join(texts_in(table, content))):
                    self._keys.add(key)
        self._length = length
        return self._keys | self._redaction.keys


def _contents(log_file: LogFile, start: int, end: int) -> Iterator[Json]:
    """What the lines of a log hold. Their checksums are not looked at: one that is damaged does no harm here."""
    rest, offset = b"", start
    while offset < end and (data := durable_io.read_at(log_file.fd, min(_CHUNK, end - offset), offset)):
        offset += len(data)
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield from _content(line)
    yield from _content(rest)


def _content(line: bytes) -> Iterator[Json]:
    try:
        content = orjson.loads(line[9:])
    except ValueError:
        content = None
    if isinstance(content, dict):
        yield content
    else:
        yield from (piece.content for piece in salvage(line + b"\n", 0) if not isinstance(piece, Damage))


def texts_in(table: str, operation: Json) -> Iterator[str]:
    """Every text in an operation on a record of a table that a redaction may change."""
    free = _free_texts(table)
    for part in ("set", "put"):
        values = operation.get(part)
        if isinstance(values, dict):
            yield from texts_of_document(table, values)
    for part in ("drop", "clear", "label"):
        if part in operation:
            yield from _strings(operation[part], uuids=bool(free))


def texts_of_document(table: str, document: Json) -> Iterator[str]:
    """Every text in a document, or in the fields that an operation sets, that a redaction may change."""
    free, known = _free_texts(table), _known(table)
    for name, value in document.items():
        if name in BASE:
            continue
        if name not in known:
            yield str(name)
        if type(value) is str:
            if name in free or not UUID.fullmatch(value):
                yield value
        elif value.__class__ in (list, dict):
            yield from _strings(value, uuids=name in free)


def _strings(value: Any, *, uuids: bool) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        if uuids or not UUID.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key, uuids=uuids)
            yield from _strings(inner, uuids=uuids)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, uuids=uuids)


@cache
def _known(table: str) -> frozenset[str]:
    return frozenset(fields_of(RECORDS[table])) if table in RECORDS else frozenset()


@cache
def _free_texts(table: str) -> frozenset[str]:
    """The fields of a table that hold text which people write."""
    fields = fields_of(RECORDS[table]) if table in RECORDS else {}
    return frozenset(name for name, field in fields.items() if field.shape in (Shape.LINE, Shape.PROSE, Shape.WORDS))
