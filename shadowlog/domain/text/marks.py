"""Finds the marks in a capture line, what only looks like one, and what is ordinary text.

Code spans and links are found by Markdown's own rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from shadowlog.domain.errors import InvalidField
from shadowlog.domain.text.nearest import nearest
from shadowlog.domain.text.quotations import OPENING, QUOTED, bare
from shadowlog.domain.value_list import Value
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
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

SIGILS: Mapping[str, str] = {"#": "theme", "@": "account", "~": "persona", "^": "rep", "!": "category"}
"""The signs and the fields they stand for."""

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
"""Fields with coded values; the start of a value is enough if it fits only one."""

NAMES: Mapping[str, str] = {"theme": "themes", "account": "accounts", "persona": "personas", "rep": "people"}
"""Fields that take a name, with the table of the record."""

FIELDS = (*NAMES, *VALUES, "event", "when", "answer")
"""Every field a mark may name."""

STANCES: Mapping[str, Stance] = {
    "+": Stance.RESONATED, "-": Stance.REJECTED, "?": Stance.CONFUSED, "=": Stance.NEUTRAL,
}  # fmt: skip
"""Short forms of a stance after the name of a theme: ``#total-cost-``."""

_SINGLE = r"'[^']*'|‘[^’]*’"
_END = r"(?=[\s,;.!?)\]…。，、！？；؟،»”\"]|:(?:\s|$)|$)"
_STANCE = r"(?::(?P<stance>[a-z_]+)|(?P<short>[-+?=])(?=\s|$))?"
_LOOKS = rf"(?i)(?P<sign>[#@~^!])(?=[{OPENING}]|[^\W\d_])|(?P<word>[^\W\d_][\w-]{{2,}}):(?![\s/])"
"""What begins like a mark."""

_SHOWN = 40
"""The most characters that are shown of words whose closing quotation mark is missing."""


@cache
def _marks(wide: bool) -> re.Pattern[str]:
    """A pattern for marks; ``wide`` for texts beyond ASCII, where combining marks and invisible characters belong to
    the letters.
    """
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


_TIER = r"(?i)\*([a-d])(?=\s|$)"
"""How promising a talk at a booth was: ``*a`` to ``*d``."""

_QUOTE = rf"(?P<quote>{QUOTED})(?=[\s,;.!?)…。，、！？]|$)"
_SPECIAL = re.compile(r"[`\[<\\]")
_WORD = re.compile(r"\s+|[^\s`\[<\\]+|.")


class Mark(NamedTuple):
    """A mark in a line: its place, its field and its value.

    The field is ``quote`` for words in quotation marks, and empty for text that only looks like a mark.
    """

    start: int
    end: int
    field: str
    value: str
    stance: Stance | None = None
    problem: str = ""


_FIELD_LIKE = re.compile(r"(?<!\S)([^\W\d_][\w-]{2,}):(?=\w|[" + re.escape(OPENING) + r"])")
"""A word and a colon with something behind it, where a mark might begin."""


def unknown_fields(text: str) -> list[tuple[str, str]]:
    """The names in a line that look like fields and are none, each with the field that comes nearest, if one does."""
    names = dict.fromkeys(match[1].lower() for match in _FIELD_LIKE.finditer(text))
    unknown = [name for name in names if name not in FIELDS and name not in _SCHEMES]
    return [(name, next(iter(nearest(name, FIELDS, 1)), "")) for name in unknown]


_SCHEMES = ("http", "https", "mailto", "tel", "file", "ftp")
"""What stands before a colon in addresses."""


def near(word: str, words: Iterable[str]) -> str:
    """The word that was most likely meant, possibly ``word`` itself; empty if none is close."""
    words = list(words)
    return word.lower() if word.lower() in words else next(iter(nearest(word, words, 1, at_least=80)), "")


def mark_at(text: str, place: int) -> Mark | None:
    """The mark that begins at a place in a text, or None."""
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
            return Mark(place, match.end("value"), name, bare(match["value"]))
        return Mark(place, match.end(), name, bare(match["value"]), stance, problem)
    if match := re.compile(_TIER).match(text, place):
        return Mark(place, match.end(), "tier", match[1])
    if match := re.compile(_QUOTE).match(text, place):
        quotation = bare(match["quote"]).strip()
        return Mark(place, match.end(), "quote", quotation) if quotation else None
    return _doubtful(text, place)


