"""A line of the log: eight hex digits of CRC-32, a blank, JSON, a line feed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from shadowlog.domain.schema.checks import is_storable
from shadowlog.store.log.clock import LATEST
from shadowlog.store.log.operations import Json

if TYPE_CHECKING:
    from types import ModuleType

_FEW = 1_000
"""Lines that are read without orjson: to load it takes as long as some thousand lines without it."""

_WRITTEN = 10
"""How many lines one counts for that is written: others wait for it."""

_orjson: ModuleType | None = None
_options = 0
_without = 0
"""How many lines were read without it, and what those that were written count."""


def _quick_json(lines: int = 1) -> ModuleType | None:
    """orjson; None for the first few lines of a process, such as all of a quick capture."""
    global _without
    _without += lines
    return _load() if _without > _FEW else None


def _load() -> ModuleType:
    global _orjson, _options
    import orjson

    _options = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    _orjson = orjson
    return orjson


class LogLine(NamedTuple):
    """A line of the log that matches its checksum, or one or more blank lines."""

    offset: int
    size: int
    """Bytes, with the line's end."""
    content: Json
    """A valid operation, or the header; empty where the line is blank."""


def valid(content: Json) -> bool:
    """Whether a line's JSON is an operation of the expected shape, or a header."""
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
    "put": lambda value: type(value) is dict and all(type(entries) is dict for entries in value.values()),
    "drop": lambda value: type(value) is dict and all(map(_are_texts, value.values())),
    "gone": lambda value: type(value) is bool,
    "change": _is_text,
    "part": _is_part,
    "undoes": _is_text,
    "label": _is_text,
}
"""The check for each key of an operation that is there."""


def encoded(content: Any) -> bytes:
    """A line of the log: eight hex digits of CRC-32, a blank, JSON, a line feed.

    Raises TypeError where ``content`` is not JSON.
    """
    orjson = _orjson or _quick_json(_WRITTEN)
    if orjson is None and _is_plain(content):
        body = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    else:
        try:
            body = (orjson or _load()).dumps(content, option=_options)
        except TypeError:
            body = _unusual(content)
    return b"%08x %b\n" % (zlib.crc32(body), body)


def _is_plain(content: Any) -> bool:
    """Whether both write a value in the same bytes: there are only texts, whole numbers of 64 bits and the like."""
    match content:
        case bool() | None:
            return True
        case str():
            return type(content) is str and is_storable(content)
        case int():
            return type(content) is int and -(1 << 63) <= content < 1 << 63
        case dict():
            return all(type(key) is str and _is_plain(key) and _is_plain(value) for key, value in content.items())
        case list():
            return all(map(_is_plain, content))
    return False


def as_json(value: Any, *, ordered: bool = False) -> bytes:
    """A value as JSON, also one that orjson refuses (see ``_unusual``); ``ordered`` sorts its keys."""
    import orjson

    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if ordered else None)
    except TypeError:
        return json.dumps(value, sort_keys=ordered).encode()


_DEEPEST = 100
"""The most mappings and lists inside each other that a record may have."""


def _unusual(content: Any) -> bytes:
    """JSON that orjson does not write: whole numbers beyond 64 bits, halves of surrogate pairs.

    It begins with a blank, which tells ``decoded`` that orjson would misread it too.
    """
    return b" " + json.dumps(content, separators=(",", ":")).encode()


def decoded(line: bytes) -> Json | None:
    """The JSON of a line, with or without its line end; None where it does not match its checksum.

    It is empty where the JSON is nested deeper than shadowlog writes, and deeper than other programs can read.
    """
    body = line[9:].rstrip(b"\r\n")
    if line[:9] != b"%08x " % zlib.crc32(body):
        return None
    orjson = _orjson or _quick_json()
    try:
        content = orjson.loads(body) if orjson is not None and body[:1] == b"{" else _unusually_read(body)
    except ValueError:
        content = _unusually_read(body)
    if not isinstance(content, dict):
        return None
    return {} if too_deep(body, content) else content


def too_deep(body: bytes, content: Any) -> bool:
    """Whether a value, given as JSON too, is nested deeper than any record is."""
    if body.count(b"{") + body.count(b"[") <= _DEEPEST:
        return False
    level, depth = [content], 0
    while level:
        depth += 1
        inner: list[Any] = []
        for value in level:
            inner.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        level = inner
    return depth > _DEEPEST


def _unusually_read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
