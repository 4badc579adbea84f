"""What an option or an argument may be given: names, ids, listed values, filters, capture lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from shadowlog.cli.completing.table import Table
from shadowlog.domain.text.name_forms import forms, hyphened
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.store.quick_reader import QuickReader, Seen, begins, visible_id

MOST = 60
"""The most names that are offered; for more one types on."""

_NEWEST = 20
"""The most records that are offered where nothing of an id or a name is typed yet."""

_HEADING = 60
"""The most characters of what a record is about beside its id."""


class Candidate(NamedTuple):
    """Something that may stand there."""

    text: str
    help: str = ""


class Answer(NamedTuple):
    """What may stand at the cursor."""

    start: int = 0
    """How many characters of the word at the cursor stay as they are."""
    candidates: Sequence[Candidate] = ()
    more: bool = False
    """Whether more follows what is chosen, so that no blank belongs behind it."""
    paths: str = ""
    """``files`` or ``folders`` where the shell knows best."""


class Values:
    """The values there are, from a table and from the log that ``reader`` opens when it is first needed."""

    def __init__(self, table: Table, reader: Callable[[], QuickReader]) -> None:
        self._table = table
        self._reader = reader

    def kind_of(self, word: str) -> str:
        """The kind of the record that an id or a name means, as one word; empty where there is none."""
        tables = list(self._table["kinds"])
        records = self._reader().with_id(word.lower(), tables, 1) or self._named(tables, word)
        return str(self._table["kinds"][records[0].table][2]) if records else ""

    def answer(self, takes: Table | None, word: str, *, option: bool) -> Answer:
        """What may stand for a value. As an ``option``'s it may begin with a hyphen."""
        if takes is None:
            return Answer()
        match takes["source"]:
            case "files" | "folders":
                return Answer(paths=takes["source"])
            case "filter":
                return self._filter(word)
            case "line":
                return self._line(word)
            case "stance":
                return self._stance(word)
            case "values":
                return Answer(0, _listed(takes["values"], word))
            case "names":
                found = self._names(takes["tables"], word) or self._ids(takes["tables"], word)
            case _:
                found = [*self._ids(takes["tables"], word), *(self._names(takes["tables"], word) if word else ())]
        return Answer(0, [candidate for candidate in found if option or not candidate.text.startswith("-")])

    def _named(self, tables: Sequence[str], word: str) -> list[Seen]:
        named = [table for table in tables if self._table["kinds"][table][1]]
        return self._reader().named(named, _starts(word), MOST)

    def _names(self, tables: Sequence[str], word: str) -> list[Candidate]:
        """The names in some tables that begin with a word, each once; of an alias, whose it is."""
        found: dict[str, str] = {}
        starts = _starts(word)
        for record in self._named(tables, word):
            name = next((name for name in record.names if any(begins(name, start) for start in starts)), "")
            kind = self._table["kinds"][record.table][2] if len(tables) > 1 else ""
            found.setdefault(name, f"= {_short(record.heading)}" if name != record.heading else kind)
        return [Candidate(name, help) for name, help in found.items() if _typeable(name)]

    def _ids(self, tables: Sequence[str], word: str) -> list[Candidate]:
        """The ids of records in some tables that begin with a word, or without one of the newest."""
        if word:
            records = self._reader().with_id(word.lower(), tables, MOST) if re.fullmatch(r"[\w-]+", word) else []
        else:
            records = self._reader().newest(tables, _NEWEST)
        return [
            Candidate(
                visible_id(record.record_id), f"{self._table['kinds'][record.table][2]}: {_short(record.heading)}"
            )
            for record in records
            if _typeable(visible_id(record.record_id))
        ]

    def _stance(self, word: str) -> Answer:
        """A theme, or behind a colon the stance it met."""
        names = self._names(["themes"], word)
        theme, colon, stance = word.rpartition(":")
        if names or not colon:
            return Answer(0, names)
        return Answer(len(theme) + 1, _listed(self._table["stances"], stance))

    def _filter(self, word: str) -> Answer:
        """The last field of a filter, or its last value."""
        start = _behind(word, " \t")
        start += word[start : start + 1] == "-"
        field, colon, _ = word[start:].partition(":")
        fields = self._table["filter"]
        if not colon:
            begun = field.lower()
            names = [Candidate(f"{name}:", each["help"]) for name, each in fields.items() if name.startswith(begun)]
            return Answer(start, names, more=True)
        known = fields.get(field.lower().replace("-", "_"))
        if known is None:
            return Answer()
        start += len(field) + 1
        start += _behind(word[start:], ",")
        return self._one_word(known["takes"], word, start, _IN_FILTER)

    def _line(self, word: str) -> Answer:
        """What follows the last mark of a capture line."""
        marks = self._table["marks"]
        start = _behind(word, " \t")
        mark = word[start:]
        if field := marks["signs"].get(mark[:1]):
            start += 1
        else:
            field, colon, _ = mark.partition(":")
            if not colon:
                names = [Candidate(f"{name}:") for name in marks["fields"] if mark and name.startswith(mark.lower())]
                return Answer(start, names, more=True)
            start += len(field) + 1
        field = field.lower()
        if field == "theme" and ":" in word[start:]:
            start += word[start:].rindex(":") + 1
            return Answer(start, _listed(self._table["stances"], word[start:]))
        answer = self._one_word(marks["fields"].get(field), word, start, _IN_LINE)
        if field == "theme" and len(answer.candidates) == 1:
            # The stance comes right behind the name of the theme.
            [theme] = answer.candidates
            stances = [Candidate(theme.text + sign, stance) for sign, stance in marks["stances"].items()]
            return answer._replace(candidates=[theme, *stances])
        return answer

    def _one_word(self, takes: Table | None, word: str, start: int, bare: re.Pattern[str]) -> Answer:
        """What may stand from ``start`` on as a value that ends with a blank unless it is in quotation marks. It needs
        none where it fits ``bare``.
        """
        begun = word[start:]
        in_marks = begun[:1] == '"'
        answer = self.answer(takes, begun.removeprefix('"'), option=True)
        candidates = []
        for candidate in answer.candidates:
            joined = hyphened(candidate.text)
            if bare.fullmatch(joined) and not in_marks:
                candidates.append(candidate._replace(text=joined))
            elif '"' not in candidate.text:
                candidates.append(candidate._replace(text=f'"{candidate.text}"'))
        return Answer(start, candidates)


