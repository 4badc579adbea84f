"""The other files of a workspace that hold words of the log: snapshots, drafts, damaged bytes, and copies of them all.

Sync programs, editors and interrupted writes leave copies under names of their own, so a file is recognised by its
content. Files that shadowlog wrote are redacted or removed; files of somebody else are only reported.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, cast

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.store.log import durable_io
from shadowlog.store.log.lines import decoded, encoded
from shadowlog.store.log.operations import Json, Operation
from shadowlog.store.maintenance.readings import names_in, readings
from shadowlog.store.maintenance.redaction import Redaction, redacted_document, redacted_operation, redacted_value
from shadowlog.store.maintenance.snapshot_lines import OtherLayout, SnapshotLines, dumped
from shadowlog.store.maintenance.snapshots import ABOUT
from shadowlog.store.workspace.workspace import Workspace

_TEMPORARY = re.compile(r"\.(\d+)\.tmp$")
_DERIVED = re.compile(r"shadowlog.*\.(?:search|themes|index)\b|shadowlog\.(?:search|themes|index)\b")
_SKIPPED = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__"})
"""Folders of other tools, which are not looked into."""
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


class Fate(Enum):
    """What becomes of a file."""

    CLEANED = "cleaned"
    REMOVED = "removed"
    LEFT = "left as it is"


class Copy(NamedTuple):
    """A file that holds a name that is to be forgotten."""

    path: Path
    fate: Fate
    why: str
    """Why it is left or removed."""


def files_of(workspace: Workspace) -> Iterator[Path]:
    """Every file and link of a workspace, but for what is inside the folders of other tools (``.git``, ``.venv``)."""
    seen: set[str] = set()
    for top in (workspace.data, workspace.exports, workspace.templates, workspace.root):
        for folder, folders, names in os.walk(top):
            real = os.path.realpath(folder)
            if real in seen:
                folders.clear()
                continue
            seen.add(real)
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            folders[:] = sorted(set(folders) - _SKIPPED - set(links))
            yield from (Path(folder, name) for name in sorted([*names, *links]))


class Copies:
    """The files of a workspace but for the log, and what becomes of each."""

    def __init__(self, workspace: Workspace, redaction: Redaction) -> None:
        self._workspace = workspace
        self._redaction = redaction
        self._snapshots = SnapshotLines(redaction, ABOUT)
        self._data = workspace.data
        self._live = {workspace.log, *(self._data / f"shadowlog.{end}" for end in _LIVE)}

    def survey(self, skipped: set[Path], *, write: bool, only: Path | None = None) -> Iterator[Copy]:
        """The files that hold a name, with what becomes of each; without ``write``, what would. Raises OSError.

        ``skipped``: files to leave out. ``only``: the one folder to look in, else the whole workspace.
        """
        for path in files_of(self._workspace):
            if only is not None and path.parent != only:
                continue
            if path in self._live or path in skipped or path.name.endswith(".lock"):
                continue
            try:
                copy = self._link(path) if path.is_symlink() else self._file(path, write=write)
            except FileNotFoundError:
                continue
            except OSError as error:
                if error.errno not in _DENIED:
                    raise
                copy = Copy(path, Fate.LEFT, f"it cannot be read or changed ({error.strerror})")
            if copy:
                yield copy
            if (copy is None or copy.fate is Fate.CLEANED) and self._redaction.names_them(path.name):
                yield Copy(path, Fate.LEFT, "the file is named after them: rename it")

    def _link(self, path: Path) -> Copy | None:
        target = Path(os.path.realpath(path))
        roots = {Path(os.path.realpath(top)) for top in (self._workspace.root, self._data, self._workspace.exports)}
        top = path in (self._data, self._workspace.exports, self._workspace.templates)
        if top or any(target.is_relative_to(root) for root in roots):
            return None
        return Copy(path, Fate.LEFT, "it is a link that leads out of the workspace")

    def _file(self, path: Path, *, write: bool) -> Copy | None:
        ours = path.is_relative_to(self._data)
        in_drafts = path.is_relative_to(self._data / "drafts")
        if ours and _DERIVED.match(path.name):
            return self._remove(path, "a copy of an index, which can be rebuilt", write=write)
        temporary = _TEMPORARY.search(path.name) is not None
        if ours and _being_written(path):
            # The process that writes it has read the names already; without this file it puts nothing in place.
            return self._remove(path, "an incomplete file", write=write)
        with path.open("rb") as file:
            head = file.read(65_536)
        if not temporary and any(decoded(line.rstrip(b"\r")) for line in head.split(b"\n")):
            return self._log(path, write=write)
        # Half of a file that was being written, or bytes that matched no checksum.
        aside = path.is_relative_to(self._data / "damaged") or head.startswith(b'{"%b"' % ABOUT.encode())
        aside = aside or ((in_drafts or path.is_relative_to(self._data / "backups")) and head[:1] == b"{")
        if head.startswith(b'{"%b"' % ABOUT.encode()) and not temporary:
            with contextlib.suppress(OtherLayout):
                return self._snapshot_lines(path, write=write)
        if head.lstrip()[:1] == b"{" and not temporary and (ours or ABOUT.encode() in head):
            with contextlib.suppress(ValueError, RecursionError):
                content = json.loads(path.read_bytes())
                if in_drafts or _is_snapshot(content) or path == self._data / "device.json":
                    return self._json(path, content, draft=in_drafts, write=write)
                aside = False
        if not names_in(path, self._redaction):
            return None
        if (ours or path.is_relative_to(self._workspace.exports)) and (temporary or aside):
            return self._remove(path, "an incomplete or damaged file", write=write)
        return Copy(path, Fate.LEFT, "shadowlog did not write it")

    def _snapshot_lines(self, path: Path, *, write: bool) -> Copy | None:
        """A snapshot as this program writes it. Raises OtherLayout."""
        changed = self._snapshots.changed(path)
        if not changed:
            return None
        if write:
            durable_io.replace_file(str(path), self._snapshots.written(path, changed))
        return Copy(path, Fate.CLEANED, "")

    def _remove(self, path: Path, why: str, *, write: bool) -> Copy:
        if write:
            durable_io.remove(str(path))
        return Copy(path, Fate.REMOVED, why)

    def _log(self, path: Path, *, write: bool) -> Copy | None:
        """A copy of the log: sound lines are redacted, other lines that hold the name are cut out."""
        if not any(line != changed for line, changed in self._lines(path)):
            return None
        if write:
            durable_io.replace_file(str(path), (changed for _, changed in self._lines(path)))
        return Copy(path, Fate.CLEANED, "")

    def _lines(self, path: Path) -> Iterator[tuple[bytes, bytes]]:
        with path.open("rb") as file:
            for line in file:
                body = line.rstrip(b"\r\n")
                content = decoded(body)
                if content is None:
                    named = any(map(self._redaction.names_them, readings(line)))
                    yield line, b"" if named else line
                elif isinstance(content.get("table"), str) and isinstance(content.get("record"), str):
                    operation = cast("Operation", content)
                    changed = redacted_operation(operation, self._redaction)
                    yield line, line if changed is operation else encoded(changed).rstrip(b"\n") + line[len(body) :]
                else:
                    yield line, line

    def _json(self, path: Path, content: Any, *, draft: bool, write: bool) -> Copy | None:
        """JSON that shadowlog wrote: a snapshot, drafts, or ``device.json``."""
        if _is_snapshot(content):
            changed = {
                table: documents
                if table == ABOUT
                else {
                    key: redacted_document((table, key), document, self._redaction)
                    for key, document in documents.items()
                }
                for table, documents in content.items()
            }
            lines = _snapshot(changed)
        else:
            changed = redacted_draft(content, self._redaction) if draft else redacted_value(content, self._redaction)
            lines = iter([json.dumps(changed).encode()])
        if changed == content:
            return None
        if write:
            durable_io.replace_file(str(path), lines)
        return Copy(path, Fate.CLEANED, "")


_LIVE = ("log.rewritten", "search", "themes", "index", "index-wal", "index-shm", "index-journal", "lock")
"""Ends of the names of the files that are redacted, or rebuilt, with the log itself."""


def _is_snapshot(content: Any) -> bool:
    """Whether JSON is tables of documents that this program wrote."""
    return (
        isinstance(content, dict)
        and (ABOUT in content or any(table in RECORDS for table in content))
        and all(
            isinstance(documents, dict) and all(isinstance(document, dict) for document in documents.values())
            for documents in content.values()
        )
    )


def _snapshot(content: Json) -> Iterator[bytes]:
    between = b"{"
    for table, documents in content.items():
        yield between + dumped(table) + (b": {" if table != ABOUT else b": " + dumped(documents))
        if table != ABOUT:
            yield (
                b",".join(b"\n" + dumped(key) + b": " + dumped(document) for key, document in documents.items()) + b"}"
            )
        between = b",\n"
    yield b"}\n"


def redacted_draft(content: Any, redaction: Redaction) -> Any:
    """Drafts with every free text redacted; what was typed as a coded value stays."""
    if not isinstance(content, dict):
        return redacted_value(content, redaction)
    drafts: Json = {}
    for form, draft in content.items():
        typed_form = draft.get("content") if isinstance(draft, dict) else None
        typed = typed_form.get("typed") if isinstance(typed_form, dict) else None
        if typed_form is None or not isinstance(typed, dict):
            drafts[form] = redacted_value(draft, redaction)
            continue
        fields = {name: text if _is_code(name, text) else _typed(text, redaction) for name, text in typed.items()}
        rest = redacted_value({name: value for name, value in typed_form.items() if name != "typed"}, redaction)
        drafts[form] = {**draft, "content": {**rest, "typed": fields}}
    return drafts


def _typed(value: Any, redaction: Redaction) -> Any:
    return redaction.text(value) if isinstance(value, str) else redacted_value(value, redaction)


def _is_code(name: str, text: Any) -> bool:
    """Whether a text typed in a field is one of the field's values, for whichever kind of record has such a field."""
    for kind in RECORDS.values():
        field = fields_of(kind).get(name)
        if field is not None and field.shape is Shape.CHOICE and field.values is not None and isinstance(text, str):
            with contextlib.suppress(InvalidField):
                field.values.parse(text, name)
                return True
    return False


def _being_written(path: Path) -> bool:
    """Whether a running process of shadowlog may be writing a temporary file."""
    match = _TEMPORARY.search(path.name)
    process = int(match[1]) if match else 0
    if not process or process == os.getpid() or os.name == "nt" or time.time() - path.stat().st_mtime > 600:
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
