"""When a command of the lists applies: by what is selected there, and by which list it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from shadowlog.domain.records import RECORDS, ContentRequest, Insight, Mention, Record, UnknownName
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.tui.commands.areas import AREA_NAMED, AREAS, BRIEFS, TODAY, Area

Kind = type[Record]

_MOST_NAMED = 3
"""Kinds of records that are named one by one."""


class Selected(Protocol):
    """What the lists show and what is selected in them. In the briefs a brief is selected, else a record."""

    @property
    def area(self) -> Area: ...
    @property
    def record(self) -> Record | None: ...
    @property
    def brief(self) -> Record | None: ...
    @property
    def marked(self) -> Collection[tuple[str, str]]: ...
    @property
    def opened(self) -> Sequence[Record]: ...
    @property
    def searching(self) -> bool: ...
    @property
    def has_task(self) -> bool: ...
    @property
    def exporting(self) -> object | None: ...


@dataclass(frozen=True)
class When:
    """When a command applies, in code and in words, and where one goes to have it apply."""

    applies: Callable[[Selected], bool]
    where: str = ""
    """Completes “Export — …”, ``{briefs}`` stands for the first key of the command of that name. Empty: anywhere in
    its place.
    """
    area: str = ""
    """The area in which what it needs is listed."""
    needs_selection: bool = False
    selects: frozenset[Kind | Area | None] = frozenset()
    """What is selected wherever it applies: a record of one of these kinds, a brief (``BRIEFS``), or nothing (None).
    Empty: anything.
    """

    def excludes(self, other: When) -> bool:
        """Whether both are known never to apply together, so that they may share a key."""
        return bool(self.selects and other.selects) and not self.selects & other.selects


def on(*kinds: Kind, marked: bool = False, area: str = "") -> When:
    """When a record of one of these kinds is selected; with ``marked``, also when one is marked.

    ``area`` is where such records are listed, if none of the areas says that it lists them.
    """

    def applies(selected: Selected) -> bool:
        if isinstance(selected.record, kinds):
            return True
        return marked and any(RECORDS.get(table) in kinds for table, _ in selected.marked)

    # Where something is marked, what is selected may be of any kind.
    only = frozenset[Kind | Area | None]() if marked else frozenset[Kind | Area | None](kinds)
    named = [kind.declared.one for kind in kinds]
    if len(kinds) > _MOST_NAMED:
        words = f"on {', '.join(named[:_MOST_NAMED])} …"
        return When(applies, words, area, needs_selection=True, selects=only)
    area = area or next((each.name for each in AREAS if each is not BRIEFS and set(each.kinds) & set(kinds)), "")
    place = f", in {AREA_NAMED[area].title} ({{{area}}})" if area else ""
    words = f"on {' or '.join(named)}{place}"
    return When(applies, words, area, needs_selection=True, selects=only)


# What kinds of records say of themselves ------------------------------------------------------------------------


def tagged_kinds() -> tuple[Kind, ...]:
    """The kinds of records that say how themes were received."""
    return tuple(
        kind for kind in RECORDS.values() if any(field.shape is Shape.STANCES for field in fields_of(kind).values())
    )


def asked_from(kind: Kind) -> tuple[str, str] | None:
    """How a content request stands on a record of a kind: the request's field, and the record's field that holds what
    goes there (``id`` for itself). None where it cannot.
    """
    stands_on = {field.table: field.name for field in fields_of(ContentRequest).values() if field.shape is Shape.REFS}
    if kind.table in stands_on:
        return stands_on[kind.table], "id"
    owner = fields_of(kind).get(kind.owner_field)
    return (stands_on[owner.table], owner.name) if owner is not None and owner.table in stands_on else None


OPENED = tuple(kind for kind in RECORDS.values() if kind.declared.can_be_opened)
"""The kinds of records that can be opened, to list what belongs to them."""

# When -----------------------------------------------------------------------------------------------------------

ALWAYS = When(lambda _: True)
RECORD = When(
    lambda selected: selected.record is not None, "on what is selected, in any list but Briefs", needs_selection=True
)
ANYTHING = When(
    lambda selected: selected.record is not None or selected.brief is not None,
    "on what is selected, in the lists",
    needs_selection=True,
)
KNOWN = frozenset(kind for kind in RECORDS.values() if kind is not UnknownName)
"""Every kind of record but names that are to be sorted out."""
EDITED = When(
    lambda selected: type(selected.record) in KNOWN,
    "on what is selected, in any list but Briefs",
    needs_selection=True,
    selects=frozenset(KNOWN),
)
NOT_UNKNOWN = When(
    lambda selected: not isinstance(selected.record, UnknownName),
    "in the lists",
    selects=frozenset({*KNOWN, BRIEFS, None}),
)
"""Anywhere but on a name that is to be sorted out, where its key makes a record of that name."""
BRIEF = When(
    lambda selected: selected.brief is not None,
    "in Briefs ({briefs})",
    "briefs",
    needs_selection=True,
    selects=frozenset({BRIEFS}),
)
WORDS = When(
    lambda selected: isinstance(selected.record, (Insight, Mention)) or selected.brief is not None,
    "on an insight or a mention, or in Briefs ({briefs})",
    "insights",
    needs_selection=True,
    selects=frozenset({Insight, Mention, BRIEFS}),
)
TASK = When(lambda selected: selected.has_task, "on a task, in To do ({todo})", "todo", needs_selection=True)
LISTED = When(
    lambda selected: selected.area is not BRIEFS, "in any list but Briefs", "encounters", needs_selection=True
)
SEARCHING = When(lambda selected: selected.searching, "while something is looked for ({search})")
INSIDE = When(
    lambda selected: bool(
        selected.opened or selected.searching or selected.marked or selected.exporting or selected.area is not TODAY
    ),
    "in any list but Today",
)
OPENS = When(
    lambda selected: isinstance(selected.record, OPENED) or (selected.area is TODAY and selected.record is not None),
    f"{on(*OPENED).where}; in Today ({{today}}), on anything",
    needs_selection=True,
)
