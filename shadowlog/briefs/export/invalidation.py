"""Which briefs a change of the log can have changed, told without writing them.

A brief changes with a record it was made from, which is known from when it was written, and with what was heard where
that comes to count in it, which is told from the record. It names too many rather than too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shadowlog.analysis.evidence.events import events
from shadowlog.briefs.context import Edition
from shadowlog.domain.ids import tail
from shadowlog.domain.records import (
    RECORDS,
    Account,
    Encounter,
    Insight,
    KeptFilter,
    Mention,
    Person,
    Theme,
    UnknownName,
)
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.fold import folded
from shadowlog.store.index.entry import names_in
from shadowlog.store.log.operations import Operation

_KNOWN = RECORDS.keys() - {KeptFilter.table, UnknownName.table}
"""Tables whose records can change a brief."""
_EVERYWHERE = (Person.table, Account.table)
"""Records whose names are withheld wherever they stand in a text."""

_BRIEFS = ("theme", "objection", "persona")
"""Kinds of brief named as what they are about."""


class Memory(NamedTuple):
    """What the briefs of an export were made from."""

    looked_up: Mapping[str, set[str]]
    """Of each brief by its id the short ids of the records it was made from, but for what was heard and where."""
    footings: Mapping[str, str]
    """Of each persona by its id what its brief told of others."""


def affected(edition: Edition, since: int, memory: Memory) -> set[str] | None:
    """The ids of the briefs that may have changed since the log was ``since`` bytes long; None: any of them."""
    event_store = edition.repository.event_store
    changed = [key for key in event_store.changed_since(since) if key[0] in _KNOWN]
    if not changed:
        return set()
    if any(table in _EVERYWHERE for table, _ in changed) or _names_came(edition, since):
        return None
    found = {"backlog-all"}
    touched = {tail(key) for _, key in changed}
    answered: set[str] = set()
    for table, key in changed:
        operations = event_store.operations((table, key))
        named = _named(table, operations)
        found |= {f"{kind}-{target}" for kind in _BRIEFS for target in named[kind]}
        found.add(f"{RECORDS[table].singular}-{key}")
        where = {key} if table == Encounter.table else named["encounter"]
        found |= _events(edition, where, operations)
        if table == Mention.table and any("permission" in operation.get("set", {}) for operation in operations):
            # Whose title is what somebody said, word for word, is told as they permit.
            touched |= set(map(tail, named["objection"]))
        # An encounter lends its day, account and stages to all that was heard there.
        if table in (Encounter.table, Mention.table):
            found |= _heard_at(edition, Insight.table, where, "signals", "theme")
        if table in (Encounter.table, Insight.table):
            found |= _heard_at(edition, Mention.table, where, "objection", "objection")
        if table == Encounter.table:
            for what in (Insight.table, Mention.table):
                found |= _heard_at(edition, what, where, "persona", "persona")
            answered |= {tail(brief) for brief in _heard_at(edition, Mention.table, where, "objection", "objection")}
        if table == Mention.table and named["response"]:
            answered |= set(map(tail, named["objection"]))
        for what, keys in ((Insight.table, named["insight"]), (Mention.table, named["mention"])):
            for heard in keys:
                said = _named(what, event_store.operations((what, heard)))
                found |= {f"{of}-{target}" for of in _BRIEFS[:2] for target in said[of]}
    # What a persona's brief tells of themes is part of its footing: it looks up every theme there is.
    beside_themes = {tail(key) for table, key in changed if table != Theme.table}
    for brief, looked_up in memory.looked_up.items():
        # How the answers to an objection did stands in the briefs of themes as well.
        if looked_up & (beside_themes if brief.startswith("persona-") else touched) or (
            brief.startswith("theme-") and looked_up & answered
        ):
            found.add(brief)
    ids = {key for _, key in changed}
    for persona, footing in edition.personas.footings.items():
        if memory.footings.get(persona) != footing.stamp or footing.ids & ids:
            found.add(f"persona-{persona}")
    return found


def _names_came(edition: Edition, since: int) -> bool:
    """Whether names of people or accounts were typed since that nobody has yet: they are withheld as well."""
    event_store = edition.repository.event_store
    keys = [key for key in event_store.changed_since(since) if key[0] == UnknownName.table]
    return any(True for key in keys for operation in event_store.operations(key) for _ in names_in(operation))


def _named(table: str, operations: Iterable[Operation]) -> dict[str, set[str]]:
    """The ids that any operation on a record ever named, by the kind of what they name."""
    named: dict[str, set[str]] = {kind: set() for kind in (*_BRIEFS, "encounter", "insight", "mention", "response")}
    fields = fields_of(RECORDS[table])
    for operation in operations:
        for part in (operation.get("set", {}), operation.get("put", {}), operation.get("drop", {})):
            for name, value in part.items():
                field = fields.get(name)
                if field is None or field.shape not in (Shape.REF, Shape.REFS, Shape.STANCES):
                    continue
                kind = RECORDS[field.table or Theme.table].singular
                if kind in named:
                    values = (value,) if isinstance(value, str) else value
                    named[kind].update(held for held in values if isinstance(held, str))
    return named


def _heard_at(edition: Edition, table: str, encounters: set[str], field: str, kind: str) -> set[str]:
    """The ids of the briefs about what records of a table, heard at encounters, name in a field."""
    rows = edition.repository.named_beside(RECORDS[table], sorted(encounters), "encounter", field)
    return {f"{kind}-{target}" for _, target in rows}


def _events(edition: Edition, encounters: set[str], operations: Iterable[Operation]) -> set[str]:
    """The briefs of the events that encounters belong to, or belonged to."""
    names = {str(operation.get("set", {}).get("event", "")) for operation in operations}
    held = (edition.repository.get(Encounter, key) for key in encounters)
    names |= {encounter.event for encounter in held if encounter is not None}
    wanted = {folded(name) for name in names if name}
    if not wanted:
        return set()
    return {
        f"event-{event.id}"
        for event in events(edition.repository, edition.counting)
        if wanted & {folded(name) for name in (event.name, *event.aliases)}
    }
