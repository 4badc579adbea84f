"""Export every brief that may have changed, and no other. A long export is shared among processes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shadowlog.briefs.context import BriefContext
from shadowlog.briefs.export.files import OnDisk
from shadowlog.briefs.export.invalidation import footings, invalidated
from shadowlog.briefs.export.one import INDEX, BriefFormat, Exported, export_one, subjects
from shadowlog.briefs.export.other_files import OtherFiles, give_up, look_around
from shadowlog.briefs.export.state import State, write
from shadowlog.briefs.kinds.registry import id_of, kind_of
from shadowlog.briefs.model.brief import LAYOUT
from shadowlog.briefs.render.pdf import find_browser
from shadowlog.briefs.render.templates import LayoutFault, Layouts
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.progress import Progress
from shadowlog.domain.records import Record
from shadowlog.privacy.withholding import WITHHELD, Audience
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import countries_of, read_settings
from shadowlog.store.workspace.workspace import Workspace

MANY = 200
"""The number of briefs from which another process saves time."""

_AT_ONCE = 20


@dataclass
class ExportReport:
    """The result of an export."""

    exported: list[Exported] = field(default_factory=list)
    """The briefs that were compared with the log again."""
    faults: list[LayoutFault] = field(default_factory=list)
    """Errors of templates, each once. Their briefs are left as they were."""
    other_files: OtherFiles = field(default_factory=OtherFiles)
    """The other files in the folder."""
    total: int = 0
    """How many briefs there are."""
    left: int = 0
    """How many that may have changed were not looked at, because it was stopped."""
    index: Path | None = None
    """The page that leads to all of them, where there is one."""

    @property
    def written(self) -> list[Exported]:
        """The briefs that were written."""
        return [each for each in self.exported if each.written]


def export(
    repository: Repository,
    folder: Path,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    forms: Iterable[BriefFormat] = (),
    progress: Progress | None = None,
    where: str = "",
    stop: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write every brief that changed into a folder, in Markdown, in ``forms``, and in every form that lies there.

    ``progress`` is called with the number of briefs done and of all; ``where`` is a filter on what counts in each. Once
    ``stop`` is true no more are written; those that are stay, and the next export looks at all again.
    Raises SaveFailed, FilterUnclear, and NoPdf before anything is written.
    """
    wanted = tuple(sorted({BriefFormat.MARKDOWN, *forms}))
    if BriefFormat.PDF in wanted:
        find_browser()
    report = ExportReport()
    layouts = Layouts(repository.workspace.templates)
    with BriefContext(repository, as_of, audience, where=where) as context:
        todo = list(subjects(context))
        report.total = len(todo)
        event_store = repository.event_store
        mark = event_store.checkpoint()
        stamp = {
            "layout": LAYOUT, "as_of": as_of.isoformat(), "audience": audience.value, "forms": list(wanted),
            "cleared_on": context.cleared_on.isoformat(),
            "templates": layouts.state, "crowd": context.anonymity.stamp if audience is Audience.EXTERNAL else "",
            "countries": list(countries_of(read_settings())),
        }  # fmt: skip
        key = context.narrowed.key if context.narrowed else ""
        state = State(folder)
        left = todo
        changed: set[str] | None = None
        if not key and state.stamp == stamp and mark and event_store.holds(state.mark):
            changed = invalidated(context, state.mark.length, state.memory)
            if changed is not None:
                left = [each for each in todo if id_of(each) in changed or not state.there(id_of(each))]
        shared = _share(context, left, folder, wanted, state)
        for done, each in enumerate(shared, 1):
            if isinstance(each, Exported):
                report.exported.append(each)
                state.take(each)
            elif str(each) not in map(str, report.faults):
                report.faults.append(each)
            if progress:
                progress(done, len(left))
            if stop() and done < len(left):
                report.left = len(left) - done
                shared.close()
                break
        if not report.faults and not report.left:
            ids = {id_of(subject) for subject in todo}
            report.other_files = look_around(context, folder, ids, state.known(ids), state.ids)
            state.keep_only(ids)
            if not key and changed != set():
                _write_narrowed(context, folder, report, state, layouts)
        report.index = _write_index(folder, state, always=BriefFormat.HTML in wanted)
        if not key:
            if (changed is None or changed) and not report.left:
                state.footings = footings(context)
            state.save({} if report.faults or report.left else stamp, mark)
        else:
            state.save(state.stamp, state.mark)
    return report


