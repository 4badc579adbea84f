"""Exporting every brief that changed, quickly: what cannot have changed is not written again, and a long export is
shared among processes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

from shadowlog.briefs.affected import Memory, affected
from shadowlog.briefs.brief import LAYOUT
from shadowlog.briefs.edition import Edition
from shadowlog.briefs.export import Exported, Form, export_one, subjects
from shadowlog.briefs.html import Entry, index_page
from shadowlog.briefs.kinds import id_of
from shadowlog.briefs.layouts import LayoutFault, Layouts
from shadowlog.briefs.withholding import Audience
from shadowlog.domain.identity import tail
from shadowlog.domain.overview import Everything
from shadowlog.domain.records import Event, Persona, Record
from shadowlog.store import disk
from shadowlog.store.errors import save_failed
from shadowlog.store.logbook import Logbook
from shadowlog.store.workspace import Workspace

STATE = ".shadowlog-export.json"
"""What the last export into a folder came to. Without it, every brief is looked at again."""

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
    total: int = 0
    """How many briefs there are."""

    @property
    def written(self) -> list[Exported]:
        """The briefs that were written."""
        return [held for held in self.exported if held.written]


def export(
    logbook: Logbook,
    folder: Path,
    as_of: date,
    audience: Audience = Audience.EXTERNAL,
    forms: Iterable[Form] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Write every brief that changed into a folder. ``progress`` is told (done, of). Raises SaveFailed."""
    wanted = tuple(sorted({Form.MARKDOWN, *forms}))
    report = Report()
    layouts = Layouts(logbook.workspace.templates)
    with Edition(logbook, as_of, audience) as edition:
        todo = list(subjects(edition))
        report.total = len(todo)
        ledger = logbook.ledger
        mark = ledger.index().mark()
        stamp = {
            "layout": LAYOUT, "as_of": as_of.isoformat(), "audience": audience.value, "forms": list(wanted),
            "templates": layouts.state, "crowd": edition.crowd.stamp if audience is Audience.EXTERNAL else "",
        }  # fmt: skip
        state = _State(folder)
        left = todo
        changed: set[str] | None = None
        if state.stamp == stamp and mark is not None and ledger.log.journal.holds(state.mark, mark.length):
            changed = affected(edition, state.mark.length, state.memory)
            if changed is not None:
                left = [held for held in todo if id_of(held) in changed or not state.there(held)]
        for done, each in enumerate(_share(edition, left, folder, wanted), 1):
            if isinstance(each, Exported):
                report.exported.append(each)
                state.take(each)
            elif str(each) not in map(str, report.faults):
                report.faults.append(each)
            if progress:
                progress(done, len(left))
        state.keep_only({id_of(held) for held in todo})
        if Form.HTML in wanted and (report.written or not (folder / "index.html").exists()):
            _write_index(folder, state)
        if changed is None or changed:
            state.footings = {key: held.stamp for key, held in edition.personas.footings.items()}
        state.save({} if report.faults else stamp, mark)
    return report


def _share(edition: Edition, left: Sequence[Record], folder: Path, forms: tuple[Form, ...]) -> Iterator[Any]:
    """Export some briefs, in several processes where they are many."""
    processes = min(4, os.cpu_count() or 1, len(left) // MANY + 1)
    if processes < 2:
        yield from _some(edition, left, folder, forms)
        return
    # Those that take longest first, one by one, so that no process is left with them at the end.
    long = [[held] for held in left if isinstance(held, _LONG)]
    short = [held for held in left if not isinstance(held, _LONG)]
    pieces = [*long, *(short[start : start + _AT_ONCE] for start in range(0, len(short), _AT_ONCE))]
    root, why = edition.logbook.workspace.root, edition.logbook.workspace.why
    started = (str(root), why, edition.as_of, edition.audience)
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, started) as pool:
        for found in pool.map(_piece, ((piece, folder, forms) for piece in pieces)):
            yield from found


