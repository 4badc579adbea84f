"""Finds names in scripts without blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), and in Korean,
which joins particles to names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from shadowlog.privacy.common_words import WORDS

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
HANGUL = "\uac00-\ud7a3"

_RUN = re.compile(rf"[{UNSPACED}]+")
_WORD = re.compile(rf"[{HANGUL}]+")
_ANY = re.compile(rf"[{UNSPACED}{HANGUL}]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_SPACED_HAN = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?: {1,2}[\u3400-\u9fff]){1,3}(?![\u3400-\u9fff])")
"""A name with blanks between its signs."""

_KATAKANA = re.compile(r"[\u30a0-\u30ff]")
_BETWEEN = re.compile(r"[\s・·=＝.,'\-]+")

_FORMS = re.compile(
    r"股份有限公司|有限责任公司|有限公司|控股公司|公司|集团|集團|株式会社|有限会社|合同会社|\(株\)|\(주\)|주식회사|"
    r"บริษัท|จำกัด|\(มหาชน\)|มหาชน"
)
_TAILS = WORDS["tails"]
_HEADS = WORDS["heads"]
_PLACES = WORDS["places"]
_TITLES_BEHIND = WORDS["titles"]
_TITLES_BEFORE = ("小", "老", "คุณ", "นาย", "นาง")

_COMMON = _PLACES | _TAILS | _HEADS

_PARTICLES = re.compile(
    r"(?:씨|님|군|양|과장|부장|대리|사장|차장|팀장|이사|대표|교수|박사|선생|원장|실장|본부장|매니저)?(?:님)?"
    r"(?:들)?(?:이)?(?:가|이|은|는|을|를|의|와|과|도|만|에|에게|에게서|에서|에게는|께|께서|께서는|한테|한테서|으로|로|랑|이랑|하고|야|아|여|"
    r"라고|이라고|라는|이라는|라도|까지|부터|마다|처럼|보다|조차|네|이다|입니다|예요|이에요|였다|이었다)?(?:는|은|도)?"
)
_OFFICES = WORDS["offices"]


class UnspacedNames:
    """Names in these scripts, to be found in folded text."""

    def __init__(self) -> None:
        self._by_start: dict[str, set[str]] = {}
        """Names that are found anywhere, by their first two characters."""
        self._korean: dict[str, bool] = {}
        """Words of Korean names, with whether anything may follow them."""

    def take(self, name: str, *, person: bool) -> None:
        """Add a folded name. Names in other scripts are ignored."""
        if not _ANY.search(name):
            return
        bare = _FORMS.sub("", name)
        parts = [part for part in _BETWEEN.split(bare) if part]
        for whole in {name, "".join(_BETWEEN.split(name)), "".join(parts)}:
            self._add(whole)
        for part in parts:
            if person or len(parts) > 1:
                self._add(part, alone=person)
        if person:
            for part in parts:
                self._person(part, len(parts))
        else:
            self._company("".join(parts))

    def _add(self, text: str, *, alone: bool = True) -> None:
        if _WORD.fullmatch(text):
            if len(text) >= (2 if alone else 3) and text not in _COMMON:
                self._korean[text] = len(text) >= 3
        elif _RUN.fullmatch(text) and text not in _COMMON and len(text) >= (2 if _HAN.match(text) else 3):
            self._by_start.setdefault(text[:2], set()).add(text)

    def _person(self, name: str, parts: int) -> None:
        """Add a person's given name, and their surname with a title."""
        if _WORD.fullmatch(name) and parts == 1 and len(name) >= 3:
            self._add(name[1:])
            for office in _OFFICES:
                self._korean[name[0] + office] = True
        elif _HAN.fullmatch(name):
            if parts == 1 and len(name) >= 3:
                self._add(name[-2:])
            if parts == 1 and len(name) >= 4:
                self._add(name[:2])
            for surname in (name[0], *([name] if parts > 1 else ())):
                for title in _TITLES_BEHIND:
                    self._by_start.setdefault((surname + title)[:2], set()).add(surname + title)
                for title in _TITLES_BEFORE[:2]:
                    if len(surname) == 1:
                        self._by_start.setdefault(title + surname, set()).add(title + surname)

    def _company(self, name: str) -> None:
        """Add the part of a company's name that distinguishes it from others of its kind."""
        for tail in _TAILS:
            if name.endswith(tail) and len(name) - len(tail) >= 2:
                rest = name.removesuffix(tail)
                self._add(rest)
                for place in _PLACES:
                    self._add(rest.removeprefix(place))
        for head in _HEADS:
            if name.startswith(head) and len(name) - len(head) >= 4:
                self._add(name.removeprefix(head))

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """The (start, end) of each name in a folded text."""
        if self._by_start:
            for match in _SPACED_HAN.finditer(text):
                name = match[0].replace(" ", "")
                if name in self._by_start.get(name[:2], ()):
                    yield match.span()
            for run in _RUN.finditer(text):
                place = run.start()
                while place < run.end() - 1:
                    length = max(
                        (
                            len(name)
                            for name in self._by_start.get(text[place : place + 2], ())
                            if self._here(name, text, place)
                        ),
                        default=0,
                    )
                    if length:
                        yield place, place + length
                    place += length or 1
        if self._korean:
            words = list(_WORD.finditer(text))
            for word, following in zip_longest(words, words[1:]):
                spans = list(self._in_korean(word[0], word.start()))
                if not spans and following is not None and text[word.end() : following.start()] == " ":
                    # A name may be written as one word or as two.
                    ends = [end for _, end in self._in_korean(word[0] + following[0], word.start()) if end > word.end()]
                    spans = [(word.start(), end + 1) for end in ends]
                yield from spans

    @staticmethod
    def _here(name: str, text: str, place: int) -> bool:
        if not text.startswith(name, place):
            return False
        # A word in Katakana ends where other letters begin.
        if _KATAKANA.match(name[0]) and place and _KATAKANA.match(text[place - 1]):
            return False
        end = place + len(name)
        return not (len(name) <= 3 and _KATAKANA.match(name[-1]) and end < len(text) and _KATAKANA.match(text[end]))

    def _in_korean(self, word: str, start: int) -> Iterator[tuple[int, int]]:
        longest = max(map(len, self._korean))
        for end in range(min(len(word), longest), 1, -1):
            anything = self._korean.get(word[:end])
            if anything or (anything is not None and _PARTICLES.fullmatch(word[end:])):
                yield start, start + end
                return
        # Inside a word only names of three or more syllables are sure.
        for begin in range(1, len(word) - 2):
            for end in range(min(len(word), begin + longest), begin + 2, -1):
                if self._korean.get(word[begin:end]):
                    yield start + begin, start + end
                    return
