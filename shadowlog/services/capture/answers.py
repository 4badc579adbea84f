"""The answers to an objection that are known, and which of them a few of its words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shadowlog.domain.records import Response
from shadowlog.domain.text.fold import folded
from shadowlog.store.repository import Repository

_WORD = re.compile(r"\w+")


def known_answers(repository: Repository, objection: str) -> list[Response]:
    """The responses that were tried with an objection or prepared for it; ``objection`` is its id."""
    tried = repository.named_together(objection, "objection", "response")
    prepared = [response.id for response in repository.referring(Response, objection, "objections")]
    records = repository.some([(Response.table, key) for key in dict.fromkeys((*tried, *prepared))])
    return [record for record in records if isinstance(record, Response)]


def answer_meant(answers: Iterable[Response], words: str) -> Response | None:
    """The answer that a text means: the one of just these words, or the only one in which they stand next to each
    other; else None.
    """
    wanted = _words(words)
    if not wanted.strip():
        return None
    each = {response.id: (response, _words(response.text)) for response in answers}
    same = [response for response, text in each.values() if text == wanted]
    holding = same or [response for response, text in each.values() if wanted in text]
    return holding[0] if len(holding) == 1 else None


def _words(text: str) -> str:
    """The words of a text, folded, with a blank around each."""
    return f" {' '.join(_WORD.findall(folded(text)))} "