def _some(
    edition: Edition, left: Sequence[Record], folder: Path, forms: tuple[Form, ...]
) -> Iterator[Exported | LayoutFault]:
    layouts = Layouts(edition.logbook.workspace.templates)
    for subject in left:
        try:
            yield export_one(edition, subject, folder, forms, layouts)
        except LayoutFault as fault:
            yield fault


_edition: Edition | None = None
"""The edition that a process of its own writes from."""


def _begin(root: str, why: str, as_of: date, audience: Audience) -> None:
    global _edition
    _edition = Edition(Logbook(Workspace(Path(root), why)), as_of, audience)


def _piece(task: tuple[Sequence[Record], Path, tuple[Form, ...]]) -> list[Exported | LayoutFault]:
    assert _edition is not None
    return list(_some(_edition, *task))


class _State:
    """What the last export into a folder came to."""

    def __init__(self, folder: Path) -> None:
        from shadowlog.store.journal import Mark

        self._folder = folder
        self.stamp: dict[str, Any] = {}
        self.mark = Mark("", 0, 0, b"")
        self.footings: dict[str, str] = {}
        self._briefs: dict[str, dict[str, Any]] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            held = orjson.loads((folder / STATE).read_bytes())
            mark = held["mark"]
            self.mark = Mark(mark["generation"], mark["length"], mark["last"], mark["last_sum"].encode())
            self._briefs = {str(key): dict(brief) for key, brief in held["briefs"].items()}
            self.footings = dict(held["footings"])
            self.stamp = dict(held["stamp"])

    @property
    def memory(self) -> Memory:
        """What briefs were made from."""
        return Memory({key: set(held["looked_up"]) for key, held in self._briefs.items()}, self.footings)

    def there(self, subject: Record) -> bool:
        """Whether the files of a brief are there, as they were written."""
        held = self._briefs.get(id_of(subject))
        return held is not None and all(
            _seen(self._folder / name) == seen for name, seen in dict(held["files"]).items()
        )

    def take(self, exported: Exported) -> None:
        """Note a brief that was looked at."""
        path = exported.path
        files = [path, *(path.with_suffix(form.ending) for form in Form)]
        self._briefs[exported.id] = {
            "kind": exported.kind, "title": exported.title, "file": path.name, "as_of": exported.as_of,
            "audience": exported.audience, "files": {name.name: _seen(name) for name in files if name.exists()},
            "looked_up": sorted(map(tail, exported.looked_up)),
        }  # fmt: skip

    def keep_only(self, ids: set[str]) -> None:
        """Forget briefs whose subject is gone."""
        self._briefs = {key: held for key, held in self._briefs.items() if key in ids}

    def entries(self) -> list[Entry]:
        """The briefs, as the index page names them."""
        return [_entry(held) for held in self._briefs.values()]

    def save(self, stamp: dict[str, Any], mark: Any) -> None:
        """Keep it for the next export. Raises SaveFailed."""
        if mark is None:
            return
        held = {
            "stamp": stamp,
            "mark": {
                "generation": mark.generation, "length": mark.length, "last": mark.last,
                "last_sum": bytes(mark.last_sum).decode("ascii", "replace"),
            },
            "briefs": self._briefs,
            "footings": self.footings,
        }  # fmt: skip
        _write(self._folder / STATE, orjson.dumps(held))


def _entry(held: dict[str, Any]) -> Entry:
    file = Path(held["file"]).with_suffix(".html").name
    return Entry(held["kind"], held["title"], file, held["as_of"], held["audience"])


def _seen(path: Path) -> list[int]:
    """What tells whether a file changed."""
    try:
        held = path.stat()
    except OSError:
        return []
    return [held.st_size, held.st_mtime_ns]


def _write_index(folder: Path, state: _State) -> None:
    _write(folder / "index.html", index_page(state.entries()).encode())


def _write(path: Path, content: bytes) -> None:
    try:
        disk.make_folder(str(path.parent))
        disk.replace_file(str(path), [content])
    except OSError as error:
        raise save_failed(error, str(path)) from error
