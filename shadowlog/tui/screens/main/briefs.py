"""Briefs: written to be read, exported, and for whom."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from textual.screen import Screen

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.screens.main.actions import Action, ActionGroup
from shadowlog.tui.screens.main.selection import Export, Selection
from shadowlog.tui.screens.main.status import Status
from shadowlog.tui.session import Session
from shadowlog.tui.widgets.errors import error_page, show_error
from shadowlog.tui.widgets.reading_pane import ReadingPane, markdown

if TYPE_CHECKING:
    from shadowlog.briefs.export.incremental import ExportReport
    from shadowlog.briefs.model.blocks import Content
    from shadowlog.privacy.withholding import Audience


_BETWEEN = 0.1
"""Seconds between two times that the progress of an export is shown."""

_EDITION = {
    False: "Team edition: everything, with names.",
    True: "Outside readers’ edition: the team’s own wording and permitted quotes.",
}
"""What is said of an edition, by whether it is for outside readers."""


@dataclass(frozen=True)
class _Wanted:
    """Which brief is written."""

    subject: str
    """The id of what it is about."""
    external: bool
    where: str
    """What counts in it."""


@dataclass(frozen=True)
class _Page:
    """A brief that is ready to be read."""

    text: str
    """As Markdown."""
    remarks: tuple[str, ...] = ()
    """What to know of it before it goes out."""
    content: Content | None = field(default=None, compare=False)
    """What it is drawn from; None where a team's template made the text."""


