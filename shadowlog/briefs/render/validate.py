"""Check the output of a team's template as a reader's program will parse it.

Parsed by markdown-it-py with tables and strikethrough on, its headings must be in order, and there must be no HTML,
link, image or code block anywhere: our briefs have none, so any would be somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from shadowlog.domain.errors import ShadowlogError

if TYPE_CHECKING:
    from markdown_it.token import Token

_NEVER = {"image", "html_inline", "html_block", "fence", "code_block", "s_open", "link_open"}


class BriefUnsound(ShadowlogError):
    """A page with a structure that no brief has. It is not written."""

    title = "The brief is malformed"
    exit_code = 1


def proofread(body: str) -> None:
    """Check a page without front matter. Raises BriefUnsound."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = list(_all(parser.parse(body)))
    wrong = sorted({token.type.removesuffix("_open") for token in tokens} & {n.removesuffix("_open") for n in _NEVER})
    levels = [int(token.tag[1:]) for token in tokens if token.type == "heading_open"]
    if levels[:1] != [1] or levels.count(1) != 1:
        wrong.append("not exactly one first heading, at its beginning")
    if any(after > before + 1 for before, after in pairwise(levels)):
        wrong.append("headings that leave out a level")
    if wrong:
        raise BriefUnsound(f"It contains what no brief may contain: {', '.join(wrong)}.", "Nothing was written.")


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
