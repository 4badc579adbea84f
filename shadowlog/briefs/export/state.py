"""The result of the last export into a folder, kept in a file beside the briefs."""

from __future__ import annotations

import contextlib
from collections.abc import Set
from pathlib import Path
from typing import Any

import orjson

from shadowlog.briefs.export.invalidation import Memory
from shadowlog.briefs.export.one import BriefFormat, Exported
from shadowlog.briefs.model.brief import ListedBrief
from shadowlog.domain.ids import tail
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import save_failed

STATE = ".shadowlog-export.json"
"""The file that keeps the last export. Without it, every brief is written again."""


class State:
    """The last export into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.stamp: dict[str, Any] = {}
        self.mark = Checkpoint("", 0, 0, b"")
        self.footings: dict[str, str] = {}
        self._briefs: dict[str, dict[str, Any]] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            stored = orjson.loads((folder / STATE).read_bytes())
            mark = stored["mark"]
            self.mark = Checkpoint(mark["generation"], mark["length"], mark["last"], mark["last_sum"].encode())
            self._briefs = {str(key): dict(brief) for key, brief in stored["briefs"].items()}
            self.footings = dict(stored["footings"])
            self.stamp = dict(stored["stamp"])

    @property
    def memory(self) -> Memory:
        """What briefs were made from."""
        return Memory({key: set(brief["looked_up"]) for key, brief in self._briefs.items()}, self.footings)

    @property
    def ids(self) -> set[str]:
        """The ids of the briefs that were exported."""
        return set(self._briefs)

    @property
    def names(self) -> dict[str, str]:
        """The names of their Markdown files, by their ids."""
        return {key: str(brief["file"]) for key, brief in self._briefs.items()}

    def known(self, ids: Set[str]) -> dict[str, str]:
        """The ids of some briefs by the names of their Markdown files; those with a filter are left out."""
        return {str(brief["file"]): key for key, brief in self._briefs.items() if key in ids}

    def there(self, brief_id: str) -> bool:
        """Whether the files of a brief exist unchanged, and no other form of it."""
        brief = self._briefs.get(brief_id)
        if brief is None:
            return False
        files = dict(brief["files"])
        forms = (self._folder / brief["file"]).with_suffix
        return all(_size_and_time(self._folder / name) == seen for name, seen in files.items()) and not any(
            path.name not in files and path.exists() for path in map(forms, (form.ending for form in BriefFormat))
        )

    def take(self, exported: Exported) -> None:
        """Note a brief that was exported."""
        path = exported.path
        files = [path, *(path.with_suffix(form.ending) for form in BriefFormat)]
        before = self._briefs.get(exported.id, {})
        same = before.get("hash") == exported.listed.get("hash")
        self._briefs[exported.id] = {
            **exported.listed, "file": path.name,
            "new_on": before["new_on"] if same and "new_on" in before else exported.listed.get("as_of", ""),
            "files": {path.name: _size_and_time(path) for path in files if path.exists()},
            "looked_up": sorted(map(tail, exported.looked_up)),
        }  # fmt: skip

    def keep_only(self, ids: Set[str]) -> None:
        """Forget all briefs but these. Those with a filter stay as long as their file exists."""
        self._briefs = {
            key: brief for key, brief in self._briefs.items() if key in ids or (self._folder / brief["file"]).exists()
        }

    def entries(self) -> list[ListedBrief]:
        """The briefs that have a page, as the index page names them."""
        entries = (_entry(brief) for brief in self._briefs.values())
        return [entry for entry in entries if (self._folder / entry.file).exists()]

    def save(self, stamp: dict[str, Any], mark: Checkpoint | None) -> None:
        """Keep it for the next export. Raises SaveFailed."""
        if mark is None:
            return
        stored = {
            "stamp": stamp,
            "mark": {
                "generation": mark.generation, "length": mark.length, "last": mark.last,
                "last_sum": bytes(mark.last_sum).decode("ascii", "replace"),
            },
            "briefs": self._briefs,
            "footings": self.footings,
        }  # fmt: skip
        write(self._folder / STATE, orjson.dumps(stored))


def _entry(brief: dict[str, Any]) -> ListedBrief:
    file = Path(brief["file"]).with_suffix(".html").name
    # An export of an earlier version has fewer of them; such a brief is written again before the page is made.
    values = {name: brief.get(name, "") for name in ListedBrief._fields}
    return ListedBrief(**{**values, "file": file, "counts": dict(brief.get("counts") or {})})


def _size_and_time(path: Path) -> list[int]:
    """A file's size and time of change, empty if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]


def write(path: Path, content: bytes) -> None:
    """Write a file. Raises SaveFailed."""
    try:
        durable_io.make_folder(str(path.parent))
        durable_io.replace_file(str(path), [content])
    except OSError as error:
        raise save_failed(error, str(path)) from error
