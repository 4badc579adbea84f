"""Sorting out names that were typed and that nobody has: new, another name of somebody known, or a typing error."""

from __future__ import annotations

from typing import Any

from shadowlog.domain.errors import NotFound, RuleBroken
from shadowlog.domain.records import RECORDS, Record, UnknownName
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.fold import folded
from shadowlog.domain.values import Stance
from shadowlog.store.index import Index
from shadowlog.store.repository import Repository


def make_new(repository: Repository, name: UnknownName) -> Record:
    """Make a record of that name, and put it where it was typed. Raises RuleBroken, NotFound, SaveFailed."""
    kind = _kind(name)
    with repository.change(f"New {kind.singular}"):
        known = repository.ids_named(kind, name.name) or repository.ids_named(kind, _spoken(name.name))
        values: dict[str, Any] = {kind.title_field: _spoken(name.name)}
        record = repository.need(kind, known[0]) if known else repository.add(kind(**values))
        _settle(repository, name, record)
    return record


def take_as(repository: Repository, name: UnknownName, record: Record, *, alias: bool) -> None:
    """Put a record that is known where the name was typed; as an ``alias`` it answers to that name from now on.

    Raises RuleBroken, NotFound, SaveFailed.
    """
    if record.table != name.names:
        raise RuleBroken(f"That is a {record.singular}, not a {_kind(name).singular}.")
    with repository.change("Another name" if alias else "Mend a name"):
        if alias and folded(name.name) not in map(folded, record.answers_to):
            repository.edit(record, aliases=(*getattr(record, "aliases", ()), _spoken(name.name)))
        _settle(repository, name, record)


def candidates(repository: Repository, name: UnknownName, limit: int = 9) -> list[Record]:
    """Records that may be meant by a name, those spelled most alike first."""
    from rapidfuzz import fuzz, process

    kind = RECORDS.get(name.names)
    if kind is None:
        return []
    keys = repository.event_store.query(Index.ids, name.names)
    names = {key: folded(repository.heading(name.names, key)) for key in keys[:2_000]}
    wanted = folded(_spoken(name.name))
    best = process.extract(wanted, names, scorer=fuzz.WRatio, limit=limit)
    return [record for _, _, key in best if (record := repository.get(kind, key)) is not None]


def kind_words(name: UnknownName) -> str:
    """What kind of record a name waits for, in words."""
    kind = RECORDS.get(name.names)
    return kind.singular if kind else "name of a kind this version does not know"


def _kind(name: UnknownName) -> type[Record]:
    """The kind of record a name is to be looked up in. Raises NotFound."""
    kind = RECORDS.get(name.names)
    if kind is None:
        raise NotFound(f"It waits for a kind of record that this version does not know: {name.names!r}.")
    return kind


def _spoken(name: str) -> str:
    """A name as it is spoken: hyphens were typed because a blank would have ended it."""
    return name if " " in name else name.replace("-", " ").replace("_", " ")


def _settle(repository: Repository, name: UnknownName, record: Record) -> None:
    """Put a record where a name was typed, there and wherever else the same name waits."""
    same = [
        held
        for held in repository.all(UnknownName)
        if held.names == name.names and folded(held.name) == folded(name.name)
    ]
    for held in same:
        where = repository.get(RECORDS[held.where], held.record) if held.where in RECORDS else None
        if where is not None and held.field in fields_of(type(where)):
            repository.edit(where, **{held.field: _with(where, held, record.id)})
        repository.delete(held)
    if not same:
        raise NotFound("That name was sorted out already.")


def _with(where: Record, name: UnknownName, key: str) -> Any:
    """A field's value with the record in it."""
    field = fields_of(type(where)).get(name.field)
    value = getattr(where, name.field)
    match field.shape if field else None:
        case Shape.REFS:
            return (*value, key)
        case Shape.STANCES:
            return {**value, key: name.stance or Stance.RESONATED}
    # What was filled in since stays.
    return value or key
