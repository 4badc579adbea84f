"""Sets who is writing on this machine."""

from __future__ import annotations

from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Person
from shadowlog.domain.values import Role
from shadowlog.store.repository import Repository


def become(repository: Repository, name: str, role: Role | None) -> Person:
    """Make the person of this name the author on this machine, adding them if they are unknown. Raises SaveFailed."""
    ids = repository.ids_named(Person, name)
    if not ids:
        own = new_id()
        person = repository.add(Person(id=own, author=own, name=name, role=role))
        repository.set_author(person)
        return person
    person = repository.need(Person, ids[0])
    repository.set_author(person)
    if role and person.role is not role:
        person = repository.edit(person, role=role)
    return person
