"""Which form a draft belongs to: a table of what a draft's name begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shadowlog.domain.records import RECORDS, ContentRequest, Encounter, Record
from shadowlog.tui.forms.content_requests import decline_form, ship_form
from shadowlog.tui.forms.kinds import Forms
from shadowlog.tui.forms.specification import Form


def _debrief(forms: Forms, record: Record) -> Form | None:
    return forms.debrief(record) if isinstance(record, Encounter) else None


def _ship(forms: Forms, record: Record) -> Form | None:
    return ship_form(forms, record) if isinstance(record, ContentRequest) else None


def _decline(forms: Forms, record: Record) -> Form | None:
    return decline_form(forms, record) if isinstance(record, ContentRequest) else None


_OF_A_RECORD: Mapping[str, Callable[[Forms, Record], Form | None]] = {
    "edit": Forms.edit,
    "debrief": _debrief,
    "ship": _ship,
    "decline": _decline,
}
"""The form for what is done to a record, by the verb that a draft's name begins with."""


def form_of_draft(forms: Forms, name: str, context: Mapping[str, str]) -> Form | None:
    """The form that a draft of that name belongs to; None where what it would change is gone, or of an unknown kind."""
    verb, _, rest = name.partition(" ")
    kind = RECORDS.get(rest.partition(" ")[0])
    if kind is None:
        return None
    if verb == "add":
        return forms.add(kind, context)
    record = forms.repository.get(kind, str(context.get("id", "")))
    make = _OF_A_RECORD.get(verb)
    return make(forms, record) if make is not None and record is not None else None
