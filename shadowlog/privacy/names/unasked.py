"""Finds words that may be names nobody has entered, and about which nobody was asked yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from functools import lru_cache

from shadowlog.domain.records import Asset, Event, Persona, PossibleName, Theme
from shadowlog.domain.schema.registry import forgettable_kinds
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.quotations import own_words
from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.privacy.common_words import COMMON_WORDS, GENERIC, SHORT, WORDS
from shadowlog.store.repository import Repository

NAMED_BY_THE_TEAM = (Theme, Persona, Asset, Event)
"""Kinds whose names the team gives. A word in one is known: it is no name that nobody has entered."""

_MOST_CACHED = 20_000

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_SHORTENED = re.compile(r"n['’]t$", re.IGNORECASE)
"""Don't, can't: no names."""

_LONGEST, _MOST_WORDS = 40, 4
"""Letters of a word, and words in a row, up to which they may be a name."""

_BEGINS = re.compile(r"(?:^|[.!?…:;\r\n][\"'“”„«»‘’)\]*_ ]*|[\"“„«‘(\[*_-])\s*$")
"""What stands before a word that has a capital because a sentence begins with it."""


def unasked_names(repository: Repository, clean: Callable[[str], str]) -> Callable[[str], list[str]]:
    """What finds in the words of a record those with a capital that nobody has entered as a name or was asked about;
    several in a row as one. ``clean`` removes the names that are known.
    """
    # Of deleted records no name counts as entered: parts of it are no longer removed wherever they stand.
    kinds = (*NAMED_BY_THE_TEAM, *forgettable_kinds())
    entered = frozenset[str]().union(*(_words_of(frozenset(repository.names(kind))) for kind in kinds))
    answered = {folded(possible.word) for possible in repository.all(PossibleName)}

    @lru_cache(_MOST_CACHED)
    def found(words: str) -> list[str]:
        own = own_words(words)
        # To clean a text takes long, and most have no capital but that of their first word. Others are cleaned first:
        # of a word beside a known name, as in "acuvia-Kestrel", the rest may be a name.
        if not any(map(str.isupper, own.lstrip()[1:])) and not any(_names_in(own, entered)):
            return []
        return [name for name in dict.fromkeys(_names_in(clean(own), entered)) if folded(name) not in answered]

    return found


@lru_cache(16)
def _words_of(names: frozenset[str]) -> frozenset[str]:
    """The words of some names, folded. Cached as long as the names are the same."""
    return frozenset(word.lower() for name in names for word in _WORD.findall(folded(name)))


def _names_in(text: str, entered: Container[str]) -> Iterable[str]:
    """The words of a text that may be names, several in a row as one; the first word of a sentence by itself, for it
    has a capital whatever it is.
    """
    row: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if row and (text[end : match.start()] != " " or len(row) == _MOST_WORDS):
            yield " ".join(row)
            row = []
        word = _POSSESSIVE.sub("", match[0])
        begins = _BEGINS.search(text[max(0, match.start() - 12) : match.start()]) is not None
        if _may_be_name(word, begins=begins) and folded(word) not in entered:
            row.append(word)
        elif row:
            yield " ".join(row)
            row = []
        if row and (word != match[0] or begins):
            yield " ".join(row)
            row = []
        end = match.end()
    if row:
        yield " ".join(row)


def _may_be_name(word: str, *, begins: bool) -> bool:
    """Whether a word may be a name; with ``begins`` a sentence begins with it, so that any word has a capital."""
    if not word[0].isupper() or not 1 < len(word) <= _LONGEST or _SHORTENED.search(word):
        return False
    plain = folded(word)
    if plain in WORDS["no names"] or plain in WORDS["common"] or plain.partition("'")[0] in WORDS["common"]:
        return False
    if plain in SHORT or plain.partition("'")[0] in SHORT:
        return word.isupper() and len(word) > 1 and not begins
    if not begins:
        return True
    ordinary = plain in COMMON_WORDS | GENERIC | WORDS["beginnings"] or weight_of_word(plain) < 1
    return not ordinary
