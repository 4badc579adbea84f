"""Markdown in which only we make structure.

Text of records goes in through ``said`` and cannot become a heading, a list, HTML, a link, an image or a break of
the page's own structure, in CommonMark, with tables, and with bare links turned on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from shadowlog.domain.display import shown

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()|~&#^$:@!])")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
"""A full stop as in a bare domain name, which some parsers make a link of."""

_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=])")
_BLANKS = re.compile(r"[ \t]+")


def said(text: str) -> str:
    """Somebody's text as Markdown that reads as it was typed, on one line."""
    line = _BLANKS.sub(" ", " ".join(shown(text).split("\n"))).strip()
    escaped = _DOMAIN.sub(r"\\.", _SPECIAL.sub(r"\\\1", line))
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", escaped)


def said_lines(text: str) -> list[str]:
    """Somebody's text line by line, each safe at the start of a line. Empty lines stay empty."""
    return [said(line) for line in shown(text).strip("\n").split("\n")]


class Page:
    """A page of Markdown, block by block. What is passed in is Markdown already: other people's text by ``said``."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self.headings: list[tuple[int, str]] = []

    def heading(self, level: int, text: str) -> None:
        """A heading."""
        self.headings.append((level, text))
        self._blocks.append(f"{'#' * level} {text}")

    def paragraph(self, text: str) -> None:
        """A paragraph."""
        self._blocks.append(text)

    def bullets(self, items: Iterable[str]) -> None:
        """A list; nothing where there are no items."""
        lines = [f"- {item}" for item in items]
        if lines:
            self._blocks.append("\n".join(lines))

    def numbered(self, items: Iterable[str]) -> None:
        """A numbered list; nothing where there are no items."""
        lines = [f"{number}. {item}" for number, item in enumerate(items, 1)]
        if lines:
            self._blocks.append("\n".join(lines))

    def quote(self, text: str, attribution: str) -> None:
        """Somebody's words, unedited, and who said them."""
        lines = [f"> {line}".rstrip() for line in said_lines(text)]
        body = "\n".join(
            f"{line}\\" if line != ">" and following != ">" else line
            for line, following in zip(lines, [*lines[1:], ">"], strict=True)
        )
        self._blocks.append(f"{body}\n>\n> — {attribution}")

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table; nothing where there are no rows."""
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        if lines:
            rule = "|" + "|".join(" --- " for _ in header) + "|"
            self._blocks.append("\n".join(["| " + " | ".join(header) + " |", rule, *lines]))

    @property
    def text(self) -> str:
        """The page so far."""
        return "\n\n".join(self._blocks) + "\n"
