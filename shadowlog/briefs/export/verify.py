"""Counting a brief again: whether every line of it still holds, and whether somebody edited it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from shadowlog.analysis.evidence.events import events
from shadowlog.briefs.context import Edition
from shadowlog.briefs.export.files import read_brief
from shadowlog.briefs.kinds.registry import KINDS
from shadowlog.briefs.model.brief import LAYOUT, day_of
from shadowlog.briefs.model.changes import earlier
from shadowlog.briefs.render.templates import Layouts
from shadowlog.domain.errors import NotFound
from shadowlog.domain.records import Event, Record
from shadowlog.domain.records.whole_log import ALL, Everything
from shadowlog.privacy.withholding import WITHHELD, Audience
from shadowlog.store.repository import Repository


@dataclass(frozen=True)
class Differs:
    """Lines of a brief that do not hold."""

    first: int
    """The number of the first of them, counted from the top of the file."""
    lines: tuple[str, ...]
    """As they stand in the file; none where something is missing there."""
    now: tuple[str, ...]
    """What would stand there now; none where nothing would."""


@dataclass(frozen=True)
class Verdict:
    """What came of counting a brief again."""

    edited: bool
    """Whether somebody changed the file since it was exported."""
    same_data: bool
    """Whether the log still holds the data it was written from, unchanged: what differs was edited by hand then."""
    layout: bool
    """Whether it is laid out as briefs are now."""
    differs: tuple[Differs, ...]

    @property
    def holds(self) -> bool:
        """Whether every line holds and none was edited."""
        return not (self.edited or self.differs)


def verify(repository: Repository, path: Path) -> Verdict:
    """Count a brief again, from the log as it is. Raises NotFound where it is no brief, or its subject is gone."""
    held = read_brief(path)
    as_of = day_of(held.front) if held else None
    if held is None or as_of is None or held.front.get("kind") not in KINDS:
        raise NotFound(f"{path} is no brief of shadowlog, or its front matter was changed.", "Export it anew.")
    front = held.front
    audience = Audience.INTERNAL if front.get("audience") == Audience.INTERNAL else Audience.EXTERNAL
    where = str(front.get("filter", ""))
    if WITHHELD in where:
        raise NotFound("Its filter names somebody who is withheld from it.", "Write the brief anew with that filter.")
    with Edition(repository, as_of, audience, where=where, layout=_layout_of(front)) as edition:
        subject = _subject(edition, front)
        since = earlier(front)
        kind = KINDS[str(front["kind"])]
        brief = kind.write(edition, subject, replace(since, settled=True) if since else None)
    Layouts(repository.workspace.templates).lay_out(brief)
    offset = held_offset(path)
    was, now = held.body.splitlines(), brief.body.splitlines()
    differs = tuple(
        Differs(offset + start + 1, tuple(was[start:end]), tuple(now[other:last]))
        for what, start, end, other, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        if what != "equal"
    )
    return Verdict(
        held.edited, brief.hash == front.get("hash"), front.get("layout", LAYOUT) == brief.front["layout"], differs
    )


def _layout_of(front: dict[str, Any]) -> int:
    """By which rules a brief was written: an older one is counted again as it was."""
    number = str(front.get("layout", LAYOUT)).partition("+")[0]
    return min(int(number), LAYOUT) if number.isdecimal() and int(number) else LAYOUT


def held_offset(path: Path) -> int:
    """How many lines of a file stand before a brief's body."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines.index("---", 1) + 2


def _subject(edition: Edition, front: dict[str, Any]) -> Record:
    about, key = KINDS[str(front["kind"])].about, str(front.get("subject", ""))
    if issubclass(about, Everything):
        return ALL
    held: Record | None = edition.repository.get(about, key)
    if held is None and issubclass(about, Event):
        held = next((event for event in events(edition.repository, edition.counting) if event.id == key), None)
    if held is None:
        raise NotFound(f"The {front['kind']} it is about is no longer in the log.", "Nothing of it can be counted.")
    return held
