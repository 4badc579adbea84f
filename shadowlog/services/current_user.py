"""Saying who is at the keyboard."""

from __future__ import annotations

from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Person
from shadowlog.domain.values import Role
from shadowlog.store.repository import Logbook


def become(logbook: Logbook, name: str, role: Role | None) -> Person:
    """Be the person of this name from now on, on this machine; made where there is none. Raises SaveFailed."""
    known = logbook.ids_named(Person, name)
    if not known:
        own = new_id()
        person = logbook.add(Person(id=own, author=own, name=name, role=role))
        logbook.set_author(person)
        return person
    person = logbook.need(Person, known[0])
    logbook.set_author(person)
    if role and person.role is not role:
        person = logbook.edit(person, role=role)
    return person
