"""The text of a brief in lines."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text as Line

from shadowlog.briefs.model.text import StrongSpan, Text

QUIET = "dim"
"""The style of what is looked at second."""

_KEPT = "\ue000"
"""Stands for a blank at which no line may end, while lines are made."""

_UNBROKEN = re.compile(r"(?<=\d) (?=%)")


def styled(text: Text, style: str = "") -> Line:
    """A text with what is emphasised in bold."""
    line = Line(style=style)
    for span in text.spans:
        line.append(span.plain, "bold" if isinstance(span, StrongSpan) else None)
    return line


def in_lines(console: Console, text: Line, width: int) -> list[Line]:
    """Text in lines that end at blanks, but not between a number and its percent sign."""
    kept = text.copy()
    kept.plain = _UNBROKEN.sub(_KEPT, text.plain)
    lines = list(kept.wrap(console, width))
    for line in lines:
        line.plain = line.plain.replace(_KEPT, " ")
        line.rstrip()
    return lines
