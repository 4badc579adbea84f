"""The search index and the model of themes for a log that is written anew: copies of those beside the old one."""

from __future__ import annotations

import os
from collections.abc import Mapping

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index.copying import Rewritten
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search import segment_redaction, segment_writer
from shadowlog.store.suggest import learning


def copies_for(
    event_store: EventStore, reached: Mapping[str, Checkpoint], rewritten: Mapping[RecordKey, Rewritten], folder: str
) -> dict[str, str]:
    """Write copies into ``folder`` of the files beside the log, by name, that reach so far in the new one.

    Nothing that only rewritten operations had is in them. Returns the paths by name; a file that has to be written anew
    has none.
    """
    changed = {key: both for key, both in rewritten.items() if both[0] != both[1]}
    copies = {}
    for name, checkpoint in reached.items():
        new = os.path.join(folder, name)
        try:
            if _copy(event_store, name, checkpoint, changed, new):
                copies[name] = new
        except OSError:
            durable_io.remove(new)
    return copies


def _copy(
    event_store: EventStore, name: str, checkpoint: Checkpoint, changed: Mapping[RecordKey, Rewritten], new: str
) -> bool:
    """Write the copy of one file. False where it has to be written anew. Raises OSError."""
    if not changed:
        (segment_writer if name == segment_writer.NAME else learning).bind(event_store.folder, checkpoint, new)
        return True
    if len(changed) > segment_redaction.MOST:
        return False
    if name == segment_writer.NAME:
        segment_redaction.write_redacted(event_store, changed, checkpoint, new)
        return True
    return learning.write_redacted(event_store, changed, checkpoint, new)
