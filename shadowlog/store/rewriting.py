"""Rewriting every word that is kept, in the log and its history, in snapshots and drafts: what forgetting needs.

It goes from the outside in, the log last, so that whoever is interrupted can begin again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import orjson

from shadowlog.store import disk
from shadowlog.store.errors import save_failed
from shadowlog.store.ledger import Ledger
from shadowlog.store.operations import Operation
from shadowlog.store.packing import write_anew
from shadowlog.store.snapshots import backups_folder

Change = Callable[[str], str]

_PARTS = ("set", "put", "drop")
"""The parts of an operation that hold what people wrote."""


def rewrite(ledger: Ledger, change: Change) -> None:
    """Put every text through ``change``: in snapshots, drafts, damaged bytes set aside, and the whole history.

    Damaged bytes in which ``change`` finds something are removed. The search index and what was learned from tags are
    removed, to be made anew. Raises SaveFailed; what was rewritten until then stays so, and it can be done again.
    """
    with ledger.locked():
        folder = Path(ledger.folder)
        try:
            for path in sorted(Path(backups_folder(ledger)).glob("*.json")):
                _rewrite_json(path, change)
            for path in sorted((folder / "drafts").glob("*.json")):
                _rewrite_json(path, change)
            for path in sorted((folder / "damaged").glob("*")):
                held = path.read_bytes().decode("utf-8", "replace")
                if change(held) != held:
                    disk.remove(str(path))
        except OSError as error:
            raise save_failed(error, ledger.log.journal.path) from error
    write_anew(ledger, lambda operation: _changed(operation, change))


def _rewrite_json(path: Path, change: Change) -> None:
    """Put every text in a JSON file through ``change``, keys of objects but for the fields of records as well."""
    held = path.read_bytes()
    try:
        content = orjson.loads(held)
    except ValueError:
        # Half of a file that was being written, or somebody else's.
        text = held.decode("utf-8", "replace")
        if change(text) != text:
            disk.remove(str(path))
        return
    changed = changed_value(content, change)
    if changed != content:
        disk.replace_file(str(path), [orjson.dumps(changed, option=orjson.OPT_NON_STR_KEYS)])


def changed_value(value: Any, change: Change) -> Any:
    """A value of JSON with every text in it changed."""
    match value:
        case str():
            return change(value)
        case list():
            return [changed_value(held, change) for held in value]
        case dict():
            return {key: changed_value(held, change) for key, held in value.items()}
    return value


def _changed(operation: Operation, change: Change) -> Operation:
    held: dict[str, Any] = dict(operation)
    for part in _PARTS:
        if part in held:
            held[part] = changed_value(held[part], change)
    if "label" in held:
        held["label"] = change(held["label"])
    return cast("Operation", held)
