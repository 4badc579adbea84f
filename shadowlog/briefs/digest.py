"""The digest for somebody who contributed: what became of their insights, mentions and requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import NamedTuple

from shadowlog.analysis.feedback.loop import CONTRIBUTIONS, SILENT, Contribution, Feedback, Loop, silent
from shadowlog.analysis.record_reader import RecordReader
from shadowlog.briefs.model.markdown import as_markdown
from shadowlog.domain.ids import tail
from shadowlog.domain.records import ContentRequest, Mention, Objection, Person
from shadowlog.domain.text.query import Clause, Filter
from shadowlog.domain.values import LoopState
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_RECENT = 500
"""The newest contributions are searched, this many, for those under way."""

_MOST_ANSWERS = 10
"""Answers in one digest: what is above two pages comes in the next."""

_MOST_LISTED = 5
_MOST_QUOTED = 3
_LENGTH = 120
"""Characters of a contribution that are shown."""

_DAYS = SILENT.days


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
    answers = _by_answer(loop.untold(person.id))
    shown = dict(list(answers.items())[:_MOST_ANSWERS])
    kinds = tuple(kind.declared.word for kind in CONTRIBUTIONS)
    hits = finder.find(Filter((Clause((person.id,), "from"), Clause(kinds, "is"))))
    recent = repository.some(finder.keys(hits, 0, _RECENT))
    others: list[tuple[Contribution, Feedback]] = [
        (record, loop.feedback(record, person.id))
        for record in recent
        if isinstance(record, CONTRIBUTIONS) and person.id in loop.from_whom(record)
    ]
    answered = {record.id for pairs in answers.values() for record, _ in pairs}
    planned = [pair for pair in others if pair[1].state is LoopState.PLANNED]
    made = [record for record, feedback in planned if feedback.request]
    tried = _by_objection(record for record, feedback in planned if not feedback.request)
    waits = [pair[0] for pair in others if silent(*pair, now) and pair[0].id not in answered]
    page = _Page(RecordReader(repository, now.astimezone(timezone.utc).date()))
    page.lines += [f"# What became of what {as_markdown(person.name)} passed on", "", f"As of {now:%Y-%m-%d}."]
    page.section("In short", _in_short(len(answered), len(made), len(tried), len(waits)))
    page.section("Answered", [page.answer(answer, [record for record, _ in pairs]) for answer, pairs in shown.items()])
    if len(answers) > len(shown):
        page.lines += ["", f"The next digest has {_count(len(answers) - len(shown), 'more answer')}."]
    page.section("In the making", page.listed(made))
    page.section("Answers being tried", page.objections(repository, tried))
    page.section(f"No word for more than {_DAYS} days", page.listed(waits))
    page.section("Records", [f"- [{number}] {' '.join(keys)}" for number, keys in enumerate(page.cited, 1)])
    return Digest("\n".join(page.lines) + "\n", [pair for pairs in shown.values() for pair in pairs])


def _by_answer(pairs: Iterable[tuple[Contribution, Feedback]]) -> dict[str, list[tuple[Contribution, Feedback]]]:
    """Contributions by the answer to them, the answers to most of them first."""
    groups: dict[str, list[tuple[Contribution, Feedback]]] = {}
    for pair in pairs:
        groups.setdefault(pair[1].answer, []).append(pair)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _by_objection(records: Iterable[Contribution]) -> dict[str, list[Contribution]]:
    """Mentions by the id of their objection, those of the one heard most often first."""
    groups: dict[str, list[Contribution]] = {}
    for record in records:
        if isinstance(record, Mention) and record.objection:
            groups.setdefault(record.objection, []).append(record)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _in_short(answered: int, made: int, tried: int, waits: int) -> list[str]:
    lines = [
        f"- {_count(answered, 'thing')} you passed on {_was(answered)} answered." if answered else "- Nothing new."
    ]
    if made:
        lines.append(f"- Content is in the making for {_count(made, 'thing')} you passed on.")
    if tried:
        lines.append(f"- Answers are being tried to {_count(tried, 'objection')} you heard.")
    if waits:
        lines.append(
            f"- {_count(waits, 'thing')} {'has' if waits == 1 else 'have'} had no word for more than {_DAYS} days."
        )
    return lines


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else f'{one}s'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


class _Page:
    """A digest while it is written."""

    def __init__(self, reader: RecordReader) -> None:
        self._reader = reader
        self.lines: list[str] = []
        self.cited: list[list[str]] = []
        """The short ids behind each reference, as code."""

    def section(self, title: str, lines: list[str]) -> None:
        """Add a section, if anything stands in it."""
        if lines:
            self.lines += ["", f"## {title}", "", *lines]

    def _cite(self, records: Iterable[Contribution]) -> str:
        self.cited.append([f"`{tail(record.id)}`" for record in records])
        return f"[{len(self.cited)}]"

    def answer(self, answer: str, records: list[Contribution]) -> str:
        """An answer in one line, with what it answers and from how many buyers that was heard."""
        buyers = {self._reader.buyer(record) for record in records if not isinstance(record, ContentRequest)}
        heard = f", heard from {_count(len(buyers), 'buyer')}" if buyers else ""
        quoted = "; ".join(f"“{_words(record)}”" for record in records[:_MOST_QUOTED])
        more = len(records) - _MOST_QUOTED
        rest = f"; and {more:,} more" if more > 0 else ""
        what = f"answers {_count(len(records), 'thing')} you passed on{heard}"
        return f"- **{as_markdown(answer)}** — {what}: {quoted}{rest} {self._cite(records)}"

    def listed(self, records: list[Contribution]) -> list[str]:
        """Contributions, a line each; of more than a few the rest is counted."""
        lines = [f"- {_words(record)} {self._cite([record])}" for record in records[:_MOST_LISTED]]
        more = len(records) - _MOST_LISTED
        return [*lines, f"- and {more:,} more"] if more > 0 else lines

    def objections(self, repository: Repository, heard: dict[str, list[Contribution]]) -> list[str]:
        """Objections, by their ids, with how often the person heard each; of more than a few the rest is counted."""
        lines = [
            f"- {as_markdown(repository.heading(Objection.table, key))}, heard {_times(len(records))} "
            f"{self._cite(records)}"
            for key, records in list(heard.items())[:_MOST_LISTED]
        ]
        more = len(heard) - _MOST_LISTED
        return [*lines, f"- and {more:,} more"] if more > 0 else lines


def _words(record: Contribution) -> str:
    words = " ".join(record.heading.split())
    shortened = f"{words[:_LENGTH].rstrip()} …" if len(words) > _LENGTH else words
    return as_markdown(shortened or "(no words kept)")