_IN_FILTER = re.compile(r"[^\s,\"“„«]+")
_IN_LINE = re.compile(r"\w(?:[\w&'’./-]*\w)?")


def _starts(word: str) -> list[str]:
    """What names may begin with that a word stands for, folded."""
    return [form for form in forms(word) if form] if word else [""]


def _behind(text: str, signs: str) -> int:
    """Where the text behind the last of some signs begins; those in quotation marks do not count."""
    start, in_marks = 0, False
    for place, sign in enumerate(text):
        in_marks ^= sign == '"'
        if sign in signs and not in_marks:
            start = place + 1
    return start


def _listed(values: Iterable[Sequence[str]], word: str) -> list[Candidate]:
    """The values of a list that begin with a word; hyphens and blanks stand for underscores, as the verbs take them."""
    start = word.lower().replace("-", "_").replace(" ", "_")
    return [
        Candidate(value, words if words != value else "")
        for value, words in values
        if value.replace("-", "_").startswith(start)
    ]


def _typeable(text: str) -> bool:
    """Whether a text can be typed as it is: it is one line, and a terminal does not act on any sign of it."""
    return bool(text) and shown_in_line(text) == text and text.strip() == text


def _short(heading: str) -> str:
    heading = shown_in_line(heading)
    return heading if len(heading) <= _HEADING else f"{heading[: _HEADING - 1].rstrip()}…"