class Briefs(ActionGroup):
    """The brief that is selected."""

    def __init__(self, screen: Screen[None], session: Session, selection: Selection, status: Status) -> None:
        super().__init__(screen, session, selection)
        self._status = status
        self._page: _Page | None = None
        """The brief in the reading pane."""

    def actions(self) -> Mapping[str, Action]:
        return {
            "export": self.export, "export-all": self.export_all, "audience": self.switch_audience,
            "copy-path": self.copy_path,
        }  # fmt: skip

    @property
    def text(self) -> str:
        """The brief that is read, as Markdown; nothing where none is."""
        return self._page.text if self._page and self.selection.brief is not None else ""

    @property
    def _audience(self) -> Audience:
        """Who the brief that is shown is for."""
        from shadowlog.privacy.withholding import Audience

        return Audience.EXTERNAL if self.selection.external else Audience.INTERNAL

    def _wanted(self) -> _Wanted:
        subject = self.selection.brief
        return _Wanted(subject.id if subject else "", self.selection.external, str(self.selection.filter))

    def write(self, *, again: bool = True) -> None:
        """Write the brief that is selected into the reading pane. ``again`` says that it is read there already."""
        subject = self.selection.brief
        if subject is None:
            return
        if not again:
            self._page = None
            self.screen.query_one(ReadingPane).read(Text("Writing …", style="dim"))
        wanted, audience = self._wanted(), self._audience

        def work() -> None:
            page = self._written(subject, audience, wanted.where)
            self.screen.call_later(self._show, wanted, page)

        self.in_thread(work, "brief")

    def _written(self, subject: Record, audience: Audience, where: str) -> _Page:
        from shadowlog.briefs.context import BriefContext
        from shadowlog.briefs.export.one import folder_of, written
        from shadowlog.briefs.export.preview import remarks

        try:
            with BriefContext(self.repository, _today(), audience, where=where) as context:
                brief, exported = written(context, subject, folder_of(self.repository.workspace, audience))
                content = None if brief.templated else brief.content
                return _Page(brief.body, tuple(remarks(brief, exported)), content)
        except ShadowlogError as error:
            return _Page(error_page(error))

    def _show(self, wanted: _Wanted, page: _Page) -> None:
        if wanted != self._wanted() or page == self._page:
            return
        self._page = page
        remarks = [Text(shown_in_line(remark), style="italic") for remark in page.remarks]
        if page.content is None:
            drawn = markdown(page.text)
        else:
            from shadowlog.tui.widgets.brief_page import brief_page

            drawn = brief_page(page.content)
        self.screen.query_one(ReadingPane).read(Group(*remarks, Text(), drawn))

    def switch_audience(self) -> None:
        """Show briefs for outside readers, or for the team."""
        self.selection.external = not self.selection.external
        self._status.show()
        self.notify(_EDITION[self.selection.external], seconds=3)
        self.write()

    def copy_path(self) -> None:
        """Copy where the brief that is shown lies, once it was exported."""
        from shadowlog.briefs.context import BriefContext
        from shadowlog.briefs.export.one import exported_before, folder_of

        subject = self.selection.brief
        if subject is None:
            return
        audience = self._audience
        try:
            with BriefContext(self.repository, _today(), audience, where=str(self.selection.filter)) as context:
                narrowed = context.narrowed.key if context.narrowed else ""
        except ShadowlogError as error:
            show_error(self.app, error)
            return
        exported = exported_before(subject, folder_of(self.repository.workspace, audience), narrowed)
        if exported is None:
            self.notify(f"It was not exported yet: {self.keys.all('export')} exports it.")
            return
        self.app.copy_to_clipboard(str(exported.path))
        self.notify(f"Copied: {exported.path}", seconds=8)

    def export(self) -> None:
        """Export the brief that is selected."""
        from shadowlog.briefs.context import BriefContext
        from shadowlog.briefs.export.one import export_one, folder_of

        subject = self.selection.brief
        if subject is None:
            return
        audience, where = self._audience, str(self.selection.filter)

        def work() -> None:
            with BriefContext(self.repository, _today(), audience, where=where) as context:
                done = export_one(context, subject, folder_of(self.repository.workspace, audience))
            self._exported([f"{'Written' if done.written else 'Nothing changed since'}: {done.path}"])

        self.in_thread(work, "export")

    def export_all(self) -> None:
        """Export every brief, with all there is; while that runs, stop it."""
        from shadowlog.briefs.export.incremental import export
        from shadowlog.briefs.export.one import folder_of

        if self.selection.exporting is not None:
            self.selection.exporting.stop.set()
            self._status.show()
            return
        audience = self._audience
        whole = ", with all there is, not what is looked for" if self.selection.filter else ""
        running = self.selection.exporting = Export()
        self._status.show()
        shown = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal shown
            running.done, running.total = done, total
            if time.monotonic() - shown > _BETWEEN:
                shown = time.monotonic()
                self.screen.call_later(self._status.show)

        def work() -> None:
            folder = folder_of(self.repository.workspace, audience)
            try:
                report = export(
                    self.repository, folder, _today(), audience, progress=progress, stop=running.stop.is_set
                )
            finally:
                self.screen.call_later(self._export_ended)
            if report.faults:
                raise report.faults[0]
            self._exported([*_told(report, folder, whole), *report.other_files.messages])

        self.in_thread(work, "export")

    def _export_ended(self) -> None:
        self.selection.exporting = None
        self._status.show()

    def _exported(self, done: Iterable[str]) -> None:
        """Say what a thread has exported, and write the brief that is read again, for its remarks."""

        def tell() -> None:
            self.notify("\n".join(done), seconds=8)
            self.write()

        self.screen.call_later(tell)


def _told(report: ExportReport, folder: Path, whole: str) -> Iterator[str]:
    """What an export of every brief did."""
    written = len(report.written)
    if report.left:
        yield f"Stopped: {written:,} briefs written, {report.left:,} of {report.total:,} not looked at."
        yield f"Those written are in {folder}. The next export does the rest."
    else:
        yield f"{written:,} of {report.total:,} briefs written in {folder}{whole}"
    if report.index is not None:
        yield f"All of them on one page: {report.index}"


def _today() -> date:
    return datetime.now(timezone.utc).date()
