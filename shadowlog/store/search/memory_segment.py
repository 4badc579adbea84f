"""The segment of the search index in memory: the records that changed since the one on the disk was written."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from pyroaring import BitMap

from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.facets import IndexedRecord
from shadowlog.store.search.segment import ACCOUNT, COLUMNS, CONVERSATION
from shadowlog.store.search.tokenizer import words_of


class MemorySegment:
    """A segment that takes records one at a time; made for some hundred."""

    def __init__(self, code: Callable[[str], int]) -> None:
        """``code`` gives the number that stands for an id in columns."""
        self._code = code
        self._postings: dict[str, BitMap] = {}
        self._sorted: list[str] = []
        """Every word, sorted."""
        self._terms: dict[int, list[str]] = {}
        self._docs: dict[RecordKey, int] = {}
        self._keys: dict[int, RecordKey] = {}
        self.moments: dict[int, int] = {}
        """The date of each document (milliseconds since 1970)."""
        self._columns: dict[str, dict[int, int]] = {name: {} for name in COLUMNS}
        self._next = 0

    def __len__(self) -> int:
        return len(self._keys)

    def take(self, key: RecordKey, record: IndexedRecord | None) -> None:
        """Index a record as it is now; None removes it."""
        self._drop(key)
        if record is None:
            return
        doc, self._next = self._next, self._next + 1
        self._docs[key] = doc
        self._keys[doc] = key
        self.moments[doc] = record.at
        self._columns[ACCOUNT][doc] = self._code(record.account) if record.account else 0
        self._columns[CONVERSATION][doc] = self._code(record.conversation or key[1])
        terms = {f"w{word}" for text in record.texts for word in words_of(text)}
        terms.update(f"f{facet}" for facet in record.facets)
        self._terms[doc] = list(terms)
        for term in terms:
            docs = self._postings.get(term)
            if docs is None:
                docs = self._postings[term] = BitMap()
                if term[0] == "w":
                    insort(self._sorted, term)
            docs.add(doc)

    def _drop(self, key: RecordKey) -> None:
        doc = self._docs.pop(key, None)
        if doc is None:
            return
        del self._keys[doc], self.moments[doc]
        for column in self._columns.values():
            del column[doc]
        for term in self._terms.pop(doc):
            self._postings[term].discard(doc)

    def docs(self, term: str) -> BitMap:
        """The documents of a term. Not to be changed."""
        return self._postings.get(term) or BitMap()

    def starting(self, start: str) -> BitMap:
        """Documents with a word that begins with ``start``."""
        low = bisect_left(self._sorted, f"w{start}")
        high = bisect_left(self._sorted, f"w{start}\U0010ffff")
        return BitMap.union(*(self._postings[term] for term in self._sorted[low:high])) if high > low else BitMap()

    def pair(self, pair: str) -> BitMap | None:
        """Pairs of words are not kept here."""
        return None

    def between(self, start: int, end: int) -> BitMap:
        """Documents dated from ``start`` up to, not with, ``end`` (milliseconds since 1970)."""
        return BitMap(doc for doc, at in self.moments.items() if start <= at < end)

    def column(self, name: str) -> dict[int, int]:
        """A number for each document: the code of its account, 0 without one, or of its conversation."""
        return self._columns[name]

    def accounts(self, docs: BitMap) -> set[str]:
        """The accounts that documents belong to."""
        terms = (term for doc in docs for term in self._terms[doc])
        return {term.partition("=")[2] for term in terms if term.startswith("faccount=")}

    def terms(self, start: str) -> list[tuple[str, BitMap]]:
        """Every term that begins with ``start``, with its documents."""
        return [(term, docs) for term, docs in self._postings.items() if term.startswith(start)]

    def keys(self, docs: Sequence[int]) -> list[RecordKey]:
        """The table and id of documents."""
        return [self._keys[doc] for doc in docs]

    def all(self) -> BitMap:
        """Every document."""
        return BitMap(self._keys)
