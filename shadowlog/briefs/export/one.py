"""Write one brief into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.files import OnDisk, find_earlier, name_reveals, save_brief
from shadowlog.briefs.kinds.registry import BRIEF_KINDS, id_of, kind_of
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.changes import earlier
from shadowlog.briefs.render.templates import Layouts
from shadowlog.domain.records import Record
from shadowlog.privacy.withholding import Audience
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace

INDEX = "index.html"
"""The page that leads to every brief of a folder."""


class BriefFormat(StrEnum):
    """What a brief is written as. Markdown is always written: it is what later briefs are compared with."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"

    @property
    def ending(self) -> str:
        """The end of its file's name."""
        return {"markdown": ".md"}.get(self.value, f".{self.value}")


def rendered(brief: Brief, form: BriefFormat, *, listed: bool = False) -> bytes:
    """The bytes of a brief in a format. ``listed`` says that an index page lies beside it. Raises NoPdf."""
    match form:
        case BriefFormat.MARKDOWN:
            return brief.text.encode()
        case BriefFormat.HTML:
            from shadowlog.briefs.render.html import to_html

            return to_html(brief, listed=listed).encode()
        case BriefFormat.JSON:
            from shadowlog.briefs.render.json_document import to_json

            return to_json(brief)
        case BriefFormat.PDF:
            from shadowlog.briefs.render.html import to_html
            from shadowlog.briefs.render.pdf import to_pdf

            return to_pdf(to_html(brief))


@dataclass(frozen=True)
class Exported:
    """A brief in its folder."""

    id: str
    kind: str
    title: str
    path: Path
    """Its Markdown file; other forms lie beside it."""
    written: bool
    """Whether a file was written. If only the day is another, none is."""
    unquoted: tuple[str, ...] = ()
    """Ids of what the brief quoted before and no longer does."""
    looked_up: frozenset[str] = frozenset()
    """The ids of the records it was made from."""
    listed: Mapping[str, Any] = field(default_factory=dict)
    """What the index page says of it."""
    aside: Path | None = None
    """Where the version was moved that somebody had edited by hand, if any."""
    without: str = ""
    """Why its PDF was removed, if it was: it could not be brought up to date."""


def folder_of(workspace: Workspace, audience: Audience) -> Path:
    """The folder of briefs for an audience. Those for the team have their own, so that nobody hands them out."""
    return workspace.exports if audience is Audience.EXTERNAL else workspace.exports / "internal"


def write_brief(
    repository: Repository,
    subject: Record,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    where: str = "",
    folder: Path | None = None,
) -> Brief:
    """The brief of a record, or of everything; ``where`` is a filter on what counts in it. It is compared with the
    one in ``folder``, that of the workspace where none is given.

    Raises NotFound for a record that has none for the audience, FilterUnclear, LayoutFault.
    """
    with BriefContext(repository, as_of, audience, where=where) as context:
        return written(context, subject, folder or folder_of(repository.workspace, audience))[0]


def written(
    context: BriefContext, subject: Record, folder: Path, layouts: Layouts | None = None, remembered: str = ""
) -> tuple[Brief, OnDisk | None]:
    """The brief of a record, and the one that was exported before. Raises NotFound, LayoutFault."""
    narrowed_by = context.narrowed.key if context.narrowed else ""
    exported = exported_before(subject, folder, narrowed_by, remembered)
    since = None
    if exported and exported.front.get("audience") == context.audience.value:
        since = earlier(exported.front)
    brief = kind_of(subject).write(context, subject, since)
    (layouts or Layouts(context.repository.workspace.templates)).lay_out(brief)
    return brief, exported


def exported_before(subject: Record, folder: Path, narrowed_by: str = "", remembered: str = "") -> OnDisk | None:
    """The exported brief of a record in a folder, or None. Raises NotFound if there is no kind of brief about it."""
    return find_earlier(id_of(subject, narrowed_by), kind_of(subject).name, subject.id, folder, narrowed_by, remembered)


