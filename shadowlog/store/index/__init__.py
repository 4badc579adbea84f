"""Where in the log each record's operations are, and who refers to whom."""

from shadowlog.store.index.index import Index
from shadowlog.store.index.schema import IndexEntry, Place

__all__ = ["Index", "IndexEntry", "Place"]
