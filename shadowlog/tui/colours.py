"""Colours of our own, beside those that Textual brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from rich.theme import Theme as RichTheme

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8c5a",
    success="#55ccff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    boost="#202020",
    dark=True,
    variables={"text-muted": "#ffffff", "block-cursor-text-style": "bold reverse"},
)
"""White on black, for eyes and beamers that need it. Orange and blue are told apart by those who cannot tell red from
green.
"""


def markdown_theme() -> RichTheme:
    """How Markdown is set: headings in bold rather than in a colour of their own."""
    from rich.theme import Theme as RichTheme

    return RichTheme({"markdown.h1": "bold underline", "markdown.h2": "bold", "markdown.h3": "bold italic"})
