"""Finding the record that somebody means by a name or a short id."""

from __future__ import annotations

from typing import TypeVar

from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.ids import SHORTEST, TAIL, looks_like_short_id, tail
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.text.nearest import nearest
from shadowlog.store.names import ids_meant, successor
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)

_LISTED = "Short ids stand first in every list: shadowlog list …"


def find(repository: Repository, text: str) -> Record:
    """The record a short or whole id means. Raises NotFound, Ambiguous."""
    found = _by_id(repository, text) or _successors(repository, text)
    if not found:
        raise NotFound(f"No record has an id like {text!r}.", _LISTED)
    return _only(repository, text, found)


def _successors(repository: Repository, text: str) -> list[tuple[str, str]]:
    """The records that stand for what an id meant, where that was merged into another."""
    gone = _by_id(repository, text, deleted_too=True)
    return list(dict.fromkeys(held for key in gone if (held := successor(repository.event_store, key))))


def find_key(repository: Repository, text: str) -> tuple[str, str]:
    """The (table, id) that a short or whole id means, of a deleted record too. Raises NotFound, Ambiguous."""
    found = _by_id(repository, text, deleted_too=True)
    if not found:
        raise NotFound(
            f"No record ever had an id like {text!r}.", "Short ids stand first in every list: shadowlog list …"
        )
    if len(found) > 1:
        raise Ambiguous(f"{text!r} could mean {len(found)} records.", "Give more of the id.")
    return found[0]


def names_starting(repository: Repository, table: str, start: str) -> list[str]:
    """Some headings and aliases' headings in a table that begin so, to complete what is typed."""
    return [repository.heading(table, record_id) for record_id in repository.ids_named_from(table, start)]


def resolve(repository: Repository, kind: type[R], text: str) -> R:
    """The record of a kind that a name, an alias, the start of one or of a word in one, or an id means.

    Raises NotFound, Ambiguous.
    """
    found = [(kind.table, key) for key in repository.ids_named(kind, text)]
    for by_id in (_by_id, _successors):
        found = found or [pair for pair in by_id(repository, text) if pair[0] == kind.table]
    found = found or [(kind.table, key) for key in ids_meant(repository.event_store, kind.table, text)]
    if not found:
        raise NotFound(f"There is no {kind.singular} called {text!r}.", _suggestion(repository, kind, text))
    record = _only(repository, text, found)
    assert isinstance(record, kind)
    return record


def short_id(repository: Repository, record_id: str) -> str:
    """The shortest form of an id, of at least four characters, that means no other record."""
    end = tail(record_id)
    if len(record_id) <= TAIL:
        return record_id
    for length in range(SHORTEST, TAIL):
        others = repository.keys_with_short_id(end[:length], deleted_too=True)
        if len(others) <= 1:
            return end[:length]
    return end if len(repository.keys_with_short_id(end, deleted_too=True)) <= 1 else record_id


def _by_id(repository: Repository, text: str, *, deleted_too: bool = False) -> list[tuple[str, str]]:
    text = text.strip()
    table, colon, key = text.partition(":")
    if colon and table.replace("-", "_") in RECORDS:
        # Tables that were restored from elsewhere may use the same ids: insights:1 says which is meant.
        wanted = table.replace("-", "_")
        return [pair for pair in repository.keys_with_id(key, deleted_too=deleted_too) if pair[0] == wanted]
    found = repository.keys_with_id(text, deleted_too=deleted_too)
    if not found and looks_like_short_id(text):
        found = repository.keys_with_short_id(text.lower(), deleted_too=deleted_too)
    # Tables restored from elsewhere may use the same ids; the records people know come first.
    return [pair for pair in found if pair[0] in RECORDS] or found


def _only(repository: Repository, text: str, found: list[tuple[str, str]]) -> Record:
    if len(found) > 1:
        whole = len({key for _, key in found}) == len(found)
        shown = ", ".join(
            f"{short_id(repository, key) if whole else f'{table}:{key}'} "
            f"({RECORDS[table].singular} “{repository.heading(table, key)[:40]}”)"
            for table, key in found[:5]
            if table in RECORDS
        )
        raise Ambiguous(f"{text!r} could mean {len(found)} records: {shown}.", "Give more of the name or the id.")
    table, key = found[0]
    if table not in RECORDS:
        raise NotFound(f"{text!r} is in the table {table!r}, which this shadowlog does not know.")
    return repository.need(RECORDS[table], key)


def _suggestion(repository: Repository, kind: type[Record], text: str) -> str:
    close = nearest(text, (record.heading for record in repository.newest(kind, 0, 500)))
    add = f"Add it with: shadowlog add {kind.singular.replace(' ', '-')} …"
    return f"Did you mean {' or '.join(f'“{name}”' for name in close)}?" if close else add


def only_named(repository: Repository, kind: type[R], name: str) -> R | None:
    """The one record of a kind that answers to a whole name, None where none does. Raises Ambiguous."""
    keys = repository.ids_named(kind, name)
    if not keys:
        return None
    record = _only(repository, name, [(kind.table, key) for key in keys])
    return record if isinstance(record, kind) else None
