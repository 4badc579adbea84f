"""The capture line: everything about one observation in one line, with marks in place of form fields.

``too expensive next to the lease  !price_budget  #total-cost:rejected  @"Mercy Hospital"  ~purchasing  ^dana  "no"``

A mark begins a word and is followed by a letter, so ``#1``, ``~20 %``, ``5" pump``, mail addresses and links are
ordinary text; so is everything in a code span or a link, and whatever follows a backslash. Each mark also has a word,
for keyboards where its sign is hard to reach: ``account:mercy`` is ``@mercy``. Text that only looks like a mark, such
as ``!prize`` or ``acount:mercy``, is doubtful: whoever typed it is asked before it is kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.schema.fields import NOTHING
from shadowlog.domain.text.marks import FIELDS, VALUES, Mark, marks_of, near
from shadowlog.domain.text.quotations import begins_with_quotation
from shadowlog.domain.value_list import Value

LEADS: Mapping[str, str] = {"!": "objection", "?": "question", "+": "insight", "&": "request", '"': "quote"}
"""The kind of line that a sign at its very beginning makes."""


class Captured(NamedTuple):
    """What a line says."""

    words: str
    """The words without the marks."""
    kind: str = "insight"
    """``objection``, ``question``, ``quote``, ``insight`` or ``request``."""
    led: bool = False
    """Whether a sign at the beginning of the line gives the kind."""
    quote: str = ""
    """The buyer's own words, if some are in quotation marks next to others."""
    whole: str = ""
    """The words with the quote in its place: the text of an insight."""
    own: bool = False
    """Whether some of the words are the buyer's own, in quotation marks."""
    marks: tuple[Mark, ...] = ()
    values: Mapping[str, Any] = NOTHING
    """Coded values by field."""
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """What is wrong with text that only looks like a mark; it is also among the words, as it was typed."""

    def names(self, field: str) -> list[Mark]:
        """The marks of a field."""
        return [mark for mark in self.marks if mark.field == field]

    def text(self, field: str) -> str:
        """The last value of a field that takes any text."""
        return next((mark.value for mark in reversed(self.marks) if mark.field == field), "")


def read_line(text: str) -> Captured:
    """Read a line. What cannot be read as a mark stays among the words or is among the problems."""
    text = " ".join(text.split())
    lead = LEADS.get(text[:1], "")
    all_marks = marks_of(text)
    doubts: list[str] = []
    if lead == "insight" and text[1:2].isdigit():
        # "+1 for that" is text.
        lead = ""
    if lead in ("objection", "request", "question", "insight") and not any(
        mark.start == 0 and mark.field for mark in all_marks
    ):
        text = text[1:]
        doubts = [mark.problem for mark in all_marks if mark.start == 0 and not mark.field]
        all_marks = marks_of(text)
    elif lead != "quote":
        lead = ""
    marks = [mark for mark in all_marks if mark.field not in ("quote", "")]
    words, quote = _words_and_quote(text, all_marks, marks)
    whole = _without(text, marks)
    if not words:
        words, quote, whole, lead = quote, "", quote, lead or ("quote" if quote else "")
        own = bool(words)
    else:
        own = bool(quote) or begins_with_quotation(whole)
    values, problems = _values(marks)
    kind = _kind(lead, words, marks)
    doubts += [mark.problem for mark in all_marks if not mark.field]
    marks = [mark for mark in marks if mark.field not in VALUES]
    return Captured(words, kind, bool(lead), quote, whole, own, tuple(marks), values, tuple(problems), tuple(doubts))


def _words_and_quote(text: str, all_marks: Iterable[Mark], marks: list[Mark]) -> tuple[str, str]:
    """The words of a line without its marks, and the quotation at its end."""
    quotations = [mark for mark in all_marks if mark.field == "quote"]
    # Only a quotation at the end is the verbatim; others belong to their sentence.
    if quotations and not _without(text[quotations[-1].end :], _moved(marks, quotations[-1].end)).strip(".!?,;…。 "):
        return _without(
            text[: quotations[-1].start], [mark for mark in marks if mark.end <= quotations[-1].start]
        ), quotations[-1].value
    return _without(text, marks), ""


def _moved(marks: Iterable[Mark], by: int) -> list[Mark]:
    """Marks with their places counted from ``by``, without those before it."""
    return [mark._replace(start=mark.start - by, end=mark.end - by) for mark in marks if mark.start >= by]


def _kind(lead: str, words: str, marks: Iterable[Mark]) -> str:
    fields = {mark.field for mark in marks}
    if lead == "quote":
        return "objection" if fields & {"category", "outcome", "answer"} else "quote"
    if lead:
        return lead
    if fields & {"category", "outcome", "answer"}:
        return "objection"
    if "asset" in fields:
        return "request"
    return "question" if words.endswith("?") else "insight"


def _values(marks: Iterable[Mark]) -> tuple[dict[str, Value], list[str]]:
    values: dict[str, Value] = {}
    problems = [mark.problem for mark in marks if mark.problem]
    for mark in marks:
        if mark.field in VALUES:
            try:
                values[mark.field] = VALUES[mark.field].parse(mark.value, mark.field)
            except InvalidField as error:
                problems.append(str(error))
    return values, problems


def _without(text: str, marks: Iterable[Mark]) -> str:
    """The text without its marks, and without the backslashes that keep text from being a mark."""
    at, parts = 0, []
    for mark in sorted(marks, key=lambda mark: mark.start):
        parts.append(text[at : mark.start])
        at = mark.end
    words = " ".join("".join([*parts, text[at:]]).split())
    if at:
        # Around a removed mark: a blank before a full stop, a comma after a comma.
        words = re.sub(r"([,;])(?:\s*[,;])+", r"\1", re.sub(r" (?=[,;:.!?](?: |$))", "", words))
        words = re.sub(r"^[,;:] ", "", words)
        if not words.strip(",;:. "):
            # Only punctuation between marks is left.
            words = ""
    return re.sub(r"\\(?=[#@~^!?+&\"“„«»「『])|(?<!\S)\\(?=(\w[\w-]*):\S)", _unescaped, words)


def _unescaped(match: re.Match[str]) -> str:
    """Drops the backslash before text that would be a mark or look like one; otherwise keeps it."""
    return match[0] if match[1] and not near(match[1], FIELDS) else ""
