"""Whether there is a terminal that a screen can be drawn on."""

from __future__ import annotations

import os
import sys

from shadowlog.domain.errors import ShadowlogError

_WITHOUT = "Without one, use the commands: shadowlog --help"


def require_terminal() -> None:
    """Raise NoTerminal where there is nothing that a screen could be drawn on."""
    # Textual reads from the one and draws on the others.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise NoTerminal("The terminal UI needs a terminal for its input and its output.", _WITHOUT)
    term = os.environ.get("TERM", "")
    if os.name != "nt" and not _has_cursor(term):
        raise NoTerminal(
            f"The terminal UI cannot draw on this terminal: TERM is {term or 'not set'}.",
            f"In a terminal that draws, set it: TERM=xterm-256color shadowlog. {_WITHOUT}",
        )


def _has_cursor(term: str) -> bool:
    """Whether the cursor of a kind of terminal can be moved about. Of a kind nobody here knows that is believed."""
    if term in ("", "dumb", "unknown"):
        return False
    try:
        import curses

        curses.setupterm(term, sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return curses.tigetstr("cup") is not None
    except (ImportError, OSError, curses.error):
        return True


class NoTerminal(ShadowlogError):
    """There is no terminal to draw on."""

    title = "No terminal"
    exit_code = 2
