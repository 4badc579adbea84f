"""How far something that is made from the log reaches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Checkpoint:
    """A place in a certain log up to which an index, a search index or a reader has taken everything in."""

    generation: str = ""
    length: int = 0
    last: int = 0
    """Where the last line begins."""
    last_sum: bytes = b""
    """The checksum of that line, as it stands in the file."""
