"""Objections that may mean the same as what is being typed, best first.

The search index picks the few wordings that share informative words with it. Their objections are ranked by the cosine
of weighted words and pieces of words (``wording_vector``): to the most similar wording of an objection, and to the
centroid of its wordings. For the rank, a typed word also weighs by how rare it is in the log. Whether an objection fits
is told with weights from the language alone: in a short log every word is rare. One that does not fit is not offered.
RapidFuzz only tells whether two wordings are the same letter by letter.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

from pyroaring import BitMap

from shadowlog.domain.records import Mention, Objection
from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.segment import Segment
from shadowlog.store.search.tokenizer import folded_text, words_of
from shadowlog.store.search.wording_vector import Vector, base_weight, centroid_of, cosine, stem_of, vector_of

SAME = 88.0
"""The letter by letter similarity, of 100, from which on two wordings most likely mean the same."""

FITS = 22.0
"""The score, of 100, from which on an objection is offered; ``python -m benchmarks hearing`` shows the effect."""

_SCORED = 600
"""Documents whose shared words are weighed, the newest of those that share most."""

_WORDS = 10
"""Words of the typed text that are looked for, the most informative."""

_SHORT = 4
"""Characters below which a word is taken to have no other forms."""

_COMPARED = 60
"""Wordings that are compared as a whole."""

_RANKED = 8
"""Objections whose centroid is compared too: those with the most similar wordings."""

_MENTIONS = 5
"""Mentions of an objection that its centroid is made of, the newest."""

_CENTROID_WEIGHT = 4
"""The weight of the centroid in the rank; the most similar wording weighs 1."""


class SimilarObjection(NamedTuple):
    """An objection that may mean the same as a text."""

    objection: str
    """Its id."""
    wording: str
    """The wording of it that is most similar."""
    score: float
    """How similar the objection is, from 0 to 100, with weights from the language alone."""
    same: bool
    """Whether it most likely means the same: the wording agrees letter by letter."""

    @property
    def fits(self) -> bool:
        """Whether it is similar enough to be offered."""
        return self.same or self.score >= FITS


class _Wording(NamedTuple):
    objection: str
    text: str
    vector: Vector


class SimilarObjections:
    """Finds objections similar to a text. Keeps the wordings it read until they are changed."""

    def __init__(self, event_store: EventStore, finder: Finder) -> None:
        self._event_store = event_store
        self._finder = finder
        self._wordings: dict[RecordKey, list[_Wording]] = {}
        self._centroids: dict[str, Vector] = {}
        event_store.on_change(self._forget)

    def _forget(self, touched: set[RecordKey]) -> None:
        for key in touched or list(self._wordings):
            self._wordings.pop(key, None)
        if not touched or any(table in (Objection.table, Mention.table) for table, _ in touched):
            self._centroids.clear()

    def find(self, text: str, limit: int = 5) -> list[SimilarObjection]:
        """Objections that may mean the same as ``text``, the most similar first, including some that do not fit."""
        from rapidfuzz import fuzz

        words = words_of(text)
        if not words:
            return []
        with self._event_store.guard:
            segments = list(self._finder.segments)
            by_segment = [_docs_of(segment, superseded, words) for segment, superseded in segments]
            rareness = _rareness(words, by_segment)
            typed = vector_of(text, rareness)
            weights = {word: base_weight(word) * rareness[word] for word in rareness}
            keys = [
                key
                for (segment, _), (_, docs_by_word) in zip(segments, by_segment, strict=True)
                for key in segment.keys(_candidates(docs_by_word, weights))
            ]
            nearest: dict[str, tuple[float, _Wording]] = {}
            for key in keys:
                for wording in self._read(key):
                    nearness = cosine(wording.vector, typed)
                    if nearness > nearest.get(wording.objection, (0.0,))[0]:
                        nearest[wording.objection] = nearness, wording
            ranked = sorted(nearest.values(), key=lambda pair: (-pair[0], pair[1].objection))[: max(_RANKED, limit)]
            centroids = [self._centroid(segments, wording.objection) for _, wording in ranked]
        letters = folded_text(text)
        by_language = vector_of(text, {word: weight_of_word(word) for word in words})
        similar = []
        for (nearness, wording), centroid in zip(ranked, centroids, strict=True):
            rank = nearness + _CENTROID_WEIGHT * cosine(centroid, typed)
            same = fuzz.token_sort_ratio(letters, folded_text(wording.text), score_cutoff=SAME) > 0
            score = 50 * (cosine(wording.vector, by_language) + cosine(centroid, by_language))
            similar.append((rank, SimilarObjection(wording.objection, wording.text, score, same)))
        similar.sort(key=lambda pair: (-pair[1].same, -pair[0], pair[1].objection))
        return [match for _, match in similar[:limit]]

    def _centroid(self, segments: list[tuple[Segment, BitMap]], objection: str) -> Vector:
        """The centroid of an objection's title, aliases and newest mentions."""
        centroid = self._centroids.get(objection)
        if centroid is None:
            vectors = [wording.vector for wording in self._read((Objection.table, objection))]
            for segment, superseded in segments:
                mentions = (segment.docs(f"fobjection={objection}") & segment.docs(f"fis={Mention.table}")) - superseded
                for key in segment.keys(list(mentions[max(0, len(mentions) - _MENTIONS) :])):
                    vectors += [wording.vector for wording in self._read(key) if wording.objection == objection]
            centroid = self._centroids[objection] = centroid_of(vectors)
        return centroid

    def _read(self, key: RecordKey) -> list[_Wording]:
        wordings = self._wordings.get(key)
        if wordings is None:
            document = self._event_store.document(key) or {}
            if key[0] == Objection.table:
                objection, texts = str(key[1]), [document.get("title"), *_texts(document.get("aliases"))]
            else:
                objection, texts = str(document.get("objection", "")), [document.get("verbatim")]
            wordings = [_Wording(objection, text, vector_of(text)) for text in _texts(texts) if objection and text]
            self._wordings[key] = wordings
        return wordings


