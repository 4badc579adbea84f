"""Compares the text of two briefs line by line: by their words, and by the records that their references stand for.

The numbers of references are no difference: one line more near the top gives every later reference another number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from shadowlog.briefs.model import evidence_index

_REFERENCE = re.compile(r"\[(\d{1,9})\]")
"""A reference. In what somebody typed there is a backslash before each bracket."""

_ENTRY = re.compile(r"- \[(\d{1,9})\] (.*?): (.+)")
"""A line of the evidence index."""

_INDEX = f"## {evidence_index.TITLE}"

_Entry = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Differs:
    """Lines of a brief that do not hold."""

    first: int
    """The number of the first of them, counted from the top of the file."""
    lines: tuple[str, ...]
    """The lines in the file; none if some are missing there."""
    now: tuple[str, ...]
    """The lines that would be there now; none if there would be none."""
    gone: tuple[str, ...] = ()
    """The records, as the evidence index names them, that the lines in the file stand on and those now do not."""
    new: tuple[str, ...] = ()
    """The records that the lines now stand on and those in the file do not."""


def differences(was: str, now: str, before: int = 0) -> tuple[Differs, ...]:
    """Where two texts differ, from top to bottom. ``before`` is how many lines of the file stand before the first."""
    old, new = _Lines(was, before), _Lines(now)
    found = [
        _differs(old, new, old_part, new_part, *places)
        for old_part, new_part in zip(old.parts, new.parts, strict=True)
        for places in _places(old, new, old_part, new_part)
    ]
    return tuple(sorted([*found, *_in_index(old, new, found)], key=lambda each: each.first))


class _Part(NamedTuple):
    """Lines that follow each other."""

    first: int
    """The number of the first, counted from the top of the file."""
    lines: list[str]


class _Lines:
    """The lines of a text, those of the evidence index apart."""

    def __init__(self, text: str, before: int = 0) -> None:
        lines = text.splitlines()
        start, end = _index_in(lines)
        first = before + 1
        self.parts = _Part(first, lines[:start]), _Part(first + end, lines[end:])
        """What stands before the lines of the index, and what stands after them."""
        self.index = _Part(first + start, lines[start:end])
        self._records: dict[str, frozenset[str]] = {}
        for line in self.index.lines:
            if entry := _ENTRY.fullmatch(line):
                self._records.setdefault(entry[1], frozenset(entry[3].split()))

    def cited(self, lines: Iterable[str]) -> set[frozenset[str]]:
        """The sets of records that references in some lines stand for."""
        numbers = (number for line in lines for number in _REFERENCE.findall(line))
        return {self._records[number] for number in numbers if number in self._records}

    def key(self, line: str) -> str:
        """What a line says, with records in place of references."""
        return _REFERENCE.sub(self._in_place, line)

    def _in_place(self, reference: re.Match[str]) -> str:
        records = self._records.get(reference[1])
        return reference[0] if records is None else f"[{' '.join(sorted(records))}]"


def _index_in(lines: Sequence[str]) -> tuple[int, int]:
    """Where the lines of the evidence index begin and end; both at the end of the text where it has none."""
    headings = [place for place, line in enumerate(lines) if line == _INDEX]
    after = range(headings[-1] + 1, len(lines)) if headings else ()
    entries = [place for place in after if _ENTRY.fullmatch(lines[place])]
    return (entries[0], entries[-1] + 1) if entries else (len(lines), len(lines))


def _places(old: _Lines, new: _Lines, old_part: _Part, new_part: _Part) -> Iterator[tuple[slice, slice]]:
    """Where the lines of a part differ: in the old one, and in the new one."""
    keys = [old.key(line) for line in old_part.lines], [new.key(line) for line in new_part.lines]
    for operation, start, end, other, last in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if operation != "equal":
            yield slice(start, end), slice(other, last)


def _differs(old: _Lines, new: _Lines, old_part: _Part, new_part: _Part, here: slice, there: slice) -> Differs:
    lines, now = tuple(old_part.lines[here]), tuple(new_part.lines[there])
    gone: list[str] = []
    came: list[str] = []
    if lines and now:
        nothing: frozenset[str] = frozenset()
        before, after = nothing.union(*old.cited(lines)), nothing.union(*new.cited(now))
        gone, came = sorted(before - after), sorted(after - before)
    return Differs(old_part.first + here.start, lines, now, tuple(gone), tuple(came))


def _in_index(old: _Lines, new: _Lines, found: Sequence[Differs]) -> Iterator[Differs]:
    """Where the evidence indexes differ, but for numbers, and for the records of lines that differ themselves."""
    told = old.cited(line for each in found for line in each.lines)
    told |= new.cited(line for each in found for line in each.now)
    missing, added = _without_common(old.index.lines, new.index.lines)
    for place in missing:
        line = old.index.lines[place]
        other = next((each for each in added if _entry(new.index.lines[each])[1] == _entry(line)[1]), None)
        if other is not None:
            added.remove(other)
            yield Differs(old.index.first + place, (line,), (new.index.lines[other],))
        elif _entry(line)[1] not in told:
            yield Differs(old.index.first + place, (line,), ())
    untold = [line for line in (new.index.lines[place] for place in added) if _entry(line)[1] not in told]
    if untold:
        yield Differs(old.parts[1].first, (), tuple(untold))


def _without_common(lines: Sequence[str], others: Sequence[str]) -> tuple[list[int], list[int]]:
    """The places of the lines of an index that the other one does not have, and the other way round."""
    entries, other_entries = list(map(_entry, lines)), list(map(_entry, others))
    missing = _beyond(entries, Counter(other_entries))
    return missing, _beyond(other_entries, Counter(entries))


def _beyond(entries: Sequence[_Entry], common: Counter[_Entry]) -> list[int]:
    """The places of entries of which there are more than in ``common``."""
    places = []
    for place, entry in enumerate(entries):
        common[entry] -= 1
        if common[entry] < 0:
            places.append(place)
    return places


def _entry(line: str) -> _Entry:
    """What a line of the index says without its number: words, and records; none in a line that is no entry."""
    entry = _ENTRY.fullmatch(line)
    return (entry[2], frozenset(entry[3].split())) if entry else (line, frozenset())
