"""What a segment of the search index answers, whether on the disk or in memory (Lucene's term)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pyroaring import BitMap

from shadowlog.store.log.operations import RecordKey


class Segment(Protocol):
    """An index of some of the records. The bitmaps it returns are not to be changed."""

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

    def keys(self, docs: Sequence[int]) -> list[RecordKey]:
        """The table and id of documents, in the order given."""

    def terms(self, start: str) -> list[tuple[str, BitMap]]:
        """Every term that begins with ``start``, with its documents."""

    def all(self) -> BitMap:
        """Every document."""
