"""The boards. A new one is declared here, and drawn in ``screens/boards``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    """Something that is seen at one look, drawn from the whole log."""

    name: str
    """Also the name of the command that shows it."""
    key: str
    """On the boards."""
    title: str
    help: str
    heading: str
    """The line above it."""


BOARDS = (
    Board(
        "theme-board", "1", "Theme board", "How buyers received the themes, by all and by persona.",
        "How buyers received each theme",
    ),
    Board("request-board", "2", "Request board", "How far content requests are.", "Content requests"),
)  # fmt: skip
