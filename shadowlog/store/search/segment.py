"""What a segment of the search index answers, whether on the disk or in memory (Lucene's term)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from pyroaring import BitMap

from shadowlog.store.log.operations import RecordKey

ACCOUNT, CONVERSATION = COLUMNS = ("account", "conversation")
"""What is also kept as a number for each document, so that buyers can be counted: its account, 0 without one, and the
encounter it was heard at, which is itself where there is none.
"""


class Segment(Protocol):
    """An index of some of the records. The bitmaps it returns are not to be changed."""

    @property
    def moments(self) -> Sequence[int] | Mapping[int, int]:
        """The date of each document (milliseconds since 1970)."""

    def docs(self, term: str) -> BitMap:
        """The documents of a term: ``w`` before a word, ``f`` before a facet."""

    def starting(self, start: str) -> BitMap:
        """Documents with a word that begins with ``start``."""

    def pair(self, pair: str) -> BitMap | None:
        """Documents with two words one behind the other; None where that pair is not kept."""

    def between(self, start: int, end: int) -> BitMap:
        """Documents dated from ``start`` up to, not with, ``end`` (milliseconds since 1970)."""

    def accounts(self, docs: BitMap) -> set[str]:
        """The accounts that documents belong to."""

    def column(self, name: str) -> Sequence[int] | Mapping[int, int]:
        """A column of the index: a number for each document, which ``LiveSegments.code`` gives for an id."""

    def keys(self, docs: Sequence[int]) -> list[RecordKey]:
        """The table and id of documents, in the order given."""

    def terms(self, start: str) -> list[tuple[str, BitMap]]:
        """Every term that begins with ``start``, with its documents."""

    def all(self) -> BitMap:
        """Every document."""
