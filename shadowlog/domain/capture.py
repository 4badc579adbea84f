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

QUOTED = r'"[^"]*"|“[^”"]*[”"]|„[^“”"]*[“”"]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』'
"""Words in quotation marks, as a pattern."""

_SINGLE = r"'[^']*'|‘[^’]*’"
_OPENING = "\"“„«»「『'‘"
_END = r"(?=[\s,;.!?)\]…。，、！？；؟،»”\"]|:(?:\s|$)|$)"
_STANCE = r"(?::(?P<stance>[a-z_]+)|(?P<short>[-+?=])(?=\s|$))?"
_LOOKS = re.compile(
    rf"(?P<sign>[#@~^!])(?=[{_OPENING}]|[^\W\d_])|(?P<word>[^\W\d_][\w-]{{2,}}):(?![\s/])", re.IGNORECASE
)
"""What begins as a mark does."""


@cache
def _marks(wide: bool) -> re.Pattern[str]:
    """A mark; ``wide`` for texts beyond ASCII, in which marks and invisible characters belong to the letters."""
    letter = r"\w"
    if wide:
        from shadowlog.domain.text.fold import INVISIBLE, marks

        letter = rf"\w{marks()}{INVISIBLE}"
    name = rf"\w(?:[{letter}&'’./-]*[{letter}])?"
    return re.compile(
        rf"(?:(?P<sigil>[#@~^!])(?={QUOTED}|[^\W\d_])|(?P<field>{'|'.join(FIELDS)}):)"
        rf"(?P<value>(?<=when:)\d(?:[\w:./+-]*\w)?|{QUOTED}|(?<=:)(?:{_SINGLE})|{name}){_STANCE}{_END}",
        re.IGNORECASE,
    )


_TIER = re.compile(r"\*([a-d])(?=\s|$)", re.IGNORECASE)
"""How promising a talk at a booth was: ``*a`` to ``*d``."""

_SAID = re.compile(rf"(?P<said>{QUOTED})(?=[\s,;.!?)…。，、！？]|$)")
_SPECIAL = re.compile(r"[`\[<\\]")
_WORD = re.compile(r"\s+|[^\s`\[<\\]+|.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A field said in the line: where it stands, what it is called, what it holds.

    The field is ``said`` for words in quotation marks, and empty for what looks like a mark and is none.
    """

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
    found = _found(text)
    if lead == "insight" and text[1:2].isdigit():
        # "+1 for that" says so in its own words.
        lead = ""
    if lead in ("objection", "request", "question", "insight") and not any(
        mark.start == 0 and mark.field for mark in found
    ):
        text = text[1:]
        found = _found(text)
    elif lead != "quote":
        lead = ""
    marks = [mark for mark in found if mark.field not in ("said", "")]
    words, quote = _told(text, found, marks)
    whole = _without(text, marks)
    if not words:
        words, quote, whole, lead = quote, "", quote, lead or ("quote" if quote else "")
        own = bool(words)
    else:
        own = bool(quote)
    values, problems = _values(marks)
    kind = _kind(lead, words, marks)
    doubts = tuple(mark.problem for mark in found if not mark.field)
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
    quote = _bare(matches[-1][0]).strip()
    return (text[: matches[-1].start()].strip(), quote) if quote else (text, "")


def _told(text: str, found: Iterable[Mark], marks: list[Mark]) -> tuple[str, str]:
    """The words of a line without its marks, and the quotation at its end."""
    said = [mark for mark in found if mark.field == "said"]
    # Only a quotation that nothing follows is the verbatim; others belong to the sentence they stand in.
    if said and not _without(text[said[-1].end :], _moved(marks, said[-1].end)).strip(".!?,;…。 "):
        return _without(text[: said[-1].start], [mark for mark in marks if mark.end <= said[-1].start]), said[-1].value
    return _without(text, marks), ""


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
        words = re.sub(r"([,;])(?:\s*[,;])+", r"\1", re.sub(r" (?=[,;:.!?](?: |$))", "", words))
        words = re.sub(r"^[,;:] ", "", words)
    return re.sub(r"\\(?=[#@~^!?+&\"“„«»「『])|(?<!\S)\\(?=(\w[\w-]*):\S)", _unescaped, words)


def _unescaped(match: re.Match[str]) -> str:
    """Nothing for a backslash before what would be a mark, or would look like one; else the backslash."""
    return match[0] if match[1] and not _near(match[1], FIELDS) else ""


def _near(word: str, known: Iterable[str]) -> str:
    """The known word that was most likely meant, itself included; empty where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.8)), "")


def mark_at(text: str, place: int) -> Mark | None:
    """The mark that begins at a place in a text, None where none does."""
    if place and not text[place - 1].isspace():
        return None
    if match := _marks(not text.isascii()).match(text, place):
        name = match["field"].lower() if match["field"] else SIGILS[match["sigil"]]
        if match["sigil"] == "!" and not _category(match["value"]):
            return _doubtful(text, place)
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
    return _doubtful(text, place)


def _doubtful(text: str, place: int) -> Mark | None:
    """What looks like a mark at a place and is none, None for ordinary text. At the very beginning ``!`` is a lead."""
    match = _LOOKS.match(text, place)
    if match is None or (match["sign"] == "!" and not place):
        return None
    typed = text[place:].partition(" ")[0].rstrip(",;.!?")
    meant = ""
    if match["word"]:
        near = _near(match["word"], FIELDS)
        if not near:
            return None
        meant = near + text[match.end("word") : place + len(typed)] if near != match["word"].lower() else ""
    elif match["sign"] == "!":
        parts = {part: value.value for value in ObjectionCategory for part in (*value.value.split("_"), value.value)}
        near = _near(typed[1:].replace("-", "_"), parts)
        meant = f"!{parts[near]}" if near else f"one of !{', !'.join(ObjectionCategory)}"
    did_you = f" Did you mean {meant}?" if meant else " Put a name with other signs in quotes."
    problem = f"{typed} is no mark.{did_you} To keep it as text, write \\{typed}"
    return Mark(place, place + len(typed), "", typed, problem=problem)


def _category(text: str) -> bool:
    plain = _bare(text).lower().replace("-", "_").replace(" ", "_")
    return any(value.value.startswith(plain) for value in ObjectionCategory)


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in tuple(_OPENING) else value


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