def _write_narrowed(context: BriefContext, folder: Path, report: ExportReport, state: State, layouts: Layouts) -> None:
    """Bring the folder's briefs with a filter up to date, and remove those of a filter that cannot be run again."""
    by_filter: dict[str, list[OnDisk]] = {}
    for exported in report.other_files.narrowed:
        by_filter.setdefault(str(exported.front["filter"]), []).append(exported)
    for where, briefs in by_filter.items():
        subject_of = {id_of(subject): subject for subject in subjects(context)}
        try:
            if WITHHELD in where:
                raise FilterUnclear("It names somebody whose name is withheld.", "")
            with BriefContext(context.repository, context.as_of, context.audience, where=where) as narrowed:
                for exported in briefs:
                    subject = subject_of.get(f"{exported.front['kind']}-{exported.front.get('subject')}")
                    if subject is None:
                        give_up(exported, report.other_files)
                    else:
                        each = export_one(narrowed, subject, folder, (), layouts, exported.path.name)
                        report.exported.append(each)
                        state.take(each)
        except FilterUnclear:
            for exported in briefs:
                give_up(exported, report.other_files)


def _share(
    context: BriefContext, left: Sequence[Record], folder: Path, forms: tuple[BriefFormat, ...], state: State
) -> Generator[Exported | LayoutFault]:
    """Export some briefs, in several processes if there are many."""
    names = state.names
    processes = min(4, os.cpu_count() or 1, len(left) // MANY + 1)
    if processes < 2:
        yield from _some(context, left, folder, forms, names)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Those that take longest first, one by one, so that no process is left with them at the end.
    long = [[subject] for subject in left if kind_of(subject).long]
    short = [subject for subject in left if not kind_of(subject).long]
    pieces = [*long, *(short[start : start + _AT_ONCE] for start in range(0, len(short), _AT_ONCE))]
    root, why = context.repository.workspace.root, context.repository.workspace.why
    where = context.narrowed.words if context.narrowed else ""
    started = (str(root), why, context.as_of, context.audience, where, names)
    _ready_for_processes()
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, started) as pool:
        every = pool.map(_piece, ((piece, folder, forms) for piece in pieces))
        try:
            for outcomes in every:
                yield from outcomes
        finally:
            # Where no more are asked for, those that no process has begun are not begun.
            pool.shutdown(wait=False, cancel_futures=True)


def _ready_for_processes() -> None:
    """Start what multiprocessing needs to begin processes. It hands on standard error, for which the terminal UI has
    something without a file.
    """
    if os.name == "posix":
        from multiprocessing import resource_tracker

        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _some(
    context: BriefContext,
    left: Sequence[Record],
    folder: Path,
    forms: tuple[BriefFormat, ...],
    names: Mapping[str, str],
) -> Iterator[Exported | LayoutFault]:
    layouts = Layouts(context.repository.workspace.templates)
    key = context.narrowed.key if context.narrowed else ""
    for subject in left:
        try:
            yield export_one(
                context,
                subject,
                folder,
                forms,
                layouts,
                names.get(id_of(subject, key), ""),
                listed=BriefFormat.HTML in forms,
            )
        except LayoutFault as fault:
            yield fault


_context: BriefContext | None = None
"""The context of a worker process."""

_names: Mapping[str, str] = {}
"""The names of the briefs' files, by brief id, in a worker process."""


def _begin(root: str, why: str, as_of: date, audience: Audience, where: str, names: Mapping[str, str]) -> None:
    global _context, _names
    _context, _names = BriefContext(Repository(Workspace(Path(root), why)), as_of, audience, where=where), names


def _piece(task: tuple[Sequence[Record], Path, tuple[BriefFormat, ...]]) -> list[Exported | LayoutFault]:
    assert _context is not None
    return list(_some(_context, *task, _names))


def _write_index(folder: Path, state: State, *, always: bool) -> Path | None:
    """Bring the index page up to date if it exists or is asked for. Returns where it is."""
    path = folder / INDEX
    there = path.exists()
    if not always and not (there and b'content="shadowlog"' in path.read_bytes()[:4_000]):
        return None
    from shadowlog.briefs.render.index_page import index_page

    page = index_page(state.entries()).encode()
    if not there or path.read_bytes() != page:
        write(path, page)
    return path
