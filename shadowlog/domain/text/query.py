"""Filters: which records somebody wants to see, as typed in one line.

``theme:cost stance:rejected rep:dana since:last-month "sign a lease" -pump lease``

Words match from their beginning, a phrase in quotes matches whole words in their order, a hyphen before anything
leaves out what fits it, and fields narrow down; values divided by commas are alternatives. A record must
meet all of it.
What a name means is for the log to say: see ``shadowlog.store.search``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shadowlog.domain.text.filter_fields import (
    CHOICES,
    DATES,
    FIELDS,
    KIND_WORDS,
    KINDS,
    MISSING,
    PLURALS,
    REFERENCES,
    TEXTS,
)
from shadowlog.domain.text.nearest import nearest

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a filter. ``field`` is empty for words."""

    values: tuple[str, ...]
    field: str = ""
    negated: bool = False
    phrase: bool = False
    """Whether the words must follow each other."""
    open: bool = False
    """Whether the last word of a phrase may be incomplete: its closing quote is not typed yet."""

    @property
    def source(self) -> str:
        """The clause as it may be typed."""
        if self.phrase:
            values = f'"{self.values[0]}"'
        else:
            values = ",".join(_quoted(value) if self.field else value for value in self.values)
        return f"{'-' if self.negated else ''}{self.field}{':' if self.field else ''}{values}"


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w.-]+", value) else '"' + value.replace('"', "") + '"'


@dataclass(frozen=True, slots=True)
class Filter:
    """A record matches if it meets every clause. A filter without clauses matches everything."""

    clauses: tuple[Clause, ...] = ()
    problems: tuple[str, ...] = ()
    """What was typed but has no meaning, each a message for people."""

    def __and__(self, other: Filter) -> Filter:
        return Filter(
            tuple(dict.fromkeys((*self.clauses, *other.clauses))),
            tuple(dict.fromkeys((*self.problems, *other.problems))),
        )

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def __str__(self) -> str:
        return " ".join(clause.source for clause in self.clauses)

    @property
    def words(self) -> str:
        """What it lets through, in words: ``objections · with the rep dana · since last month · “lease”``."""
        return " · ".join(_clause_words(clause) for clause in self.clauses)


def _clause_words(clause: Clause) -> str:
    either = " or ".join(clause.values)
    if not clause.field:
        in_words = f"“{either}”" if clause.phrase else either
        return f"not {in_words}" if clause.negated else in_words
    match clause.field:
        case "is":
            in_words = " or ".join(PLURALS.get(value, value) for value in clause.values)
        case "no":
            in_words = " or ".join(MISSING.get(value, f"no {value}") for value in clause.values)
        case field if field in REFERENCES:
            in_words = f"{REFERENCES[field][1]} {either}"
        case field if field in CHOICES:
            words = (CHOICES[field].get(value, value) for value in clause.values)
            in_words = f"{field.replace('_', ' ')} {' or '.join(words)}"
        case field:
            in_words = f"{ {**TEXTS, **DATES}[field] } {either}"
    return f"not {in_words}" if clause.negated else in_words


_BARE = re.compile(r"[^\s,]+")
_FIELD = re.compile(r"([^\W\d_][\w-]+):(?=\S)")
_FIELD_ALONE = re.compile(r"([^\W\d_][\w-]+):(?!\S)")


def read_filter(text: str) -> Filter:
    """The filter that ``text`` means. What cannot be read is among its ``problems`` and is searched for as words."""
    clauses: list[Clause] = []
    problems: list[str] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        negated = text[place] == "-" and place + 1 < len(text) and not text[place + 1].isspace()
        place += negated
        match = _FIELD.match(text, place)
        field = match[1].lower().replace("-", "_") if match else ""
        if match and field in FIELDS:
            values, place = _values(text, match.end())
            read = [meant for value in values if value.strip() for meant in _read_value(field, value.strip(), problems)]
            if read:
                clauses.append(Clause(tuple(read), field, negated))
            elif not any(value.strip() for value in values):
                problems.append(_without_value(match[1]))
            continue
        if (match := _FIELD_ALONE.match(text, place)) and match[1].lower().replace("-", "_") in FIELDS:
            problems.append(_without_value(match[1]))
        elif (match := _FIELD.match(text, place)) and "//" not in text[match.end() : match.end() + 2]:
            _unknown(match[1], problems)
        value, place, opened = _value(text, place, r"\S+")
        if value.strip():
            phrase = opened is not None
            clauses.append(Clause((value.strip(),), "", negated, phrase, opened is True))
    if text.strip() and not clauses and not problems:
        # Empty quotation marks would match everything.
        problems.append(f"{text.strip()} contains no word to search for. Give words or fields.")
    return Filter(tuple(clauses), tuple(problems))


def _without_value(name: str) -> str:
    return f"{name}: has no value. Write the value right after the colon. To search for the word, put it in quotes."


def _values(text: str, place: int) -> tuple[list[str], int]:
    """Values separated by commas, and the place after them."""
    values: list[str] = []
    while True:
        value, place, _ = _value(text, place, r"[^\s,]+")
        values.append(value)
        if text[place : place + 1] != ",":
            return values, place
        place += 1


def _value(text: str, place: int, bare: str) -> tuple[str, int, bool | None]:
    """A quoted or bare value, the place after it, and whether its quote is still open (None if it has none)."""
    closing = _QUOTES.get(text[place : place + 1])
    if closing:
        end = next((at for at in range(place + 1, len(text)) if text[at] in (closing, '"')), -1)
        if end < 0:
            return text[place + 1 :], len(text), True
        return text[place + 1 : end], end + 1, False
    match = re.compile(bare).match(text, place)
    return (match[0], match.end(), None) if match else ("", place, None)


def _read_value(field: str, value: str, problems: list[str]) -> list[str]:
    """The values that one value stands for: all coded values that begin with it."""
    if field in CHOICES:
        return _listed(field, value, CHOICES[field], problems)
    if field == "is":
        return _listed(field, KIND_WORDS.get(value.lower().replace("_", "-").replace(" ", "-"), value), KINDS, problems)
    if field == "no":
        return _listed(field, value, MISSING, problems)
    return [value]


def _listed(field: str, value: str, choices: Mapping[str, str], problems: list[str]) -> list[str]:
    plain = value.lower()
    forms = (plain, plain.replace("-", "_").replace(" ", "_"), plain.replace("_", "-").replace(" ", "-"))
    for form in forms:
        if form in choices:
            return [form]
    starts = [choice for choice in choices if choice.startswith(forms)]
    if not starts:
        problems.append(f"{field}:{value} is not a value of {field}. Choose one of: {', '.join(choices)}.")
    return starts or [value]


def _unknown(name: str, problems: list[str]) -> None:
    close = nearest(name, FIELDS, 1, at_least=70)
    suggestion = f"Did you mean {close[0]}:?" if close else f"The fields are: {', '.join(FIELDS)}."
    problems.append(f"There is no field {name!r}. {suggestion} To search for the words, put them in quotes.")
