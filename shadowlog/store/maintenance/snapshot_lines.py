"""Redacting a snapshot line by line: each holds one record, and most of them concern nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from shadowlog.store.log.operations import Json
from shadowlog.store.maintenance.concerned import texts_of_document
from shadowlog.store.maintenance.redaction import Redaction, redacted_document

_CHUNK = 1 << 20


class OtherLayout(Exception):
    """A snapshot is not written as this program writes it: it has to be read as a whole."""


class _RecordLine(NamedTuple):
    """A line of a snapshot that holds a record."""

    offset: int
    line: bytes
    table: str
    end: int
    """Where in the line the record ends."""


class SnapshotLines:
    """The lines of snapshots that a redaction may change. One that concerns nobody is looked at once, in however many
    snapshots it stands; and so is a file, as long as it stays the same.
    """

    def __init__(self, redaction: Redaction, about: str) -> None:
        """``about``: the table that says where a snapshot comes from, which stays as it is."""
        self._redaction = redaction
        self._about = about
        self._plain: set[bytes] = set()
        """What stands for each line that concerns nobody."""
        self._files: dict[tuple[str, int, int, int], list[_RecordLine]] = {}

    def changed(self, path: Path) -> list[tuple[int, bytes, bytes]]:
        """(offset, line, redacted line) of each line that changes. Raises OtherLayout, OSError."""
        status = path.stat()
        known = str(path), status.st_ino, status.st_size, status.st_mtime_ns
        if known not in self._files:
            self._files[known] = list(self._concerned(path))
        lines = ((line.offset, line.line, self._redacted(line)) for line in self._files[known])
        return [each for each in lines if each[1] != each[2]]

    def written(self, path: Path, changed: list[tuple[int, bytes, bytes]]) -> Iterator[bytes]:
        """The content of a snapshot with some lines changed. Raises OSError."""
        with path.open("rb") as file:
            done = 0
            for offset, line, redacted in changed:
                yield file.read(offset - done)
                yield redacted
                done = file.seek(offset + len(line))
            while chunk := file.read(_CHUNK):
                yield chunk

    def _concerned(self, path: Path) -> Iterator[_RecordLine]:
        """The lines of a snapshot that may change."""
        table, offset = "", 0
        key = b""
        with path.open("rb") as file:
            for number, line in enumerate(file):
                if number == 0:
                    if not line.startswith(b'{"%b": ' % self._about.encode()):
                        raise OtherLayout
                elif line.endswith(b": {\n"):
                    table = _one(line, b"}")[0]
                    key = blake2b(table.encode(), digest_size=16).digest()
                elif (digest := blake2b(line, digest_size=16, key=key).digest()) not in self._plain:
                    end, record_id, document = _record(line)
                    if self._may_change(table, record_id, document):
                        yield _RecordLine(offset, line, table, end)
                    else:
                        self._plain.add(digest)
                offset += len(line)

    def _may_change(self, table: str, record_id: str, document: Json) -> bool:
        texts = texts_of_document(table, document)
        return (table, record_id) in self._redaction.keys or self._redaction.concerns("\n".join(texts))

    def _redacted(self, line: _RecordLine) -> bytes:
        # Unlike orjson this reads whole numbers beyond 64 bits as they are.
        ((record_id, document),) = json.loads(b"{" + line.line[: line.end] + b"}").items()
        changed = redacted_document((line.table, record_id), document, self._redaction)
        if changed == document:
            return line.line
        return dumped(record_id) + b": " + dumped(changed) + line.line[line.end :]


def _record(line: bytes) -> tuple[int, str, Json]:
    """Where in a line the record ends that it holds, its id, and its document. Raises OtherLayout."""
    body = line.rstrip(b"\n").rstrip(b",")
    # The last record of a table, and of all, is followed by one or two brackets more.
    for end in range(len(body), max(len(body) - 3, 0), -1):
        if not body[end:].strip(b"}"):
            try:
                record_id, document = _one(body[:end])
            except OtherLayout:
                continue
            if isinstance(document, dict):
                return end, record_id, document
    raise OtherLayout


def _one(text: bytes, end: bytes = b"") -> tuple[str, Any]:
    """The only key of a mapping that was written without its brackets, and what belongs to it. Raises OtherLayout."""
    try:
        content: Json = orjson.loads(b"{" + text.rstrip(b"\n") + end + b"}")
    except ValueError:
        raise OtherLayout from None
    if len(content) != 1:
        raise OtherLayout
    return next(iter(content.items()))


def dumped(value: Any) -> bytes:
    """A value as JSON, also one that orjson refuses."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value).encode()
