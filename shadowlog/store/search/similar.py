"""Objections that sound like what is being typed, best first.

Words narrow down which wordings come into question; how alike the few that are left sound is measured by RapidFuzz.
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
"""How alike two wordings sound (of 100) that most likely mean the same."""

_STEM = 5
"""Characters of a word that have to agree: what follows is mostly its ending."""

_SCORED = 600
"""Documents whose shared words are weighed, the newest of those that share most."""

_WORDS = 10
"""The words that are looked at: the rarest."""

_COMPARED = 80
"""Wordings that are compared as a whole."""


class SimilarObjection(NamedTuple):
    """An objection that may be meant."""

    objection: str
    """Its id."""
    wording: str
    """The words of it that come nearest."""
    score: float
    """0 to 100: how alike they sound."""

    @property
    def same(self) -> bool:
        """Whether most likely the same is meant."""
        return self.score >= SAME


class _Wording(NamedTuple):
    objection: str
    text: str
    plain: str


class SimilarObjections:
    """Finds what sounds alike. Keeps the wordings it read, until they are changed."""

    def __init__(self, event_store: EventStore, finder: Finder) -> None:
        self._event_store = event_store
        self._finder = finder
        self._wordings: dict[RecordKey, list[_Wording]] = {}
        event_store.on_change(self._forget)

    def _forget(self, touched: set[RecordKey]) -> None:
        for key in touched or list(self._wordings):
            self._wordings.pop(key, None)

    def find(self, text: str, limit: int = 5) -> list[SimilarObjection]:
        """Objections that sound like ``text``, the likeliest first."""
        from rapidfuzz import fuzz, process

        said = folded_text(text)
        words = list(dict.fromkeys(words_of(text)))
        if not words:
            return []
        with self._event_store.guard:
            keys = [key for part, dead in self._finder.parts for key in part.keys(_candidates(part, dead, words))]
            wordings = [wording for key in keys for wording in self._read(key)]
        # Whole against whole tells whether they are the same; what is typed so far against a part, which is likeliest.
        plain = [wording.plain for wording in wordings]
        whole = {
            place: score for _, score, place in process.extract(said, plain, scorer=fuzz.token_sort_ratio, limit=None)
        }
        best: dict[str, SimilarObjection] = {}
        for _, score, place in process.extract(said, plain, scorer=fuzz.WRatio, limit=None):
            wording = wordings[place]
            score = whole[place] if whole[place] >= SAME else (score + whole[place]) / 2 * SAME / 100
            if wording.objection not in best or best[wording.objection].score < score:
                best[wording.objection] = SimilarObjection(wording.objection, wording.text, score)
        return sorted(best.values(), key=lambda held: (-held.score, held.objection))[:limit]

    def _read(self, key: RecordKey) -> list[_Wording]:
        held = self._wordings.get(key)
        if held is None:
            document = self._event_store.document(key) or {}
            if key[0] == Objection.table:
                objection, texts = str(key[1]), [document.get("title"), *_texts(document.get("aliases"))]
            else:
                objection, texts = str(document.get("objection", "")), [document.get("verbatim")]
            held = [_Wording(objection, text, folded_text(text)) for text in _texts(texts) if objection and text]
            self._wordings[key] = held
        return held


def _candidates(part: Segment, dead: BitMap, words: list[str]) -> list[int]:
    """Documents of objections and mentions that share the rarest words with what is typed, best first."""
    scope = (part.docs(f"fis={Objection.table}") | part.docs(f"fis={Mention.table}")) - dead
    total = len(scope)
    if not total:
        return []
    found = sorted(((part.starting(word[:_STEM]) & scope) for word in words), key=len)
    found = [docs for docs in found if docs][:_WORDS]
    # sharing[n]: documents that share more than n of the words.
    sharing: list[BitMap] = []
    for docs in found:
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
    named = BitMap()
    for docs in reversed(sharing):
        fresh = docs - named
        named |= fresh[max(0, len(fresh) - _SCORED) :]
        if len(named) >= _SCORED // 2:
            break
    scores = dict.fromkeys(named, 0.0)
    for docs in found:
        weight = log(1 + total / len(docs))
        for doc in docs & named:
            scores[doc] += weight
    return sorted(scores, key=lambda doc: (-scores[doc], -doc))[:_COMPARED]


def _texts(value: Any) -> list[str]:
    """The texts of a stored list; none where something else is stored."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
