"""Erases a person or an account from every record, its history, snapshots, drafts, copies and indexes.

What they said and what was counted stays. What surely names them is removed. About words that may mean something else
somebody decides first, word by word or place by place; nothing is changed before that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import RECORDS, Record
from shadowlog.domain.schema.registry import Forgettable, who_can_be_forgotten
from shadowlog.domain.text.fold import folded
from shadowlog.privacy.erasure.exported_files import STATE, Origin, exported_files
from shadowlog.privacy.erasure.passages import FORGOTTEN, DoubtfulPlace, Eraser, by_word
from shadowlog.privacy.erasure.spellings import words_of
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.maintenance.concerned import ConcernedRecords
from shadowlog.store.maintenance.copies import Copies, Copy, Fate
from shadowlog.store.maintenance.readings import names_in
from shadowlog.store.maintenance.redaction import (
    concerned_in_order,
    every_operation,
    redact_log,
    redacted_document,
    redacted_operation,
)
from shadowlog.store.maintenance.snapshot_times import backups_folder
from shadowlog.store.repository import Repository
from shadowlog.store.search.facets import texts_of
from shadowlog.store.workspace.drafts import windows
from shadowlog.store.workspace.settings import settings_path

EDITED = "somebody changed it by hand"
"""Why an exported brief is kept as it is."""

__all__ = ["FORGOTTEN", "Erasure", "Preview", "Undecided"]


class Undecided(RuleBroken):
    """Raised if there are words that may mean something else and that nobody has decided about."""

    title = "Not decided"

    def __init__(self, words: Mapping[str, Sequence[DoubtfulPlace]]) -> None:
        named = "; ".join(
            f"“{word}” {len(places)} times, such as “{' '.join((places[0].before + places[0].there).split())}…”"
            for word, places in words.items()
        )
        options = " ".join(f"--word '{word}=keep'" for word in words)
        super().__init__(
            f"Nothing was forgotten, because these words may also mean something else: {named}.",
            f"Decide for each whether to keep or to forget it, such as: {options} (or =forget). "
            "On a terminal you are asked about each place.",
        )
        self.words = words


@dataclass
class Preview:
    """What erasing somebody would do."""

    names: list[str]
    """Every name they ever had in this log."""
    texts: Counter[str] = field(default_factory=Counter)
    """The number of texts that surely name them, by the kind of record."""
    examples: list[str] = field(default_factory=list)
    """Some of those texts, as they will read afterwards."""
    asked: Mapping[str, list[DoubtfulPlace]] = field(default_factory=dict)
    """The places to decide about, by word."""
    kept: list[str] = field(default_factory=list)
    """Names of other records that share a word with theirs. They stay."""
    exports: list[Path] = field(default_factory=list)
    """Exported files by shadowlog that name them: they are removed and exported again."""
    copies: list[Copy] = field(default_factory=list)
    """Other files that name them, with what will happen to each."""

    @property
    def left(self) -> list[Copy]:
        """Files that name them and stay as they are."""
        return [copy for copy in self.copies if copy.fate is Fate.LEFT]


class Erasure:
    """Erases one person or company."""

    def __init__(self, repository: Repository, record: Record) -> None:
        """Raises RuleBroken for any other record, and for the author on this machine."""
        if not record.declared.forgettable:
            raise RuleBroken(
                f"Only {who_can_be_forgotten()} can be forgotten.",
                f"Delete this {record.singular} instead: shadowlog delete ID",
            )
        if record.id == repository.event_store.author:
            raise RuleBroken(
                "That person is the one who writes on this machine.", "Set another name first: shadowlog me NAME"
            )
        self._repository = repository
        self.record = record
        own = [(record.table, record.id)]
        self.names = list(dict.fromkeys(self._every_name(own[0])))
        same = {folded(name) for name in self.names}
        others: list[str] = []
        for key, alive, names in self._names_of_records():
            if key not in own and key[0] == record.table and not alive and same & set(map(folded, names)):
                # It was merged into this record: the same person under another name.
                own.append(key)
                self.names = list(dict.fromkeys([*self.names, *self._every_name(key)]))
            elif key not in own and alive:
                others += names
        self.change = _Change(self.names, person=record.declared.forgettable is Forgettable.PERSON, others=others)
        self.change.keys = set(own)
        self._concerned = ConcernedRecords(self.change)
        self._files = Copies(repository.workspace, self.change)
        self.left: list[Copy] = []
        """What still names them after ``forget``, with the reason."""

    def _every_name(self, key: RecordKey) -> Iterator[str]:
        """Every name and alias a record ever had."""
        for operation in self._repository.event_store.operations(key):
            values = operation.get("set", {})
            aliases = values.get("aliases")
            names = (values.get(self.record.title_field), *(aliases if isinstance(aliases, list) else ()))
            yield from (name for name in names if isinstance(name, str) and name != FORGOTTEN)

    def _names_of_records(self) -> Iterator[tuple[RecordKey, bool, list[str]]]:
        """Every record that has a name of its own: its key, whether it exists, and its names."""
        event_store = self._repository.event_store
        named = {
            table for table, kind in RECORDS.items()
            if kind.declared.forgettable or (kind.declared.named and kind.title_field == "name")
        }  # fmt: skip
        for key, alive in sorted(event_store.states(*named).items()):
            if document := event_store.document(key, deleted_too=True):
                record_names = [document.get(RECORDS[key[0]].title_field), *(document.get("aliases") or ())]
                yield key, alive, [name for name in record_names if isinstance(name, str)]

    # Looking ------------------------------------------------------------------------------------------------------

    def decide(self, words: Mapping[str, bool]) -> None:
        """Decide whether folded words are removed. Raises RuleBroken for a word that is not asked about."""
        asked = by_word(self.look())
        for word, goes in words.items():
            letters = "".join(words_of(word))
            if letters not in asked:
                choices = ", ".join(asked) or "none"
                raise RuleBroken(
                    f"There is nothing to decide about “{word}”.", f"The words to decide about are: {choices}."
                )
            self.change.words[letters] = goes

    def look(self) -> list[DoubtfulPlace]:
        """Go through everything without changing it, and return the places nobody has decided about."""
        self.change.undecided.clear()
        event_store = self._repository.event_store
        with event_store.guard:
            event_store.refresh()
            if event_store.size():
                for operation in every_operation(event_store, self._concerned_in_order()):
                    redacted_operation(operation, self.change)
        for _ in self._copies((), write=False):
            pass
        return list(self.change.undecided)

    def _concerned_in_order(self) -> list[RecordKey]:
        """The records that may change, in the order they were first seen."""
        event_store = self._repository.event_store
        return concerned_in_order(event_store, self._concerned) if event_store.size() else []

    def preview(self) -> Preview:
        """What would be done, without doing it. Raises SaveFailed if a file cannot be read."""
        preview = Preview(self.names)
        asked = self.look()
        preview.asked = by_word(asked)
        preview.kept = list(self.change.kept_names)
        tables = list(RECORDS)
        keys = [key for key in self._concerned_in_order() if key[0] in RECORDS]
        for (table, record_id), document in self._repository.event_store.documents_of(
            sorted(keys, key=lambda key: tables.index(key[0]))
        ):
            changed = redacted_document((table, record_id), document, self.change)
            for before, after in zip(texts_of(table, document), texts_of(table, changed), strict=False):
                if before != after:
                    preview.texts[RECORDS[table].singular] += 1
                    if len(preview.examples) < 5:
                        preview.examples.append(after)
        exports = self._exported()
        preview.exports = [path for path, kind in exports.items() if kind is Origin.OURS]
        preview.copies = [*self._copies(exports, write=False), *_edited(exports)]
        return preview

    def _exported(self) -> dict[Path, Origin]:
        """Exported files that name them. Raises SaveFailed."""
        try:
            return exported_files(self._repository.workspace, self.change)
        except OSError as error:
            raise save_failed(error, str(self._repository.workspace.exports)) from error

    def _copies(self, exports: Iterable[Path], *, write: bool) -> Iterator[Copy]:
        """Files that name them, except the log and exported ones. Raises SaveFailed."""
        workspace = self._repository.workspace
        try:
            yield from self._files.survey(set(exports), write=write)
            settings = settings_path()
            if settings.is_file() and names_in(settings, self.change):
                yield Copy(settings, Fate.LEFT, "these are your settings, which only you change")
        except OSError as error:
            raise save_failed(error, str(error.filename or workspace.root)) from error

    # Doing --------------------------------------------------------------------------------------------------------

    def forget(self) -> list[Path]:
        """Erase them and return the exported files that named them and were removed; ``left`` says what still does.

        Raises Undecided, RuleBroken if a window is open, SaveFailed. If it is interrupted it can be done again.
        """
        event_store = self._repository.event_store
        self._alone()
        if undecided := self.look():
            raise Undecided(by_word(undecided))
        exports = self._exported()
        # The list of our own files goes last, so that an interrupted run can be repeated.
        ours = (path for path, kind in exports.items() if kind is Origin.OURS)
        removed = sorted(ours, key=lambda path: (path.name == STATE, path))
        try:
            for path in removed:
                durable_io.remove(str(path))
        except OSError as error:
            raise save_failed(error, str(self._repository.workspace.exports)) from error
        copies = [*self._copies(exports, write=True), *_edited(exports)]
        self.left = [copy for copy in copies if copy.fate is Fate.LEFT]
        redact_log(event_store, self.change, self._concerned)
        self._after_others()
        return sorted(removed)

    def look_at_exports(self) -> None:
        """Update ``left`` after briefs were exported again, which sets hand-edited ones aside."""
        self.left = [copy for copy in self.left if copy.why != EDITED] + list(_edited(self._exported()))

    def _after_others(self) -> None:
        """Remove what another process copied from the log before it was rewritten and put in place since."""
        backups = Path(backups_folder(self._repository.event_store))
        try:
            late = list(self._files.survey(set(), write=True, only=backups))
            self.left += [copy for copy in late if copy.fate is Fate.LEFT and copy not in self.left]
        except OSError as error:
            # The rewritten log no longer knows their names, so this cannot be repeated.
            self.left.append(
                Copy(Path(error.filename or backups), Fate.LEFT, f"it could not be read or changed ({error.strerror})")
            )

    def _alone(self) -> None:
        """Make sure that no other program would write a name again. Raises RuleBroken."""
        if open_since := windows(self._repository.event_store.folder):
            raise RuleBroken(
                f"shadowlog is open in another window, since {', '.join(open_since)}. What is typed there would "
                "bring the name back.",
                "Close it, then forget again. Nothing was changed.",
            )


def _edited(exports: Mapping[Path, Origin]) -> Iterator[Copy]:
    """Briefs that somebody changed by hand."""
    for path, kind in exports.items():
        if kind is Origin.EDITED:
            yield Copy(path, Fate.LEFT, EDITED)


class _Change(Eraser):
    """An eraser that also knows the keys of the records to erase."""

    keys: set[RecordKey]
