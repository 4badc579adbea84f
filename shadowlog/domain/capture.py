"""The capture line: what somebody types in one go, with marks for what would otherwise be fields.

``too expensive next to the lease  !price_budget  #total-cost:rejected  @"Mercy Hospital"  ~purchasing  ^dana  "no"``

A mark begins a word, and a letter follows it, so that ``#1``, ``~20 %``, ``5" pump``, mail addresses and links are
ordinary text; so is everything inside a code span or a link, and whatever follows a backslash. Each mark has a word
for keyboards on which it is far away: ``account:mercy`` is ``@mercy``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.values import (
    AssetType,
    Basis,
    InsightKind,
    ObjectionCategory,
    Outcome,
    Permission,
    Stage,
    Stance,
    Tier,
    Value,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

SIGILS: Mapping[str, str] = {"#": "theme", "@": "account", "~": "persona", "^": "rep", "!": "category"}
"""Marks and the fields they stand for."""

LEADS: Mapping[str, str] = {"!": "objection", "?": "question", "+": "insight", "&": "request", '"': "quote"}
"""What a sign at the very beginning of a line makes of it."""

VALUES: Mapping[str, type[Value]] = {
    "category": ObjectionCategory,
    "kind": InsightKind,
    "basis": Basis,
    "outcome": Outcome,
    "permission": Permission,
    "stage": Stage,
    "after": Stage,
    "tier": Tier,
    "asset": AssetType,
}
"""Fields that take one value of a list; a start of it that fits only one will do."""

NAMES: Mapping[str, str] = {"theme": "themes", "account": "accounts", "persona": "personas", "rep": "people"}
"""Fields that take a name, with the table it is looked up in."""

FIELDS = (*NAMES, *VALUES, "event", "when", "answer")
"""Every word for a field."""

STANCES: Mapping[str, Stance] = {
    "+": Stance.RESONATED, "-": Stance.REJECTED, "?": Stance.CONFUSED, "=": Stance.NEUTRAL,
}  # fmt: skip
"""Short forms of a theme's stance, behind its name: ``#total-cost-``."""

_QUOTED = r'"[^"]*"|“[^”"]*[”"]|„[^“”"]*[“”"]|«[^»]*»'
_NAME = r"\w(?:[\w&'’./-]*\w)?"
_END = r"(?=[\s,;.!?)\]]|$)"
_STANCE = r"(?::(?P<stance>[a-z_]+)|(?P<short>[-+?=])(?=\s|$))?"
_MARK = re.compile(
    rf"(?:(?P<sigil>[#@~^!])(?={_QUOTED}|[^\W\d_])|(?P<field>{'|'.join(FIELDS)}):)"
    rf"(?P<value>{_QUOTED}|{_NAME}){_STANCE}{_END}",
    re.IGNORECASE,
)
_TIER = re.compile(r"\*([a-d])(?=\s|$)", re.IGNORECASE)
"""How promising a talk at a booth was: ``*a`` to ``*d``."""