def _doubtful(text: str, place: int) -> Mark | None:
    """Text at a place that only looks like a mark, or None.

    At the very beginning ``!`` gives the kind of the line: only a category that is written wrong is doubtful there.
    """
    match = re.compile(_LOOKS).match(text, place)
    if match is None:
        return None
    typed = text[place:].partition(" ")[0].rstrip(",;.!?")
    leading = match["sign"] == "!" and not place
    to_keep = f"To keep it as text, write {'! ' + typed[1:] if leading else chr(92) + typed}"
    if leading and not (meant := _meant_to_lead(typed[1:])):
        return None
    if leading:
        problem = f"{typed} is not a mark. Did you mean !{meant}? {to_keep}"
        return Mark(place, place + len(typed), "", typed, problem=problem)
    if text[match.end() : match.end() + 1] in tuple(OPENING) and (match["sign"] or match["word"].lower() in FIELDS):
        quoted = text[place:]
        problem = f"{quoted[:_SHOWN]} has no closing quotation mark. {to_keep}"
        return Mark(place, place + len(typed), "", typed, problem=problem)
    suggestion = ""
    if match["word"]:
        nearest = near(match["word"], FIELDS)
        if not nearest:
            return None
        suggestion = nearest + text[match.end("word") : place + len(typed)] if nearest != match["word"].lower() else ""
    elif match["sign"] == "!":
        nearest = near(typed[1:].replace("-", "_"), _CATEGORY_WORDS)
        suggestion = f"!{_CATEGORY_WORDS[nearest]}" if nearest else f"one of !{', !'.join(ObjectionCategory)}"
    did_you = f" Did you mean {suggestion}?" if suggestion else " Put names with special characters in quotes."
    problem = f"{typed} is not a mark.{did_you} {to_keep}"
    return Mark(place, place + len(typed), "", typed, problem=problem)


_CATEGORY_WORDS: Mapping[str, str] = {
    part: value.value for value in ObjectionCategory for part in (*value.value.split("_"), value.value)
}
"""The words by which categories are called, with the category."""


def _meant_to_lead(word: str) -> str:
    """The category that was written wrong in the first word of an objection, or nothing. Other forms of its words,
    and all that resembles “other”, are ordinary words there: needs, risky, their, another.
    """
    nearest = near(word.replace("-", "_"), (part for part in _CATEGORY_WORDS if part != ObjectionCategory.OTHER))
    return "" if not nearest or word.lower().startswith(nearest) else _CATEGORY_WORDS[nearest]


def _category(text: str) -> bool:
    plain = bare(text).lower().replace("-", "_").replace(" ", "_")
    return any(value.value.startswith(plain) for value in ObjectionCategory)


def marks_of(text: str) -> list[Mark]:
    """Every mark in a line, with Markdown's own rules for code and links."""
    if not _SPECIAL.search(text):
        return _scanned(text)
    environment: dict[str, list[Mark]] = {"marks": []}
    _parser().inline.parse(text, _parser(), environment, [])
    return environment["marks"]


def _scanned(text: str) -> list[Mark]:
    """The marks of a line without any Markdown: the same rule, without loading a parser."""
    marks: list[Mark] = []
    place = 0
    while place < len(text):
        match = _WORD.match(text, place)
        word = match[0] if match else text[place]
        # A word that begins with a letter or a digit can be a mark only with a colon in it.
        mark = mark_at(text, place) if ":" in word or not (word[0].isalnum() or word[0].isspace()) else None
        if mark:
            marks.append(mark)
        place = mark.end if mark else place + len(word)
    return marks


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["backticks", "link", "autolink", "escape"])
    parser.inline.ruler.at("text", _word_rule)
    parser.inline.ruler.before("text", "mark", _mark_rule)
    return parser


def _mark_rule(state: StateInline, silent: bool) -> bool:
    """A rule for Markdown's parser that takes marks out of a line."""
    mark = mark_at(state.src, state.pos) if not state.linkLevel else None
    if mark is None or mark.end > state.posMax:
        return False
    if not silent:
        state.env["marks"].append(mark)
    state.pos = mark.end
    return True


def _word_rule(state: StateInline, silent: bool) -> bool:
    """A rule for Markdown's parser that takes ordinary text, a word at a time."""
    match = _WORD.match(state.src, state.pos, state.posMax)
    if match is None or match[0] in ("`", "[", "<", "\\"):
        return False
    if not silent:
        state.append_pending(match[0])
    state.pos = match.end()
    return True
