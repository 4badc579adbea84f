"""Which briefs a change of the log can have changed, told without writing them."""

from __future__ import annotations

from collections.abc import Iterable

from shadowlog.analysis.events import events
from shadowlog.briefs.edition import Edition
from shadowlog.domain.fields import Shape, fields_of
from shadowlog.domain.records import (
    RECORDS,
    Asset,
    ContentRequest,
    Encounter,
    Event,
    Insight,
    KeptFilter,
    LoopReply,
    Mention,
    Objection,
    Persona,
    Theme,
    UnknownName,
)
from shadowlog.store.entries import folded
from shadowlog.store.index import Index
from shadowlog.store.operations import Operation

_NEVER = (KeptFilter.table, UnknownName.table)
_OVERVIEWS = (Insight.table, Mention.table, Encounter.table, Theme.table, Objection.table)
"""What persona briefs tell of, of any persona: they compare."""


def affected(edition: Edition, since: int) -> set[str] | None:
    """The ids of the briefs that may have changed since the log was ``since`` bytes long; None: any of them.

    It names too many rather than too few: names of people and accounts are withheld everywhere, personas stand in
    every table, and answers and proof points in many briefs.
    """
    ledger = edition.logbook.ledger
    changed = [(table, key) for table, key, _ in ledger.query(Index.since, since) if table not in _NEVER]
    if not changed:
        return set()
    found = {"backlog-all"}
    for table, key in changed:
        if table not in (*_OVERVIEWS, ContentRequest.table, Asset.table, LoopReply.table, Event.table):
            return None
        operations = ledger.operations((table, key))
        named = _named(table, operations)
        found |= {f"{kind}-{target}" for kind, targets in named.items() for target in targets}
        if table in ("themes", "objections", "events"):
            found.add(f"{table[:-1]}-{key}")
        if table in (Theme.table, Objection.table):
            found |= {f"event-{event.id}" for event in events(edition.logbook, edition.counting)}
        if table in _OVERVIEWS:
            found |= {f"persona-{persona.id}" for persona in edition.logbook.all(Persona)}
        where = {key} if table == Encounter.table else named["encounter"]
        objections = named["objection"] | ({key} if table == Objection.table else set())
        found |= _around(edition, where, objections)
        found |= _events(edition, where, operations)
        if table == ContentRequest.table:
            found |= {f"theme-{theme}" for insight in named["insight"] for theme in _themes(edition, insight)}
        if table == LoopReply.table:
            for mention in named["mention"]:
                said = _named(Mention.table, ledger.operations((Mention.table, mention)))
                found |= {f"objection-{held}" for held in said["objection"]}
    return found


def _named(table: str, operations: Iterable[Operation]) -> dict[str, set[str]]:
    """The ids that any operation on a record ever named, by the kind of what they name."""
    named: dict[str, set[str]] = {
        kind: set() for kind in ("theme", "objection", "persona", "encounter", "insight", "mention")
    }
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


def _around(edition: Edition, encounters: set[str], objections: set[str]) -> set[str]:
    """Briefs that tell of what was heard at encounters, and of objections wherever they were heard."""
    ledger = edition.logbook.ledger
    query = ledger.query
    found = {f"objection-{key}" for key in objections}
    for objection in objections:
        at = query(Index.named_by, Mention.table, [objection], "objection", "encounter")
        encounters = encounters | {encounter for _, encounter in at}
    where = sorted(encounters)
    found |= {f"objection-{key}" for _, key in query(Index.named_by, Mention.table, where, "encounter", "objection")}
    found |= {f"theme-{key}" for _, key in query(Index.named_by, Insight.table, where, "encounter", "signals")}
    return found


def _events(edition: Edition, encounters: set[str], operations: Iterable[Operation]) -> set[str]:
    """The briefs of the events that encounters belong to, or belonged to."""
    names = {str(operation.get("set", {}).get("event", "")) for operation in operations}
    held = (edition.logbook.get(Encounter, key) for key in encounters)
    names |= {encounter.event for encounter in held if encounter is not None}
    wanted = {folded(name) for name in names if name}
    if not wanted:
        return set()
    return {
        f"event-{event.id}"
        for event in events(edition.logbook, edition.counting)
        if wanted & {folded(name) for name in (event.name, *event.aliases)}
    }


def _themes(edition: Edition, insight: str) -> set[str]:
    held = edition.logbook.get(Insight, insight)
    return set(held.signals) if held else set()
