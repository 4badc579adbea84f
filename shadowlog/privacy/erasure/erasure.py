"""Forgetting a person or an account for good: in every record, in history, snapshots, drafts, copies and indexes.

What they said and what was counted stays; who they were does not. What is sure goes; what may mean something else is
decided on first, word by word or place by place, and until it is nothing is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import RECORDS, Person, Record
from shadowlog.domain.text.fold import folded
from shadowlog.privacy.erasure.exported_files import STATE, Kind, exported_files
from shadowlog.privacy.erasure.passages import FORGOTTEN, Context, Eraser, by_word
from shadowlog.privacy.erasure.spellings import words_of
from shadowlog.store.events.tail import Key
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.maintenance.copies import Copies, Copy, Fate, names_in
from shadowlog.store.maintenance.redaction import (
    changed_document,
    changed_operation,
    every_operation,
    rewrite_log,
)
from shadowlog.store.maintenance.snapshots import backups_folder
from shadowlog.store.repository import Repository
from shadowlog.store.search.facets import texts_of
from shadowlog.store.tinydb_storage import TableView
from shadowlog.store.workspace.drafts import windows
from shadowlog.store.workspace.settings import settings_path

EDITED = "somebody changed it by hand"
"""Why an exported brief is left."""

__all__ = ["FORGOTTEN", "Forgetting", "Preview", "Undecided"]


class Undecided(RuleBroken):
    """Words that may mean somebody else, or something, and that nobody has decided on."""

    title = "Not decided"

    def __init__(self, words: Mapping[str, Sequence[Context]]) -> None:
        named = "; ".join(
            f"“{word}” {len(places)} times, such as “{' '.join((places[0].before + places[0].there).split())}…”"
            for word, places in words.items()
        )
        options = " ".join(f"--word '{word}=keep'" for word in words)
        super().__init__(
            f"Nothing was forgotten: these words may not mean them: {named}.",
            f"Say for each whether to keep or to forget it, such as: {options} (or =forget). "
            "On a terminal you are asked about each place.",
        )
        self.words = words


@dataclass
class Preview:
    """What forgetting somebody would do."""

    names: list[str]
    """Every name they ever had here."""
    texts: Counter[str] = field(default_factory=Counter)
    """Texts that surely name them, by the kind of record."""
    examples: list[str] = field(default_factory=list)
    """Some of those texts, as they will read."""
    asked: Mapping[str, list[Context]] = field(default_factory=dict)
    """Places that somebody has to decide on, by their word."""
    kept: list[str] = field(default_factory=list)
    """What other records are called by that shares a word with them. It stays."""
    exports: list[Path] = field(default_factory=list)
    """Exported files of ours that name them: they are removed, to be written anew."""
    copies: list[Copy] = field(default_factory=list)
    """Other files that name them, with what becomes of each."""

    @property
    def left(self) -> list[Copy]:
        """Files that name them and stay as they are."""
        return [copy for copy in self.copies if copy.fate is Fate.LEFT]


class Forgetting:
    """Forgets one person or account."""

    def __init__(self, repository: Repository, record: Record) -> None:
        """Raises RuleBroken for any other record, and for whoever is at the keyboard."""
        if not record.declared.forgettable:
            who = " or ".join(kind.declared.one for kind in reversed(RECORDS.values()) if kind.declared.forgettable)
            raise RuleBroken(f"A {record.singular} cannot be forgotten.", f"Name {who}; delete others.")
        if record.id == repository.event_store.author:
            raise RuleBroken("You are at the keyboard as that person.", "Say who else writes here: shadowlog me NAME")
        self._repository = repository
        self.record = record
        own = [(record.table, record.id)]
        self.names = list(dict.fromkeys(self._every_name(own[0])))
        same = {folded(name) for name in self.names}
        others: list[str] = []
        for key, alive, names in self._names_of_records():
            if key not in own and key[0] == record.table and not alive and same & set(map(folded, names)):
                # One that was merged into this record: the same person under another name.
                own.append(key)
                self.names = list(dict.fromkeys([*self.names, *self._every_name(key)]))
            elif key not in own and alive:
                others += names
        self.change = _Change(self.names, person=isinstance(record, Person), others=others)
        self.change.keys = set(own)
        self.left: list[Copy] = []
        """What still names them after ``forget``, and why."""

    def _every_name(self, key: Key) -> Iterator[str]:
        """Every name and alias a record ever had."""
        for operation in self._repository.event_store.operations(key):
            held = operation.get("set", {})
            aliases = held.get("aliases")
            names = (held.get("name"), *(aliases if isinstance(aliases, list) else ()))
            yield from (name for name in names if isinstance(name, str) and name != FORGOTTEN)

    def _names_of_records(self) -> Iterator[tuple[Key, bool, list[str]]]:
        """Every record that is called by a name, whether it is there, and its names."""
        event_store = self._repository.event_store
        named = {table for table, kind in RECORDS.items() if kind.declared.named and kind.title_field == "name"}
        for key, alive in sorted(event_store.query(Index.states).items()):
            document = event_store.document(key, dead_too=True) if key[0] in named else None
            if document:
                held = [document.get("name"), *(document.get("aliases") or ())]
                yield key, alive, [name for name in held if isinstance(name, str)]

    # Looking ------------------------------------------------------------------------------------------------------

    def decide(self, words: Mapping[str, bool]) -> None:
        """Decide on words, as they are folded: whether they go. Raises RuleBroken for one that is not asked about."""
        asked = by_word(self.look())
        for word, goes in words.items():
            letters = "".join(words_of(word))
            if letters not in asked:
                there = ", ".join(asked) or "none"
                raise RuleBroken(f"“{word}” is none of the words to decide on.", f"There are: {there}.")
            self.change.words[letters] = goes

    def look(self) -> list[Context]:
        """Go through everything as forgetting would, without changing it. Returned is what nobody has decided on."""
        self.change.undecided.clear()
        event_store = self._repository.event_store
        with event_store.guard:
            event_store.refresh()
            if event_store.log.log_file.fd >= 0:
                event_store.index()
                for operation in every_operation(event_store):
                    changed_operation(operation, self.change)
        for _ in self._copies((), write=False):
            pass
        return list(self.change.undecided)

    def preview(self) -> Preview:
        """What would be done, without doing it. Raises SaveFailed where a file cannot be read."""
        found = Preview(self.names)
        asked = self.look()
        found.asked = by_word(asked)
        found.kept = list(self.change.kept_names)
        for table, kind in RECORDS.items():
            for record_id, document in TableView(self._repository.event_store, table).items():
                changed = changed_document((table, record_id), document, self.change)
                for before, after in zip(texts_of(table, document), texts_of(table, changed), strict=False):
                    if before != after:
                        found.texts[kind.singular] += 1
                        if len(found.examples) < 5:
                            found.examples.append(after)
        exports = self._exported()
        found.exports = [path for path, kind in exports.items() if kind is Kind.OURS]
        found.copies = [*self._copies(exports, write=False), *_edited(exports)]
        return found

    def _exported(self) -> dict[Path, Kind]:
        """Exported files that name them. Raises SaveFailed."""
        try:
            return exported_files(self._repository.workspace, self.change)
        except OSError as error:
            raise save_failed(error, str(self._repository.workspace.exports)) from error

    def _copies(self, exports: Iterable[Path], *, write: bool) -> Iterator[Copy]:
        """Files that name them, but for the log and exports. Raises SaveFailed."""
        workspace = self._repository.workspace
        try:
            yield from Copies(workspace, self.change).survey(set(exports), write=write)
            settings = settings_path()
            if settings.is_file() and names_in(settings, self.change):
                yield Copy(settings, Fate.LEFT, "it is your settings, which you write yourself")
        except OSError as error:
            raise save_failed(error, str(error.filename or workspace.root)) from error

    # Doing --------------------------------------------------------------------------------------------------------

    def forget(self) -> list[Path]:
        """Do it. Returned are the exported files that named them and were removed; ``left`` says what was not.

        Raises Undecided, RuleBroken where a window is open, SaveFailed. Where it is interrupted it can be done again.
        """
        event_store = self._repository.event_store
        self._alone()
        if undecided := self.look():
            raise Undecided(by_word(undecided))
        exports = self._exported()
        # What says which files are ours goes last, so that whoever is interrupted can begin again.
        ours = (path for path, kind in exports.items() if kind is Kind.OURS)
        removed = sorted(ours, key=lambda path: (path.name == STATE, path))
        try:
            for path in removed:
                durable_io.remove(str(path))
        except OSError as error:
            raise save_failed(error, str(self._repository.workspace.exports)) from error
        copies = [*self._copies(exports, write=True), *_edited(exports)]
        self.left = [copy for copy in copies if copy.fate is Fate.LEFT]
        rewrite_log(event_store, self.change)
        self._after_others()
        return sorted(removed)

    def look_at_exports(self) -> None:
        """Bring ``left`` up to date after briefs were written anew, which puts hand-edited ones aside."""
        self.left = [copy for copy in self.left if copy.why != EDITED] + list(_edited(self._exported()))

    def _after_others(self) -> None:
        """Remove what another process took from the log before it was rewritten, and put in place meanwhile."""
        backups = Path(backups_folder(self._repository.event_store))
        try:
            late = list(Copies(self._repository.workspace, self.change).survey(set(), write=True, only=backups))
            self.left += [copy for copy in late if copy.fate is Fate.LEFT and copy not in self.left]
        except OSError as error:
            # With the log rewritten, nothing says who they were: it cannot be begun again.
            self.left.append(Copy(Path(error.filename or backups), Fate.LEFT, f"look at it ({error.strerror})"))

    def _alone(self) -> None:
        """See that no other program would write a name down again. Raises RuleBroken."""
        if open_since := windows(self._repository.event_store.folder):
            raise RuleBroken(
                f"shadowlog is open in another window, since {', '.join(open_since)}. What is typed there would "
                "bring the name back.",
                "Close it, then forget again. Nothing was changed.",
            )


def _edited(exports: Mapping[Path, Kind]) -> Iterator[Copy]:
    """Briefs that somebody changed by hand."""
    for path, kind in exports.items():
        if kind is Kind.EDITED:
            yield Copy(path, Fate.LEFT, EDITED)


class _Change(Eraser):
    """An eraser that knows which records are forgotten, as rewriting asks for it."""

    keys: set[Key]
