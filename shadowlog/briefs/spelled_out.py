"""What the evidence index of a page says of a record, so that a reader need not look it up."""

from __future__ import annotations

from shadowlog.briefs.model.evidence_index import EvidenceEntry
from shadowlog.briefs.model.text import Text, TypedSpan, joined, phrase
from shadowlog.domain.records import Record
from shadowlog.domain.values import Basis

MOST = 12
"""The most records of an entry that are spelled out, the newest."""

_LONGEST = 70
"""The most characters of what a record says."""


def spelled_out(record: Record, entry: EvidenceEntry, day: str, words: Text) -> Text:
    """A record in a line: ``insight, 2026-11-24, Nursing, resonated: “It pays …”``. ``day`` is when, empty where only
    the month may be said; ``words`` are what it says as its audience may read it, which may be empty. Only a buyer's
    own words are put in quotation marks.
    """
    own = bool(words) and getattr(record, "basis", None) is Basis.BUYER_VERBATIM
    facts: list[Text | str] = [entry.record, day or entry.month, entry.persona, entry.counts_as]
    if not own:
        facts.append(entry.basis)
    line = joined(", ", [fact for fact in facts if fact])
    if own:
        return phrase(line, ": “", _first_words(words), "”")
    return phrase(line, ": ", _first_words(words)) if words else line


def _first_words(words: Text) -> Text:
    text = words.plain
    if len(text) <= _LONGEST:
        return words
    start = text[:_LONGEST]
    return phrase(TypedSpan(start[: start.rfind(" ")] if " " in start else start), " …")
