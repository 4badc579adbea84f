"""The forms of one word of a name: in other letters, and with the endings and particles of languages.

All words here are folded. The rules are generous: a form too many withholds a word, a form too few reveals a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import combining

from shadowlog.privacy.common_words import WORDS

_TWO_FOR_ONE = re.compile(r"([aou])e|(a)a|(d)j")
"""Two letters written for one that a keyboard does not have: Juergen, Soenderby, Aarhus, Djordjevic."""

_ARABIC = str.maketrans("ةىکیؤئ", "هيكيوي")
"""Letters of Arabic and Persian that are used for each other."""

LONGEST_ENDING = 6

_VIRAMA = 9
"""The combining class of the sign that takes the vowel from a consonant; before an ending it is not written."""


_FLEETING = "ео"
_ENDS = {
    "latin": re.compile(r"(?:[aeiouy]|[aeiou]s)$"),
    "cyrillic": re.compile(r"(?:[аяиьоеыіюу]|ии|ыи|ои)$"),
    "greek": re.compile(r"(?:[αηουι]σ?)$"),
}

_BEFORE = {
    "hebrew": re.compile(r"[והבכלמש]{1,3}"),
    "arabic": re.compile(r"[وف]?(?:بال|كال|لل|ال|[بلك])|[وفس]"),
}
"""Particles that are written onto the following word."""


@lru_cache(16_384)
def plain(word: str) -> str:
    """A word in the form in which words that may be spelled in several ways are compared."""
    word = word.translate(_ARABIC) if "\u0600" <= word[:1] <= "\u06ff" else word
    return _TWO_FOR_ONE.sub(lambda match: match[1] or match[2] or match[3], word) if len(word) >= 4 else word


def script(word: str) -> str:
    """The script of a word, by its first letter; empty if the script has no endings."""
    first = word[:1]
    for name, start, end in (
        ("latin", "a", "z"), ("greek", "\u0370", "\u03ff"), ("cyrillic", "\u0400", "\u052f"),
        ("armenian", "\u0530", "\u058f"), ("hebrew", "\u0590", "\u05ff"), ("arabic", "\u0600", "\u06ff"),
        ("indic", "\u0900", "\u0aff"), ("south", "\u0b00", "\u0dff"), ("georgian", "\u10a0", "\u10ff"),
    ):  # fmt: skip
        if start <= first <= end:
            return name
    return ""


_ENDINGS = {name: WORDS[name] for name in ("latin", "greek", "cyrillic", "armenian", "georgian", "indic")}


def stems(word: str) -> Iterator[str]:
    """The parts of a word that stay the same in its other forms: at least three letters each, and the word itself."""
    yield word
    kind = script(word)
    ending = _ENDS.get(kind)
    shorter = word
    for _ in range(2 if ending else 0):
        assert ending is not None
        shorter = ending.sub("", shorter)
        if len(shorter) >= 3 and shorter != word:
            yield shorter
    if kind == "latin" and len(word) >= 4:
        if word.endswith("nen"):  # Virtanen, Virtasen
            yield f"{word[:-3]}se"
            yield f"{word[:-3]}s"
        if word[-1] not in "aeiouy":  # Kovacs, Kovaccsal; Nagy, Naggyal
            yield f"{word[:-2]}{word[-2]}{word[-2:]}"
            yield f"{word}{word[-1]}"
        for double in ("kk", "pp", "tt"):  # Pekka, Pekan
            if double in word[2:]:
                yield word.replace(double, double[0])
        if word[-2:-1] == "e":  # Marek, Marka
            yield f"{word[:-2]}{word[-1]}"
    if kind == "cyrillic" and len(word) >= 4 and word[-2] in _FLEETING:  # Павел, Павла
        yield f"{word[:-2]}{word[-1]}"
    if kind in ("indic", "south") and len(word) >= 4 and combining(word[-1]) == _VIRAMA:
        yield word[:-1]
    if kind == "georgian" and word[-1] in "იაეო" and len(word) >= 4:
        yield word[:-1]


def possible_stems(word: str) -> Iterator[str]:
    """The words a word of a text may come from, if its end is an ending or its beginning a particle."""
    kind = script(word)
    endings = _ENDINGS.get(kind)
    if endings is not None:
        for cut in range(1, min(LONGEST_ENDING, len(word) - 3) + 1):
            # If only three letters are left, a name is recognised by short endings alone.
            if word[-cut:] in endings and (cut <= 2 or len(word) - cut > 3):
                yield word[:-cut]
    elif kind == "south":
        for cut in range(1, min(LONGEST_ENDING, len(word) - 4) + 1):
            yield word[:-cut]
    elif kind in ("hebrew", "arabic"):
        for cut in range(1, min(4, len(word) - 2) + 1):
            if _BEFORE[kind].fullmatch(word[:cut]):
                yield word[cut:]
