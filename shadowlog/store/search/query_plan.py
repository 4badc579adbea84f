"""Planning a query: a filter's names become the records they name in this log, its dates become moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import RECORDS, KeptFilter
from shadowlog.domain.text.dates import read_day
from shadowlog.domain.text.filter_fields import CHOICES, CONTRIBUTORS, KINDS, REFERENCES, TEXTS
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.name_forms import forms
from shadowlog.domain.text.nearest import nearest
from shadowlog.domain.text.query import Clause, Filter, read_filter
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.names import successor
from shadowlog.store.search.tokenizer import words_of

ALWAYS = 1 << 62


@dataclass(frozen=True)
class PlannedClause:
    """A clause as a segment answers it: any of the facets, or the span, or all of the words."""

    negated: bool = False
    facets: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    """From, up to but not with: milliseconds since 1970."""
    words: tuple[str, ...] = ()
    phrase: bool = False
    open: bool = False


@dataclass
class QueryPlan:
    """A filter's clauses as segments answer them, and the problems with it."""

    clauses: list[PlannedClause] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    resolved: Filter = field(default_factory=Filter)
    """The filter with the names of the records in place of those that were typed."""

    @property
    def marked(self) -> tuple[str, ...]:
        """The beginnings of words that are marked in the texts that were found."""
        starts = [word for clause in self.clauses if not clause.negated for word in clause.words]
        return tuple(sorted(dict.fromkeys(starts), key=len, reverse=True))


def plan_query(
    event_store: EventStore, wanted: Filter, now: Callable[[], datetime], *, day_first: bool = True
) -> QueryPlan:
    """The plan of a filter, for whom it is ``now()``; called only where the filter names a date."""
    plan = QueryPlan()
    wanted = _unfolded(event_store, wanted, plan.problems)
    plan.problems[:0] = wanted.problems
    themes: set[str] = set()
    stances: set[str] = set()
    for clause in wanted.clauses:
        if clause.field in REFERENCES:
            keys = _named(event_store, clause, plan.problems)
            plan.clauses.append(
                PlannedClause(clause.negated, tuple(facet for key in keys for facet in _facets(clause.field, key)))
            )
            plan.resolved &= Filter((_with_names(event_store, clause, keys),))
            if clause.field == "theme" and not clause.negated:
                themes.update(keys)
            continue
        if clause.field == "stance" and not clause.negated:
            stances.update(clause.values)
        plan.resolved &= Filter((clause,))
        planned = _planned(clause, now, day_first, plan.problems, alone=len(wanted.clauses) == 1)
        if planned is not None:
            plan.clauses.append(planned)
    plan.problems = list(dict.fromkeys(plan.problems))
    if themes and stances:
        # Together in a filter, the stance is the one towards the theme, not towards another theme of the same insight.
        plan.clauses.append(
            PlannedClause(facets=tuple(f"theme={key}:{stance}" for key in themes for stance in stances))
        )
    return plan


def _facets(field: str, key: str) -> Iterable[str]:
    """The facets of what names a record in a field. What somebody contributed is what they entered themselves, what
    was heard where they were the rep, and what they asked for, whoever wrote it down: fields declared so.
    """
    return tuple(f"{name}={key}" for name in CONTRIBUTORS) if field == "from" else (f"{field}={key}",)


def _unfolded(event_store: EventStore, wanted: Filter, problems: list[str], depth: int = 0) -> Filter:
    """A filter with kept filters in place of their names."""
    unfolded = Filter(tuple(clause for clause in wanted.clauses if clause.field != "kept"), wanted.problems)
    for clause in wanted.clauses:
        if clause.field != "kept":
            continue
        keys = _named(event_store, clause, problems)
        if clause.negated or len(clause.values) > 1 or depth > _DEEPEST:
            problems.append(
                f"{clause.source} cannot be used here. Give one kept filter after kept:, without a hyphen "
                f"before it, and nest kept filters at most {_DEEPEST} deep."
            )
            continue
        for key in keys[:1]:
            document = event_store.document((KeptFilter.table, key)) or {}
            unfolded &= _unfolded(event_store, read_filter(str(document.get("query", ""))), problems, depth + 1)
    return unfolded


_DEEPEST = 5
"""How deep kept filters may be nested."""


