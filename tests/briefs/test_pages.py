"""The shortcuts of the HTML pages: what is parsed quickly reads as what is parsed piece by piece."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt

from shadowlog.briefs.export.one import every_brief
from shadowlog.briefs.render import html
from shadowlog.store.repository import Repository
from tests.briefs.conftest import TODAY
from tests.some import some


def _piece_by_piece(body: str) -> str:
    env: dict[str, Any] = {"headings": [], "cited": set(), "indexed": set(), "tables": 0}
    made: str = MarkdownIt("commonmark", {"html": False}, renderer_cls=html._Renderer).enable("table").render(body, env)
    return made


def test_every_brief_reads_the_same(demo: Repository) -> None:
    for brief in some(every_brief(demo, TODAY)):
        assert html._rendered(brief.body)[0] == _piece_by_piece(brief.body)


@pytest.mark.parametrize(
    "text",
    [
        "`0a1b` `0a1b`, `2c3d`", "``0a1b``", "`0a1b``", "``0a1b`", "\\`0a1b`", "`0a1b`x`2c3d`", "`0a 1b` `2c3d`",
        "`0a1b` `2c3d", "[`0a1b`](/x)", "*`0a1b`* same\n\n*`0a1b`* same",
        "| `0a1b` `2c3d` | a\\|b |\n| - | - |\n| x | x |",
        "# `0a1b`\n\n## `0a1b`\n\n- `0a1b`\n- `0a1b`", "`zzzz`\n`0a1b`", "`▁▂█ 1 2 3` `▁▂█ 1 2 3`",
        "&amp; &amp;\n\n&amp; &amp;",
    ],
)  # fmt: skip
def test_any_markdown_reads_the_same(text: str) -> None:
    assert html._rendered(text)[0] == _piece_by_piece(text)
