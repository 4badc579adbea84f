"""What else lies in a folder of briefs: copies, briefs of what is gone, versions edited by hand.

Words that were withdrawn must not stay in any of them for good. Files that are ours and that nobody edited are kept
true or removed; of everything else people are told, by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from shadowlog.briefs.context import Edition
from shadowlog.briefs.export.files import OnDisk, is_edited, is_name, read_brief
from shadowlog.briefs.kinds.registry import KINDS
from shadowlog.domain.records import Insight, Mention, Objection
from shadowlog.domain.records.whole_log import Everything
from shadowlog.privacy.withholding import WITHHELD, Audience
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.repository import Repository

_OTHER_FORMS = {".html": b'<meta name="generator" content="shadowlog">', ".json": b'"format": "shadowlog-brief/1"'}
"""The endings of the other forms, and what tells that a file of one is ours."""


@dataclass
class Lying:
    """What was found beside the briefs of a folder."""

    removed: list[Path] = field(default_factory=list)
    """Files of ours that were removed: what they were about is gone, or nothing keeps them true."""
    copies: list[Path] = field(default_factory=list)
    """Copies of briefs under another name, which nothing keeps true."""
    left: list[Path] = field(default_factory=list)
    """Files edited by hand that hold words which may no longer be told, or are about what is gone."""
    narrowed: list[OnDisk] = field(default_factory=list)
    """Briefs with a filter, to be written anew."""

    @property
    def told(self) -> list[str]:
        """What a person should know of it, a line each. Not made safe for a terminal."""
        return [
            *(f"Removed, because it can no longer be brought up to date: {path}" for path in self.removed),
            *(f"A copy that shadowlog does not update; it may hold withdrawn words: {path}" for path in self.copies),
            *(
                f"Edited by hand; it holds withdrawn words, or its subject is gone. Correct or delete it: {path}"
                for path in self.left
            ),
        ]


def look_around(edition: Edition, folder: Path, ids: Set[str], known: Mapping[str, str], before: Set[str]) -> Lying:
    """Look at every file of a folder that is none of the briefs just looked at, and remove what is ours and stale.

    ``ids`` are those of all briefs there are, ``known`` the ids of their Markdown files by name, ``before`` the ids of
    those that were exported before. Raises SaveFailed.
    """
    found, repository = Lying(), edition.repository
    stems = {name.removesuffix(".md") for name in known}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if path.name in known or not path.is_file():
            continue
        held = _read(path)
        if held is None or str(held.front.get("kind")) not in KINDS:
            continue
        if is_edited(path.name):
            if _withdrawn(edition, held) or _gone(repository, held, ids, before):
                found.left.append(path)
        elif not is_name(path.name) or held.front["id"] in known.values():
            found.copies.append(path)
        elif _gone(repository, held, ids, before):
            if held.edited:
                found.left.append(path)
            else:
                _remove(path, found)
        elif held.front.get("filter"):
            found.narrowed.append(held)
            stems.add(path.stem)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix != ".md" and path.suffix not in _OTHER_FORMS:
            if _is_copy(path):
                found.copies.append(path)
            continue
        if path.suffix not in _OTHER_FORMS or path.stem in stems or path.name == "index.html" or not _ours(path):
            continue
        if is_name(f"{path.stem}.md") and not path.with_suffix(".md").exists():
            _remove(path, found)
        elif not is_name(f"{path.stem}.md"):
            found.copies.append(path)
    return found


def _read(path: Path) -> OnDisk | None:
    try:
        return read_brief(path) if path.stat().st_size < 20_000_000 else None
    except OSError:
        return None


def _is_copy(path: Path) -> bool:
    """Whether a file of another ending is a brief, or a form of one, that an editor or a sync program put aside."""
    form = re.search(r"\.(?:md|html|json)(?![a-z0-9])", path.name, re.IGNORECASE)
    if form is None or not path.is_file():
        return False
    mark = _OTHER_FORMS.get(form[0].lower())
    if mark is not None:
        return _ours(path, mark)
    held = _read(path)
    return held is not None and str(held.front.get("kind")) in KINDS


def _gone(repository: Repository, held: OnDisk, ids: Set[str], before: Set[str]) -> bool:
    """Whether what a brief is about was deleted. One of another log, in the same folder, is not."""
    kind, subject = str(held.front["kind"]), str(held.front.get("subject", ""))
    about = KINDS[kind].about
    whole = f"{kind}-{subject}"
    if whole in ids or issubclass(about, Everything):
        return False
    return whole in before or repository.event_store.state((about.table, subject)) is False


def _withdrawn(edition: Edition, held: OnDisk) -> bool:
    """Whether a brief quotes what may no longer be quoted, or is called what it may no longer be called."""
    for key in map(str, held.front.get("quoted") or ()):
        record = edition.repository.get(Insight, key) or edition.repository.get(Mention, key)
        if record is None or (edition.audience is Audience.EXTERNAL and not record.permission.may_leave_the_team):
            return True
    title = str(held.front.get("title", ""))
    if edition.discretion.clean(title) != title:
        return True
    about = (
        edition.repository.get(Objection, str(held.front.get("subject"))) if held.front["kind"] == "objection" else None
    )
    return about is not None and not edition.tells(about) and WITHHELD not in title


def drop_if_withdrawn(edition: Edition, held: OnDisk, found: Lying) -> None:
    """See to a brief that cannot be written anew: remove it where it quotes what may no longer be quoted."""
    if not _withdrawn(edition, held):
        return
    if held.edited:
        found.left.append(held.path)
    else:
        _remove(held.path, found)


def _ours(path: Path, mark: bytes = b"") -> bool:
    """Whether a file is a form of a brief of ours, told by ``mark``: that of its ending where none is given."""
    mark = mark or _OTHER_FORMS[path.suffix]
    try:
        with path.open("rb") as file:
            head = file.read(2_000_000 if mark == _OTHER_FORMS[".json"] else 4_000)
    except OSError:
        return False
    return mark in head


def _remove(path: Path, found: Lying) -> None:
    """Remove a file of ours, and its other forms."""
    for each in _forms_of(path):
        try:
            durable_io.remove(str(each))
        except OSError as error:
            raise save_failed(error, str(each)) from error
        found.removed.append(each)


def _forms_of(path: Path) -> Iterator[Path]:
    yield path
    if path.suffix == ".md":
        yield from (
            beside for ending in _OTHER_FORMS if (beside := path.with_suffix(ending)).exists() and _ours(beside)
        )
