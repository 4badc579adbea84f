"""Briefs into files: stable names, legal everywhere, never over another record's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from shadowlog.briefs.brief import Brief, narrowed
from shadowlog.briefs.objection import objection_brief
from shadowlog.briefs.theme import theme_brief
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.errors import NotFound
from shadowlog.domain.identity import tail
from shadowlog.domain.records import Objection, Record, Theme
from shadowlog.store import disk
from shadowlog.store.errors import save_failed
from shadowlog.store.logbook import Logbook

KINDS: dict[str, type[Record]] = {"theme": Theme, "objection": Objection}
"""The kinds of brief, and what each is about."""

_LONGEST_SLUG = 60


def write_brief(
    logbook: Logbook, subject: Record, as_of: date, audience: Audience = Audience.EXTERNAL, where: str = ""
) -> Brief:
    """The brief of a theme or an objection; ``where`` is a filter on what counts in it.

    Raises NotFound for any other record, FilterUnclear, BriefUnsound.
    """
    only = narrowed(logbook, where, as_of) if where else None
    if isinstance(subject, Theme):
        return theme_brief(logbook, subject, as_of, audience, only)
    if isinstance(subject, Objection):
        return objection_brief(logbook, subject, as_of, audience, only)
    raise NotFound(f"There is no brief of a {subject.singular}.", f"There are briefs of: {', '.join(KINDS)}.")


def every_brief(logbook: Logbook, as_of: date, audience: Audience = Audience.EXTERNAL) -> Iterator[Brief]:
    """The briefs of every theme and every objection, one at a time."""
    for kind in KINDS.values():
        for subject in logbook.all(kind):
            yield write_brief(logbook, subject, as_of, audience)


def save_brief(brief: Brief, folder: Path) -> Path:
    """Write a brief into a folder, over its own older version only, and return where. Raises SaveFailed."""
    path = _place(brief, folder)
    try:
        disk.make_folder(str(folder))
        disk.replace_file(str(path), [brief.text.encode()])
    except OSError as error:
        raise save_failed(error, str(path)) from error
    return path


def _place(brief: Brief, folder: Path) -> Path:
    """The file of this brief that is there already, whatever its subject was called then; else a new name."""
    end = re.sub(r"[^0-9a-z]", "-", tail(brief.subject).lower())
    end += f"-{brief.narrowed}" if brief.narrowed else ""
    for path in sorted(folder.glob(f"{brief.kind}-*-{end}*.md")):
        if _is_of(path, brief):
            return path
    slug = _slug(brief.title)
    path = folder / f"{brief.kind}-{slug}-{end}.md"
    number = 1
    while path.exists() and not _is_of(path, brief):
        number += 1
        path = folder / f"{brief.kind}-{slug}-{end}-{number}.md"
    return path


def _is_of(path: Path, brief: Brief) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            start = file.read(4_096)
    except (OSError, UnicodeDecodeError):
        return False
    return start.split("\n", 2)[1:2] == brief.text.split("\n", 2)[1:2]


def _slug(title: str) -> str:
    """Letters and digits of ASCII with hyphens between, which every file system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-") or "untitled"
