"""Fills in the fields of a record that were left open: who said it, on whose word, when, and with whom.

Every way of entering a record (form, capture line, booth, ride-along, shell) uses these rules, so that the same words
make the same record. What is assumed of a field stands in its declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, TypeVar

from shadowlog.domain.records import Encounter, Insight, Mention, Record, Theme
from shadowlog.domain.schema.fields import Assumed, Source, Spoken, fields_of
from shadowlog.domain.schema.made import replace
from shadowlog.domain.text.quotations import begins_with_quotation, quotation
from shadowlog.domain.values import Basis, Permission, Role, ThemeLevel
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


def with_defaults(repository: Repository, record: R) -> R:
    """A copy of a record with its open fields filled in as they declare it. Fields that have a value keep it.

    Quotation marks around the whole of what was heard are removed.
    """
    kind = type(record)
    words: dict[str, Any] = {}
    own = False
    for name, field in fields_of(kind).items():
        if field.spoken is None:
            continue
        text = getattr(record, name)
        words_before, quote = quotation(text)
        words[name] = text if words_before else quote
        quoted = bool(quote) or begins_with_quotation(text)
        own = own or (quoted if field.spoken is Spoken.QUOTED else bool(text.strip()))
    values = {**{name: getattr(record, name) for name in fields_of(kind)}, **words}
    known = known_before(repository, kind, values)
    for name, assumed in _open(kind, values):
        if assumed.source is Source.WORDS:
            known[name] = basis_of(repository, own=own)
        elif assumed.source is Source.QUESTION and any(text.rstrip().endswith("?") for text in words.values()):
            known[name] = assumed.value
    if isinstance(record, Insight | Mention) and record.permission is not Permission.UNSET:
        from shadowlog.services.permissions import given_now

        known |= {name: value for name, value in given_now(repository).items() if not values.get(name)}
    return replace(record, **words, **known)


def known_before(repository: Repository, kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the fields that ``values`` leaves open before any words are there: who, when, and where."""
    encounter = _heard_at(repository, kind, values)
    known: dict[str, Any] = {}
    for name, assumed in _open(kind, values):
        value: Any = None
        match assumed.source:
            case Source.ME:
                value = _me(repository, assumed)
            case Source.NOW if values.get(assumed.field, kind.defaults[assumed.field]) is assumed.value:
                value = datetime.now(timezone.utc)
            case Source.ENCOUNTER if encounter is not None:
                value = getattr(encounter, assumed.field)
                if isinstance(value, tuple):
                    value = value[0] if len(value) == 1 else None
        if value is not None:
            known[name] = value
    return known


def level_of_new_theme(repository: Repository, parent: Theme | None) -> ThemeLevel:
    """The level of a theme that is entered without one: below its parent; without one, the first is the umbrella."""
    if parent is not None:
        from shadowlog.domain.rules.message_house import level_below

        return level_below(parent)
    return ThemeLevel.SUPPORTING if repository.count(Theme) else ThemeLevel.UMBRELLA


def basis_of(repository: Repository, *, own: bool) -> Basis:
    """The basis of a claim that was entered without one. ``own``: it is in the buyer's own words."""
    if own:
        return Basis.BUYER_VERBATIM
    author = repository.author
    reported = author is not None and author.role is Role.REP
    return Basis.REP_REPORT if reported else Basis.OBSERVER_INFERENCE


def _open(kind: type[Record], values: Mapping[str, Any]) -> list[tuple[str, Assumed]]:
    """The fields that hold nothing and of which something is assumed."""
    return [
        (name, field.assumed)
        for name, field in fields_of(kind).items()
        if field.assumed is not None and not values.get(name)
    ]


def _me(repository: Repository, assumed: Assumed) -> str | None:
    """The id of the person at the keyboard, where they are meant."""
    if assumed.role is None:
        return repository.event_store.author or None
    author = repository.author
    return author.id if author is not None and (author.role is assumed.role) is not assumed.other_roles else None


def _heard_at(repository: Repository, kind: type[Record], values: Mapping[str, Any]) -> Encounter | None:
    """The encounter at which something was heard; None where it is said to be of another account."""
    if not values.get("encounter") or not any(
        field.assumed is not None and field.assumed.source is Source.ENCOUNTER for field in fields_of(kind).values()
    ):
        return None
    encounter = repository.get(Encounter, values["encounter"])
    account = values.get("account")
    if encounter is None or (account and encounter.account and account != encounter.account):
        return None
    return encounter
