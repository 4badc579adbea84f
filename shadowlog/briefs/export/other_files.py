"""The other files in a folder of briefs: copies, briefs of deleted subjects, versions edited by hand.

Words that were withdrawn must not stay in any of them for good. Files that are ours and that nobody edited are kept
up to date or removed; all others are reported by path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.files import OnDisk, is_edited, is_name, read_brief
from shadowlog.briefs.kinds.registry import BRIEF_KINDS
from shadowlog.briefs.model.brief import brief_id
from shadowlog.briefs.render.pdf import MARK as PDF_MARK
from shadowlog.briefs.render.pdf import is_ours
from shadowlog.domain.records import Insight, Mention
from shadowlog.privacy.withholding import Audience
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed

_OTHER_FORMS = {
    ".html": b'<meta name="generator" content="shadowlog">',
    ".json": b'"format": "shadowlog-brief/1"',
    ".pdf": PDF_MARK,
}
"""The endings of the other forms, and the bytes that mark a file of each as ours."""


@dataclass
class OtherFiles:
    """The other files in a folder of briefs."""

    removed: list[Path] = field(default_factory=list)
    """Files of ours that were removed, because their subject was deleted or nothing keeps them up to date."""
    copies: list[Path] = field(default_factory=list)
    """Copies of briefs under another name, which nothing keeps up to date."""
    left: list[Path] = field(default_factory=list)
    """Files edited by hand that contain withdrawn words or that nothing keeps up to date."""
    narrowed: list[OnDisk] = field(default_factory=list)
    """Briefs with a filter, which are to be written again."""

    @property
    def messages(self) -> list[str]:
        """What a person should know about them, a line each. Not safe for a terminal."""
        return [
            *(f"Removed, because it can no longer be brought up to date: {path}" for path in self.removed),
            *(f"A copy that shadowlog does not update; it may hold withdrawn words: {path}" for path in self.copies),
            *(
                "Edited by hand; it holds withdrawn words, or nothing keeps it up to date. Correct or delete it: "
                f"{path}"
                for path in self.left
            ),
        ]


def look_around(
    context: BriefContext, folder: Path, ids: Set[str], known: Mapping[str, str], before: Set[str]
) -> OtherFiles:
    """Look at every file of a folder except the briefs just exported, and remove those that are ours and out of date.

    ``ids`` are those of all briefs there are, ``known`` the ids of their Markdown files by name, ``before`` the ids of
    those that were exported before. Raises SaveFailed.
    """
    others = OtherFiles()
    stems = {name.removesuffix(".md") for name in known}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if path.name in known or not path.is_file():
            continue
        exported = _read(path)
        if exported is None or str(exported.front.get("kind")) not in BRIEF_KINDS:
            continue
        if is_name(path.name) and _of_the_team(context, exported):
            give_up(exported, others)
        elif is_edited(path.name):
            if (
                _of_the_team(context, exported)
                or _withdrawn(context, exported)
                or _gone(context, exported, ids, before)
            ):
                others.left.append(path)
        elif not is_name(path.name) or exported.front["id"] in known.values():
            others.copies.append(path)
        elif _gone(context, exported, ids, before):
            give_up(exported, others)
        elif exported.front.get("filter"):
            others.narrowed.append(exported)
            stems.add(path.stem)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix != ".md" and path.suffix not in _OTHER_FORMS:
            if _is_copy(path):
                others.copies.append(path)
            continue
        if path.suffix not in _OTHER_FORMS or path.stem in stems or path.name == "index.html" or not _ours(path):
            continue
        if is_name(f"{path.stem}.md") and not path.with_suffix(".md").exists():
            _remove(path, others)
        elif not is_name(f"{path.stem}.md"):
            others.copies.append(path)
    return others


def _read(path: Path) -> OnDisk | None:
    try:
        return read_brief(path) if path.stat().st_size < 20_000_000 else None
    except OSError:
        return None


def _is_copy(path: Path) -> bool:
    """Whether a file of another ending is a copy of a brief, made by an editor or a sync program."""
    form = re.search(r"\.(?:md|html|json|pdf)(?![a-z0-9])", path.name, re.IGNORECASE)
    if form is None or not path.is_file():
        return False
    mark = _OTHER_FORMS.get(form[0].lower())
    if mark is not None:
        return _ours(path, mark)
    exported = _read(path)
    return exported is not None and str(exported.front.get("kind")) in BRIEF_KINDS


def _gone(context: BriefContext, exported: OnDisk, ids: Set[str], before: Set[str]) -> bool:
    """Whether the subject of a brief was deleted. A subject of another log was not."""
    kind, subject = str(exported.front["kind"]), str(exported.front.get("subject", ""))
    brief = brief_id(kind, subject)
    return brief not in ids and (brief in before or BRIEF_KINDS[kind].is_deleted(context, subject))


def _withdrawn(context: BriefContext, exported: OnDisk) -> bool:
    """Whether a brief contains a quote or a title that may no longer be shown."""
    for key in map(str, exported.front.get("quoted") or ()):
        record = context.repository.get(Insight, key) or context.repository.get(Mention, key)
        if record is None or (
            context.audience is Audience.EXTERNAL and not record.cleared(context.cleared_on).may_leave_the_team
        ):
            return True
    title = str(exported.front.get("title", ""))
    if context.discretion.clean(title) != title:
        return True
    kind = BRIEF_KINDS[str(exported.front["kind"])]
    return not kind.may_be_called(context, str(exported.front.get("subject")), title)


def _of_the_team(context: BriefContext, exported: OnDisk) -> bool:
    """Whether a brief for the team lies where outside readers get theirs."""
    return context.audience is Audience.EXTERNAL and exported.front.get("audience") == Audience.INTERNAL


def give_up(exported: OnDisk, others: OtherFiles) -> None:
    """Remove a brief that cannot be written again: it may contain what may no longer be shown. Of one that was edited
    by hand the Markdown stays, and is reported. Raises SaveFailed.
    """
    if exported.edited:
        others.left.append(exported.path)
    _remove(exported.path, others, kept=exported.edited)


def _ours(path: Path, mark: bytes = b"") -> bool:
    """Whether a file is a form of a brief of ours, recognised by ``mark``, or else by the mark of its ending."""
    mark = mark or _OTHER_FORMS[path.suffix]
    if mark == PDF_MARK:
        return is_ours(path)
    try:
        with path.open("rb") as file:
            head = file.read(2_000_000 if mark == _OTHER_FORMS[".json"] else 4_000)
    except OSError:
        return False
    return mark in head


def _remove(path: Path, others: OtherFiles, *, kept: bool = False) -> None:
    """Remove a file of ours, unless it is to be ``kept``, and its other forms."""
    for each in list(_forms_of(path))[kept:]:
        try:
            durable_io.remove(str(each))
        except OSError as error:
            raise save_failed(error, str(each)) from error
        others.removed.append(each)


def _forms_of(path: Path) -> Iterator[Path]:
    yield path
    if path.suffix == ".md":
        yield from (
            beside for ending in _OTHER_FORMS if (beside := path.with_suffix(ending)).exists() and _ours(beside)
        )
