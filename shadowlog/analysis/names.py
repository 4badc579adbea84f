"""Finding people's and accounts' names in running text: in any case, without diacritics, with a letter typed wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from shadowlog.analysis.ordinary import FORMS, GENERIC, ORDINARY
from shadowlog.domain.text.fold import folded

_COMMON = ORDINARY | GENERIC
_NEVER_ALONE = GENERIC | FORMS
_WORD = re.compile(r"\w+")
_UMLAUT = re.compile(r"([aou])e|a(a)")
"""How an umlaut is written without one: Juergen, Aarhus."""

FORGIVEN = 5
"""Letters a word has at the least for one of them to be forgiven in any case; words of four are forgiven one where
they are written with a capital, shorter ones never."""

_PART = 3
"""Letters of a word of a person's name at the least for it to be found on its own."""


_REMEMBERED = 50_000
"""Words of texts of which it is known what they are alike: most stand in many texts."""


class Word(NamedTuple):
    """A word of a text."""

    start: int
    end: int
    folded: str
    capital: bool
    """Whether it is written otherwise than in small letters."""


class Names:
    """Names to be found in running text.

    A person is found by any word of their name, an account by any telling word of its name that is written with a
    capital, and both by the whole name. Words of names that are ordinary words as well, such as Price, only count
    alone where they are written with a capital.
    """

    def __init__(self, people: Iterable[str] = (), accounts: Iterable[str] = ()) -> None:
        self._whole: dict[str, set[tuple[str, ...]]] = {}
        """Whole names, by their first word."""
        self._near: dict[str, set[str]] = {}
        """First words of whole names, and words that count alone, by a part that one typing error leaves."""
        self._known: set[str] = set()
        """The words that are in ``_near``."""
        self._alone: dict[str, bool] = {}
        """Words that count on their own; whether only with a capital."""
        self._alike = lru_cache(_REMEMBERED)(self._words_alike)
        for name in people:
            self._take(name, person=True)
        for name in accounts:
            self._take(name, person=False)

    def _take(self, name: str, *, person: bool) -> None:
        words = tuple(_WORD.findall(folded(name)))
        self._take_whole(words)
        if not person and len(words) > 1 and words[-1] in FORMS:
            self._take_whole(words[:-1])
        for word in words if len(words) > 1 else ():
            long = len(word) >= (_PART if person else FORGIVEN - 1) and not word.isdigit()
            if long and (person or word not in _NEVER_ALONE):
                only_capital = not person or word in _COMMON
                self._alone[word] = self._alone.get(word, True) and only_capital
                self._remember(word)

    def _take_whole(self, words: tuple[str, ...]) -> None:
        letters = "".join(words)
        if len(letters) < 2:
            return
        self._whole.setdefault(words[0], set()).add(words)
        self._remember(words[0])
        if len(words) > 1:
            self._whole.setdefault(letters, set()).add((letters,))
            self._remember(letters)

    def _remember(self, word: str) -> None:
        if len(word) >= FORGIVEN - 1 and word not in self._known and not word.isdigit():
            self._known.add(word)
            for part in _parts(word):
                self._near.setdefault(part, set()).add(word)

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand in a text, as (start, end), from its beginning on."""
        words = [
            Word(match.start(), match.end(), folded(match[0]), not match[0].islower()) for match in _WORD.finditer(text)
        ]
        place = 0
        while place < len(words):
            length = self._here(words, place)
            if length:
                yield words[place].start, words[place + length - 1].end
            place += length or 1

    def without(self, text: str, word: str) -> str:
        """A text with a word in place of every name."""
        pieces: list[str] = []
        end = 0
        for start, stop in self.found(text):
            pieces += [text[end:start], word]
            end = stop
        return "".join([*pieces, text[end:]]) if pieces else text

    def _here(self, words: list[Word], place: int) -> int:
        """How many words from ``place`` on are a name, 0 where none begins."""
        word = words[place]
        for spelled in _spelled(word.folded):
            length = max((len(name) for name in self._whole.get(spelled, ()) if _same(name, words, place)), default=0)
            alone = self._alone.get(spelled)
            if length or (alone is not None and (word.capital or not alone)):
                return max(length, 1)
        if len(word.folded) < FORGIVEN - 2 or word.folded in _COMMON or word.folded.isdigit():
            return 0
        # The longest of all: several names may be one letter away, and a set has no order to tell them apart.
        longest = 0
        for near in self._alike(word.folded, word.capital):
            length = max((len(name) for name in self._whole.get(near, ()) if _same(name, words, place, 1)), default=0)
            alone = self._alone.get(near)
            if length or (alone is not None and len(near) >= FORGIVEN and (word.capital or not alone)):
                longest = max(longest, length, 1)
        return longest

    def _words_alike(self, word: str, capital: bool) -> tuple[str, ...]:
        """Words of names that a folded word may be with one letter typed wrong."""
        nears = {near for part in _parts_of_typed(word) for near in self._near.get(part, ())}
        return tuple(
            near
            for near in nears
            if (len(near) >= FORGIVEN or capital) and OSA.distance(near, word, score_cutoff=1) <= 1
        )


def _same(name: tuple[str, ...], words: list[Word], place: int, errors: int = 0) -> bool:
    """Whether a name's words stand at a place, one letter wrong in all; ``errors`` were made in the first word."""
    if place + len(name) > len(words):
        return False
    for number, wanted in enumerate(name):
        typed = words[place + number].folded
        if wanted in _spelled(typed):
            continue
        if number:
            errors += 1
            if len(wanted) < FORGIVEN - 1 or OSA.distance(wanted, typed, score_cutoff=1) > 1:
                return False
        if errors > 1:
            return False
    return True


@lru_cache(4_096)
def _spelled(word: str) -> tuple[str, ...]:
    """A word as it is written, and as it would be with umlauts that fold to one letter."""
    plain = _UMLAUT.sub(lambda match: match[1] or match[2], word)
    return (word,) if plain == word else (word, plain)


def _parts(word: str) -> Iterator[str]:
    """What of a word is left whole by one typing error: its first half, its second, or both changed in the middle."""
    half = len(word) // 2
    yield f"<{word[:half]}"
    yield f"{word[half:]}>"
    # Two letters changed about, one of each half.
    yield f"={word[: half - 1]}{word[half]}{word[half - 1]}{word[half + 1 :]}"


def _parts_of_typed(word: str) -> Iterator[str]:
    """The same of a word as it was typed, whichever its right length may be."""
    for length in (len(word) - 1, len(word), len(word) + 1):
        half = length // 2
        yield f"<{word[:half]}"
        yield f"{word[len(word) - (length - half) :]}>"
    yield f"={word}"
