"""The difference of two documents, as the parts of an operation."""

from __future__ import annotations

from typing import Any

from shadowlog.store.log.lines import encoded
from shadowlog.store.log.operations import Json


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are stored alike: to Python 1, 1.0 and True are equal, in a log they are not."""
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
        old = before.get(name)
        if name in before and _same(old, value):
            continue
        if isinstance(value, dict) and value and (isinstance(old, dict) or name not in before):
            old = old or {}
            put = {key: entry for key, entry in value.items() if key not in old or not _same(old[key], entry)}
            drop = [key for key in old if key not in value]
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
