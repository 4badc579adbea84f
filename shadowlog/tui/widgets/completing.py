"""Completing what is typed with a name that begins so; in a capture line also with the answers that are known to the
objection it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from shadowlog.domain.records import Objection, Response
from shadowlog.domain.text.capture_line import read_line
from shadowlog.domain.text.sanitize import shown_each
from shadowlog.services.capture.answers import known_answers
from shadowlog.store.repository import Repository

if TYPE_CHECKING:
    from shadowlog.analysis.recall import Recall

_BEGUN = re.compile(r"(?<!\S)(?:[#@~^!]|\w+:)\"[^\"]*$")
"""A mark with a name in quotation marks, of which the closing one is still to come."""


def completed(value: str, typed: str, names: Iterable[str]) -> str | None:
    """A line whose end, ``typed``, is made whole with the first of the names that begins so; None where none does."""
    start = shown_each(typed).casefold()
    for name in names:
        if shown_each(name).casefold().startswith(start) and len(name) > len(typed):
            return value + name[len(typed) :]
    return None


def begun_mark(text: str) -> str:
    """The mark at the end of a line whose closing quotation mark is still to come; empty where there is none."""
    begun = _BEGUN.search(text)
    return begun[0] if begun else ""


def words_so_far(text: str) -> str:
    """The words of a line without the mark that is still being typed."""
    return read_line(text.removesuffix(begun_mark(text))).words


def names_for(repository: Repository, recall: Recall, table: str, start: str, *, line: str, chosen: str) -> list[str]:
    """The names in a table that begin so. Of responses: those to the objection that is ``chosen`` (its id), else to
    the one that the ``line`` calls by its title, else to the likeliest.
    """
    if table != Response.table:
        from shadowlog.services.resolve import names_starting

        return names_starting(repository, table, start)
    words = words_so_far(line)
    objections = [chosen] if chosen else repository.ids_named(Objection, words)
    objections = objections or [offer.standing.objection.id for offer in recall.offers(words, 1)]
    return [answer.text for key in objections[:1] for answer in known_answers(repository, key)]