def export_one(
    context: BriefContext,
    subject: Record,
    folder: Path,
    forms: Iterable[BriefFormat] = (),
    layouts: Layouts | None = None,
    remembered: str = "",
    *,
    listed: bool = False,
) -> Exported:
    """Write the brief of a record into a folder, in Markdown and other forms, where it changed. Every form that lies
    there already is kept true as well. ``remembered`` is the name of its file, where that is known; ``listed`` says
    that an index page will lie beside it.

    Raises NotFound, LayoutFault, SaveFailed, and NoPdf for a PDF that was asked for.
    """
    brief, before = written(context, subject, folder, layouts, remembered)
    renamed = before is not None and name_reveals(before.path, brief, context.discretion.clean)
    if before is not None and not renamed and not before.edited and before.says_the_same(brief):
        path, aside, changed = before.path, None, False
        # A new day alone is no change: the other forms get the day that the Markdown has.
        brief = brief.dated(before.day)
    else:
        path, aside = save_brief(brief, folder, before, renamed=renamed)
        changed = True
    wanted = set(forms)
    without = ""
    listed = listed or (folder / INDEX).exists()
    for form in BriefFormat:
        file = path.with_suffix(form.ending)
        file_before = before.path.with_suffix(form.ending) if before and renamed else file
        if form is not BriefFormat.MARKDOWN and (form in wanted or file.exists() or file_before.exists()):
            if form is BriefFormat.PDF:
                printed, without = _print(file, brief, needed=form in wanted)
                changed = printed or changed
            else:
                changed = _put(file, rendered(brief, form, listed=listed)) or changed
        if file_before != file:
            _drop(file_before)
    gone = sorted(set(map(str, before.front.get("quoted") or ())) - set(brief.front["quoted"])) if before else []
    return Exported(
        brief.id, brief.kind, brief.title, path, changed, tuple(gone), brief.looked_up, brief.listed, aside,
        without,
    )  # fmt: skip


def _print(path: Path, brief: Brief, *, needed: bool) -> tuple[bool, str]:
    """Print a brief unless the file is a print of the same page. Returned is whether it was written, and why not.

    A PDF that is not ``needed`` and cannot be printed again is removed: it may hold words that were withdrawn. Raises
    SaveFailed, and NoPdf if it is needed.
    """
    from shadowlog.briefs.render.html import to_html
    from shadowlog.briefs.render.pdf import NoPdf, is_print_of, to_pdf

    page = to_html(brief)
    if is_print_of(path, page):
        return False, ""
    try:
        return _put(path, to_pdf(page)), ""
    except NoPdf as error:
        if needed:
            raise
        _drop(path)
        return False, str(error)


def _put(path: Path, content: bytes) -> bool:
    """Write a file unless it has this content already. Returns whether it was written. Raises SaveFailed."""
    try:
        if path.exists() and path.read_bytes() == content:
            return False
        durable_io.replace_file(str(path), [content])
    except OSError as error:
        raise save_failed(error, str(path)) from error
    return True


def _drop(path: Path) -> None:
    """Remove a file if it exists. Raises SaveFailed."""
    try:
        if path.exists():
            durable_io.remove(str(path))
    except OSError as error:
        raise save_failed(error, str(path)) from error


def find_subject(context: BriefContext, kind: str, text: str) -> Record:
    """The subject of a kind of brief, by a name or an id. Raises NotFound, Ambiguous."""
    subject: Record = BRIEF_KINDS[kind].find(context, text)
    return subject


def subjects(context: BriefContext) -> Iterator[Record]:
    """Every subject that has a brief for the context's audience."""
    for kind in BRIEF_KINDS.values():
        if context.audience in kind.audiences:
            yield from kind.subjects(context)


def every_brief(
    repository: Repository, as_of: date, audience: Audience = Audience.EXTERNAL, folder: Path | None = None
) -> Iterator[Brief]:
    """Every brief there is, one at a time."""
    layouts = Layouts(repository.workspace.templates)
    with BriefContext(repository, as_of, audience) as context:
        for subject in subjects(context):
            yield written(context, subject, folder or folder_of(repository.workspace, audience), layouts)[0]
