"""Exporting every brief that changed, quickly: what cannot have changed is not written again, and a long export is
shared among processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from shadowlog.briefs.context import Edition
from shadowlog.briefs.export.files import OnDisk
from shadowlog.briefs.export.invalidation import affected
from shadowlog.briefs.export.one import Exported, Form, export_one, subjects
from shadowlog.briefs.export.other_files import Lying, drop_if_withdrawn, look_around
from shadowlog.briefs.export.state import State, write
from shadowlog.briefs.kinds.registry import id_of
from shadowlog.briefs.model.brief import LAYOUT
from shadowlog.briefs.render.html import index_page
from shadowlog.briefs.render.templates import LayoutFault, Layouts
from shadowlog.domain.errors import FilterUnclear
from shadowlog.domain.progress import Progress
from shadowlog.domain.records import Event, Persona, Record
from shadowlog.domain.records.whole_log import Everything
from shadowlog.privacy.withholding import WITHHELD, Audience
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.settings import countries_of, read_settings
from shadowlog.store.workspace.workspace import Workspace

MANY = 200
"""Briefs from which on a second process is worth its start."""

_AT_ONCE = 20

_LONG = (Everything, Persona, Event)
"""What briefs are about that take long to write."""


@dataclass
class Report:
    """What an export came to."""

    exported: list[Exported] = field(default_factory=list)
    """The briefs that were looked at again."""
    faults: list[LayoutFault] = field(default_factory=list)
    """Templates at fault, each once. The briefs they are for are left as they were."""
    beside: Lying = field(default_factory=Lying)
    """What else lies in the folder."""
    total: int = 0
    """How many briefs there are."""

    @property
    def written(self) -> list[Exported]:
        """The briefs that were written."""
        return [held for held in self.exported if held.written]


def export(
    repository: Repository,
    folder: Path,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    forms: Iterable[Form] = (),
    progress: Progress | None = None,
    where: str = "",
) -> Report:
    """Write every brief that changed into a folder, in Markdown, in ``forms``, and in every form that lies there.

    ``progress`` is called with the number of briefs done and of all; ``where`` is a filter on what counts in each.
    Raises SaveFailed, FilterUnclear.
    """
    wanted = tuple(sorted({Form.MARKDOWN, *forms}))
    report = Report()
    layouts = Layouts(repository.workspace.templates)
    with Edition(repository, as_of, audience, where=where) as edition:
        todo = list(subjects(edition))
        report.total = len(todo)
        event_store = repository.event_store
        mark = event_store.checkpoint()
        stamp = {
            "layout": LAYOUT, "as_of": as_of.isoformat(), "audience": audience.value, "forms": list(wanted),
            "templates": layouts.state, "crowd": edition.anonymity.stamp if audience is Audience.EXTERNAL else "",
            "countries": list(countries_of(read_settings())),
        }  # fmt: skip
        key = edition.narrowed.key if edition.narrowed else ""
        state = State(folder)
        left = todo
        changed: set[str] | None = None
        if not key and state.stamp == stamp and mark and event_store.holds(state.mark):
            changed = affected(edition, state.mark.length, state.memory)
            if changed is not None:
                left = [held for held in todo if id_of(held) in changed or not state.there(id_of(held))]
        for done, each in enumerate(_share(edition, left, folder, wanted, state), 1):
            if isinstance(each, Exported):
                report.exported.append(each)
                state.take(each)
            elif str(each) not in map(str, report.faults):
                report.faults.append(each)
            if progress:
                progress(done, len(left))
        if not report.faults:
            ids = {id_of(held) for held in todo}
            report.beside = look_around(edition, folder, ids, state.known(ids), state.ids)
            state.keep_only(ids)
            if not key and changed != set():
                _write_narrowed(edition, folder, report, state, layouts)
        _write_index(folder, state, always=Form.HTML in wanted)
        if not key:
            if changed is None or changed:
                state.footings = {key: held.stamp for key, held in edition.personas.footings.items()}
            state.save({} if report.faults else stamp, mark)
        else:
            state.save(state.stamp, state.mark)
    return report


def _write_narrowed(edition: Edition, folder: Path, report: Report, state: State, layouts: Layouts) -> None:
    """Keep the briefs with a filter true that lie in the folder."""
    by_filter: dict[str, list[OnDisk]] = {}
    for held in report.beside.narrowed:
        by_filter.setdefault(str(held.front["filter"]), []).append(held)
    for where, briefs in by_filter.items():
        subject_of = {id_of(subject): subject for subject in subjects(edition)}
        try:
            if WITHHELD in where:
                raise FilterUnclear("It names somebody who is withheld.", "")
            with Edition(edition.repository, edition.as_of, edition.audience, where=where) as narrowed:
                for held in briefs:
                    subject = subject_of.get(f"{held.front['kind']}-{held.front.get('subject')}")
                    if subject is not None:
                        each = export_one(narrowed, subject, folder, (), layouts, held.path.name)
                        report.exported.append(each)
                        state.take(each)
        except FilterUnclear:
            for held in briefs:
                drop_if_withdrawn(edition, held, report.beside)


def _share(
    edition: Edition, left: Sequence[Record], folder: Path, forms: tuple[Form, ...], state: State
) -> Iterator[Any]:
    """Export some briefs, in several processes where they are many."""
    names = state.names
    processes = min(4, os.cpu_count() or 1, len(left) // MANY + 1)
    if processes < 2:
        yield from _some(edition, left, folder, forms, names)
        return
    # Those that take longest first, one by one, so that no process is left with them at the end.
    long = [[held] for held in left if isinstance(held, _LONG)]
    short = [held for held in left if not isinstance(held, _LONG)]
    pieces = [*long, *(short[start : start + _AT_ONCE] for start in range(0, len(short), _AT_ONCE))]
    root, why = edition.repository.workspace.root, edition.repository.workspace.why
    where = edition.narrowed.words if edition.narrowed else ""
    started = (str(root), why, edition.as_of, edition.audience, where, names)
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, started) as pool:
        for found in pool.map(_piece, ((piece, folder, forms) for piece in pieces)):
            yield from found


def _some(
    edition: Edition, left: Sequence[Record], folder: Path, forms: tuple[Form, ...], names: Mapping[str, str]
) -> Iterator[Exported | LayoutFault]:
    layouts = Layouts(edition.repository.workspace.templates)
    key = edition.narrowed.key if edition.narrowed else ""
    for subject in left:
        try:
            yield export_one(edition, subject, folder, forms, layouts, names.get(id_of(subject, key), ""))
        except LayoutFault as fault:
            yield fault


_edition: Edition | None = None
"""The edition that a process of its own writes from."""

_names: Mapping[str, str] = {}
"""The names of the files that briefs were written into, by their ids."""


def _begin(root: str, why: str, as_of: date, audience: Audience, where: str, names: Mapping[str, str]) -> None:
    global _edition, _names
    _edition, _names = Edition(Repository(Workspace(Path(root), why)), as_of, audience, where=where), names


def _piece(task: tuple[Sequence[Record], Path, tuple[Form, ...]]) -> list[Exported | LayoutFault]:
    assert _edition is not None
    return list(_some(_edition, *task, _names))


def _write_index(folder: Path, state: State, *, always: bool) -> None:
    """Keep the index page true, where it is wanted or lies there."""
    path = folder / "index.html"
    there = path.exists()
    if not always and not (there and b'content="shadowlog"' in path.read_bytes()[:4_000]):
        return
    page = index_page(state.entries()).encode()
    if not there or path.read_bytes() != page:
        write(path, page)
