"""The areas of the product, each a list that one goes to with a key. A new one is declared here, and where records are
to stand in it, its name in ``AREAS`` of ``domain/schema/registry.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from shadowlog.domain.records import RECORDS, Objection, Persona, Record, Theme


@dataclass(frozen=True)
class Area:
    """A list one goes to with one key."""

    name: str
    """Also the name of the command that goes there."""
    key: str
    title: str
    help: str
    """What is listed, in a sentence."""
    kinds: tuple[type[Record], ...]
    empty: tuple[str, ...]
    """What is said where there is nothing yet; ``{new}`` stands for the first key of the command of that name."""
    first: int = 10
    """Cells of the list's first column."""
    label: str = ""
    """A short title, for its tab and the line above the list; without one, the title."""

    @property
    def short(self) -> str:
        """Its short title."""
        return self.label or self.title


def _kinds(area: str) -> tuple[type[Record], ...]:
    """The kinds of record that are declared to stand in an area."""
    return tuple(kind for kind in RECORDS.values() if kind.declared.area == area)


AREAS = (
    Area(
        "today", "full_stop", "Today", "What is yours, what was answered, what buyers raise.", (),
        (
            "Three things to do first:",
            "{capture}  type what a buyer said.",
            "{ride-along}  follow a call as it runs.",
            "{themes}  enter your messages.", "",
            "{help} explains the keys;",
            "{palette} finds commands, and the tour.",
        ),
        12,
    ),
    Area(
        "encounters", "1", "Encounters", "Calls, visits and shows.", _kinds("encounters"),
        ("No encounters yet.", "", "{encounter}  records a call, a visit or a show.", "{help}  tells the keys."),
    ),
    Area(
        "insights", "2", "Insights", "What buyers taught us.", _kinds("insights"),
        ("No insights yet.", "", "{insight}  adds what was learned from a buyer."),
    ),
    Area(
        "objections", "3", "Objections", "What stands in the way, and which answers worked.", _kinds("objections"),
        ("No objections yet.", "", "{objection}  adds one that was just heard."), 15,
    ),
    Area(
        "themes", "4", "Themes", "The message house.", _kinds("themes"),
        ("No themes yet.", "", "{new}  adds one: first the umbrella,", "then up to three pillars under it."),
    ),
    Area(
        "briefs", "5", "Briefs", "What the content team reads.", (Theme, Objection, Persona),
        ("No briefs yet.", "", "Themes, objections, personas and events have one."),
    ),
    Area(
        "names", "6", "Names", "Accounts, personas, people, proof.",
        _kinds("names"),
        ("No names yet.", "", "They are made as you type them in forms."),
    ),
    Area(
        "todo", "7", "To do", "What waits: debriefs, follow-ups, names, tags.", (),
        ("Nothing waits.", "", "Debriefs, follow-ups, names to be sorted out", "and tags that drift apart stand here."),
        12,
    ),
    Area(
        "content", "8", "Content", "Requests in their order, and assets.", _kinds("content"),
        ("No content requests yet.", "", "{new}  asks for something;", "{ask}  asks for it from what is selected."),
        11,
    ),
    Area(
        "everything", "0", "Everything", "Every record by its day.", (),
        ("Nothing yet.", "", "{encounter}  records a call, a visit or a show."), label="All",
    ),
)  # fmt: skip

AREA_NAMED = {area.name: area for area in AREAS}

BRIEFS = AREA_NAMED["briefs"]
"""What the content team reads: a brief of everything, of each record of these kinds, and of each event."""

TODAY = AREA_NAMED["today"]
"""What is worth a look."""

TASKS, CONTENT, EVERYTHING = AREA_NAMED["todo"], AREA_NAMED["content"], AREA_NAMED["everything"]
"""What waits for somebody; what is asked for and made; and records of every kind, in the order of their days."""
