"""Whether there is a terminal that a screen can be drawn on."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

from shadowlog.domain.errors import ShadowlogError

_SLOW = 0.5
"""Seconds after which it is said what is being done."""

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


@contextlib.contextmanager
def said_if_slow(doing: str) -> Iterator[None]:
    """Say in a line what is being done before there is a screen, where it takes longer than half a second, as opening a
    log does whose index has to be made anew.
    """
    said = threading.Event()

    def say() -> None:
        said.set()
        print(f"{doing} … (ctrl+c stops)", end="", file=sys.stderr, flush=True)

    timer = threading.Timer(_SLOW, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said.is_set():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class NoTerminal(ShadowlogError):
    """There is no terminal to draw on."""

    title = "No terminal"
    exit_code = 2
