"""Hearing an objection: the first time it makes one, after that it adds a mention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shadowlog.domain.records import Encounter, Mention, Objection, Response
from shadowlog.store.logbook import Logbook
from shadowlog.store.typed import find_or_none


class Heard(NamedTuple):
    """What was saved."""

    objection: Objection
    mention: Mention
    times: int
    """How often it was heard by now."""


def hear(
    logbook: Logbook,
    title: str,
    of_objection: Mapping[str, Any],
    of_mention: Mapping[str, Any],
    response: str = "",
) -> Heard:
    """Save that an objection was heard, as one change.

    One that answers to ``title`` by its wording or an alias gets another mention; else it is made. Fields given in
    ``of_objection`` are changed in one that is there. ``response`` is an id, or the words of what was answered. The
    account and stage of the mention are taken from its encounter where they are not given.
    Raises InvalidField, NotFound, SaveFailed.
    """
    known = logbook.ids_named(Objection, title)
    with logbook.change("Hear objection again" if known else "Add objection"):
        if known:
            objection = logbook.need(Objection, known[0])
            if of_objection:
                objection = logbook.edit(objection, **of_objection)
        else:
            objection = logbook.add(Objection(title=title, **of_objection))
        values = _from_encounter(logbook, dict(of_mention))
        if response.strip():
            values["response"] = _response(logbook, response).id
        before = len(logbook.referring(Mention, objection.id, "objection"))
        mention = logbook.add(Mention(objection=objection.id, **values))
    return Heard(objection, mention, before + 1)


def _from_encounter(logbook: Logbook, values: dict[str, Any]) -> dict[str, Any]:
    encounter = logbook.get(Encounter, values["encounter"]) if values.get("encounter") else None
    if encounter is not None:
        values["account"] = values.get("account") or encounter.account
        values["stage"] = values.get("stage") or encounter.stage_before
        if not values.get("persona") and len(encounter.personas) == 1:
            values["persona"] = encounter.personas[0]
    return values


def _response(logbook: Logbook, text: str) -> Response:
    found = find_or_none(logbook, Response, text)
    if isinstance(found, Response):
        return found
    same = (held for held in logbook.all(Response) if held.text.strip() == text.strip())
    return next(same, None) or logbook.add(Response(text=text))
