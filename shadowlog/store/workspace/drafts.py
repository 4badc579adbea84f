"""Drafts: what is being typed, kept beside the log until it is saved.

Each running program has a file of drafts and holds a lock beside it. A file whose lock nobody holds was left by a
program that ended unexpectedly; the next one offers its drafts.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from shadowlog.domain.ids import new_id
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.file_lock import FileLock

CAPTURE = "capture"
"""The form that the draft of a capture line belongs to."""

RIDE_ALONG = "ride-along"
"""The form that the draft of a ride-along's notes belongs to."""

BOOTH = "booth"
"""The form that the draft of a talk at a booth belongs to."""

_LONGEST = 200_000_000
"""The most bytes of a file of drafts that are read: some texts of the greatest length."""


class Draft(NamedTuple):
    """Something somebody began to type."""

    session: str
    form: str
    """Which form it belongs to."""
    content: dict[str, Any]
    typed: str
    """When it was last typed in, as ISO text in UTC."""

    @property
    def when(self) -> str:
        """When it was last typed in, as people here say it: ``2026-11-20 14:30``."""
        from shadowlog.domain.text.dates import shown

        try:
            return shown(datetime.fromisoformat(self.typed))
        except (ValueError, OverflowError):
            return self.typed


class Drafts:
    """The drafts of this program, and those that other programs left. Raises SaveFailed where writing fails."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, "drafts")
        self.session = new_id()
        self._drafts: dict[str, dict[str, Any]] = {}
        self._lock: FileLock | None = None

    def begin(self) -> None:
        """Show other programs that this one is running, where the folder can be written."""
        with contextlib.suppress(OSError):
            self._take_lock()

    def _take_lock(self) -> None:
        if self._lock is None:
            durable_io.make_folder(self.folder)
            self._lock = FileLock(self._path(self.session, "lock"))
            self._lock.acquire(0)

    def keep(self, form: str, content: dict[str, Any]) -> None:
        """Save what is typed in a form, in place of its earlier draft."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._drafts[form] = {"content": content, "typed": now}
        self._write()

    def own(self, form: str) -> dict[str, Any] | None:
        """This program's draft of a form, None where there is none."""
        draft = self._drafts.get(form)
        return draft["content"] if draft else None

    def latest(self, form: str) -> Draft | None:
        """The draft of a form: this program's, else the latest that an ended program left."""
        own = self._drafts.get(form)
        if own is not None:
            return Draft(self.session, form, own["content"], own["typed"])
        return next((draft for draft in self.of_ended_programs() if draft.form == form), None)

    def drop(self, form: str) -> None:
        """Remove the draft of a form: it was saved, or given up."""
        if self._drafts.pop(form, None) is not None:
            self._write()

    def _path(self, session: str, ending: str = "json") -> str:
        return os.path.join(self.folder, f"{session}.{ending}")

    def _write(self) -> None:
        path = self._path(self.session)
        try:
            self._take_lock()
            if self._drafts:
                durable_io.replace_file(path, [json.dumps(self._drafts).encode()])
            else:
                durable_io.remove(path)
        except OSError as error:
            raise save_failed(error, path) from error

    def of_ended_programs(self) -> list[Draft]:
        """Drafts that ended programs left, latest first."""
        drafts: list[Draft] = []
        try:
            names = sorted(path.name for path in Path(self.folder).iterdir())
        except OSError:
            return drafts
        for name in names:
            session, ending = os.path.splitext(name)
            if ending != ".json" or session == self.session or is_running(self.folder, session):
                continue
            with contextlib.suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
                by_form = json.loads(durable_io.read_text(self._path(session), _LONGEST))
                for form, draft in by_form.items():
                    content = dict(draft["content"])
                    content |= {part: dict(content.get(part, {})) for part in ("typed", "context")}
                    drafts.append(Draft(session, form, content, str(draft["typed"])))
        return sorted(drafts, key=lambda draft: draft.typed, reverse=True)

    def take_over(self, draft: Draft) -> None:
        """Make a draft that was left this program's own."""
        self.keep(draft.form, draft.content)
        if draft.session != self.session:
            self.forget(draft)

    def forget(self, draft: Draft) -> None:
        """Remove a draft: it was taken over, or is not wanted."""
        if draft.session == self.session:
            self.drop(draft.form)
            return
        path = self._path(draft.session)
        with contextlib.suppress(OSError, ValueError):
            by_form = json.loads(durable_io.read_text(path, _LONGEST))
            by_form.pop(draft.form, None)
            if by_form:
                durable_io.replace_file(path, [json.dumps(by_form).encode()])
            else:
                durable_io.remove(path)
                durable_io.remove(self._path(draft.session, "lock"))

    def close(self) -> None:
        """Give back the lock. Drafts that are there stay for the next start."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            if not self._drafts:
                with contextlib.suppress(OSError):
                    durable_io.remove(self._path(self.session, "lock"))


def is_running(folder: str, session: str) -> bool:
    """Whether the program of a session is running."""
    try:
        lock = FileLock(os.path.join(folder, f"{session}.lock"))
    except OSError:
        return True
    try:
        lock.acquire(0)
    except LogHeld:
        return True
    finally:
        lock.close()
    return False


def windows(folder: str) -> list[str]:
    """When each program that runs on a data folder, and may be typed into, was started (UTC), in words."""
    drafts = os.path.join(folder, "drafts")
    with contextlib.suppress(OSError):
        sessions = sorted(path.stem for path in Path(drafts).iterdir() if path.suffix == ".lock")
        return [started(session) for session in sessions if is_running(drafts, session)]
    return []


def started(session: str) -> str:
    """When a session began, by its id, in words."""
    try:
        seconds = int(session.replace("-", "")[:12], 16) / 1000
        return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return session
