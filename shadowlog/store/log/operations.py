"""Operations: what was changed, by whom, when. Everything else is read from these.

An operation says which fields of one record it sets or clears. Fields that hold a mapping (the themes of an
insight) are changed entry by entry with ``put`` and ``drop``, so that two people who tag one insight do not undo
each other. A record is what is left after its operations in the order of their clocks.

The clock is a hybrid logical clock (Kulkarni et al., 2014): milliseconds since 1970 in the upper 48 bits, a
counter in the lower 16; it never falls behind what it has seen, so the order is kept across machines whose
clocks differ.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, NotRequired, TypedDict

import orjson

from shadowlog.domain.schema.checks import is_storable

Json = dict[str, Any]


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


LATEST = 2**63 - 1
"""The last reading a clock can have."""

_DAY = 24 * 3_600_000 << 16


class Clock:
    """A hybrid logical clock.

    A reading more than a day ahead of this machine's own clock comes from a machine whose clock is wrong: it does not
    pull this one along, or every later operation would be dated with it.
    """

    def __init__(self) -> None:
        self.head = 0
        self.ahead = False
        """Whether any reading was seen that is more than a day ahead."""

    @staticmethod
    def limit() -> int:
        """The latest reading that is believed: a day ahead of this machine's clock."""
        return (time.time_ns() // 1_000_000 << 16) + _DAY

    def tick(self) -> int:
        """The next reading, later than every one given or seen before that is believed."""
        now = time.time_ns() // 1_000_000 << 16
        if now > self.head:
            self.head = now
        elif self.head > now + _DAY:
            self.head, self.ahead = now, True
        else:
            self.head += 1
        return self.head

    def see(self, reading: int) -> None:
        """Take note of another's reading."""
        if reading > self.head:
            if reading > self.limit():
                self.ahead = True
            else:
                self.head = reading


def clock_seconds(reading: int) -> float:
    """Seconds since 1970 of a clock reading."""
    return (reading >> 16) / 1000


def moment_of(operation: Operation) -> float:
    """When an operation was made, in seconds since 1970.

    Its clock says so; but an edit of a record that was saved by a clock far ahead stands behind that, and was made
    when its own id says.
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
        if made + (_DAY >> 16) < operation["clock"] >> 16:
            return made
    return 0


class Line(NamedTuple):
    """A whole line of the log that matched its checksum, or one or more blank lines."""

    offset: int
    size: int
    """Bytes, with the line's end."""
    content: Json
    """What it holds: a valid operation, the header, or nothing where it is blank."""


def valid(content: Json) -> bool:
    """Whether a line says what a log's line may say: an operation of the expected shape, or a header."""
    if "op" not in content:
        return type(content.get("shadowlog")) is int and type(content.get("generation")) is str
    if not content.keys() >= _NEEDED:
        return False
    for name, value in content.items():
        fits = _SHAPES.get(name)
        if fits is not None and not fits(value):
            return False
    return True


_NEEDED = {"op", "clock", "author", "device", "table", "record"}


def _is_text(value: Any) -> bool:
    return type(value) is str and (value.isascii() or is_storable(value))


def _are_texts(value: Any) -> bool:
    return type(value) is list and all(type(item) is str for item in value)


def _is_part(value: Any) -> bool:
    return (
        type(value) is list
        and len(value) == 2
        and type(value[0]) is int
        and type(value[1]) is int
        and 0 <= value[0] < value[1]
    )


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "op": lambda value: value != "" and _is_text(value),
    "clock": lambda value: type(value) is int and 0 < value <= LATEST,
    "author": _is_text,
    "device": _is_text,
    "table": lambda value: value != "" and _is_text(value),
    "record": lambda value: value != "" and _is_text(value),
    "set": lambda value: type(value) is dict,
    "clear": _are_texts,
    "put": lambda value: type(value) is dict and all(type(held) is dict for held in value.values()),
    "drop": lambda value: type(value) is dict and all(map(_are_texts, value.values())),
    "gone": lambda value: type(value) is bool,
    "change": _is_text,
    "part": _is_part,
    "undoes": _is_text,
    "label": _is_text,
}
"""What each part of an operation may be, where it is there."""


def encoded(content: Any) -> bytes:
    """A line of the log: eight hex digits of CRC-32, a blank, JSON, a line feed.

    Raises TypeError where ``content`` is not JSON.
    """
    try:
        body = orjson.dumps(content, option=_OPTIONS)
    except TypeError:
        body = _unusual(content)
    return b"%08x %b\n" % (zlib.crc32(body), body)


