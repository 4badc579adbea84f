"""When a command of the lists applies: by what is selected there, and by which list it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from shadowlog.domain.records import RECORDS, Account, ContentRequest, Encounter, KeptFilter, Objection, Record, Theme
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.tui.commands.areas import AREAS, BRIEFS, Area

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


@dataclass(frozen=True)
class When:
    """When a command applies, in code and in words, and where one goes to have it apply."""

    applies: Callable[[Selected], bool]
    where: str = "in the lists"
    """Completes “Export — …”; ``{briefs}`` stands for the first key of the command of that name."""
    area: str = ""
    """The area where what it needs is found."""
    needs_selection: bool = False


def on(is_one: Callable[[Kind], bool], *, marked: bool = False, area: str = "") -> When:
    """When a record of some kinds is selected; with ``marked``, also when one is marked.

    ``area`` is where such records are listed, if none of the areas says that it lists them.
    """
    is_one = cache(is_one)

    def applies(selected: Selected) -> bool:
        record = selected.record
        if record is not None and is_one(type(record)):
            return True
        return marked and any(is_one(RECORDS[table]) for table, _ in selected.marked if table in RECORDS)

    kinds = [kind for kind in RECORDS.values() if is_one(kind)]
    listing = area or next((each.name for each in AREAS if each is not BRIEFS and set(each.kinds) & set(kinds)), "")
    named = [f"{'an' if kind.singular[0] in 'aeiou' else 'a'} {kind.singular}" for kind in kinds]
    words = " or ".join(named) if len(named) <= _MOST_NAMED else f"{', '.join(named[:_MOST_NAMED])}, …"
    place = f", in {AREA_TITLES[listing]} ({{{listing}}})" if listing else ""
    return When(applies, f"on {words}{place}", listing, needs_selection=True)


AREA_TITLES = {area.name: area.title for area in AREAS}


# What kinds of records say of themselves ------------------------------------------------------------------------


def has_stances(kind: Kind) -> bool:
    """Whether records of a kind say how themes were received."""
    return any(field.shape is Shape.STANCES for field in fields_of(kind).values())


def has_field(name: str) -> Callable[[Kind], bool]:
    """Whether records of a kind have a field of a name."""
    return lambda kind: name in fields_of(kind)


def has_status(values: type) -> Callable[[Kind], bool]:
    """Whether records of a kind go through some states."""
    return lambda kind: "status" in fields_of(kind) and fields_of(kind)["status"].values is values


def asked_from(kind: Kind) -> tuple[str, str] | None:
    """How a content request stands on a record of a kind: the request's field, and the record's field that holds what
    goes there (``id`` for itself). None where it cannot.
    """
    stands_on = {field.table: field.name for field in fields_of(ContentRequest).values() if field.shape is Shape.REFS}
    if kind.table in stands_on:
        return stands_on[kind.table], "id"
    through = fields_of(kind).get(kind.owner_field)
    return (stands_on[through.table], through.name) if through is not None and through.table in stands_on else None


def opens(kind: Kind) -> bool:
    """Whether something belongs to records of a kind, so that they can be opened."""
    return kind in (Account, Encounter, KeptFilter, Objection, Theme)


# When -----------------------------------------------------------------------------------------------------------

ALWAYS = When(lambda _: True)
RECORD = When(lambda selected: selected.record is not None, "in the lists, on what is selected", needs_selection=True)
ANYTHING = When(
    lambda selected: selected.record is not None or selected.brief is not None,
    "in the lists, on what is selected",
    needs_selection=True,
)
BRIEF = When(lambda selected: selected.brief is not None, "in Briefs ({briefs})", "briefs", needs_selection=True)
TASK = When(lambda selected: selected.has_task, "in To do ({todo})", "todo", needs_selection=True)
LISTED = When(lambda selected: selected.area is not BRIEFS, "in the lists of records", "encounters")
SEARCHING = When(lambda selected: selected.searching, "while something is looked for ({search})")
INSIDE = When(
    lambda selected: bool(selected.opened or selected.searching or selected.marked),
    "where something was opened, looked for or marked",
)
