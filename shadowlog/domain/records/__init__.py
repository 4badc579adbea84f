"""The records: who said what, where, and what the team answers."""

from __future__ import annotations

from zlib import crc32

from shadowlog.domain.records.base import Record, record
from shadowlog.domain.records.content import Asset, ContentRequest, LoopReply
from shadowlog.domain.records.encounters import Encounter, Event, Insight, Mention
from shadowlog.domain.records.housekeeping import KeptFilter, UnknownName
from shadowlog.domain.records.messaging import Objection, ProofPoint, Response, Theme
from shadowlog.domain.records.parties import Account, Person, Persona
from shadowlog.domain.schema.fields import fields_of

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
    "ProofPoint",
    "Record",
    "Response",
    "Theme",
    "UnknownName",
    "record",
    "schema",
]

RECORDS: dict[str, type[Record]] = {
    kind.table: kind
    for kind in (
        Person, Account, Persona, Encounter, Insight, Theme, ProofPoint, Objection, Response, Mention, ContentRequest,
        Asset, Event, LoopReply, UnknownName, KeptFilter,
    )
}  # fmt: skip
"""Every kind of record by the name of its table."""


def schema() -> str:
    """A digest of the records that are declared: what was made from records under another one is to be made anew."""
    declared = [
        (kind.table, kind.title_field, kind.dated_by, kind.owner_field, held.name, held.shape.name, held.table)
        for kind in RECORDS.values()
        for held in fields_of(kind).values()
    ]
    return f"{crc32(repr(declared).encode()):08x}"
