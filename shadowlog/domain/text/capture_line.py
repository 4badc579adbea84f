"""The capture line: what somebody types in one go, with marks for what would otherwise be fields.

``too expensive next to the lease  !price_budget  #total-cost:rejected  @"Mercy Hospital"  ~purchasing  ^dana  "no"``

A mark begins a word, and a letter follows it, so that ``#1``, ``~20 %``, ``5" pump``, mail addresses and links are
ordinary text; so is everything inside a code span or a link, and whatever follows a backslash. Each mark has a word
for keyboards on which it is far away: ``account:mercy`` is ``@mercy``. What looks like a mark and is none, such as
``!prize`` or ``acount:mercy``, is doubtful: whoever typed it is asked before it is kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.text.marks import FIELDS, QUOTED, VALUES, Mark, bare, marks_of, near
from shadowlog.domain.values import Value

LEADS: Mapping[str, str] = {"!": "objection", "?": "question", "+": "insight", "&": "request", '"': "quote"}
"""What a sign at the very beginning of a line makes of it."""


@dataclass(frozen=True)
class Captured:
    """What a line says."""

    words: str
    """What was said, without the marks."""
    kind: str = "insight"
    """``objection``, ``question``, ``quote``, ``insight`` or ``request``."""
    led: bool = False
    """Whether a sign at its beginning said so."""
    quote: str = ""
    """The buyer's own words, where some stand in quotes beside others."""
    whole: str = ""
    """The words with the quote where it stands: what an insight holds."""
    own: bool = False
    """Whether the buyer's own words are among them: those in quotation marks."""
    marks: tuple[Mark, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """Fields with one value of a list."""
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """What looks like a mark and is none, in words for people; it is among the words as it was typed."""

    def names(self, field: str) -> list[Mark]:
        """The marks of a field."""
        return [mark for mark in self.marks if mark.field == field]

    def text(self, field: str) -> str:
        """What is said last of a field that takes any text."""
        return next((mark.value for mark in reversed(self.marks) if mark.field == field), "")


def read_line(text: str) -> Captured:
    """What a line says. Whatever cannot be read as a mark stays among the words, or is among the problems."""
    text = " ".join(text.split())
    lead = LEADS.get(text[:1], "")
    all_marks = marks_of(text)
    if lead == "insight" and text[1:2].isdigit():
        # "+1 for that" says so in its own words.
        lead = ""
    if lead in ("objection", "request", "question", "insight") and not any(
        mark.start == 0 and mark.field for mark in all_marks
    ):
        text = text[1:]
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
        own = bool(quote)
    values, problems = _values(marks)
    kind = _kind(lead, words, marks)
    doubts = tuple(mark.problem for mark in all_marks if not mark.field)
    marks = [mark for mark in marks if mark.field not in VALUES]
    return Captured(words, kind, bool(lead), quote, whole, own, tuple(marks), values, tuple(problems), doubts)


def quotation(text: str) -> tuple[str, str]:
    """A text's words, and the buyer's own at its end: those in quotation marks that nothing follows; both may be empty.

    ``they hesitate "we pay less"`` is ("they hesitate", "we pay less"), ``"we pay less"`` is ("", "we pay less"). A
    quotation inside a sentence belongs to the sentence.
    """
    matches = list(re.finditer(rf"(?<!\S)(?:{QUOTED})", text))
    if not matches or text[matches[-1].end() :].strip(" \t\r\n.!?,;…。"):
        return text, ""
    quote = bare(matches[-1][0]).strip()
    return (text[: matches[-1].start()].strip(), quote) if quote else (text, "")


def _words_and_quote(text: str, all_marks: Iterable[Mark], marks: list[Mark]) -> tuple[str, str]:
    """The words of a line without its marks, and the quotation at its end."""
    quotations = [mark for mark in all_marks if mark.field == "quote"]
    # Only a quotation that nothing follows is the verbatim; others belong to the sentence they stand in.
    if quotations and not _without(text[quotations[-1].end :], _moved(marks, quotations[-1].end)).strip(".!?,;…。 "):
        return _without(
            text[: quotations[-1].start], [mark for mark in marks if mark.end <= quotations[-1].start]
        ), quotations[-1].value
    return _without(text, marks), ""


def _moved(marks: Iterable[Mark], by: int) -> list[Mark]:
    """Marks as they stand in a text without its first characters."""
    return [replace(mark, start=mark.start - by, end=mark.end - by) for mark in marks if mark.start >= by]


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
    """The text without its marks, and without the backslashes before what is none."""
    at, parts = 0, []
    for mark in sorted(marks, key=lambda mark: mark.start):
        parts.append(text[at : mark.start])
        at = mark.end
    words = " ".join("".join([*parts, text[at:]]).split())
    if at:
        # What stood around a mark: a blank before a full stop, a comma after a comma.
        words = re.sub(r"([,;])(?:\s*[,;])+", r"\1", re.sub(r" (?=[,;:.!?](?: |$))", "", words))
        words = re.sub(r"^[,;:] ", "", words)
        if not words.strip(",;:. "):
            # Only what stood between marks is left: nothing was said.
            words = ""
    return re.sub(r"\\(?=[#@~^!?+&\"“„«»「『])|(?<!\S)\\(?=(\w[\w-]*):\S)", _unescaped, words)


def _unescaped(match: re.Match[str]) -> str:
    """Nothing for a backslash before what would be a mark, or would look like one; else the backslash."""
    return match[0] if match[1] and not near(match[1], FIELDS) else ""
