"""Words of a quote that may be names nobody has entered: whoever permits the quote is asked about each once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shadowlog.domain.records import RECORDS, Insight, Mention, PossibleName
from shadowlog.domain.text.capture_line import own_words
from shadowlog.domain.text.fold import folded
from shadowlog.privacy.common_words import COMMON_WORDS, GENERIC, SHORT, WORDS
from shadowlog.privacy.withholding import Audience, discretion
from shadowlog.store.repository import Repository

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_SHORTENED = re.compile(r"n['’]t$", re.IGNORECASE)
"""Don't, can't: no names."""

_LONGEST, _MOST_WORDS = 40, 4
"""Letters of a word, and words in a row, up to which they may be a name."""

_BEGINS = re.compile(r"(?:^|[.!?…:;\r\n][\"'“”„«»‘’)\]*_ ]*|[\"“„«‘(\[*_-])\s*$")
"""What stands before a word that has a capital because a sentence begins with it."""


def possible_names(repository: Repository, record: Insight | Mention) -> list[str]:
    """The words with a capital in a quote that may leave the team which nobody has entered as a name or answered for
    yet; several in a row as one. Empty where it may not leave. Raises SettingsWrong.
    """
    if not record.permission.may_leave_the_team:
        return []
    text = discretion(repository, Audience.EXTERNAL).clean(own_words(record.heading))
    entered = {
        word.lower()
        for kind in RECORDS.values()
        if kind.declared.named
        for entry in repository.all(kind)
        for name in entry.answers_to
        for word in _WORD.findall(folded(name))
    }
    answered = {folded(possible.word) for possible in repository.all(PossibleName)}
    return [name for name in dict.fromkeys(_names_in(text, entered)) if folded(name) not in answered]


def _names_in(text: str, entered: set[str]) -> Iterable[str]:
    """The words of a text that may be names, several in a row as one."""
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
        if row and word != match[0]:
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
    if plain in WORDS["common"] or plain.partition("'")[0] in WORDS["common"]:
        return False
    if plain in SHORT or plain.partition("'")[0] in SHORT:
        return word.isupper() and len(word) > 1 and not begins
    return not begins or plain not in COMMON_WORDS | GENERIC


def answer_names(repository: Repository, answers: dict[str, bool]) -> None:
    """Keep which words are names: those are withheld from now on, and nobody is asked about any of them again. Raises
    SaveFailed.
    """
    with repository.change("Answer which words are names"):
        for word, is_name in answers.items():
            repository.add(PossibleName(word=word, is_name=is_name))
