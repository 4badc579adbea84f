"""Writing briefs: one, or every one that changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from shadowlog.analysis.events import events, find_event
from shadowlog.briefs.brief import Brief
from shadowlog.briefs.changes import earlier
from shadowlog.briefs.edition import Edition
from shadowlog.briefs.files import OnDisk, find_earlier, save_brief
from shadowlog.briefs.kinds import KINDS, Subject, kind_of
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.records import Event, Record
from shadowlog.store.logbook import Logbook
from shadowlog.store.lookup import resolve


def write_brief(
    logbook: Logbook,
    subject: Subject,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    where: str = "",
    folder: Path | None = None,
) -> Brief:
    """The brief of a record, or of everything; ``where`` is a filter on what counts in it. It is compared with the
    one in ``folder``, that of the workspace where none is given.

    Raises NotFound for a record that has none, FilterUnclear.
    """
    with Edition(logbook, as_of, audience, where=where) as edition:
        return written(edition, subject, folder or logbook.workspace.exports)[0]


def written(edition: Edition, subject: Subject, folder: Path) -> tuple[Brief, OnDisk | None]:
    """The brief of a record in an edition, and the one that was exported before. Raises NotFound."""
    kind = kind_of(subject)
    key = edition.narrowed.key if edition.narrowed else ""
    held = find_earlier(f"{kind.name}-{subject.id}{f'-{key}' if key else ''}", kind.name, subject.id, folder, key)
    compared = held if held and held.front.get("audience") == edition.audience.value else None
    return kind.write(edition, subject, earlier(compared.front) if compared else None), held


def find_subject(edition: Edition, kind: str, text: str) -> Subject:
    """What a brief of a kind is to be about, by a name or an id. Raises NotFound, Ambiguous."""
    about = KINDS[kind].about
    if not issubclass(about, Record):
        return about()
    if issubclass(about, Event):
        return find_event(edition.logbook, edition.counting, text)
    return resolve(edition.logbook, about, text)


def subjects(edition: Edition) -> Iterator[Subject]:
    """Everything that has a brief."""
    for kind in KINDS.values():
        if kind.name == "event":
            yield from events(edition.logbook, edition.counting)
        elif issubclass(kind.about, Record):
            yield from edition.logbook.all(kind.about)
        else:
            yield kind.about()


def every_brief(
    logbook: Logbook, as_of: date, audience: Audience = Audience.EXTERNAL, folder: Path | None = None
) -> Iterator[Brief]:
    """Every brief there is, one at a time."""
    with Edition(logbook, as_of, audience) as edition:
        for subject in subjects(edition):
            yield written(edition, subject, folder or logbook.workspace.exports)[0]


__all__ = ["KINDS", "every_brief", "save_brief", "subjects", "write_brief", "written"]
