"""The Markdown output of a team's own template as HTML, by markdown-it-py with HTML turned off.

Ids in code spans become links between claims and the evidence index, series become pictures, as in a brief that is
made from its blocks.
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

_ID = re.compile(r"[0-9A-Za-z-]{4,40}")
_SERIES = re.compile(r"[▁-█]+((?: \d+)+)")


class TeamSection(NamedTuple):
    """A section of the page."""

    title: Markup


class TeamPage(NamedTuple):
    """A body in parts."""

    title: Markup
    sections: list[TeamSection]
    body: Markup
    """All but the title."""


def team_html(markdown: str, picture: Callable[[Sequence[int]], str]) -> TeamPage:
    """The HTML of a body that begins with its only heading of the first level. ``picture`` draws a series."""
    env: dict[str, Any] = {
        "picture": picture,
        "sections": [],
        "cited": set(),
        "indexed": set(),
        "tables": 0,
        "in_index": False,
    }
    html: str = _parser().render(markdown, env)
    title, _, body = html.removeprefix("<h1>").partition("</h1>\n")
    return TeamPage(Markup(title), env["sections"], Markup(body))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


class _Renderer(RendererHTML):
    """Renders what our pages show in another way than markdown-it-py does."""

    def heading_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A heading; one of the second level can be linked to."""
        token = tokens[place]
        if token.tag != "h2":
            return f"<{token.tag}>"
        inner = self.renderInline(tokens[place + 1].children or [], options, {**env, "plain": True})
        env["sections"].append(TeamSection(Markup(inner)))
        env["in_index"] = tokens[place + 1].content == evidence_index.TITLE
        return f'<h2 id="s{len(env["sections"])}">'

    def code_inline(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """An id with its link, a picture of a series, or code as it is."""
        text = tokens[place].content
        if series := _SERIES.fullmatch(text):
            return str(env["picture"]([int(number) for number in series[1].split()]))
        code = f"<code>{escape(text)}</code>"
        if not _ID.fullmatch(text) or env.get("plain"):
            return code
        if env["in_index"]:
            if text in env["indexed"]:
                return code
            env["indexed"].add(text)
            back = f' href="#c-{text}"' if text in env["cited"] else ""
            return f'<a id="e-{text}"{back}>{code}</a>'
        first = "" if text in env["cited"] else f' id="c-{text}"'
        env["cited"].add(text)
        return f'<a{first} href="#e-{text}">{code}</a>'

    def table_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A table that can be scrolled sideways on a small screen, by keyboard too."""
        env["tables"] += 1
        return f'<div class="wide" role="region" aria-label="Table {env["tables"]}" tabindex="0"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Its end."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """The head of a column."""
        return '<th scope="col">'