def as_json(value: Any, *, ordered: bool = False) -> bytes:
    """A value as JSON, whatever a log may hold, also what orjson refuses; ``ordered``: keys in their order."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if ordered else None)
    except TypeError:
        import json

        return json.dumps(value, sort_keys=ordered).encode()


_DEEPEST = 100
"""Mappings and lists inside each other."""

_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def _unusual(content: Any) -> bytes:
    """JSON that orjson does not write: whole numbers beyond 64 bits, halves of surrogate pairs. It begins with a
    blank, by which ``decoded`` knows that orjson would not read it right either.
    """
    import json

    return b" " + json.dumps(content, separators=(",", ":")).encode()


def decoded(line: bytes) -> Json | None:
    """What a line holds, with or without its end, or None where it does not match its checksum.

    Nothing is what it holds where it is nested deeper than anything shadowlog writes, and than others can read.
    """
    body = line[9:].rstrip(b"\r\n")
    if line[:9] != b"%08x " % zlib.crc32(body):
        return None
    try:
        content = orjson.loads(body) if body[:1] == b"{" else _unusually_read(body)
    except ValueError:
        content = _unusually_read(body)
    if not isinstance(content, dict):
        return None
    return {} if too_deep(body, content) else content


def too_deep(body: bytes, content: Any) -> bool:
    """Whether a value, given as JSON too, is nested deeper than any record is."""
    if body.count(b"{") + body.count(b"[") <= _DEEPEST:
        return False
    held, depth = [content], 0
    while held:
        depth += 1
        inner: list[Any] = []
        for value in held:
            inner.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        held = inner
    return depth > _DEEPEST


def _unusually_read(body: bytes) -> Any:
    import json

    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def fold(operations: Sequence[Operation], *, dead_too: bool = False) -> Json | None:
    """The record that operations come to, or None where there are none, or it is deleted and not ``dead_too``."""
    if not operations:
        return None
    document: Json = {}
    gone = False
    for operation in operations if len(operations) == 1 else sorted(operations, key=order):
        apply(document, operation)
        gone = operation.get("gone", gone)
    return None if gone and not dead_too else document


def order(operation: Operation) -> tuple[int, str, str]:
    """What operations are sorted by: their clock, then the device and id, so that everyone sorts alike."""
    return operation["clock"], operation["device"], operation["op"]


def apply(document: Json, operation: Operation) -> None:
    """Change ``document`` as the operation says."""
    document.update(operation.get("set", {}))
    for name in operation.get("clear", ()):
        document.pop(name, None)
    for name, entries in operation.get("put", {}).items():
        held = document.get(name)
        document[name] = {**held, **entries} if isinstance(held, dict) else dict(entries)
    for name, keys in operation.get("drop", {}).items():
        held = document.get(name)
        if isinstance(held, dict):
            document[name] = {key: value for key, value in held.items() if key not in keys}


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are stored alike. To Python 1, 1.0 and True are equal; to a reader they are not."""
    if type(one) is str or type(other) is str:
        return bool(one == other)
    return bool(one == other) and encoded(one) == encoded(other)


def difference(before: Json | None, after: Json | None) -> Json:
    """The parts of an operation (set, clear, put, drop, gone) that turn one document into the other. Empty if none."""
    if after is None:
        return {} if before is None else {"gone": True}
    if before is None:
        return {"set": after}
    parts: Json = {}
    for name, value in after.items():
        held = before.get(name)
        if name in before and _same(held, value):
            continue
        if isinstance(value, dict) and value and (isinstance(held, dict) or name not in before):
            held = held or {}
            put = {key: entry for key, entry in value.items() if key not in held or not _same(held[key], entry)}
            drop = [key for key in held if key not in value]
            if put:
                parts.setdefault("put", {})[name] = put
            if drop:
                parts.setdefault("drop", {})[name] = drop
        else:
            parts.setdefault("set", {})[name] = value
    clear = [name for name in before if name not in after]
    if clear:
        parts["clear"] = clear
    return parts


def changed_fields(operation: Operation) -> Iterator[tuple[str, str | None]]:
    """Each field an operation touches, as (name, entry) with entry None for a whole field."""
    for name in (*operation.get("set", {}), *operation.get("clear", ())):
        yield name, None
    for name, entries in operation.get("put", {}).items():
        yield from ((name, key) for key in entries)
    for name, keys in operation.get("drop", {}).items():
        yield from ((name, key) for key in keys)