def _docs_of(segment: Segment, superseded: BitMap, words: list[str]) -> tuple[int, dict[str, BitMap]]:
    """How many objections and mentions a segment has, and those with each of some words, or with forms of it."""
    scope = (segment.docs(f"fis={Objection.table}") | segment.docs(f"fis={Mention.table}")) - superseded
    docs_by_word: dict[str, BitMap] = {}
    for place, word in enumerate(words):
        if scope and word not in docs_by_word:
            # A short word stands for itself, unless it is still being typed.
            whole = len(word) < _SHORT and place < len(words) - 1
            docs_by_word[word] = (segment.docs(f"w{word}") if whole else segment.starting(stem_of(word))) & scope
    return len(scope), docs_by_word


def _rareness(words: list[str], by_segment: list[tuple[int, dict[str, BitMap]]]) -> dict[str, float]:
    """The inverse document frequency of words among all objections and mentions."""
    total = sum(count for count, _ in by_segment)
    return {
        word: log(1 + total / (1 + sum(len(docs_by_word.get(word, ())) for _, docs_by_word in by_segment)))
        for word in words
    }


def _candidates(docs_by_word: dict[str, BitMap], weights: dict[str, float]) -> list[int]:
    """Documents that share the most informative words with what is typed, best first."""
    by_word = [(weights[word], docs) for word, docs in docs_by_word.items() if docs]
    by_word = sorted(by_word, key=lambda pair: -pair[0])[:_WORDS]
    # sharing[n]: documents that share more than n of the words.
    sharing: list[BitMap] = []
    for _, docs in by_word:
        for place in range(len(sharing), 0, -1):
            both = sharing[place - 1] & docs
            if place == len(sharing):
                sharing.append(both)
            else:
                sharing[place] |= both
        if sharing:
            sharing[0] |= docs
        else:
            sharing.append(docs.copy())
    sharing_most = BitMap()
    for docs in reversed(sharing):
        fresh = docs - sharing_most
        sharing_most |= fresh[max(0, len(fresh) - _SCORED) :]
        if len(sharing_most) >= _SCORED // 2:
            break
    scores = dict.fromkeys(sharing_most, 0.0)
    for weight, docs in by_word:
        for doc in docs & sharing_most:
            scores[doc] += weight
    return sorted(scores, key=lambda doc: (-scores[doc], -doc))[:_COMPARED]


def _texts(value: Any) -> list[str]:
    """The texts in a stored list; none where something else is stored."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
