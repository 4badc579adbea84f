"""Sorts out unknown names: each is a new record, another name of a known one, or a typing error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shadowlog.domain.errors import NotFound, RuleBroken
from shadowlog.domain.records import RECORDS, Record, UnknownName
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.nearest import nearest_names
from shadowlog.domain.values import Stance
from shadowlog.store.repository import Repository


def make_new(repository: Repository, name: UnknownName) -> Record:
    """Add a record of that name and put it where the name was typed. Raises RuleBroken, NotFound, SaveFailed."""
    kind = _kind(name)
    with repository.change(f"Add {kind.singular}"):
        ids = repository.ids_named(kind, name.name) or repository.ids_named(kind, _spoken(name.name))
        values: dict[str, Any] = {kind.title_field: _spoken(name.name)}
        record = repository.need(kind, ids[0]) if ids else repository.add(kind(**values))
        _settle(repository, name, record)
    return record


def make_all_new(repository: Repository, names: Iterable[UnknownName]) -> list[Record]:
    """Add a record for each of some unknown names, as one change; those that were sorted out meanwhile are passed over.
    Raises SaveFailed.
    """
    made = []
    waiting = [name for name in names if repository.get(UnknownName, name.id) is not None]
    with repository.change(f"Add {len(waiting)} new names" if len(waiting) > 1 else "Add a new name"):
        for name in waiting:
            # One of the same name was settled with the first.
            if repository.get(UnknownName, name.id) is not None:
                made.append(make_new(repository, name))
    return made


def take_as(repository: Repository, name: UnknownName, record: Record, *, alias: bool) -> None:
    """Put a known record where the name was typed; with ``alias`` the name becomes one of its aliases.

    Raises RuleBroken, NotFound, SaveFailed.
    """
    if record.table != name.names:
        raise RuleBroken(
            f"“{record.heading}” is of another kind: {record.singular}.",
            f"Choose a record of this kind: {_kind(name).singular}.",
        )
    with repository.change("Add another name" if alias else "Correct a name"):
        if alias and folded(name.name) not in map(folded, record.answers_to):
            repository.edit(record, aliases=(*getattr(record, "aliases", ()), _spoken(name.name)))
        _settle(repository, name, record)


def candidates(repository: Repository, name: UnknownName, limit: int = 9) -> list[Record]:
    """Records the name may mean, those spelled most alike first."""
    kind = RECORDS.get(name.names)
    if kind is None:
        return []
    keys = repository.ids(name.names)
    names = {key: folded(repository.heading(name.names, key)) for key in keys[:2_000]}
    best = nearest_names(_spoken(name.name), names, limit)
    return [record for key in best if (record := repository.get(kind, key)) is not None]


def kind_words(name: UnknownName) -> str:
    """The kind of record that the name is for, in words."""
    kind = RECORDS.get(name.names)
    return kind.singular if kind else "name of a kind this version does not know"


def _kind(name: UnknownName) -> type[Record]:
    """The kind of record the name belongs to. Raises NotFound."""
    kind = RECORDS.get(name.names)
    if kind is None:
        raise NotFound(
            f"The name is for a kind of record that this version does not know: {name.names!r}.",
            "Install the newest shadowlog.",
        )
    return kind


def _spoken(name: str) -> str:
    """A name with blanks in place of the hyphens and underscores that kept it in one word."""
    return name if " " in name else name.replace("-", " ").replace("_", " ")


def _settle(repository: Repository, name: UnknownName, record: Record) -> None:
    """Put a record in every field where this name was typed, and delete the unknown names. Raises NotFound."""
    same = [
        waiting
        for waiting in repository.all(UnknownName)
        if waiting.names == name.names and folded(waiting.name) == folded(name.name)
    ]
    for waiting in same:
        where = repository.get(RECORDS[waiting.where], waiting.record) if waiting.where in RECORDS else None
        if where is not None and waiting.field in fields_of(type(where)):
            repository.edit(where, **{waiting.field: _with(where, waiting, record.id)})
        repository.delete(waiting)
    if not same:
        raise NotFound("That name was sorted out already.", "There is nothing left to do for it.")


def _with(where: Record, name: UnknownName, key: str) -> Any:
    """A field's value with the record added."""
    field = fields_of(type(where)).get(name.field)
    value = getattr(where, name.field)
    match field.shape if field else None:
        case Shape.REFS:
            return (*value, key)
        case Shape.STANCES:
            return {**value, key: name.stance or Stance.RESONATED}
    # A value that was filled in since then stays.
    return value or key
