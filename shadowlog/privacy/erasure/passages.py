"""What of a text names somebody who is to be forgotten: what surely does, and what somebody has to look at.

A whole name is sure, and so is a word of it that nothing else is called by. A word that is ordinary as well, that other
records are called by, or that is only a letter away is shown to whoever forgets, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from shadowlog.domain.text.fold import Folded, fold, folded
from shadowlog.privacy.common_words import FORMS, GENERIC
from shadowlog.privacy.erasure import spellings
from shadowlog.privacy.erasure.double_meanings import PARTICLES, is_coded, is_common
from shadowlog.privacy.erasure.spellings import INFLECTED, JOINED, NO_BLANKS, WORD
from shadowlog.privacy.names.matcher import NameMatcher

FORGOTTEN = "[forgotten]"
"""What stands in place of a name."""

_LETTERS_OF_A_PART = 3
_SEEN = 4
"""Letters a word has at the least to be looked for among bytes of any kind, where two letters stand by chance."""
_REMEMBERED = 200_000
"""Texts, and words, of which it is remembered what was found: the same ones stand in the log and in every snapshot."""
_CONTEXT = 40
"""Characters shown on either side of what somebody has to decide."""

_PERCENT = re.compile(r"(?:[\w.+-]*%[0-9A-Fa-f]{2})+[\w.+-]*")
"""A piece of a web address with letters written as numbers."""


class Place(NamedTuple):
    """Where in a text they may be named."""

    start: int
    end: int
    word: str
    """The word as it is folded."""
    sure: bool
    whole: bool
    """Whether it is one of their whole names."""


class DoubtfulPlace(NamedTuple):
    """A place that somebody has to decide on, as it is shown. The same words around it are the same place."""

    word: str
    before: str
    there: str
    after: str


class Eraser:
    """Takes one person's or account's names out of texts, as somebody decided.

    ``names``: every name they ever had. ``others``: what other records are called by; ``namesakes`` are those among
    them that are one of ``names`` as well.
    """

    word = FORGOTTEN

    def __init__(self, names: Iterable[str], *, person: bool, others: Iterable[str] = ()) -> None:
        self._person = person
        names = [name for name in names if spellings.words_of(name)]
        every = list(dict.fromkeys([*names, *filter(None, map(spellings.spelled_out, names))]))
        self._near = NameMatcher(every if person else (), () if person else every)
        self._wholes = {words for name in every for words in spellings.wholes(name, person=person)}
        self._parts = {word for words in self._wholes for word in words if self._counts_alone(word, words)}
        straight = {spellings.words_of(name) for name in every}
        self._find = spellings.pattern(
            self._wholes, self._parts, {words for words in self._wholes if spellings.back(words) in straight}
        )
        others = [name for name in others if any(word in folded(name) for word in self._parts)]
        self._others = set(map(folded, others)) - set(map(folded, names))
        self._namesakes = {
            "".join(spellings.words_of(name)) for name in others if spellings.words_of(name) in self._wholes
        }
        self._shared = {word for name in others for word in spellings.words_of(self._without_wholes(name))}
        self._protected = spellings.protected([name for name in others if self._without_wholes(name) == fold(name)])
        self.words: dict[str, bool] = {}
        """Words that are decided on: whether they are erased."""
        self.contexts: dict[DoubtfulPlace, bool] = {}
        """Single places that are decided on."""
        self.undecided: dict[DoubtfulPlace, None] = {}
        """What was met that nobody has decided on, in the order it was met. It is left as it is."""
        self.kept_names: dict[str, None] = {}
        """Names of other records that share a word with theirs, and stay."""
        self._places = lru_cache(_REMEMBERED)(self._find_places)
        self._is_near = lru_cache(_REMEMBERED)(self._near_a_word)
        self._letters = {word for words in self._wholes for word in (*words, "".join(words))}

    def _counts_alone(self, word: str, words: tuple[str, ...]) -> bool:
        if word.isdigit() or word in PARTICLES or (not self._person and word in FORMS):
            return False
        if not self._person and len(words) > 1 and word in GENERIC:
            return False
        least = 2 if len(words) == 1 or NO_BLANKS.search(word) else _LETTERS_OF_A_PART + (not self._person)
        return len(word) >= least

    # What is done to texts ----------------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """A free text without them, but for what nobody has decided on.

        One that is another record's name, such as the event of an encounter, stays as that does.
        """
        if folded(text) in self._others:
            return self.own_name(text)
        return self._without(text, [place for place in self._places(text) if self._goes(text, place)])

    def own_name(self, text: str) -> str:
        """What another record is called by: it stays, unless it holds one of their whole names."""
        places = self._places(text)
        if "".join(spellings.words_of(text)) in self._namesakes:
            return text
        if any(not place.whole for place in self._exact(text)):
            self.kept_names[text] = None
        return self._without(text, [place for place in places if place.sure and place.whole])

    def code(self, text: str) -> str:
        """A text that a program may have written, such as a key: only what surely names them goes."""
        return self._without(text, [place for place in self._places(text) if place.sure])

    def names_them(self, text: str) -> bool:
        """Whether a text of any kind, such as half a file, holds what surely names them, or what was decided to go."""
        return any(
            place.sure or self.words.get(place.word)
            for place in self._exact(text)
            if len(place.word) >= _SEEN or NO_BLANKS.search(place.word)
        )

    def may_name_them(self, text: str) -> bool:
        """Whether a text that is made anew anyway may name them, in any spelling."""
        going = {context.word for context, goes in self.contexts.items() if goes}
        going |= {word for word, goes in self.words.items() if goes}
        return any(place.sure or place.word in going for place in self._find_places(text))

    def _without(self, text: str, places: Iterable[Place]) -> str:
        pieces: list[str] = []
        end = 0
        for place in places:
            pieces += [text[end : place.start], FORGOTTEN]
            end = place.end
        if not pieces:
            return text
        return "".join([*pieces, text[end:]])

    def _goes(self, text: str, place: Place) -> bool:
        if place.sure:
            return True
        context = _context(text, place)
        decided = self.contexts.get(context, self.words.get(place.word))
        if decided is None:
            self.undecided[context] = None
        return bool(decided)

    # Finding ------------------------------------------------------------------------------------------------------

    def _find_places(self, text: str) -> list[Place]:
        places = self._exact(text)
        if "%" in text:
            places += [place for place in self._in_addresses(text) if not _overlap(place.start, place.end, places)]
        for start, end in self._near.found(text) if any(map(self._is_near, WORD.findall(fold(text)))) else ():
            # A whole name in which one word is misspelled holds the others letter by letter.
            inside = [place for place in places if start <= place.start and place.end <= end and not place.whole]
            if len(inside) < len(spellings.words_of(text[start:end])):
                rest = [place for place in places if place not in inside]
                if not _overlap(start, end, rest) and (place := self._nearly(text, start, end, inside=bool(inside))):
                    places = [*rest, place]
        kept = list(self._others_in(text))
        return sorted(place for place in places if place.whole or not _overlap(place.start, place.end, kept))

    def _near_a_word(self, word: str) -> bool:
        """Whether a folded word may be one of the name with a letter typed wrong: most texts hold none."""
        return any(OSA.distance(word, letters, score_cutoff=1) <= 1 for letters in self._letters)

    def _exact(self, text: str) -> list[Place]:
        """Where a name stands letter by letter, inside joined words too."""
        if self._find is None or not self._find.search(fold(text)):
            return []
        folded_text = Folded(text)
        places = []
        for match in self._find.finditer(folded_text.text):
            start, end = folded_text.span(*match.span())
            if match.lastgroup == "whole":
                words = WORD.findall(match[0].replace("%20", " "))
                # Will Price is somebody; what somebody will price is not.
                ordinary = len(words) > 1 and all(map(is_common, words)) and text[start:end].islower()
                sure = not ordinary and "".join(words) not in self._namesakes
                places.append(Place(start, end, "".join(words), sure, True))
            elif place := self._alone(folded_text, match, start, end):
                places.append(place)
        return places

    def _in_addresses(self, text: str) -> Iterator[Place]:
        """Pieces of web addresses that hold a name in the way addresses write letters."""
        for match in _PERCENT.finditer(text):
            for place in self._exact(unquote(match[0]).replace("+", " ")):
                if place.sure:
                    yield Place(*match.span(), place.word, True, place.whole)
                    break

    def _alone(self, folded_text: Folded, match: re.Match[str], start: int, end: int) -> Place | None:
        """A word of a name, where it stands for itself; None where it is only the letters of another word."""
        word, source = match[0], folded_text.source
        ordinary = is_common(word) or word in self._shared
        if ordinary and is_coded(source[max(0, start - 60) : start]):
            return None
        whole = (word,) in self._wholes
        if not NO_BLANKS.search(word):
            before, after = spellings.letters_around(folded_text, match, start, end)
            if spellings.digits_run_on(source, start, end):
                return None
            address = spellings.in_address(source, start, end)
            small = source[start:end].islower() and not address
            if before or after:
                inflected = not before and not small and spellings.is_ending(word, after)
                long = len(word) >= JOINED or inflected or (address and len(word) >= INFLECTED)
                if ordinary or not long or before + word + after in self._shared:
                    return None
            elif not self._person:
                # Companies are written with a capital, and a word of one is seldom its own.
                ordinary = ordinary or not whole or small
        return Place(start, end, word, not ordinary, whole and not ordinary and bool(NO_BLANKS.search(word)))

    def _nearly(self, text: str, start: int, end: int, *, inside: bool) -> Place | None:
        """What is found in another spelling, or with a letter typed wrong."""
        words = spellings.words_of(text[start:end])
        if inside and len(words) == 1:
            return None
        if len(words) != 1:
            return Place(start, end, "".join(words), True, True) if words else None
        word = words[0]
        # Shorter words are a letter away from too many others.
        if len(word) < JOINED or word in self._parts or is_common(word) or word in self._shared:
            return None
        of_another = any(OSA.distance(word, part, score_cutoff=1) <= 1 for part in self._parts if is_common(part))
        sure = len(word) > JOINED and not text[start:end].islower() and not of_another and self._person
        return Place(start, end, word, sure, False)

    def _others_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the whole name of another record stands."""
        if self._protected is not None:
            folded_text = Folded(text)
            yield from (folded_text.span(*match.span()) for match in self._protected.finditer(folded_text.text))

    def _without_wholes(self, name: str) -> str:
        """Another record's name without their whole names."""
        folded_name = fold(name)
        if self._find is None:
            return folded_name
        return self._find.sub(lambda match: " " if self._is_whole(match) else match[0], folded_name)

    def _is_whole(self, match: re.Match[str]) -> bool:
        """Whether letters are a whole name, for certain: one word is, where words are not written apart."""
        alone = (match[0],) in self._wholes and NO_BLANKS.search(match[0]) is not None
        return match.lastgroup == "whole" or alone


def _context(text: str, place: Place) -> DoubtfulPlace:
    before = text[max(0, place.start - _CONTEXT) : place.start]
    return DoubtfulPlace(place.word, before, text[place.start : place.end], text[place.end : place.end + _CONTEXT])


def _overlap(start: int, end: int, spans: Iterable[Place | tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for span in spans)


def by_word(contexts: Iterable[DoubtfulPlace]) -> Mapping[str, list[DoubtfulPlace]]:
    """Places that are undecided, by their word."""
    places: dict[str, list[DoubtfulPlace]] = {}
    for context in contexts:
        places.setdefault(context.word, []).append(context)
    return places
