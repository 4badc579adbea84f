"""What the last export into a folder came to, kept in a file beside the briefs."""

from __future__ import annotations

import contextlib
from collections.abc import Set
from pathlib import Path
from typing import Any

import orjson

from shadowlog.briefs.export.invalidation import Memory
from shadowlog.briefs.export.one import Exported, Form
from shadowlog.briefs.render.html import Entry
from shadowlog.domain.ids import tail
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import save_failed

STATE = ".shadowlog-export.json"
"""What the last export into a folder came to. Without it, every brief is looked at again."""


class State:
    """What the last export into a folder came to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.stamp: dict[str, Any] = {}
        self.mark = Checkpoint("", 0, 0, b"")
        self.footings: dict[str, str] = {}
        self._briefs: dict[str, dict[str, Any]] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            held = orjson.loads((folder / STATE).read_bytes())
            mark = held["mark"]
            self.mark = Checkpoint(mark["generation"], mark["length"], mark["last"], mark["last_sum"].encode())
            self._briefs = {str(key): dict(brief) for key, brief in held["briefs"].items()}
            self.footings = dict(held["footings"])
            self.stamp = dict(held["stamp"])

    @property
    def memory(self) -> Memory:
        """What briefs were made from."""
        return Memory({key: set(held["looked_up"]) for key, held in self._briefs.items()}, self.footings)

    @property
    def ids(self) -> set[str]:
        """The ids of the briefs that were exported."""
        return set(self._briefs)

    @property
    def names(self) -> dict[str, str]:
        """The names of their Markdown files, by their ids."""
        return {key: str(held["file"]) for key, held in self._briefs.items()}

    def known(self, ids: Set[str]) -> dict[str, str]:
        """The ids of some briefs by the names of their Markdown files; those with a filter are left out."""
        return {str(held["file"]): key for key, held in self._briefs.items() if key in ids}

    def there(self, brief: str) -> bool:
        """Whether the files of a brief are there, as they were written, and no other form of it."""
        held = self._briefs.get(brief)
        if held is None:
            return False
        files = dict(held["files"])
        forms = (self._folder / held["file"]).with_suffix
        return all(_seen(self._folder / name) == seen for name, seen in files.items()) and not any(
            path.name not in files and path.exists() for path in map(forms, (form.ending for form in Form))
        )

    def take(self, exported: Exported) -> None:
        """Note a brief that was looked at."""
        path = exported.path
        files = [path, *(path.with_suffix(form.ending) for form in Form)]
        self._briefs[exported.id] = {
            "kind": exported.kind, "title": exported.title, "file": path.name, "as_of": exported.as_of,
            "audience": exported.audience, "files": {name.name: _seen(name) for name in files if name.exists()},
            "looked_up": sorted(map(tail, exported.looked_up)),
        }  # fmt: skip

    def keep_only(self, ids: Set[str]) -> None:
        """Forget briefs that are not there any longer; those with a filter stay as long as their file does."""
        self._briefs = {
            key: held for key, held in self._briefs.items() if key in ids or (self._folder / held["file"]).exists()
        }

    def entries(self) -> list[Entry]:
        """The briefs that have a page, as the index page names them."""
        entries = (_entry(held) for held in self._briefs.values())
        return [entry for entry in entries if (self._folder / entry.file).exists()]

    def save(self, stamp: dict[str, Any], mark: Checkpoint | None) -> None:
        """Keep it for the next export. Raises SaveFailed."""
        if mark is None:
            return
        held = {
            "stamp": stamp,
            "mark": {
                "generation": mark.generation, "length": mark.length, "last": mark.last,
                "last_sum": bytes(mark.last_sum).decode("ascii", "replace"),
            },
            "briefs": self._briefs,
            "footings": self.footings,
        }  # fmt: skip
        write(self._folder / STATE, orjson.dumps(held))


def _entry(held: dict[str, Any]) -> Entry:
    file = Path(held["file"]).with_suffix(".html").name
    return Entry(held["kind"], held["title"], file, held["as_of"], held["audience"])


def _seen(path: Path) -> list[int]:
    """What tells whether a file changed."""
    try:
        held = path.stat()
    except OSError:
        return []
    return [held.st_size, held.st_mtime_ns]


def write(path: Path, content: bytes) -> None:
    """Write a file. Raises SaveFailed."""
    try:
        durable_io.make_folder(str(path.parent))
        durable_io.replace_file(str(path), [content])
    except OSError as error:
        raise save_failed(error, str(path)) from error
