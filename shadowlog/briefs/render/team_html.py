"""The Markdown output of a team's own template as HTML, by markdown-it-py with HTML turned off.

References become links between claims and the evidence index, series become pictures, and tables fit a phone, as in a
brief that is made from its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from shadowlog.briefs.model import evidence_index

_SERIES = re.compile(r"[▁-█]+((?: \d+)+)")
_REFERENCE = re.compile(r"\[(\d{1,6})\]")


class TeamSection(NamedTuple):
    """A section of the page."""

    title: Markup


class TeamPage(NamedTuple):
    """A body in parts."""

    title: Markup
    sections: list[TeamSection]
    body: Markup
    """All but the title."""


def team_html(markdown: str, picture: Callable[[Sequence[int]], str], on_paper: str = "") -> TeamPage:
    """The HTML of a body that begins with its only heading of the first level. ``picture`` draws a series; ``on_paper``
    is what a printed page says in place of the evidence index.
    """
    tokens = _parser().parse(markdown)
    env: dict[str, Any] = {
        "picture": picture, "on_paper": on_paper, "sections": [], "tables": 0, "in_index": False, "heads": [],
        "column": 0, "cited": set(), "listed": set(), "entries": _entries(tokens), "claimed": _claimed(tokens),
    }  # fmt: skip
    html: str = _parser().renderer.render(tokens, _parser().options, env)
    html += "</section>\n" if env["in_index"] else ""
    title, _, body = html.removeprefix("<h1>").partition("</h1>\n")
    return TeamPage(Markup(title), env["sections"], Markup(body))


@cache
def _parser() -> MarkdownIt:
    # Without text_join, signs that were escaped because somebody typed them stay apart from the brief's own.
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table").disable("text_join")


def _entries(tokens: Sequence[Token]) -> set[str]:
    """The numbers that the evidence index lists."""
    return {number for in_index, number in _numbers(tokens) if in_index}


def _claimed(tokens: Sequence[Token]) -> set[str]:
    """The numbers that are cited before the evidence index."""
    return {number for in_index, number in _numbers(tokens) if not in_index}


def _numbers(tokens: Sequence[Token]) -> list[tuple[bool, str]]:
    """Each reference: whether it stands at the start of a line in the evidence index, and its number."""
    found = []
    in_index = False
    for before, token in zip([None, *tokens[:-1]], tokens, strict=True):
        if before is not None and before.type == "heading_open" and before.tag == "h2":
            in_index = token.content == evidence_index.TITLE
        for place, child in enumerate(token.children or ()):
            if child.type == "text":
                matches = [_REFERENCE.match(child.content)] if in_index else _REFERENCE.finditer(child.content)
                found += [(in_index, match[1]) for match in matches if match and not (in_index and place)]
    return found


class _Renderer(RendererHTML):
    """Renders what our pages show in another way than markdown-it-py does."""

    def heading_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A heading; one of the second level can be linked to. That of the evidence index begins a section."""
        token = tokens[place]
        if token.tag != "h2":
            return f"<{token.tag}>"
        inner = self.renderInline(tokens[place + 1].children or [], options, {**env, "plain": True})
        env["sections"].append(TeamSection(Markup(inner)))
        ends = "</section>\n" if env["in_index"] else ""
        env["in_index"] = tokens[place + 1].content == evidence_index.TITLE
        begins = f'<section class="index" data-on-paper="{escape(env["on_paper"])}">\n' if env["in_index"] else ""
        return f'{ends}{begins}<h2 id="s{len(env["sections"])}">'

    def text(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Text, in which references are links."""
        parts = _REFERENCE.split(tokens[place].content)
        made = [escape(parts[0])]
        for number, following in zip(parts[1::2], parts[2::2], strict=True):
            made += [self._reference(number, env), escape(following)]
        return "".join(made)

    def _reference(self, number: str, env: MutableMapping[str, Any]) -> str:
        words = f"[{number}]"
        if env.get("plain") or number not in env["entries"]:
            return words
        if env["in_index"]:
            if number in env["listed"]:
                return words
            env["listed"].add(number)
            back = f' href="#c-{number}"' if number in env["claimed"] else ""
            return f'<a class="ref" id="e-{number}"{back}>{words}</a>'
        first = "" if number in env["cited"] else f' id="c-{number}"'
        env["cited"].add(number)
        return f'<a class="ref"{first} href="#e-{number}">{words}</a>'

    def text_special(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A sign that was escaped."""
        return escape(tokens[place].content)

    def code_inline(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A picture of a series, or code as it is."""
        text = tokens[place].content
        if series := _SERIES.fullmatch(text):
            return str(env["picture"]([int(number) for number in series[1].split()]))
        return f"<code>{escape(text)}</code>"

    def table_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A table, of which a small screen makes a block for each row."""
        env["tables"] += 1
        env["heads"] = []
        label = f'role="region" aria-label="Table {env["tables"]}" tabindex="0"'
        return f'<div class="wide" {label}><table role="table">\n'

    def table_close(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Its end."""
        return "</table></div>\n"

    def thead_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """The heads of its columns."""
        return '<thead role="rowgroup">\n'

    def tbody_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Its rows."""
        return '<tbody role="rowgroup">\n'

    def tr_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A row."""
        env["column"] = 0
        return '<tr role="row">\n'

    def th_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """The head of a column."""
        children = tokens[place + 1].children or []
        env["heads"].append("".join(child.content for child in children if child.type in ("text", "text_special")))
        return '<th role="columnheader" scope="col">'

    def td_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A cell, with the head of its column."""
        env["column"] += 1
        return f'<td role="cell" data-head="{escape(env["heads"][env["column"] - 1])}">'
