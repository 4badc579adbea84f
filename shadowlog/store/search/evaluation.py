"""Evaluating a query plan: the documents of one segment for which every clause holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from pyroaring import BitMap

from shadowlog.store.log.operations import Json, RecordKey
from shadowlog.store.search.facets import texts_of
from shadowlog.store.search.query_plan import PlannedClause
from shadowlog.store.search.segment import Segment
from shadowlog.store.search.tokenizer import words_of

ReadDocument = Callable[[RecordKey], Json | None]
"""Reads a record, for phrases that the segment cannot answer alone."""


def matching(segment: Segment, clauses: Sequence[PlannedClause], read: ReadDocument) -> BitMap:
    """The documents of a segment for which every clause holds; all where there is no clause. Not to be changed."""
    matches: BitMap | None = None
    for clause in sorted(clauses, key=lambda clause: clause.negated):
        docs = _matching_one(segment, clause, read)
        if clause.negated:
            matches = (segment.all() if matches is None else matches) - docs
        else:
            matches = docs if matches is None else matches & docs
        if not matches:
            break
    return segment.all() if matches is None else matches


def _matching_one(segment: Segment, clause: PlannedClause, read: ReadDocument) -> BitMap:
    if clause.span is not None:
        return segment.between(*clause.span)
    if not clause.words:
        return BitMap.union(*(segment.docs(f"f{facet}") for facet in clause.facets)) if clause.facets else BitMap()
    *whole, last = clause.words
    if not clause.phrase:
        return segment.starting(last)
    docs = segment.starting(last) if clause.open else segment.docs(f"w{last}")
    for word in whole:
        docs = docs & segment.docs(f"w{word}")
    if not whole or not docs:
        return docs
    closed = clause.words[:-1] if clause.open else clause.words
    exact = not clause.open and len(clause.words) == 2
    for one, other in pairwise(closed):
        pairs = segment.pair(f"{one} {other}")
        exact = exact and pairs is not None
        if pairs is not None:
            docs = docs & pairs
    return docs if exact else _with_phrase(segment, docs, clause, read)


def _with_phrase(segment: Segment, docs: BitMap, clause: PlannedClause, read: ReadDocument) -> BitMap:
    """Those documents in which the words stand one behind the other, found by reading them."""
    keys = segment.keys(list(docs))
    return BitMap(doc for doc, key in zip(docs, keys, strict=True) if _has_phrase(key, read(key), clause))


def _has_phrase(key: RecordKey, document: Json | None, clause: PlannedClause) -> bool:
    wanted = list(clause.words)
    for text in texts_of(key[0], document) if document else ():
        words = words_of(text)
        for place in range(len(words) - len(wanted) + 1):
            here = words[place : place + len(wanted)]
            if here[:-1] == wanted[:-1] and (
                here[-1].startswith(wanted[-1]) if clause.open else here[-1] == wanted[-1]
            ):
                return True
    return False
