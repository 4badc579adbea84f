"""The kinds of brief, and what each is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shadowlog.briefs.context import Edition
from shadowlog.briefs.kinds.backlog import backlog_brief
from shadowlog.briefs.kinds.event import event_brief
from shadowlog.briefs.kinds.objection import objection_brief
from shadowlog.briefs.kinds.persona import persona_brief
from shadowlog.briefs.kinds.theme import theme_brief
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import Earlier
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Event, Objection, Persona, Record, Theme
from shadowlog.domain.records.whole_log import Everything


@dataclass(frozen=True)
class Kind:
    """A kind of brief."""

    name: str
    about: type[Record]
    write: Callable[[Edition, Any, Earlier | None], Brief]


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("theme", Theme, theme_brief),
        Kind("objection", Objection, objection_brief),
        Kind("persona", Persona, persona_brief),
        Kind("event", Event, event_brief),
        Kind("backlog", Everything, backlog_brief),
    )
}
"""The kinds of brief by their names, in the order in which people are told of them."""


def id_of(subject: Record, narrowed: str = "") -> str:
    """The id of the brief of a record; ``narrowed`` tells it from the one without a filter. Raises NotFound."""
    return f"{kind_of(subject).name}-{subject.id}{f'-{narrowed}' if narrowed else ''}"


def kind_of(subject: Record) -> Kind:
    """The kind of brief a record has. Raises NotFound where it has none."""
    for kind in KINDS.values():
        if isinstance(subject, kind.about):
            return kind
    raise NotFound(f"There is no brief of a {subject.singular}.", f"There are briefs of: {', '.join(KINDS)}.")
