"""A brief as a self-contained HTML page.

The pages are Jinja2 templates beside this file, which escape every text that is put into them. A brief's page is made
from its blocks; only what a team's own template made of it, which is Markdown, is read by a Markdown parser.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shadowlog.briefs.model import evidence_index
from shadowlog.briefs.model.blocks import Bullets, EvidenceList, Paragraph, Quote, Table
from shadowlog.briefs.model.brief import Brief
from shadowlog.briefs.model.text import ShareSpan, StrongSpan, Text
from shadowlog.domain.ids import tail

_TEAM_FACTS = {"kind": "Brief", "audience": "For readers", "as_of": "As of"}
"""What the head of a page says where a team's template decides what the page says."""

_HIGHEST = 24
"""The height of the highest bar of a series, in units of the drawing."""

_LEFT, _WIDTH = 4, 112
"""Where the drawing of a share begins, and how wide it is, in units of the drawing."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def to_html(brief: Brief, *, listed: bool = False) -> str:
    """A brief as an HTML page. ``listed`` says that an index page lies beside it."""
    team = None
    facts = {"Verdict": str(brief.front["verdict"])} if "verdict" in brief.front else {}
    if brief.templated:
        from shadowlog.briefs.render.team_html import team_html

        charts = environment().get_template("charts.html.j2").make_module().__dict__
        team = team_html(brief.body, charts["bars"], _on_paper(brief))
        facts = {label: str(brief.front[name]) for name, label in _TEAM_FACTS.items()} | facts
    tables = count(1)
    return environment().get_template("brief.html.j2").render(
        page_title=brief.content.title.plain,
        facts=facts,
        content=brief.content,
        team=team,
        listed=listed,
        references=_References(),
        next_table=lambda: next(tables),
        index_title=evidence_index.TITLE,
        on_paper=_on_paper(brief),
    )  # fmt: skip


@cache
def environment() -> Environment:
    """The Jinja2 environment with the tests and values that the templates use."""
    folder = Path(__file__).parent
    made = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, auto_reload=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    types = {
        "paragraph": Paragraph, "bullets": Bullets, "quote": Quote, "table": Table, "index": EvidenceList,
        "strong": StrongSpan,
    }  # fmt: skip
    made.tests |= {name: lambda value, type_=type_: isinstance(value, type_) for name, type_ in types.items()}
    made.filters |= {"tail": tail, "month_name": lambda month: _MONTHS[int(month[5:]) - 1]}
    style = (folder / "brief.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The policy names the hash of the style sheet, which is ours and must not be escaped.
    made.globals |= {
        "heights": heights, "across": across, "drawn": drawn, "style": Markup(style), "style_digest": Markup(digest),
    }  # fmt: skip
    return made


def heights(counts: Sequence[int]) -> list[int]:
    """The heights of the bars of a series, in units of the drawing."""
    most = max(counts, default=0) or 1
    return [max(1, round(each * _HIGHEST / most)) for each in counts]


def across(share: float) -> float:
    """How far from the left a fraction of one stands in a drawing."""
    return round(_LEFT + share * _WIDTH, 1)


class Part(NamedTuple):
    """A part of a cell that is drawn by itself."""

    words: str
    share: ShareSpan | None


def drawn(cell: Text) -> Iterator[Part]:
    """The parts of a cell with shares, each with what is drawn beside it, and a line of its own."""
    for span in cell.spans:
        if span.plain != "; ":
            yield Part(span.plain.replace(" %", "\N{NO-BREAK SPACE}%"), _share(span))


def _share(span: object) -> ShareSpan | None:
    return span if isinstance(span, ShareSpan) else None


def _on_paper(brief: Brief) -> str:
    """What a printed page says in place of the evidence index."""
    cited = [each for block in brief.content.blocks() if isinstance(block, EvidenceList) for each in block.cited]
    if not cited:
        return ""
    return f"Evidence index: what [1] to [{len(cited)}] stand for is left out on paper; this brief’s web page lists it."


class _References:
    """The places on a page that cite the evidence index, in the order in which the page is made."""

    def __init__(self) -> None:
        self._cited: Counter[int] = Counter()

    def cite(self, number: int) -> str:
        """The anchor of the next place that cites a number."""
        self._cited[number] += 1
        return _anchor(number, self._cited[number])

    def places(self, number: int) -> list[str]:
        """The anchors of the places so far that cite a number."""
        return [_anchor(number, place) for place in range(1, self._cited[number] + 1)]


def _anchor(number: int, place: int) -> str:
    return f"c-{number}" if place == 1 else f"c-{number}-{place}"
