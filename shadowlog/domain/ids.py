"""Ids of records: UUIDv7 for the machine, a few characters for people.

A UUIDv7 begins with the clock, so records of one day share their first ten digits and a prefix
would be long. Its last eight digits are random, and it is with these that the id people see begins:
``019aa8f1-2b3c-7d4e-8f5a-1c2d3f9c2a1b`` is called ``3f9c2a1b``, shortened to as few characters as
are not ambiguous in the log. They stand in the full id as well, so a plain text search finds them.
"""

from __future__ import annotations

import re

from uuid_utils import uuid7

TAIL = 8
"""How many digits at the end of an id people see, at the most."""

SHORTEST = 4
"""How many characters a short id has at the least."""

_TYPED = re.compile(rf"[0-9a-fA-F]{{{SHORTEST},{TAIL}}}")


def new_id() -> str:
    """A fresh UUIDv7 in its usual form, later than every one this process made before."""
    return str(uuid7())


def looks_like_short_id(text: str) -> bool:
    """Whether ``text`` could be the short form of an id."""
    return bool(_TYPED.fullmatch(text))


def tail(record_id: str) -> str:
    """The part of an id that people see. Ids that are not UUIDs (restored from elsewhere) stay whole."""
    return record_id[-TAIL:]
