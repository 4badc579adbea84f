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

from shadowlog.domain.errors import ShadowlogError
from shadowlog.domain.records import Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.tui.screens.main.actions import Action, ActionGroup, Parts
from shadowlog.tui.screens.main.selection import Export
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
    worded: tuple[str, ...] = ()
    """The ids of what it quotes, and of what it withholds."""


class BriefActions(ActionGroup):
    """The brief that is selected."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
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
    def worded(self) -> tuple[str, ...]:
        """The ids of what the brief that is read quotes, and of what it withholds."""
        return self._page.worded if self._page and self.selection.brief is not None else ()

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
                worded = (*map(str, brief.front["quoted"]), *brief.withheld)
                return _Page(brief.body, tuple(remarks(brief, exported)), content, worded)
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
            from shadowlog.tui.brief_page.page import brief_page

            drawn = brief_page(page.content)
        self.screen.query_one(ReadingPane).read(Group(*remarks, Text(), drawn))

    def switch_audience(self) -> None:
        """Show briefs for outside readers, or for the team."""
        self.selection.external = not self.selection.external
        self.selection.list.reread()
        self.status.show()
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
        """Export every brief of both editions, with all there is; while that runs, stop it."""
        from shadowlog.briefs.export.editions import editions
        from shadowlog.briefs.export.incremental import export

        if self.selection.exporting is not None:
            self.selection.exporting.stop.set()
            self.status.show()
            return
        whole = ", with all there is, not what is looked for" if self.selection.filter else ""
        running = self.selection.exporting = Export()
        self.status.show()
        shown = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal shown
            running.done, running.total = done, total
            if time.monotonic() - shown > _BETWEEN:
                shown = time.monotonic()
                self.screen.call_later(self.status.show)

        def work() -> None:
            done: list[str] = []
            try:
                for audience, folder in editions(self.repository.workspace, self.session.settings).items():
                    if running.stop.is_set():
                        done.append(f"Stopped before those in {folder}. The next export writes them.")
                        continue
                    report = export(
                        self.repository, folder, _today(), audience, progress=progress, stop=running.stop.is_set
                    )
                    if report.faults:
                        raise report.faults[0]
                    done += [*_told(report, folder, whole), *report.other_files.messages]
            finally:
                self.screen.call_later(self._export_ended)
            self._exported(done)

        self.in_thread(work, "export")

    def _export_ended(self) -> None:
        self.selection.exporting = None
        self.status.show()

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
