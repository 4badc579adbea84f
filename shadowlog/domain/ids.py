"""Ids of records: UUIDv7 for the machine, a few characters for people.

A UUIDv7 begins with the clock, so records of one day share their first ten digits and a prefix
would be long. Its last eight digits are random, and it is with these that the id people see begins:
``019aa8f1-2b3c-7d4e-8f5a-1c2d3f9c2a1b`` is called ``3f9c2a1b``, shortened to as few characters as
are not ambiguous in the log. They stand in the full id as well, so a plain text search finds them.
"""

from __future__ import annotations

import re
from os import urandom
from time import time_ns

TAIL = 8
"""How many digits at the end of an id people see, at the most."""

SHORTEST = 4
"""How many characters a short id has at the least."""

_MOST = 0xFFF
"""The highest number that an id counts to within a millisecond."""

_millisecond = 0
"""When the last id was made, by its clock (milliseconds since 1970)."""

_count = 0
"""How many ids were made in that millisecond before it."""


def new_id() -> str:
    """A fresh UUIDv7 in its usual form (RFC 9562), later than every one this process made before.

    Within a millisecond ids are counted (method 1 of section 6.2). It is our own because the libraries load Python's
    ``uuid`` and its ``platform``, which would take a tenth of a quick capture.
    """
    global _millisecond, _count
    now = time_ns() // 1_000_000
    if now > _millisecond:
        _millisecond, _count = now, 0
    elif _count < _MOST:
        _count += 1
    else:
        _millisecond, _count = _millisecond + 1, 0
    random = urandom(8)
    clock, digits = f"{_millisecond:012x}", random.hex()
    return f"{clock[:8]}-{clock[8:]}-7{_count:03x}-{'89ab'[random[0] & 3]}{digits[1:4]}-{digits[4:]}"


def looks_like_short_id(text: str) -> bool:
    """Whether ``text`` could be the short form of an id."""
    return bool(re.fullmatch(rf"[0-9a-fA-F]{{{SHORTEST},{TAIL}}}", text))


def tail(record_id: str) -> str:
    """The part of an id that people see. Ids that are not UUIDs (restored from elsewhere) stay whole."""
    return record_id[-TAIL:]
