"""Counting a brief again: whether every line of it still holds, and whether somebody edited it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.files import read_brief
from shadowlog.briefs.export.one import BriefFormat
from shadowlog.briefs.export.same_lines import Differs, differences
from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.briefs.model.brief import LAYOUT, day_of
from shadowlog.briefs.model.changes import earlier
from shadowlog.briefs.render.templates import Layouts
from shadowlog.domain.errors import NotFound
from shadowlog.privacy.withholding import WITHHELD, Audience
from shadowlog.store.repository import Repository


@dataclass(frozen=True)
class Verdict:
    """The result of counting a brief again."""

    edited: bool
    """Whether somebody changed the file since it was exported."""
    same_data: bool
    """Whether the log still has the same data. If so, lines that differ were edited by hand."""
    layout: bool
    """Whether it has the current layout."""
    differs: tuple[Differs, ...]

    @property
    def holds(self) -> bool:
        """Whether every line holds and none was edited."""
        return not (self.edited or self.differs)


def verify(repository: Repository, path: Path) -> Verdict:
    """Count a brief again from the log. Raises NotFound if it is no brief or its subject was deleted."""
    exported = read_brief(path)
    as_of = day_of(exported.front) if exported else None
    kind = BRIEF_KINDS.get(str(exported.front.get("kind"))) if exported else None
    if exported is None or as_of is None or kind is None:
        raise _no_brief(path)
    front = exported.front
    audience = Audience.INTERNAL if front.get("audience") == Audience.INTERNAL else Audience.EXTERNAL
    where = str(front.get("filter", ""))
    if WITHHELD in where:
        raise NotFound(
            "Its filter names somebody whose name is withheld from it.", "Write the brief again with that filter."
        )
    with BriefContext(repository, as_of, audience, where=where, layout=_layout_of(front)) as context:
        subject = kind.get(context, str(front.get("subject", "")))
        if subject is None:
            raise NotFound(
                f"The {kind.name} it is about is no longer in the log.", "The brief cannot be counted again."
            )
        since = earlier(front)
        brief = kind.write(context, subject, replace(since, settled=True) if since else None)
    Layouts(repository.workspace.templates).lay_out(brief)
    differs = differences(exported.body, brief.body, lines_before_body(path))
    return Verdict(
        exported.edited, brief.hash == front.get("hash"), front.get("layout", LAYOUT) == brief.front["layout"], differs
    )


def _no_brief(path: Path) -> NotFound:
    """What to say of a file that cannot be counted again, which may be another format of a brief."""
    markdown = path.with_suffix(BriefFormat.MARKDOWN.ending)
    if path.suffix in {form.ending for form in BriefFormat} and path != markdown and markdown.is_file():
        return NotFound(
            f"{path} cannot be counted again, but the Markdown beside it can.",
            f"Say: {shlex.join(['shadowlog', 'verify', str(markdown)])}",
        )
    return NotFound(f"{path} is not a brief of shadowlog, or its front matter was changed.", "Export it again.")


def _layout_of(front: dict[str, Any]) -> int:
    """The layout of a brief. One of an older layout is counted again by its rules."""
    number = str(front.get("layout", LAYOUT)).partition("+")[0]
    return min(int(number), LAYOUT) if number.isdecimal() and int(number) else LAYOUT


def lines_before_body(path: Path) -> int:
    """How many lines of a file stand before a brief's body."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines.index("---", 1) + 2
