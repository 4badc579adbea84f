"""The areas of the product, each a list with its empty state."""

from __future__ import annotations

from dataclasses import dataclass

from shadowlog.domain.records import (
    Account,
    Asset,
    ContentRequest,
    Encounter,
    Insight,
    KeptFilter,
    Objection,
    Person,
    Persona,
    ProofPoint,
    Record,
    Response,
    Theme,
)


@dataclass(frozen=True)
class Area:
    """A list one goes to with one key."""

    name: str
    title: str
    key: str
    kinds: tuple[type[Record], ...]
    empty: tuple[str, ...]
    """What is said where there is nothing yet."""
    first: int = 10
    """Cells of the list's first column."""


AREAS = (
    Area(
        "encounters", "Encounters", "1", (Encounter,),
        ("No encounters yet.", "", "c  records a call, a visit or a show.", "F1 tells what the keys do."),
    ),
    Area(
        "insights", "Insights", "2", (Insight,),
        ("No insights yet.", "", "i  adds what was learned from a buyer."),
    ),
    Area(
        "objections", "Objections", "3", (Objection,),
        ("No objections yet.", "", "o  adds one that was just heard."), 14,
    ),
    Area(
        "themes", "Themes", "4", (Theme,),
        ("No themes yet.", "", "n  adds one: first the umbrella,", "then up to three pillars under it."),
    ),
    Area(
        "briefs", "Briefs", "5", (Theme, Objection, Persona),
        ("No briefs yet.", "", "Themes, objections, personas and events have one."), 14,
    ),
    Area(
        "names", "Names", "6", (Account, Persona, Person, ProofPoint, Response, KeptFilter),
        ("No names yet.", "", "They are made as you type them in forms."),
    ),
    Area(
        "todo", "To do", "7", (),
        ("Nothing waits.", "", "Debriefs, follow-ups, names to be sorted out", "and tags that drift apart stand here."),
        12,
    ),
    Area(
        "content", "Content", "8", (ContentRequest, Asset),
        ("No content requests yet.", "", "n  asks for something;", "C  asks for it from an insight or an objection."),
        11,
    ),
    Area(
        "everything", "All", "0", (),
        ("Nothing yet.", "", "c  records a call, a visit or a show."),
    ),
)  # fmt: skip

BRIEFS = AREAS[4]
"""What the content team reads: a brief of everything, of each record of these kinds, and of each event."""

WAITING, CONTENT, EVERYTHING = AREAS[-3:]
"""What waits for somebody; what is asked for and made; and records of every kind, in the order of their days."""
