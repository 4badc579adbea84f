"""The progress of long work, shown in one line on a terminal."""

from __future__ import annotations

import contextlib
import sys
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
