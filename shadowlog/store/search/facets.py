"""What a record is found by: the words in its texts, and facets such as ``theme=<id>`` for its fields.

What was heard at an encounter is found by the encounter's account, rep, event and stage as well, and stands at the
moment the encounter began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from shadowlog.domain.records import RECORDS, Encounter
from shadowlog.domain.schema.checks import is_storable
from shadowlog.domain.schema.fields import Field, Shape, fields_of
from shadowlog.domain.text.fold import folded
from shadowlog.store.index.entry import milliseconds
from shadowlog.store.log.operations import Json

OF_ENCOUNTER = (*(name for name, field in fields_of(Encounter).items() if field.lends), Encounter.dated_by)
"""All that ``indexed_record`` needs of an encounter."""

_INHERITED = tuple((name, field) for name, field in fields_of(Encounter).items() if field.lends)
"""Fields of an encounter that go for what was heard there."""

_LENT = {
    table: tuple(pair for pair in fields_of(kind).items() if pair[1].lends)
    for table, kind in RECORDS.items()
    if table != Encounter.table and any(field.lends for field in fields_of(kind).values())
}
"""Fields of what was heard at an encounter that go for the encounter, by table."""

HEARD = tuple(_LENT)
"""Tables of what is heard at encounters."""

_TEXTS = (Shape.LINE, Shape.PROSE, Shape.WORDS)


_ACCOUNT = "account="


class IndexedRecord(NamedTuple):
    """A record as the search index holds it."""

    at: int
    """When it was heard, or entered: milliseconds since 1970."""
    texts: tuple[str, ...]
    facets: tuple[str, ...]
    account: str = ""
    """The id of the account it belongs to."""
    conversation: str = ""
    """The id of the encounter it was heard at, empty where it was heard at none."""


@cache
def _fields(table: str) -> tuple[tuple[str, Field], ...]:
    return tuple(fields_of(RECORDS[table]).items())


def texts_of(table: str, document: Json) -> Iterator[str]:
    """Every text of a record that people wrote."""
    for name, field in _fields(table):
        if field.shape in _TEXTS and (value := document.get(name)):
            if isinstance(value, str):
                yield value
            elif isinstance(value, list):
                yield from (text for text in value if isinstance(text, str))


def indexed_record(
    table: str, document: Json, at: int, encounter: Json | None = None, heard: Iterable[str] = ()
) -> IndexedRecord:
    """A record as it is found. ``at`` is its own moment in milliseconds, ``encounter`` the one it was heard at,
    ``heard`` the facets of what was heard where it is an encounter itself.
    """
    facets = [f"is={table}", *_facets_of(document, _fields(table)), *heard]
    if encounter is not None:
        own = {facet.partition("=")[0] for facet in facets}
        facets += [facet for facet in _facets_of(encounter, _INHERITED) if facet.partition("=")[0] not in own]
    if isinstance(author := document.get("author"), str) and is_storable(author):
        facets.append(f"by={author}")
    if table == Encounter.table:
        facets.extend(f"met{facet[len('persona') :]}" for facet in facets[:] if facet.startswith("persona="))
    facets.extend(_lacking(table, document, {facet.partition("=")[0] for facet in facets}))
    when = milliseconds(encounter.get(Encounter.dated_by), at) if encounter else at
    account = next((facet[len(_ACCOUNT) :] for facet in facets if facet.startswith(_ACCOUNT)), "")
    conversation = str(document["encounter"]) if encounter is not None else ""
    return IndexedRecord(when, tuple(texts_of(table, document)), tuple(dict.fromkeys(facets)), account, conversation)


def _lacking(table: str, document: Json, named: set[str]) -> Iterator[str]:
    """The facets of what a record lacks; ``named`` are the facets it has, by their names."""
    yield from (f"no={field.facet}" for _, field in _fields(table) if field.missed and field.facet not in named)
    for lack in RECORDS[table].declared.lacks:
        if lack.when(document) if lack.when is not None else lack.name not in named:
            yield f"no={lack.name}"


def heard_facets(table: str, document: Json) -> Iterator[str]:
    """The facets that what was heard at an encounter lends to the encounter."""
    yield from _facets_of(document, _LENT[table])
    if isinstance(speaker := document.get("persona"), str) and is_storable(speaker):
        yield f"met={speaker}"


def _facets_of(document: Json, fields: Iterable[tuple[str, Field]]) -> Iterator[str]:
    for name, field in fields:
        value = document.get(name)
        if not value or (isinstance(value, str) and not is_storable(value)):
            continue
        facet = field.facet
        match field.shape:
            case Shape.CHOICE | Shape.REF if isinstance(value, str):
                yield f"{facet}={value}"
            case Shape.REFS if isinstance(value, list):
                yield from (f"{facet}={key}" for key in value if isinstance(key, str) and is_storable(key))
            case Shape.STANCES if isinstance(value, dict):
                for key, stance in value.items():
                    yield from (f"{facet}={key}", f"stance={stance}", f"{facet}={key}:{stance}")
            case Shape.LINE if field.filter and isinstance(value, str):
                yield f"{facet}={folded(value)}"
