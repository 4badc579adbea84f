"""How far something that is made from the log reaches."""

from __future__ import annotations


class Checkpoint:
    """A place in a certain log up to which an index, a search index or a reader has taken everything in."""

    __slots__ = ("generation", "last", "last_sum", "length")

    def __init__(self, generation: str = "", length: int = 0, last: int = 0, last_sum: bytes = b"") -> None:
        self.generation = generation
        self.length = length
        self.last = last
        """Where the last line begins."""
        self.last_sum = last_sum
        """The checksum of that line, as it stands in the file."""
