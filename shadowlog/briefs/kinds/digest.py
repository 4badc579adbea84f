"""The digest for somebody who contributed: what became of what they said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from shadowlog.analysis.feedback.loop import Contribution, Feedback, Loop, silent
from shadowlog.briefs.model.markdown import said
from shadowlog.domain.ids import tail
from shadowlog.domain.records import ContentRequest, Insight, Mention, Person
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import LoopState
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_RECENT = 500
"""Contributions that are looked through for what is under way, the newest."""

_MOST = 20


class Digest(NamedTuple):
    """A digest, and what it tells."""

    text: str
    """Markdown."""
    answers: list[tuple[Contribution, Feedback]]
    """What it tells for the first time."""


def digest(repository: Repository, finder: Finder, person: Person, now: datetime) -> Digest:
    """What became of a person's contributions that they were not told yet, what is under way, and what waits.

    ``now`` is aware. Nothing is noted as told: that is ``Loop.tell``'s, once it was handed over.
    """
    loop = Loop(repository)
    answers = loop.untold(person.id)
    hits = finder.find(Filter((Clause((person.id,), "from"), Clause(("insight", "mention", "content-request"), "is"))))
    recent = repository.some(finder.keys(hits, 0, _RECENT))
    others: list[tuple[Contribution, Feedback]] = [
        (record, loop.feedback(record))
        for record in recent
        if isinstance(record, (Insight, Mention, ContentRequest)) and person.id in loop.from_whom(record)
    ]
    told = {record.id for record, _ in answers}
    planned = [pair for pair in others if pair[1].state is LoopState.PLANNED]
    waits = [pair for pair in others if silent(*pair, now) and pair[0].id not in told]
    lines = [f"# What became of what {said(person.name)} said", "", f"As of {now:%Y-%m-%d}."]
    lines += ["", "## Answered since you were last told", "", *_answers(answers)]
    lines += ["", "## In the making", "", *_listed(planned, "Nothing is in the making.")]
    lines += ["", "## No word for more than 14 days", "", *_listed(waits, "Nothing has waited that long.")]
    return Digest("\n".join(lines) + "\n", answers)


def _answers(answers: Iterable[tuple[Contribution, Feedback]]) -> list[str]:
    """Each answer once, with what it answers."""
    groups: dict[str, list[Contribution]] = {}
    for record, standing in answers:
        groups.setdefault(standing.answer, []).append(record)
    lines = []
    for answer, records in groups.items():
        lines.append(f"- **{said(answer)}** — it answers {len(records)} of what you said:")
        lines += [f"  - {_said(record)}" for record in records[:_MOST]]
        if len(records) > _MOST:
            lines.append(f"  - and {len(records) - _MOST} more")
    return lines or ["Nothing new."]


def _listed(pairs: list[tuple[Contribution, Feedback]], empty: str) -> list[str]:
    lines = [f"- {_said(record)}: {standing.state.words}" for record, standing in pairs[:_MOST]]
    if len(pairs) > _MOST:
        lines.append(f"- and {len(pairs) - _MOST} more")
    return lines or [empty]


def _said(record: Contribution) -> str:
    return f"{said(record.heading[:200] or '(no words kept)')} (`{tail(record.id)}`)"
