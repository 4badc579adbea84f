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

_STEP = 40
"""Bits of the random step between two ids of one millisecond: more than people see of an id."""

_last = 0
"""The id that was made last, as a number without version and variant."""


def new_id() -> str:
    """A fresh UUIDv7 in its usual form (RFC 9562), later than every one this process made before.

    Ids of one millisecond are a random step apart (method 2 of section 6.2). It is our own because the libraries load
    Python's ``uuid`` and its ``platform``, which would take a tenth of a quick capture.
    """
    global _last
    random = int.from_bytes(urandom(10), "big")
    number = time_ns() // 1_000_000 << 74 | random >> 6
    if number <= _last:
        number = _last + 1 + (random & (1 << _STEP) - 1)
    _last = number
    digits = f"{number >> 74:012x}7{number >> 62 & 0xFFF:03x}{1 << 63 | number & (1 << 62) - 1:016x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def looks_like_short_id(text: str) -> bool:
    """Whether ``text`` could be the short form of an id."""
    return bool(re.fullmatch(rf"[0-9a-fA-F]{{{SHORTEST},{TAIL}}}", text))


def tail(record_id: str) -> str:
    """The part of an id that people see. Ids that are not UUIDs (restored from elsewhere) stay whole."""
    return record_id[-TAIL:]
