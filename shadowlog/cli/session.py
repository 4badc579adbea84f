"""What a command works with: workspace, repository, search, time, and standard input."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from shadowlog.cli.output import say
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from shadowlog.store.search.finder import Finder


class ShellSession:
    """One run of the command line. The log is opened when it is first needed."""

    def __init__(self, named: str | None, *, capturing: bool = False) -> None:
        """``capturing``: it adds records, which waits for no housekeeping."""
        self._named = named
        self._capturing = capturing
        self._workspace: Workspace | None = None
        self._repository: Repository | None = None
        self._finder: Finder | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace. Raises NotFound."""
        if self._workspace is None:
            self._workspace = find_workspace(self._named)
        return self._workspace

    @property
    def repository(self) -> Repository:
        """The open log. Raises StoreError."""
        if self._repository is None:
            self._repository = Repository(self.workspace, older_index=self._capturing)
        return self._repository

    @property
    def finder(self) -> Finder:
        """The search over the log. If the log is long and has no search index, the index is built first."""
        if self._finder is None:
            from shadowlog.store.search.finder import Finder

            self._finder = Finder(self.repository.event_store)
            if not self._finder.worth_writing:
                return self._finder
            if self._finder.missing:
                from shadowlog.cli.progress import shown_progress

                say("Building the search index (only once) …")
                with shown_progress("Reading records") as progress:
                    self._finder.need(progress)
            else:
                from shadowlog.store.maintenance.background_jobs import write_index

                write_index(self.workspace)
        return self._finder

    @property
    def finder_at_hand(self) -> Finder | None:
        """The search; None where its index has to be built first, which then begins in the background.

        For what is answered after a save: nobody waits for an index with it.
        """
        if self._finder is None:
            from shadowlog.store.search.finder import Finder

            finder = Finder(self.repository.event_store)
            if finder.worth_writing:
                from shadowlog.store.maintenance.background_jobs import write_index

                write_index(self.workspace)
                if finder.missing:
                    return None
            self._finder = finder
        return self._finder

    def close(self) -> None:
        """Close the log. If the author was not known, say under which name the changes were saved."""
        repository = self._repository
        if repository is None:
            return
        if repository.assumed_author:
            say(
                f"shadowlog does not know your name yet, so this was saved as {repository.assumed_author!r}, your user "
                "name on this system. Set your name with: shadowlog me NAME --role rep"
            )
        repository.close()
        self._repository = None

    def saved(self) -> None:
        """Call this after a save: it starts in the background what is due: a snapshot, or a new index."""
        if self.repository.event_store.index_older:
            from shadowlog.store.maintenance.background_jobs import write_index

            write_index(self.workspace)
        from shadowlog.store.maintenance.snapshot_times import snapshot_due

        if snapshot_due(self.repository.event_store):
            from shadowlog.store.maintenance.background_jobs import snapshot_if_due

            snapshot_if_due(self.workspace, self.repository.event_store)


def now() -> datetime:
    """The current time, in the local time zone."""
    from shadowlog.domain.text.dates import local_zone

    return datetime.now(local_zone())


def read_text(text: str) -> str:
    """``text``, or all of standard input if ``text`` is a hyphen. Raises NotUtf8."""
    if text != "-":
        return text
    from shadowlog.cli.input_lines import text_of

    read = text_of(sys.stdin.buffer.read())
    typed_on_input.append(read)
    return read


typed_on_input: list[str] = []
"""What was read from standard input, to be given back if it could not be saved."""
