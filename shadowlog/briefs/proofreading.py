"""Reading a finished brief as a reader's program will, before it is handed out.

Parsed by markdown-it-py with tables, strikethrough and bare links on, it must have the headings that were written
and no others, and no link, image, HTML or code block anywhere: briefs have none, so any would be somebody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shadowlog.domain.errors import ShadowlogError

if TYPE_CHECKING:
    from markdown_it.token import Token

_NEVER = {"link_open", "image", "html_inline", "html_block", "fence", "code_block", "hr", "s_open"}


class BriefUnsound(ShadowlogError):
    """A brief whose text has broken its structure. It is a fault of shadowlog, and the brief is not written."""

    title = "The brief came out wrong"
    exit_code = 1


def proofread(body: str, headings: Sequence[tuple[int, str]]) -> None:
    """See that a brief's body (without front matter) has the structure that was meant. Raises BriefUnsound."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    levels = [int(token.tag[1:]) for token in tokens if token.type == "heading_open"]
    wrong = sorted({token.type for token in _all(tokens)} & _NEVER)
    if levels != [level for level, _ in headings]:
        wrong.append(f"{len(levels)} headings where {len(headings)} were written")
    if wrong:
        raise BriefUnsound(
            f"Text of a record has become structure of the brief: {', '.join(wrong)}.",
            "Please report it with the brief's subject. Nothing was written.",
        )


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]
