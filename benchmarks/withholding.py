"""What stays out of briefs for outside readers: the share of wordings of names that is withheld, kind by kind, and the
share of harmless words that is withheld wrongly.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import Row, row
from shadowlog.domain.records import Account, Person, UnknownName
from shadowlog.privacy.withholding import WITHHELD, Audience, discretion
from shadowlog.store.events.undo import undo
from shadowlog.store.repository import Repository
from shadowlog.store.workspace.workspace import Workspace

_FILES = Path(__file__).parent.parent / "tests" / "briefs"
_DIALOGS = Path(__file__).parent.parent.parent / "shared" / "data" / "dialogs_p4g_dev" / "dialog_sentences.csv"
_SECRET = re.compile(r"⟦(.*?)⟧", re.DOTALL)
_CODE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass
class Wordings:
    """The list: who is in the log, and how they are written."""

    people: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    kinds: dict[str, list[tuple[str, list[str]]]] = field(default_factory=dict)
    """By kind the texts, each with what must not be readable of it."""


LISTS = ("wordings.txt", "wordings_held_out.txt")
"""The lists of wordings, each for a log of its own. The second was written by somebody who had not read the code."""


def wordings(name: str = LISTS[0]) -> Wordings:
    """The wordings of a list in ``tests/briefs``."""
    made = Wordings()
    kind = ""
    for line in (_FILES / name).read_text(encoding="utf-8").splitlines():
        text = _CODE.sub(lambda match: chr(int(match[1], 16)), line)
        if line.startswith("# "):
            kind = line.removeprefix("# ")
        elif kind == "People":
            made.people.append(text)
        elif kind == "Accounts":
            made.accounts.append(text)
        else:
            made.kinds.setdefault(kind, []).append((_SECRET.sub(r"\1", text), _SECRET.findall(text)))
    return made


def harmless() -> list[str]:
    """The harmless words and phrases of ``tests/briefs/harmless.txt``, each with and without a capital."""
    lines = (_FILES / "harmless.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("# ") for word in line.split(", ")]
    return list(dict.fromkeys([*words, *(word[:1].upper() + word[1:] for word in words)]))


def spoken() -> list[str]:
    """Sentences of real talks (``../shared/data``) in which none of the names occurs; none where they are not there."""
    if not _DIALOGS.exists():
        return []
    with _DIALOGS.open(encoding="utf-8", newline="") as file:
        return [row["Unit"] for row in csv.DictReader(file) if "IKEA" not in row["Unit"]]


def enter(repository: Repository, held: Wordings) -> None:
    """Enter the people and accounts, some so that only the history knows their names."""
    for name in held.people:
        if name == "Thorvald Ekeberg":
            repository.delete(repository.add(Person(name=name)))
        elif name == "Rosa Bettencourt":
            repository.edit(repository.add(Person(name="Rosa Lima", aliases=(name,))), aliases=())
        else:
            repository.add(Person(name=name))
    for name in held.accounts:
        if name == "Quillfeather Ltd":
            repository.add(Account(name=name))
            undo(repository.event_store)
        elif name == "Zandersloot BV":
            repository.edit(repository.add(Account(name=name)), name="Zander & Co", aliases=())
        elif name == "Yarborough Foods":
            repository.add(
                UnknownName(name=name, names=Account.table, where="insights", record="somewhere", field="account")
            )
        else:
            repository.add(Account(name=name))


def leaks(clean: Callable[[str], str], texts: list[tuple[str, list[str]]]) -> list[str]:
    """The texts of which something is readable that must not be."""
    return [text for text, secrets in texts if any(secret in clean(text) for secret in secrets)]


def eaten(clean: Callable[[str], str], texts: list[str]) -> list[str]:
    """The texts of which something is withheld, as they come out."""
    return [cleaned for text in texts if WITHHELD in (cleaned := clean(text))]


@contextmanager
def _cleaner(held: Wordings) -> Iterator[Callable[[str], str]]:
    """What withholds, in a log in which the people and accounts of a list are entered."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Workspace(Path(folder), "a benchmark"))
        enter(repository, held)
        yield discretion(repository, Audience.EXTERNAL).clean
        repository.close()


def withholding() -> Iterator[Row]:
    """How many of the wordings, and of the harmless words, are withheld."""
    for name in LISTS:
        held = wordings(name)
        with _cleaner(held) as clean:
            count = missed = 0
            for kind, texts in held.kinds.items():
                out = leaks(clean, texts)
                count, missed = count + len(texts), missed + len(out)
                share = 100 * (1 - len(out) / len(texts))
                yield row(
                    f"withheld of {len(texts)} wordings: {kind}", f"{share:.1f} %", share, "≥ 95 %", 95, most=False
                )
            share = 100 * (1 - missed / count)
            yield row(f"withheld of all {count} of {name}", f"{share:.1f} %", share, "≥ 98 %", 98, most=False)
    with _cleaner(wordings()) as clean:
        for what, words in (("harmless words and phrases", harmless()), ("sentences of real talks", spoken())):
            if words:
                wrong = 100 * len(eaten(clean, words)) / len(words)
                yield row(f"withheld wrongly of {len(words):,} {what}", f"{wrong:.2f} %", wrong, "≤ 0.5 %", 0.5)
