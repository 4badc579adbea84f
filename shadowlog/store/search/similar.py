"""Objections that sound like what is being typed, best first.

The words that tell most narrow down which wordings come into question; how near the few that are left lie is measured
by what their words tell and by their pieces (``wording_vector``): to the nearest wording of an objection, and to all
its wordings together. What lies far from all of them sounds like none.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

from pyroaring import BitMap

from shadowlog.domain.records import Mention, Objection
from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.search.engine import Finder
from shadowlog.store.search.segment import Part
from shadowlog.store.search.tokenizer import folded_text, words_of
from shadowlog.store.search.wording_vector import Vector, centre_of, cosine, stem_of, vector_of

SAME = 88.0
"""How alike two wordings are letter by letter (of 100) that most likely mean the same."""

FITS = 24.0
"""How near (of 100) an objection must be to be offered at all. See benchmarks/hearing.py for what it lets through."""

_SCORED = 600
"""Documents whose shared words are weighed, the newest of those that share most."""

_WORDS = 10
"""The words that are looked at: those that tell most."""

_SHORT = 4
"""Characters below which a word has no other forms."""

_COMPARED = 60
"""Wordings that are compared as a whole."""

_CENTRED = 8
"""Objections whose wordings are all looked at, the nearest by one of them."""

_WORDINGS = 5
"""Mentions of an objection that count for where its wordings lie, the newest."""


_CENTRE = 2
"""What all wordings of an objection together count, the nearest of them counting 1."""


class Alike(NamedTuple):
    """An objection that may be meant."""

    objection: str
    """Its id."""
    wording: str
    """The words of it that come nearest."""
    score: float
    """0 to 100: how near they are."""
    same: bool
    """Whether most likely the same is meant."""

    @property
    def fits(self) -> bool:
        """Whether it is near enough to be offered."""
        return self.same or self.score >= FITS


class _Wording(NamedTuple):
    objection: str
    text: str
    vector: Vector


class Sounds:
    """Finds what sounds alike. Keeps the wordings it read, until they are changed."""

    def __init__(self, event_store: EventStore, finder: Finder) -> None:
        self._event_store = event_store
        self._finder = finder
        self._wordings: dict[tuple[str, str], list[_Wording]] = {}
        self._centres: dict[str, Vector] = {}
        event_store.on_change(self._forget)

    def _forget(self, touched: set[tuple[str, str]]) -> None:
        for key in touched or list(self._wordings):
            self._wordings.pop(key, None)
        if not touched or any(table in (Objection.table, Mention.table) for table, _ in touched):
            self._centres.clear()

    def like(self, text: str, limit: int = 5) -> list[Alike]:
        """Objections that sound like ``text``, the likeliest first, those that do not fit at the end."""
        from rapidfuzz import fuzz

        typed = vector_of(text)
        if not typed:
            return []
        with self._event_store.guard:
            parts = list(self._finder.parts)
            words = words_of(text)
            keys = [key for part, dead in parts for key in part.keys(_candidates(part, dead, words))]
            nearest: dict[str, tuple[float, _Wording]] = {}
            for key in keys:
                for wording in self._read(key):
                    near = cosine(wording.vector, typed)
                    if near > nearest.get(wording.objection, (0.0,))[0]:
                        nearest[wording.objection] = near, wording
            ranked = sorted(nearest.values(), key=lambda found: (-found[0], found[1].objection))
            centred = ranked[: max(_CENTRED, limit)]
            centres = [self._centre(parts, wording.objection) for _, wording in centred]
        letters = folded_text(text)
        alike = []
        for (near, wording), centre in zip(centred, centres, strict=True):
            score = 100 * (near + _CENTRE * cosine(centre, typed)) / (1 + _CENTRE)
            same = fuzz.token_sort_ratio(letters, folded_text(wording.text), score_cutoff=SAME) > 0
            alike.append(Alike(wording.objection, wording.text, score, same))
        return sorted(alike, key=lambda found: (-found.same, -found.score, found.objection))[:limit]

    def _centre(self, parts: list[tuple[Part, BitMap]], objection: str) -> Vector:
        """Where the wordings of an objection lie together."""
        centre = self._centres.get(objection)
        if centre is None:
            vectors = [wording.vector for wording in self._read((Objection.table, objection))]
            for part, dead in parts:
                mentions = (part.docs(f"fobjection={objection}") & part.docs(f"fis={Mention.table}")) - dead
                for key in part.keys(list(mentions[max(0, len(mentions) - _WORDINGS) :])):
                    vectors += [wording.vector for wording in self._read(key) if wording.objection == objection]
            centre = self._centres[objection] = centre_of(vectors)
        return centre

    def _read(self, key: tuple[str, str]) -> list[_Wording]:
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


def _candidates(part: Part, dead: BitMap, words: list[str]) -> list[int]:
    """Documents of objections and mentions that share the most telling words with what is typed, best first."""
    scope = (part.docs(f"fis={Objection.table}") | part.docs(f"fis={Mention.table}")) - dead
    total = len(scope)
    if not total:
        return []
    found: list[tuple[float, BitMap]] = []
    for place, word in enumerate(words):
        if word in words[:place]:
            continue
        # A short word stands for itself, unless it is still being typed.
        whole = len(word) < _SHORT and place < len(words) - 1
        docs = (part.docs(f"w{word}") if whole else part.starting(stem_of(word))) & scope
        if docs:
            found.append((weight_of_word(word) * log(1 + total / len(docs)), docs))
    found = sorted(found, key=lambda entry: -entry[0])[:_WORDS]
    # sharing[n]: documents that share more than n of the words.
    sharing: list[BitMap] = []
    for _, docs in found:
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
    for weight, docs in found:
        for doc in docs & named:
            scores[doc] += weight
    return sorted(scores, key=lambda doc: (-scores[doc], -doc))[:_COMPARED]


def _texts(value: Any) -> list[str]:
    """The texts of a stored list; none where something else is stored."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
