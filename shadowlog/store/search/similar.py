"""Objections that may mean the same as what is being typed, best first.

The search index picks the few wordings that share rare words with it; RapidFuzz measures how similar those are.
Comparing every wording with RapidFuzz alone takes 191 times as long (517 ms among 100,000 mentions, see
``benchmarks/README.md``).
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

from pyroaring import BitMap

from shadowlog.domain.records import Mention, Objection
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.finder import Finder
from shadowlog.store.search.segment import Segment
from shadowlog.store.search.tokenizer import folded_text, words_of

SAME = 88.0
"""The similarity, of 100, from which on two wordings most likely mean the same."""

_STEM = 5
"""Characters of a word that have to agree; the rest is mostly its ending."""

_SCORED = 600
"""Documents whose shared words are weighed, the newest of those that share most."""

_WORDS = 10
"""Words of the typed text that are looked for, the rarest."""

_COMPARED = 80
"""Wordings that are compared as a whole."""


class SimilarObjection(NamedTuple):
    """An objection that may mean the same as a text."""

    objection: str
    """Its id."""
    wording: str
    """The wording of it that is most similar."""
    score: float
    """How similar that is, from 0 to 100."""

    @property
    def same(self) -> bool:
        """Whether it most likely means the same."""
        return self.score >= SAME


class _Wording(NamedTuple):
    objection: str
    text: str
    plain: str


class SimilarObjections:
    """Finds objections similar to a text. Keeps the wordings it read until they are changed."""

    def __init__(self, event_store: EventStore, finder: Finder) -> None:
        self._event_store = event_store
        self._finder = finder
        self._wordings: dict[RecordKey, list[_Wording]] = {}
        event_store.on_change(self._forget)

    def _forget(self, touched: set[RecordKey]) -> None:
        for key in touched or list(self._wordings):
            self._wordings.pop(key, None)

    def find(self, text: str, limit: int = 5) -> list[SimilarObjection]:
        """Objections that may mean the same as ``text``, the most similar first."""
        from rapidfuzz import fuzz, process

        typed = folded_text(text)
        words = list(dict.fromkeys(words_of(text)))
        if not words:
            return []
        with self._event_store.guard:
            keys = [
                key
                for segment, superseded in self._finder.segments
                for key in segment.keys(_candidates(segment, superseded, words))
            ]
            wordings = [wording for key in keys for wording in self._read(key)]
        # Compared as a whole, two wordings show whether they are the same; a text that is still being typed is compared
        # with parts of wordings, to find the likeliest.
        plain = [wording.plain for wording in wordings]
        whole = {
            place: score for _, score, place in process.extract(typed, plain, scorer=fuzz.token_sort_ratio, limit=None)
        }
        best: dict[str, SimilarObjection] = {}
        for _, score, place in process.extract(typed, plain, scorer=fuzz.WRatio, limit=None):
            wording = wordings[place]
            score = whole[place] if whole[place] >= SAME else (score + whole[place]) / 2 * SAME / 100
            if wording.objection not in best or best[wording.objection].score < score:
                best[wording.objection] = SimilarObjection(wording.objection, wording.text, score)
        return sorted(best.values(), key=lambda similar: (-similar.score, similar.objection))[:limit]

    def _read(self, key: RecordKey) -> list[_Wording]:
        wordings = self._wordings.get(key)
        if wordings is None:
            document = self._event_store.document(key) or {}
            if key[0] == Objection.table:
                objection, texts = str(key[1]), [document.get("title"), *_texts(document.get("aliases"))]
            else:
                objection, texts = str(document.get("objection", "")), [document.get("verbatim")]
            wordings = [_Wording(objection, text, folded_text(text)) for text in _texts(texts) if objection and text]
            self._wordings[key] = wordings
        return wordings


def _candidates(segment: Segment, superseded: BitMap, words: list[str]) -> list[int]:
    """Documents of objections and mentions that share the rarest words with what is typed, best first."""
    scope = (segment.docs(f"fis={Objection.table}") | segment.docs(f"fis={Mention.table}")) - superseded
    total = len(scope)
    if not total:
        return []
    by_word = sorted(((segment.starting(word[:_STEM]) & scope) for word in words), key=len)
    by_word = [docs for docs in by_word if docs][:_WORDS]
    # sharing[n]: documents that share more than n of the words.
    sharing: list[BitMap] = []
    for docs in by_word:
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
    for docs in by_word:
        weight = log(1 + total / len(docs))
        for doc in docs & sharing_most:
            scores[doc] += weight
    return sorted(scores, key=lambda doc: (-scores[doc], -doc))[:_COMPARED]


def _texts(value: Any) -> list[str]:
    """The texts in a stored list; none where something else is stored."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
