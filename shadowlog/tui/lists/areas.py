"""The areas of the product, each a list with its empty state."""

from __future__ import annotations

from dataclasses import dataclass

from shadowlog.domain.records import RECORDS, Objection, Persona, Record, Theme


@dataclass(frozen=True)
class Area:
    """A list one goes to with one key."""

    name: str
    title: str
    kinds: tuple[type[Record], ...]
    empty: tuple[str, ...]
    """What is said where there is nothing yet; ``{new}`` stands for the keys of the command of that name."""
    first: int = 10
    """Cells of the list's first column."""


def _kinds(area: str) -> tuple[type[Record], ...]:
    """The kinds of record that are declared to stand in an area."""
    return tuple(kind for kind in RECORDS.values() if kind.declared.area == area)


AREAS = (
    Area(
        "encounters", "Encounters", _kinds("encounters"),
        ("No encounters yet.", "", "{encounter}  records a call, a visit or a show.", "{help}  tells the keys."),
    ),
    Area(
        "insights", "Insights", _kinds("insights"),
        ("No insights yet.", "", "{insight}  adds what was learned from a buyer."),
    ),
    Area(
        "objections", "Objections", _kinds("objections"),
        ("No objections yet.", "", "{objection}  adds one that was just heard."), 14,
    ),
    Area(
        "themes", "Themes", _kinds("themes"),
        ("No themes yet.", "", "{new}  adds one: first the umbrella,", "then up to three pillars under it."),
    ),
    Area(
        "briefs", "Briefs", (Theme, Objection, Persona),
        ("No briefs yet.", "", "Themes, objections, personas and events have one."), 14,
    ),
    Area(
        "names", "Names", _kinds("names"),
        ("No names yet.", "", "They are made as you type them in forms."),
    ),
    Area(
        "todo", "To do", (),
        ("Nothing waits.", "", "Debriefs, follow-ups, names to be sorted out", "and tags that drift apart stand here."),
        12,
    ),
    Area(
        "content", "Content", _kinds("content"),
        ("No content requests yet.", "", "{new}  asks for something;", "{ask}  asks for it from what is selected."),
        11,
    ),
    Area(
        "everything", "All", (),
        ("Nothing yet.", "", "{encounter}  records a call, a visit or a show."),
    ),
)  # fmt: skip

BRIEFS = AREAS[4]
"""What the content team reads: a brief of everything, of each record of these kinds, and of each event."""

WAITING, CONTENT, EVERYTHING = AREAS[-3:]
"""What waits for somebody; what is asked for and made; and records of every kind, in the order of their days."""
