"""What every part of the search index answers, be it on the disk or in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pyroaring import BitMap

from shadowlog.store.log.operations import RecordKey


class Segment(Protocol):
    """A searchable part of the log. Bitmaps it gives are not to be changed."""

    def docs(self, term: str) -> BitMap:
        """The documents of a term: ``w`` before a word, ``f`` before a facet."""

    def starting(self, start: str) -> BitMap:
        """Documents with a word that begins so."""

    def pair(self, pair: str) -> BitMap | None:
        """Documents with two words one behind the other; None where that is not kept."""

    def between(self, start: int, end: int) -> BitMap:
        """Documents heard from ``start`` up to, not with, ``end`` (milliseconds since 1970)."""

    def accounts(self, docs: BitMap) -> set[str]:
        """The accounts that documents belong to."""

    def keys(self, docs: Sequence[int]) -> list[RecordKey]:
        """The table and id of documents, in the order given."""

    def terms(self, start: str) -> list[tuple[str, BitMap]]:
        """Every term that begins so, with its documents."""

    def all(self) -> BitMap:
        """Every document."""