_SAID = re.compile(rf"(?P<said>{_QUOTED})(?=[\s,;.!?)]|$)")
_SPECIAL = re.compile(r"[`\[<\\]")
_WORD = re.compile(r"\s+|[^\s`\[<\\]+|.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A field said in the line: where it stands, what it is called, what it holds."""

    start: int
    end: int
    field: str
    value: str
    stance: Stance | None = None
    problem: str = ""


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
    marks: tuple[Mark, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """Fields with one value of a list."""
    problems: tuple[str, ...] = ()

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
    found = _found(text)
    if lead in ("objection", "request", "question", "insight") and not any(mark.start == 0 for mark in found):
        text = text[1:]
        found = _moved(found, 1)
    elif lead != "quote":
        lead = ""
    said = [mark for mark in found if mark.field == "said"]
    marks = [mark for mark in found if mark.field != "said"]
    words = _without(text, marks)
    quote = ""
    if said and not _without(text[said[-1].end :], _moved(marks, said[-1].end)):
        # Only a quotation that nothing follows is the verbatim; others belong to the sentence they stand in.
        last = said[-1]
        rest = _without(text, [*marks, last])
        if rest:
            words, quote = rest, last.value
        else:
            words, lead = last.value, lead or "quote"
    values, problems = _values(marks)
    kind = _kind(lead, words, marks)
    marks = [mark for mark in marks if mark.field not in VALUES]
    return Captured(words, kind, bool(lead), quote, tuple(marks), values, tuple(problems))


def _moved(marks: Iterable[Mark], by: int) -> list[Mark]:
    """Marks as they stand in a text without its first characters."""
    return [replace(mark, start=mark.start - by, end=mark.end - by) for mark in marks if mark.start >= by]


def _kind(lead: str, words: str, marks: Iterable[Mark]) -> str:
    said = {mark.field for mark in marks}
    if lead == "quote":
        return "objection" if said & {"category", "outcome", "answer"} else "quote"
    if lead:
        return lead
    if said & {"category", "outcome", "answer"}:
        return "objection"
    if "asset" in said:
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
        words = re.sub(r"([,;])(?:\s*[,;])+", r"\1", re.sub(r" (?=[,;.!?](?: |$))", "", words))
    return re.sub(rf"\\(?=[#@~^!?+&\"“„«]|(?:{'|'.join(FIELDS)}):)", "", words)


def mark_at(text: str, place: int) -> Mark | None:
    """The mark that begins at a place in a text, None where none does."""
    if place and not text[place - 1].isspace():
        return None
    if match := _MARK.match(text, place):
        name = match["field"].lower() if match["field"] else SIGILS[match["sigil"]]
        if match["sigil"] == "!" and not _category(match["value"]):
            return None
        stance = STANCES.get(match["short"] or "")
        problem = ""
        if match["stance"] and name == "theme":
            try:
                stance = Stance.parse(match["stance"], "stance")
            except InvalidField as error:
                problem = str(error)
        if name != "theme":
            return Mark(place, match.end("value"), name, _bare(match["value"]))
        return Mark(place, match.end(), name, _bare(match["value"]), stance, problem)
    if match := _TIER.match(text, place):
        return Mark(place, match.end(), "tier", match[1])
    if match := _SAID.match(text, place):
        said = _bare(match["said"]).strip()
        return Mark(place, match.end(), "said", said) if said else None
    return None


def _category(text: str) -> bool:
    plain = _bare(text).lower().replace("-", "_").replace(" ", "_")
    return any(value.value.startswith(plain) for value in ObjectionCategory)


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in '"“„«' else value


def _found(text: str) -> list[Mark]:
    """Every mark of a line, by Markdown's own rules for what is code and what is a link."""
    if not _SPECIAL.search(text):
        return _scanned(text)
    environment: dict[str, list[Mark]] = {"marks": []}
    _parser().inline.parse(text, _parser(), environment, [])
    return environment["marks"]


def _scanned(text: str) -> list[Mark]:
    """The marks of a line in which nothing is Markdown: the same rule, without loading a parser for it."""
    found: list[Mark] = []
    place = 0
    while place < len(text):
        mark = mark_at(text, place)
        if mark:
            found.append(mark)
        match = _WORD.match(text, place)
        place = mark.end if mark else match.end() if match else place + 1
    return found


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["backticks", "link", "autolink", "escape"])
    parser.inline.ruler.at("text", _word_rule)
    parser.inline.ruler.before("text", "mark", _mark_rule)
    return parser


def _mark_rule(state: StateInline, silent: bool) -> bool:
    """The rule for Markdown's parser that takes marks out of a line."""
    mark = mark_at(state.src, state.pos) if not state.linkLevel else None
    if mark is None or mark.end > state.posMax:
        return False
    if not silent:
        state.env["marks"].append(mark)
    state.pos = mark.end
    return True


def _word_rule(state: StateInline, silent: bool) -> bool:
    """The rule for Markdown's parser that takes ordinary text, a word at a time."""
    match = _WORD.match(state.src, state.pos, state.posMax)
    if match is None or match[0] in ("`", "[", "<", "\\"):
        return False
    if not silent:
        state.append_pending(match[0])
    state.pos = match.end()
    return True
