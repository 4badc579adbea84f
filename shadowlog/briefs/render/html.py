"""A brief as a self-contained HTML page, and the index page of many.

The pages are Jinja2 templates beside this file, which escape every text that is put into them. A brief's page is made
from its blocks; only what a team's own template made of it, which is Markdown, is read by a Markdown parser.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shadowlog.briefs.model.blocks import Bullets, Paragraph, Quote, Table
from shadowlog.briefs.model.brief import Brief, ListedBrief
from shadowlog.briefs.model.text import IdsSpan, StrongSpan
from shadowlog.domain.ids import tail

_LINKABLE = re.compile(r"[0-9A-Za-z-]{4,40}")
_CODE = re.compile(r"[0-9A-Za-z-]+")
_FACTS = {"kind": "Brief", "audience": "For readers", "as_of": "As of"}
_HEIGHT = 24
"""Pixels of the highest bar of a series, as the template has it."""


def to_html(brief: Brief) -> str:
    """A brief as an HTML page."""
    team = None
    if brief.templated:
        from shadowlog.briefs.render.team_html import team_html

        picture = _environment().get_template("series.html.j2").make_module().__dict__["picture"]
        team = team_html(brief.body, picture)
    return _environment().get_template("brief.html.j2").render(
        page_title=brief.content.title.plain,
        facts={label: str(brief.front[name]) for name, label in _FACTS.items()},
        content=brief.content,
        team=team,
        links=_Links(brief.records),
    )  # fmt: skip


def index_page(entries: Iterable[ListedBrief]) -> str:
    """A page that leads to every brief."""
    kinds: dict[str, list[ListedBrief]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    for listed in kinds.values():
        listed.sort(key=lambda entry: (entry.title.casefold(), entry.file))
    return _environment().get_template("index.html.j2").render(page_title="Briefs", kinds=kinds)


@cache
def _environment() -> Environment:
    """The Jinja2 environment with the tests and values that the templates use."""
    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, auto_reload=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    types = {
        "paragraph": Paragraph, "bullets": Bullets, "quote": Quote, "table": Table,
        "strong": StrongSpan, "ids": IdsSpan,
    }  # fmt: skip
    environment.tests |= {name: lambda value, type_=type_: isinstance(value, type_) for name, type_ in types.items()}
    style = (folder / "brief.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The policy names the hash of the style sheet, which is ours and must not be escaped.
    environment.globals |= {"heights": heights, "style": Markup(style), "style_digest": Markup(digest)}
    return environment


def heights(counts: Sequence[int]) -> list[int]:
    """The heights of the bars of a series, in pixels."""
    most = max(counts, default=0) or 1
    return [max(1, round(count * _HEIGHT / most)) for count in counts]


class _Link(NamedTuple):
    """An id on a page."""

    text: str
    anchor: str = ""
    """Its own anchor, empty if nothing links to it."""
    target: str = ""
    """The anchor it links to, empty if it is no link."""
    code: bool = True
    """Whether it is set as code."""


class _Links:
    """The links between claims and the evidence index, in the order in which a page shows ids."""

    def __init__(self, records: Iterable[str]) -> None:
        """``records`` are the ids in the evidence index."""
        short_ids = map(tail, records)
        self._indexed = {short_id for short_id in short_ids if _LINKABLE.fullmatch(short_id)}
        self._cited: set[str] = set()
        self._entered: set[str] = set()
        self._tables = 0

    def citations(self, keys: Sequence[str]) -> list[_Link]:
        """The ids that a claim stands on, linked to the index. The first of each id is what the index links to."""
        links = []
        for key in keys:
            short_id = tail(key)
            if short_id in self._indexed:
                anchor = "" if short_id in self._cited else f"c-{short_id}"
                self._cited.add(short_id)
                links.append(_Link(short_id, anchor, f"e-{short_id}"))
            else:
                links.append(_Link(short_id, code=_CODE.fullmatch(short_id) is not None))
        return links

    def index_entries(self, keys: Sequence[str]) -> list[_Link]:
        """The ids in a row of the index, linked to the first claim that cites each."""
        links = []
        for key in keys:
            short_id = tail(key)
            if short_id in self._indexed and short_id not in self._entered:
                self._entered.add(short_id)
                target = f"c-{short_id}" if short_id in self._cited else ""
                links.append(_Link(short_id, f"e-{short_id}", target))
            else:
                links.append(_Link(short_id, code=_CODE.fullmatch(short_id) is not None))
        return links

    def next_table(self) -> int:
        """The number of the next table on the page."""
        self._tables += 1
        return self._tables
