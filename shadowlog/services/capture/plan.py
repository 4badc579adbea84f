"""What a capture line will become in this log, shown before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import RECORDS, Objection
from shadowlog.domain.text.capture_line import Captured, read_line
from shadowlog.domain.text.marks import NAMES, Mark
from shadowlog.domain.text.nearest import nearest
from shadowlog.domain.values import Stance
from shadowlog.services.capture.answers import answer_meant, known_answers
from shadowlog.store.names import ids_meant
from shadowlog.store.repository import Repository


def kind_words(line: Captured) -> str:
    """The kind of record a line becomes, in words."""
    needs_words = line.led or line.kind in ("objection", "request")
    return {"request": "content request"}.get(line.kind, line.kind) if line.words or needs_words else "encounter"


class Name(NamedTuple):
    """A name in a line: the text that was typed, and the record it means if there is exactly one."""

    table: str
    typed: str
    id: str = ""
    heading: str = ""
    candidates: tuple[str, ...] = ()
    """Names of records it could mean, if there are several; otherwise names that are spelled like it."""
    stance: Stance | None = None


class Plan(NamedTuple):
    """What a line will become."""

    line: Captured
    names: Mapping[str, list[Name]]
    when: datetime | None = None
    problems: tuple[str, ...] = ()
    objection: str = ""
    """The id of the objection that is heard again, if it is known."""
    objection_title: str = ""
    answer: str = ""
    """The id of the known answer that the line's answer means, if there is one."""
    answer_text: str = ""
    """The answer that was given: in the words of the known one, else as it is typed."""

    @property
    def empty(self) -> bool:
        """Whether nothing would be saved."""
        return not self.line.words and not self.for_encounter

    @property
    def for_encounter(self) -> bool:
        """Whether the line describes an encounter: with whom, who held it, how it ended."""
        fields = {mark.field for mark in self.line.marks}
        about = (
            {"account", "rep", "event", "when"} if self.line.words else {"account", "rep", "event", "when", "persona"}
        )
        return bool(fields & about or self.line.values.keys() & {"after", "tier"})

    @property
    def unknown(self) -> list[Name]:
        """The names that mean no record, or more than one."""
        return [name for names in self.names.values() for name in names if not name.id]

    def first(self, field: str) -> str | None:
        """The id of the first record that the names for a field mean, or None."""
        return next((name.id for name in self.names.get(field, ()) if name.id), None)


def plan_of(repository: Repository, text: str, *, day_first: bool = True, as_typed: bool = False) -> Plan:
    """What a line will become. Text that only looks like a mark is reported as a problem, unless the line is to be
    taken ``as_typed``.
    """
    line = read_line(text)
    names: dict[str, list[Name]] = {}
    for mark in line.marks:
        if mark.field in NAMES:
            names.setdefault(mark.field, []).append(_look_up(repository, mark))
    problems = [*line.problems, *(() if as_typed else line.doubts)]
    if not line.words and line.kind in ("objection", "request") and line.marks:
        problems.append(f"The {kind_words(line)} has no words: type what was said.")
    when = None
    if moment := line.text("when"):
        from shadowlog.domain.text.dates import local_zone, read_moment

        try:
            when = read_moment(moment, datetime.now(local_zone()), day_first=day_first)
        except InvalidField as error:
            problems.append(str(error))
    plan = Plan(line, names, when, tuple(problems), answer_text=line.text("answer"))
    known = repository.ids_named(Objection, line.words) if line.kind == "objection" else []
    return heard_again(repository, plan, known[0]) if known else plan


def heard_again(repository: Repository, plan: Plan, objection: str) -> Plan:
    """What a line will become where it says that an objection was heard again; ``objection`` is its id. Its answer is
    the known one whose words it has.
    """
    plan = plan._replace(
        line=plan.line._replace(kind="objection"),
        objection=objection,
        objection_title=repository.heading(Objection.table, objection),
    )
    typed = plan.line.text("answer")
    meant = answer_meant(known_answers(repository, objection), typed) if typed else None
    return plan._replace(answer=meant.id, answer_text=meant.text) if meant else plan


def _look_up(repository: Repository, mark: Mark) -> Name:
    """The name behind a mark: the record it means, or the records it could mean."""
    table = NAMES[mark.field]
    ids = ids_meant(repository.event_store, table, mark.value)
    if len(ids) == 1:
        return Name(table, mark.value, ids[0], repository.heading(table, ids[0]), stance=mark.stance)
    candidates = [repository.heading(table, key) for key in ids[:_MOST_CANDIDATES]]
    if not ids:
        headings = (record.heading for record in repository.newest(RECORDS[table], 0, _MOST_COMPARED))
        candidates = nearest(mark.value.replace("-", " "), headings)
    return Name(table, mark.value, candidates=tuple(candidates), stance=mark.stance)


_MOST_CANDIDATES = 4
_MOST_COMPARED = 500


def plan_in_words(plan: Plan, context_words: str = "") -> list[tuple[str, str]]:
    """What a line will become, as pairs of (what, words). Pass them through ``shown_in_line`` before showing them."""
    line = plan.line
    if plan.objection:
        parts = [("heard again", plan.objection_title), ("as", line.quote or line.words)]
    else:
        parts = [(kind_words(line), line.words)]
    if line.quote and not plan.objection:
        parts.append(("in their own words", line.quote))
    parts.extend((name, value.words) for name, value in line.values.items())
    for field, names in plan.names.items():
        for name in names:
            words = name.heading or name.typed
            if field == "theme":
                words += f": {(name.stance or Stance.RESONATED).words}"
            if not name.id:
                could = f" (could be {' or '.join(name.candidates)})" if name.candidates else ""
                parts.append((f"unknown {field}", f"{words}{could}"))
            else:
                parts.append((field, words))
    parts.extend((name, line.text(name)) for name in ("event", "when") if line.text(name))
    if plan.answer_text:
        parts.append(("known answer" if plan.answer else "new answer", plan.answer_text))
    if context_words and not plan.for_encounter:
        parts.append(("at", context_words))
    return parts
