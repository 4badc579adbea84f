"""Finds names of people and companies in running text, however a colleague may have written them.

In any case, without diacritics or with letters replaced, with a typing error, joined to other words, with the endings
and particles of many languages, and in scripts without blanks between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from shadowlog.privacy.common_words import WORDS
from shadowlog.privacy.names.forms import plain, possible_stems, script
from shadowlog.privacy.names.index import (
    COMMON,
    LEAST_FOR_TYPING_ERROR,
    LEAST_IN_LONGER_WORD,
    NameIndex,
    pieces_of_typed,
)
from shadowlog.privacy.names.words import ASCII_RUNS, CAPITAL, CAPITALS, SMALL, Word, parts_of, runs, word
from shadowlog.privacy.visible_text import VisibleText

_CASED = ("latin", "greek", "cyrillic", "armenian")

_LONGEST = 100
"""The most letters a word may have to be searched for names."""

_MOST_PARTS = 8
"""The most parts of a word that are looked at together."""

_MOST_WORDS_CACHED = 50_000
"""The number of words whose meaning is cached: most appear in many texts."""

_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ \t\r\n.·•/|\u2800-]{1,3}[^\W_]){2,39}(?![^\W_])")
"""A word with blanks or other signs between its letters."""

_TITLES = WORDS["titles before"]
"""Words before the name of a person, which may then be written small."""

_FILE = re.compile(r"[\w-]{1,100}\.(?:md|docx?|xlsx?|pptx?|pdf|txt|csv|html?|json|png|jpe?g|zip)\b")
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.[ -]?){2,4}")
_ABBREVIATED = WORDS["abbreviated"]
_BETWEEN = re.compile(r"[.,]?[ \-]?")


class Hit(NamedTuple):
    """A word of a name that a word of a text may be."""

    word: str
    errors: int
    """The number of typing errors."""
    inflected: bool


class NameMatcher(NameIndex):
    """Finds names in running text.

    A person is found by any word of their name, a company by any distinctive word of its name with a capital, and both
    by the whole name. Words of names that are also ordinary words, such as Price, count alone only with a capital, and
    short ones such as ING only in capitals.
    """

    def __init__(self, people: Iterable[str] = (), companies: Iterable[str] = ()) -> None:
        super().__init__(people, companies)
        self._words = lru_cache(_MOST_WORDS_CACHED)(self._words_of)

    # Finding them ----------------------------------------------------------------------------------------------

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """The (start, end) of each name in a text, in order."""
        visible = VisibleText(text)
        for start, end in self.spans(visible):
            yield visible.span(start, end)

    def without(self, text: str, word: str) -> str:
        """A text with ``word`` in place of every name."""
        pieces: list[str] = []
        end = 0
        for start, stop in self.found(text):
            if start >= end:
                pieces += [text[end:start], word]
            end = max(end, stop)
        return "".join([*pieces, text[end:]]) if pieces else text

    def spans(self, visible: VisibleText) -> list[tuple[int, int]]:
        """The (start, end) of each name in a visible text, in order and without overlaps."""
        typed = visible.typed
        spans: list[tuple[int, int]] = []
        pattern = ASCII_RUNS if typed.isascii() else runs()
        runs_here = [(match.start(), self._words(match[0])) for match in pattern.finditer(typed)]
        files = [match.span() for match in _FILE.finditer(typed)] if "." in typed else []
        if any(may for _, (_, may) in runs_here):
            spans += self._names_in_words(
                [
                    (_of_file(placed) if any(first <= placed.start < last for first, last in files) else placed, hits)
                    for start, (words, _) in runs_here
                    for part, hits in words
                    for placed in (part._replace(start=start + part.start, end=start + part.end),)
                ],
                typed,
            )
        if not visible.text.isascii():
            spans += self._unspaced.found(visible.text)
        for match in _SPACED.finditer(typed):
            spans += self._in_single_letters(match)
        if self._dotted and "." in typed:
            spans += self._in_dots(typed)
        return _merged_spans(spans)

    def _in_single_letters(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Names in a row of single letters, of which up to two before and after are no part of the name."""
        letters = [(place, sign) for place, sign in enumerate(match[0]) if sign.isalnum()]
        bare = re.fullmatch(r"\w(?: \w)+", match[0]) is not None
        for first in range(3):
            for last in range(len(letters), len(letters) - 3, -1):
                joined = plain("".join(sign for _, sign in letters[first:last]).lower())
                if len(joined) >= (3 if bare else 4) and joined in self._alone and not joined.isdigit():
                    yield match.start() + letters[first][0], match.start() + letters[last - 1][0] + 1
                    return

    def _in_dots(self, typed: str) -> Iterator[tuple[int, int]]:
        """Initials with dots: D.W."""
        for match in _DOTTED.finditer(typed):
            letters = re.sub(r"[. -]", "", match[0])
            if letters.isupper() and letters.lower() in self._dotted and letters.lower() not in _ABBREVIATED:
                yield match.start(), match.start() + len(match[0].rstrip(" -"))

    def _words_of(self, run: str) -> tuple[tuple[tuple[Word, tuple[Hit, ...]], ...], bool]:
        """The words of a run with what each may be, and whether any of them may be part of a name."""
        parts = parts_of(run)
        if "_" in run.strip("_"):
            parts = [_of_file(part) for part in parts]
        words: list[Word] = []
        if len(parts) > 1 and re.search(r"[^\W\d_]\d+[^\W\d_]", run):
            whole = word(run, parts[0].start, parts[-1].end)
            if self._hits_of(whole) and plain(whole.folded) not in self._known:
                parts = [whole]
        place = 0
        while place < len(parts):
            end = next(
                (
                    end
                    for end in range(min(len(parts), place + _MOST_PARTS), place + 1, -1)
                    if plain("".join(part.folded for part in parts[place:end])) in self._known
                ),
                place + 1,
            )
            if end > place + 1:
                joined = word(run, parts[place].start, parts[end - 1].end)
                words.append(joined._replace(folded=joined.folded.replace("_", "")))
            else:
                words.append(parts[place])
            place = end
        with_hits = tuple((whole_word, self._hits_of(whole_word)) for whole_word in words)
        return with_hits, any(hits for _, hits in with_hits)

    def _hits_of(self, text_word: Word) -> tuple[Hit, ...]:
        """The words of names that a word may be."""
        typed = plain(text_word.folded)
        hits: dict[str, Hit] = {}
        if typed in self._known:
            hits[typed] = Hit(typed, 0, inflected=False)
        if typed.isdigit():
            return tuple(hits.values())
        for stem in possible_stems(text_word.folded) if typed not in COMMON else ():
            for name_word in self._stems.get(plain(stem), ()):
                hits.setdefault(name_word, Hit(name_word, 0, inflected=True))
        if len(typed) >= LEAST_FOR_TYPING_ERROR and typed not in COMMON:
            for name_word in self._stems.get(typed, ()):
                hits.setdefault(name_word, Hit(name_word, 0, inflected=True))
        if len(typed) >= LEAST_FOR_TYPING_ERROR - 2 and typed not in COMMON:
            for name_word in self._alike(typed, text_word.written):
                hits.setdefault(name_word, Hit(name_word, 1, inflected=False))
        if not hits and LEAST_IN_LONGER_WORD + 3 <= len(typed) <= _LONGEST:
            for length in range(len(typed) - 3, LEAST_IN_LONGER_WORD - 1, -1):
                for part in (typed[:length], typed[-length:]):
                    if part in self._glued and (text_word.written or length > LEAST_IN_LONGER_WORD):
                        return (Hit(part, 0, inflected=False),)
        return tuple(hits.values())

    def _alike(self, typed: str, written: int) -> Iterator[str]:
        """Words of names that differ from a word by one typing error."""
        for near in {near for part in pieces_of_typed(typed) for near in self._near.get(part, ())}:
            if near == typed or (len(near) <= LEAST_FOR_TYPING_ERROR and not written):
                continue
            if len(near) <= LEAST_FOR_TYPING_ERROR + 1 and script(near) not in _CASED:
                continue
            # Nobody mistypes just the first letter, except by swapping it with the second.
            if not written and near[0] != typed[0] and near[:2] != typed[1::-1]:
                continue
            if OSA.distance(near, typed, score_cutoff=1) <= 1:
                yield near

    def _names_in_words(self, words: list[tuple[Word, tuple[Hit, ...]]], typed: str) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(words):
            length = self._words_of_name_at(words, place)
            if length:
                first, last = self._with_initials(words, place, place + length - 1, typed)
                yield words[first][0].start, words[last][0].end
            place += length or 1

    def _words_of_name_at(self, words: list[tuple[Word, tuple[Hit, ...]]], place: int) -> int:
        """How many words from ``place`` on are a name, 0 if none begins there. The longest name wins: several may be
        alike, and a set has no order.
        """
        first, hits = words[place]
        if place and first.written == SMALL:
            before = words[place - 1][0]
            if before.folded in _TITLES and first.start - before.end <= 2:
                first = first._replace(written=CAPITAL)
        longest = 0
        seconds = words[place + 1][1] if place + 1 < len(words) else ()
        for hit in hits:
            by_second = self._whole.get(hit.word, {})
            for name in (name for second in seconds for name in by_second.get(second.word, ())):
                # A digit is neither small nor a capital: 3M is a name, and 3m a length.
                signs = (part for part, _ in words[place : place + len(name)] if not part.folded.isdigit())
                sure = name not in self._cautious or next(signs, first).written > SMALL
                if sure and len(name) > longest and _stands_at(name, words, place, hit.errors):
                    longest = len(name)
            if self._counts(first, hit):
                longest = max(longest, 1)
        return longest

    def _counts(self, part: Word, hit: Hit) -> bool:
        """Whether a word counts on its own."""
        required_case = self._alone.get(hit.word)
        if required_case is None:
            return False
        if hit.errors:
            return (
                len(hit.word) >= LEAST_FOR_TYPING_ERROR and required_case < CAPITALS and part.written >= required_case
            )
        if hit.inflected:
            if hit.word in COMMON or required_case == CAPITALS:
                return False
            kind = script(part.folded)
            return part.written > SMALL or (
                kind != "latin" and required_case == SMALL and len(hit.word) >= LEAST_FOR_TYPING_ERROR
            )
        return part.written >= required_case

    def _with_initials(
        self, words: list[tuple[Word, tuple[Hit, ...]]], first: int, last: int, typed: str
    ) -> tuple[int, int]:
        """A name with the initials beside it: D. Whitlock."""
        initials = {
            letter for _, hits in words[first : last + 1] for hit in hits for letter in self._initials.get(hit.word, ())
        }

        def initial(place: int, start: int, end: int) -> bool:
            part = words[place][0]
            return (
                part.end - part.start == 1
                and part.written > SMALL
                and part.folded in initials
                and _BETWEEN.fullmatch(typed[start:end]) is not None
            )

        while initials and first and initial(first - 1, words[first - 1][0].end, words[first][0].start):
            first -= 1
        while initials and last + 1 < len(words) and initial(last + 1, words[last][0].end, words[last + 1][0].start):
            last += 1
        return first, last


def _of_file(part: Word) -> Word:
    """A word of a file name, which is written small, with the capital it would have in a text."""
    return part if part.written or part.folded in COMMON else part._replace(written=CAPITAL)


def _stands_at(name: tuple[str, ...], words: list[tuple[Word, tuple[Hit, ...]]], place: int, errors: int) -> bool:
    """Whether a name's words are at a place with at most one typing error in all; ``errors`` were made in the first
    word.
    """
    if place + len(name) > len(words):
        return False
    for name_word, (_, hits) in zip(name[1:], words[place + 1 : place + len(name)], strict=True):
        typing_errors = next((hit.errors for hit in hits if hit.word == name_word), None)
        if typing_errors is None or (errors := errors + typing_errors) > 1:
            return False
    return True


def _merged_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, with overlapping ones merged."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
