"""Fills in the fields of a record that were left open: who said it, on whose word, when, and with whom.

Every way of entering a record (form, capture line, booth, ride-along, shell) uses these rules, so that the same words
make the same record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, TypeVar

from shadowlog.domain.records import ContentRequest, Encounter, Insight, Mention, Record
from shadowlog.domain.text.capture_line import quotation
from shadowlog.domain.values import Basis, EncounterStatus, InsightKind, Role
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


def with_defaults(repository: Repository, record: R) -> R:
    """A copy of a record with its open fields filled in. Fields that have a value keep it.

    - An insight or mention: words in quotation marks are the buyer's own, and so is a verbatim. Other words are a rep's
      report or an observer's inference. Quotation marks around the whole text are removed.
    - Something heard at an encounter: the account, stage and only persona of the encounter, unless its own account is
      another one.
    - A content request: asked for by whoever enters it.
    - An encounter that was held: it was now; the author is its rep, or its observer if the author is not a rep.
    """
    values: dict[str, Any] = {}
    if isinstance(record, Insight):
        words, quote = quotation(record.text)
        values["text"] = record.text if words else quote
        values["basis"] = record.basis or basis_of(repository, own=bool(quote))
        if record.kind is None and values["text"].rstrip().endswith("?"):
            values["kind"] = InsightKind.QUESTION
    elif isinstance(record, Mention):
        words, quote = quotation(record.verbatim)
        values["verbatim"] = record.verbatim if words else quote
        values["basis"] = record.basis or basis_of(repository, own=bool(record.verbatim.strip()))
    elif isinstance(record, ContentRequest):
        values["requester"] = record.requester or repository.event_store.author or None
    elif isinstance(record, Encounter):
        values |= who_and_when(repository, record)
    return replace(record, **{**values, **_heard_at(repository, record)})


def basis_of(repository: Repository, *, own: bool) -> Basis:
    """The basis of a claim that was entered without one. ``own``: it is in the buyer's own words."""
    if own:
        return Basis.BUYER_VERBATIM
    author = repository.author
    reported = author is not None and author.role is Role.REP
    return Basis.REP_REPORT if reported else Basis.OBSERVER_INFERENCE


def who_and_when(repository: Repository, encounter: Encounter) -> Mapping[str, Any]:
    """Values for the open fields of an encounter: when it was, and who held or observed it."""
    values: dict[str, Any] = {}
    author = repository.author
    took_place = encounter.status is EncounterStatus.HELD
    if encounter.started_at is None and took_place:
        values["started_at"] = datetime.now(timezone.utc)
    if author is not None:
        role_field = "rep" if author.role is Role.REP else "observer"
        if getattr(encounter, role_field) is None:
            values[role_field] = author.id
    return values


def _heard_at(repository: Repository, record: Record) -> Mapping[str, Any]:
    """Values for the open fields of a record that was heard at an encounter, taken from the encounter."""
    if not isinstance(record, (Insight, Mention, ContentRequest)) or not record.encounter:
        return {}
    encounter = repository.get(Encounter, record.encounter)
    account = getattr(record, "account", None)
    if encounter is None or (account and encounter.account and account != encounter.account):
        return {}
    values: dict[str, Any] = {}
    if not isinstance(record, Insight):
        values["account"] = account or encounter.account
    if isinstance(record, Mention):
        values["stage"] = record.stage or encounter.stage_before
    if not record.persona and len(encounter.personas) == 1:
        values["persona"] = encounter.personas[0]
    return values
