"""What may stand at the cursor of a command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from shadowlog.cli.completing.table import Table
from shadowlog.cli.completing.values import Answer, Candidate, Values
from shadowlog.store.quick_reader import QuickReader


class Place(NamedTuple):
    """Where in the command line the cursor is."""

    verb: Table
    arguments: list[str]
    """The arguments of the verb that stand before it."""
    option: str
    """The option whose value stands there."""
    used: set[str]
    """The options that stand before it."""
    text_only: bool
    """Whether everything is an argument, after ``--``."""


class Completion:
    """Completes from a table, and from the log of the workspace that ``open_reader`` finds (by ``--workspace``)."""

    def __init__(self, table: Table, open_reader: Callable[[str], QuickReader]) -> None:
        self._table = table
        self._open = open_reader
        self._workspace = ""
        self._reader: QuickReader | None = None
        self._values = Values(table, self._opened)

    def _opened(self) -> QuickReader:
        if self._reader is None:
            self._reader = self._open(self._workspace)
        return self._reader

    def answer(self, words: Sequence[str], word: str) -> Answer:
        """What may stand for ``word``, after ``words`` without the program's name."""
        place = self._place(words)
        verb = place.verb
        if place.option:
            return self._values.answer(_option(verb, place.option).get("takes"), word, option=True)
        if word.startswith("-") and not place.text_only:
            name, equals, value = word.partition("=")
            if equals:
                return _moved(self._values.answer(_option(verb, name).get("takes"), value, option=True), len(name) + 1)
            return Answer(0, _options(verb, word, place.used))
        otherwise = verb["verbs"].get("", {})
        if verb["verbs"] and not place.arguments:
            verbs = [
                Candidate(name, each["help"]) for name, each in verb["verbs"].items() if name and name.startswith(word)
            ]
            if verbs or not otherwise:
                return Answer(0, verbs)
            verb = otherwise
        takes = verb["takes"]
        count = len(place.arguments)
        if not takes or (count >= len(takes) and not verb["many"]):
            return Answer()
        taken = takes[min(count, len(takes) - 1)]
        if taken and taken["source"] == "by_first":
            table = taken["tables"].get(place.arguments[0])
            taken = {"source": "ids", "tables": [table]} if table else None
        return self._values.answer(taken, word, option=place.text_only)

    def _place(self, words: Sequence[str]) -> Place:
        """Where whoever typed ``words`` is now."""
        verb, option, text_only = self._table["commands"], "", False
        arguments: list[str] = []
        used: set[str] = set()
        for word in words:
            if option:
                if option == "--workspace":
                    self._workspace = word
                option = ""
            elif word == "--" and not text_only:
                text_only = True
            elif word.startswith("-") and word != "-" and not text_only:
                name, equals, value = word.partition("=")
                used.add(name)
                if name == "--workspace" and equals:
                    self._workspace = value
                found = _option(verb, name)
                option = name if found and not found["flag"] and not equals else ""
            elif verb["verbs"] and not arguments:
                verb, arguments = self._verb(verb, word)
            else:
                arguments.append(word)
        return Place(verb, arguments, option, used, text_only)

    def _verb(self, verb: Table, word: str) -> tuple[Table, list[str]]:
        """The verb that a word after ``verb`` leads to, and the word if it is an argument of it."""
        verbs = verb["verbs"]
        if word and word in verbs:
            return verbs[word], []
        otherwise = verbs.get("")
        if otherwise is None:
            return {"help": "", "options": {}, "takes": [], "many": False, "verbs": {}}, [word]
        if (otherwise["takes"][0] or {}).get("source") == "kind":
            return verbs.get(self._values.kind_of(word), otherwise), [word]
        return otherwise, [word]


def _option(verb: Table, name: str) -> Table:
    """An option of a verb, empty where it has none of that name."""
    found = verb["options"].get(name) or verb["verbs"].get("", {}).get("options", {}).get(name)
    return dict(found) if found else {}


def _options(verb: Table, word: str, used: set[str]) -> list[Candidate]:
    """The options of a verb that begin with a word, without those that are there already."""
    options = {**verb["options"], **verb["verbs"].get("", {}).get("options", {})}
    return [
        Candidate(name, option["help"])
        for name, option in options.items()
        if name.startswith(word) and (name not in used or option["many"]) and (name.startswith("--") or word == name)
    ]


def _moved(answer: Answer, by: int) -> Answer:
    """An answer for a word with so many more characters in front."""
    return answer._replace(start=answer.start + by)
