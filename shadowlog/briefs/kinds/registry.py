"""The kinds of brief. Each declares in its own file how it differs from the others."""

from __future__ import annotations

import re
from typing import Any

from shadowlog.briefs.kinds.backlog import BacklogBrief
from shadowlog.briefs.kinds.event import EventBrief
from shadowlog.briefs.kinds.kind import BriefKind
from shadowlog.briefs.kinds.objection import ObjectionBrief
from shadowlog.briefs.kinds.persona import PersonaBrief
from shadowlog.briefs.kinds.theme import ThemeBrief
from shadowlog.briefs.model.brief import brief_id
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Record


def by_name(*kinds: BriefKind[Any]) -> dict[str, BriefKind[Any]]:
    """Kinds by their names. Raises ValueError for a name that cannot begin a file's name, and for two kinds with the
    same name or about the same type.
    """
    named: dict[str, BriefKind[Any]] = {}
    for kind in kinds:
        if not re.fullmatch(r"[a-z]+", kind.name):
            raise ValueError(f"the name of a kind of brief must be letters a to z, not {kind.name!r}")
        for other in named.values():
            if kind.name == other.name or kind.about is other.about:
                raise ValueError(f"the kinds of brief {other.name} and {kind.name} have the same name or the same type")
        named[kind.name] = kind
    return named


BRIEF_KINDS = by_name(
    ThemeBrief(),
    ObjectionBrief(),
    PersonaBrief(),
    EventBrief(),
    BacklogBrief(),
)
"""The kinds of brief by name, in the order of messages and help."""


def kind_of(subject: Record) -> BriefKind[Any]:
    """The kind of brief that is about a record. Raises NotFound if there is none."""
    for kind in BRIEF_KINDS.values():
        if type(subject) is kind.about:
            return kind
    raise NotFound(f"There is no brief of a {subject.singular}.", f"There are briefs of: {', '.join(BRIEF_KINDS)}.")


def id_of(subject: Record, narrowed_by: str = "") -> str:
    """The id of the brief of a record; ``narrowed_by`` is the key of a filter, if any. Raises NotFound."""
    return brief_id(kind_of(subject).name, subject.id, narrowed_by)


def spoken_kinds() -> str:
    """The kinds in words: ``a theme, an objection, or the content backlog``."""
    *others, last = (kind.spoken for kind in BRIEF_KINDS.values())
    return f"{', '.join(others)}, or {last}"
