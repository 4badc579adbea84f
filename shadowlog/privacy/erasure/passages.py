"""Finds the passages of a text that name somebody: those that surely do, and those somebody has to look at.

A whole name is sure, and so is a word of it that nothing else is called by. A word that is also an ordinary word, that
is part of other records' names, or that differs by one letter is shown to whoever erases, who decides.
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
"""What replaces a name."""

_LETTERS_OF_A_PART = 3
_SEEN = 4
"""The fewest letters a word must have to be looked for in bytes of any kind, where two letters appear by chance."""
_REMEMBERED = 200_000
"""The number of texts and words whose findings are cached: the same ones are in the log and in every snapshot."""
_CONTEXT = 40
"""Characters shown on either side of a place to decide about."""

_PERCENT = re.compile(r"(?:[\w.+-]*%[0-9A-Fa-f]{2})+[\w.+-]*")
"""A part of a web address with percent-encoded letters."""


class NamePlace(NamedTuple):
    """A place in a text that may name them."""

    start: int
    end: int
    word: str
    """The folded word."""
    sure: bool
    whole: bool
    """Whether it is one of their whole names."""


class DoubtfulPlace(NamedTuple):
    """A place to decide about, as it is shown. Places with the same words around them are the same."""

    word: str
    before: str
    there: str
    after: str


class Eraser:
    """Removes the names of one person or account from texts, as somebody decided.

    ``names``: every name they ever had. ``others``: names of other records.
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
        """Words that were decided about: whether they are removed."""
        self.contexts: dict[DoubtfulPlace, bool] = {}
        """Single places that were decided about: whether they are removed."""
        self.undecided: dict[DoubtfulPlace, None] = {}
        """Places that nobody has decided about, in the order they were found. They stay as they are."""
        self.kept_names: dict[str, None] = {}
        """Names of other records that share a word with theirs, and stay."""
        self._places = lru_cache(_REMEMBERED)(self._find_places)
        self._is_near = lru_cache(_REMEMBERED)(self._near_a_word)
        self._far: set[str] = set()
        """Words that are near to none of the name."""
        self._letters = {word for words in self._wholes for word in (*words, "".join(words))}

    def _counts_alone(self, word: str, words: tuple[str, ...]) -> bool:
        if word.isdigit() or word in PARTICLES or (not self._person and word in FORMS):
            return False
        if not self._person and len(words) > 1 and word in GENERIC:
            return False
        least = 2 if len(words) == 1 or NO_BLANKS.search(word) else _LETTERS_OF_A_PART + (not self._person)
        return len(word) >= least

    # Erasing ------------------------------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """A free text without their names, except at undecided places.

        If the text is the name of another record, such as the event of an encounter, it is treated as that name.
        """
        if folded(text) in self._others:
            return self.own_name(text)
        return self._without(text, [place for place in self._places(text) if self._goes(text, place)])

    def own_name(self, text: str) -> str:
        """The name of another record: it stays unless it contains one of their whole names."""
        places = self._places(text)
        if "".join(spellings.words_of(text)) in self._namesakes:
            return text
        if any(not place.whole for place in self._exact(text)):
            self.kept_names[text] = None
        return self._without(text, [place for place in places if place.sure and place.whole])

    def code(self, text: str) -> str:
        """A text that a program may have written, such as a key: only what surely names them is removed."""
        return self._without(text, [place for place in self._places(text) if place.sure])

    def names_them(self, text: str) -> bool:
        """Whether a text, such as part of a file, surely names them or has a word that somebody decided to remove."""
        return any(
            place.sure or self.words.get(place.word)
            for place in self._exact(text)
            if len(place.word) >= _SEEN or NO_BLANKS.search(place.word)
        )

    def concerns(self, text: str) -> bool:
        """Whether anything in a text may be a place to remove or to decide about; quick, and where in doubt it is."""
        folded_text = fold(text)
        if (self._find is not None and self._find.search(folded_text)) or ("%" in text and _PERCENT.search(text)):
            return True
        new = set(WORD.findall(folded_text)) - self._far
        if any(map(self._near_a_word, new)):
            return True
        if len(self._far) > _REMEMBERED:
            self._far.clear()
        self._far |= new
        return False

    def may_name_them(self, text: str) -> bool:
        """Whether a text that will be written again anyway may name them, in any spelling."""
        going = {context.word for context, goes in self.contexts.items() if goes}
        going |= {word for word, goes in self.words.items() if goes}
        return any(place.sure or place.word in going for place in self._find_places(text))

    def _without(self, text: str, places: Iterable[NamePlace]) -> str:
        pieces: list[str] = []
        end = 0
        for place in places:
            pieces += [text[end : place.start], FORGOTTEN]
            end = place.end
        if not pieces:
            return text
        return "".join([*pieces, text[end:]])

    def _goes(self, text: str, place: NamePlace) -> bool:
        if place.sure:
            return True
        context = _context(text, place)
        decided = self.contexts.get(context, self.words.get(place.word))
        if decided is None:
            self.undecided[context] = None
        return bool(decided)

    # Finding ------------------------------------------------------------------------------------------------------

    def _find_places(self, text: str) -> list[NamePlace]:
        places = self._exact(text)
        if "%" in text:
            places += [place for place in self._in_addresses(text) if not _overlap(place.start, place.end, places)]
        for start, end in self._near.found(text) if any(map(self._is_near, WORD.findall(fold(text)))) else ():
            # A whole name with one misspelled word contains the other words as they are.
            inside = [place for place in places if start <= place.start and place.end <= end and not place.whole]
            if len(inside) < len(spellings.words_of(text[start:end])):
                rest = [place for place in places if place not in inside]
                if not _overlap(start, end, rest) and (place := self._nearly(text, start, end, inside=bool(inside))):
                    places = [*rest, place]
        kept = list(self._others_in(text))
        return sorted(place for place in places if place.whole or not _overlap(place.start, place.end, kept))

    def _near_a_word(self, word: str) -> bool:
        """Whether a folded word differs from a word of the name by at most one letter. Most texts have none."""
        return any(OSA.distance(word, letters, score_cutoff=1) <= 1 for letters in self._letters)

    def _exact(self, text: str) -> list[NamePlace]:
        """Where a name appears letter by letter, also inside joined words."""
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
                places.append(NamePlace(start, end, "".join(words), sure, True))
            elif place := self._alone(folded_text, match, start, end):
                places.append(place)
        return places

    def _in_addresses(self, text: str) -> Iterator[NamePlace]:
        """Parts of web addresses that contain a percent-encoded name."""
        for match in _PERCENT.finditer(text):
            for place in self._exact(unquote(match[0]).replace("+", " ")):
                if place.sure:
                    yield NamePlace(*match.span(), place.word, True, place.whole)
                    break

    def _alone(self, folded_text: Folded, match: re.Match[str], start: int, end: int) -> NamePlace | None:
        """A single word of a name; None if its letters only belong to another word."""
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
                # Companies are written with a capital, and few of their words are theirs alone.
                ordinary = ordinary or not whole or small
        return NamePlace(start, end, word, not ordinary, whole and not ordinary and bool(NO_BLANKS.search(word)))

    def _nearly(self, text: str, start: int, end: int, *, inside: bool) -> NamePlace | None:
        """A passage in another spelling, or with a typing error."""
        words = spellings.words_of(text[start:end])
        if inside and len(words) == 1:
            return None
        if len(words) != 1:
            return NamePlace(start, end, "".join(words), True, True) if words else None
        word = words[0]
        # Shorter words are a letter away from too many others.
        if len(word) < JOINED or word in self._parts or is_common(word) or word in self._shared:
            return None
        of_another = any(OSA.distance(word, part, score_cutoff=1) <= 1 for part in self._parts if is_common(part))
        sure = len(word) > JOINED and not text[start:end].islower() and not of_another and self._person
        return NamePlace(start, end, word, sure, False)

    def _others_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the whole names of other records appear."""
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
        """Whether letters are surely a whole name; a single word is one in scripts without blanks."""
        alone = (match[0],) in self._wholes and NO_BLANKS.search(match[0]) is not None
        return match.lastgroup == "whole" or alone


def _context(text: str, place: NamePlace) -> DoubtfulPlace:
    before = text[max(0, place.start - _CONTEXT) : place.start]
    return DoubtfulPlace(place.word, before, text[place.start : place.end], text[place.end : place.end + _CONTEXT])


def _overlap(start: int, end: int, spans: Iterable[NamePlace | tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for span in spans)


def by_word(contexts: Iterable[DoubtfulPlace]) -> Mapping[str, list[DoubtfulPlace]]:
    """Undecided places by word."""
    places: dict[str, list[DoubtfulPlace]] = {}
    for context in contexts:
        places.setdefault(context.word, []).append(context)
    return places
