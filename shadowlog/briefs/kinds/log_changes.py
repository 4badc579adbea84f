"""What changed in the log since an export. Kinds of brief ask it which of their subjects are affected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from shadowlog.briefs.context import BriefContext
from shadowlog.domain.ids import tail
from shadowlog.domain.records import RECORDS, Encounter, Insight, Mention, Objection, Record, Response, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.store.log.operations import Operation


class LogChange:
    """A record that changed, with every operation on it."""

    def __init__(self, context: BriefContext, table: str, key: str) -> None:
        self._context = context
        self.table = table
        self.id = key

    @cached_property
    def operations(self) -> Sequence[Operation]:
        """Every operation on it, oldest first."""
        return list(self._context.repository.event_store.operations((self.table, self.id)))

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        fields = fields_of(RECORDS[self.table])
        named: dict[str, set[str]] = {}
        for operation in self.operations:
            for part in (operation.get("set", {}), operation.get("put", {}), operation.get("drop", {})):
                for name, value in part.items():
                    field = fields.get(name)
                    if field is None or field.shape not in (Shape.REF, Shape.REFS, Shape.STANCES):
                        continue
                    ids = (value,) if isinstance(value, str) else value
                    table = field.table or Theme.table
                    named.setdefault(table, set()).update(key for key in ids if isinstance(key, str))
        return named

    def named(self, kind: type[Record]) -> set[str]:
        """The ids of records of a kind that it refers to or has ever referred to."""
        return self._named.get(kind.table, set())

    @property
    def encounters(self) -> set[str]:
        """The ids of the encounter it is, or of those it belongs or belonged to."""
        return {self.id} if self.table == Encounter.table else self.named(Encounter)

    def sets(self, field: str) -> bool:
        """Whether any operation on it sets a field."""
        return any(field in operation.get("set", {}) for operation in self.operations)


class LogChanges:
    """The records that changed since an export."""

    def __init__(self, context: BriefContext, keys: Iterable[tuple[str, str]]) -> None:
        """``keys`` are (table, id) of the records, of tables that can change a brief."""
        self.context = context
        self.all = [LogChange(context, table, key) for table, key in keys]

    def of(self, *kinds: type[Record]) -> list[LogChange]:
        """The changes of records of some kinds."""
        tables = {kind.table for kind in kinds}
        return [change for change in self.all if change.table in tables]

    @cached_property
    def ids(self) -> set[str]:
        """The ids of the records that changed."""
        return {change.id for change in self.all}

    @cached_property
    def short_ids(self) -> set[str]:
        """The short ids of changed records, and of objections whose wording a changed permission may release."""
        permitted = (change for change in self.of(Mention) if change.sets("permission"))
        objections = {key for change in permitted for key in change.named(Objection)}
        return {tail(key) for key in self.ids | objections}

    @cached_property
    def answered(self) -> set[str]:
        """The ids of the objections whose answers may have new outcomes, or that have other answers. Briefs that say
        how an answer did count them, wherever they were heard.
        """
        named = {key for change in self.of(Mention, Response) for key in change.named(Objection)}
        return named | self.heard(Mention, "objection", changed=(Encounter,))

    def ids_of(self, kind: type[Record]) -> set[str]:
        """The ids of the records of a kind that changed."""
        return {change.id for change in self.of(kind)}

    def named(self, kind: type[Record]) -> set[str]:
        """The ids of records of a kind that anything that changed names or ever named, itself or by way of an insight
        or a mention that it stands on.
        """
        ids = {key for change in self.all for key in change.named(kind)}
        for table in (Insight, Mention):
            for key in {key for change in self.all for key in change.named(table)}:
                ids |= LogChange(self.context, table.table, key).named(kind)
        return ids

    def heard(self, record: type[Record], field: str, changed: Collection[type[Record]]) -> set[str]:
        """The ids that insights or mentions (``record``) name in a field, of those heard at the encounters which
        changed records of some kinds are or belong to. An encounter lends its day, account and stages to all that was
        heard there.
        """
        encounters = {key for change in self.of(*changed) for key in change.encounters}
        if not encounters:
            return set()
        rows = self.context.repository.named_beside(record, sorted(encounters), "encounter", field)
        return {target for _, target in rows}
