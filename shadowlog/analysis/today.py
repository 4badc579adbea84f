"""What is worth a look today: what is one's own, what was answered, and what buyers raise lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import NamedTuple

from shadowlog.analysis.counting.facet_counts import FacetCounts
from shadowlog.analysis.counting.spoken import spans, spoken_with, trend_among
from shadowlog.analysis.feedback.loop import Loop
from shadowlog.analysis.stats.trends import Trend
from shadowlog.analysis.task import Task
from shadowlog.analysis.tasks import content, debriefs, follow_ups, permissions, unknown_names
from shadowlog.domain.records import Objection, Record, Theme
from shadowlog.domain.values import ObjectionStatus, ThemeStatus
from shadowlog.services.permissions import permission_day
from shadowlog.store.repository import Repository
from shadowlog.store.search.finder import Finder

_MOST_COMPARED = 2_000
"""Objections, and themes, whose trend is looked up: the newest."""

_COUNTED = (
    (Objection, "is=mentions", "objection", ObjectionStatus.RETIRED),
    (Theme, "is=insights", "theme", ThemeStatus.RETIRED),
)
"""What buyers raise: its kind, the records that say so, the facet by which they name it, the status of one that is
past.
"""

_SIGNS = {"rising": "↑", "falling": "↓"}


class Item(NamedTuple):
    """One thing that is worth a look."""

    record: Record
    label: str
    """A short word: the kind of task, the state of an answer, how many of the buyers raised it."""
    what: str
    note: str = ""
    """When it is due, what it answers, or whether it rises."""
    task: Task | None = None
    """The task it is, if it is one."""


@dataclass(frozen=True)
class Day:
    """The log and the moment that Today is made for. ``now`` is aware."""

    repository: Repository
    finder: Finder
    now: datetime

    @property
    def date(self) -> date:
        """The day (UTC), as figures count it."""
        return self.now.astimezone(timezone.utc).date()

    @property
    def me(self) -> str:
        """The id of the person at the keyboard; empty where nobody said who they are."""
        return self.repository.event_store.author


@dataclass(frozen=True)
class Section:
    """A part of Today."""

    find: Callable[[Day], Sequence[Item]]
    """Looks up its items, the most pressing first."""
    title: str
    nothing: str
    """What is said where it has no items."""
    more: str = ""
    """Where all of them are listed, in words; a command of the terminal UI in braces stands for its first key."""


def own(day: Day) -> list[Item]:
    """The tasks that are one's own, those that are late first."""
    repository, finder, me = day.repository, day.finder, day.me
    if not me:
        return []
    tasks = [
        *follow_ups(repository, finder, day.now, me),
        *content(repository, day.now),
        *debriefs(repository, finder, me),
        *permissions(repository, finder, permission_day(day.now)),
        *unknown_names(repository),
    ]
    mine = sorted((task for task in tasks if task.owner == me), key=lambda task: not _is_late(task))
    return [Item(task.record, task.kind, task.what, task.note or task.remedy, task) for task in mine]


def _is_late(task: Task) -> bool:
    """Whether the day of a task has passed."""
    return task.note.endswith("overdue") or task.note.startswith(("due", "ran out"))


def answered(day: Day) -> list[Item]:
    """What was answered of one's contributions and not told yet, the latest contribution first. An answer to several of
    them stands there once.
    """
    if not day.me:
        return []
    items: dict[str, Item] = {}
    for record, feedback in reversed(Loop(day.repository).untold(day.me)):
        items.setdefault(feedback.answer, Item(record, feedback.state.words, feedback.answer, record.heading))
    return list(items.values())


def raised(day: Day) -> list[Item]:
    """The objections and themes that buyers raised in the last ninety days: those first that rise by the rule for
    differences, then those of most buyers.
    """
    counting = FacetCounts(day.finder)
    spoken = spoken_with(counting, day.date)
    found: list[tuple[Objection | Theme, Trend]] = []
    for kind, records, facet, past in _COUNTED:
        both = spans(counting.among(records), day.date)
        newest: Sequence[Objection | Theme] = day.repository.newest(kind, 0, _MOST_COMPARED)
        for each in newest:
            of_it = f"{facet}={each.id}"
            trend = trend_among(spoken, [span.buyers(of_it, named=spoken.named) for span in both])
            if trend.recent.hits and each.status is not past:
                found.append((each, trend))
    found.sort(key=lambda pair: (pair[1].way != "rising", -pair[1].recent.hits, pair[0].heading))
    return [Item(record, trend.recent.counts, *_words(record, trend)) for record, trend in found]


def _words(record: Record, trend: Trend) -> tuple[str, str]:
    """What a record is called, with its way where that is clear, and a note: ``↑ Too expensive``, ``rising``."""
    if trend.way in _SIGNS:
        return f"{_SIGNS[trend.way]} {record.heading}", trend.way
    return record.heading, record.singular if trend.before.hits else f"new {record.singular}"


SECTIONS = (
    Section(
        own,
        "Yours, late first",
        "nothing; {todo} lists what waits for all",
        "{todo} lists all that waits",
    ),
    Section(answered, "Answered", "nothing new", "{mine} lists what became of all you gave"),
    Section(raised, "Raised by buyers, last 90 days", "nothing"),
)
"""The parts of Today in their order. A kind of record that is worth a look adds one here."""
