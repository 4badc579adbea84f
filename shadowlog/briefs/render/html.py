"""A brief as one HTML page that needs nothing beside it, and the index of many.

The Markdown is parsed and rendered by markdown-it-py with HTML turned off. Nothing on the page is script, and its
content security policy lets nothing run or be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, MutableMapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from shadowlog.briefs.model.brief import Brief

_ID = re.compile(r"[0-9A-Za-z-]{4,40}")
_IDS = re.compile(r"`[0-9A-Za-z-]{4,40}`(?!`)(?:,? `[0-9A-Za-z-]{4,40}`(?!`))*")
_IN_TICKS = re.compile(r"`([^`]+)`")
_SERIES = re.compile(r"[▁-█]+((?: \d+)+)")
_SHOWN = ("kind", "audience", "as_of")
_FACTS = {"kind": "Brief", "audience": "For readers", "as_of": "As of"}
_BAR, _HEIGHT = 9, 24


class Entry(NamedTuple):
    """A brief on the index page."""

    kind: str
    title: str
    file: str
    as_of: str
    audience: str


def to_html(brief: Brief) -> str:
    """A brief as an HTML page."""
    facts = "".join(f"<div><dt>{_FACTS[name]}</dt><dd>{escape(str(brief.front[name]))}</dd></div>" for name in _SHOWN)
    body, headings = _rendered(brief.body)
    contents = "".join(f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in headings)
    head, _, rest = body.partition("</h1>\n")
    return _page(
        brief.content.heading,
        f'<header>{head}</h1>\n<dl class="facts">{facts}</dl></header>\n'
        f'<nav aria-label="Sections"><details><summary>Sections</summary><ol>{contents}</ol></details></nav>\n'
        f'<main id="main">\n{rest}</main>\n',
    )


def index_page(entries: Iterable[Entry]) -> str:
    """A page that leads to every brief."""
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    sections = []
    for kind, held in kinds.items():
        items = "".join(
            f'<li><a href="{escape(entry.file)}">{escape(entry.title)}</a> '
            f"(as of {escape(entry.as_of)}, {escape(entry.audience)})</li>"
            for entry in sorted(held, key=lambda entry: (entry.title.casefold(), entry.file))
        )
        sections.append(f"<h2>{escape(kind.capitalize())}</h2>\n<ul>{items}</ul>\n")
    body = "".join(sections) or "<p>No briefs yet.</p>\n"
    return _page("Briefs", f'<header><h1>Briefs</h1></header>\n<main id="main">\n{body}</main>\n')


def _page(title: str, body: str) -> str:
    style, digest = _style()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="shadowlog">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">To the text</a>\n{body}</body>\n</html>\n'
    )


@cache
def _style() -> tuple[str, str]:
    """The style sheet, and its hash as the policy names it."""
    text = Path(__file__).with_name("brief.css").read_text(encoding="utf-8")
    return text, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# Rendering -----------------------------------------------------------------------------------------------------


class _Renderer(RendererHTML):
    """Our Markdown as HTML: ids become links between claims and the evidence index, series become pictures."""

    def heading_open(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A heading that can be linked to."""
        token = tokens[place]
        if token.tag == "h2":
            inner = self.renderInline(tokens[place + 1].children or [], options, {**env, "plain": True})
            anchor = f"s{len(env['headings']) + 1}"
            env["headings"].append((anchor, inner))
            env["index"] = tokens[place + 1].content == "Evidence index"
            return f'<h2 id="{anchor}">'
        return f"<{token.tag}>"

    def code_inline(
        self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """An id with its link, a picture of a series, or code as it is."""
        text = tokens[place].content
        if series := _SERIES.fullmatch(text):
            return _picture([int(number) for number in series[1].split()])
        if not _ID.fullmatch(text):
            return f"<code>{escape(text)}</code>"
        return self._linked(text, env)

    def ids(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Ids one behind the other."""
        return _IN_TICKS.sub(lambda match: self._linked(match[1], env), tokens[place].content)

    @staticmethod
    def _linked(text: str, env: MutableMapping[str, Any]) -> str:
        if env.get("plain"):
            return f"<code>{text}</code>"
        if env.get("index"):
            if text in env["indexed"]:
                return f"<code>{text}</code>"
            env["indexed"].add(text)
            back = f' href="#c-{text}"' if text in env["cited"] else ""
            return f'<a id="e-{text}"{back}><code>{text}</code></a>'
        first = "" if text in env["cited"] else f' id="c-{text}"'
        env["cited"].add(text)
        return f'<a{first} href="#e-{text}"><code>{text}</code></a>'

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

    def td_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A cell; most of a page are cells."""
        return self.renderToken(tokens, place, options, env) if tokens[place].attrs else "<td>"

    def td_close(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Its end."""
        return "</td>\n"

    def th_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """The head of a column."""
        return '<th scope="col">'


def _rendered(body: str) -> tuple[str, list[tuple[str, str]]]:
    """A body as HTML, and its sections as (anchor, title as HTML)."""
    parser = _parser()
    env: dict[str, Any] = {"headings": [], "cited": set(), "indexed": set(), "tables": 0}
    made: str = parser.render(body, env)
    return made, env["headings"]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    parser.inline.ruler.before("backticks", "ids", _ids)
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.after("text_join", "repeat", _repeat)
    return parser


def _inline(state: StateCore) -> None:
    """Parse every different text once: most cells of an evidence index stand in many of its rows."""
    seen: dict[str, Token] = {}
    for token in state.tokens:
        if token.type == "inline":
            first = seen.setdefault(token.content, token)
            if first is token:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.meta["first"] = first


def _repeat(state: StateCore) -> None:
    """Give texts that stood there before what was parsed of the first."""
    for token in state.tokens:
        if first := token.meta.get("first"):
            token.children = first.children


def _ids(state: StateInline, silent: bool) -> bool:
    """A run of ids in code spans as one token: an evidence index has thousands of them."""
    run = _IDS.match(state.src, state.pos, state.posMax)
    if run is None:
        return False
    if not silent:
        state.push("ids", "code", 0).content = run[0]
    state.pos = run.end()
    return True


def _picture(counts: Sequence[int]) -> str:
    """A series as bars, with its numbers beside it."""
    most = max(counts, default=0) or 1
    bars = "".join(
        f'<rect x="{place * _BAR}" y="{_HEIGHT - height}" width="{_BAR - 2}" height="{height}"></rect>'
        for place, height in enumerate(max(1, round(count * _HEIGHT / most)) for count in counts)
    )
    width = len(counts) * _BAR
    numbers = ", ".join(map(str, counts))
    return (
        f'<svg class="series" role="img" aria-label="Bars of the numbers that follow" width="{width}" '
        f'height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}">{bars}</svg> {numbers}'
    )
