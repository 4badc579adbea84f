"""The index: where in the log the operations of each record are, and which records refer to which."""

from shadowlog.store.index.index import Index
from shadowlog.store.index.schema import Place, RecordEntry

__all__ = ["Index", "Place", "RecordEntry"]
