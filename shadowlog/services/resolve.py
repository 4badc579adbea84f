"""Finds the record that a name or a short id means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from shadowlog.domain.errors import Ambiguous, NotFound
from shadowlog.domain.ids import SHORTEST, TAIL, looks_like_short_id, tail
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.text.name_forms import forms
from shadowlog.store.names import ids_meant, successor
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)

_SUGGESTED = 3
"""The most names, or lists of names, that are offered."""

_LISTED = "Every list begins with the short ids: shadowlog list"


def find_by_id(repository: Repository, text: str) -> Record:
    """The record a short or whole id means. Raises NotFound, Ambiguous."""
    keys = _by_id(repository, text) or _successors(repository, text)
    if not keys:
        raise NotFound(f"No record has an id like {text!r}.", _LISTED)
    return _only(repository, text, keys)


def find(repository: Repository, text: str, kind: type[Record] | None = None) -> Record:
    """The record, of ``kind`` if one is given, that an id or a whole name or alias means. Raises NotFound, Ambiguous.

    A part of a name is not enough, since what is found may be changed or deleted.
    """
    named = _named_keys(repository, text, [kind] if kind else _named_kinds())
    keys = list(dict.fromkeys([*_by_id(repository, text), *named])) or _successors(repository, text)
    if not keys:
        raise NotFound(
            f"No record has an id like {text!r}, and none has that name.", _suggestion(repository, _named_kinds(), text)
        )
    return _only(repository, text, keys)


def _named_kinds() -> list[type[Record]]:
    return [kind for kind in RECORDS.values() if kind.declared.named]


def _named_keys(repository: Repository, text: str, kinds: Iterable[type[Record]]) -> list[tuple[str, str]]:
    """The (table, id) of the records of these kinds that have this whole name or alias."""
    return [(kind.table, key) for kind in kinds for key in repository.ids_named(kind, text)]


def _successors(repository: Repository, text: str) -> list[tuple[str, str]]:
    """The (table, id) of the records that the records of an id were merged into."""
    deleted_keys = _by_id(repository, text, deleted_too=True)
    successors = (successor(repository.event_store, key) for key in deleted_keys)
    return list(dict.fromkeys(key for key in successors if key))


def find_key(repository: Repository, text: str) -> tuple[str, str]:
    """The (table, id) that an id means, of a deleted record too, or the whole name of one that is not deleted.

    Raises NotFound, Ambiguous.
    """
    by_id = _by_id(repository, text, deleted_too=True)
    keys = list(dict.fromkeys([*by_id, *_named_keys(repository, text, _named_kinds())]))
    if not keys:
        raise NotFound(f"No record ever had an id like {text!r}, and none has that name.", _LISTED)
    if len(keys) > 1:
        raise _ambiguous(repository, text, keys)
    return keys[0]


def names_starting(repository: Repository, table: str, start: str) -> list[str]:
    """Headings of some records in a table whose name or alias begins with ``start``, to complete what is typed; in it
    hyphens may stand for blanks.
    """
    ids = dict.fromkeys(key for form in forms(start) for key in repository.ids_named_from(table, form))
    return [repository.heading(table, key) for key in ids]


def resolve(repository: Repository, kind: type[R], text: str) -> R:
    """The record of a kind that a text means: a name or alias, the start of one or of a word in one, or an id.

    Raises NotFound, Ambiguous.
    """
    record = resolve_among(repository, [kind], text)
    assert isinstance(record, kind)
    return record


def resolve_among(repository: Repository, kinds: Sequence[type[Record]], text: str) -> Record:
    """The record of one of several kinds that a text means, as for ``resolve``. Raises NotFound, Ambiguous."""
    tables = {kind.table for kind in kinds}
    keys = _named_keys(repository, text, kinds)
    for by_id in (_by_id, _successors):
        keys = keys or [pair for pair in by_id(repository, text) if pair[0] in tables]
    keys = keys or [(kind.table, key) for kind in kinds for key in ids_meant(repository.event_store, kind.table, text)]
    if not keys:
        words = " or ".join(kind.singular for kind in kinds)
        raise NotFound(f"There is no {words} called {text!r}.", _suggestion(repository, kinds, text))
    return _only(repository, text, keys)


def short_id(repository: Repository, record_id: str) -> str:
    """The shortest form of an id, of at least four characters, that means only this record."""
    end = tail(record_id)
    if len(record_id) <= TAIL:
        return record_id
    for length in range(SHORTEST, TAIL):
        others = repository.event_store.ever_with_short_id(end[:length])
        if len(others) <= 1:
            return end[:length]
    return end if len(repository.event_store.ever_with_short_id(end)) <= 1 else record_id


def _by_id(repository: Repository, text: str, *, deleted_too: bool = False) -> list[tuple[str, str]]:
    text = text.strip()
    table, colon, key = text.partition(":")
    if colon and table.replace("-", "_") in RECORDS:
        # Tables that were restored from elsewhere may use the same ids: insights:1 says which is meant.
        wanted = table.replace("-", "_")
        return [pair for pair in repository.keys_with_id(key, deleted_too=deleted_too) if pair[0] == wanted]
    keys = repository.keys_with_id(text, deleted_too=deleted_too)
    if not keys and looks_like_short_id(text):
        keys = repository.keys_with_short_id(text.lower(), deleted_too=deleted_too)
    # Tables restored from elsewhere may use the same ids; the records people know come first.
    return [pair for pair in keys if pair[0] in RECORDS] or keys


def _only(repository: Repository, text: str, keys: list[tuple[str, str]]) -> Record:
    if len(keys) > 1:
        raise _ambiguous(repository, text, keys)
    table, key = keys[0]
    if table not in RECORDS:
        raise NotFound(
            f"{text!r} is in the table {table!r}, which this version does not know.", "Install the newest shadowlog."
        )
    return repository.need(RECORDS[table], key)


def _ambiguous(repository: Repository, text: str, keys: list[tuple[str, str]]) -> Ambiguous:
    whole = len({key for _, key in keys}) == len(keys)
    shown = ", ".join(
        f"{short_id(repository, key) if whole else f'{table}:{key}'} "
        f"({RECORDS[table].singular} “{repository.heading(table, key)[:40]}”)"
        for table, key in keys[:5]
        if table in RECORDS
    )
    return Ambiguous(
        f"{text!r} could mean {len(keys)} records: {shown}.", "Give one of these ids, or more of the name."
    )


def _suggestion(repository: Repository, kinds: Sequence[type[Record]], text: str) -> str:
    """What to do where no record of these kinds has a name."""
    part_of = [
        repository.heading(kind.table, key)
        for kind in kinds
        for key in ids_meant(repository.event_store, kind.table, text)
    ]
    from shadowlog.domain.text.nearest import nearest

    names = (record.heading for kind in kinds for record in repository.newest(kind, 0, 500))
    if close := part_of[:_SUGGESTED] or nearest(text, names):
        return f"Did you mean {' or '.join(f'“{name}”' for name in close)}?"
    if len(kinds) > _SUGGESTED:
        return _LISTED
    if len(kinds) > 1:
        lists = (f"shadowlog list {kind.declared.plural.replace(' ', '-')}" for kind in kinds)
        return f"To see which there are: {', '.join(lists)}"
    return f"Add it with: shadowlog add {kinds[0].declared.word} …"


def only_named(repository: Repository, kind: type[R], name: str) -> R | None:
    """The only record of a kind with this whole name; None if there is none. Raises Ambiguous."""
    keys = repository.ids_named(kind, name)
    if not keys:
        return None
    record = _only(repository, name, [(kind.table, key) for key in keys])
    return record if isinstance(record, kind) else None
