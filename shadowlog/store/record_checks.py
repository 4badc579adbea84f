"""What is checked before a record is saved: what it names is there, its place and its name are free."""

from __future__ import annotations

from collections.abc import Collection

from shadowlog.domain.errors import InvalidField, RuleBroken
from shadowlog.domain.records import RECORDS, Record, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.schema.registry import can_be_merged
from shadowlog.domain.text.fold import folded
from shadowlog.store.queries import RecordQueries


def check_record(queries: RecordQueries, record: Record, names: Collection[str]) -> None:
    """Check the fields ``names`` of a record. Raises InvalidField, RuleBroken."""
    for name, field in fields_of(type(record)).items():
        if name not in names:
            continue
        value = getattr(record, name)
        targets = () if not value else (value,) if field.shape is Shape.REF else value
        if field.refers:
            for target in targets:
                if not queries.event_store.state((field.table, target)):
                    raise InvalidField(
                        name, f"there is no {RECORDS[field.table].singular} with the id {target}.", "Choose another."
                    )
    record.check()
    if isinstance(record, Theme) and record.parent:
        from shadowlog.domain.rules.message_house import check_place

        siblings = queries.referring(Theme, record.parent, "parent")
        check_place(record, queries.need(Theme, record.parent), siblings)


def check_names(queries: RecordQueries, record: Record, names: Collection[str], before: Record | None) -> None:
    """Check that no other record of the kind answers to a name that a record gets by its fields ``names``.

    ``before``: the record as it was, None for a new one. Raises RuleBroken.
    """
    kind = type(record)
    if not kind.declared.named or not {kind.title_field, "aliases"} & set(names):
        return
    old = set(map(folded, before.answers_to)) if before else set()
    for name in (name for name in record.answers_to if folded(name) not in old):
        for record_id in queries.ids_named(kind, name):
            # Read as the change under way makes it, which the index does not know yet.
            other = queries.get(kind, record_id) if record_id != record.id else None
            if other is not None and folded(name) in map(folded, other.answers_to):
                way_out = "Give this one a name of its own, or use the one that is there."
                if before and can_be_merged(kind):
                    way_out = "If both mean the same, merge them (M, or shadowlog merge); else choose another name."
                raise RuleBroken(f"There is {kind.declared.one} called “{other.heading}” already.", way_out)
