"""What F1 says first: of the field, list, board or question that one is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from shadowlog.tui.commands.command import Command


@dataclass(frozen=True)
class Explanation:
    """What somebody is in, explained."""

    title: str
    text: str
    heading: str = ""
    """Stands above the commands, such as “On an insight”."""
    commands: Sequence[Command] = ()
    """Those that matter most here."""


@runtime_checkable
class Explains(Protocol):
    """A screen that explains what one is in."""

    def explanation(self) -> Explanation:
        """Of whatever has the focus now."""


def explanation_of(screen: object) -> Explanation | None:
    """What a screen says of what one is in, None where it says nothing of its own."""
    return screen.explanation() if isinstance(screen, Explains) else None
