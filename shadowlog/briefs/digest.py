"""The digest for somebody who contributed: what became of their insights, mentions and requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from shadowlog.analysis.feedback.loop import CONTRIBUTIONS, Contribution, Feedback, Loop, silent
from shadowlog.briefs.model.markdown import as_markdown
from shadowlog.domain.ids import tail
from shadowlog.domain.records import Person
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import LoopState
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_RECENT = 500
"""The newest contributions are searched, this many, for those under way."""

_MOST = 20


class Digest(NamedTuple):
    """A digest and the answers in it."""

    text: str
    """Markdown."""
    answers: list[tuple[Contribution, Feedback]]
    """The answers that the person reads for the first time."""


def digest(repository: Repository, finder: Finder, person: Person, now: datetime) -> Digest:
    """What became of a person's contributions that they were not told yet, what is under way, and what waits.

    ``now`` is aware. Nothing is noted as told: call ``Loop.tell`` for that once the person has the digest.
    """
    loop = Loop(repository)
    answers = loop.untold(person.id)
    kinds = tuple(kind.declared.word for kind in CONTRIBUTIONS)
    hits = finder.find(Filter((Clause((person.id,), "from"), Clause(kinds, "is"))))
    recent = repository.some(finder.keys(hits, 0, _RECENT))
    others: list[tuple[Contribution, Feedback]] = [
        (record, loop.feedback(record))
        for record in recent
        if isinstance(record, CONTRIBUTIONS) and person.id in loop.from_whom(record)
    ]
    answered = {record.id for record, _ in answers}
    planned = [pair for pair in others if pair[1].state is LoopState.PLANNED]
    waits = [pair for pair in others if silent(*pair, now) and pair[0].id not in answered]
    lines = [f"# What became of what {as_markdown(person.name)} said", "", f"As of {now:%Y-%m-%d}."]
    lines += ["", "## Answered since you were last told", "", *_answers(answers)]
    lines += ["", "## In the making", "", *_listed(planned, "Nothing is in the making.")]
    lines += ["", "## No word for more than 14 days", "", *_listed(waits, "Nothing has waited that long.")]
    return Digest("\n".join(lines) + "\n", answers)


def _answers(answers: Iterable[tuple[Contribution, Feedback]]) -> list[str]:
    """The lines of each answer, with the contributions it answers."""
    groups: dict[str, list[Contribution]] = {}
    for record, standing in answers:
        groups.setdefault(standing.answer, []).append(record)
    lines = []
    for answer, records in groups.items():
        lines.append(f"- **{as_markdown(answer)}** — it answers {len(records)} of what you said:")
        lines += [f"  - {_line(record)}" for record in records[:_MOST]]
        if len(records) > _MOST:
            lines.append(f"  - and {len(records) - _MOST} more")
    return lines or ["Nothing new."]


def _listed(pairs: list[tuple[Contribution, Feedback]], empty: str) -> list[str]:
    lines = [f"- {_line(record)}: {standing.state.words}" for record, standing in pairs[:_MOST]]
    if len(pairs) > _MOST:
        lines.append(f"- and {len(pairs) - _MOST} more")
    return lines or [empty]


def _line(record: Contribution) -> str:
    return f"{as_markdown(record.heading[:200] or '(no words kept)')} (`{tail(record.id)}`)"
