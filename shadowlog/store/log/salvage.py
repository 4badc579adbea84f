"""Reading what is sound in a damaged piece of the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from shadowlog.store.log.lines import LogLine, decoded, valid

_LINE_START = rb'[0-9a-f]{8}  ?\{"'


class Damage(NamedTuple):
    """Bytes in the log that are not a sound line."""

    offset: int
    content: bytes
    torn: bool
    """Whether they stand at the very end, as an interrupted append leaves them: they were never acknowledged."""
    sound: bool = False
    """Whether they match their checksum, but hold nothing that shadowlog writes."""


def salvage(piece: bytes, offset: int) -> Iterator[LogLine | Damage]:
    """The sound lines and the damage in a piece between two line feeds, or after the last one.

    ``offset`` is where the piece begins in the log. Where a line end is damaged or missing, a piece holds several
    lines, and all of them may be sound.
    """
    starts = [match.start() for match in re.finditer(_LINE_START, piece) if match.start()]
    for begin, after in pairwise([0, *starts, len(piece)]):
        yield from _one_line(piece[begin:after], offset + begin, last=after == len(piece))


def _one_line(part: bytes, offset: int, *, last: bool) -> Iterator[LogLine | Damage]:
    body = part.rstrip(b"\r\n")
    if not body:
        yield LogLine(offset, len(part), {})
        return
    torn = last and not part.endswith(b"\n")
    content = decoded(body)
    if content is None:
        # It may be the line's end alone that is damaged.
        body = body[:-1].rstrip(b"\r\n")
        content = decoded(body)
    else:
        body = part
    if content is None:
        yield Damage(offset, part, torn)
    elif not valid(content):
        yield Damage(offset, part, torn=False, sound=True)
    else:
        yield LogLine(offset, len(body), content)
        if len(body) < len(part):
            yield Damage(offset + len(body), part[len(body) :], torn)
