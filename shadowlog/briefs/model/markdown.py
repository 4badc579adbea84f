"""Other people's text in Markdown of which only shadowlog makes the structure.

Text of records goes in through ``escape`` and cannot become a heading, a list, HTML, a link, an image or a break of
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
"""A full stop as in a bare domain name, which some parsers turn into a link."""

_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")
_BLANKS = re.compile(r"[ \t]+")
_ID = re.compile(r"[0-9A-Za-z-]+")


@lru_cache(8_192)
def one_line(text: str) -> str:
    """Text as it is shown, on one line: signs that act made visible, blanks and line ends each one blank."""
    return _BLANKS.sub(" ", " ".join(shown(text).split("\n"))).strip()


@lru_cache(8_192)
def escape(line: str) -> str:
    """One line of somebody's text as Markdown that reads as the line does."""
    escaped = _DOMAIN.sub(r"\\.", _SPECIAL.sub(r"\\\1", line))
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", escaped)


def as_markdown(text: str) -> str:
    """Somebody's text as Markdown of one line."""
    return escape(one_line(text))


def lines_of(text: str) -> tuple[str, ...]:
    """Somebody's text line by line, each as it is shown. Empty lines stay empty."""
    return tuple(one_line(line) for line in shown(text).strip("\n").split("\n"))


def code(record_id: str) -> str:
    """The part of an id that people see, as a code span, which text of records never is."""
    seen = tail(record_id)
    return f"`{seen}`" if _ID.fullmatch(seen) else as_markdown(seen)