def _planned(
    clause: Clause, now: Callable[[], datetime], day_first: bool, problems: list[str], *, alone: bool
) -> PlannedClause | None:
    negated, field = clause.negated, clause.field
    if not field:
        words = tuple(word for value in clause.values for word in words_of(value))
        if not words:
            if alone or not clause.source.isascii():
                # Nothing would be asked for, and everything would be let through.
                problems.append(f"{clause.source} contains no word to search for. Give words or fields.")
            return None
        phrase = clause.phrase or len(words) > 1
        return PlannedClause(negated, words=words, phrase=phrase, open=clause.open or not clause.phrase)
    if field in CHOICES:
        return PlannedClause(negated, tuple(f"{field}={value}" for value in clause.values))
    if field == "is":
        return PlannedClause(negated, tuple(f"is={KINDS.get(value, value)}" for value in clause.values))
    if field == "no":
        return PlannedClause(negated, tuple(f"no={value}" for value in clause.values))
    if field in TEXTS:
        return PlannedClause(negated, tuple(f"{field}={folded(value)}" for value in clause.values))
    return _dated(clause, now(), day_first, problems)


def _with_names(event_store: EventStore, clause: Clause, keys: list[str]) -> Clause:
    """A clause with the names of its records; as it was typed where there are none, or many."""
    table = REFERENCES[clause.field][0]
    title = RECORDS[table].title_field
    names = tuple(str((event_store.document((table, key)) or {}).get(title, "")) for key in keys[:_MOST_NAMED])
    return replace(clause, values=names) if 0 < len(keys) <= _MOST_NAMED else clause


_WHO = ("by", "from")
"""Fields that name whoever something comes from: ``me`` is a name there."""

_MOST_NAMED = 3
"""The most names that stand in place of one typed."""


def _named(event_store: EventStore, clause: Clause, problems: list[str]) -> list[str]:
    """The ids of the records a clause names: of that very name, else with a word that begins so."""
    table = REFERENCES[clause.field][0]
    ids: list[str] = []
    for value in clause.values:
        keys = _by_name(event_store, table, value)
        if not keys and clause.field in _WHO and value == "me" and event_store.author:
            keys = [event_store.author]
        if not keys:
            title = RECORDS[table].title_field
            known = event_store.query(Index.newest, table, 0, _MOST_COMPARED)
            names = [str(document.get(title, "")) for _, document in event_store.documents(table, known)]
            close = nearest(value.replace("-", " "), names)
            meant = f" Did you mean {' or '.join(f'“{name}”' for name in close)}?" if close else ""
            kind = RECORDS[table].singular if clause.field != "kept" else "kept filter"
            problems.append(f"No {kind} is called {value!r}.{meant}")
        ids += keys
    return ids


def _by_name(event_store: EventStore, table: str, value: str) -> list[str]:
    """The ids of the records a name may mean, of that very name, else of all with a word that begins so; or an id's."""
    for form in forms(value):
        if form and (keys := event_store.query(Index.named, table, form)):
            return keys
    if event_store.state((table, value)):
        return [value]
    if heir := successor(event_store, (table, value)):
        return [heir[1]]
    return next(
        (keys for form in forms(value) if form and (keys := event_store.query(Index.names_with, table, form))), []
    )


_MOST_COMPARED = 500
"""Names among which a mistyped one is looked for."""


def _dated(clause: Clause, now: datetime, day_first: bool, problems: list[str]) -> PlannedClause | None:
    spans = []
    for value in clause.values:
        try:
            day = read_day(value, now, day_first=day_first)
        except InvalidField as error:
            problems.append(f"{clause.field}:{value}: {error.problem} {error.way_out}")
            return None
        spans.append(_span(clause.field, day, now))
    return PlannedClause(clause.negated, span=(min(start for start, _ in spans), max(end for _, end in spans)))


def _span(field: str, day: date, now: datetime) -> tuple[int, int]:
    begins, ends = (
        int(datetime.combine(day + timedelta(days=later), time(), tzinfo=now.tzinfo).timestamp() * 1000)
        for later in (0, 1)
    )
    return {"since": (begins, ALWAYS), "until": (-ALWAYS, ends), "on": (begins, ends)}[field]
