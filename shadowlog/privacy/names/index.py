"""An index of names: their words, whole and in other forms, and how each must be written to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.privacy.common_words import COMMON_WORDS, FORMS, GENERIC, SHORT, WORDS
from shadowlog.privacy.names.forms import plain, script, stems
from shadowlog.privacy.names.unspaced_scripts import UnspacedNames
from shadowlog.privacy.names.words import ASCII_RUNS, CAPITAL, CAPITALS, SMALL, parts_of, runs

COMMON = COMMON_WORDS | GENERIC
_NEVER_ALONE = GENERIC | FORMS
_PARTICLES = WORDS["particles"]
_OF_NAMES = WORDS["of names"]
"""Words in the names of many people, which identify nobody."""

LEAST_FOR_TYPING_ERROR = 5
"""The fewest letters of a word in which a typing error is forgiven if it is written with a capital. Small letters need
one more, scripts without capitals two. Within a whole name, words of four letters with a capital are forgiven an
error; shorter ones never.
"""

LEAST_IN_LONGER_WORD = 6
"""The fewest letters of a name to be found at the beginning or end of a longer word."""


class NameIndex:
    """Indexes people and companies by everything their names may be found by."""

    def __init__(self, people: Iterable[str] = (), companies: Iterable[str] = ()) -> None:
        self._whole: dict[str, dict[str, set[tuple[str, ...]]]] = {}
        """Whole names of several words, by their first word and their second: many begin alike."""
        self._cautious: set[tuple[str, ...]] = set()
        """Whole names made of ordinary words only: they count as names only with a capital."""
        self._alone: dict[str, int] = {}
        """Words that count on their own, with how they must be written."""
        self._known: set[str] = set()
        """Every word of a name."""
        self._stems: dict[str, set[str]] = {}
        """Words of names by their stems."""
        self._near: dict[str, set[str]] = {}
        """Words of names by a piece that one typing error leaves intact."""
        self._initials: dict[str, set[str]] = {}
        """For each word of a person's name, the initials of the other words."""
        self._dotted: set[str] = set()
        """Initials of whole names."""
        self._glued: set[str] = set()
        """Words that are found at the beginning or end of a longer word."""
        self._unspaced = UnspacedNames()
        for name in people:
            self._take(name, person=True)
        for name in companies:
            self._take(name, person=False)

    def _take(self, name: str, *, person: bool) -> None:
        text = folded(name)
        if text.startswith("[") and text.endswith("]"):
            return  # the placeholder of somebody who was erased
        self._unspaced.take(text, person=person)
        self._take_spelled(name, text, person=person)
        if not text.isascii():
            from anyascii import anyascii

            kinds = {script(part) for part in _words_in(text)}
            if kinds & {"cyrillic", "greek", "armenian", "georgian"}:
                latin = anyascii(name)
                self._take_spelled(latin, folded(latin), person=person)

    def _take_spelled(self, name: str, text: str, *, person: bool) -> None:
        typed = {folded(part): part for part in _words_in(name)}
        words = tuple(plain(part) for part in _words_in(text))
        if not words:
            return
        self._take_whole(words)
        short = words
        while not person and len(short) > 1 and (short[-1] in FORMS or short[0] in FORMS):
            short = short[:-1] if short[-1] in FORMS else short[1:]
            self._take_whole(short)
        while not person and len(short) > 2 and short[-1] in GENERIC:
            short = short[:-1]
            self._take_whole(short)
        for chunk in _words_in(name):
            # MacAllister: Mac Allister.
            parts = tuple(
                plain(part) for piece in parts_of(chunk) for part in _words_in(folded(chunk[piece.start : piece.end]))
            )
            if len(parts) > 1 and sum(map(len, parts)) > 3 and not any(map(str.isdigit, parts)):
                self._take_whole(parts)
                self._cautious.add(parts)
        for chunk in text.split(" "):
            parts = tuple(plain(part) for part in _words_in(chunk))
            if 1 < len(parts) < len(words) and sum(map(len, parts)) > 3:
                self._take_whole(parts)
        for part in words if len(words) > 1 else ():
            required_case = self._required_case(part, typed.get(part, ""), person=person, first=part == words[0])
            if required_case is not None:
                self._count_alone(part, required_case)
        if person and len(words) > 1:
            self._take_initials(words)
            self._take_with_particles(words)

    def _required_case(self, part: str, typed: str, *, person: bool, first: bool) -> int | None:
        """How a word of a longer name must be written to count on its own; None if it never does. ``first`` says
        whether the name begins with it: what distinguishes a company is there.
        """
        if part.isdigit() or part in _OF_NAMES:
            return None
        if person:
            if len(part) == 2:
                # Ng and Li are known by their capital, unless any sentence may begin with such a word.
                return CAPITAL if script(part) == "latin" and weight_of_word(part) == 1 else None
            return None if len(part) < 2 else CAPITAL if part in COMMON or part in SHORT else SMALL
        if part in _NEVER_ALONE:
            return None
        if first and len(part) >= LEAST_IN_LONGER_WORD and part not in COMMON and weight_of_word(part) == 1:
            return SMALL
        if len(part) < LEAST_FOR_TYPING_ERROR - 1:
            # BMW Group: known by its capitals.
            return CAPITALS if len(part) > 1 and typed.isupper() and script(part) == "latin" else None
        return CAPITAL

    def _take_whole(self, words: tuple[str, ...]) -> None:
        letters = "".join(words)
        if len(letters) < 2:
            return
        if len(words) == 1:
            if len(letters) <= 4 and script(letters) == "latin":
                self._dotted.add(letters)
            # 3M is a company, and 3m a length.
            short = len(letters) <= 3 and (letters in SHORT or not letters.isalpha())
            self._count_alone(letters, CAPITALS if short else CAPITAL if letters in COMMON else SMALL)
            return
        self._whole.setdefault(words[0], {}).setdefault(words[1], set()).add(words)
        if len(letters) <= 3 or all(part in GENERIC or part in SHORT for part in words):
            self._cautious.add(words)
        for part in words:
            self._know(part)
        joined = plain(letters)
        required_case = CAPITALS if len(joined) <= 3 else CAPITAL if joined in COMMON else SMALL
        self._count_alone(joined, required_case, inflected=False)

    def _take_with_particles(self, words: tuple[str, ...]) -> None:
        """Add a surname with its particles, which may be written small: van der Berg."""
        for place in range(len(words) - 2):
            if words[place] in _PARTICLES and words[place + 1] in _PARTICLES and len(words[place + 2]) > 2:
                self._take_whole(words[place : place + 3])

    def _take_initials(self, words: tuple[str, ...]) -> None:
        first, last = words[0], words[-1]
        for part in words:
            self._initials.setdefault(part, set()).update(other[0] for other in words if other != part)
        self._dotted.add("".join(part[0] for part in words))
        self._dotted.add(first[0] + last[0])
        initials = "".join(part[0] for part in words[:-1])
        for joined in {first[0] + last, initials + last, first + last[0], last + first[0]}:
            if len(joined) >= LEAST_FOR_TYPING_ERROR and joined not in COMMON and script(joined) == "latin":
                self._alone.setdefault(joined, SMALL)
                self._known.add(joined)

    def _count_alone(self, part: str, required_case: int, *, inflected: bool = True) -> None:
        self._alone[part] = min(self._alone.get(part, CAPITALS), required_case)
        self._know(part, inflected=inflected)
        if len(part) >= LEAST_IN_LONGER_WORD and part not in COMMON:
            self._glued.add(part)

    def _know(self, part: str, *, inflected: bool = True) -> None:
        if part in self._known or part.isdigit():
            return
        self._known.add(part)
        if inflected and len(part) >= 3:
            for stem in stems(part):
                self._stems.setdefault(plain(stem), set()).add(part)
        if len(part) >= LEAST_FOR_TYPING_ERROR - 1:
            for piece in pieces(part):
                self._near.setdefault(piece, set()).add(part)


def _words_in(text: str) -> list[str]:
    """The words of a name, divided at underscores too."""
    pattern = ASCII_RUNS if text.isascii() else runs()
    return [part for run in pattern.findall(text) for part in run.split("_") if part]


def pieces(part: str) -> Iterator[str]:
    """The pieces of a word that one typing error leaves intact: its first half, its second, or both with a swap in
    between.
    """
    half = len(part) // 2
    yield f"<{part[:half]}"
    yield f"{part[half:]}>"
    # Two letters swapped, one of each half.
    yield f"={part[: half - 1]}{part[half]}{part[half - 1]}{part[half + 1 :]}"


def pieces_of_typed(part: str) -> Iterator[str]:
    """The pieces of a word as it was typed, for each length the right word may have."""
    for length in (len(part) - 1, len(part), len(part) + 1):
        half = length // 2
        yield f"<{part[:half]}"
        yield f"{part[len(part) - (length - half) :]}>"
    yield f"={part}"
