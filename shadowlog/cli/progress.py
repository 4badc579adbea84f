"""The progress of long work, shown in one line on a terminal."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

from shadowlog.cli.streams import to_terminal
from shadowlog.domain.progress import Progress

_CLEAR = "\r\x1b[K"
"""Goes to the start of the line and clears it."""


@contextlib.contextmanager
def shown_progress(doing: str, unit: str = "") -> Iterator[Progress | None]:
    """A function that shows progress, such as ``Reading the log: 3,000 of 10,000 bytes``; None without a terminal.

    ``doing`` says what is being done, ``unit`` what is counted. The line is cleared at the end.
    """
    if not sys.stderr.isatty():
        yield None
        return

    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        shown = True
        of = f" of {total:,}" if total else ""
        to_terminal(f"{_CLEAR}{doing}: {done:,}{of}{unit and ' ' + unit}")

    try:
        yield show
    finally:
        if shown:
            to_terminal(_CLEAR)


@contextlib.contextmanager
def shown_seconds(doing: str) -> Iterator[None]:
    """Show how long something takes of which nobody knows how long it will: ``Packing the log: 3 s (ctrl+c stops)``.

    ``doing`` says what is being done. The line appears after the first second, and is cleared at the end.
    """
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    start = time.monotonic()

    def tick() -> None:
        while not ended.wait(1.0):
            to_terminal(f"{_CLEAR}{doing}: {time.monotonic() - start:.0f} s (ctrl+c stops)")

    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield
    finally:
        ended.set()
        ticking.join()
        if time.monotonic() - start >= 1.0:
            to_terminal(_CLEAR)
