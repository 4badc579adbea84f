"""Records that came from another device, where nobody could see that a name was taken."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from tinydb.table import Document

from shadowlog.domain.codec import document_of
from shadowlog.domain.ids import new_id
from shadowlog.domain.records import Record
from shadowlog.store.repository import Repository

R = TypeVar("R", bound=Record)


def arrived(repository: Repository, record: R) -> R:
    """Put a record into the log as it is, and return it."""
    key = record.id or new_id()
    document = Document(document_of(record), cast("Any", key))
    repository.db.table(record.table).insert(document)
    return repository.need(type(record), key)
