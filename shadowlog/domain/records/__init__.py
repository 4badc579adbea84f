"""The records: who said what, where, and what the team answers.

A new kind is declared in a module here, which is imported below; nothing else lists the kinds.
"""

from __future__ import annotations

# isort: off
# In the order in which kinds are listed wherever all of them are.
from shadowlog.domain.records.base import Record
from shadowlog.domain.records.parties import Account, Person, Persona
from shadowlog.domain.records.encounters import Encounter, Event, Insight, Mention
from shadowlog.domain.records.messaging import Objection, ProofPoint, Response, Theme
from shadowlog.domain.records.content import Asset, ContentRequest, LoopReply
from shadowlog.domain.records.housekeeping import KeptFilter, PossibleName, UnknownName
# isort: on

from shadowlog.domain.schema import registry
from shadowlog.domain.schema.registry import record, schema

__all__ = [
    "RECORDS",
    "Account",
    "Asset",
    "ContentRequest",
    "Encounter",
    "Event",
    "Insight",
    "KeptFilter",
    "LoopReply",
    "Mention",
    "Objection",
    "Person",
    "Persona",
    "PossibleName",
    "ProofPoint",
    "Record",
    "Response",
    "Theme",
    "UnknownName",
    "record",
    "schema",
]

RECORDS: dict[str, type[Record]] = registry.KINDS
"""Every kind of record by the name of its table."""
