"""Forgetting a person or an account for good: in every record, in history, snapshots, drafts and indexes.

What they said and what was counted stays; who they were does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shadowlog.analysis.names import Names
from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.records import RECORDS, Account, Person, Record
from shadowlog.store import disk
from shadowlog.store.errors import save_failed
from shadowlog.store.logbook import Logbook
from shadowlog.store.rewriting import rewrite
from shadowlog.store.search.facets import texts_of
from shadowlog.store.tinydb_storage import TableView

FORGOTTEN = "[forgotten]"

_LONGEST = 50_000_000
"""Bytes of an exported file that is looked through at the most."""


@dataclass
class Preview:
    """What forgetting somebody would do."""

    names: list[str]
    """Every name they ever had here."""
    texts: Counter[str]
    """Texts that name them, by the kind of record."""
    examples: list[str]
    """Some of those texts, as they will read."""
    exports: list[Path]
    """Files in the exports folder that name them."""


class Forgetting:
    """Forgets one person or account."""

    def __init__(self, logbook: Logbook, record: Record) -> None:
        """Raises RuleBroken for any other record, and for whoever is at the keyboard."""
        if not isinstance(record, (Person, Account)):
            raise RuleBroken(f"A {record.singular} cannot be forgotten.", "Name a person or an account; delete others.")
        if record.id == logbook.ledger.author:
            raise RuleBroken("You are at the keyboard as that person.", "Say who else writes here: shadowlog me NAME")
        self._logbook = logbook
        self.record = record
        self.names = list(dict.fromkeys(self._every_name()))
        person = isinstance(record, Person)
        self._found = Names(self.names if person else (), () if person else self.names)

    def _every_name(self) -> Iterator[str]:
        """Every name and alias the record ever had."""
        for operation in self._logbook.ledger.operations((self.record.table, self.record.id)):
            held = operation.get("set", {})
            names = (held.get("name"), *(held.get("aliases") or ()))
            yield from (name for name in names if isinstance(name, str) and name != FORGOTTEN)

    def clean(self, text: str) -> str:
        """A text without them."""
        return self._found.without(text, FORGOTTEN)

    def preview(self) -> Preview:
        """What would be done, without doing it."""
        texts: Counter[str] = Counter()
        examples: list[str] = []
        for table, kind in RECORDS.items():
            for document in TableView(self._logbook.ledger, table).values():
                for text in texts_of(table, document):
                    if self.clean(text) != text:
                        texts[kind.singular] += 1
                        if len(examples) < 5:
                            examples.append(self.clean(text))
        return Preview(self.names, texts, examples, list(self._exports()))

    def _exports(self) -> Iterator[Path]:
        """Files of the exports folder that name them, in their text or by their name."""
        folder = self._logbook.workspace.exports
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size < _LONGEST:
                # Markdown puts backslashes before some signs, JSON writes some letters as numbers.
                text = path.read_bytes().decode("utf-8", "replace").replace("\\", "")
                if any(self._found.found(text)) or any(self._found.found(path.stem.replace("-", " "))):
                    yield path

    def forget(self) -> list[Path]:
        """Do it. Returned are the exported files that named them and were removed. Raises SaveFailed."""
        removed = list(self._exports())
        try:
            for path in removed:
                disk.remove(str(path))
        except OSError as error:
            raise save_failed(error, str(self._logbook.workspace.exports)) from error
        rewrite(self._logbook.ledger, self.clean)
        return removed
