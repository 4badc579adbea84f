"""Tells which files in the exports folder are briefs as they were exported, and which were edited or put there by
somebody.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import Enum
from pathlib import Path
from typing import Any

from shadowlog.privacy.erasure.passages import Eraser
from shadowlog.store.maintenance.readings import names_in, readings
from shadowlog.store.workspace.workspace import Workspace

STATE = ".shadowlog-export.json"
"""The file in which an export lists what it wrote, with the size and time of every file."""

_FRONT = re.compile(r"---\n(?:id|title): .*?^(?:  )?text: '?([0-9a-f]{64})'?$.*?^---\n", re.DOTALL | re.MULTILINE)
"""Front matter with the sum of the body: flat up to layout 3, and under a key of its own since."""
_INDEX = b'<meta name="generator" content="shadowlog">'


class Origin(Enum):
    """Where a file in the exports folder comes from."""

    OURS = "as it was exported"
    EDITED = "a brief that somebody changed"


def exported_files(workspace: Workspace, change: Eraser) -> dict[Path, Origin]:
    """Files by shadowlog in the exports folder that name whom ``change`` erases. Raises OSError."""
    states: dict[Path, dict[str, Any]] = {}
    kinds: dict[Path, Origin] = {}
    named: set[Path] = set()
    for path in sorted(workspace.exports.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.suffix not in (".md", ".html", ".json", ".pdf"):
            continue
        state = states.setdefault(path.parent, _files(path.parent / STATE))
        if kind := _kind(path, state):
            kinds[path] = kind
            if _named(path, kind, change):
                named.add(path.with_suffix(""))
    # If one form of a brief names somebody, all forms of it are written again.
    return {
        path: kind
        for path, kind in kinds.items()
        if path.with_suffix("") in named and (kind is Origin.OURS or _named(path, kind, change))
    }


def _named(path: Path, kind: Origin, change: Eraser) -> bool:
    if change.names_them(path.stem.replace("-", " ")) or names_in(path, change):
        return True
    return kind is Origin.OURS and path.suffix == ".md" and any(map(change.may_name_them, readings(path.read_bytes())))


def _kind(path: Path, state: dict[str, Any]) -> Origin | None:
    """Where a file comes from; None if it is not known to be by shadowlog."""
    if path.name == STATE:
        return Origin.OURS
    status = path.stat()
    if path.name in state and state[path.name] == [status.st_size, status.st_mtime_ns]:
        return Origin.OURS
    if path.suffix == ".md":
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        if match := _FRONT.match(text):
            whole = hashlib.sha256(text[match.end() :].removeprefix("\n").encode()).hexdigest() == match[1]
            return Origin.OURS if whole and ".edited-" not in path.name else Origin.EDITED
        return None
    if path.name == "index.html":
        return Origin.OURS if _INDEX in path.read_bytes()[:4_096] else None
    if path.name not in state:
        return None
    # Sync programs and git rewrite files with new times, so the size decides.
    return Origin.OURS if state[path.name][0] == status.st_size else Origin.EDITED


def _files(path: Path) -> dict[str, Any]:
    """The files that the last export into a folder wrote, with their size and time."""
    try:
        export = json.loads(path.read_bytes())
        return {
            name: size_and_time for brief in export["briefs"].values() for name, size_and_time in brief["files"].items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
