"""Other people's text in Markdown of which only we make the structure.

Text of records goes in through ``said`` and cannot become a heading, a list, HTML, a link, an image or a break of
the page's own structure, in CommonMark, with tables, and with bare links turned on.
"""

from __future__ import annotations

import re
from functools import lru_cache

from shadowlog.domain.ids import tail
from shadowlog.domain.text.sanitize import shown

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#^$]|[:@&](?=\S))")
"""Signs that make structure in one kind of Markdown or another; some only where something stands right behind them."""

_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
"""A full stop as in a bare domain name, which some parsers make a link of."""

_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")
_BLANKS = re.compile(r"[ \t]+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*|`")
_ID = re.compile(r"[0-9A-Za-z-]+")


@lru_cache(8_192)
def said(text: str) -> str:
    """Somebody's text as Markdown that reads as it was typed, on one line."""
    line = _BLANKS.sub(" ", " ".join(shown(text).split("\n"))).strip()
    escaped = _DOMAIN.sub(r"\\.", _SPECIAL.sub(r"\\\1", line))
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", escaped)


def said_lines(text: str) -> tuple[str, ...]:
    """Somebody's text line by line, each safe at the start of a line. Empty lines stay empty."""
    return tuple(said(line) for line in shown(text).strip("\n").split("\n"))


def code(record_id: str) -> str:
    """The part of an id that people see, as a code span, which text of records never is."""
    seen = tail(record_id)
    return f"`{seen}`" if _ID.fullmatch(seen) else said(seen)


def plain(markdown: str) -> str:
    """Our Markdown of one line as plain text: the inverse of ``said``, with bold and code spans taken off."""
    return _ESCAPED.sub(lambda match: match[1] or "", markdown)
