"""Briefs as files: names that stay, legal on every system, and nothing overwritten that somebody else wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from anyascii import anyascii

from shadowlog.briefs.model.brief import Brief, checksum, read_front
from shadowlog.briefs.model.front_matter import flat, parted
from shadowlog.domain.errors import NotFound
from shadowlog.domain.ids import tail
from shadowlog.domain.text.fold import fold
from shadowlog.privacy.withholding import WITHHELD
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed

_LONGEST_SLUG = 60
_LONGEST_BRIEF = 50_000_000
"""The most characters of a file that are read."""


class OnDisk(NamedTuple):
    """A brief that was exported before."""

    path: Path
    front: dict[str, Any]
    body: str

    @property
    def edited(self) -> bool:
        """Whether somebody changed it by hand."""
        return self.front.get("text") != checksum(self.body)

    @property
    def day(self) -> str:
        """The day it is as of."""
        return str(self.front["as_of"])

    def says_the_same(self, brief: Brief) -> bool:
        """Whether a newly written brief says the same, apart from the day."""
        now = brief.dated(self.day)
        return self.body == now.body and self._facts(self.front) == self._facts(flat(parted(now.front)))

    @staticmethod
    def _facts(front: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in front.items() if name != "text"}


def read_brief(path: Path) -> OnDisk | None:
    """The brief in a file, or None if it is no brief. Raises NotFound if the file cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read(_LONGEST_BRIEF)
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}.", "Name a brief that was exported.") from None
    # Windows' editors and git may have changed the line ends, which says nothing about the text.
    read = read_front(text.replace("\r\n", "\n"))
    return OnDisk(path, *read) if read else None


def find_earlier(
    brief_id: str, kind: str, subject: str, folder: Path, narrowed: str = "", remembered: str = ""
) -> OnDisk | None:
    """The brief of this id in a folder, even if its subject had another name then.

    ``remembered`` is the name of the file it was written into. Without it the pattern of the name decides: a
    copy by a sync program has another name, and is never taken for the brief.
    """
    for path in _candidates(kind, subject, folder, narrowed, remembered):
        exported = read_brief(path)
        if exported is not None and exported.front["id"] == brief_id:
            return exported
    return None


def place(brief: Brief, folder: Path, earlier: OnDisk | None) -> Path:
    """The path of a brief: that of the earlier one, or a new one."""
    if earlier is not None:
        return earlier.path
    stem = _stem(brief)
    path = folder / f"{stem}.md"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.md"
    return path


def name_reveals(path: Path, brief: Brief, clean: Callable[[str], str]) -> bool:
    """Whether a file's name contains what the brief's title may not say. ``clean`` removes that from a text."""
    stem = _stem(brief)
    if re.fullmatch(rf"{re.escape(stem)}(?:-\d{{1,3}})?", path.stem):
        return False
    words = path.stem.removeprefix(f"{brief.kind}-").removesuffix(_end(brief.subject, brief.narrowed))
    title = words.replace("-", " ").title()
    return WITHHELD in brief.title or clean(title) != title


def save_brief(
    brief: Brief, folder: Path, earlier: OnDisk | None = None, *, renamed: bool = False
) -> tuple[Path, Path | None]:
    """Write a brief into a folder, over its own older version only, or with ``renamed`` under a new name. Raises
    SaveFailed.

    Returned is where, and where a version went that somebody had edited by hand.
    """
    aside = None
    earlier = earlier or find_earlier(brief.id, brief.kind, brief.subject, folder, brief.narrowed)
    path = place(brief, folder, None if renamed else earlier)
    try:
        durable_io.make_folder(str(folder))
        if earlier is not None and earlier.edited:
            aside = _aside(path)
            durable_io.rename(str(earlier.path), str(aside))
        durable_io.replace_file(str(path), [brief.text.encode()])
    except OSError as error:
        raise save_failed(error, str(path)) from error
    return path, aside


def _stem(brief: Brief) -> str:
    return f"{brief.kind}-{_slug(brief.title)}-{_end(brief.subject, brief.narrowed)}"


def _aside(path: Path) -> Path:
    """A free name for a version that was edited by hand."""
    number = 1
    while (free := path.with_name(f"{path.stem}.edited-{number}{path.suffix}")).exists():
        number += 1
    return free


def _candidates(kind: str, subject: str, folder: Path, narrowed: str, remembered: str) -> Iterator[Path]:
    end = _end(subject, narrowed)
    exact = re.compile(rf"{re.escape(kind)}-[a-z0-9-]*-?{re.escape(end)}(?:-(\d{{1,3}}))?\.md")
    paths = [path for path in folder.glob(f"{kind}-*{end}*.md") if exact.fullmatch(path.name)]
    # The name without a number first: only where it was taken does a brief get one.
    yield from sorted(paths, key=lambda path: (path.name != remembered, len(path.name), path.name))


def is_name(name: str) -> bool:
    """Whether a file's name is that of a brief in Markdown."""
    return re.fullmatch(r"[a-z]+-[a-z0-9-]+\.md", name) is not None


def is_edited(name: str) -> bool:
    """Whether a file's name is that of a version that somebody had edited by hand."""
    return re.fullmatch(r"[a-z]+-[a-z0-9-]+\.edited-\d+\.md", name) is not None


def _end(subject: str, narrowed: str) -> str:
    end = re.sub(r"[^0-9a-z]", "-", tail(subject).lower())
    return f"{end}-{narrowed}" if narrowed else end


def _slug(title: str) -> str:
    """A title as ASCII letters, digits and hyphens, which every file system allows, from any script."""
    plain = anyascii(unicodedata.normalize("NFKC", fold(title))).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-") or "untitled"
