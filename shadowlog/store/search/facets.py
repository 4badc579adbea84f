"""What a record is found by: the words in its texts, and facets such as ``theme=<id>`` for its fields.

What was heard at an encounter is found by the encounter's account, rep, event and stage as well, and stands at the
moment the encounter began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from shadowlog.domain.records import RECORDS, Insight, Mention
from shadowlog.domain.schema.fields import Field, Shape, fields_of, is_storable
from shadowlog.domain.text.fold import folded
from shadowlog.store.index.entry import milliseconds
from shadowlog.store.log.operations import Json

INHERITED = ("account", "rep", "observer", "event", "stage_before", "stage_after")
"""Fields of an encounter that go for what was heard there."""

OF_ENCOUNTER = (*INHERITED, "started_at")
"""All that ``indexed_record`` needs of an encounter."""

_FACET = {"stage_before": "stage", "stage_after": "after", "signals": "theme", "personas": "persona", "author": "by"}
_FOLLOWED = ("a", "b")
"""The tiers of talks that somebody follows up."""

_TEXTS = (Shape.LINE, Shape.PROSE, Shape.WORDS)
_MISSED = {"insights": ("theme", "encounter", "persona", "account"), "mentions": ("account", "persona", "response")}
"""Facets that are missed where they are not there."""


class IndexedRecord(NamedTuple):
    """A record as the search index holds it."""

    at: int
    """When it was heard, or entered: milliseconds since 1970."""
    texts: tuple[str, ...]
    facets: tuple[str, ...]


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
        inherited = [pair for pair in _fields("encounters") if pair[0] in INHERITED]
        facets += [held for held in _facets_of(encounter, inherited) if held.partition("=")[0] not in own]
    if isinstance(author := document.get("author"), str) and is_storable(author):
        facets.append(f"by={author}")
    if table == "encounters":
        facets.extend(f"met{facet[len('persona') :]}" for facet in facets[:] if facet.startswith("persona="))
    if table == "encounters" and not document.get("debriefed") and document.get("status", "held") == "held":
        facets.append("no=debrief")
    if table == "encounters" and document.get("tier") in _FOLLOWED and not document.get("followed_up"):
        facets.append("no=follow-up")
    named = {facet.partition("=")[0] for facet in facets}
    facets.extend(f"no={name}" for name in _MISSED.get(table, ()) if name not in named)
    when = milliseconds(encounter.get("started_at"), at) if encounter else at
    return IndexedRecord(when, tuple(texts_of(table, document)), tuple(dict.fromkeys(facets)))


def heard_facets(document: Json) -> Iterator[str]:
    """The facets that an insight or a mention lends to the encounter it was heard at."""
    yield from _facets_of(document, _HEARD)
    if isinstance(speaker := document.get("persona"), str) and is_storable(speaker):
        yield f"met={speaker}"


_HEARD = tuple((name, fields_of(kind)[name]) for kind, name in ((Insight, "signals"), (Mention, "objection")))


def _facets_of(document: Json, fields: Iterable[tuple[str, Field]]) -> Iterator[str]:
    for name, field in fields:
        value = document.get(name)
        if not value or (isinstance(value, str) and not is_storable(value)):
            continue
        facet = _FACET.get(name, name)
        match field.shape:
            case Shape.CHOICE | Shape.REF if isinstance(value, str):
                yield f"{facet}={value}"
            case Shape.REFS if isinstance(value, list):
                yield from (f"{facet}={key}" for key in value if isinstance(key, str) and is_storable(key))
            case Shape.STANCES if isinstance(value, dict):
                for key, stance in value.items():
                    yield from (f"theme={key}", f"stance={stance}", f"theme={key}:{stance}")
            case Shape.LINE if name == "event" and isinstance(value, str):
                yield f"event={folded(value)}"
