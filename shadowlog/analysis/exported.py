"""Which files of the exports folder are briefs as they were exported, and which somebody changed or put there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from shadowlog.analysis.erasing import Eraser
from shadowlog.store.copies import names_in, readings
from shadowlog.store.workspace import Workspace

STATE = ".shadowlog-export.json"
"""What an export wrote, with the size and time of every file."""

_FRONT = re.compile(r"---\nid: .*?^text: '?([0-9a-f]{64})'?$.*?^---\n", re.DOTALL | re.MULTILINE)
_INDEX = b'<meta name="generator" content="shadowlog">'


class Kind(Enum):
    """Whose work a file in the exports folder is."""

    OURS = "as it was exported"
    EDITED = "a brief that somebody changed"


def exported_files(workspace: Workspace, change: Eraser) -> Iterator[tuple[Path, Kind]]:
    """Files of the exports folder that come from shadowlog and name whom ``change`` is about. Raises OSError."""
    folder = workspace.exports
    states: dict[Path, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.suffix not in (".md", ".html", ".json"):
            continue
        state = states.setdefault(path.parent, _files(path.parent / STATE))
        kind = _kind(path, state)
        if kind is None:
            continue
        named = change.names_them(path.stem.replace("-", " "))
        if kind is Kind.OURS:
            named = named or any(map(change.may_name_them, readings(path.read_bytes())))
        if named or names_in(path, change):
            yield path, kind


def _kind(path: Path, state: dict[str, Any]) -> Kind | None:
    """Whose work a file is; None where it is not known to come from here."""
    if path.name == STATE:
        return Kind.OURS
    seen = path.stat()
    if path.name in state and state[path.name] == [seen.st_size, seen.st_mtime_ns]:
        return Kind.OURS
    if path.suffix == ".md":
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        if match := _FRONT.match(text):
            whole = hashlib.sha256(text[match.end() :].encode()).hexdigest() == match[1]
            return Kind.OURS if whole and ".edited-" not in path.name else Kind.EDITED
        return None
    if path.name == "index.html":
        return Kind.OURS if _INDEX in path.read_bytes()[:4_096] else None
    return Kind.EDITED if path.name in state else None


def _files(path: Path) -> dict[str, Any]:
    """The files that the last export into a folder wrote, with their size and time."""
    try:
        held = json.loads(path.read_bytes())
        return {name: seen for brief in held["briefs"].values() for name, seen in brief["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
