"""Which record a name means: the same for marks, options, fields and filters."""

from __future__ import annotations

from shadowlog.domain.records import RECORDS, Account, Encounter, UnknownName
from shadowlog.domain.text.fold import folded
from shadowlog.domain.text.name_forms import forms
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.operations import RecordKey

MERGE = "Merge "
"""What the label of a merge begins with in the log."""


def ids_meant(event_store: EventStore, table: str, name: str) -> list[str]:
    """Ids of the records a name may mean: of that very name, else the one that begins so, else all with a word that
    does. Several are for the caller to tell apart.
    """
    meant = [form for form in forms(name) if form]
    for form in meant:
        if ids := event_store.query(Index.named, table, form):
            return ids
    for form in meant:
        starting = {key for _, key in event_store.query(Index.names_starting, table, form)}
        if ids := list(starting) if len(starting) == 1 else event_store.query(Index.names_with, table, form):
            return ids
    return []


def successor(event_store: EventStore, key: RecordKey) -> RecordKey | None:
    """The record that a merge made stand for a deleted one, None where none does."""
    table, _ = key
    kind = RECORDS.get(table)
    if kind is None or event_store.state(key) is not False:
        return None
    gone = next((operation for operation in reversed(event_store.operations(key)) if operation.get("gone")), None)
    # A change of several operations carries its label on the first, which need not be this one.
    if gone is None or not gone.get("label", MERGE).startswith(MERGE):
        return None
    name = (event_store.document(key, deleted_too=True) or {}).get(kind.title_field)
    ids = event_store.query(Index.named, table, folded(name)) if isinstance(name, str) else []
    return (table, ids[0]) if len(ids) == 1 else None


def unresolved_accounts(event_store: EventStore) -> dict[str, str]:
    """The accounts that were typed by a name nobody has yet: the folded name, by the id of the conversation. A name
    typed for what was heard at an encounter stands for the encounter, unless that has a name of its own.
    """
    names: dict[str, str] = {}
    heard_there: dict[str, str] = {}
    after = 0
    while page := event_store.query(Index.page, UnknownName.table, after, 1_000):
        for _, document in event_store.documents(UnknownName.table, page):
            name, where = document.get("name"), document.get("record")
            if document.get("names") == Account.table and isinstance(name, str) and isinstance(where, str):
                encounter = (event_store.document((str(document.get("where")), where)) or {}).get("encounter")
                if isinstance(encounter, str) and event_store.state((Encounter.table, encounter)):
                    heard_there.setdefault(encounter, folded(name))
                else:
                    names[where] = folded(name)
        after = page[-1][0]
    return {**heard_there, **names}
