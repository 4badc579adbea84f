"""Which briefs a change of the log may have changed, without writing them.

A brief changes with a record it was made from, which is known from when it was written, and with what was heard where
that comes to count in it, which its kind decides from the record. It names too many rather than too few.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.kinds.log_changes import LogChanges
from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.briefs.model.brief import brief_id
from shadowlog.domain.records import RECORDS, KeptFilter, PossibleName, UnknownName
from shadowlog.store.index.entry import names_in

_COUNTED = RECORDS.keys() - {KeptFilter.table, UnknownName.table}
"""Tables whose records can change a brief."""
_EVERYWHERE = {table for table, kind in RECORDS.items() if kind.declared.forgettable} | {PossibleName.table}
"""Tables of records whose names are withheld in every text."""


class Memory(NamedTuple):
    """What the briefs of an export were made from, by brief id."""

    looked_up: Mapping[str, set[str]]
    """The short ids of the records each was made from, except insights, mentions and encounters."""
    footings: Mapping[str, str]
    """The stamp of what each says of other subjects, if it says anything."""


def invalidated(context: BriefContext, since: int, memory: Memory) -> set[str] | None:
    """The ids of the briefs that may have changed since the log was ``since`` bytes long, or None for all."""
    changed_keys = context.repository.event_store.changed_since(since)
    counted = [(table, key) for table, key in changed_keys if table in _COUNTED]
    if not counted:
        return set()
    if any(table in _EVERYWHERE for table, _ in counted) or _names_came(context, changed_keys):
        return None
    changes = LogChanges(context, counted)
    changed: set[str] = set()
    for kind in BRIEF_KINDS.values():
        changed |= {brief_id(kind.name, subject) for subject in kind.depends(changes)}
        looks_up = kind.looks_up(changes)
        prefix = brief_id(kind.name, "")
        changed |= {
            brief for brief, looked_up in memory.looked_up.items() if brief.startswith(prefix) and looked_up & looks_up
        }
        for subject, footing in kind.footings(context).items():
            brief = brief_id(kind.name, subject)
            if memory.footings.get(brief) != footing.stamp or footing.ids & changes.ids:
                changed.add(brief)
    return changed


def footings(context: BriefContext) -> dict[str, str]:
    """The stamps of what briefs say of other subjects, by brief id."""
    return {
        brief_id(kind.name, subject): footing.stamp
        for kind in BRIEF_KINDS.values()
        for subject, footing in kind.footings(context).items()
    }


def _names_came(context: BriefContext, keys: list[tuple[str, str]]) -> bool:
    """Whether new names of people or accounts were typed that are not sorted out: they are withheld as well."""
    operations = context.repository.event_store.operations
    unknown = [(table, key) for table, key in keys if table == UnknownName.table]
    return any(True for key in unknown for operation in operations(key) for _ in names_in(operation))
