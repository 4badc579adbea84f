"""The ways a name may be written in a text: words in any order, joined, in other letters, in scripts without blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from shadowlog.domain.text.fold import Folded, folded, marks
from shadowlog.privacy.common_words import FORMS, GENERIC
from shadowlog.privacy.erasure.double_meanings import is_common

JOINED = 7
"""The number of letters from which a word is also a name inside a longer word, such as in an e-mail address."""
INFLECTED = 5
"""The number of letters from which a word may have an ending of a few letters."""
WORD = re.compile(rf"[\w{marks()}]+")
NO_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no blanks between words or join particles to them."""
_LETTERS_BEFORE = re.compile(rf"[^\W\d_{marks()}]*$")
_LETTERS_AFTER = re.compile(rf"(?:[^\W\d_]|[{marks()}])*")
_BETWEEN = r"(?:%20|[._+/-]|[^\w.,;:!?()]{0,3})"
"""What may be between the words of a name: blanks and marks, or what joins words in addresses and file names."""
_TURNED = r"(?:%20|[._+/-]|,\s{0,2})"
"""What may be between the words if the last comes first."""
_SPELLINGS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"}
"""Letters as people write them on a keyboard without them, if folding gives another form."""


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name or of a piece of text."""
    return tuple(WORD.findall(folded(name)))


def wholes(name: str, *, person: bool) -> Iterator[tuple[str, ...]]:
    """The words of a whole name: as it is, with the last word first, and without the middle ones."""
    words = words_of(name)
    yield words
    if person and len(words) > 1:
        yield (words[-1], *words[:-1])
        if len(words) > 2:
            yield (words[0], words[-1])
    elif len(words) > 1 and (words[-1] in FORMS or (len(words) > 2 and words[-1] in GENERIC)):
        yield words[:-1]


def spelled_out(name: str) -> str:
    """A name with its umlauts written as two letters; empty if it has none."""
    composed = unicodedata.normalize("NFC", name).lower()
    if not any(sign in _SPELLINGS for sign in composed):
        return ""
    return "".join(_SPELLINGS.get(sign, sign) for sign in composed)


def back(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name that begins with its last word, back in its usual order."""
    return (*words[1:], words[0])


def pattern(
    wholes: Iterable[tuple[str, ...]], parts: Iterable[str], turned_round: set[tuple[str, ...]]
) -> re.Pattern[str] | None:
    """A pattern for whole names of several words, whatever is between them, and otherwise for their single words."""
    pieces = []
    several = sorted((words for words in wholes if len(words) > 1), key=lambda words: -len("".join(words)))
    for words in several:
        turned = words in turned_round and any(map(is_common, words))
        joined = (_TURNED if turned else f"(?:{_TURNED}|{_BETWEEN})" if words in turned_round else _BETWEEN).join(
            map(re.escape, words)
        )
        if len("".join(words)) < JOINED and not NO_BLANKS.search("".join(words)):
            joined = rf"(?<![^\W\d_]){joined}(?![^\W\d_])"
        pieces.append(joined)
    single = sorted(map(re.escape, parts), key=len, reverse=True)
    alternatives = [f"(?P<whole>{'|'.join(pieces)})"] if pieces else []
    alternatives += [f"(?P<part>{'|'.join(single)})"] if single else []
    return re.compile("|".join(alternatives)) if alternatives else None


def protected(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for whole names of other records, of several words each."""
    several = [words for name in names if len(words := words_of(name)) > 1]
    pieces = [r"[\W_]{1,3}".join(map(re.escape, words)) for words in sorted(several, key=lambda words: -len(words))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(pieces)})(?!\w)") if pieces else None


def letters_around(folded_text: Folded, match: re.Match[str], start: int, end: int) -> tuple[str, str]:
    """The letters of the same word before and after. A capital begins a new word."""
    before = _LETTERS_BEFORE.search(folded_text.text[: match.start()][-60:])
    after = _LETTERS_AFTER.match(folded_text.text[match.end() :][:60])
    source = folded_text.source
    letters_before = before[0] if before else ""
    letters_after = after[0] if after else ""
    if letters_before and source[start : start + 1].isupper() and source[start - 1 : start].islower():
        letters_before = ""
    if letters_after and source[end : end + 1].isupper() and source[end - 1 : end].islower():
        letters_after = ""
    return letters_before, letters_after


def digits_run_on(source: str, start: int, end: int) -> bool:
    """Whether the number at the beginning or end of a name goes on."""
    first, last = source[start - 1 : start + 1] if start else "", source[end - 1 : end + 1]
    return (len(first) == 2 and first.isdigit()) or (len(last) == 2 and last.isdigit())


def in_address(source: str, start: int, end: int) -> bool:
    """Whether a place is in a web or e-mail address, a handle or a tag, where letters are usually small."""
    return bool(re.search(r"[@#/]\w*$", source[:start][-60:]) or re.match(r"\w*@|\.\w", source[end:][:60]))


def is_ending(word: str, letters: str) -> bool:
    """Whether the letters after a name are an ending that does not make it another name."""
    if not word.isascii():
        return len(word) >= INFLECTED and len(letters) <= 3
    return letters == "s" or (len(word) >= INFLECTED and letters in ("es", "n", "en", "ns"))
